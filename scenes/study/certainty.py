"""How sure a mean over independent runs is, and what may be said of a claim: met, missed or open.

Met means equivalent within the bar: the whole 95 % interval lies inside it, as two one-sided tests have it (Schuirmann
1987, J Pharmacokinet Biopharm 15:657). Too few runs cannot meet a claim, they leave it open.

Missed means surely missed. A whole validation looks at many claims, and among so many some lie outside their 95 %
interval by chance. So each is missed only at a level that COMPARISONS of them share (Bonferroni): whatever the noise
of the runs, a validation of sound claims says 'missed' anywhere less than once in 1 / FALSE_ALARM times.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

FALSE_ALARM = 1e-3
COMPARISONS = 250  # more than the library has: a claim's voltage, and each number that a finding is made of
SURELY = 1 - FALSE_ALARM / COMPARISONS


@dataclass(frozen=True)
class Mean:
    """Of independent values, and half-widths around it, all in their unit. interval: of the 95 % interval; surely: what
    chance does not reach in a whole validation. Both nan for fewer than two values."""

    value: float
    interval: float
    surely: float

    def within(self, tolerance: float) -> str:
        """met: the whole 95 % interval lies within +- tolerance; missed: surely outside; open: neither, for the mean is
        near the bar or too few runs were made."""
        if abs(self.value) - self.surely > tolerance:
            return "missed"
        return "met" if abs(self.value) + self.interval <= tolerance else "open"

    def above(self, bar: float) -> str:
        """met: the 95 % interval lies above the bar; missed: surely below it; open: neither."""
        if self.value + self.surely < bar:
            return "missed"
        return "met" if self.value - self.interval >= bar else "open"

    def seems_outside(self, tolerance: float) -> bool:
        """Whether the 95 % interval lies outside +- tolerance."""
        return abs(self.value) - self.interval > tolerance

    def text(self, decimals: int = 1, sign: str = "+") -> str:
        """Value and 95 % interval for people; sign: as in a format, - for none before positive values."""
        return f"{self.value:{sign}.{decimals}f} +- {self.interval:.{decimals}f}"


def mean(values: Sequence[float]) -> Mean:
    """The mean of independent, normal values (Student's t)."""
    n = len(values)
    middle = sum(values) / n
    if n < 2:
        return Mean(middle, math.nan, math.nan)
    error = math.sqrt(sum((value - middle) ** 2 for value in values) / (n - 1) / n)
    return Mean(middle, error * student_t(n - 1, 0.95), error * student_t(n - 1, SURELY))


def worst(said: Iterable[str]) -> str:
    """The verdict of a claim that holds only if several things do."""
    said = list(said)
    return next(one for one in ("missed", "open", "met") if one in said)


@cache
def student_t(freedom: int, share: float) -> float:
    """The t within +- which a share of Student's distribution lies; freedom: degrees of it, 1 or more."""
    low, high = 0.0, 1.0
    while _share_within(high, freedom) < share:
        low, high = high, 2 * high
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _share_within(middle, freedom) < share else (low, middle)
    return high


def _share_within(t: float, freedom: int) -> float:
    """Share of the distribution within +- t (Abramowitz & Stegun 1964, 26.7.3 and 26.7.4)."""
    odd = freedom % 2
    angle = math.atan(t / math.sqrt(freedom))
    term, k, total = (math.cos(angle), 2, 0.0) if odd else (1.0, 1, 0.0)
    for _ in range(freedom // 2):
        total += term
        term *= math.cos(angle) ** 2 * k / (k + 1)
        k += 2
    total *= math.sin(angle)
    return 2 / math.pi * (angle + total) if odd else total
