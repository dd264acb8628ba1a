"""Voltage-gated channels as agents: each holds four particles that open and shut at random, as the voltage has it.

All particles open: the door is open; else it is shut at both mouths. (A door shut at one end only would fill with ions
from the other, as many as the whole membrane holds in charge, and they would load it like a second capacitor.) What
is in a pore when it shuts stays there, in every count, and moves on when it opens.

The agents know nothing of spikes: they are told the counted voltage at each turn, taken as held since the turn before,
for which the transitions are exact. The random numbers are a function of (gate, particle, turn, seed) alone.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.agents.hodgkin_huxley import SCHEMES, open_share, time_constant_ns
from sim.measure.observables import GatingReading
from sim.scene import Channel, Gating

PARTICLES_A_GATE = 4
FAR_BELOW_MV, FAR_ABOVE_MV = -150.0, 100.0  # between them every particle has turned


class Gates:
    """The gates of all voltage-gated channels, in the order of the channels, left to right.

    number: int[n], which channels they are; up: bool[n, 4], particles that are open; responding: False shuts all
    doors (the particles go on following the voltage unseen).
    """

    def __init__(self, channels: list[Channel], gating: Gating, voltage_mV: float, key: NDArray[np.uint64]) -> None:
        """channels: all of the membrane, left to right; voltage_mV: at which the gates have come to rest."""
        self._gating = gating
        self._key = key
        self.responding = True
        self._take(channels)
        self._row = np.arange(len(self.number))
        self._rows = len(self.number)
        self.up = self._at_rest(voltage_mV)

    def rebuild(self, channels: list[Channel], before: Sequence[int], voltage_mV: float) -> None:
        """Take over doors of which some are new, gone or elsewhere. before: for each its number before, -1 for a new
        one, which has come to rest at the voltage; all others stay as they are and keep their random numbers."""
        row_of = {int(n): row for row, n in enumerate(self.number)}
        self._take(channels)
        old = np.array([row_of.get(before[n], -1) for n in self.number], np.int64)
        new = old < 0
        up, rows = self.up, self._row
        self._row = np.zeros(len(old), np.int64)
        self._row[~new] = rows[old[~new]]
        self._row[new] = self._rows + np.arange(new.sum())
        self._rows += int(new.sum())
        self.up = self._at_rest(voltage_mV)
        self.up[~new] = up[old[~new]]

    def _take(self, channels: list[Channel]) -> None:
        """Note which particles these doors have."""
        self.number = np.array([n for n, c in enumerate(channels) if c.gating is not None], np.int64)
        self.kind = [channels[n].kind for n in self.number]
        schemes = [channels[n].gating for n in self.number]
        self._particle = np.array([SCHEMES[s] for s in schemes if s is not None], "U1").reshape(-1, PARTICLES_A_GATE)
        self._where = {str(name): self._particle == name for name in np.unique(self._particle)}
        self._of_gate = [tuple(dict.fromkeys(row)) for row in self._particle.tolist()]
        kinds = np.array(self.kind)
        self._of_kind = {kind: kinds == kind for kind in dict.fromkeys(self.kind)}
        inactivating = {name: float(_inactivates(name, self._gating)) for name in self._where}
        self._inactivating = self._table(inactivating) > 0

    def _at_rest(self, voltage_mV: float) -> NDArray[np.bool_]:
        """bool[n, 4]: particles as they are at rest."""
        share = {name: float(open_share(name, voltage_mV, self._gating)) for name in self._where}
        return np.asarray(self._drawn(0, True) < self._table(share))

    @property
    def open(self) -> NDArray[np.bool_]:
        """bool[n]: every particle is open, and the gates respond."""
        return np.asarray(self.up.all(axis=1) & self.responding)

    @property
    def inactivated(self) -> NDArray[np.bool_]:
        """bool[n]: a particle that depolarisation shuts is shut, so that the door stays shut whatever the others do."""
        return np.asarray((self._inactivating & ~self.up).any(axis=1))

    @property
    def activated(self) -> NDArray[np.bool_]:
        """bool[n]: the particles that depolarisation opens are all open, and the gates respond."""
        return np.asarray((self.up | self._inactivating).all(axis=1) & self.responding)

    @property
    def with_ball(self) -> NDArray[np.bool_]:
        """bool[n]: can inactivate."""
        return np.asarray(self._inactivating.any(axis=1))

    def act(self, turn: int, time_ns: float, voltage_mV: float, celsius: float) -> None:
        """Let time_ns pass at a held voltage. turn: counts up, never the same number twice."""
        if not len(self.number):
            return
        share = {name: float(open_share(name, voltage_mV, self._gating)) for name in self._where}
        tau = {name: float(time_constant_ns(name, voltage_mV, self._gating, celsius)) for name in self._where}
        rest = self._table(share)
        left = self._table({name: float(np.exp(-time_ns / tau[name])) for name in self._where})
        self.up = self._drawn(turn, False) < rest + (self.up - rest) * left

    def _table(self, value: dict[str, float]) -> NDArray[np.float64]:
        """float[n, 4]: the value of each particle's name."""
        table = np.zeros(self._particle.shape)
        for name, number in value.items():
            table[self._where[name]] = number
        return table

    def _drawn(self, turn: int, at_start: bool) -> NDArray[np.float64]:
        """Uniform numbers of a turn, counter-based (Philox4x64-10, Salmon et al. 2011, SC'11). Each gate has a row of
        its own for as long as it is there, and none has that of one that is gone."""
        # the lowest word of the counter counts blocks within a turn
        philox = np.random.Philox(key=self._key, counter=np.array([0, turn, at_start, 0], np.uint64))
        return np.random.Generator(philox).random((self._rows, PARTICLES_A_GATE))[self._row]

    def read(self) -> GatingReading:
        """What can be seen of the gates now."""
        is_open = self.open
        counts = {name: (self.up & where).sum(axis=1).tolist() for name, where in self._where.items()}
        return GatingReading(
            responding=self.responding,
            open_share={kind: float(is_open[chosen].mean()) for kind, chosen in self._of_kind.items()},
            particle_share={name: float(self.up[where].mean()) for name, where in self._where.items()},
            number=tuple(int(n) for n in self.number),
            particles_open=tuple({name: counts[name][n] for name in names} for n, names in enumerate(self._of_gate)),
        )


def _inactivates(particle: str, gating: Gating) -> bool:
    """Whether depolarisation shuts a particle, as it does h; it opens m and n."""
    return bool(open_share(particle, FAR_ABOVE_MV, gating) < open_share(particle, FAR_BELOW_MV, gating))
