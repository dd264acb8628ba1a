"""I = z P [c_in B(-z u) - c_out B(z u)]: a species that crosses the membrane, as laws of several species see it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.theory.roots import bernoulli
from sim.theory.values import Array, Values, checked, checked_valence


@dataclass(frozen=True)
class Permeant:
    """One species that crosses the membrane: valence, permeability, concentrations (mM)."""

    symbol: str
    z: int
    p: Array
    c_in: Array
    c_out: Array

    @property
    def outward(self) -> Array:
        """What this species adds where the current is outward: cations leaving or anions entering."""
        return self.p * (self.c_in if self.z > 0 else self.c_out)

    @property
    def inward(self) -> Array:
        return self.p * (self.c_out if self.z > 0 else self.c_in)

    def current(self, u: Array) -> Array:
        """Outward current, rising with u (at fixed concentrations)."""
        x = self.z * u
        return self.z * self.p * (self.c_in * bernoulli(-x) - self.c_out * bernoulli(x))


def permeants(
    permeability: Mapping[str, Values],
    inside: Mapping[str, Values],
    outside: Mapping[str, Values],
    valence: Mapping[str, int],
) -> list[Permeant]:
    """Those with a permeability above 0. Raises ValueError for a negative number or a missing valence."""
    for name, side in (("inside", inside), ("outside", outside)):
        for symbol, concentration in side.items():
            checked(f"{name}[{symbol!r}]", concentration)
    found = []
    for symbol, permeability_here in permeability.items():
        p = checked(f"permeability[{symbol!r}]", permeability_here)
        if not np.any(p != 0):
            continue
        if symbol not in valence:
            raise ValueError(f"valence: expected an entry for {symbol!r}")
        c_in, c_out = (np.asarray(side.get(symbol, 0.0), dtype=np.float64) for side in (inside, outside))
        found.append(Permeant(symbol, checked_valence(f"valence[{symbol!r}]", valence[symbol]), p, c_in, c_out))
    return found
