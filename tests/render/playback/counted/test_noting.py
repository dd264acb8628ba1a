"""A measurement for the notebook, played without a window: it settles, counts, begins anew, and tells all of it."""

import numpy as np
import pytest

from render.playback.counted.noting import LONGEST_NS, SHORTEST_NS
from render.playback.player import Player
from render.playback.snapshot import Snapshot
from scenes import load
from sim.commands.doors import SetGate
from sim.commands.electrode import VoltageClamp
from sim.commands.solutions import SetConcentration

STEP_NS = 20.0


def playing(scene: str = "potassium-only", *changes: str) -> tuple[Player, Snapshot]:
    player, snapshot = Player(seed=2, threads=1), Snapshot()
    player.open(load(scene, ["ions=4000", *changes]))
    return player, snapshot


def on(player: Player, snapshot: Snapshot, ns: float) -> list[float]:
    """Play on; the voltages that were shown."""
    seen = []
    for _ in range(round(ns / STEP_NS)):
        player.advance(STEP_NS)
        player.publish(snapshot)
        seen.append(snapshot.observation.voltage_mV)
    return seen


def until_done(player: Player, snapshot: Snapshot) -> None:
    for _ in range(2000):
        on(player, snapshot, STEP_NS)
        if snapshot.note is not None and snapshot.note.record is not None:
            return
    raise AssertionError("no record was made")


def test_a_fresh_cell_settles_before_it_is_counted() -> None:
    player, snapshot = playing()
    player.note()
    on(player, snapshot, 40)
    assert snapshot.note is not None and snapshot.note.settling and 0 < snapshot.note.share < 1
    until_done(player, snapshot)
    record = snapshot.note.record
    assert record is not None and SHORTEST_NS <= record.window_ns <= LONGEST_NS + STEP_NS
    assert record.time_ns - record.window_ns > 800, "the rise from zero is left out"
    predicted = record.predicted_mV["nernst:K"]
    assert abs(record.voltage_mV - predicted) < 3 * record.half_mV, "5.9 sigma of the mean"
    assert record.half_mV < 10 and record.set_mM["outside"]["K"] == 5.0 and record.predicts == "nernst:K"
    assert record.counted_mM["outside"]["K"] == pytest.approx(5.0, abs=1.5)
    assert record.doors_open == {"K": 12} == record.doors and record.passes == {"K": {"K": 2.0}}
    assert record.bath == {"inside": "closed", "outside": "perfused"} and record.pump is None


def test_a_command_begins_it_anew_and_what_was_counted_before_is_in_no_record() -> None:
    player, snapshot = playing("potassium-only", "initial_mV=-85")
    on(player, snapshot, 2500)
    player.note()
    on(player, snapshot, 1000)
    assert snapshot.note is not None and not snapshot.note.settling
    player.intervene(SetConcentration("K", "outside", 40.0))
    on(player, snapshot, STEP_NS)
    assert snapshot.note.again == 1 and snapshot.note.settling
    until_done(player, snapshot)
    record = snapshot.note.record
    assert record is not None and record.set_mM["outside"]["K"] == 40.0
    assert abs(record.voltage_mV - record.predicted_mV["nernst:K"]) < 3 * record.half_mV
    assert record.voltage_mV > -60, "of the second state alone"


def test_the_mean_is_that_of_every_macro_step_of_the_window() -> None:
    player, snapshot = playing("potassium-only", "initial_mV=-85")
    on(player, snapshot, 2600)
    player.note()
    before = player.simulation.time_ns
    seen = []
    for _ in range(2000):
        seen.append(player.simulation.advance(STEP_NS))  # as the run has it, for the same seed
        if len(seen) * STEP_NS >= 10_000:
            break
    player.noting.forget()
    again, other = playing("potassium-only", "initial_mV=-85")
    on(again, other, 2600)
    again.note()
    until_done(again, other)
    record = other.note.record
    first = round(STEP_NS / player.simulation.scene.macro_step_ns)  # whose beginning nobody has seen
    whole = np.concatenate(seen)[first : first + round(record.window_ns)]
    assert again.simulation.time_ns - before >= record.window_ns
    assert record.voltage_mV == pytest.approx(float(whole.mean()), abs=1e-6)


def test_a_voltage_that_is_held_is_sure_and_a_gate_that_is_shut_is_written_down() -> None:
    player, snapshot = playing("potassium-only", "initial_mV=-60")
    player.intervene(VoltageClamp(-60.0))
    player.intervene(SetGate("K", "closed", 0.5))
    on(player, snapshot, 100)
    player.note()
    until_done(player, snapshot)
    record = snapshot.note.record
    assert record is not None and record.clamp_mV == pytest.approx(-60) and record.half_mV == 0
    assert record.voltage_mV == pytest.approx(-60) and record.doors_open == {"K": 6}
    assert record.permeability["K"] == pytest.approx(12.0)


def test_another_cell_ends_it_and_a_second_wish_gives_it_up() -> None:
    player, snapshot = playing()
    player.note()
    on(player, snapshot, 60)
    assert snapshot.note is not None
    player.start()
    on(player, snapshot, 60)
    assert snapshot.note is None
    player.note()
    player.note()
    on(player, snapshot, 60)
    assert snapshot.note is None


def test_the_timeline_of_a_scene_begins_it_anew_as_a_visitor_does() -> None:
    """Hyperkalaemia sets K+ and Na+ outside at 12,000 ns."""
    player, snapshot = playing("hyperkalaemia", "ions=2000")
    on(player, snapshot, 11_000)
    player.note()
    on(player, snapshot, 1100)
    assert snapshot.note is not None and snapshot.note.again == 2
