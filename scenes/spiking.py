"""When a spike begins, and on how much of an electrode's charge, told from the count as it comes: for captions, replies
and missions that speak of spikes."""

import math
from collections import deque
from dataclasses import dataclass

from sim.measure.observables import Observation
from sim.units import thermal_voltage_mV

LEVEL_MV = -10.0  # a spike rises above it, as in scenes.study.spikes
OVER_MV = -30.0  # and is over below it: noise at the level is not a second one
PULSE_NS = 2000.0  # what an electrode gives within that time before a spike is what it began on


@dataclass(frozen=True)
class Spikes:
    """began_ns: when the last spike rose through the level, simulated ns; -inf before there is any; pulse_mV: what an
    electrode gave in the PULSE_NS before that, as the voltage that its charge makes on the capacitance; nan before
    there is any spike; unanswered_mV: what it has given since the last spike began, or at all."""

    began_ns: float = -math.inf
    pulse_mV: float = math.nan
    unanswered_mV: float = 0.0


class SpikeWatch:
    """told: what has been seen."""

    def __init__(self) -> None:
        self.told = Spikes()
        self._up = False
        self._given: deque[tuple[float, float]] = deque()  # (ns, mV in all) of the last PULSE_NS, and one before
        self._before_mV = 0.0  # given when the last spike began

    def see(self, voltage_mV: float, seen: Observation) -> None:
        """voltage_mV: mean since the last look. A pulse alone can lift it, too: only open Na+ doors make a spike."""
        passes = seen.permeability
        sodium = seen.gating is not None and passes.get("Na", 0.0) > passes.get("K", 0.0)
        given_mV, began_ns, pulse_mV = _given_mV(seen), self.told.began_ns, self.told.pulse_mV
        self._given.append((seen.time_ns, given_mV))
        while len(self._given) > 2 and self._given[1][0] <= seen.time_ns - PULSE_NS:
            self._given.popleft()
        if voltage_mV > LEVEL_MV and sodium and not self._up:
            self._up, began_ns = True, seen.time_ns
            pulse_mV, self._before_mV = given_mV - self._given[0][1], given_mV
        elif voltage_mV < OVER_MV:
            self._up = False
        self.told = Spikes(began_ns, pulse_mV, given_mV - self._before_mV)


def _given_mV(seen: Observation) -> float:
    """What an electrode's pulses have brought in all."""
    charges = seen.charges.get("stimulus", 0.0)
    return charges / seen.thermal_charge * thermal_voltage_mV(seen.temperature_K) if seen.thermal_charge else 0.0
