"""Counting: how many ions are on each side, how much charge they carry, which are in a strip."""

from numba import int64

from sim.kernels.cache import njit
from sim.kernels.field import fixed_phi
from sim.kernels.random import INLINE


@njit(**INLINE)
def count_sides(y, face):
    """(inside, in the membrane, outside) of one species' heights y (nm)."""
    inside = outside = int64(0)
    for i in range(y.shape[0]):
        inside += y[i] <= -face
        outside += y[i] >= face
    return inside, int64(y.shape[0]) - inside - outside, outside


@njit(**INLINE)
def count_charge(y, face):
    """Sum of phi over one species in fixed point (see field.CHARGE_ONE)."""
    total = int64(0)
    for i in range(y.shape[0]):
        total += fixed_phi(y[i], face)
    return total


@njit(**INLINE)
def list_between(y, low, high, listed):
    """Write the indices with low <= y < high (nm) to int64 `listed`, as long as y; return how many there are."""
    found = 0
    for i in range(y.shape[0]):  # without a branch, which would be guessed wrong for every third ion
        listed[found] = i
        found += (low <= y[i]) & (y[i] < high)
    return found
