"""The event loop: a window that is up at once, answers at all times, and turns what visitors do into commands."""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pygame

from render import controls
from render.device.sound import Sound
from render.device.window import NoDisplay, Window
from render.hands.actions import Actions
from render.hands.controller import Controllers
from render.hands.gestures import Gestures
from render.panels import overlay
from render.panels.focus import Focus
from render.panels.story_card import StoryCard
from render.panels.tooltip import tooltip
from render.playback.tour import Tour
from render.playback.worker import Apply, LoadScene, Message, Notice, SimulationThread
from render.settings import Settings
from render.style import theme
from render.style.layout import lay_out
from render.style.text import Typesetter
from render.style.words import Words
from render.timing.profile import Histogram, Profile
from render.timing.report import Report

if TYPE_CHECKING:
    import os

    import numpy as np
    from numpy.typing import NDArray

    from render.playback.snapshot import Snapshot
    from render.stage import Stage
    from scenes import SceneFile
    from sim.commands import Command

__all__ = ["App", "NoDisplay", "Report", "play"]

MESSAGE_S = 4.0
LOADING_AFTER_S = 0.4  # shorter waits show the old picture
LONGEST_FRAME_S = 0.1  # what a frame counts at most, for motion on screen


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
    profile: bool = False,
) -> Report:
    """Open the window and play until it is closed (or for `seconds`, or only until the first ion has moved).

    scene: name, path, or a loaded scene file; ions, changes ("key=value"): override what the file says, as does
    `scenes.load`; began: time.perf_counter() when the program started, for the report; profile: with
    the parts of frames in it. Raises NoDisplay, and scenes.SceneFileError if the first scene is wrong.
    """
    began = time.perf_counter() if began is None else began
    app = App(scene, seed, threads, language, size, fullscreen, ions, changes)
    app.profile.timing = profile
    try:
        app.open()
        app.report.first_window_s = time.perf_counter() - began
        app.run(began, seconds, until_moving)
    finally:
        app.close()
    return app.report


