"""What is kept plays again to the bit: whoever plays it, in bites of any size, and whatever was done in between."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sim
from render.playback.player import Player
from render.playback.snapshot import Snapshot
from scenes import SceneFile, load
from scenes.format.loader import from_text
from scenes.keep.code import encoded
from scenes.keep.keeping import kept_text
from scenes.scene_file import TimedCommand
from scenes.study import headless
from sim import SceneError, Simulation
from sim.commands import Command
from sim.commands.doors import SetGate, SetGating, SetPermeability
from sim.commands.electrode import Stimulate, VoltageClamp
from sim.commands.pump_and_drugs import SetDrug, SetPump, SetStoichiometry
from sim.commands.solutions import SetBath, SetConcentration, SetTemperature

BUSY = """
title = "Busy"
ions = 1500
macro_step_ns = {step}
initial_mV = -60
pace_ns_per_s = 120
[field]
kind = "{field}"
[inside]
K = 140
Na = 10
Cl = 10
[outside]
Na = 145
K = 5
Cl = 110
[[channels]]
kind = "K"
count = 6
[[channels]]
kind = "leak"
permeability = {{ Na = 0.3, K = 0.7 }}
opens_per_us = 40
closes_per_us = 20
[[channels]]
kind = "Na_v"
permeability = {{ Na = 1 }}
count = 2
gating = "HH_Na"
[pump]
count = 2
[[captions]]
at_ns = 0
en = "Much happens."
[[timeline]]
at_ns = 0
do = "set_gate"
channel = "K"
state = "closed"
fraction = 0.5
[[timeline]]
at_ns = 33.3
do = "stimulate"
ions_per_ns = 5
duration_ns = 20
[[timeline]]
at_ns = 33.3
do = "set_gate"
channel = "K"
state = "open"
[[timeline]]
at_ns = {late}
do = "set_drug"
drug = "ouabain"
present = true
"""
BITES = (0.3, 1.0, 2.0, 2.7, 4.0, 9.9, 25.0)


def busy(field: str, step: float, late: float = 400.0) -> SceneFile:
    return from_text(BUSY.format(field=field, step=step, late=late), "busy")


def any_act(rng: random.Random) -> Command:
    """Something that a visitor may do."""
    acts: list[Callable[[], Command]] = [
        lambda: SetGate(rng.choice(["K", "leak", "Na_v"]), rng.choice(["open", "closed", "blocked"]), rng.random()),
        lambda: SetGate(rng.randrange(9), rng.choice(["open", "closed"])),
        lambda: SetConcentration(rng.choice(["K", "Na", "Cl"]), rng.choice(["inside", "outside"]), rng.uniform(1, 160)),
        lambda: SetPermeability(rng.choice(["K", "leak"]), rng.choice(["K", "Na", "Cl"]), rng.random()),
        lambda: SetBath(rng.choice(["inside", "outside"]), rng.choice(["closed", "perfused"])),
        lambda: SetTemperature(rng.uniform(5, 45)),
        lambda: VoltageClamp(rng.choice(["off", rng.uniform(-90, 40)])),
        lambda: Stimulate(rng.uniform(-9, 9), rng.uniform(1, 40), rng.choice(["K", "Na"])),
        lambda: SetGating(rng.random() < 0.5),
        lambda: SetPump(rng.random() < 0.5),
        lambda: SetStoichiometry(rng.choice([2, 3]), 2),
        lambda: SetDrug(rng.choice(["DNP", "ouabain"]), rng.random() < 0.5),
    ]
    return rng.choice(acts)()


class Heard(Simulation):
    """One that notes the voltage after every macro-step, by its step."""

    def start(self, seed: int) -> None:
        super().start(seed)
        self.heard: list[float] = []

    def advance(self, ns: float) -> np.ndarray:
        trace = super().advance(ns)
        self.heard += trace.tolist()
        return trace


@pytest.fixture(autouse=True)
def listening(monkeypatch: pytest.MonkeyPatch) -> list[Heard]:
    """All simulations that begin note their voltages; the newest is the last."""
    made: list[Heard] = []

    def begin(*arguments: object, **named: object) -> Heard:
        made.append(Heard(*arguments, **named))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(sim, "Simulation", begin)
    monkeypatch.setattr(headless, "Simulation", begin)
    return made


def ions_of(simulation: Simulation) -> list[np.ndarray]:
    blocks = [simulation.ions.block(k) for k in range(len(simulation.ions.symbols))]
    return [
        np.concatenate([a[b] for b in blocks]) for a in (simulation.ions.x, simulation.ions.y, simulation.ions.ident)
    ]


def visited(player: Player, rng: random.Random, rounds: int) -> None:
    """Bites of all sizes, looks in between, and acts at odd moments, some of them several at once."""
    for _ in range(rounds):
        player.advance(rng.choice(BITES))
        if rng.random() < 0.5:
            player.publish(Snapshot())
        while rng.random() < 0.3:
            try:
                player.intervene(any_act(rng))
            except SceneError:
                continue


def kept_of(player: Player) -> str:
    snapshot = Snapshot()
    player.publish(snapshot)
    assert snapshot.course is not None
    return kept_text(snapshot.course, snapshot.scene_file)


def replayed(text: str, rng: random.Random, until_ns: float) -> Heard:
    """The same through a player, in other bites."""
    player = Player(threads=1)
    player.open(from_text(text, "again"))
    assert player.simulation is not None
    while player.simulation.time_ns < until_ns - 1e-6:
        player.advance(min(rng.choice(BITES), max(until_ns - player.simulation.time_ns, 0.05)))
    assert isinstance(player.simulation, Heard)
    return player.simulation


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 6))])
@pytest.mark.parametrize("step", [1.0, 0.2])
@pytest.mark.parametrize("field", ["capacitor", "layered"])
def test_a_session_that_was_kept_plays_again_to_the_bit(
    field: str, step: float, seed: int, listening: list[Heard], tmp_path: Path
) -> None:
    rng = random.Random(f"{field} {step} {seed}")
    player = Player(seed=seed + 11, threads=1)
    player.open(busy(field, step))
    visited(player, rng, 30)
    text = kept_of(player)
    first = player.simulation
    assert isinstance(first, Heard) and first.steps_done > 60
    file = tmp_path / "kept.toml"
    file.write_text(text, encoding="utf-8")
    assert load(file).seed == seed + 11 and load(file).timeline == load(encoded(text)).timeline
    assert len(load(file).timeline) > 5
    player.advance(500.0)  # and what the story still had before it
    headless.play(load(file), ns=first.steps_done * step, threads=1)
    run = listening[-1]
    again = replayed(text, rng, first.time_ns)
    for other in (run, again):
        assert other.steps_done == first.steps_done and other.heard == first.heard
        assert all(np.array_equal(a, b) for a, b in zip(ions_of(first), ions_of(other), strict=True))
        assert other.observe().counts == first.observe().counts and other.books == first.books
    assert other.pumps.ouabain, "which came after it was kept"


def test_commands_come_at_their_macro_step_whatever_the_bites(listening: list[Heard]) -> None:
    """Of the story alone: a film's bites, a window's, and a run's without either."""
    file, traces = busy("capacitor", 1.0, late=77.9), []
    for bites in ((0.4,), (1.0,), (3.0, 5.0), (16.6,), (150.0,)):
        player = Player(seed=1, threads=1)
        player.open(file)
        while listening[-1].steps_done < 150:
            for ns in bites:
                player.advance(min(ns, 150 - listening[-1].time_ns))
        traces.append(listening[-1].heard)
    headless.play(file, seed=1, ns=150, threads=1)
    assert all(trace == listening[-1].heard for trace in traces)


