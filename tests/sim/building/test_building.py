"""Doors and pumps are put in, moved and taken out while the ions run: none is lost, all charge is booked, and what is
not touched stays as it is."""

from dataclasses import replace

import numpy as np
import pytest

from sim import Channel, Scene, SceneError, Simulation
from sim.building.places import count, place_of, widest_gap
from sim.commands import Command
from sim.commands.building import AddChannel, AddPump, MoveChannel, MovePump, RemoveChannel, RemovePump
from sim.commands.doors import SetGate, SetPermeability
from sim.commands.electrode import VoltageClamp
from sim.commands.pump_and_drugs import SetStoichiometry
from sim.commands.solutions import SetTemperature
from sim.commands.start import Reset
from sim.scene import FieldKind, pump_centres
from tests.helpers.building import busy, check, check_places, names
from tests.helpers.cells import resting

# -- one at a time ---------------------------------------------------------------------------------------------------


def test_nothing_moves_but_what_is_moved() -> None:
    """Kinds that were spread evenly keep their places; states, gates and flicker go with their doors."""
    cell = Simulation(busy(), seed=2, threads=1)
    cell.advance(200)
    cell.apply(SetGate(3, "blocked"))
    places, kinds, states = cell.membrane.centre_nm.tolist(), [*cell.channels.kind], [*cell.channels.state]
    shut, up = cell.channels.shut.copy(), cell.channels.gates.up.copy()
    x = widest_gap(cell.scene, "channel")
    assert x is not None
    cell.apply(AddChannel("Cl"))
    new = cell.membrane.centre_nm.tolist().index(x)
    cell.apply(RemoveChannel(new))
    assert cell.membrane.centre_nm.tolist() == places and cell.channels.kind == kinds
    assert cell.channels.state == states and np.array_equal(cell.channels.shut, shut)
    assert np.array_equal(cell.channels.gates.up, up)
    assert cell.put_back == 0 and cell.books["hand"] == 0
    check(cell)


def test_a_door_put_in_and_taken_out_at_once_leaves_no_trace() -> None:
    """To the bit: random numbers are those of ions, gates and steps, not of places in a list."""
    one = Simulation(busy(), seed=2, threads=1)
    one.advance(96)
    other = one.fork()
    for kind in ("Na_v", "K_f", "Cl"):
        other.apply(AddChannel(kind))
        new = np.flatnonzero(~np.isin(other.membrane.centre_nm, one.membrane.centre_nm))
        other.apply(RemoveChannel(int(new[0])))
    other.apply(AddPump())
    new = [n for n, x in enumerate(pump_centres(other.scene)) if x not in pump_centres(one.scene)]
    other.apply(RemovePump(new[0]))
    assert np.array_equal(one.advance(160), other.advance(160))
    assert one.channels.gates._row.tolist() == other.channels.gates._row.tolist()
    assert one.observe() == replace(other.observe(), charges=one.observe().charges)


def test_ions_in_a_door_that_is_taken_out_go_back_where_they_came_from() -> None:
    cell = Simulation(busy(), seed=3, threads=1)
    ions, face, seen = cell.ions, cell.geometry.face, set()
    for _ in range(400):
        cell.advance(5)
        full = next((n for n in range(len(cell.membrane.kind)) if _in_door(cell, n)), None)
        if full is None:
            continue
        inside, kind = _in_door(cell, full), cell.membrane.kind[full]
        index = {(k, ident): _index(cell, k, ident) for k, ident in inside}
        before, charge, back, hand = names(cell), cell.charge, cell.put_back, cell.books.get("hand", 0)
        origin = {key: int(ions.origin[n]) for key, n in index.items()}
        cell.apply(RemoveChannel(full))
        for key, n in index.items():
            assert (ions.y[n] > 0) == bool(origin[key]) and face <= abs(ions.y[n]) < face + 1
            assert ions.x[n] == np.float32(inside[key][0]) and ions.channel[n] == -1
        assert cell.put_back == cell.observe().put_back == back + len(inside)
        assert names(cell) == before and cell.books["hand"] - hand == cell.charge - charge
        check(cell)
        cell.apply(AddChannel(kind))
        seen |= {*origin.values()}
        if seen == {0, 1} and cell.put_back > 20:
            return
    raise AssertionError(f"ions of both sides were in doors: {seen}, {cell.put_back}")


