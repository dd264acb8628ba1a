"""The way from one view to another: out, over and in again, as short as it looks (van Wijk & Nuij 2003, Smooth and
efficient zooming and panning, IEEE InfoVis, eq. 9), begun and ended gently."""

import math
from dataclasses import dataclass

BEND = 1.4  # their rho: how far a long way leads out before it leads over
LEAST_S, MOST_S = 1.6, 2.6  # a glide takes
USUAL_PER_S = 0.7  # so much of the way a second, where that takes neither less nor more
TOP_PER_S = 1.25  # and at no moment more than this: what passes faster would flicker
PEAK = 1.875  # of `eased`, against its mean


@dataclass(frozen=True)
class Seen:
    """A part of the box: its middle in nm, and how wide it is, nm."""

    x: float
    y: float
    wide: float


@dataclass(frozen=True)
class Glide:
    """From one part of the box to another. length: of the way as it looks, 1 / BEND for a zoom by e; lasts: seconds."""

    start: Seen
    goal: Seen

    @property
    def length(self) -> float:
        over = math.dist((self.start.x, self.start.y), (self.goal.x, self.goal.y))
        if over < 1e-3 * min(self.start.wide, self.goal.wide):
            return abs(math.log(self.goal.wide / self.start.wide)) / BEND
        first, last = self._slopes(over)
        return (last - first) / BEND

    @property
    def lasts(self) -> float:
        length = self.length
        return max(min(max(length / USUAL_PER_S, LEAST_S), MOST_S), length * PEAK / TOP_PER_S)

    def at(self, seconds: float) -> Seen:
        """What is seen so long after the start."""
        if seconds >= self.lasts:
            return self.goal
        start, goal = self.start, self.goal
        way = BEND * self.length * eased(seconds / self.lasts)
        over = math.dist((start.x, start.y), (goal.x, goal.y))
        if over < 1e-3 * min(start.wide, goal.wide):
            share = eased(seconds / self.lasts)
            return self._between(share, start.wide * (goal.wide / start.wide) ** share)
        first, _ = self._slopes(over)
        gone = start.wide / BEND**2 * (math.cosh(first) * math.tanh(way + first) - math.sinh(first))
        return self._between(gone / over, start.wide * math.cosh(first) / math.cosh(way + first))

    def _slopes(self, over: float) -> tuple[float, float]:
        """r0 and r1 of the paper: how steeply the way leads out at its start, and in at its end."""
        a, b, bent = self.start.wide, self.goal.wide, BEND**2 * over
        rise = b * b - a * a
        return math.asinh(-(rise + bent**2) / (2 * a * bent)), math.asinh(-(rise - bent**2) / (2 * b * bent))

    def _between(self, share: float, wide: float) -> Seen:
        start, goal = self.start, self.goal
        return Seen(start.x + (goal.x - start.x) * share, start.y + (goal.y - start.y) * share, wide)


def eased(share: float) -> float:
    """From 0 to 1, without a jolt at either end: speed and acceleration are 0 there."""
    s = min(max(share, 0.0), 1.0)
    return s * s * s * (10 + s * (6 * s - 15))
