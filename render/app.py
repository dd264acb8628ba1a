"""The event loop: a window that is up at once, answers at all times, and turns what visitors do into commands."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pygame

from render import controls, overlay, switches, theme
from render.layout import lay_out
from render.snapshot import gate_name
from render.text import Typesetter
from render.window import NoDisplay, Window
from render.words import Words
from render.worker import (
    Apply,
    ChangePace,
    LoadScene,
    Message,
    Notice,
    Pause,
    Restart,
    SimulationThread,
    StepOnce,
)

if TYPE_CHECKING:
    import os

    import numpy as np
    from numpy.typing import NDArray

    from render.snapshot import Snapshot
    from render.stage import Stage
    from scenes import SceneFile
    from sim.commands import Command

__all__ = ["App", "NoDisplay", "Report", "play"]

MESSAGE_S = 4.0
LOADING_AFTER_S = 0.4  # shorter waits show the old picture
LONGEST_FRAME_S = 0.1  # what a frame counts at most, for motion on screen


@dataclass
class Report:
    """How a session went: seconds until the window was up and until ions moved (nan if never); frame times, ms."""

    first_window_s: float = float("nan")
    first_moving_s: float = float("nan")
    frame_ms: list[float] = field(default_factory=list)
    simulated_ns: float = 0.0


def play(
    scene: "str | os.PathLike[str] | SceneFile" = "potassium-only",
    seed: int = 0,
    threads: int | None = None,
    language: str = "en",
    size: tuple[int, int] = (1280, 720),
    fullscreen: bool = False,
    ions: int | None = None,
    changes: Sequence[str] = (),
    seconds: float | None = None,
    began: float | None = None,
    until_moving: bool = False,
) -> Report:
    """Open the window and play until it is closed (or for `seconds`, or only until the first ion has moved).

    scene: name, path, or a loaded scene file; ions, changes ("key=value"): override what the file says, as does
    `scenes.load`; began: time.perf_counter() when the program started, for the report. Raises NoDisplay, and
    scenes.SceneFileError if the first scene is wrong.
    """
    began = time.perf_counter() if began is None else began
    app = App(scene, seed, threads, language, size, fullscreen, ions, changes)
    try:
        app.open()
        app.report.first_window_s = time.perf_counter() - began
        app.run(began, seconds, until_moving)
    finally:
        app.close()
    return app.report


class App:
    """One window. `open`, then `frame` again and again, then `close`."""

    def __init__(
        self,
        scene: "str | os.PathLike[str] | SceneFile",
        seed: int = 0,
        threads: int | None = None,
        language: str = "en",
        size: tuple[int, int] = (1280, 720),
        fullscreen: bool = False,
        ions: int | None = None,
        changes: Sequence[str] = (),
    ) -> None:
        self.worker = SimulationThread(scene, seed, threads, ions, changes)
        self.words = Words(language)
        self.window = Window(size, fullscreen)
        self.running = True
        self.help = False
        self.report = Report()
        self.snapshot: Snapshot | None = None
        self.stage: Stage | None = None
        self._stopped: str | None = None
        self._message = ("", 0.0)
        self._pointer: tuple[int, int] | None = None
        self._cover: tuple[Any, ...] = ()
        self._waiting_s = 0.0
        self._scenes: list[str] = []
        self._playing = scene if isinstance(scene, str) else str(getattr(scene, "name", ""))
        self._actions: dict[str, Callable[[], None]] = {
            "pause": lambda: self._post(Pause()),
            "step": lambda: self._post(StepOnce()),
            "slower": lambda: self._post(ChangePace(-1)),
            "faster": lambda: self._post(ChangePace(1)),
            "reset": self._reset,
            "previous_scene": lambda: self._go(-1),
            "next_scene": lambda: self._go(1),
            **{name: partial(self._switch_pump, name) for name in controls.PUMP},
            "help": self._toggle_help,
            "language": self._switch_language,
            "fullscreen": self._toggle_fullscreen,
            "screenshot": self._screenshot,
            "quit": self._quit,
        }

    # -- life --------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Show the window, then start the simulation's thread. Raises NoDisplay."""
        self.window.open()
        pygame.font.init()
        pygame.display.set_caption(overlay.TITLE.split(" · ")[0])
        self.type = Typesetter(lay_out(self.window.canvas.get_size()).unit)
        self.clock = pygame.time.Clock()
        overlay.draw_loading(self.window.canvas, self.type, self.words, self.worker.progress, 0.0)
        pygame.display.flip()
        self.worker.start()

    def run(self, began: float, seconds: float | None = None, until_moving: bool = False) -> None:
        end = None if seconds is None else time.perf_counter() + seconds
        before = time.perf_counter()
        while self.running and (end is None or time.perf_counter() < end):
            start = time.perf_counter()
            self.frame(min(start - before, LONGEST_FRAME_S))
            before = start
            if self.snapshot is not None and self.snapshot.time_ns > 0:
                if self.report.first_moving_s != self.report.first_moving_s:
                    self.report.first_moving_s = time.perf_counter() - began
                self.report.simulated_ns = self.snapshot.time_ns
                self._time_frame(time.perf_counter() - start)
                if until_moving:
                    return
            self.clock.tick(theme.FRAMES_PER_S)

    def _time_frame(self, spent_s: float) -> None:
        self.report.frame_ms.append(1e3 * spent_s)
        if len(self.report.frame_ms) > 20_000:
            del self.report.frame_ms[:10_000]

    def close(self) -> None:
        self.worker.stop()
        pygame.display.quit()

    # -- a frame -----------------------------------------------------------------------------------------------

    def frame(self, elapsed_s: float) -> None:
        """Heed events, then draw. Raises SceneFileError if the first scene is wrong."""
        for event in pygame.event.get():
            self._heed(event)
        if not self.running:
            return
        if self.worker.refusal is not None:
            raise self.worker.refusal
        self._prepare()
        notice = self.worker.take_notice()
        if notice is not None:
            self._tell(notice)
        snapshot, events = self.worker.newest(), self.worker.take_events()
        self._waiting_s = self._waiting_s + elapsed_s if self.worker.progress is not None else 0.0
        waiting = self._waiting_s > LOADING_AFTER_S and self._stopped is None
        if snapshot is None or self.stage is None or waiting:
            self._show_loading()
        else:
            self._show(self.stage, snapshot, events, elapsed_s)

    def _prepare(self) -> None:
        """Once the thread has imported what is slow, take the catalogues and the drawing kernels into use."""
        if not self.worker.ready or self.stage is not None:
            return
        from render.stage import Stage
        from scenes import library

        self.words.open()
        self.stage = Stage(self.type, self.words)
        self._scenes = library()
        pygame.display.set_caption(self.words("app.title"))

    def _show_loading(self) -> None:
        self.type.resize(lay_out(self.window.canvas.get_size()).unit)
        overlay.draw_loading(self.window.canvas, self.type, self.words, self.worker.progress, self._waiting_s)
        if self._stopped is not None:
            overlay.draw_error(self.window.canvas, self.type, self.words, self.window.canvas.get_rect(), self._stopped)
        self._cover = ("loading",)
        self.window.present(None)

    def _show(self, stage: "Stage", snapshot: "Snapshot", events: "list[NDArray[np.void]]", elapsed_s: float) -> None:
        if self.snapshot is None or snapshot.generation != self.snapshot.generation:
            self._playing = snapshot.scene_file.name
            self._stopped = None
        self.snapshot = snapshot
        stage.place_in_list = self._place()
        self._message = self._message[0], self._message[1] - elapsed_s
        text = self._message[0] if self._message[1] > 0 else ""
        changed = stage.show(self.window.canvas, snapshot, events, elapsed_s)
        tooltip = None if self.help else self._tooltip(stage, snapshot)
        cover = (self.help, self._stopped, text, tooltip)
        if cover != self._cover:
            self._cover = cover
            stage.invalidate()  # what lay over the picture goes with the next frame
        if self.help:
            room, pump = stage.layout.box.union(stage.layout.caption), snapshot.observation.pump is not None
            overlay.draw_help(self.window.canvas, self.type, self.words, room, pump)
        if self._stopped is not None:
            overlay.draw_error(self.window.canvas, self.type, self.words, stage.layout.box, self._stopped)
        if text:
            overlay.draw_message(self.window.canvas, self.type, text, stage.layout.box)
        if tooltip is not None:
            overlay.draw_tooltip(self.window.canvas, self.type, *tooltip)
        self.window.present(None if any(cover) else changed)

    def _place(self) -> str:
        """Where the scene stands in the list: "3 / 9"."""
        if self._playing not in self._scenes:
            return ""
        return f"{self._scenes.index(self._playing) + 1} / {len(self._scenes)}"

    def _tell(self, notice: Notice) -> None:
        if notice.kind == "stopped":
            self._stopped = notice.text
        else:
            self.say(notice.text)

    def say(self, text: str) -> None:
        """Show a short message."""
        self._message = text, MESSAGE_S

    # -- events ------------------------------------------------------------------------------------------------

    def _heed(self, event: pygame.event.Event) -> None:
        if event.type == pygame.QUIT:
            self.running = False
        elif event.type == pygame.VIDEORESIZE:
            self.window.resized()
        elif event.type == pygame.KEYDOWN:
            action = controls.action_of_key(event)
            if action is not None:
                self.act(action)
        elif event.type == pygame.MOUSEMOTION:
            self._pointer = self.window.on_canvas(event.pos)
            if self.stage is not None:
                self.stage.hovered = self.stage.button_at(self._pointer)
        elif event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            self._click(self.window.on_canvas(event.pos))

    def _click(self, px: tuple[int, int]) -> None:
        """A button, else a channel; anywhere else closes the help."""
        if self.stage is None or self.snapshot is None:
            return
        button = self.stage.button_at(px)
        if button is not None:
            self.act(button)
        elif self.help:
            self.help = False
        else:
            door = self.stage.door_at(px)
            if door is not None:
                self._order(switches.of_door(self.snapshot, door), "")

    def _tooltip(self, stage: "Stage", snapshot: "Snapshot") -> tuple[str, pygame.Rect] | None:
        """What the pointer is on, and where that is."""
        if self._pointer is None:
            return None
        name = stage.button_at(self._pointer)
        if name is not None:
            rect = next(b.rect for b in stage.buttons if b.name == name)
            return controls.action_words(name, self.words), rect
        pump, reading = stage.pump_at(self._pointer), snapshot.observation.pump
        if pump is not None and reading is not None:
            name = "locked" if reading.locked[pump] else f"state.{reading.state[pump]}"
            return self.words(f"ui.pump.{name}"), stage.pump_rect(pump)
        door = stage.door_at(self._pointer)
        if door is None:
            return None
        state = self.words(f"channel.{gate_name(snapshot.gate[door])}")
        return f"{stage.door_label(door, snapshot)} · {state}", stage.door_rect(door)

    def act(self, name: str) -> None:
        """Carry out an action of controls.ACTIONS by its name."""
        kind, _, detail = name.partition(":")
        if kind == "toggle":
            self._toggle(detail)
        elif kind == "scene":
            self._load(int(detail) - 1)
        else:
            self._actions[name]()

    def _post(self, message: Message) -> None:
        self.worker.post(message)

    def _reset(self) -> None:
        self._message = "", 0.0
        self._post(Restart())

    def _go(self, way: int) -> None:
        at = self._scenes.index(self._playing) if self._playing in self._scenes else (-1 if way > 0 else 0)
        if self._scenes:
            self._load((at + way) % len(self._scenes))

    def _load(self, number: int) -> None:
        """Play a scene of the library; the list wraps round only with the arrow keys."""
        if number < len(self._scenes):
            self._playing = self._scenes[number]
            self._post(LoadScene(self._playing))

    def _order(self, commands: "Sequence[Command]", missing: str) -> None:
        """Post commands; say what is missing where there are none."""
        if not commands:
            self.say(missing)
        for command in commands:
            self._post(Apply(command))

    def _toggle(self, symbol: str) -> None:
        """Open or close all channels of a species."""
        if self.snapshot is not None:
            missing = self.words("ui.message.no_channels", ion=theme.species_style(symbol).label)
            self._order(switches.of_channels(self.snapshot, symbol), missing)

    def _switch_pump(self, action: str) -> None:
        if self.snapshot is not None:
            self._order(switches.of_pump(self.snapshot, action), self.words("ui.pump.none"))

    def _toggle_help(self) -> None:
        self.help = not self.help

    def _switch_language(self) -> None:
        self.words.switch()
        if self.words.available:
            pygame.display.set_caption(self.words("app.title"))
        if self.stage is not None:
            self.stage.invalidate()

    def _toggle_fullscreen(self) -> None:
        self.window.toggle_fullscreen()
        if self.stage is not None:
            self.stage.invalidate()

    def _screenshot(self) -> None:
        """Save the window as it is."""
        time_ns = self.snapshot.time_ns if self.snapshot is not None else 0.0
        try:
            file = self.window.save(f"ions-{Path(self._playing).stem or 'scene'}-{time_ns:.0f}ns")
        except (OSError, pygame.error) as error:
            self.say(self.words("ui.message.not_saved", reason=str(error)))
        else:
            self.say(self.words("message.screenshot_saved", file=file))

    def _quit(self) -> None:
        """The first press closes the help, if that is open."""
        if self.help:
            self.help = False
        else:
            self.running = False
