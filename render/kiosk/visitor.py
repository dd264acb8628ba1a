"""The process that visitors see: the window with an attract loop, a reset, and no way out but the staff chord.

Started by render.kiosk.service as `python -m render.kiosk.visitor SETTINGS [VOTES]`; beats into standard output.
"""

import faulthandler
import json
import logging
import os
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pygame

from render.app import App
from render.controls import NOTE, NOTEBOOK, NOTES
from render.device.window import NoDisplay
from render.kiosk.attract import draw_attract, draw_countdown
from render.kiosk.config import KioskConfig
from render.kiosk.heartbeat import Heart, take_pipe
from render.kiosk.passers.loop import AttractTour
from render.kiosk.people.chord import Chord
from render.kiosk.people.idle import Idle
from render.kiosk.people.leftovers import give_back
from render.kiosk.playable import overrides, wrong_with
from render.kiosk.votes import Poll, Votes, from_plain
from render.kiosk.watchdog import EXIT_DISPLAY, EXIT_REFUSED, EXIT_STAFF, GOODBYE_S
from render.panels.entrance.entrance import opened
from render.playback.messages import Notice
from render.playback.tour import ASKING_S, Tour
from render.session import Session
from render.settings import Settings

FORBIDDEN = frozenset(
    {"quit", "quit_now", "fullscreen", "screenshot", "profile", "keep", "mine", "open", NOTE, NOTEBOOK, *NOTES}
)
WINDOW = (1280, 720)
FAILURES_FORGIVEN = 3  # of the simulation, within FAILURES_S
FAILURES_S = 60.0
DISPLAY_LOOK_S = 1.0
WAKING = (pygame.KEYDOWN, pygame.MOUSEBUTTONDOWN, pygame.FINGERDOWN, pygame.JOYBUTTONDOWN, pygame.MOUSEWHEEL)

log = logging.getLogger("render.kiosk.visitor")


class SimulationLost(RuntimeError):  # noqa: N818
    """The simulation's thread is gone, or fails again and again: only a new process helps."""


class DisplayChanged(RuntimeError):  # noqa: N818
    """The screens are not those the window was opened on."""


