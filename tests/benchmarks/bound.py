"""The bound: a loop that draws the random numbers of free steps with the engine's own generator, and adds them.

As many ion-steps a ns as the engine takes, tile by tile as it does, so that all but the first step of a tile finds the
ions in the cache. Nothing else is done: no engine that draws these numbers can be faster.
"""

import numpy as np
from numba import njit, uint32

from sim.kernels.random import INLINE, gaussian_pair, threefry
from tests.benchmarks.peer import Places

TILE = 8192  # ions
FRESH = {**INLINE, "cache": False}  # numba's cache does not notice changes of what it has inlined from `sim`


@njit(**FRESH)
def draw_once(x, y, first, step, key_a, key_b):  # type: ignore[no-untyped-def]
    """One pair of Gaussian numbers for every ion. This loop must vectorise."""
    for i in range(x.shape[0]):
        a, b = threefry(uint32(first + uint32(i)), step, key_a, key_b)
        g0, g1 = gaussian_pair(a, b)
        x[i] += g0
        y[i] += g1


@njit(**FRESH)
def draw(x, y, draws, step, key_a, key_b):  # type: ignore[no-untyped-def]
    """As many draws an ion as told (1 or more, a fraction: that share of each tile); return how many in all."""
    done = 0
    for first in range(0, x.shape[0], TILE):
        stop = min(first + TILE, x.shape[0])
        left = round(draws * (stop - first))
        salt = uint32(step)
        while left > 0:
            end = min(first + left, stop)
            draw_once(x[first:end], y[first:end], uint32(first), salt, key_a, key_b)
            salt = uint32(salt + uint32(0x10000))  # the same ion again within a ns
            left -= end - first
            done += end - first
    return done


class Bound:
    """As many ions as the engine has, on one thread. steps_per_ion: ion-steps that the engine takes, an ion and ns."""

    def __init__(self, ions: int, seed: int, steps_per_ion: float) -> None:
        self._x, self._y = np.zeros(ions, np.float32), np.zeros(ions, np.float32)
        self._key = np.random.SeedSequence(seed).generate_state(2, np.uint32)
        self._steps_per_ion = steps_per_ion
        self._ns = 0
        self._done = 0

    @property
    def ion_steps(self) -> float:
        return self._done

    def advance(self, ns: int) -> None:
        for _ in range(ns):
            self._done += draw(self._x, self._y, self._steps_per_ion, np.uint32(self._ns), *self._key)
            self._ns += 1

    def places(self, symbol: str) -> Places:
        """Sums of all that was drawn, whatever the symbol."""
        return self._x, self._y
