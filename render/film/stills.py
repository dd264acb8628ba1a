"""The pictures of the menu, each a moment of a run: `python -m render.film.stills` makes them anew from chapters.toml.

The same seed gives the same ions, so a picture shows what its scene shows at that time, without its words.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pygame

from render.box.picture import BoxPicture
from render.panels.entrance.menu import PICTURES
from render.playback.player import Player
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.text import Typesetter
from render.style.words import Words
from scenes import load
from scenes.entrance.chapters import Picture, chapters
from scenes.entrance.pieces import Piece, cut
from scenes.scene_file import Text

SIZE = (640, 400)
SEED = 0
STEPS_S = 1 / 30  # from one drawn frame to the next
DRAWN_S = 1.5  # before the moment, so that what fades in or leaves a trail has done so
LEVELS = 16  # grey levels that are one: nobody sees it, and the file is a third


class Wordless(BoxPicture):
    """The box of ions without the names and numbers over it."""

    def _draw(self, screen: pygame.Surface, snapshot: Snapshot, moved: bool) -> None:
        self._draw_matter(screen, snapshot, moved)


def still(picture: Picture, size: tuple[int, int] = SIZE, changes: Sequence[str] = ()) -> pygame.Surface:
    """The picture of a chapter. changes: of the scene, as for `load`. Raises SceneFileError."""
    whole = load(picture.scene, changes)
    span = (picture.from_ns, max(picture.at_ns, picture.from_ns + whole.scene.macro_step_ns))
    file = replace(
        cut(whole, Piece(picture.scene, Text(), (span,), whole.pace_ns_per_s)), camera=(picture.shot,), zoom=1.0
    )
    player, snapshot, words = Player(SEED, None), Snapshot(), Words("en")
    words.open()
    box = Wordless(Typesetter(size[0] / 1316), words)
    box.calm = True  # the view stands still
    box.marks.on = picture.show == "excess"
    surface = pygame.Surface(size, 0, 32)
    player.open(file)
    step_ns, length_ns = STEPS_S * player.pace, span[1] - span[0]
    frames, drawn = max(1, round(length_ns / step_ns)), round(DRAWN_S / STEPS_S)
    for n in range(frames):
        player.advance(step_ns)
        events = player.take_events()
        player.publish(snapshot)
        if n == max(frames - drawn, 0):
            box.fit(surface.get_rect(), snapshot)
        if n >= frames - drawn:
            box.show(surface, snapshot, events, STEPS_S)
    if picture.show == "trace":
        _draw_trace(surface, snapshot)
    return surface


def _draw_trace(surface: pygame.Surface, snapshot: Snapshot) -> None:
    """The voltage so far, over all the width and two thirds of the height."""
    mV = snapshot.trace.mean
    known = np.isfinite(mV)
    low, high = float(mV[known].min()), float(mV[known].max())
    width, height = surface.get_size()
    x = np.linspace(0, width, int(known.sum()))
    y = height * (0.84 - 0.68 * (mV[known] - low) / max(high - low, 1.0))
    points = np.column_stack((x, y)).tolist()
    pygame.draw.lines(surface, theme.INK, False, points, 14)
    for across in range(-2, 3):
        pygame.draw.lines(surface, theme.VOLTAGE, False, [(a, b + across) for a, b in points], 3)


def plain(picture: pygame.Surface) -> pygame.Surface:
    """With fewer shades."""
    copy = pygame.Surface(picture.get_size(), 0, 24)
    levels = pygame.surfarray.array3d(picture).astype(np.int16)
    rounded = np.clip((levels + LEVELS // 2) // LEVELS * LEVELS, 0, 255).astype(np.uint8)
    pygame.surfarray.blit_array(copy, rounded)
    return copy


def main(folder: Path = PICTURES) -> int:
    """Write all pictures."""
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    pygame.display.init()
    folder.mkdir(parents=True, exist_ok=True)
    for chapter in chapters():
        if chapter.picture is not None:
            file = folder / f"{chapter.picture.scene}.png"
            pygame.image.save(plain(still(chapter.picture)), str(file))
            print(f"{file}: {file.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
