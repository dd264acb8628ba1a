"""The view of the excess charge shows what is counted, on both sides."""

import pytest

from render.box.excess import excess_charge
from render.playback.snapshot import Snapshot
from scenes import load
from sim import Simulation
from sim.commands.electrode import VoltageClamp
from sim.kernels.field import CHARGE_ONE


@pytest.mark.parametrize("clamp_mV", [None, 40.0])
def test_the_excess_that_is_shown_is_counted_on_both_sides(clamp_mV: float | None) -> None:
    file = load("resting", ["ions=20000"])
    simulation = Simulation(file.scene, seed=1, threads=1)
    if clamp_mV is not None:
        simulation.apply(VoltageClamp(clamp_mV))
    simulation.advance(401)  # the baths have acted one step before
    observation = simulation.observe()
    snapshot = Snapshot(serial=1, generation=1, pace=240.0, achieved=240.0, scene_file=file)
    snapshot.observation = observation
    shown = excess_charge(snapshot)
    inside = simulation.counted_charge() / CHARGE_ONE
    of_all = sum(observation.valence[s] * sum(n.values()) for s, n in observation.counts.items())
    assert abs(shown) > 20
    assert shown * observation.voltage_mV > 0
    tolerance = 2 if clamp_mV is None else 8  # e; what moved in the pores since the baths acted
    assert abs(inside - shown) <= tolerance
    assert abs(of_all - inside + shown) <= tolerance
