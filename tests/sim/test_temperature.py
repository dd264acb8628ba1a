"""Temperature moves the ions as it thins the water: in the bulk, through the doors, from a scene and by a command."""

from dataclasses import replace

import numpy as np
import pytest

from sim import Box, Membrane, Scene, SceneError, Simulation
from sim.commands.solutions import SetTemperature
from sim.species import TABLE, diffusion_ratio, water_viscosity_mPa_s
from tests.helpers.cells import SIGMAS, potassium_only, resting

# CRC Handbook of Chemistry and Physics, "Viscosity and density of water", mPa s at 1 bar
WATER = {
    0.0: 1.792,
    10.0: 1.306,
    20.0: 1.002,
    25.0: 0.890,
    37.0: 0.692,
    50.0: 0.547,
    60.0: 0.466,
    80.0: 0.354,
    100: 0.282,
}
SALT = {"K": 50.0, "Na": 50.0, "Cl": 80.0, "Ca": 10.0}


@pytest.mark.parametrize("celsius", WATER)
def test_water_has_its_tabulated_viscosity(celsius: float) -> None:
    assert water_viscosity_mPa_s(celsius) == pytest.approx(WATER[celsius], rel=0.004)


@pytest.mark.parametrize("celsius", [-21.0, 151.0, float("nan")])
def test_no_viscosity_is_made_up_beyond_the_formula(celsius: float) -> None:
    with pytest.raises(ValueError, match="celsius"):
        water_viscosity_mPa_s(celsius)


def spread(simulation: Simulation, symbol: str) -> tuple[float, float]:
    """Mean square step along the membrane of ions that meet no wall, over 2 t, nm2/ns, and its standard error."""
    ions = simulation.ions
    block = ions.block(ions.index[symbol])
    before = ions.x[block].astype(float)
    simulation.advance(2)
    moved = (ions.x[block] - before)[abs(before - simulation.geometry.width / 2) < 25]
    return float((moved**2).mean()) / 4, float((moved**2).std() / np.sqrt(len(moved))) / 4


@pytest.mark.parametrize("by_command", [False, True])
@pytest.mark.parametrize(
    "celsius", [pytest.param(0.0, marks=pytest.mark.slow), 20.0, pytest.param(37.0, marks=pytest.mark.slow), 60.0]
)
def test_ions_diffuse_as_stokes_and_einstein_have_it(celsius: float, by_command: bool) -> None:
    scene = Scene(
        inside=SALT, outside=SALT, bath_outside="closed", ions=60_000, box=Box(100.0, 50.0),
        temperature_C=25.0 if by_command else celsius, diffusion_C=25.0,
    )  # fmt: skip
    simulation = Simulation(scene, seed=4, threads=1)
    if by_command:
        simulation.advance(1)
        simulation.apply(SetTemperature(celsius))
    warmer = (celsius + 273.15) / 298.15 * WATER[25.0] / WATER[celsius]
    for symbol in SALT:
        found, error = spread(simulation, symbol)
        # three digits of the table of water leave half a per cent
        assert abs(found - TABLE[symbol].diffusion * warmer) < SIGMAS * error + 0.005 * found, symbol


@pytest.mark.slow
def test_the_leak_through_a_door_is_as_much_faster() -> None:
    """At 0 mV and equal sides ions cross at random, both ways alike: sixty degrees make it 4.7 times as many."""
    sides = {"K": 100.0, "Cl": 100.0}
    crossed = {}
    for celsius in (0.0, 60.0):
        scene = potassium_only(
            inside=sides, outside=sides, clamp_mV=0.0, bath_outside="closed", temperature_C=celsius,
            membrane=Membrane(pore_entry=0.2), ions=10_000,
        )  # fmt: skip
        simulation = Simulation(scene, seed=2, threads=1)
        simulation.advance(2500)
        crossings = simulation.observe().crossings["K"]
        crossed[celsius] = crossings["in"] + crossings["out"]
    expected = diffusion_ratio(60.0, 0.0)
    assert 4.6 < expected < 4.8
    found, relative = crossed[60.0] / crossed[0.0], np.sqrt(1 / crossed[60.0] + 1 / crossed[0.0])
    assert relative < 0.04, "too blunt to mean anything"
    # a passage takes a time of its own, and counts are of whole passages: 2 % for the first
    assert abs(found / expected - 1) < SIGMAS * relative + 0.02


def test_at_its_own_temperature_a_scene_runs_as_if_there_were_no_other() -> None:
    """To the bit: with D for 20 C at 20 C, as with those for 37 C at 37 C, where no charge feels the temperature."""
    traces = []
    for celsius in (20.0, 37.0):
        scene = resting(ions=4000, clamp_mV=0.0, initial_mV=0.0, temperature_C=celsius, diffusion_C=celsius)
        simulation = Simulation(scene, seed=5, threads=1)
        simulation.advance(60)
        traces.append(simulation.ions.y[: simulation.ions.total].copy())
    assert np.array_equal(*traces)
    assert Scene().temperature_C == Scene().diffusion_C


def test_back_at_the_old_temperature_the_ions_are_as_fast_as_before() -> None:
    simulation = Simulation(resting(ions=4000), seed=5, threads=1)
    kinds, reach = simulation._launch.kinds, simulation.membrane.reach
    simulation.apply(SetTemperature(20.0))
    assert (simulation._launch.kinds.free_step < kinds.free_step).all()
    simulation.apply(SetTemperature(37.0))
    assert np.array_equal(simulation._launch.kinds.free_step, kinds.free_step)
    assert np.array_equal(simulation.membrane.reach, reach)


def test_ions_too_fast_for_the_box_are_refused() -> None:
    scene = resting(ions=4000, box=Box(100.0, 13.0))
    simulation = Simulation(scene, seed=1, threads=1)
    with pytest.raises(SceneError, match=r"celsius: ions too fast for box.half_height_nm.*at 90 C"):
        simulation.apply(SetTemperature(90.0))
    assert simulation.scene.temperature_C == 37
    with pytest.raises(SceneError, match=r"box.half_height_nm: expected at least .* at 90 C"):
        Simulation(replace(scene, temperature_C=90.0))
