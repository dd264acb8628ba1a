"""The compiled walk against a slow, obvious twin: the same step for the same random numbers, in plain Python.

The twin is the documentation of kernels/flight.py and kernels/walk.py: a far ion takes one Gaussian step between
mirrors; a near one proposes a uniform step and asks lipid, gates, entry probability and Boltzmann, in that order.
"""

import math

import numpy as np
import pytest

from sim import Simulation
from sim.kernels.flight import fly_free
from sim.kernels.random import following, gaussian_pair, threefry, uniform, uniform_pair
from sim.kernels.tables import (
    LEFT,
    ROOM,
    ROWS,
    STATE_A,
    STATE_B,
    WALKS,
    Pores,
    X,
    Y,
)  # fmt: skip
from sim.kernels.walk import aim_walkers, walk
from tests.helpers.cells import potassium_only

f32 = np.float32


def mirror(a: float, length: float) -> float:
    """Reflect at 0 and at length."""
    a = abs(a)
    return length - abs(length - a)


def test_far_ions_take_one_gaussian_step_between_mirrors() -> None:
    simulation = Simulation(potassium_only(ions=4000), seed=3, threads=1)
    box, ions = simulation._launch.box, simulation.ions
    k = ions.index["Cl"]
    x, y = ions.x[ions.block(k)].copy(), ions.y[ions.block(k)].copy()
    sigma, step, key, first = f32(2.0), np.uint32(17), (np.uint32(99), np.uint32(7)), np.uint32(1000)
    expected = []
    for i in range(len(x)):
        g0, g1 = gaussian_pair(*threefry(np.uint32(first + i), step, *key))
        new_x = mirror(float(x[i]) + 2.0 * g0, float(box.width))
        height = mirror(abs(float(y[i])) - float(box.face) + 2.0 * g1, float(box.half_height))
        expected.append((new_x, math.copysign(height + float(box.face), y[i])))
    fly_free(x, y, np.zeros(len(x), np.uint8), first, step, *key, sigma, box)
    # float32 against float64 arithmetic: one unit in the last place of 120 nm is 8e-6
    assert np.allclose(np.column_stack([x, y]), expected, atol=5e-5)


def twin_walk(x, y, left, a, b, u, z, d, k, box, pores):  # type: ignore[no-untyped-def]
    """Near steps of one ion, as the text of the module says."""
    face, half_pore, sigma = float(box.face), float(box.half_pore), float(box.near_step)
    steepest = abs(z * u) * math.sqrt(3) * sigma / (2 * face)

    def bernoulli(x):  # type: ignore[no-untyped-def]
        return x / math.expm1(x) if x else 1.0

    step_time = sigma**2 / (2 * d) / bernoulli(-steepest)

    def slot(x, y):  # type: ignore[no-untyped-def]
        """The pore that a place in the membrane belongs to, None in lipid, -1 in the bulk."""
        if abs(y) >= face:
            return -1
        return nearest(x) if abs(x - pores.centre[nearest(x)]) < half_pore else None

    def nearest(x):  # type: ignore[no-untyped-def]
        return int(np.abs(pores.centre - x).argmin())

    def phi(y):  # type: ignore[no-untyped-def]
        return min(1.0, max(0.0, 0.5 - 0.5 * y / face))

    def near_a_mouth(x, y):  # type: ignore[no-untyped-def]
        own = np.flatnonzero(pores.entry[k] > 0)
        if own.size == 0:
            return False
        aside = max(float(np.abs(pores.centre[own] - x).min()) - half_pore, 0.0)
        return aside**2 + (abs(y) - face) ** 2 < 16 * sigma**2

    while left > 0 and (slot(x, y) != -1 or near_a_mouth(x, y)):
        proposal, a, b = following(np.uint32(a), np.uint32(b))
        judgement, a, b = following(np.uint32(a), np.uint32(b))
        chance = min(left / step_time, 1.0)  # of the last step only the share that there is time for
        left = max(left - step_time, 0.0)
        d0, d1 = uniform_pair(np.uint32(proposal))
        new_x, new_y = mirror(x + sigma * d0, float(box.width)), y + sigma * d1
        here = slot(x, y)
        if here >= 0 and abs(new_y) < face:  # the side walls of a pore are mirrors
            aside = new_x - float(pores.centre[here])
            aside = 2 * half_pore - aside if aside > half_pore else aside
            aside = -2 * half_pore - aside if aside < -half_pore else aside
            new_x, there = aside + float(pores.centre[here]), here
        else:
            there = slot(new_x, new_y)
        if there is None and here == -1 and slot(x, 0.0) is None and nearest(x) == nearest(new_x):
            new_y, there = math.copysign(2 * face - abs(new_y), y), -1  # between mouths lipid is a mirror
        if there is None:
            continue
        if here != there:
            mouth = there if here == -1 else here
            bulk_y = y if here == -1 else new_y
            if not (pores.inner_open if bulk_y < 0 else pores.outer_open)[mouth]:
                continue
            if here == -1:
                chance *= float(pores.entry[k, there])
        chance *= bernoulli(z * u * (phi(new_y) - phi(y))) / bernoulli(-steepest)
        if uniform(np.uint32(judgement)) < chance:
            x, y = new_x, new_y
    return x, y


