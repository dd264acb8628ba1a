"""Same seed, same arrays, in every field: on one thread and on two, in small bites and in large ones."""

from dataclasses import replace

import numba
import numpy as np
import pytest

from sim import Simulation
from sim.scene import Field, FieldKind
from tests.helpers.cells import resting
from tests.sim.test_determinism import state


@pytest.mark.parametrize("kind", ["layered", "mesh"])
@pytest.mark.skipif(numba.config.NUMBA_NUM_THREADS < 2, reason="one processor")
def test_one_thread_and_two_agree_to_the_bit(kind: FieldKind) -> None:
    scene = replace(resting(ions=60_000), field=Field(kind))
    one, two = (Simulation(scene, seed=7, threads=n) for n in (1, 2))
    trace_one, trace_two = one.advance(100), two.advance(100)
    assert np.array_equal(trace_one, trace_two)
    assert all(np.array_equal(a, b) for a, b in zip(state(one), state(two), strict=True))
    assert one.observe().crossings == two.observe().crossings


def test_bites_do_not_matter() -> None:
    scene = replace(resting(ions=4000), field=Field("layered"))
    whole, bitten = (Simulation(scene, seed=7, threads=1) for _ in range(2))
    whole.advance(100)
    for ns in (0.4, 0.4, 0.4, 1.8, 30, 67):
        bitten.advance(ns)
    assert all(np.array_equal(a, b) for a, b in zip(state(whole), state(bitten), strict=True))
