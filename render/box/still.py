"""Ions at rest, drawn once without kernels: what is seen of a scene while these are being compiled."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pygame
from numpy.typing import NDArray

from render.box.camera import Camera
from render.box.kernels.focus import mixed
from render.playback.snapshot import Snapshot
from render.style import sprites
from render.style.theme import species_style

SEA_LIGHT = 0.11  # mean brightness of the sea against the colour of its ions

_depth = getattr(mixed, "py_func", mixed)  # the function that is compiled, as numpy runs it

Slice = Callable[[int], tuple[np.uint32, np.uint32]]  # of how many ions: between which depths they are crisp


@dataclass
class Still:
    """key: what it was drawn for; light: the sea, to be added; crisp: surfaces and where their corners lie."""

    key: tuple[object, ...]
    light: pygame.Surface
    crisp: list[tuple[pygame.Surface, tuple[int, int]]]


def still_of(
    snapshot: Snapshot,
    camera: Camera,
    size: tuple[int, int],
    zoom: int,
    radius_px: float,
    in_focus: Slice,
    before: Still | None = None,
) -> Still:
    """The picture of a snapshot's ions; the one before if it is the same. zoom: pixels a cell of the sea."""
    key = snapshot.generation, snapshot.serial, camera, size, zoom, radius_px
    if before is not None and before.key == key:
        return before
    cells = -(-size[0] // zoom), -(-size[1] // zoom)
    total = int(snapshot.count.sum())
    low, high = in_focus(total)
    seen = camera.picture[2] * camera.picture[3]
    light = float(np.clip(SEA_LIGHT * seen / (total * zoom * zoom + 1e-9), 0.01, 0.9))
    sea = np.zeros((*cells, 3))
    crisp: list[tuple[pygame.Surface, tuple[int, int]]] = []
    for k, symbol in enumerate(snapshot.symbols):
        those = slice(int(snapshot.start[k]), int(snapshot.start[k] + snapshot.count[k]))
        x = camera.left + snapshot.x[those] * camera.px_per_nm
        y = camera.middle - snapshot.y[those] * camera.px_per_nm
        lit = _counted(x, y, zoom, cells) * light
        sea += lit[..., None] * np.array(species_style(symbol, snapshot.valence[symbol]).colour)
        picture = sprites.ion_surface(symbol, snapshot.valence[symbol], radius_px)
        depth = _depth(snapshot.ident[those])
        half = picture.get_width() // 2
        for n in np.flatnonzero((depth >= low) & (depth < high)):
            crisp.append((picture, (round(x[n]) - half, round(y[n]) - half)))
    surface = pygame.surfarray.make_surface(np.minimum(sea, 255).astype(np.uint8))
    return Still(key, pygame.transform.scale_by(surface, zoom), crisp)


def _counted(x: NDArray[np.float32], y: NDArray[np.float32], zoom: int, cells: tuple[int, int]) -> NDArray[np.int64]:
    """int64[cells]: how many of these pixels lie in each cell."""
    column, row = (x // zoom).astype(np.int64), (y // zoom).astype(np.int64)
    there = (column >= 0) & (column < cells[0]) & (row >= 0) & (row < cells[1])
    place = column[there] * cells[1] + row[there]
    return np.bincount(place, minlength=cells[0] * cells[1]).reshape(cells)


def draw_still(target: pygame.Surface, place: tuple[int, int], ground: pygame.Surface, still: Still) -> None:
    """Draw background, sea and crisp ions at `place` on the target."""
    before = target.get_clip()
    target.set_clip(pygame.Rect(place, ground.get_size()))
    target.blit(ground, place)
    target.blit(still.light, place, special_flags=pygame.BLEND_RGB_ADD)
    for picture, (x, y) in still.crisp:
        target.blit(picture, (x + place[0], y + place[1]), special_flags=pygame.BLEND_PREMULTIPLIED)
    target.set_clip(before)