class App:
    """One window. `open`, then `frame` again and again, then `close`.

    A museum's version overrides the hooks: allowed, touched, before_frame and draw_over.
    """

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
        self.loading = True  # what is on screen is how far a scene has been prepared
        self.stage: Stage | None = None
        self.tour = Tour(())
        self.playing = scene if isinstance(scene, str) else str(getattr(scene, "name", ""))
        self.scene_names: list[str] = []
        self.focus = Focus()
        self.gestures = Gestures(self)
        self.controllers = Controllers()
        self.sound = Sound()
        self.card = StoryCard(self.words)
        self.profile = Profile()
        self.histogram = Histogram(self.words)
        self.actions = Actions(self)
        self._settings = Settings(language)
        self._stopped: str | None = None
        self._message = ("", 0.0)
        self._cover: tuple[Any, ...] = ()
        self._waiting_s = 0.0

    # -- hooks -------------------------------------------------------------------------------------------------

    def allowed(self, name: str) -> bool:
        """Whether an action may be carried out; the button of one that may not is not shown."""
        return True

    def touched(self) -> None:
        """A person did something in this frame."""

    def before_frame(self, elapsed_s: float) -> None:
        """Called once a frame, before anything is drawn: the story goes on, and with it the guided tour."""
        if self.snapshot is not None:
            following = self.tour.update(self.snapshot, elapsed_s)
            if following is not None:
                self.load(following)

    def draw_over(self, canvas: pygame.Surface) -> bool:
        """Draw on top of everything; returns whether anything was drawn."""
        return False

    # -- life --------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Show the window, then start the simulation's thread. Raises NoDisplay."""
        self.window.open()
        pygame.display.set_caption(overlay.TITLE.split(" · ")[0])
        self.type = Typesetter(lay_out(self.window.canvas.get_size()).unit)
        self.clock = pygame.time.Clock()
        self._paced, self._paused_s = False, 0.0  # whether frames keep a pace; how long the last one waited
        self.controllers.open()
        overlay.draw_loading(self.window.canvas, self.type, self.words, self.worker.progress, 0.0)
        pygame.display.flip()
        self.worker.start()

    def run(self, began: float, seconds: float | None = None, until_moving: bool = False) -> None:
        self._paced = True
        end = None if seconds is None else time.perf_counter() + seconds
        before = time.perf_counter()
        while self.running and (end is None or time.perf_counter() < end):
            start = time.perf_counter()
            self.frame(min(start - before, LONGEST_FRAME_S))
            before = start
            if self.snapshot is not None and self.snapshot.time_ns > 0:
                if self.report.first_moving_s != self.report.first_moving_s:
                    self.report.first_moving_s = time.perf_counter() - began
                spent_ms = 1e3 * (time.perf_counter() - start - self._paused_s)
                self.report.add(spent_ms, self.profile, self.snapshot)
                if until_moving:
                    return

    def close(self) -> None:
        self.worker.stop()
        self.sound.close()
        self.controllers.close()
        theme.use_contrast(False)
        pygame.display.quit()

    # -- a frame -----------------------------------------------------------------------------------------------

    def frame(self, elapsed_s: float) -> None:
        """Heed events, then draw. Raises SceneFileError if the first scene is wrong."""
        self.profile.begin()
        touched = [self._heed(event) for event in pygame.event.get()]
        if any(touched):
            self.touched()
        if not self.running:
            return
        if self.worker.refusal is not None:
            raise self.worker.refusal
        self._prepare()
        self.before_frame(elapsed_s)
        notice = self.worker.take_notice()
        if notice is not None:
            self._tell(notice)
        self.profile.lap("events")
        events = self.worker.take_events()
        self._waiting_s = self._waiting_s + elapsed_s if self.worker.progress is not None else 0.0
        self.loading = self._waiting_s > LOADING_AFTER_S and self._stopped is None
        # taking a snapshot gives the former one back to be filled anew: only where the new one is shown and kept
        snapshot = None if self.loading or self.stage is None else self.worker.newest()
        if snapshot is None or self.stage is None:
            self.loading = True
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
        self.stage.lap = self.profile.lap
        self.stage.panels.allowed = self.allowed
        self.stage.panels.on = self.is_on
        self.stage.panels.sliders.post = self.post
        self.scene_names = library()
        self.tour = Tour(self.scene_names)
        self.restore(replace(self._settings, language=self.words.language))

    def _show_loading(self) -> None:
        canvas = self.window.canvas
        self.type.resize(lay_out(canvas.get_size()).unit)
        overlay.draw_loading(canvas, self.type, self.words, self.worker.progress, self._waiting_s)
        if self._stopped is not None:
            overlay.draw_error(canvas, self.type, self.words, canvas.get_rect(), self._stopped)
        self.draw_over(canvas)
        self._cover = ("loading",)
        if self.stage is not None:
            self.stage.invalidate()
        self._await_turn()
        self.window.present(None)
        self.profile.loading_shown()

    def _show(self, stage: "Stage", snapshot: "Snapshot", events: "list[NDArray[np.void]]", elapsed_s: float) -> None:
        if self.snapshot is None or snapshot.generation != self.snapshot.generation:
            self.playing = snapshot.scene_file.name
            self._stopped = None
            events = []  # of channels that may be gone
        self.snapshot = snapshot
        canvas, panels = self.window.canvas, stage.panels
        panels.place_in_list = self._place()
        panels.focused = self.focus.name
        self.sound.hear(snapshot, events)
        self._message = self._message[0], self._message[1] - elapsed_s
        text = self._message[0] if self._message[1] > 0 else ""
        self.profile.lap("snapshot")
        changed = stage.show(canvas, snapshot, events, elapsed_s)
        self.focus.offer(panels.targets())
        self.card.update(snapshot, self.tour, elapsed_s)
        said = None if self.help else tooltip(self, stage, snapshot)
        cover = (self.help, self._stopped, text, said, self.card.state)
        if cover != self._cover:
            self._cover = cover
            stage.invalidate()  # what lay over the picture goes with the next frame
        if not self.help and self._stopped is None:
            self.card.draw(canvas, self.type, stage.layout.box, stage.layout.caption)
        if self.profile.on and not self.help:
            self.histogram.draw(canvas, self.type, stage.layout.box, self.profile, snapshot, elapsed_s)
        if self.help:
            room, seen = panels.help_room, snapshot.observation
            overlay.draw_help(canvas, self.type, self.words, room, seen.pump is not None, seen.gating is not None)
        if self._stopped is not None:
            overlay.draw_error(canvas, self.type, self.words, stage.layout.box, self._stopped)
        if text:
            overlay.draw_message(canvas, self.type, text, stage.layout.box)
        if said is not None:
            overlay.draw_tooltip(canvas, self.type, *said)
        drawn = self.draw_over(canvas)
        self.profile.lap("covers")
        self._await_turn()
        self.window.present(None if drawn or any(cover) else changed)
        self.profile.lap("present")
        self.profile.shown(snapshot.serial, self.worker.tick_ms)

    def _await_turn(self) -> None:
        """Wait with the finished picture, not before drawing it: so pictures come evenly, however long each took."""
        if self._paced:
            before = time.perf_counter()
            self.clock.tick(theme.FRAMES_PER_S)
            self._paused_s = time.perf_counter() - before
            self.profile.skip()

    def _place(self) -> str:
        """Where the scene stands in the list: "3 / 9"."""
        if self.playing not in self.scene_names:
            return ""
        return f"{self.scene_names.index(self.playing) + 1} / {len(self.scene_names)}"

    def _tell(self, notice: Notice) -> None:
        if notice.kind == "stopped":
            self._stopped = notice.text
        else:
            self.say(notice.text)

    def say(self, text: str) -> None:
        """Show a short message; an empty one takes it away."""
        self._message = text, MESSAGE_S if text else 0.0

    # -- what people do ------------------------------------------------------------------------------------------

    def _heed(self, event: pygame.event.Event) -> bool:
        """Carry out what an event asks for; whether a person was behind it."""
        if event.type == pygame.QUIT:
            self.act("quit_now")
        elif event.type == pygame.VIDEORESIZE:
            self.window.resized()
        elif event.type == pygame.KEYDOWN:
            action = self.focus.action_of_key(event) or controls.action_of_key(event)
            if action is not None:
                self.act(action)
            return True
        elif self.gestures.heed(event):
            return True
        else:
            action = self.controllers.heed(event)
            if action:
                self.act(action)
            return bool(action)
        return False

    def act(self, name: str) -> None:
        """Carry out an action by its name, if it is allowed: one of controls.ACTIONS or render.hands.actions."""
        if self.allowed(name):
            self.actions(name)

    def post(self, message: Message) -> None:
        """Hand a message to the simulation's thread."""
        self.worker.post(message)

    def order(self, commands: "Sequence[Command]", missing: str = "") -> None:
        """Post commands; say what is missing where there are none."""
        if not commands and missing:
            self.say(missing)
        for command in commands:
            self.post(Apply(command))

    def load(self, name: str) -> None:
        """Play a scene of the library."""
        self.playing = name
        self.say("")
        self.post(LoadScene(name))

    def is_on(self, name: str) -> bool | None:
        """Whether what an action switches is on; None for one that switches nothing."""
        stage, settings = self.stage, self._settings
        states: dict[str, bool] = {
            "sound": settings.sound,
            "contrast": settings.high_contrast,
            "motion": settings.reduced_motion,
            "tour": self.tour.active,
            "profile": self.profile.on,
        }
        if stage is not None:
            drawer = stage.panels.drawer
            states |= {"excess": stage.excess, "follow": stage.followed is not None}
            states |= {name: drawer == name for name in ("sliders", "options")}
        if self.snapshot is not None and self.snapshot.observation.gating is not None:
            states["gating"] = self.snapshot.observation.gating.responding
        return states.get(name)

    # -- settings ------------------------------------------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        return replace(self._settings, language=self.words.language)

    def restore(self, settings: Settings) -> None:
        """Apply all settings; an unknown language stays what it is."""
        self._settings = settings
        if not self.words.available or settings.language in self.words.available:
            self.words.language = settings.language
        theme.use_contrast(settings.high_contrast)
        self.sound.on = settings.sound
        if self.stage is None:
            return
        pygame.display.set_caption(self.words("app.title"))
        self.stage.panels.text_scale = settings.text_scale
        self.stage.calm = settings.reduced_motion
        self.stage.refit()
