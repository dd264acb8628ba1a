"""When a spike begins, told from the count as it comes: for captions and replies that speak of one."""

import math

from sim.measure.observables import Observation

LEVEL_MV = -10.0  # a spike rises above it, as in scenes.study.spikes
OVER_MV = -30.0  # and is over below it: noise at the level is not a second one


class SpikeWatch:
    """began_ns: when the last spike rose through the level, simulated ns; -inf before there is any."""

    def __init__(self) -> None:
        self.began_ns = -math.inf
        self._up = False

    def see(self, voltage_mV: float, seen: Observation) -> None:
        """voltage_mV: mean since the last look. A pulse alone can lift it, too: only open Na+ doors make a spike."""
        passes = seen.permeability
        sodium = seen.gating is not None and passes.get("Na", 0.0) > passes.get("K", 0.0)
        if voltage_mV > LEVEL_MV and sodium and not self._up:
            self._up, self.began_ns = True, seen.time_ns
        elif voltage_mV < OVER_MV:
            self._up = False
