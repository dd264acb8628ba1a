"""Books: no ion is lost, none is in lipid or outside the box, and the counted charge is exact, whatever is done."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim import Box, Channel, Pump, Scene, SceneError, Simulation
from sim.commands import Command
from sim.commands.doors import SetGate, SetGating, SetPermeability
from sim.commands.electrode import Stimulate, VoltageClamp
from sim.commands.solutions import SetBath, SetConcentration, SetTemperature
from sim.commands.start import Reset
from sim.kernels.field import CHARGE_ONE
from sim.problems import problems
from sim.scene import BathMode, Gating
from tests.helpers.cells import resting

SPECIES = ["K", "Na", "Cl", "Ca"]
sides = st.sampled_from(["inside", "outside"])
concentrations = st.dictionaries(st.sampled_from(SPECIES), st.floats(0, 300), min_size=1)
channels = st.lists(
    st.builds(
        Channel,
        kind=st.sampled_from(SPECIES),
        permeability=st.dictionaries(st.sampled_from(SPECIES), st.floats(0, 3), max_size=3),
        count=st.integers(0, 6),
        state=st.sampled_from(["open", "closed", "blocked"]),
        opens_per_us=st.floats(0, 50),
        closes_per_us=st.floats(0, 50),
        gating=st.sampled_from([None, "HH_Na", "HH_K"]),
    ),
    max_size=4,
    unique_by=lambda channel: channel.kind,
)
scenes = st.builds(
    Scene,
    inside=concentrations,
    outside=concentrations,
    channels=channels.map(tuple),
    ions=st.integers(200, 4000),
    bath_inside=st.sampled_from(["closed", "perfused"]),
    bath_outside=st.sampled_from(["closed", "perfused"]),
    initial_mV=st.floats(-60, 60),
    clamp_mV=st.none() | st.floats(-100, 100),
    box=st.builds(Box, width_nm=st.floats(50, 90), half_height_nm=st.floats(14, 40)),
    near_step_nm=st.floats(0.1, 0.6),
    gating=st.builds(Gating, ns_per_ms=st.floats(20, 200)),
).filter(lambda scene: not problems(scene))
commands = st.one_of(
    st.builds(SetConcentration, species=st.sampled_from(SPECIES), side=sides, mM=st.floats(0, 200)),
    st.builds(
        SetGate,
        channel=st.sampled_from(SPECIES) | st.integers(0, 20),
        state=st.sampled_from(["open", "closed", "blocked"]),
        fraction=st.floats(0, 1),
    ),
    st.builds(
        SetPermeability,
        channel=st.sampled_from(SPECIES),
        species=st.sampled_from(SPECIES),
        permeability=st.floats(0, 3),
    ),
    st.builds(SetBath, side=sides, mode=st.sampled_from(["closed", "perfused"])),
    st.builds(SetTemperature, celsius=st.floats(0, 60)),
    st.builds(VoltageClamp, mV=st.floats(-100, 100) | st.just("off")),
    st.builds(
        Stimulate,
        ions_per_ns=st.floats(-200, 200),
        duration_ns=st.floats(0, 30),
        species=st.sampled_from(SPECIES),
    ),
    st.builds(SetGating, responding=st.booleans()),
)


def check_charges(simulation: Simulation) -> None:
    """All charge has a book. Those of the ions add up to the counted charge exactly, with the clamp's to n0 V / V_T."""
    observation = simulation.observe()
    of_ions = {book: charge for book, charge in observation.charges.items() if book != "clamp"}
    assert sum(of_ions.values()) == simulation.counted_charge() / CHARGE_ONE
    z = observation.valence
    assert all(charge % 1 == 0 for book, charge in of_ions.items() if book != "doors")
    crossed = sum(z[s] * (n["in"] - n["out"]) for s, n in observation.crossings.items())
    in_doors = sum(abs(z[s]) * n["pore"] for s, n in observation.counts.items())
    assert abs(of_ions["doors"] - crossed) <= in_doors + 1e-3, (
        "what the doors passed is what crossed, but for who is in them"
    )
    on_membrane = observation.thermal_charge * observation.voltage_mV / simulation.thermal_voltage_mV
    assert sum(observation.charges.values()) == pytest.approx(on_membrane, abs=1e-6)
    assert observation.charges["clamp"] == observation.clamp_charge


