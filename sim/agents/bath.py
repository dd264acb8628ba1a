"""Perfusion: the outer edge of a side touches a reservoir of fixed composition, as in a recording chamber.

Every few nanoseconds a strip along the wall is set back to the reservoir's concentrations, by adding and taking
away ions there; diffusion does the rest. Inside (a patch pipette) only exchanges that carry no net charge are made: the
most abundant mobile cation makes up for the others, and ions that no channel passes and that balance the cell stay.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.geometry import Geometry
from sim.ions import Ions
from sim.scene import Side
from sim.species import BALANCING
from sim.units import IONS_PER_MM_NM3

STRIP_NM = 8.0


class Bath:
    """One side's reservoir. composition: mM of each species."""

    def __init__(self, geometry: Geometry, side: Side, composition: Mapping[str, float]) -> None:
        wall = geometry.face + geometry.half_height
        self.side = side
        self.width_nm = geometry.width
        self.strip_nm = min(STRIP_NM, geometry.half_height / 3)
        self.low, self.high = (wall - self.strip_nm, wall) if side == "outside" else (-wall, -wall + self.strip_nm)
        self.volume_nm3 = self.strip_nm * geometry.width * geometry.depth
        self.composition = dict(composition)

    def exchange(
        self, ions: Ions, generator: np.random.Generator, booked: dict[str, int], clamped: bool = False
    ) -> None:
        """Set the strip back to the reservoir; add what came (or went, negative) to `booked`.

        clamped: an electrode holds the voltage and brings whatever charge that takes, so the pipette may exchange all.
        """
        edge = np.inf if self.side == "outside" else -np.inf
        low, high = (self.low, edge) if self.side == "outside" else (edge, self.high)
        present = [ions.between(k, low, high) for k in range(len(ions.species))]
        change = []
        for k, symbol in enumerate(ions.symbols):
            wanted = self.composition.get(symbol, 0.0) * IONS_PER_MM_NM3 * self.volume_nm3
            change.append(int(wanted + generator.random()) - len(present[k]))
        if self.side == "inside" and not clamped and not self._neutralise(ions, change, present):
            return
        for k, symbol in enumerate(ions.symbols):
            if change[k] > 0:
                x = generator.uniform(0, self.width_nm, change[k])
                ions.add(k, x, generator.uniform(self.low, self.high, change[k]))
            elif change[k] < 0:
                gone = min(-change[k], len(present[k]))
                ions.remove(k, generator.choice(present[k], gone, replace=False))
                change[k] = -gone
            booked[symbol] += change[k]

    def _neutralise(self, ions: Ions, change: list[int], present: list[NDArray[np.int64]]) -> bool:
        """Make the exchange carry no net charge; False where too few cations are there to do so."""
        for symbol in BALANCING.values():
            change[ions.index[symbol]] = 0
        cations = [k for k, s in enumerate(ions.species) if s.charge == 1 and s.symbol not in BALANCING.values()]
        if not cations:
            return False
        main = max(cations, key=lambda k: self.composition.get(ions.symbols[k], 0.0))
        others = (s.charge * change[k] for k, s in enumerate(ions.species) if k != main)
        change[main] = -sum(others)
        return len(present[main]) + change[main] >= 0
