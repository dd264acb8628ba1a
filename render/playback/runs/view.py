"""What a snapshot tells of a twin."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.playback.history import Trace


@dataclass(frozen=True)
class TwinView:
    """What a picture shows of the cell that is left alone. trace: its past, bin for bin that of the changed one;
    voltage_mV: as a large figure would show it; since_ns: when the two parted, simulated."""

    trace: Trace
    voltage_mV: float
    since_ns: float

    @property
    def apart_mV(self) -> NDArray[np.float64]:
        """Its voltage from where they parted on, nan before."""
        return np.where(self.trace.time_ns >= self.since_ns, self.trace.mean, np.nan)