def walked(x, y, left, a, b, u, d, k, box, pores):  # type: ignore[no-untyped-def]
    """A list of one ion that walks until it no longer does."""
    floats, words = np.zeros(ROWS * ROOM, f32), np.zeros(ROWS * ROOM, np.uint32)
    floats[X], floats[Y], floats[LEFT] = x, y, left
    words[STATE_A], words[STATE_B] = a, b
    while True:
        aim_walkers(0, 1, floats, words, k, box, pores)
        walk(1, floats, words, f32(1.0), u, d, box)
        if not words[WALKS]:
            return floats[X], floats[Y]


@pytest.mark.parametrize("u", [-2.6, 0.0, 1.5])
def test_near_ions_ask_lipid_gates_entry_and_boltzmann(u: float) -> None:
    simulation = Simulation(potassium_only(ions=2000), seed=3, threads=1)
    simulation.channels.set([2], "closed")
    simulation.channels.set([3], "blocked")
    box, membrane = simulation._launch.box, simulation.membrane
    pores = Pores(
        membrane.centre_nm.astype(f32),
        simulation.channels.inner_open,
        simulation.channels.outer_open,
        membrane.entry,
        membrane.low,
        membrane.high,
        membrane.nearest_any,
        membrane.nearest_own,
        membrane.mouth,
        membrane.reach,
        membrane.highest,
    )
    generator = np.random.default_rng(5)
    agreed = tried = moved = 0
    for trial in range(900):
        # anywhere around and in one of the first five pores
        centre = membrane.centre_nm[generator.integers(5)]
        x, y = centre + generator.uniform(-1.5, 1.5), generator.uniform(-4.2, 4.2)
        if abs(y) < box.face and abs(x - centre) >= box.half_pore:
            continue
        tried += 1
        k = simulation.ions.index["K"] if trial % 4 else simulation.ions.index["Na"]
        a, b = generator.integers(1, 2**32, 2)
        found_x, found_y = walked(f32(x), f32(y), 0.2, a, b, f32(u), f32(1.96), k, box, pores)
        twin_x, twin_y = twin_walk(float(f32(x)), float(f32(y)), 0.2, a, b, u, 1.0, 1.96, k, box, pores)
        agreed += abs(found_x - twin_x) < 1e-3 and abs(found_y - twin_y) < 1e-3
        moved += abs(found_x - x) > 1e-3
    assert moved > 300
    # rounding in float32 may turn a rare acceptance; anything systematic fails
    assert agreed >= 0.995 * tried
