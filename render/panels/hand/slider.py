"""A quantity that can be set by sliding: where it is between its ends, and in words."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from render.style import theme


@dataclass(frozen=True)
class Slider:
    """name; label (see render.style.text); lowest and highest value; log: equal ways are equal factors; value: as it
    is; shown: the value in words; colour of the knob;
    counted: what is there, where that is not what was set."""

    name: str
    label: str
    low: float
    high: float
    log: bool
    value: float
    shown: Callable[[float], str]
    colour: theme.Colour = theme.TEXT
    counted: float | None = None

    def share(self, value: float) -> float:
        """Where a value is on the way from low (0) to high (1)."""
        value = min(max(value, self.low), self.high)
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def at(self, share: float) -> float:
        """The value at a part of the way."""
        share = min(max(share, 0.0), 1.0)
        if self.log:
            return float(self.low * (self.high / self.low) ** share)
        return self.low + share * (self.high - self.low)
