"""A cell that runs, and its recent past: what charts, figures and captions are told from."""

import copy
import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from render.playback.capacitance import CapacitanceMeter
from render.playback.caption import ion_of
from render.playback.history import History
from render.playback.layers import Layers
from render.playback.reading import gating_figures
from render.playback.runs.deeds import Deeds, deed_of

if TYPE_CHECKING:
    from scenes import SceneFile
    from scenes.keep.course import Course
    from scenes.scene_file import TimedCommand
    from scenes.story import Story
    from sim import Observation, Simulation
    from sim.commands import Command

CHART_S = 20.0  # seconds on screen of history at the scene's own pace
TOGETHER_S = 1.7  # so far apart on screen, at the scene's own pace, what a hand does may be one deed
RECENT_S = 0.5  # seconds on screen that the large figure averages over


class Run:
    """simulation: advanced by whoever holds the run, through `advance`; history: its voltage and predictions;
    capacitance, spikes; deeds: what was done; layers: where the scene shows the chart of charge and potential."""

    def __init__(self, simulation: "Simulation", scene_file: "SceneFile") -> None:
        from scenes.spiking import SpikeWatch

        self.simulation = simulation
        self._began, self._file = simulation.scene, scene_file
        self._done: list[TimedCommand] = []
        self.history = History(CHART_S * scene_file.pace_ns_per_s)
        self.capacitance = CapacitanceMeter()
        self.spikes = SpikeWatch()
        self.deeds = Deeds(TOGETHER_S * scene_file.pace_ns_per_s)
        self.layers = Layers(scene_file) if scene_file.chart == "profile" else None
        self._moved: list[NDArray[np.float64]] = []

    def fork(self) -> "Run":
        """Another one in the same state, with the same past; neither touches the other from now on."""
        simulation = self.simulation
        shared = {id(one): one for one in (self._began, self._file)}
        return copy.deepcopy(self, {id(simulation): simulation.fork(), **shared})

    def advance(self, ns: float) -> None:
        self._moved.append(self.simulation.advance(ns))

    def apply(self, command: "Command") -> None:
        """Carry out a command now, and remember it. Raises SceneError if it makes no sense here."""
        from scenes.scene_file import TimedCommand

        deed = deed_of(command, self.simulation, ion_of(command, self.simulation.scene))
        self.simulation.apply(command)
        if command.do == "reset":
            self._done = []  # what was done before has no effect any more; another list, for snapshots share the old
            self.history, self.deeds = History(self.history.span_ns), Deeds(self.deeds.together_ns)
            self._moved.clear()
        else:
            self._done.append(TimedCommand(self.simulation.time_ns, command, self._file.mark_of(command)))
            self.deeds.keep(deed)

    def course(self, story: "Story | None") -> "Course":
        """What the cell has been through. story: what goes on."""
        from scenes.keep.course import Course

        simulation = self.simulation
        return Course(self._began, simulation.seed, simulation.time_ns, self._done, len(self._done), story)

    def look(self) -> tuple["Observation", Any, NDArray[np.float64]]:
        """Count all ions and keep what has happened since the last look: observation, predictions, voltages (mV, of
        every macro-step in between)."""
        from sim.measure.predictions import predict

        observation = self.simulation.observe()
        prediction = predict(observation)
        voltages = np.concatenate(self._moved) if self._moved else np.empty(0)
        if self._moved:
            figures = prediction.named() | gating_figures(observation)
            self.history.add(voltages, self.simulation.time_ns, figures)
            self.capacitance.add(voltages, observation)
            if len(voltages):
                self.spikes.see(float(voltages.mean()), observation)
                self.deeds.see(self.spikes.told)
            self._moved.clear()
        return observation, prediction, voltages

    def recent_ns(self, pace: float) -> float:
        """How long a mean over the last half second on screen is. pace: ns a second."""
        return max(RECENT_S * pace, self.history.bin_ns)

    def recent_mV(self, pace: float) -> float:
        """The voltage as the large figure shows it; as it is now, before there is any past."""
        shown = self.history.recent("", self.recent_ns(pace))
        return self.simulation.voltage_mV if math.isnan(shown) else shown
