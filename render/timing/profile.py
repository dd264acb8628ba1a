"""The clock of a window.

A frame's time here is the whole interval from one picture on screen to the next, waiting included: what a visitor sees.
"""

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

KEPT = 600  # frames in the histogram
UP_TO_MS = 50  # one bin for each ms, and one for all that took longer


class Times:
    """The last KEPT times in ms. counts: how many lie in each ms; the last bin has all from UP_TO_MS on."""

    def __init__(self, kept: int = KEPT) -> None:
        self._ms = np.zeros(kept)
        self._seen = 0
        self.counts = np.zeros(UP_TO_MS + 1, np.int64)

    def add(self, ms: float) -> None:
        at = self._seen % len(self._ms)
        if self._seen >= len(self._ms):
            self.counts[min(int(self._ms[at]), UP_TO_MS)] -= 1
        self._ms[at] = ms
        self.counts[min(int(ms), UP_TO_MS)] += 1
        self._seen += 1

    @property
    def ms(self) -> NDArray[np.float64]:
        """In no order; a view."""
        return self._ms[: min(self._seen, len(self._ms))]

    def spread(self) -> tuple[float, float, float]:
        """(median, 99th percentile, longest), ms; nan before the first."""
        return spread(self.ms)

    @property
    def mean(self) -> float:
        return float(self.ms.mean()) if self._seen else float("nan")


def spread(times_ms: NDArray[np.float64] | Sequence[float]) -> tuple[float, float, float]:
    """(median, 99th percentile, longest); nan where there are none."""
    if not len(times_ms):
        return (float("nan"),) * 3
    median, percentile, longest = np.percentile(times_ms, (50, 99, 100))
    return float(median), float(percentile), float(longest)


class Profile:
    """The clock of a window.

    on: whether the histogram is shown; timing: whether the parts of a frame are timed; frames: whole frame intervals;
    ticks: what the simulation's thread needs for a turn; parts_ms, interval_ms, tick_ms: of the last frame, None where
    nothing was on screen before it, where it has no new snapshot.
    """

    def __init__(self) -> None:
        self.on = self.timing = False
        self.frames, self.ticks = Times(), Times()
        self.parts_ms: dict[str, float] = {}
        self.interval_ms: float | None = None
        self.tick_ms: float | None = None
        self._lap_s = 0.0
        self._shown_s: float | None = None
        self._serial = -1

    def begin(self) -> None:
        """A frame begins."""
        self.parts_ms.clear()
        self._lap_s = time.perf_counter()

    def lap(self, part: str) -> None:
        """A part of the frame (report.PARTS) is done; it took the time since the last one was."""
        if self.timing:
            now = time.perf_counter()
            self.parts_ms[part] = self.parts_ms.get(part, 0.0) + 1e3 * (now - self._lap_s)
            self._lap_s = now

    def skip(self) -> None:
        """The time since the last part was no work."""
        self._lap_s = time.perf_counter()

    def shown(self, serial: int, tick_ms: float) -> None:
        """A frame is on screen. serial: of its snapshot; tick_ms: how long the turn took that made it."""
        now = time.perf_counter()
        self.interval_ms = None if self._shown_s is None else 1e3 * (now - self._shown_s)
        self._shown_s = now
        if self.interval_ms is not None:
            self.frames.add(self.interval_ms)
        self.tick_ms = None if serial == self._serial else tick_ms
        self._serial = serial
        if self.tick_ms is not None:
            self.ticks.add(self.tick_ms)

    def loading_shown(self) -> None:
        """Something else than a frame is on screen; it does not count, the wait for the frame that replaces it does."""
        self._shown_s, self.interval_ms, self.tick_ms = time.perf_counter(), None, None