class KioskApp(App):
    """The window of a museum. Nobody is there at first: the attract loop plays."""

    def __init__(self, config: KioskConfig, pipe: int | None = None, votes: Votes | None = None) -> None:
        """pipe: to the watchdog; votes: of visitors before this window opened."""
        self.config = config
        session = Session(
            next(name for name in config.scenes if Path(name).stem == config.first_scene),
            config.seed,
            config.threads,
            config.language,
            WINDOW,
            config.fullscreen,
            config.ions,
            depth=config.depth,
        )
        session.files = {Path(name).stem: name for name in config.scenes}
        session.worker.kept[:] = overrides(config)
        super().__init__(session)
        self._opening = config.first_scene  # the scene that is loaded while none has been
        self.idle = Idle(config.idle_s, config.countdown_s)
        self.visits = 0
        self.poll = Poll(votes or {})
        session.card.tally = self._tally
        self.staff_left = False
        self._heart = Heart(pipe, explain_after_s=0.7 * config.hang_s)
        self._touched = False
        self._clock_s = 0.0
        self._still_s = 0.0  # since the pointer was moved
        self._failed_at: list[float] = []
        self._screens: list[tuple[int, int]] = []
        self._look_s = 0.0

    def open(self) -> None:
        os.environ.setdefault("SDL_WINDOWS_NO_CLOSE_ON_ALT_F4", "1")
        os.environ.setdefault("SDL_VIDEO_MINIMIZE_ON_FOCUS_LOSS", "0")
        super().open()
        self._chord = Chord(self.config.chord, self.config.chord_s)
        self._screens = pygame.display.get_desktop_sizes()
        pygame.mouse.set_visible(False)
        if self.config.fullscreen:
            pygame.event.set_grab(True)

    def close(self) -> None:
        self._heart.stop()
        super().close()

    # -- hooks of the window -----------------------------------------------------------------------------------

    def allowed(self, name: str) -> bool:
        if name == "menu":
            return self.session.entrance.there
        return name.partition(":")[0] not in FORBIDDEN and (name != "language" or len(self.config.languages) > 1)

    def patient(self) -> bool:
        return super().patient() or self.idle.phase == "attract"

    def touched(self) -> None:
        self._touched = True

    def frame(self, elapsed_s: float) -> None:
        """Raises SceneFileError if no scene can be played."""
        session = self.session
        if session.worker.refusal is not None and len(session.files) > 1:
            self._leave_out(self._opening, str(session.worker.refusal))
            self._opening, session.worker.refusal = next(iter(session.files)), None
            session.load(self._opening)
        super().frame(elapsed_s)

    def before_frame(self, elapsed_s: float) -> None:
        self._clock_s += elapsed_s
        self._beat()
        self._look_at_screens(elapsed_s)
        if self._chord.tick(elapsed_s):
            self.staff_left, self.session.running = True, False
        self._hide_cursor(elapsed_s)
        if self.session.stage is not None:
            self._heed_idle(elapsed_s)
        super().before_frame(elapsed_s)
        if self.session.snapshot is not None and self.session.tour.voted is not None:
            self.poll.cast(self.session.snapshot.scene_file, self.session.tour.voted)
        self._touched = False

    def draw_over(self, canvas: pygame.Surface) -> bool:
        session, config = self.session, self.config
        if session.stage is None or session.snapshot is None:
            return False
        layout = session.stage.layout
        if self.idle.phase == "attract":
            language = session.words.language
            line = session.tour.line(session.snapshot, language) if isinstance(session.tour, AttractTour) else ""
            draw_attract(canvas, layout, self.type, session.snapshot, language, self._clock_s, line)
        elif self.idle.phase == "asking":
            own = session.words.language
            languages = [own, *(code for code in config.languages if code != own)]
            draw_countdown(canvas, layout.box, self.type, languages, self.idle.left_s, self.idle.countdown_s)
        else:
            return False
        return True

    # -- what people do ----------------------------------------------------------------------------------------

    def _heed(self, event: pygame.event.Event) -> bool:
        """While nobody is there, or the question is up, a touch only wakes."""
        self._chord.heed(event)
        if event.type == pygame.MOUSEMOTION and not getattr(event, "touch", False):
            self._still_s = 0.0
        if self.idle.phase == "visitor" or event.type not in WAKING:
            return super()._heed(event) and self.idle.phase == "visitor"
        return True

    def prepared(self) -> None:
        session, languages = self.session, self.config.languages
        session.words.available = {code: session.words.available[code] for code in languages}
        session.scene_names = list(session.files)
        for name in session.scene_names[1:]:  # a file may have changed since the kiosk was started
            self._check(name)
        if self.config.menu:
            opened(session.entrance, session.scene_names, lambda error: log.error("there is no menu: %s", error))
        self._attract()

    def _heed_idle(self, elapsed_s: float) -> None:
        change = self.idle.tick(elapsed_s, self._touched)
        if change is None or self.session.stage is None:
            return
        if change == "came":
            self.visits += 1
            self.poll.next_visit()
            self.start_over()
        elif change == "left":
            self._put_back()
            self._attract()
            give_back()
        self.session.stage.invalidate()

    def start_over(self) -> None:
        """Everything as the first visitor of the day finds it: menu, language, scene, parameters, sound, text size,
        seed."""
        session = self.session
        self._put_back()
        session.load(self._first())
        if session.snapshot is not None:
            session.entrance.show(fresh=True, leaves=session.snapshot.telling)

    def _first(self) -> str:
        first, files = self.config.first_scene, self.session.files
        return first if first in files else next(iter(files))

    def _put_back(self) -> None:
        """All but the scene, which takes its parameters and its seed from the settings whenever it is loaded."""
        config, stage = self.config, self.session.stage
        self.session.help = False
        self.session.focus.drop()
        self.session.missions.forget()
        self.session.entrance.close()
        self.session.entrance.chapter = None
        self.session.tour = Tour(self.session.scene_names, asking_s=ASKING_S)
        if stage is not None:
            stage.panels.drawer = ""
            stage.box.view.reset()
            stage.box.stop_following()
            stage.box.marks.on = stage.box.field.on = False
            stage.box.forces.mode = ""
        self.session.restore(
            Settings(
                language=config.language,
                text_scale=config.text_scale,
                high_contrast=config.high_contrast,
                reduced_motion=config.reduced_motion,
                sound=config.sound,
                questions=config.questions,
                depth=config.depth,
            )
        )

    def _attract(self) -> None:
        """Let scenes pass by, without sound."""
        self.session.restore(replace(self.session.settings, sound=False))
        playing = self.session.snapshot.telling if self.session.snapshot is not None else None
        self.session.tour = AttractTour(self.config, self.session.files, self.speak, self._look_at, playing)
        self.session.tour.begin()

    def _tally(self) -> tuple[int, int] | None:
        snapshot, voted = self.session.snapshot, self.session.tour.voted
        return None if snapshot is None or voted is None else self.poll.tally(snapshot.scene_file.name, voted)

    def _look_at(self, what: str) -> None:
        """What passers-by see of the ions."""
        stage = self.session.stage
        if stage is not None:
            stage.box.marks.on = what == "excess"
            stage.invalidate()

    def speak(self, language: str) -> None:
        """Change the language and nothing else."""
        self.session.restore(replace(self.session.settings, language=language))

    def _hide_cursor(self, elapsed_s: float) -> None:
        self._still_s += elapsed_s
        visible = self._still_s < self.config.cursor_s and self._clock_s > self._still_s
        if visible != pygame.mouse.get_visible():
            pygame.mouse.set_visible(visible)

    # -- what goes wrong ---------------------------------------------------------------------------------------

    def _beat(self) -> None:
        """Raises SimulationLost if the thread is gone; a thread that hangs merely stops the heart."""
        worker = self.session.worker
        if self.session.running and not worker.is_alive():
            raise SimulationLost("the simulation's thread has ended")
        self._heart.frame(worker.beats, worker.progress is not None, self.visits, self.poll.since)

    def told(self, notice: Notice) -> None:
        """A simulation that has stopped starts again by itself. Raises SimulationLost if that does not help."""
        if notice.kind != "stopped":
            session = self.session
            wrong = [name for name in {*session.asked} if name in session.files and not self._check(name)]
            if not wrong:
                super().told(notice)
            elif session.playing in wrong and not session.tour.active:
                session.load(self._first())
            return
        log.error("the simulation stopped: %s", notice.text)
        self._failed_at = [at for at in self._failed_at if self._clock_s - at < FAILURES_S] + [self._clock_s]
        if len(self._failed_at) > FAILURES_FORGIVEN or self.session.stage is None:
            raise SimulationLost(notice.text)
        self.start_over()

    def _check(self, name: str) -> bool:
        """Whether a scene can be played; one that cannot is left out from now on, unless there is no other."""
        files = self.session.files
        found = wrong_with(files[name], self.config)
        if found and len(files) > 1:
            self._leave_out(name, "; ".join(found))
        return not found

    def _leave_out(self, name: str, why: str) -> None:
        log.error("the scene '%s' is left out: %s", name, why)
        session = self.session
        del session.files[name]
        session.scene_names = list(session.files)
        session.tour.drop(name)

    def _look_at_screens(self, elapsed_s: float) -> None:
        """Raises DisplayChanged when a screen was unplugged, plugged in or turned: a new window fits it."""
        self._look_s += elapsed_s
        if self._look_s < DISPLAY_LOOK_S:
            return
        self._look_s = 0.0
        screens = pygame.display.get_desktop_sizes()
        if self.config.fullscreen and screens != self._screens:
            raise DisplayChanged(f"screens were {self._screens}, are {screens}")


def main(arguments: list[str]) -> int:
    """Play until staff leave, the watchdog is gone, or something goes wrong; returns the exit code."""
    pipe = take_pipe()
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    faulthandler.enable()
    config = KioskConfig.model_validate_json(arguments[0])
    app = KioskApp(config, pipe, from_plain(json.loads(arguments[1])) if len(arguments) > 1 else None)
    threading.Thread(target=_follow_watchdog, args=(app,), daemon=True).start()
    try:
        app.open()
        app.run(time.perf_counter())
    except (NoDisplay, DisplayChanged) as error:
        log.error("display: %s", error)
        return EXIT_DISPLAY
    except Exception as error:
        if app.session.worker.refusal is not None:
            print(error, file=sys.stderr)
            return EXIT_REFUSED
        log.exception("the exhibit failed")
        return 1
    finally:
        app.close()
    return EXIT_STAFF if app.staff_left else 0


def _follow_watchdog(app: KioskApp) -> None:
    """Standard input ends when the watchdog ends, whichever way; a window without one must not stay."""
    sys.stdin.buffer.read()
    app.session.running = False
    time.sleep(GOODBYE_S)
    os._exit(1)


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stderr.flush()
    os._exit(code)  # without waiting for threads that may hang
