"""What the window knows of the simulation at one moment: a copy, so that both sides can go on at their own pace."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from render.playback.comparison import Comparison
    from render.playback.counted.noting import NoteView
    from render.playback.history import Trace
    from render.playback.layers import LayerView
    from render.playback.runs.deeds import Deed
    from render.playback.runs.view import TwinView
    from scenes import SceneFile
    from scenes.hands import Place
    from scenes.keep.course import Course
    from scenes.replies import Act
    from scenes.spiking import Spikes
    from sim import Observation, Scene, Simulation
    from sim.measure.predictions import Prediction

OPEN, CLOSED, BLOCKED = 0, 1, 2
_GATE = {"open": OPEN, "closed": CLOSED, "blocked": BLOCKED}


@dataclass
class Snapshot:
    """Buffers that are filled again and again; they grow when there are more ions, and never shrink.

    x, y: float32[room], nm; ident: uint32[room]; start, count: int64[species]; centre_nm: float32[channels];
    gate: uint8[channels], OPEN, CLOSED or BLOCKED as told; passing: bool[channels], False also while flickering shut.
    activated: bool[channels], the gate that depolarisation opens stands open; ball: bool[channels], can inactivate;
    inactive: bool[channels], voltage-gated and inactivated; gated: bool[channels], whether the voltage gates it.
    set_mM: concentrations that each side was given, by side and species; what is there now is counted (observation).
    generation changes with every reset, new scene or new case; telling with the first two alone; built: how often the
    membrane has been built on since, by which doors and pumps have other numbers.
    pace, achieved: ns a wall second, wanted and reached.
    capacitance_uF_cm2: measured, and of slab and layers in series; None while nothing can be said.
    voltage_mV, claimed_mV: voltage and the prediction of it that is shown, means of the last half second on screen.
    """

    x: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))
    y: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))
    ident: NDArray[np.uint32] = field(default_factory=lambda: np.empty(0, np.uint32))
    start: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    count: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    symbols: tuple[str, ...] = ()
    centre_nm: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))
    kind: tuple[str, ...] = ()
    gate: NDArray[np.uint8] = field(default_factory=lambda: np.empty(0, np.uint8))
    passing: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, np.bool_))
    inactive: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, np.bool_))
    activated: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, np.bool_))
    ball: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, np.bool_))
    gated: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, np.bool_))
    set_mM: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    serial: int = 0
    generation: int = 0
    telling: int = 0
    built: int = 0
    time_ns: float = 0.0
    pace: float = 0.0
    achieved: float = 0.0
    paused: bool = False
    observation: "Observation" = None  # type: ignore[assignment]
    prediction: "Prediction" = None  # type: ignore[assignment]
    scene: "Scene" = None  # type: ignore[assignment]
    scene_file: "SceneFile" = None  # type: ignore[assignment]
    voltage_mV: float = 0.0
    claimed_mV: float = 0.0
    capacitance_uF_cm2: tuple[float, float] | None = None
    trace: "Trace" = None  # type: ignore[assignment]
    whole: "Trace | None" = None  # the voltage since the cell began, in bins as long as that takes
    deeds: "tuple[Deed, ...]" = ()  # what was done to the cell, oldest first
    layers: "LayerView | None" = None  # where the scene asks for the chart of charge and potential
    twin: "TwinView | None" = None  # the cell beside this one that is left alone
    course: "Course | None" = None  # what the cell that is shown has been through
    act: "Act | None" = None  # the last thing a visitor did
    place: "Place | None" = None  # where what is set by hand is among the cases
    spikes: "Spikes | None" = None  # what has been seen of them
    comparison: "Comparison | None" = None  # of a scene with cases, once its story is told
    note: "NoteView | None" = None  # a measurement for the notebook
    veiled: bool = False  # whether predictions have been kept back

    def copy_ions(self, simulation: "Simulation") -> None:
        """Copy what changes with every step out of the simulation's own arrays."""
        ions, channels = simulation.ions, simulation.channels
        used = int((ions.start[: len(ions.count)] + ions.count).max())
        if len(self.x) < used:
            room = int(used * 1.1) + 1024
            self.x, self.y = np.empty(room, np.float32), np.empty(room, np.float32)
            self.ident = np.empty(room, np.uint32)
        for mine, theirs in ((self.x, ions.x), (self.y, ions.y), (self.ident, ions.ident)):
            np.copyto(mine[:used], theirs[:used])
        self.start = np.array(ions.start[: len(ions.count)], np.int64)
        self.count = np.array(ions.count, np.int64)
        self.symbols = tuple(ions.symbols)
        self.kind = tuple(channels.kind)
        self.centre_nm = simulation.membrane.centre_nm.astype(np.float32)
        self.built = simulation.built
        self.gate = np.array([_GATE[s] for s in channels.state], np.uint8)
        self.passing = np.array(channels.is_open, np.bool_)
        gates = channels.gates
        self.gated, self.inactive = np.zeros(len(self.gate), np.bool_), np.zeros(len(self.gate), np.bool_)
        self.gated[gates.number], self.inactive[gates.number] = True, gates.inactivated
        self.activated, self.ball = np.zeros(len(self.gate), np.bool_), np.zeros(len(self.gate), np.bool_)
        self.activated[gates.number], self.ball[gates.number] = gates.activated, gates.with_ball
        self.set_mM = {side: dict(amounts) for side, amounts in simulation.reservoir.items()}
        self.time_ns = simulation.time_ns
        self.scene = simulation.scene

    @property
    def pieces(self) -> tuple[int, int]:
        """Another pair wherever doors and pumps may have other numbers."""
        return self.generation, self.built

    @property
    def acts(self) -> int:
        """The number of the last thing that a visitor did, 0 before any."""
        return self.act.number if self.act is not None else 0

    @property
    def spike_ns(self) -> float:
        """When the last spike began, simulated."""
        return -math.inf if self.spikes is None else self.spikes.began_ns

    @property
    def valence(self) -> Mapping[str, int]:
        return self.observation.valence