def test_the_last_command_of_a_story_comes_before_its_cases() -> None:
    """Even where a bite ends just when it is due."""
    file = load("hyperkalaemia", ["ions=1200", "compare.screen_ns=60", "claim.settle_ns=20"])
    player = Player(seed=1, threads=1)
    player.open(replace(file, captions=(), timeline=(TimedCommand(40.0, SetGate("K", "closed")),)))
    player.advance(40.0)
    assert not player.part_over
    player.advance(1.0)
    assert player.part_over and player.run is not None
    assert [timed.command for timed in player.run.course(None).timeline] == [SetGate("K", "closed")]


def test_what_was_kept_can_be_kept_again() -> None:
    """The second file has all of the first, and what came later."""
    rng = random.Random(3)
    player = Player(seed=2, threads=1)
    player.open(busy("capacitor", 1.0, late=90.0))
    visited(player, rng, 12)
    player.advance(2.0)  # past the last act: what is due now would come after what is done now
    other = Player(threads=1)
    other.open(from_text(kept_of(player), "once"))
    assert other.simulation is not None and player.simulation is not None
    other.advance(player.simulation.time_ns)
    other.intervene(SetGate("K", "blocked"))
    player.intervene(SetGate("K", "blocked"))
    once, twice = from_text(kept_of(player), "x"), from_text(kept_of(other), "x")
    assert once.timeline == twice.timeline and once.scene == twice.scene and once.title == twice.title


