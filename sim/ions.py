"""Where the ions are: parallel arrays with one contiguous block of memory for each species."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.kernels.census import list_between
from sim.species import Species

SPARE = 1.05  # room in a block beyond the ions it starts with
SPARE_IONS = 1024


class Ions:
    """All ions of a simulation, structure of arrays.

    x, y: float32[capacity], nm; origin: uint8, the side an ion was last in (0 inside, 1 outside); channel: int16, the
    pore it entered last; ident: uint32, a name that stays with an ion when it moves in memory. Species k (of
    `species`, in order) fills [start[k], start[k] + count[k]) of a block that ends at start[k + 1].
    """

    FIELDS = ("x", "y", "origin", "channel", "ident")

    def __init__(self, species: Mapping[str, Species], room: Mapping[str, int]) -> None:
        """room: ions expected of each species."""
        self.species = list(species.values())
        self.symbols = list(species)
        self.index = {symbol: k for k, symbol in enumerate(self.symbols)}
        self.count = np.zeros(len(self.species), np.int64)
        self.start = self._layout([room.get(symbol, 0) for symbol in self.symbols])
        self._allocate(int(self.start[-1]))
        self.next_ident = 0

    @staticmethod
    def _layout(room: Sequence[int]) -> NDArray[np.int64]:
        return np.cumsum([0] + [int(n * SPARE) + SPARE_IONS for n in room], dtype=np.int64)

    def _allocate(self, capacity: int) -> None:
        self.x = np.zeros(capacity, np.float32)
        self.y = np.zeros(capacity, np.float32)
        self.origin = np.zeros(capacity, np.uint8)
        self.channel = np.full(capacity, -1, np.int16)
        self.ident = np.zeros(capacity, np.uint32)

    @property
    def total(self) -> int:
        return int(self.count.sum())

    def block(self, k: int) -> slice:
        """The ions of species number k, as a slice of the arrays."""
        return slice(int(self.start[k]), int(self.start[k] + self.count[k]))

    def add(
        self, k: int, x: NDArray[np.floating], y: NDArray[np.floating], ident: NDArray[np.uint32] | None = None
    ) -> None:
        """Append ions of species k at bulk places x, y (nm), under new names unless they have theirs already."""
        if self.start[k] + self.count[k] + len(x) > self.start[k + 1]:
            self._grow(k, len(x))
        new = slice(int(self.start[k] + self.count[k]), int(self.start[k] + self.count[k] + len(x)))
        self.x[new], self.y[new] = x, y
        self.origin[new] = y > 0
        self.channel[new] = -1
        if ident is None:
            ident = ((self.next_ident + np.arange(len(x))) & 0xFFFFFFFF).astype(np.uint32)
            self.next_ident += len(x)
        self.ident[new] = ident
        self.count[k] += len(x)

    def remove(self, k: int, indices: NDArray[np.int64]) -> None:
        """Take out ions of species k; the last of the block fill the holes."""
        first, last = int(self.start[k]), int(self.start[k] + self.count[k])
        kept = last - len(indices)
        holes = np.sort(indices[indices < kept])
        survivors = np.setdiff1d(np.arange(kept, last), indices, assume_unique=True)
        for name in self.FIELDS:
            array = getattr(self, name)
            array[holes] = array[survivors]
        self.count[k] = kept - first

    def _grow(self, k: int, more: int) -> None:
        room = self.count.copy()
        room[k] += more + room[k] // 2
        old = {name: getattr(self, name) for name in self.FIELDS}
        blocks = [self.block(j) for j in range(len(self.species))]
        self.start = self._layout(np.maximum(room, (np.diff(self.start) - SPARE_IONS) / SPARE).tolist())
        self._allocate(int(self.start[-1]))
        for j, before in enumerate(blocks):
            for name in self.FIELDS:
                getattr(self, name)[self.block(j)] = old[name][before]

    def between(self, k: int, low: float, high: float) -> NDArray[np.int64]:
        """Indices of the ions of species k with low <= y < high, nm."""
        block = self.block(k)
        listed = np.empty(int(self.count[k]), np.int64)
        found = list_between(self.y[block], np.float32(low), np.float32(high), listed)
        within: NDArray[np.int64] = listed[:found] + int(block.start)
        return within
