"""The signals that end a program: all is put away first, wherever in its work they find it."""

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
TELLS_AGAIN_S = 2.0
TOLD: list[tuple[int, float]] = []  # signals that came for the present command, and when


class Ended(BaseException):
    """Raised in the main thread by a signal that ends the program (its number), so that all is put away first."""


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """Raises Ended for Ctrl-C and for what ends a service, a session or a terminal; not where it was to be ignored."""
    TOLD.clear()

    def end(number: int, _: object) -> None:
        # a terminal that closes tells several times: the second must not hinder the putting away after the first
        if not TOLD or time.monotonic() - TOLD[-1][1] > TELLS_AGAIN_S:
            TOLD.append((number, time.monotonic()))
            raise Ended(number)

    heeded = ENDING if threading.current_thread() is threading.main_thread() else []
    before = {number: signal.signal(number, end) for number in heeded if signal.getsignal(number) != signal.SIG_IGN}
    try:
        yield
    except BaseException:
        if TOLD:  # whatever the putting away ran into, such as a terminal that is gone
            raise Ended(TOLD[-1][0]) from None
        raise
    finally:
        for number, former in before.items():
            signal.signal(number, former)


def heeding(tell: Callable[..., None]) -> Callable[..., None]:
    """What tells of long work's progress, but it ends the work if a signal came: an exception that is raised while an
    object is being deleted, or in what C code calls back, goes no further."""

    def told(*progress: Any) -> None:
        if TOLD:
            raise Ended(TOLD[-1][0])
        tell(*progress)

    return told