def _index(cell: Simulation, k: int, ident: int) -> int:
    block = cell.ions.block(k)
    return int(block.start) + int(np.flatnonzero(cell.ions.ident[block] == ident)[0])


def test_ions_in_a_door_that_is_moved_go_along_and_no_charge_moves() -> None:
    cell = Simulation(busy(), seed=3, threads=1)
    cell.advance(100)
    while not (full := [n for n in range(len(cell.membrane.kind)) if _in_door(cell, n)]):
        cell.advance(5)
    door = full[0]
    old, face = cell.membrane.centre_nm[door], cell.geometry.face
    was = _in_door(cell, door)
    charge, others = cell.charge, names(cell)
    x = widest_gap(cell.scene, "channel")
    assert x is not None
    cell.apply(MoveChannel(door, x))
    now = cell.membrane.centre_nm.tolist().index(x)
    moved = _in_door(cell, now)
    for key, (along, y) in moved.items():
        assert along == pytest.approx(was[key][0] + x - old, abs=2e-4) and y == was[key][1] and abs(y) < face
    assert moved.keys() == was.keys() and cell.charge == charge and cell.put_back == 0 and names(cell) == others
    check(cell)


def _in_door(cell: Simulation, door: int) -> dict[tuple[int, int], tuple[float, float]]:
    """Species and name of the ions in a pore, and where they are."""
    ions, half = cell.ions, cell.scene.membrane.pore_width_nm / 2
    found = {}
    for k in range(len(ions.symbols)):
        block = ions.block(k)
        x, y = ions.x[block], ions.y[block]
        for n in np.flatnonzero((np.abs(y) < cell.geometry.face) & (np.abs(x - cell.membrane.centre_nm[door]) <= half)):
            found[k, int(ions.ident[block][n])] = float(x[n]), float(y[n])
    return found


@pytest.mark.parametrize("kind", ["capacitor", "layered", "mesh"])
def test_the_books_are_exact_while_an_electrode_holds_the_voltage(kind: FieldKind) -> None:
    """What a hand puts back the electrode makes up for."""
    cell = Simulation(busy(kind, macro_step_ns=0.5, pump=None), seed=3, threads=1)
    cell.apply(VoltageClamp(-40.0))
    for _ in range(60):
        cell.advance(6)
        full = [n for n in range(len(cell.membrane.kind)) if _in_door(cell, n)]
        if full:
            cell.apply(RemoveChannel(full[0]))
            cell.apply(AddChannel("K"))
        check(cell)
    observed = cell.observe()
    assert observed.put_back > 5 and observed.charges["hand"] != 0
    assert np.allclose(cell.advance(5), -40.0, atol=1e-6)
    if kind == "capacitor":
        observed = cell.observe()
        on_membrane = observed.thermal_charge * observed.voltage_mV / cell.thermal_voltage_mV
        assert sum(observed.charges.values()) == pytest.approx(on_membrane, abs=1e-6)


def test_a_pump_that_is_taken_out_lets_go_what_it_holds_on_the_side_it_faces() -> None:
    cell = Simulation(busy(), seed=4, threads=1)
    seen = set()
    for _ in range(400):
        cell.advance(10)
        agent = cell.pumps.agents[0]
        state = agent.faces_inward
        if not agent.held or state in seen:
            continue
        seen.add(state)
        before, charge, held = names(cell), cell.charge, len(agent.held)
        there = [cell.observe().counts[agent.species][side] for side in ("inside", "outside")]
        back = cell.put_back
        cell.apply(RemovePump(0))
        now = [cell.observe().counts[agent.species][side] for side in ("inside", "outside")]
        assert now[0] - there[0] == held * state and now[1] - there[1] == held * (not state)
        assert names(cell) == before and cell.charge == charge and cell.put_back == back + held
        check(cell)
        cell.apply(AddPump())
        if len(seen) == 2:
            return
    raise AssertionError(f"a full pump was seen facing inward and outward: {seen}")


