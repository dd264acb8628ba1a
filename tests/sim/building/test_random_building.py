"""Hundreds of random buildings: no ion is lost, all charge is booked, threads do not matter, V follows the doors."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from sim import Box, Membrane, Pump, Simulation
from sim.building.places import count
from sim.commands.building import AddChannel, RemoveChannel, RemovePump
from sim.commands.solutions import SetTemperature
from sim.kernels.census import count_sides
from sim.measure.measurement import Measurement
from sim.scene import Field, FieldKind
from tests.helpers.building import Builder, busy, check, names
from tests.helpers.cells import SIGMAS, resting

CELLS = [*product(("capacitor", "layered"), (1, 2, 3)), pytest.param("mesh", 1, marks=pytest.mark.slow)]


@pytest.mark.parametrize(("kind", "seed"), CELLS)
def test_two_hundred_random_buildings_lose_no_ion_and_no_charge(kind: FieldKind, seed: int) -> None:
    """Doors and pumps, gated and flickering ones, new kinds; a few steps between, now and then another temperature."""
    cell = Simulation(busy(kind, macro_step_ns=1.0 if kind == "capacitor" else 0.5), seed=seed, threads=1)
    started, builder = names(cell), Builder(seed)
    for n in range(200):
        cell.apply(builder.next(cell.scene))
        if n % 50 == 20:
            cell.apply(SetTemperature(37.0 if n % 100 > 50 else 30.0))
        cell.advance(float(builder.random.integers(0, 4)))
        assert names(cell) == started, "both sides are closed: the very same ions"
        check(cell)
    assert builder.done >= {"AddChannel", "RemoveChannel", "MoveChannel", "AddPump", "RemovePump", "MovePump"}
    assert cell.put_back > 0
    for k in range(len(cell.ions.symbols)):
        assert sum(count_sides(cell.ions.y[cell.ions.block(k)], np.float32(cell.geometry.face))) == cell.ions.count[k]


@pytest.mark.parametrize("kind", ["capacitor", "layered"])
def test_the_same_buildings_come_out_alike_on_one_thread_and_two(
    kind: FieldKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.simulation.PARALLEL_FROM", 0)
    scene = busy(kind, macro_step_ns=0.5 if kind == "layered" else 1.0)
    cells = [Simulation(scene, seed=4, threads=threads) for threads in (1, 2)]
    builders = [Builder(4), Builder(4)]
    for _ in range(60):
        traces = []
        for cell, builder in zip(cells, builders, strict=True):
            cell.apply(builder.next(cell.scene))
            traces.append(cell.advance(float(builder.random.integers(0, 5))))
        assert np.array_equal(*traces)
    one, two = cells
    assert one.observe() == two.observe() and one.books == two.books and one.scene == two.scene
    for name in one.ions.FIELDS:
        assert np.array_equal(getattr(one.ions, name), getattr(two.ions, name)), name


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["capacitor", "layered"])
@pytest.mark.long
def test_after_many_buildings_the_voltage_is_that_of_the_doors_that_are_there(kind: FieldKind) -> None:
    """GHK of the counted ions, in many membranes that were built on two hundred times each."""
    residuals = [_off_ghk(kind, seed) for seed in range(1, 13 if kind == "capacitor" else 9)]
    error = float(np.std(residuals, ddof=1) / np.sqrt(len(residuals)))
    assert SIGMAS * error < 1.5, "too blunt to mean anything"
    assert abs(np.mean(residuals)) < 1.0 + SIGMAS * error


def _off_ghk(kind: FieldKind, seed: int) -> float:
    """Mean V less GHK, mV, after random buildings. The pumps are taken out in the end, for GHK knows none, and so are
    the new kinds, whose doors may be wide against what the solution brings; a door at least of each kind is left."""
    few = tuple(replace(channel, count=min(channel.count, 6)) for channel in resting().channels)
    changes = {"box": Box(120.0, 14.0), "membrane": Membrane(pore_entry=0.25), "near_step_nm": 0.5}
    scene = resting(ions=20_000, channels=few, field=Field(kind), pump=Pump(count=1), **changes)
    cell, builder = Simulation(scene, seed=seed, threads=1), Builder(seed)
    for _ in range(200):
        cell.apply(builder.next(cell.scene))
        cell.advance(float(builder.random.integers(0, 4)))
    while count(cell.scene, "pump"):
        cell.apply(RemovePump(0))
    while new := [n for n, name in enumerate(cell.membrane.kind) if name.startswith("new")]:
        cell.apply(RemoveChannel(new[0]))
    for name, least in (("K", 8), ("Na", 1), ("Cl", 1)):
        for _ in range(max(least - cell.membrane.kind.count(name), 0)):
            cell.apply(AddChannel(name))
    check(cell)
    measurement = Measurement(cell.time_ns + 700)
    while cell.time_ns < measurement.settle_ns + 8000:
        measurement.add(cell.advance(20), cell.observe())
    result = measurement.result()
    assert result is not None
    return result.residual["ghk"].mean
