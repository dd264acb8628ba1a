"""Perfusion: the outer edge of a side touches a reservoir of fixed composition, as in a recording chamber.

Every few nanoseconds a strip along the wall is set back to the reservoir's concentrations, by adding and taking
away ions there; diffusion does the rest. Charge is conserved: the mobile ion that carries most of the reservoir's
charge makes up for the others. In a patch pipette no net charge comes, and the impermeant ions stay. Where an
electrode closes the circuit it comes as the membrane asks for: in a pipette that holds the voltage what loads the inner
plate to it, outside (the reference electrode of a chamber) the same charge of the other sign.
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

    def exchange(self, solutions: Solutions, charge: int | None = None) -> int:
        """Set the strip back to the reservoir. Returns the charge that came, elementary charges.

        charge: that the exchange should carry, as near as it can; None: none at all (see `Solutions.adjusted`).
        """
        ions, symbols = solutions.ions, solutions.ions.symbols
        start = ions.start.copy()
        present = [solutions.in_strip(self.side, k) for k in range(len(symbols))]
        wanted = [self.composition.get(symbol, 0.0) * IONS_PER_MM_NM3 * solutions.strip_nm3 for symbol in symbols]
        change = [int(w + solutions.generator.random()) - len(there) for w, there in zip(wanted, present, strict=True)]
        change = solutions.adjusted(change, present, self.composition, charge)
        came = 0
        for k, count in enumerate(change):
            in_place = np.array_equal(ions.start, start)  # a species that outgrew its room has moved the others on
            changed = solutions.change_strip(self.side, k, count, present[k] if in_place else None)
            came += changed * ions.species[k].charge
        return came