def check_books(simulation: Simulation, started_with: dict[str, int]) -> None:
    observation = simulation.observe()
    ions, geometry = simulation.ions, simulation.geometry
    for k, symbol in enumerate(ions.symbols):
        total = sum(observation.counts[symbol].values())
        assert total == ions.count[k] == started_with[symbol] + observation.exchanged[symbol]
        x, y = ions.x[ions.block(k)], ions.y[ions.block(k)]
        assert ((x >= 0) & (x <= geometry.width)).all()
        assert (abs(y) <= np.float32(geometry.face + geometry.half_height) * (1 + 1e-6)).all()
        in_membrane = x[abs(y) < np.float32(geometry.face)]
        if len(in_membrane):
            half_pore = simulation.scene.membrane.pore_width_nm / 2
            distance = np.abs(in_membrane[:, None] - simulation.membrane.centre_nm).min(axis=1)
            assert (distance <= half_pore + 1e-4).all(), "an ion in lipid"
    # the charge kept up to date step by step is the charge counted from scratch, to the last bit
    assert simulation.charge == simulation.counted_charge()
    check_charges(simulation)
    idents = np.concatenate([ions.ident[ions.block(k)] for k in range(len(ions.symbols))])
    assert len(np.unique(idents)) == len(idents)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(scene=scenes, seed=st.integers(0, 2**31), script=st.lists(st.tuples(commands, st.integers(1, 12)), max_size=5))
def test_random_scenes_under_random_commands(scene: Scene, seed: int, script: list[tuple[Command, int]]) -> None:
    try:
        simulation = Simulation(scene, seed, threads=1)
    except SceneError as error:
        keys = [problem.key for problem in error.problems]
    else:
        keys = []
    if keys:
        assert keys == ["initial_mV"], "only too few cations for the voltage may be found this late"
        return
    started_with = {s: int(n) for s, n in zip(simulation.ions.symbols, simulation.ions.count, strict=True)}
    simulation.advance(9)
    check_books(simulation, started_with)
    for command, ns in script:
        before = simulation.observe()
        try:
            simulation.apply(command)
        except SceneError:
            assert simulation.observe() == before, "a refused command changed something"
        simulation.advance(ns)
        check_books(simulation, started_with)


@pytest.mark.parametrize("bath", ["closed", "perfused"])
def test_all_charge_of_a_clamped_cell_has_a_book(bath: BathMode) -> None:
    """Doors, pump, pipette, stimulus and clamp, each with its share: from start to clamp, on to another and to rest."""
    scene = resting(bath_inside=bath, pump=Pump(count=12, turn_out_per_us=200.0, turn_in_per_us=200.0), ions=10_000)
    simulation = Simulation(scene, seed=2, threads=1)
    simulation.advance(100)
    check_charges(simulation)
    assert simulation.observe().charges["clamp"] == 0
    for command, ns in (
        (VoltageClamp(40.0), 600),
        (Stimulate(5.0, 20.0), 100),
        (SetConcentration("K", "inside", 100.0), 200),
        (VoltageClamp(-90.0), 300),
        (VoltageClamp("off"), 300),
        (SetTemperature(20.0), 100),
    ):
        simulation.apply(command)
        simulation.advance(ns)
        check_charges(simulation)
    charges = simulation.observe().charges
    assert charges["start"] < 0, "the initial voltage"
    assert all(charges[book] != 0 for book in ("doors", "pump", "stimulus", "clamp")), charges
    assert (charges["bath"] != 0) == (bath == "perfused"), "a pipette gives charge while the voltage is held"
    simulation.apply(Reset())
    assert simulation.observe().charges == {
        "start": charges["start"], "doors": 0, "pump": 0, "bath": 0, "stimulus": 0, "clamp": 0
    }  # fmt: skip


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(scene=scenes)
def test_both_sides_start_neutral(scene: Scene) -> None:
    from dataclasses import replace

    observation = Simulation(replace(scene, initial_mV=0.0, clamp_mV=None), threads=1).observe()
    for side in ("inside", "outside"):
        assert sum(observation.valence[s] * n[side] for s, n in observation.counts.items()) == 0
    assert observation.voltage_mV == 0


def test_perfusion_inside_moves_no_charge() -> None:
    scene = Scene(
        inside={"K": 140, "Na": 10, "Cl": 10},
        outside={"K": 5, "Na": 145, "Cl": 110},
        channels=(Channel("K", {"K": 1.0}, 6), Channel("Na", {"Na": 1.0}, 6)),
        bath_inside="perfused",
        ions=10_000,
    )
    simulation = Simulation(scene, seed=3, threads=1)
    for _ in range(50):
        before = simulation.counted_charge()
        simulation._act()
        assert simulation.counted_charge() == before
        simulation.advance(8)
    concentration = simulation.observe().concentration_mM["inside"]
    assert abs(concentration["Na"] - 10) < 8, "the pipette holds Na+ against the leak"
