"""The event loop: a window that is up at once, answers at all times, and turns what visitors do into actions."""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pygame

from render.device import memory
from render.device.window import NoDisplay
from render.hands import keys
from render.hands.actions import Actions
from render.hands.controller import Controllers
from render.hands.gestures import Gestures
from render.panels import overlay
from render.panels.charts.histogram import Histogram
from render.panels.entrance.entrance import opened
from render.panels.entrance.menu import Menu
from render.panels.story_card import title_of
from render.playback.tour import OPENING_S
from render.session import Session
from render.style import theme
from render.style.layout import lay_out
from render.style.text import Typesetter
from render.timing.report import Report

if TYPE_CHECKING:
    import os

    import numpy as np
    from numpy.typing import NDArray

    from render.playback.messages import Notice
    from render.playback.snapshot import Snapshot
    from render.stage import Stage
    from scenes import SceneFile

__all__ = ["App", "NoDisplay", "Report", "play"]

LOADING_AFTER_S = 0.4  # shorter waits show the old picture
RESTING_FRAMES_PER_S = 12  # nothing moves yet, and what compiles needs the processor
LONGEST_FRAME_S = 0.1  # what a frame counts at most, for motion on screen


def play(
    scene: "str | os.PathLike[str] | SceneFile" = "potassium-only",
    seed: int | None = None,
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
    opening: bool = True,
    questions: bool = True,
    depth: str | None = "laboratory",
) -> Report:
    """Open the window and play until it is closed (or for `seconds`, or only until the first ion has moved).

    scene: name, path, or a loaded scene file; ions, changes ("key=value"): override what the file says, as does
    `scenes.load`; began: time.perf_counter() when the program started, for the report; profile: with
    the parts of frames in it; opening: begin with the question, under which time stands still; questions: offer answers
    to it; depth: one of settings.DEPTHS, None for the one that was chosen last, which is then kept for the next start.
    Raises NoDisplay, and scenes.SceneFileError if the first scene is wrong.
    """
    began = time.perf_counter() if began is None else began
    first = depth or memory.recall()
    app = App(Session(scene, seed, threads, language, size, fullscreen, ions, changes, first))
    if depth is None:
        app.session.keep_depth = memory.remember
    app.session.keeps_notebook = True
    app.session.profile.timing = profile
    app.session.opening_s = OPENING_S if opening else 0.0
    app.session.restore(replace(app.session.settings, questions=questions))
    try:
        app.open()
        app.report.first_window_s = time.perf_counter() - began
        app.run(began, seconds, until_moving)
    finally:
        app.close()
    return app.report


