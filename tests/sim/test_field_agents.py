"""Commands, clamp, baths, electrode, pump and temperature in a solved field: all charge is on the mesh, and booked."""

from dataclasses import replace

import numpy as np
import pytest

from sim import Pump, Scene, Simulation
from sim.commands.electrode import Stimulate, VoltageClamp
from sim.commands.solutions import SetBath, SetConcentration, SetTemperature
from sim.field import PoissonField
from sim.kernels.field import CHARGE_ONE
from sim.measure.statistics import estimate
from sim.scene import Field, FieldKind
from tests.helpers.cells import SIGMAS, resting

KINDS: tuple[FieldKind, ...] = ("layered", "mesh")
COMMANDS = (
    Stimulate(20.0, 30.0),
    SetConcentration("K", "outside", 60.0),
    VoltageClamp(50.0),
    VoltageClamp(-80.0),
    VoltageClamp("off"),
    SetTemperature(20.0),
    SetBath("inside", "closed"),
    SetConcentration("Na", "inside", 40.0),
)


def busy(kind: FieldKind, **changes: object) -> Scene:
    """Leaks, a fast pump, both sides perfused."""
    pump = Pump(count=4, turn_out_per_us=500.0, turn_in_per_us=500.0, bind_sodium_per_us=100.0)
    return replace(resting(ions=6000), field=Field(kind), pump=pump, **changes)  # type: ignore[arg-type]


def on_mesh(simulation: Simulation) -> float:
    """All charge that the last solve has seen, e."""
    assert isinstance(simulation.field, PoissonField)
    return float(simulation.field.solver.charge.sum())


@pytest.mark.parametrize("kind", KINDS)
def test_every_charge_is_on_the_mesh_and_in_the_books(kind: FieldKind) -> None:
    simulation = Simulation(busy(kind), seed=2, threads=1)
    for command in COMMANDS:
        simulation.apply(command)
        simulation.advance(41)
        assert simulation.counted_charge() == simulation.charge == sum(simulation.books.values())
        held = simulation.pumps.held()
        ions = zip(simulation.ions.species, simulation.ions.count, strict=True)
        assert on_mesh(simulation) == pytest.approx(sum(s.charge * (n + held.get(s.symbol, 0)) for s, n in ions))
    assert sum(agent.turns for agent in simulation.pumps.agents) > 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_clamp_holds_and_lets_go(kind: FieldKind) -> None:
    # a closed inside, so that the plate keeps what it has; K+ that leaves is made up for there
    simulation = Simulation(replace(busy(kind), pump=None, bath_inside="closed"), seed=3, threads=1)
    simulation.apply(VoltageClamp(40.0))
    held = simulation.advance(400)
    assert np.allclose(held, 40.0)
    on_plate = simulation.observe().clamp_charge
    assert on_plate > 0
    simulation.apply(VoltageClamp("off"))
    simulation.advance(1)
    assert simulation.observe().clamp_charge == on_plate
    assert simulation.clamp_mV is None


@pytest.mark.parametrize("kind", KINDS)
def test_warm_water_and_cold_keep_the_charge(kind: FieldKind) -> None:
    simulation = Simulation(replace(busy(kind), pump=None, channels=()), seed=3, threads=1)
    simulation.advance(20)
    before, n0 = simulation.charge, simulation.field.thermal_charge
    simulation.apply(SetTemperature(10.0))
    simulation.advance(20)
    assert simulation.charge == before
    assert simulation.field.thermal_charge == pytest.approx(n0 * 283.15 / 310.15, rel=0.04)  # layers thin a little


@pytest.mark.slow
def test_the_circuit_is_closed_in_the_long_run() -> None:
    """All ions and the electrode's plate together carry no charge, as the outside's electrode requires."""
    simulation = Simulation(replace(busy("layered"), clamp_mV=-30.0), seed=5, threads=1)
    unpaired = []
    while simulation.time_ns < 2000:
        simulation.advance(40)
        unpaired.append(simulation.unpaired_charge())
    found = estimate(unpaired)
    assert abs(found.mean) < SIGMAS * found.standard_error + 2  # the bath brings whole ions every 8 ns
    assert abs(simulation.charge / CHARGE_ONE) < 3 * simulation.field.thermal_charge
