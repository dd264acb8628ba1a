"""The sign of life that a visitor's window gives its watchdog: lines down a pipe, which no full disk can stop."""

import contextlib
import faulthandler
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass

from render.kiosk.votes import Count, as_word, of_word

EVERY_S = 0.5
LOADING_S = 180.0  # a scene may be compiled for so long


@dataclass(frozen=True)
class Beat:
    """number: grows with every beat; rounds: of the simulation's thread, 0 before ions move; visits: visitors since
    this window opened; votes: their answers since then, to one scene's question (a line holds no more), its name and
    count; None where nobody has answered."""

    number: int
    rounds: int
    visits: int
    votes: tuple[str, Count] | None = None


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
        self._told: dict[str, Count] = {}  # by scene, the one that was told last at the end

    def frame(self, rounds: int, loading: bool, visits: int, votes: Mapping[str, Count] | None = None) -> None:
        """rounds: a number that grows while the simulation's thread is well; loading: it is preparing a scene; votes:
        by scene, since the window opened."""
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
            os.write(self._pipe, b"%d %d %d%s\n" % (self._number, rounds, visits, self._word(votes or {})))

    def _word(self, votes: Mapping[str, Count]) -> bytes:
        """What is new first, then one scene after the other again and again: a line that was lost does not matter."""
        if not votes:
            return b""
        new = (scene for scene, count in votes.items() if self._told.get(scene) != count)
        scene = next(new, next(iter(self._told), ""))
        self._told.pop(scene, None)
        self._told[scene] = votes[scene]
        return b" " + as_word(scene, votes[scene]).encode("ascii")

    def stop(self) -> None:
        faulthandler.cancel_dump_traceback_later()


def parsed(line: bytes) -> Beat | None:
    """The beat that a line tells of; None for any other line."""
    with contextlib.suppress(ValueError):
        number, rounds, visits, *more = line.split()
        votes = [of_word(word.decode("ascii")) for word in more]
        if len(votes) <= 1:
            return Beat(int(number), int(rounds), int(visits), *votes)
    return None


def take_pipe() -> int:
    """The descriptor of the pipe that is standard output, for this process alone: whatever libraries print from now on
    goes to standard error, and no process that is started holds the pipe."""
    pipe = os.dup(1)
    os.dup2(2, 1)
    with contextlib.suppress(AttributeError, OSError):  # Windows cannot, before Python 3.12
        os.set_blocking(pipe, False)  # a watchdog that is stopped must not stop the window
    return pipe
