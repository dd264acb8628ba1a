"""A fork goes on to the bit like what it was made from, and neither touches the other."""

import numpy as np
import pytest

from scenes import load
from sim import Simulation
from sim.commands.doors import SetGate
from sim.commands.pump_and_drugs import SetPump
from sim.commands.solutions import SetConcentration, SetTemperature

SCENES = {
    "sandbox": ["ions=4000"],
    "excitability": ["ions=4000"],
    "metabolic-poison": ["ions=3000"],
    "voltage-clamp": ["ions=3000"],
    "channel-block": ["ions=3000"],
    "resting": ["ions=2000", "field.kind=mesh"],
}


def state(simulation: Simulation) -> list[np.ndarray]:
    ions = simulation.ions
    return [
        np.concatenate([getattr(ions, name)[ions.block(k)] for k in range(len(ions.symbols))]) for name in ions.FIELDS
    ]


def same(one: Simulation, other: Simulation) -> bool:
    seen = one.observe(), other.observe()
    arrays = all(np.array_equal(a, b) for a, b in zip(state(one), state(other), strict=True))
    return arrays and seen[0] == seen[1] and one.books == other.books and one.substeps == other.substeps


@pytest.mark.parametrize("name", SCENES)
def test_it_goes_on_to_the_bit_like_the_original(name: str) -> None:
    """With pumps, baths, gates, flicker, a clamp and each field; from the middle of a turn of the agents."""
    one = Simulation(load(name, SCENES[name]).scene, seed=3, threads=1)
    one.advance(101.3)
    other = one.fork()
    assert same(one, other) and other.time_ns == one.time_ns
    assert np.array_equal(one.advance(160.7), other.advance(160.7))
    assert same(one, other)
    assert np.array_equal(one.crossing_events(), other.crossing_events())


def test_what_is_done_to_one_leaves_the_other_as_it_would_have_been() -> None:
    alone, forked = (Simulation(load("sandbox", ["ions=4000"]).scene, seed=3, threads=1) for _ in range(2))
    alone.advance(100)
    forked.advance(100)
    changed = forked.fork()
    for command in (SetGate("K", "closed"), SetPump(False), SetConcentration("K", "outside", 40), SetTemperature(20)):
        changed.apply(command)
    traces = [simulation.advance(200) for simulation in (changed, forked, alone)]
    assert np.array_equal(traces[1], traces[2]) and same(forked, alone)
    assert not np.array_equal(traces[0], traces[1])
    assert forked.scene.temperature_C == 37 and changed.scene.temperature_C == 20


def test_the_same_done_to_both_keeps_them_alike() -> None:
    one = Simulation(load("excitability", ["ions=4000"]).scene, seed=3, threads=1)
    one.advance(50)
    other = one.fork()
    for simulation in (one, other):
        simulation.apply(SetConcentration("K", "outside", 20))
    assert np.array_equal(one.advance(100), other.advance(100)) and same(one, other)
