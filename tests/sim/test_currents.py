"""Voltage clamp: the counted current of each species against the GHK current equation; Donnan in a closed box."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim import Box, Channel, Membrane, Scene, Simulation
from sim.measure.access import expected_currents
from sim.measure.predictions import predict
from tests.helpers.cells import INSIDE, OUTSIDE, QUICK_BOX, QUICK_MEMBRANE, SIGMAS, measure

CLAMPED = Scene(
    inside=INSIDE,
    outside=OUTSIDE,
    channels=(Channel("K", {"K": 1.0}, 6), Channel("Na", {"Na": 1.0}, 6)),
    bath_inside="perfused",
    ions=40_000,
    box=Box(width_nm=100.0, half_height_nm=14.0),
    membrane=Membrane(pore_entry=0.05),
    near_step_nm=0.15,
)


def current(scene: Scene, ns: float) -> dict[str, tuple[float, float, float]]:
    """(counted current, its Poisson error, GHK current) of each permeant species, e/ns, outward."""
    simulation = Simulation(scene, seed=6, threads=1)
    simulation.advance(200)
    first = simulation.observe()
    simulation.advance(ns)
    last = simulation.observe()
    expected = expected_currents(last, scene)
    found = {}
    for symbol in ("K", "Na"):
        out = last.crossings[symbol]["out"] - first.crossings[symbol]["out"]
        back = last.crossings[symbol]["in"] - first.crossings[symbol]["in"]
        found[symbol] = ((out - back) / ns, math.sqrt(out + back) / ns, expected[symbol])
    return found


@pytest.mark.parametrize("clamp_mV", [-100.0, -40.0, 0.0, 40.0])
@pytest.mark.slow
def test_currents_follow_the_ghk_equation(clamp_mV: float) -> None:
    # 5 % for what the correction for access leaves out, beside the counting noise
    for symbol, (counted, error, expected) in current(replace(CLAMPED, clamp_mV=clamp_mV), 2500).items():
        assert abs(counted - expected) < SIGMAS * error + 0.05 * abs(expected), symbol


@pytest.mark.slow
def test_a_current_rectifies_and_is_zero_at_nernst() -> None:
    """K+ is abundant inside: as far above E_K as below, the outward current is much the larger."""
    nernst = predict(Simulation(CLAMPED, threads=1).observe()).nernst["K"]
    below, at, above = (current(replace(CLAMPED, clamp_mV=nernst + mV), 2500)["K"] for mV in (-60, 0, 60))
    assert abs(at[0]) < SIGMAS * at[1]
    assert below[0] < 0 < above[0]
    assert above[0] > 2 * abs(below[0])  # an ohmic conductance would make them equal


@pytest.mark.slow
def test_donnan_voltage_from_equal_salt() -> None:
    """Impermeant anions inside, the same salt on both sides: K+ and Cl- settle at one voltage, at Donnan's."""
    scene = Scene(
        inside={"K": 150.0, "Cl": 50.0, "A": 100.0},
        outside={"K": 50.0, "Cl": 50.0},
        channels=(Channel("K", {"K": 1.0}, 6), Channel("Cl", {"Cl": 1.0}, 6)),
        bath_outside="closed",
        box=QUICK_BOX,
        membrane=QUICK_MEMBRANE,
        macro_step_ns=0.25,
        near_step_nm=0.5,
        ions=20_000,
    )
    result = measure(scene, 1, 600, 6000, every_ns=10)
    assert abs(result.prediction.donnan) > 5
    for name in ("donnan", "nernst:K", "nernst:Cl"):
        residual = result.residual[name]
        assert residual.standard_error < 0.3, "too blunt to mean anything"
        assert abs(residual.mean) < min(1.0, SIGMAS * residual.standard_error), name


def test_donnan_needs_a_closed_box() -> None:
    assert np.isnan(predict(Simulation(CLAMPED, threads=1).observe()).donnan)
