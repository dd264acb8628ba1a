"""Naive numba: a scalar loop over the ions, np.random.normal, every ion takes every fixed step.

The rules are those of plain_numpy.py.
"""

import math

import numpy as np
from numba import njit

from tests.benchmarks.box import Plain
from tests.benchmarks.peer import Places


@njit(cache=True)
def plant(seed):  # type: ignore[no-untyped-def]
    """Seed the generator that compiled code uses."""
    np.random.seed(seed)


@njit(cache=True)
def phi(y, face):  # type: ignore[no-untyped-def]
    """1 inside, 0 outside, linear across the membrane."""
    return min(1.0, max(0.0, 0.5 - 0.5 * y / face))


@njit(cache=True)
def counted_charge(y, kind, charge, face):  # type: ignore[no-untyped-def]
    """Sum of z phi over all ions."""
    total = 0.0
    for i in range(y.size):
        total += charge[kind[i]] * phi(y[i], face)
    return total


@njit(cache=True)
def advance(ns, steps_per_ns, x, y, kind, charge, step_nm, centre, entry, n0, width, face, wall, half_pore):  # type: ignore[no-untyped-def]
    """Move all ions by ns nanoseconds; the arrays are those of box.Plain."""
    for _ in range(ns):
        u = counted_charge(y, kind, charge, face) / n0
        for _ in range(steps_per_ns):
            for i in range(x.size):
                k = kind[i]
                new_x = x[i] + step_nm[k] * np.random.normal(0.0, 1.0)
                new_y = y[i] + step_nm[k] * np.random.normal(0.0, 1.0)
                new_x = width - abs(width - abs(new_x))
                if abs(new_y) > wall:
                    new_y = math.copysign(2 * wall - abs(new_y), new_y)
                was_in, is_in = abs(y[i]) < face, abs(new_y) < face
                if was_in or is_in:
                    pore = np.abs(centre - (x[i] if was_in else new_x)).argmin()
                    aside = new_x - centre[pore]
                    if was_in and is_in:
                        aside = min(max(aside, -2 * half_pore - aside), 2 * half_pore - aside)
                    if is_in and abs(aside) >= half_pore:
                        continue
                    new_x = centre[pore] + aside
                    chance = math.exp(-charge[k] * u * (phi(new_y, face) - phi(y[i], face)))
                    if is_in and not was_in:
                        chance = min(1.0, chance) * entry[k, pore]
                    if np.random.random() >= chance:
                        continue
                x[i], y[i] = new_x, new_y


class NaiveNumba:
    """Compiled as it stands: float64, one thread, no fastmath."""

    def __init__(self, box: Plain, seed: int) -> None:
        self._box = box
        self._x, self._y, self._kind = box.scatter(seed)
        self._steps = 0
        plant(seed)

    @property
    def ion_steps(self) -> float:
        return self._steps * self._box.total

    def places(self, symbol: str) -> Places:
        chosen = self._kind == self._box.symbols.index(symbol)
        return self._x[chosen], self._y[chosen]

    def voltage(self) -> float:
        """u = V / V_T, counted."""
        charge: float = counted_charge(self._y, self._kind, self._box.charge, self._box.face)
        return charge / self._box.thermal_charge

    def advance(self, ns: int) -> None:
        b = self._box
        advance(
            ns, b.steps_per_ns, self._x, self._y, self._kind, b.charge, b.step_nm, b.centre, b.entry, b.thermal_charge,
            b.width, b.face, b.wall, b.half_pore,
        )  # fmt: skip
        self._steps += ns * b.steps_per_ns