def test_of_two_cells_the_one_that_is_shown_is_kept() -> None:
    player = Player(seed=4, threads=1)
    player.open(busy("capacitor", 1.0))
    player.advance(20.0)
    player.toggle_twin()
    player.advance(5.0)
    player.intervene(SetGate("K", "blocked"))
    player.advance(30.0)
    changed, simulation = kept_of(player), player.simulation
    player.toggle_twin()
    alone = kept_of(player)
    assert player.simulation is not simulation and isinstance(simulation, Heard)
    for text, cell in ((changed, simulation), (alone, player.simulation)):
        again = replayed(text, random.Random(1), cell.time_ns)
        assert all(np.array_equal(a, b) for a, b in zip(ions_of(cell), ions_of(again), strict=True))
    shut = SetGate("K", "blocked")
    acts = [[timed.command for timed in from_text(text, "x").timeline] for text in (changed, alone)]
    assert shut in acts[0] and shut not in acts[1] and len(acts[1]) == 4, "the story's go on in both"


@pytest.mark.parametrize("name", ["hyperkalaemia", "channel-block", "knock-out"])
def test_a_case_that_is_set_by_hand_is_kept_as_it_was_set(name: str) -> None:
    player = Player(seed=1, threads=1)
    player.open(load(name, ["ions=1200", "compare.screen_ns=60", "claim.settle_ns=20", "timeline=[]", "captions=[]"]))
    player.advance(30.0)
    assert player.scene_file is not None and player.scene_file.hands is not None
    hands = player.scene_file.hands
    if hands.xs:
        player.by_hand(x=hands.xs[-1])
    else:
        player.by_hand(switch=hands.switches[-1])
    player.advance(41.0)
    text = kept_of(player)
    file = from_text(text, "x")
    assert not file.cases and file.hands is None and file.timeline
    assert player.simulation is not None
    again = replayed(text, random.Random(1), player.simulation.time_ns)
    assert all(np.array_equal(a, b) for a, b in zip(ions_of(player.simulation), ions_of(again), strict=True))


def test_a_case_that_runs_by_itself_is_kept_alone() -> None:
    player = Player(seed=1, threads=1)
    player.open(
        load("chloride", ["ions=1200", "compare.screen_ns=40", "claim.settle_ns=10", "timeline=[]", "captions=[]"])
    )
    player.advance(50.0)
    player.publish(Snapshot())
    assert player.part_over and player.go_on()
    player.advance(13.0)
    assert player.scene_file is not None and player.recorder is not None and player.recorder.case > 0
    file = from_text(kept_of(player), "x")
    assert file.scene.inside == player.scene_file.cases[player.recorder.case].scene.inside
    assert file.scene.inside != player.scene_file.cases[0].scene.inside and not file.timeline and not file.cases


def test_a_mission_is_kept_as_the_cell_that_it_is_about() -> None:
    file = next(
        file for file in (load(name, ["ions=1200"]) for name in ("sandbox", "metabolic-poison")) if file.missions
    )
    player = Player(seed=1, threads=1)
    player.open(file.as_mission(0))
    player.advance(31.0)
    player.intervene(SetPermeability("K", "K", 0.25))
    player.advance(31.0)
    text = kept_of(player)
    assert not from_text(text, "x").missions and from_text(text, "x").mission is None
    assert player.simulation is not None
    again = replayed(text, random.Random(1), player.simulation.time_ns)
    assert all(np.array_equal(a, b) for a, b in zip(ions_of(player.simulation), ions_of(again), strict=True))


def test_a_story_that_puts_itself_back_begins_again_and_ends_no_loop() -> None:
    """A timeline may reset: time is 0 again, and what is due then is due again."""
    reset = '\n[[timeline]]\nat_ns = 60\ndo = "reset"\n'
    head, _, _ = BUSY.format(field="capacitor", step=1.0, late=0).rpartition("[[timeline]]")
    player = Player(seed=1, threads=1)
    player.open(from_text(head + reset, "round"))
    assert player.simulation is not None
    player.advance(150.0)
    assert player.simulation.time_ns == 30.0
    snapshot = Snapshot()
    player.publish(snapshot)
    assert snapshot.course is not None
    assert [timed.at_ns for timed in snapshot.course.timeline] == [0.0, 33.3, 33.3, 60.0]
    at_once = replace(player.scene_file, timeline=()) if player.scene_file else None
    assert at_once is not None
    from sim.commands.start import Reset

    player.open(replace(at_once, timeline=(TimedCommand(0.0, Reset(seed=9)),)))
    player.advance(25.0)
    assert player.simulation.time_ns == 25.0
    player.publish(snapshot)
    assert snapshot.course.seed == 9


def test_the_seed_of_the_command_line_goes_before_the_files() -> None:
    file = replace(busy("capacitor", 1.0), seed=5)
    for asked, seed in ((None, 5), (0, 0), (7, 7)):
        player = Player(asked, threads=1)
        player.open(file)
        assert player.simulation is not None and player.simulation.seed == seed
        assert headless.play(file, seed=asked, ns=5, threads=1).seed == seed
    player = Player(threads=1)
    player.open(replace(file, seed=None))
    assert player.simulation is not None and player.simulation.seed == 0
