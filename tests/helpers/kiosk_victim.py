"""A visitor whose simulation thread is lost at SIGUSR1, and for whom staff hold the chord at SIGUSR2; for tests."""

import ctypes
import os
import signal
import sys
import threading

import pygame

from render.kiosk import visitor


def lose_simulation(number: int, frame: object) -> None:
    """End the thread from outside, as nothing in it could expect."""
    thread = next(t for t in threading.enumerate() if t.name == "simulation")
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(SystemExit))


def hold_chord(number: int, frame: object) -> None:
    """Ctrl, Shift and Q go down and stay there."""
    for key in (pygame.K_LCTRL, pygame.K_LSHIFT, pygame.K_q):
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, unicode="", mod=0, scancode=0))


if __name__ == "__main__":
    signal.signal(signal.SIGUSR1, lose_simulation)
    signal.signal(signal.SIGUSR2, hold_chord)
    code = visitor.main(sys.argv[1:])
    sys.stderr.flush()
    os._exit(code)
