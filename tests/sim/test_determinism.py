"""Same seed, same arrays: on one thread and on two, in small bites and in large ones. Other seeds differ."""

import numba
import numpy as np
import pytest

from sim import Simulation
from sim.commands.start import Reset
from tests.helpers.cells import resting


def state(simulation: Simulation) -> list[np.ndarray]:
    ions = simulation.ions
    return [
        np.concatenate([array[ions.block(k)] for k in range(len(ions.symbols))])
        for array in (ions.x, ions.y, ions.ident)
    ]


@pytest.mark.skipif(numba.config.NUMBA_NUM_THREADS < 2, reason="one processor")
def test_one_thread_and_two_agree_to_the_bit() -> None:
    one, two = (Simulation(resting(ions=60_000), seed=7, threads=n) for n in (1, 2))
    trace_one, trace_two = one.advance(500), two.advance(500)
    assert np.array_equal(trace_one, trace_two)
    assert all(np.array_equal(a, b) for a, b in zip(state(one), state(two), strict=True))
    assert one.observe().crossings == two.observe().crossings
    assert np.array_equal(one.crossing_events(), two.crossing_events())


def test_bites_do_not_matter() -> None:
    whole, bitten = (Simulation(resting(ions=4000), seed=7, threads=1) for _ in range(2))
    whole.advance(100)
    for ns in (0.4, 0.4, 0.4, 1.8, 30, 67):
        bitten.advance(ns)
    assert all(np.array_equal(a, b) for a, b in zip(state(whole), state(bitten), strict=True))


def test_reset_starts_the_same_run_again() -> None:
    simulation = Simulation(resting(ions=4000), seed=7, threads=1)
    first = simulation.advance(100)
    simulation.apply(Reset())
    assert simulation.time_ns == 0
    assert np.array_equal(simulation.advance(100), first)
    simulation.apply(Reset(seed=8))
    assert not np.array_equal(simulation.advance(100), first)
