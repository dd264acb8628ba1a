"""Films and pictures without a display: the window's own picture, drawn frame by frame at exact simulated times.

Time stands still under the question that opens a scene. From there on pace / fps of simulated time, to the macro-step,
and 1 / fps seconds of motion on screen lie between two frames, however long it takes to draw them.
The same scene and seed make the same film.
"""

import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pygame
from numpy.typing import NDArray

from render.device.window import SMALLEST
from render.film.encoders import ENCODERS, Encoder
from render.playback.messages import Notice
from render.playback.player import Player
from render.playback.preparation import Preparation
from render.playback.snapshot import Snapshot
from scenes.study.output import Output, OutputError, problem

if TYPE_CHECKING:
    from render.playback.messages import Message
    from scenes import SceneFile

GIF_MAX_FPS = 50  # browsers show anything faster at 10 frames a second


@dataclass(frozen=True)
class Film:
    """What to record. seconds: length on screen; size: width and height in pixels; opening: begin with the question;
    depth: one of settings.DEPTHS."""

    scene_file: "SceneFile"
    seconds: float = 20.0
    fps: int = 30
    size: tuple[int, int] = (1280, 720)
    language: str = "en"
    seed: int | None = None
    threads: int | None = None
    opening: bool = True
    depth: str = "laboratory"

    @property
    def frames(self) -> int:
        return max(1, round(self.seconds * self.fps))


def problems(film: Film, file: Path) -> list[str]:
    """What keeps this film from being written to this file, each as option and expectation; empty if nothing."""
    found = []
    suffix = file.suffix.lower()
    if suffix not in ENCODERS:
        found.append(f"--out: expected a name that ends in {', '.join(ENCODERS)}, got '{file}'")
    if suffix == ".mp4" and any(side % 2 for side in film.size):
        found.append(f"--size: expected even numbers for .mp4, got {film.size[0]}x{film.size[1]}")
    if suffix == ".gif" and film.fps > GIF_MAX_FPS:
        found.append(f"--fps: expected at most {GIF_MAX_FPS} for .gif, got {film.fps}")
    if any(side < least for side, least in zip(film.size, SMALLEST, strict=True)):
        found.append(f"--size: expected at least {SMALLEST[0]}x{SMALLEST[1]}, got {film.size[0]}x{film.size[1]}")
    if wrong := problem(file):
        found.append(f"--out: {wrong}")
    return found


def record(film: Film, file: Path, told: Callable[[int, int], None] = lambda done, of: None) -> None:
    """Write a film (.mp4, .gif) or its last frame (.png); the file appears only when it is complete.

    told: called with how many steps are done of how many. Raises OSError if it cannot be written, NoDisplay never.
    """
    encoder_type = ENCODERS[file.suffix.lower()]
    passes = encoder_type.passes
    with Output(file, "--out") as output:
        try:
            with contextlib.closing(encoder_type(output.part, film.size, film.fps)) as encoder:
                for n, picture in enumerate(pictures(film, encoder.wants_all)):
                    if picture is not None:
                        encoder.add(picture)
                    told(n + 1, passes * film.frames)
                encoder.finish(lambda done: told(film.frames + done, passes * film.frames))
        except OSError as error:
            raise OutputError(f"--out: '{file}' cannot be written: {error.strerror or error}") from error
    if output.trouble:
        raise OutputError(output.trouble)


def pictures(film: Film, all_of_them: bool = True) -> Iterator[pygame.Surface | None]:
    """Every frame as it would be on screen, valid until the next; all_of_them: else None for all but the last."""
    from render.app import App
    from render.session import Session

    os.environ["SDL_VIDEODRIVER"] = os.environ["SDL_AUDIODRIVER"] = "dummy"
    os.environ["SDL_NO_SIGNAL_HANDLERS"] = "1"  # it would make a wish to close the window of what is to end the program
    session = Session(film.scene_file, film.seed, film.threads, film.language, film.size, depth=film.depth)
    session.restore(replace(session.settings, questions=False))  # nobody is there to answer
    footage = Footage(film)
    session.worker = footage  # type: ignore[assignment]
    app = App(session)
    try:
        app.open()
        if not film.opening:
            session.opening_s = 0.0
            footage.prepare()
            for _ in range(2):  # the first has nothing to open yet
                app.frame(0.0)
        moved = 0
        for n in range(film.frames):
            footage.show(moved)
            app.frame(1 / film.fps)
            moved += footage.released == footage.player.telling
            yield session.window.canvas if all_of_them or n + 1 == film.frames else None
    finally:
        app.close()


class Footage:
    """Stands where the window expects the simulation's thread, and moves only when told which frame is next."""

    def __init__(self, film: Film) -> None:
        self.film = film
        self.player = Player(film.seed, film.threads, self._refuse)
        self.progress: Preparation | None = None
        self.placed, self.drawable = False, True
        self.refusal: Exception | None = None
        self.ready = False
        self.beats = 0
        self.tick_ms = 0.0  # of no account: a film has no clock
        self._snapshot = Snapshot()
        self._events: list[NDArray[np.void]] = []
        self._notices: deque[Notice] = deque()
        self._shown = -1
        self.released: int | None = 0

    def prepare(self) -> None:
        """Put the scene at its beginning."""
        if not self.ready:
            self.player.open(self.film.scene_file)
            self.player.publish(self._snapshot, self.player.pace)
            self.ready = True

    def show(self, frame: int) -> None:
        """Move on to the time of a frame; frames come in order, from 0."""
        self.prepare()
        while self._shown < frame:
            self._shown += 1
            if self._shown:
                self._advance()
        self._events += self.player.take_events()
        self.player.publish(self._snapshot, self.player.pace)

    def _advance(self) -> None:
        if self.player.part_over:
            self.player.go_on()
        self.player.advance(self.player.pace / self.film.fps)

    def _refuse(self, text: str) -> None:
        self._notices.append(Notice("refused", text))

    # -- what the window asks of a simulation's thread ---------------------------------------------------------

    def start(self) -> None:
        self.prepare()

    def stop(self, wait_s: float = 0.0) -> None:
        pass

    def is_alive(self) -> bool:
        return True

    def post(self, message: "Message") -> None:
        """A film has no visitor."""

    def newest(self) -> Snapshot | None:
        return self._snapshot if self.ready else None

    def take_events(self) -> list[NDArray[np.void]]:
        taken, self._events = self._events, []
        return taken

    def take_notice(self) -> Notice | None:
        return self._notices.popleft() if self._notices else None


__all__ = ["Encoder", "Film", "Footage", "pictures", "problems", "record"]
