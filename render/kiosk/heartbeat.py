"""The sign of life that a visitor's window gives its watchdog: lines down a pipe, which no full disk can stop."""

import contextlib
import faulthandler
import os
import time
from dataclasses import dataclass

EVERY_S = 0.5
LOADING_S = 180.0  # a scene may be compiled for so long


@dataclass(frozen=True)
class Beat:
    """number: grows with every beat; rounds: of the simulation's thread, 0 before ions move; visits: visitors since
    this window opened."""

    number: int
    rounds: int
    visits: int


class Heart:
    """Beats while frames are drawn and the simulation's thread goes its rounds: call `frame` once a frame."""

    def __init__(self, pipe: int | None, explain_after_s: float = 0.0) -> None:
        """pipe: descriptor to write to, None for no beats; explain_after_s: without a beat for that long, every
        thread's whereabouts go to standard error (0: never)."""
        self._pipe, self._explain_after_s = pipe, explain_after_s
        self._number = 0
        self._written = -EVERY_S
        self._rounds = -1
        self._loading_since: float | None = None

    def frame(self, rounds: int, loading: bool, visits: int) -> None:
        """rounds: a number that grows while the simulation's thread is well; loading: it is preparing a scene."""
        now = time.monotonic()
        if self._pipe is None or now - self._written < EVERY_S:
            return
        if not loading:
            self._loading_since = None
        elif self._loading_since is None:
            self._loading_since = now
        still_loading = self._loading_since is not None and now - self._loading_since < LOADING_S
        if rounds == self._rounds and not still_loading:
            return
        self._rounds, self._written = rounds, now
        self._number += 1
        if self._explain_after_s:
            faulthandler.dump_traceback_later(self._explain_after_s)
        with contextlib.suppress(OSError):  # the watchdog is gone, which standard input tells, or does not read
            os.write(self._pipe, b"%d %d %d\n" % (self._number, rounds, visits))

    def stop(self) -> None:
        faulthandler.cancel_dump_traceback_later()


def parsed(line: bytes) -> Beat | None:
    """The beat that a line tells of; None for any other line."""
    with contextlib.suppress(ValueError):
        number, rounds, visits = line.split()
        return Beat(int(number), int(rounds), int(visits))
    return None


def take_pipe() -> int:
    """The descriptor of the pipe that is standard output, for this process alone: whatever libraries print from now on
    goes to standard error, and no process that is started holds the pipe."""
    pipe = os.dup(1)
    os.dup2(2, 1)
    with contextlib.suppress(AttributeError, OSError):  # Windows cannot, before Python 3.12
        os.set_blocking(pipe, False)  # a watchdog that is stopped must not stop the window
    return pipe
