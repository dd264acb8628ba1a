"""The simulation on its own thread: keeps the pace, takes messages, publishes snapshots, survives its own errors.

Simulation and drawing never wait for each other. Three snapshots circulate: one being filled, the newest finished one,
and the one the window reads. Time that the machine cannot keep up with is dropped, not owed: the pace falls and the
achieved pace is reported.
"""

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from render.playback.messages import (
    Apply,
    ChangePace,
    LoadScene,
    Message,
    Note,
    Notice,
    Pause,
    Restart,
    SetByHand,
    StepOnce,
    ToggleTwin,
)
from render.playback.player import Player
from render.playback.preparation import FIRST, LATER, Preparation
from render.playback.snapshot import Snapshot

if TYPE_CHECKING:
    from scenes import SceneFile

TICK_S = 1 / 60
OWED_TICKS = 3  # a hiccup up to this long is made up for
SLOWEST_TICK_S = 0.05  # no single advance should take longer, so that commands act at once
EVENTS_KEPT = 256  # batches of crossings waiting for the window

log = logging.getLogger(__name__)


class SimulationThread(threading.Thread):
    """Runs one scene after another until `stop`. All public methods may be called from the window's thread."""

    def __init__(
        self,
        scene: "str | os.PathLike[str] | SceneFile",
        seed: int | None = None,
        threads: int | None = None,
        ions: int | None = None,
        changes: Sequence[str] = (),
        warm_picture: Callable[[], None] = lambda: None,
    ) -> None:
        """warm_picture: compiles what draws, called once, on this thread."""
        super().__init__(name="simulation", daemon=True)
        self._warm_picture = warm_picture
        self._first, self._ions = scene, ions
        self._changes = [*changes]
        self.kept = [] if ions is None else [f"ions={ions}"]  # overrides that hold for every scene
        self.player = Player(seed, threads, self._refuse)
        self._messages: deque[Message] = deque()
        self._wake = threading.Event()
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._filling, self._newest, self._reading = Snapshot(), Snapshot(), Snapshot()
        self._fresh = False
        self._events: deque[NDArray[np.void]] = deque(maxlen=EVENTS_KEPT)
        self._notices: deque[Notice] = deque(maxlen=16)
        self._paused = False
        self.released: int | None = None  # the telling that may go on, all others stand still; None: none does
        self._achieved = 0.0
        self.tick_ms = 0.0  # what the last turn took: advancing and publishing
        self.beats = 0  # rounds with a scene to play: grows as long as the thread is alive and well
        self.progress: Preparation | None = Preparation(FIRST)
        self.placed = False  # the scene that is being prepared stands in the newest snapshot, its ions at rest
        self.refusal: Exception | None = None  # the very first scene is wrong: there is nothing to show
        self.ready = False  # imports done: the catalogue of languages can be used
        self.drawable = False  # what draws the ions is compiled

    # -- for the window ----------------------------------------------------------------------------------------

    def post(self, message: Message) -> None:
        self._messages.append(message)
        self._wake.set()

    def stop(self, wait_s: float = 5.0) -> None:
        self._ended.set()
        self._wake.set()
        if self.is_alive():
            self.join(wait_s)

    def newest(self) -> Snapshot | None:
        """The newest snapshot, yours until the next call; None before the first."""
        with self._lock:
            if self._fresh:
                self._reading, self._newest = self._newest, self._reading
                self._fresh = False
        return self._reading if self._reading.serial else None

    def take_events(self) -> list[NDArray[np.void]]:
        """Crossings since the last call, none newer than the snapshot that the next `newest` gives."""
        taken = []
        while self._events:
            taken.append(self._events.popleft())
        return taken

    def take_notice(self) -> Notice | None:
        return self._notices.popleft() if self._notices else None

    # -- the thread --------------------------------------------------------------------------------------------

    def run(self) -> None:
        opened = False
        while not self._ended.is_set():
            try:
                if not opened:
                    opened = True
                    self._prepare()
                self._loop()
            except Exception as error:  # whatever happens here, the window must be able to say so and go on
                log.exception("the simulation stopped")
                self.player.drop()
                self._notices.append(Notice("stopped", _told(error)))
                self.progress = None
                self.ready = self.drawable = True

    def _prepare(self) -> None:
        """Import, put the first scene in its place, so that it can be looked at; then compile what draws and moves."""
        from render.playback import warm

        warm.give_way()
        with warm.unsearched():
            self._say("import")
            warm.import_all()
            first = self._first_file()
            in_field = not isinstance(first, str | os.PathLike) and first.scene.field.kind != "capacitor"
            engine = warm.begin_engine(self.player.threads, self._ions, in_field)
            opened = self._open(first, [*self._changes, *self.kept])
            self.ready = True
            self._say("picture")
            self._warm_picture()
            self.drawable = True
            self._say("walk")
            warm.await_engine(engine)
            if opened:
                self._begin()
        warm.keep_for_good()
        self.progress = None

    def _first_file(self) -> "str | os.PathLike[str] | SceneFile":
        """The first scene, read; its name where something is wrong with it, which `_open` tells."""
        from scenes import SceneFileError, load

        if not isinstance(self._first, str | os.PathLike):
            return self._first
        try:
            return load(self._first, [*self._changes, *self.kept])
        except SceneFileError:
            return self._first

    def _say(self, step: str) -> None:
        """A step of getting ready begins: of the start, or of a scene."""
        if self.progress is None:
            self.progress = Preparation(LATER)
        self.progress.enter(step)

    def _load(self, scene: "str | os.PathLike[str] | SceneFile", changes: Sequence[str]) -> None:
        """Open a scene and let it go. One that is wrong is refused, and the present one goes on."""
        if self._open(scene, changes):
            self._begin()
        self.progress = None

    def _open(self, scene: "str | os.PathLike[str] | SceneFile", changes: Sequence[str]) -> bool:
        """Put a scene in its place, its ions at rest; whether it could be."""
        from scenes import SceneFileError, load

        self._say("scene")
        try:
            scene_file = load(scene, changes) if isinstance(scene, str | os.PathLike) else scene
        except SceneFileError as error:
            if self.player.generation == 0:
                self.refusal = error
            else:
                self._refuse(str(error))
            return False
        self._say("place")
        self._paused = False
        self.player.open(scene_file)
        self._place()
        return True

    def _start(self) -> None:
        """Start the present scene again."""
        if self.player.scene_file is None:
            self._load(self._first, [*self._changes, *self.kept])
            return
        self._say("place")
        self._paused = False
        self.player.start()
        self._place()
        self._begin()
        self.progress = None

    def _place(self) -> None:
        """Publish a scene before it moves."""
        self._events.clear()
        self._publish()
        self.placed = True

    def _begin(self) -> None:
        """The first step of a scene, which may have to be compiled."""
        simulation = self.player.simulation
        assert simulation is not None
        self._say("walk")
        self._advance(simulation.scene.macro_step_ns)
        self._publish()
        self.placed = False

    def _loop(self) -> None:
        """One round: messages, then as much simulated time as has become due, then a snapshot."""
        owed_s = 0.0
        before = measured_at = time.perf_counter()
        measured_ns, cost_s_per_ns = 0.0, 0.0
        while not self._ended.is_set():
            changed = self._heed()
            simulation = self.player.simulation
            self.beats += simulation is not None
            now = time.perf_counter()
            owed_s = min(owed_s + now - before, OWED_TICKS * TICK_S)
            before = now
            if simulation is None or self._paused or self.released not in (None, self.player.telling):
                owed_s, measured_ns, measured_at = 0.0, 0.0, now
                if changed and simulation is not None:
                    self._publish()
                    self._go_on()
                self._wake.wait(0.1)
                self._wake.clear()
                continue
            if owed_s >= TICK_S:
                due_ns = owed_s * self.player.pace
                if cost_s_per_ns:
                    due_ns = min(due_ns, max(SLOWEST_TICK_S / cost_s_per_ns, simulation.scene.macro_step_ns))
                owed_s = 0.0
                moved_ns = self._advance(due_ns)
                spent = time.perf_counter() - now
                if moved_ns:
                    cost_s_per_ns += 0.2 * (spent / moved_ns - cost_s_per_ns) if cost_s_per_ns else spent / moved_ns
                measured_ns += moved_ns
                if now - measured_at > 1.0:
                    self._achieved = measured_ns / (now - measured_at)
                    measured_ns, measured_at = 0.0, now
                self._publish()
                self.tick_ms = 1e3 * (time.perf_counter() - now)
                self._go_on()
            left = TICK_S - owed_s - (time.perf_counter() - now)
            if left > 0 and not self._messages:
                self._wake.wait(left)
                self._wake.clear()

    def _heed(self) -> bool:
        """Carry out waiting messages; whether there were any."""
        heeded = False
        while self._messages and not self._ended.is_set():
            message = self._messages.popleft()
            heeded = True
            match message:
                case Pause():
                    self._paused = not self._paused if message.on is None else message.on
                case ChangePace():
                    self.player.change_pace(message.steps)
                case Restart():
                    self._start()
                case LoadScene():
                    self._load(message.scene, self.kept)
                case StepOnce():
                    self._paused = True
                    simulation = self.player.simulation
                    if simulation is not None:
                        self._advance(max(self.player.pace * TICK_S, simulation.scene.macro_step_ns))
                case ToggleTwin():
                    if self.player.toggle_twin():
                        self._say("place")
                        self._place()
                        self._begin()
                        self.progress = None
                case Note():
                    self.player.note()
                case Apply() | SetByHand() if message.scene not in (None, self.player.scene_name):
                    pass  # the one that was seen is gone
                case Apply():
                    self._try(partial(self.player.intervene, message.command))
                case SetByHand():
                    self._try(partial(self.player.by_hand, message.x, message.switch))
        return heeded

    def _refuse(self, text: str) -> None:
        self._notices.append(Notice("refused", text))

    def _try(self, act: Callable[[], None]) -> None:
        """What a visitor does, unless it makes no sense here."""
        from sim import SceneError

        try:
            act()
        except SceneError as error:
            self._refuse(str(error))

    def _advance(self, ns: float) -> float:
        """Advance by about ns; returns the ns that passed."""
        moved_ns = self.player.advance(ns)
        self._events.extend(self.player.take_events())
        return moved_ns

    def _go_on(self) -> None:
        """When the story before the cases, or a case, has had its time, keep what it has shown and begin the next."""
        if self.player.part_over:
            self._say("place")
            if self.player.go_on():
                self._place()
                self._begin()
            self.progress = None

    def _publish(self) -> None:
        if self.player.publish(self._filling, self._achieved, self._paused):
            self._events.clear()  # of doors that have other numbers now
        with self._lock:
            self._filling, self._newest = self._newest, self._filling
            self._fresh = True


def _told(error: Exception) -> str:
    text = str(error).strip()
    return text if text else type(error).__name__
