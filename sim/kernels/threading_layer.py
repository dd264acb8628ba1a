"""Lets numba find the TBB that pip installs next to it, and have threads where a layer that was asked for is missing.

numba prefers TBB, whose threads sleep when idle and do not stall on a busy machine, but asks the system's loader for
it, which does not look where pip puts it (numba issue #6108). Loading the library first is enough.
Without TBB numba falls back to OpenMP or its own work queue: slower, not wrong.
"""

import contextlib
import ctypes
import logging
import sys
from importlib import metadata

import numba

log = logging.getLogger(__name__)


def load_tbb() -> bool:
    """Load TBB if it is installed as a package; say whether it was."""
    library = "tbb12.dll" if sys.platform == "win32" else "libtbb.so.12"
    with contextlib.suppress(metadata.PackageNotFoundError, OSError):
        for file in metadata.files("tbb") or []:
            if file.name == library:
                ctypes.CDLL(str(file.locate()), mode=ctypes.RTLD_GLOBAL)
                return True
    return False


def start_threads() -> None:
    """Start numba's threads; a layer that NUMBA_THREADING_LAYER names and this machine lacks is done without."""
    try:
        numba.get_num_threads()
    except ValueError as error:
        asked = numba.config.THREADING_LAYER
        log.warning("threading layer '%s' cannot be had: %s", asked, " ".join(str(error).split()))
        numba.config.THREADING_LAYER = "default"
        numba.config.THREADING_LAYER_PRIORITY = ["tbb", "omp", "workqueue"]