def test_a_scene_without_a_pump_gets_one_and_loses_it_again() -> None:
    for kind in ("capacitor", "layered"):
        cell = Simulation(busy(kind, pump=None), seed=5, threads=1)
        cell.advance(20)
        assert cell.observe().pump is None
        cell.apply(AddPump())
        cell.apply(SetStoichiometry(2, 2))
        cell.advance(6000)
        reading = cell.observe().pump
        assert reading is not None and reading.moved["Na"] >= 2 and reading.sodium == 2
        check(cell)
        cell.apply(RemovePump(0))
        cell.advance(20)
        assert cell.observe().pump is None
        check(cell)


def test_numbers_follow_a_door_past_its_neighbours() -> None:
    """What is indexed by number: what was asked of a door, its last passage, events that wait to be taken."""
    cell = Simulation(busy(), seed=6, threads=1)
    cell.advance(400)
    events = cell.fork().crossing_events()
    ways = {(int(e["ident"]), float(e["time_ns"])): int(e["channel"]) for e in events}
    assert len(set(ways.values())) > 2
    cell.apply(SetGate(0, "blocked"))
    kinds = [*cell.channels.kind]
    cell.apply(MoveChannel(0, cell.scene.box.width_nm - 2.0))
    last = len(kinds) - 1
    assert cell.channels.state[last] == "blocked" and "blocked" not in cell.channels.state[:last]
    assert cell.channels.kind == kinds[1:] + kinds[:1]
    moved = cell.fork().crossing_events()
    assert len(moved) == len(events)
    for event in moved:
        old = ways[int(event["ident"]), float(event["time_ns"])]
        assert event["channel"] == (last if old == 0 else old - 1)
    cell.apply(RemoveChannel(last))
    left = cell.crossing_events()
    assert len(left) == sum(old != 0 for old in ways.values())
    assert cell.ions.channel.max() < last


def test_a_new_door_is_a_way() -> None:
    """A kind that the scene did not have: ions pass at once, permeability and voltage follow."""
    cell = Simulation(busy(channels=(Channel("K", {"K": 1.0}, 3),), pump=None), seed=7, threads=1)
    cell.advance(200)
    assert cell.observe().crossings["Na"] == {"in": 0, "out": 0}
    for _ in range(6):
        cell.apply(AddChannel("leak", permeability={"Na": 1.0}) if not _has(cell, "leak") else AddChannel("leak"))
    cell.advance(800)
    observed = cell.observe()
    assert observed.permeability["Na"] == 6 and observed.crossings["Na"]["in"] > 20
    cell.apply(SetPermeability("leak", "Na", 0.5))
    cell.apply(SetTemperature(20))
    assert cell.observe().permeability["Na"] == 3
    cell.advance(40)
    check(cell)


def _has(cell: Simulation, kind: str) -> bool:
    return any(channel.kind == kind for channel in cell.scene.channels)


def test_starting_again_brings_back_the_membrane_as_it_was_loaded() -> None:
    scene = busy()
    cell, fresh = Simulation(scene, seed=8, threads=1), Simulation(scene, seed=8, threads=1)
    for command in (AddChannel("K"), RemoveChannel(0), AddPump(), AddChannel("leak", permeability={"K": 1})):
        cell.apply(command)
        cell.advance(20)
    cell.apply(Reset())
    assert cell.scene == scene and cell.put_back == 0 and "hand" not in cell.books
    assert np.array_equal(cell.advance(100), fresh.advance(100)) and names(cell) == names(fresh)


def test_a_fork_of_a_cell_that_was_built_on_is_its_like() -> None:
    cell = Simulation(busy("layered", macro_step_ns=0.5), seed=9, threads=1)
    cell.advance(30)
    cell.apply(AddChannel("Na_v"))
    cell.apply(MovePump(0, place_of(cell.scene, "pump", 0) + 0.2))
    other = cell.fork()
    other.apply(RemoveChannel(0))
    twin = cell.fork()
    assert np.array_equal(cell.advance(60), twin.advance(60)) and cell.observe() == twin.observe()
    check(other)
    check(cell)


