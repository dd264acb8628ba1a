"""What visitors leave behind in memory."""

import ctypes
import gc
import sys


def give_back() -> bool:
    """Give the system what is free between what is still used; whether there was any.

    The C library keeps it: what pictures of one visit leave in pieces did not fit those of the next, and memory grew
    by some percent an hour, though no more of it was used. Only glibc can be told to.
    """
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    return trim is not None and bool(trim(0))
