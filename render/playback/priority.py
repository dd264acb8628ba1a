"""The window goes before the simulation where both want the same: a late picture is seen, a slower pace is not."""

import os
import sys
import threading

POLITENESS = 10  # niceness of the simulation's threads
SWITCH_S = 0.0005  # a thread keeps the interpreter so long when another wants it


def give_way() -> None:
    """Let other threads go before the calling one. On Linux each thread has its own priority, and those that this one
    starts for its kernels inherit it.

    The window gives the interpreter away in each kernel and each call that draws, and waited up to 5 ms to have it
    back, dozens of times a frame, while this thread worked out a prediction.
    """
    sys.setswitchinterval(SWITCH_S)
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), POLITENESS)
