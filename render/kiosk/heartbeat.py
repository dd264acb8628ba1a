"""The sign of life that a visitor's window gives its watchdog: a small file with a number that grows."""

import contextlib
import faulthandler
import logging
import os
import time
from dataclasses import dataclass
from pathlib import Path

EVERY_S = 0.5
LOADING_S = 180.0  # a scene may be compiled for so long

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Beat:
    """number: grows with every beat; rounds: of the simulation's thread, 0 before ions move; visits: visitors since
    this window opened."""

    number: int
    rounds: int
    visits: int


class Heart:
    """Beats while frames are drawn and the simulation's thread goes its rounds: call `frame` once a frame."""

    def __init__(self, file: Path | None, explain_after_s: float = 0.0) -> None:
        """file: None for no beats; explain_after_s: without a beat for that long, every thread's whereabouts go to
        standard error (0: never)."""
        self._file, self._explain_after_s = file, explain_after_s
        self._number = 0
        self._written = -EVERY_S
        self._rounds = -1
        self._loading_since: float | None = None

    def frame(self, rounds: int, loading: bool, visits: int) -> None:
        """rounds: a number that grows while the simulation's thread is well; loading: it is preparing a scene."""
        now = time.monotonic()
        if self._file is None or now - self._written < EVERY_S:
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
        part = self._file.with_name(self._file.name + ".part")
        try:
            part.write_text(f"{self._number} {rounds} {visits}", encoding="ascii")
            os.replace(part, self._file)
        except OSError as error:
            log.warning("no heartbeat: %s", error)

    def stop(self) -> None:
        faulthandler.cancel_dump_traceback_later()


def read(file: Path) -> Beat | None:
    """The newest beat; None before the first."""
    with contextlib.suppress(OSError, ValueError):
        number, rounds, visits = file.read_text(encoding="ascii").split()
        return Beat(int(number), int(rounds), int(visits))
    return None
