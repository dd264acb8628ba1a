"""The solutions on the two sides: here ions are put in, taken out and kept neutral, and each one is booked.

A whole side is changed by commands; the strip along its outer wall is what a bath renews and an electrode reaches.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.geometry import Geometry
from sim.ions import Ions
from sim.placement import anywhere
from sim.scene import Side
from sim.species import BALANCING


class Solutions:
    """What is dissolved on both sides, and the books.

    exchanged: ions of each species that have been added in all (negative: taken away); strip_nm, strip_nm3: thickness
    and volume of the strip along an outer wall. Species k is number k of `ions`.
    """

    def __init__(self, ions: Ions, geometry: Geometry, generator: np.random.Generator) -> None:
        self.ions = ions
        self.geometry = geometry
        self.generator = generator
        self.exchanged = dict.fromkeys(ions.symbols, 0)
        self.strip_nm = geometry.strip_height
        self.strip_nm3 = self.strip_nm * geometry.width * geometry.depth

    def on_side(self, side: Side, k: int) -> NDArray[np.int64]:
        """Indices of the ions of species k on a side; those within the membrane are on neither."""
        face = self.geometry.face
        return self.ions.between(k, face, np.inf) if side == "outside" else self.ions.between(k, -np.inf, -face)

    def in_strip(self, side: Side, k: int) -> NDArray[np.int64]:
        """Indices of the ions of species k in the strip of a side."""
        low, high = self._strip(side)
        return self.ions.between(k, low, np.inf) if side == "outside" else self.ions.between(k, -np.inf, high)

    def change_side(self, side: Side, k: int, count: int) -> int:
        """Put ions of species k anywhere on a side, or take some out (count < 0), no more than there are.

        Returns how many came, negative for those that went.
        """
        if count > 0:
            return self._put(k, *anywhere(self.geometry, side, count, self.generator))
        return self._take(k, self.on_side(side, k), -count) if count else 0

    def change_strip(self, side: Side, k: int, count: int, present: NDArray[np.int64] | None = None) -> int:
        """The same in the strip of a side. present: what `in_strip` gives, where it is at hand already."""
        if count > 0:
            x = self.generator.uniform(0, self.geometry.width, count)
            return self._put(k, x, self.generator.uniform(*self._strip(side), count))
        if count == 0:
            return 0
        return self._take(k, self.in_strip(side, k) if present is None else present, -count)

    def fill(self, side: Side, charge: int) -> None:
        """Bring impermeant ions of this charge in all to a side; those of the other sign leave first."""
        sign = 1 if charge > 0 else -1
        opposite, same = self.ions.index[BALANCING[-sign]], self.ions.index[BALANCING[sign]]
        gone = -self.change_side(side, opposite, -abs(charge))
        self.change_side(side, same, abs(charge) - gone)

    def adjusted(
        self,
        change: Sequence[int],
        present: Sequence[NDArray[np.int64]],
        composition: Mapping[str, float],
        charge: int | None,
    ) -> list[int]:
        """An exchange of ions, so many of each species, made to carry this charge. present: those that could go.

        The mobile ion that carries most of the charge in `composition` (mM) makes up for the others, so only ions of
        the composition ever come. Where its charge does not divide what is missing (Ca2+ for an odd number), ions of
        the rest wait for the next exchange. With no electrode to bring or take what is left over (charge None) the
        impermeant ions stay, and there is no exchange at all where fewer of that ion are present than would have to
        go, or none is mobile; with one it comes as near as it can.
        """
        isolated = charge is None
        species = self.ions.species
        mobile = [k for k, s in enumerate(species) if s.symbol not in BALANCING.values()]
        carried = {k: abs(species[k].charge) * composition.get(species[k].symbol, 0.0) for k in mobile}
        main = max(carried, key=lambda k: (carried[k], -abs(species[k].charge)), default=None)
        if main is None or carried[main] == 0:
            return [0] * len(species) if isolated else list(change)
        found = [0 if isolated and k not in carried else n for k, n in enumerate(change)]
        found[main] = 0
        net = sum(s.charge * n for s, n in zip(species, found, strict=True)) - (charge or 0)
        for k, s in enumerate(species):
            while net % species[main].charge and found[k] and s.charge % species[main].charge:
                one = 1 if found[k] > 0 else -1
                found[k] -= one
                net -= one * s.charge
        found[main] = -net // species[main].charge
        if len(present[main]) + found[main] < 0:
            if isolated:
                return [0] * len(species)
            found[main] = -len(present[main])
        return found

    def _strip(self, side: Side) -> tuple[float, float]:
        """Heights between which the strip lies, nm."""
        wall = self.geometry.face + self.geometry.half_height
        return (wall - self.strip_nm, wall) if side == "outside" else (-wall, -wall + self.strip_nm)

    def _put(self, k: int, x: NDArray[np.float64], y: NDArray[np.float64]) -> int:
        self.ions.add(k, x, y)
        self.exchanged[self.ions.symbols[k]] += len(x)
        return len(x)

    def _take(self, k: int, among: NDArray[np.int64], count: int) -> int:
        gone = min(count, len(among))
        self.ions.remove(k, self.generator.choice(among, gone, replace=False))
        self.exchanged[self.ions.symbols[k]] -= gone
        return -gone
