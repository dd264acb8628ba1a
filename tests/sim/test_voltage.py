"""The voltage that emerges: sealed, Nernst, GHK, thermal noise, mirror image. All from counted ions."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenes import load
from scenes.study.headless import play
from sim import Box, Channel, Membrane, Scene, Simulation
from sim.commands.electrode import VoltageClamp
from sim.measure.statistics import Estimate
from tests.helpers.cells import QUICK_BOX, QUICK_MEMBRANE, SIGMAS, measure, potassium_only, resting

SEEDS = range(4)
# Shallow boxes mix fast (Bi = P H / D stays small), so their doors may be wider and the noise averages out sooner.
SHALLOW: dict[str, Any] = {
    "box": Box(width_nm=120.0, half_height_nm=14.0),
    "membrane": Membrane(pore_entry=0.25),
    "near_step_nm": 0.5,
}
# At equilibrium there is no net flux and Bi does not matter: the smallest box, the widest doors.
QUICK: dict[str, Any] = {
    "box": QUICK_BOX,
    "membrane": QUICK_MEMBRANE,
    "macro_step_ns": 0.25,
    "near_step_nm": 0.5,
    "ions": 10_000,
}


def combined(estimates: list[Estimate]) -> tuple[float, float]:
    """Mean of independent runs and its standard error, mV."""
    error = float(np.sqrt(np.sum([e.standard_error**2 for e in estimates])) / len(estimates))
    return float(np.mean([e.mean for e in estimates])), error


def test_sealed_membrane_has_no_voltage_and_no_crossing() -> None:
    report = play(load("sealed"), seed=1)
    assert report.last.time_ns >= 2000
    assert abs(report.result.voltage.mean) < 0.2
    assert all(crossed == {"in": 0, "out": 0} for crossed in report.last.crossings.values())


@pytest.mark.slow
def test_potassium_alone_settles_at_nernst() -> None:
    scene = potassium_only(initial_mV=-45.0, **QUICK)
    mean, error = combined([measure(scene, seed, 300, 4000).residual["nernst:K"] for seed in SEEDS])
    assert SIGMAS * error < 1.0, "too blunt to mean anything"
    assert abs(mean) < min(1.0, SIGMAS * error)


@pytest.mark.slow
def test_rest_meets_ghk() -> None:
    scene = resting(ions=25_000, **SHALLOW)
    residuals = [measure(scene, seed, 500, 5500).residual["ghk"].mean for seed in range(8)]
    error = float(np.std(residuals, ddof=1) / np.sqrt(len(residuals)))
    assert error < 0.4, "too blunt to mean anything"
    assert abs(np.mean(residuals)) < 1.0


@pytest.mark.slow
def test_noise_is_thermal() -> None:
    """sigma_V = V_T / sqrt(n0), the equipartition of a capacitor (kT/C)."""
    scene = potassium_only(initial_mV=-45.0, bath_inside="perfused", **QUICK)
    simulation = Simulation(scene, seed=5, threads=1)
    simulation.advance(500)
    voltages = simulation.advance(9_000)
    # independent estimates from stretches much longer than the correlation time, each about the common mean
    variances = ((voltages - voltages.mean()) ** 2).reshape(24, -1).mean(axis=1)
    expected = simulation.thermal_voltage_mV**2 / simulation.field.thermal_charge
    ratio, error = variances.mean() / expected, variances.std(ddof=1) / np.sqrt(len(variances)) / expected
    assert SIGMAS * error < 0.5, "too blunt to mean anything"
    assert abs(np.sqrt(ratio) - 1) < 0.10
    assert abs(ratio - 1) < SIGMAS * error


@pytest.mark.parametrize("name", [pytest.param("squid-giant-axon", marks=pytest.mark.long), "human-red-cell"])
@pytest.mark.slow
def test_a_real_cell_in_a_shallow_box_meets_ghk(name: str) -> None:
    scene = replace(load(name).scene, ions=20_000, **SHALLOW)
    mean, error = combined([measure(scene, seed, 500, 6500).residual["ghk"] for seed in SEEDS])
    assert error < 0.5, "too blunt to mean anything"
    assert abs(mean) < 1.5


def test_mirrored_box_has_mirrored_fluxes() -> None:
    """Swap the solutions and the sign of the voltage: what went out now comes in, as often."""
    solutions: dict[str, Any] = {"bath_inside": "closed", "bath_outside": "closed"}
    plain = potassium_only(**solutions, **QUICK)
    mirrored = replace(plain, inside=plain.outside, outside=plain.inside)
    counted = []
    for scene, clamp_mV in ((plain, -20.0), (mirrored, +20.0)):
        simulation = Simulation(replace(scene, clamp_mV=clamp_mV), seed=4, threads=1)
        simulation.advance(400)
        counted.append(simulation.observe().crossings["K"])
    here, there = counted
    for one, other in ((here["out"], there["in"]), (here["in"], there["out"])):
        assert one > 200, "too few to mean anything"
        # full passages of independent ions are Poisson counts
        assert abs(one - other) < SIGMAS * np.sqrt(one + other)


@pytest.mark.slow
def test_anions_mirror_cations() -> None:
    """A membrane for Cl- alone, Cl- ten times more concentrated outside, rests at the Nernst voltage of Cl-."""
    solutions: dict[str, Any] = {"inside": {"K": 10.0, "Cl": 10.0}, "outside": {"K": 100.0, "Cl": 100.0}}
    scene = Scene(channels=(Channel("Cl", {"Cl": 1.0}, 12),), bath_inside="perfused", **solutions, **QUICK)
    mean, error = combined([measure(scene, seed, 300, 2500).residual["nernst:Cl"] for seed in SEEDS])
    assert error < 0.3, "too blunt to mean anything"
    assert abs(mean) < SIGMAS * error


def test_clamp_holds_and_books_the_electrode() -> None:
    simulation = Simulation(potassium_only(clamp_mV=-20.0), seed=2, threads=1)
    voltages = simulation.advance(200)
    assert np.allclose(voltages, -20.0)
    observation = simulation.observe()
    inside = sum(observation.valence[s] * n["inside"] for s, n in observation.counts.items())
    held = -20.0 / simulation.thermal_voltage_mV * observation.thermal_charge
    in_pores = sum(n["pore"] for n in observation.counts.values())  # these count in part
    assert abs(inside + observation.clamp_charge - held) <= in_pores
    simulation.apply(VoltageClamp("off"))
    assert abs(simulation.voltage_mV + 20.0) < 1e-9, "letting go is not a jump"
