"""Plays scenes without a clock: opens one, moves it on by as many ns as it is told, copies it into snapshots.

The simulation's thread (render.playback.worker) and the film maker (render.film.record) hold one each and bring
their own time.
"""

import logging
import math
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from render.playback.caption import act_of
from render.playback.comparison import Recorder
from render.playback.counted.noting import Noting
from render.playback.messages import PACES
from render.playback.reading import predicts
from render.playback.runs.run import Run
from render.playback.runs.twin import MOST_IONS, Twin, with_fewer
from render.playback.snapshot import Snapshot

if TYPE_CHECKING:
    from scenes import SceneFile
    from scenes.hands import Place, Settings
    from scenes.replies import Act
    from scenes.scene_file import Shot
    from scenes.story import Story
    from sim import Simulation
    from sim.commands import Command
    from sim.scene import Scene

log = logging.getLogger(__name__)


class Player:
    """The scene that plays, its story, its cases and its recent past.

    A scene with cases is told first, with its own captions and timeline, and then compared: case after case.

    run: the cell that is shown, None before the first scene and after a failure; twin: the one beside it that is left
    alone, where there are two; pace: simulated ns a second on screen, the scene's own
    or that of what its camera shows, until a visitor chooses; recorder: None until cases are compared; act: the last
    thing a visitor did in this run; seed: None for each scene's own; noting: what is measured for the notebook;
    refused: called with what a timeline's command met that makes no sense.
    """

    def __init__(
        self,
        seed: int | None = None,
        threads: int | None = None,
        refused: Callable[[str], None] = log.warning,
    ) -> None:
        self.seed, self.threads = seed, threads
        self.refused = refused
        self.run: Run | None = None
        self.twin: Twin | None = None
        self.scene_file: SceneFile | None = None
        self.recorder: Recorder | None = None
        self.pace = 240.0
        self.serial = self.generation = self.telling = 0
        self.act: Act | None = None
        self.noting = Noting()
        self._acts = 0
        self._story: Story | None = None
        self._shot: Shot | None = None
        self._chosen_pace = False
        self._events: list[NDArray[np.void]] = []
        self._settings: Settings = {}
        self._place: Place | None = None
        self._pieces = 0, 0

    @property
    def simulation(self) -> "Simulation | None":
        """Of the cell that is shown."""
        return None if self.run is None else self.run.simulation

    def drop(self) -> None:
        """Nothing plays any more."""
        self.run = self.twin = None

    def open(self, scene: "str | os.PathLike[str] | SceneFile", changes: Sequence[str] = ()) -> None:
        """Take a scene and put it at its beginning. Raises SceneFileError, and then the present scene goes on."""
        from scenes import load

        self.scene_file = load(scene, changes) if isinstance(scene, str | os.PathLike) else scene
        self.start()

    def start(self, next_case: bool = False, for_twin: "Scene | None" = None) -> None:
        """Put the present scene at its beginning, time 0 and unmoved.

        next_case: go on to the case whose turn it is, with pace and results kept; else tell the story. for_twin: what
        plays in the scene's place, in the same telling of it.
        """
        from scenes.story import Story

        scene_file = self.scene_file
        assert scene_file is not None
        self.act = None
        self._story = Story(scene_file)
        if not next_case and for_twin is None:
            self.telling += 1
            self.recorder = None
            self.pace = scene_file.pace_ns_per_s
            self._shot, self._chosen_pace = None, False
        if scene_file.cases and self.recorder is None and (next_case or self._story.told_ns <= 0):
            self.recorder = Recorder(scene_file)
        scene = for_twin or scene_file.scene
        if self.recorder is not None:
            self.recorder.begin()
            scene = self.recorder.scene
        self._put(scene)

    def _put(self, scene: "Scene") -> None:
        """A cell in its place, at time 0, with no past."""
        from sim import Simulation

        scene_file = self.scene_file
        assert scene_file is not None
        self.noting.forget(scene_file)
        self.drop()  # frees its memory before the next one takes its own
        self.generation += 1
        self._events.clear()
        simulation = Simulation(scene, scene_file.seed_or(self.seed), self.threads)
        self._owed_ns = 0.0
        self.run = Run(simulation, scene_file)
        self._look_at_settings()
        self._follow_camera()

    def choose_pace(self, ns_per_s: float) -> None:
        """A visitor's own pace, which stays until the scene is told anew."""
        self.pace, self._chosen_pace = ns_per_s, True

    def change_pace(self, steps: int) -> None:
        """So many steps along all paces, with those of the scene among them."""
        own = set() if self.scene_file is None else self.scene_file.paces
        paces = sorted({*PACES, *own})
        at = min(range(len(paces)), key=lambda n: abs(math.log(paces[n] / self.pace)))
        self.choose_pace(float(paces[min(max(at + steps, 0), len(paces) - 1)]))

    def note(self) -> None:
        """Measure for the notebook, or give up the measurement that runs."""
        if self.simulation is not None:
            self.noting.toggle(self.simulation)

    def _follow_camera(self) -> None:
        """Take the pace of what is shown as that begins, and the scene's own after it."""
        assert self.simulation is not None and self.scene_file is not None and self._story is not None
        before, self._shot = self._shot, self._story.shot(self.simulation.time_ns, self.recorder is not None)
        if self._shot != before and not self._chosen_pace:
            shown = self._shot.pace_ns_per_s if self._shot is not None else None
            self.pace = self.scene_file.pace_ns_per_s if shown is None else shown

    def advance(self, ns: float) -> float:
        """Advance, and carry out each command of the timeline before the macro-step that its time falls into, however
        large the bites are; returns the ns that passed.

        A remainder shorter than a macro-step is kept for the next call.
        """
        assert self.run is not None and self._story is not None
        simulation = self.run.simulation
        step_ns = simulation.scene.macro_step_ns
        steps = left = int((ns + self._owed_ns) / step_ns + 1e-9)
        self._owed_ns = max(ns + self._owed_ns - steps * step_ns, 0.0)
        while left:
            now, following = simulation.steps_done, math.inf
            if self.recorder is None:  # the timeline is of no case
                self._tell(self._story.at_step(now))
                if simulation.steps_done < now:  # the story has put itself back to its beginning
                    continue
                following = self._story.step_after(now)
            bite = int(min(left, following - now))
            self.run.advance(bite * step_ns)
            if self.twin is not None:
                self.twin.unchanged.advance(bite * step_ns)
            left -= bite
        self._follow_camera()
        events = simulation.crossing_events()
        if len(events):
            self._events.append(events)
        return steps * step_ns

    def _tell(self, commands: "Sequence[Command]") -> None:
        """Commands of the story: of both cells, where there are two."""
        from sim import SceneError

        for command in commands:
            try:
                self.apply(command)
                if self.twin is not None:
                    self.twin.unchanged.apply(command)
            except SceneError as error:
                self.refused(str(error))

    def apply(self, command: "Command") -> None:
        """Carry out a command on the cell that is shown, no other. Raises SceneError if it makes no sense there."""
        if self.run is not None:
            built = self.run.simulation.built
            self.run.apply(command)
            self.noting.touch(self.run.simulation)
            if self.run.simulation.built != built:
                self._events.clear()  # their doors have other numbers now
            self._look_at_settings()

    def intervene(self, command: "Command") -> None:
        """The same of a visitor's command: the case that runs is then no longer the one it is named for. Where the
        command sets what cases are about, the visitor has the scene in hand from then on."""
        set_before = self._settings
        self._act(command)
        self._take_in_hand(set_before)

    def _act(self, command: "Command") -> None:
        before = self.simulation.scene if self.simulation is not None else None
        self.apply(command)
        if before is not None and self.run is not None:
            self._acts += 1
            mV = self.run.recent_mV(self.pace)
            self.act = act_of(self._acts, command, before, mV, self.run.simulation.time_ns, self.pace)
        if self.recorder is not None:
            self.recorder.touch()

    @property
    def scene_name(self) -> str:
        """Of the scene that plays; empty before the first."""
        return "" if self.scene_file is None else self.scene_file.name

    def by_hand(self, x: float | None = None, switch: int | None = None) -> None:
        """Set what the cases are about: a place of the dial, or one of the switches, by its case. The cell of a case
        may lack the doors for it: then the scene's own takes its place, at the same voltage."""
        hands = self.scene_file.hands if self.scene_file is not None else None
        if hands is None or self.run is None or self.simulation is None:
            return
        now = self._settings
        wanted = hands.switched(now, switch) if switch is not None else hands.at(hands.nearest(x or 0.0))
        if not hands.can(self.simulation, wanted):
            wanted = {key: now[key] for key in hands.varies} | {**wanted}
            self._put(replace(hands.cell, initial_mV=self.run.recent_mV(self.pace)))
        commands = hands.commands(self.simulation, wanted)
        for command in commands:
            self._act(command)
        if commands or self.recorder is None or self.recorder.tries is None:
            self._take_in_hand({})  # once for all: it works out how long the new state takes to settle

    def _take_in_hand(self, before: "Settings") -> None:
        """Go on by hand, where what the cases are about is not what it was before."""
        hands = self.scene_file.hands if self.scene_file is not None else None
        if hands is None or self.simulation is None or self.scene_file is None:
            return
        taken = self.recorder is not None and self.recorder.tries is not None
        if taken or any(self._settings[key] != before.get(key) for key in hands.varies):
            if self.recorder is None:
                self.recorder = Recorder(self.scene_file)
            self.recorder.take_in_hand(self.simulation)

    def _look_at_settings(self) -> None:
        """What is set now, and where that is among the cases."""
        hands = self.scene_file.hands if self.scene_file is not None else None
        self._settings = {} if hands is None or self.simulation is None else hands.of_cell(self.simulation)
        self._place = None if hands is None else hands.place(self._settings)

    def toggle_twin(self) -> bool:
        """Put a second cell beside the one that plays, in its very state, and leave it alone: only the one that is
        shown is changed from now on. With two already, go back to the one that was left alone. Returns whether the
        scene has begun anew for it, with few enough ions. Nothing happens while cases are compared."""
        if self.twin is not None:
            self.run, self.twin = self.twin.unchanged, None
            self.noting.forget(self.scene_file)
            self.act = None
            self.generation += 1  # the ions are others than those that were shown
            return False
        if self.run is None or self.scene_file is None or self.recorder is not None:
            return False
        anew = self.run.simulation.scene.ions > MOST_IONS
        if anew:
            fewer = with_fewer(self.scene_file.scene)
            if fewer is None:
                return False
            self.start(for_twin=fewer)
        self.twin = Twin(self.run)
        self.run = self.run.fork()
        return anew

    def take_events(self) -> list[NDArray[np.void]]:
        """Crossings since the last call."""
        taken, self._events = self._events, []
        return taken

    @property
    def part_over(self) -> bool:
        """Whether the story of a scene with cases, or the case that runs, has had its time."""
        if self.recorder is not None:
            return self.recorder.done
        if self.simulation is None or self._story is None or not self._story.scene_file.cases:
            return False
        told = self.simulation.time_ns >= self._story.told_ns
        return told and not self._story.at_step(self.simulation.steps_done)  # which are still to be carried out

    def go_on(self) -> bool:
        """Keep what the case has shown and begin the next; whether there is one. The last case plays on."""
        if self.recorder is not None:
            self.recorder.finish()
            if self.recorder.complete:
                return False
        self.start(next_case=True)
        return True

    def publish(self, into: Snapshot, achieved: float = 0.0, paused: bool = False) -> bool:
        """Copy the present moment; achieved: ns a second of wall time that were reached. Returns whether doors have
        other numbers than in the moment before."""
        run, scene_file = self.run, self.scene_file
        assert run is not None and scene_file is not None
        simulation = run.simulation
        self.serial += 1
        into.copy_ions(simulation)
        observation, prediction, voltages = run.look()
        into.observation, into.prediction = observation, prediction
        if self.recorder is not None and len(voltages):
            self.recorder.add(voltages, observation, prediction, simulation)
        if len(voltages):
            self.noting.add(voltages, observation, prediction, simulation, scene_file)
        into.place, into.note = self._place, self.noting.view(observation.time_ns)
        into.course = run.course(self._story if self.recorder is None else None)
        into.comparison = self.recorder.view() if self.recorder is not None else None
        into.scene_file, into.serial = scene_file, self.serial
        into.generation, into.telling = self.generation, self.telling
        into.pace, into.achieved, into.paused = self.pace, achieved, paused
        recent_ns = run.recent_ns(self.pace)
        into.voltage_mV = run.history.recent("", recent_ns)
        into.claimed_mV = run.history.recent(predicts(into), recent_ns)
        into.act, into.spikes = self.act, run.spikes.told
        into.trace, into.whole, into.deeds = run.history.trace(), run.history.whole.trace(), run.deeds.told
        into.twin = self.twin.view(self.pace) if self.twin is not None else None
        into.capacitance_uF_cm2 = run.capacitance.read(observation, simulation.scene, self.pace)
        into.layers = run.layers.view(observation, simulation.scene, into.voltage_mV) if run.layers else None
        before, self._pieces = self._pieces, into.pieces
        return before != into.pieces
