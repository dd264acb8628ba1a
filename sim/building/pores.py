"""What becomes of the ions in the pores of a membrane that is built on.

An ion in a pore that is taken out goes back to the side that it came from, a near step from where the mouth was. An ion
in a pore that is moved goes along. All others stay where they are.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.geometry import Geometry
from sim.ions import Ions
from sim.kernels.census import count_charge
from sim.membrane import Membrane


def numbers_after(before: Sequence[int], count: int) -> NDArray[np.int64]:
    """int64[count + 1]: for each of `count` old numbers the new one, -1 for what is gone; the last entry, which is that
    of number -1, is -1. before: for each new number the old one."""
    after = np.full(count + 1, -1, np.int64)
    for new, old in enumerate(before):
        if old >= 0:
            after[old] = new
    return after


def in_pores(ions: Ions, k: int, face: float) -> NDArray[np.int64]:
    """Indices of the ions of species k that are within the membrane."""
    low = np.nextafter(np.float32(-face), np.float32(np.inf))
    return ions.between(k, float(low), face)


def carry(
    ions: Ions,
    old: Membrane,
    new: Membrane,
    after: NDArray[np.int64],
    geometry: Geometry,
    half_pore: float,
    step: float,
) -> tuple[int, int]:
    """Move the ions that are in pores as the pores have been moved, and give all ions the new numbers.

    after: see `numbers_after`; half_pore: half the width of a pore, step: of the walk, nm. Returns the charge that this
    has brought inside, fixed point, and how many ions were put back.
    """
    brought = put_back = 0
    face = np.float32(geometry.face)
    for k, species in enumerate(ions.species):
        inside = in_pores(ions, k, geometry.face)
        if len(inside):
            before = count_charge(ions.y[inside], face)
            pore = np.abs(ions.x[inside, None] - old.centre_nm).argmin(axis=1)
            number = after[pore]
            _along(ions, inside[number >= 0], old.centre_nm[pore[number >= 0]], new, number[number >= 0], half_pore)
            gone = inside[number < 0]
            outer = np.where(ions.origin[gone] == 1, 1.0, -1.0)
            ions.y[gone] = outer * (geometry.face + step)
            brought += species.charge * (count_charge(ions.y[inside], face) - before)
            put_back += len(gone)
        block = ions.block(k)
        ions.channel[block] = after[ions.channel[block]]
    return brought, put_back


def _along(
    ions: Ions,
    moved: NDArray[np.int64],
    from_nm: NDArray[np.float64],
    new: Membrane,
    number: NDArray[np.int64],
    half_pore: float,
) -> None:
    """Shift ions with their pores; those of pores that have stayed are not touched, not by a bit."""
    shifts = from_nm != new.centre_nm[number]
    chosen = moved[shifts]
    centre = new.centre_nm[number[shifts]]
    off = ions.x[chosen] - from_nm[shifts]
    most = np.nextafter(np.float32(half_pore), np.float32(0)) - 1e-4  # rounding must not put one into the wall
    ions.x[chosen] = centre + np.clip(off, -most, most)
