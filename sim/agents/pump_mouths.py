"""The ions near the mouths of the pumps while these act: who can be bound, who has been, who was let go."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from sim.geometry import Geometry
from sim.ions import Ions


class Shore:
    """The ions of one species within reach_nm of one face of the membrane.

    side: +1 outside, -1 inside. x, height (nm, from the face), ident: of each, those let go meanwhile after the others;
    free: not bound. Pumps move ions in and out here; `settle` then changes the ions once.
    """

    def __init__(self, ions: Ions, symbol: str, side: int, geometry: Geometry, reach_nm: float) -> None:
        self.k, self.side, self.geometry, self.reach_nm = ions.index[symbol], side, geometry, reach_nm
        face = geometry.face
        low, high = (face, face + reach_nm) if side > 0 else (-face - reach_nm, -face)
        self.index = ions.between(self.k, low, np.nextafter(np.float32(high), np.float32(np.inf)))
        self.x: NDArray[np.float64] = ions.x[self.index].astype(np.float64)
        self.height: NDArray[np.float64] = np.abs(ions.y[self.index].astype(np.float64)) - face
        self.ident: NDArray[np.uint32] = ions.ident[self.index]
        self.free = np.ones(len(self.index), bool)

    def close(self, centre_nm: float) -> list[int]:
        """The free ions within reach of a mouth, by their number here."""
        aside = self.x - centre_nm
        within = aside * aside + self.height * self.height <= self.reach_nm**2
        found: list[int] = np.flatnonzero(within & self.free).tolist()
        return found

    def take(self, number: int) -> int:
        """Bind one; its name."""
        self.free[number] = False
        return int(self.ident[number])

    def give(self, centre_nm: float, ident: int, generator: np.random.Generator) -> int:
        """Let an ion go anywhere within reach of a mouth, evenly, as one could be bound from there; its number."""
        left = max(centre_nm - self.reach_nm, 0.0)
        right = min(centre_nm + self.reach_nm, self.geometry.width)
        top = min(self.reach_nm, self.geometry.half_height)
        while True:
            x, height = generator.uniform(left, right), generator.uniform(0.0, top)
            if (x - centre_nm) ** 2 + height**2 <= self.reach_nm**2:
                break
        self.x, self.height = np.append(self.x, x), np.append(self.height, height)
        self.ident = np.append(self.ident, np.uint32(ident))
        self.free = np.append(self.free, True)
        return len(self.x) - 1

    def bound(self) -> NDArray[np.int64]:
        """Which of the ions that were there are bound now."""
        there: NDArray[np.int64] = self.index[~self.free[: len(self.index)]]
        return there

    def let_go(self, ions: Ions) -> None:
        """Put those that have been let go, and are still free, into the diffusing set."""
        fresh = len(self.index) + np.flatnonzero(self.free[len(self.index) :])
        if len(fresh):
            y = self.side * (self.geometry.face + self.height[fresh])
            ions.add(self.k, self.x[fresh], y, self.ident[fresh])


def settle(shores: Collection[Shore], ions: Ions) -> None:
    """Change the ions as the shores have been changed. All that are bound go first: an ion's place in memory is not its
    own after that."""
    bound: dict[int, list[NDArray[np.int64]]] = {}
    for shore in shores:
        bound.setdefault(shore.k, []).append(shore.bound())
    for k, parts in bound.items():
        indices = np.concatenate(parts)
        if len(indices):
            ions.remove(k, indices)
    for shore in shores:
        shore.let_go(ions)
