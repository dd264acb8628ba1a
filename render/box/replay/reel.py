"""The moments of the last seconds on screen, in bounded memory, and the one that is looked at; no ion moves by it."""

import bisect
from collections import deque
from collections.abc import Iterator

from render.box.replay.moment import Moment

KEPT_S = 10.0  # on screen
MOST = 640  # moments: 60 a second and some to spare
STEP_S = 1 / 6  # that one press of a key moves
SPEEDS = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0, 2.0)
SLOW = 2  # of these, at first
LEAD_S = 0.6  # so much is seen before a spike


class Reel:
    """begun: a replay has been asked for, more than a look back; running: it plays on by itself, at SPEEDS[speed];
    resumes: the ions moved when it began, and shall again."""

    def __init__(self) -> None:
        self._moments: deque[tuple[float, Moment]] = deque(maxlen=MOST)  # with the second on screen
        self._clock_s = 0.0
        self._at_s: float | None = None  # what is looked at, None for now
        self.begun = self.running = self.resumes = False
        self.speed = SLOW

    def forget(self) -> None:
        """Another simulation follows."""
        self._moments.clear()
        self.end()

    # -- keeping ---------------------------------------------------------------------------------------------------

    def keep(self, moment: Moment, elapsed_s: float) -> None:
        """A moment was shown, so long after the last."""
        self._clock_s += elapsed_s
        self._moments.append((self._clock_s, moment))
        while self._moments[0][0] < self._clock_s - KEPT_S:
            self._moments.popleft()

    def __len__(self) -> int:
        return len(self._moments)

    def __iter__(self) -> Iterator[Moment]:
        return (moment for _, moment in self._moments)

    # -- looking ---------------------------------------------------------------------------------------------------

    @property
    def moment(self) -> Moment | None:
        """What is looked at; None for now."""
        return None if self._at_s is None or not self._moments else self._moments[self._place(self._at_s)][1]

    @property
    def ago_s(self) -> float:
        """Seconds on screen between it and now."""
        return 0.0 if self._at_s is None else self._clock_s - self._at_s

    @property
    def shown_speed(self) -> str:
        """1, 2, or a fraction."""
        speed = SPEEDS[self.speed]
        return f"{speed:g}" if speed >= 1 else f"1/{1 / speed:g}"

    def begin(self, resumes: bool) -> bool:
        """Play slowly from where the eye is, else all that is kept, or from shortly before the spike if there was one;
        whether anything is kept."""
        if len(self._moments) < 2:
            return False
        self.begun, self.resumes, self.running, self.speed = True, resumes, True, SLOW
        if self._at_s is not None:
            return True
        first = self._moments[0][0]
        spike_ns = self._moments[-1][1].snapshot.spike_ns
        since = next((at for at, moment in self._moments if moment.snapshot.time_ns >= spike_ns), first)
        began_here = spike_ns >= self._moments[0][1].snapshot.time_ns
        self._at_s = max(first, since - LEAD_S) if began_here else first
        return True

    def end(self) -> None:
        """Back to now."""
        self._at_s = None
        self.begun = self.running = self.resumes = False

    def step(self, way: int) -> bool:
        """Look a bit further back or on, and stay there; whether that is kept. Past the last moment lies now."""
        self.running = False
        if not self._moments:
            return False
        at = (self._moments[-1][0] if self._at_s is None else self._at_s) + way * STEP_S
        if at < self._moments[0][0] - STEP_S / 2:
            return False
        self._at_s = None if at > self._moments[-1][0] else max(at, self._moments[0][0])
        return True

    def seek(self, time_ns: float | None) -> None:
        """Look at a simulated time, at now where that is not kept, or None."""
        self.running = False
        times = [moment.snapshot.time_ns for moment in self]
        kept = time_ns is not None and len(times) > 1 and times[0] <= time_ns <= times[-1]
        self._at_s = self._moments[bisect.bisect_left(times, time_ns)][0] if kept and time_ns is not None else None

    def change_speed(self, steps: int) -> None:
        self.speed = min(max(self.speed + steps, 0), len(SPEEDS) - 1)

    def proceed(self, elapsed_s: float) -> bool:
        """Play on by so much time on screen; whether the end, which is now, has been reached."""
        if self._at_s is None or not self.running:
            return False
        self._at_s += elapsed_s * SPEEDS[self.speed]
        return self._at_s >= self._moments[-1][0]

    def _place(self, at_s: float) -> int:
        return max(0, bisect.bisect_right(self._moments, at_s, key=lambda kept: kept[0]) - 1)
