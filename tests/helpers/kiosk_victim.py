"""A visitor's process that loses its simulation thread when it gets SIGUSR1; the watchdog's test runs it."""

import ctypes
import os
import signal
import sys
import threading

from render.kiosk import visitor


def lose_simulation(number: int, frame: object) -> None:
    """End the thread from outside, as nothing in it could expect."""
    thread = next(t for t in threading.enumerate() if t.name == "simulation")
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(SystemExit))


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, lose_simulation)
    code = visitor.main(sys.argv[1:])
    sys.stderr.flush()
    os._exit(code)
