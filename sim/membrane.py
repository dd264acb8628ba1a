"""The membrane as the walk sees it: pores at places, and look-up tables along x made from them."""

import math

import numpy as np
from numpy.typing import NDArray

from sim.scene import Scene, channel_centres, entry_probability
from sim.species import Species

BINS_PER_NM = 10  # of the look-up tables
HAIR_NM = 0.01  # more than rounding
NOWHERE_NM = 1e6  # where the mouth is that no ion meets


def bins_per_nm(width_nm: float) -> float:
    """Bins of the look-up tables per nm; an ion at x = width is still in the last one."""
    return bins(width_nm) / (width_nm * (1 + 1e-6))


def bins(width_nm: float) -> int:
    """How many bins the look-up tables have."""
    return math.ceil(BINS_PER_NM * width_nm)


class Membrane:
    """Pores of a scene and the tables that answer "which pore is near x?".

    centre_nm: float64[n], left to right; kind: name of each pore's kind; entry: float32[species, n], probability s of
    being let in; nearest_any: int32[bins]; nearest_own: int32[species, bins], nearest pore that the species can
    enter or -1; mouth: float32[species, bins], centre of that, or far away; low, high: float32[species, n], part of the
    membrane for which a pore is the nearest (of those that the species can enter, else of all); reach: float32[species,
    bins], height (nm) above the membrane face below which an ion of that species could meet such a pore within a
    macro-step; highest: float32[species], the largest of these.
    """

    def __init__(self, scene: Scene) -> None:
        places = channel_centres(scene)
        self.kind_index = np.array([i for i, _ in places], np.int64)
        self.kind = [scene.channels[i].kind for i in self.kind_index]
        self.centre_nm = np.array([x for _, x in places], np.float64)
        self.bins = bins(scene.box.width_nm)
        self.inverse_bin = bins_per_nm(scene.box.width_nm)
        self.update(scene)

    def update(self, scene: Scene) -> None:
        """Make the tables anew after a permeability or the temperature has changed."""
        species = list(scene.species.values())
        self.entry = np.array([self._entries(scene, s.symbol) for s in species], np.float32).reshape(
            len(species), len(self.kind)
        )
        self.nearest_any = self._nearest(np.ones(len(self.kind), bool))
        self.nearest_own = np.stack([self._nearest(row > 0) for row in self.entry])
        centres = np.append(self.centre_nm, NOWHERE_NM)  # so that number -1 is nowhere
        self.mouth = centres[self.nearest_own].astype(np.float32)
        self.low, self.high = self._cells()
        self.reach = np.stack(
            [self._reach(scene, s, own) for s, own in zip(species, self.nearest_own, strict=True)]
        ).astype(np.float32)
        self.highest = self.reach.max(axis=1)

    def _entries(self, scene: Scene, symbol: str) -> list[float]:
        permeability = [scene.channels[i].permeability.get(symbol, 0.0) for i in self.kind_index]
        return [entry_probability(scene, symbol, p) for p in permeability]

    def _nearest(self, chosen: NDArray[np.bool_]) -> NDArray[np.int32]:
        if not chosen.any():
            return np.full(self.bins, -1, np.int32)
        middle = (np.arange(self.bins) + 0.5) / self.inverse_bin
        distance = np.where(chosen, np.abs(middle[:, None] - self.centre_nm), np.inf)
        nearest: NDArray[np.int32] = distance.argmin(axis=1).astype(np.int32)
        return nearest

    def _cells(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Ends of each pore's part, a hair beyond the bins that belong to it."""
        shape = (len(self.entry), len(self.centre_nm))
        low, high = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        for k, n in np.ndindex(shape):
            nearest = self.nearest_own[k] if self.entry[k, n] > 0 else self.nearest_any
            bins = np.flatnonzero(nearest == n)
            low[k, n], high[k, n] = bins[0] / self.inverse_bin - HAIR_NM, (bins[-1] + 1) / self.inverse_bin + HAIR_NM
        return low, high

    def _reach(self, scene: Scene, species: Species, nearest: NDArray[np.int32]) -> NDArray[np.float64]:
        far = np.sqrt(32 * scene.diffusion[species.symbol] * scene.macro_step_ns)
        if len(self.centre_nm) == 0:
            return np.zeros(self.bins)
        bin_width = 1 / self.inverse_bin
        middle = (np.arange(self.bins) + 0.5) * bin_width
        # a bin counts as close as its nearest edge
        aside = np.abs(middle - self.centre_nm[nearest]) - scene.membrane.pore_width_nm / 2 - bin_width
        reach = np.sqrt(np.maximum(far**2 - np.maximum(aside, 0) ** 2, 0))
        return np.where(nearest >= 0, reach, 0.0)