# -- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "key", "says"),
    [
        (AddChannel("K", at_nm=0.3), "at_nm", "outside the box: 0.3 nm, expected 0.6 to 99.4 nm"),
        (AddChannel("K", at_nm=float("nan")), "at_nm", "outside the box"),
        (AddChannel("K", permeability={"K": 2}), "permeability", "a kind 'K' already"),
        (AddChannel("K", gating="HH_K"), "gating", "a kind 'K' already"),
        (AddChannel("leak"), "permeability", "is no kind and no species"),
        (AddChannel("Ca"), "permeability", "is no kind and no species"),
        (AddChannel("leak", permeability={"Ca": 1}), "permeability.Ca", "'Ca' is not in this scene"),
        (AddChannel("leak", permeability={"K": -1}), "permeability.K", "expected a number from 0 to"),
        (AddChannel("leak", permeability={"K": 1e9}), "permeability.K", "expected a number from 0 to"),
        (AddChannel("", permeability={"K": 1}), "channel", "expected a name"),
        (RemoveChannel(13), "channel", "expected a number from 0 to 9, got 13"),
        (RemoveChannel(-1), "channel", "expected a number from 0 to 9, got -1"),
        (MoveChannel(10, 5.0), "channel", "expected a number from 0 to 9, got 10"),
        (MoveChannel(0, 120.0), "at_nm", "outside the box"),
        (RemovePump(2), "pump", "expected a number from 0 to 1, got 2"),
        (MovePump(0, -1.0), "at_nm", "outside the box"),
    ],
)
def test_what_makes_no_sense_is_refused_with_nothing_changed(command: Command, key: str, says: str) -> None:
    cell = Simulation(busy(), seed=1, threads=1)
    before = cell.scene
    with pytest.raises(SceneError) as caught:
        cell.apply(command)
    assert [problem.key for problem in caught.value.problems] == [key]
    assert says in caught.value.problems[0].message
    assert cell.scene is before
    check(cell)


def test_two_pores_do_not_overlap_nor_does_a_pump() -> None:
    """The bounds are those that a scene file has: what is refused here is refused there, what is not is sound there."""
    cell = Simulation(busy(), seed=1, threads=1)
    door, pump = place_of(cell.scene, "channel", 3), place_of(cell.scene, "pump", 0)
    for at_nm, least in ((door, 2.0), (pump, 2.3)):
        for command in (AddChannel("K", at_nm=at_nm + least - 0.01), AddChannel("K", at_nm=at_nm - least + 0.01)):
            with pytest.raises(SceneError, match="overlaps what sits at"):
                cell.apply(command)
        fork = cell.fork()
        fork.apply(AddChannel("K", at_nm=at_nm + least + 0.001))
        check(fork)
    with pytest.raises(SceneError, match="overlaps"):
        cell.apply(AddPump(at_nm=door + 2.29))
    cell.apply(MoveChannel(3, door + 0.3))  # its own place is no obstacle
    check(cell)


def test_a_full_membrane_takes_no_more() -> None:
    cell = Simulation(resting(ions=1500), seed=1, threads=1)
    for _ in range(60):
        if cell.observe() and widest_gap(cell.scene, "channel") is None:
            break
        cell.apply(AddChannel("K"))
    assert 20 <= count(cell.scene, "channel") <= 50
    with pytest.raises(SceneError, match="no gap wide enough"):
        cell.apply(AddChannel("K"))
    with pytest.raises(SceneError, match="no gap wide enough"):
        cell.apply(AddPump())
    cell.advance(20)
    check(cell)


def test_a_pump_needs_its_ions() -> None:
    scene = Scene(inside={"K": 140.0}, outside={"K": 140.0}, channels=(Channel("K", {"K": 1.0}, 2),), ions=500)
    cell = Simulation(scene, seed=1, threads=1)
    with pytest.raises(SceneError, match="a pump moves Na and K; Na not in this scene"):
        cell.apply(AddPump())
    cell.apply(RemoveChannel(1))
    cell.apply(RemoveChannel(0))
    cell.advance(50)
    with pytest.raises(SceneError, match="there is no channel here"):
        cell.apply(RemoveChannel(0))
    assert all(c["pore"] == 0 for c in cell.observe().counts.values())
    cell.apply(AddChannel("K"))
    cell.advance(20)
    check_places(cell)
