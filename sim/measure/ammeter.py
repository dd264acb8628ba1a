"""The current of each species, from the passages that are counted: what flows, without any law of what should."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.kernels.tables import INWARD, OUTWARD
from sim.species import Species

MEMORY_NS = 50.0


class Ammeter:
    """Net current of each species through the channels, averaged with weights that fade over MEMORY_NS."""

    def __init__(self, species: Sequence[Species]) -> None:
        self._symbols = [s.symbol for s in species]
        self._charge = np.array([s.charge for s in species])
        self._before = np.zeros(len(species), np.int64)
        self._current = np.zeros(len(species))

    def add(self, crossed: NDArray[np.int64], time_ns: float) -> None:
        """crossed: int64[species, 2], full passages since the start; time_ns: since the last call."""
        net = crossed[:, OUTWARD] - crossed[:, INWARD]
        current = self._charge * (net - self._before) / time_ns
        self._current += (1 - np.exp(-time_ns / MEMORY_NS)) * (current - self._current)
        self._before = net

    def read(self) -> dict[str, float]:
        """Elementary charges per ns, outward positive."""
        return {symbol: float(current) for symbol, current in zip(self._symbols, self._current, strict=True)}
