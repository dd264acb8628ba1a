"""What is said of doors is what they do."""

import numpy as np
import pytest

from render.playback.reading import door_state, switch_of
from render.playback.snapshot import Snapshot
from scenes import load
from sim import Simulation
from sim.commands.doors import SetGate, SetGating


def snapshot_after(simulation: Simulation) -> Snapshot:
    snapshot = Snapshot()
    snapshot.copy_ions(simulation)
    snapshot.observation = simulation.observe()
    return snapshot


@pytest.fixture
def spiking() -> Simulation:
    return Simulation(load("spike", ["ions=2000"]).scene, seed=1, threads=1)


def test_a_door_is_said_to_be_open_where_ions_can_pass_and_only_there(spiking: Simulation) -> None:
    seen = set()
    for _ in range(40):
        spiking.advance(4.0)
        snapshot = snapshot_after(spiking)
        said = [door_state(snapshot, n) for n in range(len(snapshot.kind))]
        assert [state == "open" for state in said] == spiking.channels.is_open.tolist()
        seen |= set(said)
    assert seen == {"open", "gated", "ready", "inactivated"}


def test_a_door_is_inactivated_where_its_h_particle_is_shut(spiking: Simulation) -> None:
    gates = spiking.channels.gates
    gates.up[:] = True
    sodium = [n for n, kind in zip(gates.number, gates.kind, strict=True) if kind == "Na_v"]
    gates.up[np.isin(gates.number, sodium[:3]), 3] = False  # m m m h
    spiking.channels._refresh()
    snapshot = snapshot_after(spiking)
    assert np.flatnonzero(snapshot.inactive).tolist() == sodium[:3]
    assert {door_state(snapshot, n) for n in sodium[:3]} == {"inactivated"}
    assert {door_state(snapshot, n) for n in sodium[3:]} == {"open"}


def test_what_was_done_to_a_door_comes_before_what_its_gate_does(spiking: Simulation) -> None:
    spiking.apply(SetGate(0, "blocked"))
    spiking.apply(SetGate(1, "closed"))
    spiking.apply(SetGating(False))
    snapshot = snapshot_after(spiking)
    gated = [n for n in spiking.channels.gates.number if n > 1]
    assert [door_state(snapshot, n) for n in (0, 1)] == ["blocked", "closed"]
    assert {door_state(snapshot, int(n)) for n in gated} == {"off"}


def test_a_door_that_flickers_shut_is_not_said_to_be_open() -> None:
    simulation = Simulation(load("resting", ["ions=2000"]).scene, seed=1, threads=1)
    simulation.channels.shut[4] = True
    simulation.channels._refresh()
    snapshot = snapshot_after(simulation)
    assert door_state(snapshot, 4) == "flicker" and door_state(snapshot, 5) == "open"


def test_the_button_of_doors_that_the_voltage_opens_does_not_say_that_they_are_open(spiking: Simulation) -> None:
    for n, symbol in enumerate(("Na", "K")):
        snapshot = snapshot_after(spiking)
        snapshot.scene = spiking.scene
        kinds = {kind for kind in snapshot.kind if kind.startswith(symbol)}
        every = all(snapshot.gated[k] for k, kind in enumerate(snapshot.kind) if kind in kinds)
        assert switch_of(snapshot, symbol) == ("gated" if every else "open"), n