class App:
    """One window on a session. `open`, then `frame` again and again, then `close`.

    A museum's version overrides the hooks: allowed, touched, before_frame, told and draw_over.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        session.allowed = self.allowed
        self.actions = Actions(session)
        self.gestures = Gestures(session, self.actions, self.actions.building)
        self.controllers = Controllers()
        self.histogram = Histogram(session.words)
        self.menu = Menu()
        self.report = Report()
        self._cover: tuple[Any, ...] = ()
        self._waiting_s = 0.0

    # -- hooks -------------------------------------------------------------------------------------------------

    def allowed(self, name: str) -> bool:
        """Whether an action may be carried out; the button of one that may not is not shown."""
        return True

    def prepared(self) -> None:
        """The session has its stage, its words and its list of scenes."""

        def refuse(error: Exception) -> None:
            self.session.worker.refusal = error

        opened(self.session.entrance, self.session.scene_names, refuse)

    def touched(self) -> None:
        """A person did something in this frame."""

    def before_frame(self, elapsed_s: float) -> None:
        """Called once a frame, before anything is drawn: the story goes on, and with it the guided tour."""
        session = self.session
        if session.entrance.open:
            session.worker.released = 0  # what lies below the menu waits
        elif session.snapshot is not None:
            session.tour.ready = session.worker.progress is None
            following = session.tour.update(session.snapshot, elapsed_s)
            if following is not None:
                session.load(following, session.tour.part_of(following))
            elif not session.tour.holding:
                session.worker.released = session.snapshot.telling

    def told(self, notice: "Notice") -> None:
        """The simulation's thread has something to tell."""
        self.session.tell(notice)

    def patient(self) -> bool:
        """Whether what is on screen stays there while a scene is prepared."""
        return self.session.entrance.open

    def draw_over(self, canvas: pygame.Surface) -> bool:
        """Draw on top of everything; returns whether anything was drawn."""
        return False

    # -- life --------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Show the window, then start the simulation's thread. Raises NoDisplay."""
        session = self.session
        session.window.open()
        pygame.display.set_caption(overlay.TITLE.split(" · ")[0])
        self.type = Typesetter(lay_out(session.window.canvas.get_size()).unit)
        self.clock = pygame.time.Clock()
        self._paced, self._paused_s = False, 0.0  # whether frames keep a pace; how long the last one waited
        self.controllers.open()
        overlay.draw_loading(session.window.canvas, self.type, session.words, session.worker.progress, 0.0)
        pygame.display.flip()
        session.worker.start()

    def run(self, began: float, seconds: float | None = None, until_moving: bool = False) -> None:
        self._paced = True
        session, report = self.session, self.report
        end = None if seconds is None else time.perf_counter() + seconds
        before = time.perf_counter()
        while session.running and (end is None or time.perf_counter() < end):
            start = time.perf_counter()
            self.frame(min(start - before, LONGEST_FRAME_S))
            before = start
            if session.snapshot is not None and session.snapshot.time_ns > 0:
                if report.first_moving_s != report.first_moving_s:
                    report.first_moving_s = time.perf_counter() - began
                spent_ms = 1e3 * (time.perf_counter() - start - self._paused_s)
                report.add(spent_ms, session.profile, session.snapshot)
                if until_moving:
                    return

    def close(self) -> None:
        self.session.close()
        self.controllers.close()
        theme.use_contrast(False)
        pygame.display.quit()

    # -- a frame -----------------------------------------------------------------------------------------------

    def frame(self, elapsed_s: float) -> None:
        """Heed events, then draw. Raises SceneFileError if the first scene is wrong."""
        session, worker = self.session, self.session.worker
        session.profile.begin()
        touched = [self._heed(event) for event in pygame.event.get()]
        if any(touched):
            self.touched()
        if not session.running:
            return
        if worker.refusal is not None:
            raise worker.refusal
        if session.prepare(self.type):
            self.prepared()
        self.before_frame(elapsed_s)
        notice = worker.take_notice()
        if notice is not None:
            self.told(notice)
        session.profile.lap("events")
        events = worker.take_events()
        self._waiting_s = self._waiting_s + elapsed_s if worker.progress is not None else 0.0
        late = self._waiting_s > LOADING_AFTER_S and session.stopped is None
        waits = self.patient() and session.snapshot is not None
        session.loading = late and not worker.placed and not waits
        # taking a snapshot gives the former one back to be filled anew: only where the new one is shown and kept
        snapshot = None if session.loading or session.stage is None else worker.newest()
        if snapshot is None or session.stage is None:
            session.loading = True
            self._show_loading()
        else:
            session.entrance.update(snapshot, elapsed_s)
            if session.entrance.open:
                self._show_menu(session.stage, snapshot, elapsed_s)
            else:
                self._show(session.stage, snapshot, events, elapsed_s)

    def _show_menu(self, stage: "Stage", snapshot: "Snapshot", elapsed_s: float) -> None:
        """The menu over all the window."""
        session, canvas = self.session, self.session.window.canvas
        session.show(snapshot)
        session.wait(elapsed_s)
        stage.fit_anew(canvas.get_size(), snapshot)
        stage.invalidate()
        entrance, focus = session.entrance, session.focus
        begins = title_of(session.files.get(session.playing, session.playing), session.words.language)
        may_speak = session.allowed("language")
        self.menu.show(canvas, self.type, session.words, entrance, focus.name, begins, may_speak)
        focus.offer([name for name, _ in entrance.buttons], dict(entrance.buttons))
        if session.message:
            overlay.draw_message(canvas, self.type, session.message, canvas.get_rect())
        self.draw_over(canvas)
        self._cover = ("menu",)
        self._await_turn()
        session.window.present(None)
        session.profile.loading_shown()

    def _show_loading(self) -> None:
        session, canvas = self.session, self.session.window.canvas
        self.type.resize(lay_out(canvas.get_size()).unit)
        overlay.draw_loading(canvas, self.type, session.words, session.worker.progress, self._waiting_s)
        if session.stopped is not None:
            overlay.draw_error(canvas, self.type, session.words, canvas.get_rect(), session.stopped)
        self.draw_over(canvas)
        self._cover = ("loading",)
        if session.stage is not None:
            session.stage.invalidate()
        self._await_turn()
        session.window.present(None)
        session.profile.loading_shown()

    def _show(self, stage: "Stage", snapshot: "Snapshot", events: "list[NDArray[np.void]]", elapsed_s: float) -> None:
        session = self.session
        if session.show(snapshot):
            events = []  # of channels that may be gone
        canvas, panels, profile = session.window.canvas, stage.panels, session.profile
        panels.place_in_list = session.place_in_list
        panels.focused, panels.hides = session.focus.name, session.tour.hides
        panels.chart.follow(session.tour.phase == "seen", snapshot)
        stage.box.ions.compiled = session.worker.drawable
        session.sound.hear(snapshot, events)
        session.wait(elapsed_s)
        session.missions.update(snapshot, 0.0 if session.tour.holding else elapsed_s)
        stage.box.director.waiting = session.tour.holding
        profile.lap("snapshot")
        if stage.reel.proceed(elapsed_s):
            session.end_replay()
        session.card.focused = session.focus.name
        session.card.update(snapshot, session.tour, elapsed_s)
        panels.card_tells = session.card.tells
        stage.box.labels.covered = None if session.help else session.card.rect
        changed = stage.show(canvas, snapshot, events, elapsed_s)
        session.focus.offer([*session.card.targets, *panels.targets()])
        said = None if session.help else stage.about(session.focus.name, session.pointer)
        waiting = self._waiting_s > LOADING_AFTER_S
        sheet = panels.sheet.open
        cover = (session.help, session.stopped, session.message, said, session.card.state, waiting, sheet)
        if cover != self._cover:
            self._cover = cover
            stage.invalidate()  # what lay over the picture goes with the next frame
        self._draw_covers(stage, snapshot, said, elapsed_s)
        drawn = self.draw_over(canvas)
        profile.lap("covers")
        self._await_turn()
        session.window.present(None if drawn or any(cover) else changed)
        profile.lap("present")
        profile.shown(snapshot.serial, session.worker.tick_ms)

    def _draw_covers(
        self, stage: "Stage", snapshot: "Snapshot", said: tuple[str, pygame.Rect] | None, elapsed_s: float
    ) -> None:
        """What lies over the picture: card, histogram, help, error, message, tooltip."""
        session, canvas = self.session, self.session.window.canvas
        if not session.help and session.stopped is None:
            stage.panels.sheet.draw(canvas, stage.panels.hovered, session.focus.name)
            band = stage.box.labels.band(stage.box.gates.rect) if session.card.tells else None
            session.card.draw(canvas, self.type, stage.layout.box, stage.layout.caption, band)
        if session.profile.on and not session.help:
            self.histogram.draw(canvas, self.type, stage.layout.box, session.profile, snapshot, elapsed_s)
        if session.help:
            room, seen = stage.panels.help_room, snapshot.observation
            overlay.draw_help(canvas, self.type, session.words, room, seen.pump is not None, seen.gating is not None)
        if session.stopped is not None:
            overlay.draw_error(canvas, self.type, session.words, stage.layout.box, session.stopped)
        progress = session.worker.progress
        below = self.patient() and not session.worker.placed  # another one than is seen
        if progress is not None and self._waiting_s > LOADING_AFTER_S and not below:
            overlay.draw_preparing(canvas, self.type, session.words, stage.layout.box, progress, self._waiting_s)
        if session.message:
            room = overlay.message_room(canvas, stage.layout.box, session.card.rect)
            overlay.draw_message(canvas, self.type, session.message, room)
        if said is not None:
            overlay.draw_tooltip(canvas, self.type, *said)

    def _await_turn(self) -> None:
        """Wait with the finished picture, not before drawing it: so pictures come evenly, however long each took."""
        if self._paced:
            before = time.perf_counter()
            resting = self.session.worker.placed and self.session.worker.progress is not None
            self.clock.tick(RESTING_FRAMES_PER_S if resting else theme.FRAMES_PER_S)
            self._paused_s = time.perf_counter() - before
            self.session.profile.skip()

    # -- what people do ------------------------------------------------------------------------------------------

    def _heed(self, event: pygame.event.Event) -> bool:
        """Carry out what an event asks for; whether a person was behind it."""
        if event.type == pygame.QUIT:
            self.actions("quit_now")
        elif event.type == pygame.VIDEORESIZE:
            self.session.window.resized()
        elif event.type in keys.TYPED:
            action = keys.action_of(self.session, event)
            if action is not None:
                self.actions(action)
            return event.type == pygame.KEYDOWN
        elif self.gestures.heed(event):
            return True
        else:
            action = self.controllers.heed(event)
            if action:
                self.actions(action)
            return bool(action)
        return False
