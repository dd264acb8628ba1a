"""A closed box that a clamp has left: what its electrode put on the membrane stays and belongs to Donnan's balance."""

from dataclasses import replace

import numpy as np
import pytest

from sim import Channel, Scene, Simulation
from sim.commands.electrode import VoltageClamp
from sim.measure.predictions import predict
from sim.measure.statistics import estimate
from tests.helpers.cells import QUICK_BOX, QUICK_MEMBRANE

SALT = {"K": 100.0, "Cl": 100.0}
LOADED = {"K": 150.0, "Cl": 50.0, "A": 100.0}


def closed(inside: dict[str, float], ions: int) -> Scene:
    return Scene(
        inside=inside,
        outside=SALT,
        channels=(Channel("K", {"K": 1.0}, 6), Channel("Cl", {"Cl": 1.0}, 6)),
        bath_outside="closed",
        box=QUICK_BOX,
        membrane=replace(QUICK_MEMBRANE, capacitance_uF_cm2=40.0),
        macro_step_ns=0.25,
        near_step_nm=0.5,
        ions=ions,
    )


@pytest.mark.parametrize("clamp_mV", [-80.0, 60.0])
def test_the_electrodes_charge_counts_as_impermeant_charge_does(clamp_mV: float) -> None:
    simulation = Simulation(closed(SALT, 4000), seed=1, threads=1)
    assert predict(simulation.observe()).donnan == pytest.approx(0, abs=1e-6)
    simulation.apply(VoltageClamp(clamp_mV))
    simulation.advance(10)
    assert np.isnan(predict(simulation.observe()).donnan), "a voltage that is held is no equilibrium of the box"
    simulation.apply(VoltageClamp("off"))
    observation = simulation.observe()
    charge = round(observation.clamp_charge)
    assert abs(charge) > 20
    symbol = "M" if charge > 0 else "A"
    counts = {**observation.counts, symbol: {**observation.counts[symbol], "inside": abs(charge)}}
    impermeant = replace(observation, clamp_charge=0.0, counts=counts)
    whole = replace(observation, clamp_charge=float(charge))
    assert predict(whole).donnan == pytest.approx(predict(impermeant).donnan, abs=1e-9)
    assert 0.2 < predict(whole).donnan / clamp_mV < 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("inside", "clamp_mV"), [(SALT, 60.0), *(pytest.param(LOADED, mV, marks=pytest.mark.long) for mV in (60.0, -60.0))]
)
def test_v_settles_where_donnan_has_it_after_the_clamp_is_let_go(inside: dict[str, float], clamp_mV: float) -> None:
    """Let go long before the ions have followed, so that V has a way to go; within a millivolt, the bar of every claim:
    doors take half of this small membrane, and theory knows nothing of the ions in them."""
    simulation = Simulation(closed(inside, 10_000), seed=1, threads=1)
    before = predict(simulation.observe()).donnan
    simulation.apply(VoltageClamp(clamp_mV))
    simulation.advance(20)
    simulation.apply(VoltageClamp("off"))
    simulation.advance(1500)
    residual: dict[str, list[float]] = {name: [] for name in ("donnan", "nernst:K", "nernst:Cl")}
    predicted = []
    for _ in range(900):
        voltage = float(simulation.advance(10).mean())
        named = predict(simulation.observe()).named()
        predicted.append(named["donnan"])
        for name, found in residual.items():
            found.append(voltage - named[name])
    assert abs(np.mean(predicted) - before) > 5, "the case that is meant"
    assert abs(np.mean(predicted) - clamp_mV) > 5, "the case that is meant"
    for name, differences in residual.items():
        found = estimate(differences)
        assert found.standard_error < 0.5, "too blunt to mean anything"
        assert abs(found.mean) < 1.0, name
