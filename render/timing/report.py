"""How a session went, in figures: what `play --profile` prints and the bench measures by."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from render.timing.profile import spread

if TYPE_CHECKING:
    from render.playback.snapshot import Snapshot
    from render.timing.profile import Profile

MOST = 20_000  # times that are kept
PARTS = {  # of a frame, as the table says them
    "events": "events",
    "snapshot": "snapshot",
    "box": "box picture",
    "panels": "panels",
    "covers": "help, cards, messages",
    "present": "present",
}
EDGES_MS = (0, 5, 10, 14, 16, 17, 18, 20, 25, 33, 50)  # of the histogram in print


@dataclass
class Report:
    """Seconds until the window was up and until ions moved (nan if never). Then, of frames with moving ions, ms: work,
    from one on screen to the next, turns of the simulation, and parts of a frame if asked for. Seconds on screen and ns
    simulated, over all scenes; ions of the last one."""

    first_window_s: float = float("nan")
    first_moving_s: float = float("nan")
    frame_ms: list[float] = field(default_factory=list)
    interval_ms: list[float] = field(default_factory=list)
    tick_ms: list[float] = field(default_factory=list)
    parts_ms: dict[str, list[float]] = field(default_factory=dict)
    frames: int = 0
    shown_s: float = 0.0
    simulated_ns: float = 0.0
    ions: int = 0
    _time_ns: float = field(default=0.0, repr=False)

    def add(self, spent_ms: float, profile: "Profile", snapshot: "Snapshot") -> None:
        """Note a frame."""
        _keep(self.frame_ms, spent_ms)
        if profile.tick_ms is not None:
            _keep(self.tick_ms, profile.tick_ms)
        if profile.interval_ms is not None:
            _keep(self.interval_ms, profile.interval_ms)
            self.shown_s += profile.interval_ms / 1e3
            self.frames += 1
        for part, ms in profile.parts_ms.items():
            _keep(self.parts_ms.setdefault(part, []), ms)
        self.simulated_ns += max(snapshot.time_ns - self._time_ns, 0.0)  # a restart begins at 0 again
        self._time_ns = snapshot.time_ns
        self.ions = int(snapshot.count.sum())


def _keep(times: list[float], ms: float) -> None:
    """Append, and forget the oldest of very many."""
    times.append(ms)
    if len(times) > MOST:
        del times[: MOST // 2]


def lines(report: Report) -> Iterator[str]:
    """The table that `play --profile` prints."""
    yield f"{'ms':<24}{'median':>10}{'99 %':>10}{'worst':>10}"
    rows = {PARTS[part]: times for part, times in report.parts_ms.items()}
    rows |= {"all work of a frame": report.frame_ms, "frame to frame": report.interval_ms}
    rows |= {"turn of the simulation": report.tick_ms}
    for name, times in rows.items():
        if times:
            median, percentile, worst = spread(times)
            yield f"{name:<24}{median:>10.2f}{percentile:>10.2f}{worst:>10.2f}"
    if report.frames:
        yield f"histogram, frame to frame: {histogram_line(report.interval_ms)}"
        yield (
            f"{report.frames} frames, {report.frames / report.shown_s:.1f} a second; "
            f"{report.simulated_ns / report.shown_s:.0f} ns simulated a second; {report.ions} ions"
        )
    else:
        yield "no ion has moved: there is nothing to measure"
    yield f"start: window in {report.first_window_s:.2f} s, ions move in {report.first_moving_s:.2f} s"


def histogram_line(times_ms: Sequence[float]) -> str:
    """How many times lie between EDGES_MS: "16-17 ms 410, 17-18 ms 180, 50+ ms 1"."""
    counts = np.histogram(times_ms, (*EDGES_MS, np.inf))[0]
    names = [f"{a}-{b} ms" for a, b in itertools.pairwise(EDGES_MS)] + [f"{EDGES_MS[-1]}+ ms"]
    return ", ".join(f"{name} {n}" for name, n in zip(names, counts, strict=True) if n)
