"""What was done is told at the time when it was done, as one deed where it is one, and of a pulse what came of it."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from render.playback.player import Player
from render.playback.runs.deeds import MOST, Deeds, deed_of
from render.playback.snapshot import Snapshot
from scenes import SceneFile, load
from scenes.format.loader import from_text
from scenes.keep.keeping import kept_text
from scenes.scene_file import Text, TimedCommand
from scenes.spiking import PULSE_NS, Spikes
from sim import SceneError, Simulation
from sim.commands.doors import SetGate, SetPermeability
from sim.commands.electrode import Stimulate
from sim.commands.pump_and_drugs import SetDrug
from sim.commands.solutions import SetConcentration, SetTemperature
from sim.commands.start import Reset
from tests.helpers.windows import FEW_IONS

TOGETHER_NS = 400.0


@pytest.fixture(scope="module")
def resting() -> SceneFile:
    return replace(load("resting", [f"ions={FEW_IONS}"]), captions=(), timeline=(), cases=(), hands=None)


def playing(file: SceneFile, ns: float, bite_ns: float) -> tuple[Player, Snapshot]:
    player, snapshot = Player(seed=1, threads=1), Snapshot()
    player.open(file)
    go_on(player, snapshot, ns, bite_ns)
    return player, snapshot


def go_on(player: Player, snapshot: Snapshot, ns: float, bite_ns: float = 8.0) -> None:
    for _ in range(round(ns / bite_ns)):
        player.advance(bite_ns)
        player.publish(snapshot)


class Clock:
    """As much of a simulation as a deed asks for."""

    def __init__(self, file: SceneFile) -> None:
        self.scene, self.time_ns = file.scene, 0.0
        self.reservoir = Simulation(file.scene, seed=1, threads=1).reservoir


def done(clock: Clock, deeds: Deeds, command: object, at_ns: float, ion: str = "") -> None:
    clock.time_ns = at_ns
    deeds.keep(deed_of(command, clock, ion))  # type: ignore[arg-type]


@pytest.mark.parametrize("bite_ns", [8.0, 56.0, 400.0])
def test_a_deed_has_the_time_at_which_the_simulation_was_changed(resting: SceneFile, bite_ns: float) -> None:
    timeline = (TimedCommand(101.0, SetGate("K", "closed")), TimedCommand(240.0, SetTemperature(20.0)))
    file = replace(resting, timeline=timeline)
    player, snapshot = playing(file, 400.0, bite_ns)
    step_ns = file.scene.macro_step_ns
    assert [deed.at_ns for deed in snapshot.deeds] == [step_ns * int(101 / step_ns), step_ns * int(240 / step_ns)]
    assert [deed.command for deed in snapshot.deeds] == [timed.command for timed in timeline]
    player.intervene(SetGate("Na", "closed"))
    player.publish(snapshot)
    assert snapshot.deeds[-1].at_ns == snapshot.time_ns and snapshot.deeds[-1].ion == "Na"
    with pytest.raises(SceneError):
        player.intervene(SetGate("nobody", "closed"))
    player.publish(snapshot)
    assert len(snapshot.deeds) == 3, "what was refused was not done"


def test_what_begins_anew_has_no_deeds(resting: SceneFile) -> None:
    player, snapshot = playing(resting, 80.0, 8.0)
    player.intervene(SetGate("K", "closed"))
    player.start()
    go_on(player, snapshot, 80.0)
    assert snapshot.deeds == ()
    player.intervene(SetGate("K", "closed"))
    player.apply(Reset())
    go_on(player, snapshot, 80.0)
    assert snapshot.deeds == () and snapshot.trace.time_ns[-1] <= 80.0 and snapshot.whole.time_ns[-1] <= 80.0


def test_of_two_cells_only_the_one_that_is_changed_has_the_deed(resting: SceneFile) -> None:
    player, snapshot = playing(resting, 80.0, 8.0)
    player.intervene(SetGate("K", "closed"))
    player.toggle_twin()
    player.intervene(SetGate("Na", "closed"))
    player.publish(snapshot)
    assert [deed.ion for deed in snapshot.deeds] == ["K", "Na"]
    player.toggle_twin()  # back to the one that was left alone
    player.publish(snapshot)
    assert [deed.ion for deed in snapshot.deeds] == ["K"]


def test_a_side_that_is_filled_anew_is_one_deed_named_for_what_changes_most(resting: SceneFile) -> None:
    clock = Clock(resting)
    for order in itertools.permutations([("K", 8.0), ("Na", 142.0)]):
        deeds = Deeds(TOGETHER_NS)
        for species, mM in order:
            done(clock, deeds, SetConcentration(species, "outside", mM), 1000.0, species)
        (deed,) = deeds.told
        assert deed.command == SetConcentration("K", "outside", 8.0) and deed.ion == "K"
        done(clock, deeds, SetConcentration("K", "inside", 100.0), 1000.0, "K")
        assert len(deeds.told) == 2, "the other side is another deed"


def test_a_drag_is_one_deed_with_what_it_has_come_to(resting: SceneFile) -> None:
    clock, deeds = Clock(resting), Deeds(TOGETHER_NS)
    for n in range(20):
        done(clock, deeds, SetConcentration("K", "outside", 5.0 + n), 1000.0 + 100 * n, "K")
        done(clock, deeds, SetGate(n % 2, "closed"), 1000.0 + 100 * n, "K")
    drag, doors = deeds.told
    assert (drag.at_ns, drag.until_ns) == (1000.0, 2900.0) and drag.command.mM == 24.0  # type: ignore[attr-defined]
    assert doors.doors == 20
    done(clock, deeds, SetConcentration("K", "outside", 5.0), 2900.0 + TOGETHER_NS + 1, "K")
    assert len(deeds.told) == 3


def test_what_is_done_and_undone_is_two_deeds(resting: SceneFile) -> None:
    clock, deeds = Clock(resting), Deeds(TOGETHER_NS)
    done(clock, deeds, SetGate("K", "closed"), 1000.0, "K")
    done(clock, deeds, SetGate("K", "open"), 1100.0, "K")
    done(clock, deeds, SetDrug("DNP", True), 1200.0)
    done(clock, deeds, SetDrug("ouabain", True), 1200.0)
    done(clock, deeds, SetDrug("DNP", False), 1300.0)
    assert len(deeds.told) == 5


def test_whether_doors_pass_more_is_told_from_where_a_hand_began(resting: SceneFile) -> None:
    clock, deeds = Clock(resting), Deeds(TOGETHER_NS)
    own = next(c.permeability["K"] for c in resting.scene.channels if c.kind == "K")
    for n, factor in enumerate((4.0, 0.5)):
        done(clock, deeds, SetPermeability("K", "K", factor * own), 1000.0 + 10 * n, "K")
        assert deeds.told[0].more is (n == 0)
    assert len(deeds.told) == 1


def test_no_more_are_kept_than_are_of_use(resting: SceneFile) -> None:
    clock, deeds = Clock(resting), Deeds(TOGETHER_NS)
    for n in range(3 * MOST):
        done(clock, deeds, SetGate("K", "closed"), 1000.0 * n, "K")
    assert len(deeds.told) == MOST and deeds.told[-1].at_ns == 1000.0 * (3 * MOST - 1)


@pytest.mark.parametrize(("late_ns", "answered"), [(0.0, True), (PULSE_NS, True), (PULSE_NS + 300.0, False)])
def test_a_spike_answers_the_last_pulse_before_it(resting: SceneFile, late_ns: float, answered: bool) -> None:
    clock, deeds = Clock(resting), Deeds(TOGETHER_NS)
    for at_ns in (1000.0, 6000.0, 20_000.0):
        done(clock, deeds, Stimulate(3.0, 200.0), at_ns, "K")
    began_ns = 6000.0 + late_ns
    deeds.see(Spikes(began_ns=began_ns))
    deeds.see(Spikes(began_ns=began_ns))
    assert [math.isfinite(deed.spiked_ns) for deed in deeds.told] == [False, answered, False]
    if answered:
        assert not deeds.told[1].answered_by(began_ns - 1) and deeds.told[1].answered_by(began_ns)
    assert not deeds.told[0].answered_by(math.inf)


def test_of_the_scene_of_spikes_the_weak_pulse_is_silent_and_the_strong_one_is_not() -> None:
    file = load("excitability", ["ions=8000"])
    for ions_per_ns, answered in ((0.2, False), (9.0, True)):
        timeline = (TimedCommand(4000.0, Stimulate(ions_per_ns, 200.0)),)
        _, snapshot = playing(replace(file, timeline=timeline), 6500.0, 20.0)
        (pulse,) = snapshot.deeds
        assert math.isfinite(pulse.spiked_ns) is answered
        if answered:
            rise = snapshot.trace.time_ns[np.argmax(snapshot.trace.mean > -10)]
            assert pulse.at_ns < pulse.spiked_ns and abs(pulse.spiked_ns - rise) < 100


def test_a_scenes_own_word_goes_with_the_command_and_is_kept() -> None:
    file = load("lost-selectivity", [f"ions={FEW_IONS}"])
    (timed,) = file.timeline
    assert timed.mark == Text(en="toxin", zh="毒素") and file.mark_of(timed.command) == timed.mark
    assert file.mark_of(SetPermeability("K", "Na", 0.3)) is None
    _, snapshot = playing(replace(file, timeline=(replace(timed, at_ns=40.0),)), 80.0, 8.0)
    assert snapshot.course is not None
    own = from_text(kept_text(snapshot.course, file), "x")
    assert [entry.mark for entry in own.timeline] == [timed.mark]
