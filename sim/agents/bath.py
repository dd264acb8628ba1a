"""Perfusion: the outer edge of a side touches a reservoir of fixed composition, as in a recording chamber.

Every few nanoseconds a strip along the wall is set back to the reservoir's concentrations, by adding and taking
away ions there; diffusion does the rest. Inside (a patch pipette) only exchanges that carry no net charge are made: the
mobile ion that carries most of the reservoir's charge makes up for the others, and the impermeant ions stay.
"""

from collections.abc import Mapping

import numpy as np

from sim.scene import Side
from sim.solution import Solutions
from sim.units import IONS_PER_MM_NM3


class Bath:
    """One side's reservoir. composition: mM of each species."""

    def __init__(self, side: Side, composition: Mapping[str, float]) -> None:
        self.side = side
        self.composition = dict(composition)

    def exchange(self, solutions: Solutions, clamped: bool = False) -> None:
        """Set the strip back to the reservoir.

        clamped: an electrode holds the voltage and brings whatever charge that takes, so the pipette may exchange all.
        """
        ions, symbols = solutions.ions, solutions.ions.symbols
        start = ions.start.copy()
        present = [solutions.in_strip(self.side, k) for k in range(len(symbols))]
        wanted = [self.composition.get(symbol, 0.0) * IONS_PER_MM_NM3 * solutions.strip_nm3 for symbol in symbols]
        change = [int(w + solutions.generator.random()) - len(there) for w, there in zip(wanted, present, strict=True)]
        if self.side == "inside" and not clamped:
            change = solutions.neutralised(change, present, self.composition)
        for k, count in enumerate(change):
            in_place = np.array_equal(ions.start, start)  # a species that outgrew its room has moved the others on
            solutions.change_strip(self.side, k, count, present[k] if in_place else None)
