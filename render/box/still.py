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
    places, colours = list[NDArray[np.int64]](), list[tuple[int, int, int]]()
    crisp: list[tuple[pygame.Surface, tuple[int, int]]] = []
    for k, symbol in enumerate(snapshot.symbols):
        those = slice(int(snapshot.start[k]), int(snapshot.start[k] + snapshot.count[k]))
        x = camera.left + snapshot.x[those] * camera.px_per_nm
        y = camera.middle - snapshot.y[those] * camera.px_per_nm
        places.append(_places(x, y, zoom, cells))
        colours.append(species_style(symbol, snapshot.valence[symbol]).colour)
        picture = sprites.ion_surface(symbol, snapshot.valence[symbol], radius_px)
        depth = _depth(snapshot.ident[those])
        half = picture.get_width() // 2
        for n in np.flatnonzero((depth >= low) & (depth < high)):
            crisp.append((picture, (round(x[n]) - half, round(y[n]) - half)))
    surface = pygame.surfarray.make_surface(_lit(places, light * np.array(colours), cells))
    return Still(key, pygame.transform.scale_by(surface, zoom), crisp)


def _places(x: NDArray[np.float32], y: NDArray[np.float32], zoom: int, cells: tuple[int, int]) -> NDArray[np.int64]:
    """int64[those within]: the cells that these pixels lie in, column by column."""
    column, row = (x // zoom).astype(np.int64), (y // zoom).astype(np.int64)
    there = (column >= 0) & (column < cells[0]) & (row >= 0) & (row < cells[1])
    return np.asarray(column[there] * cells[1] + row[there])


def _lit(places: list[NDArray[np.int64]], light: NDArray[np.float64], cells: tuple[int, int]) -> NDArray[np.uint8]:
    """uint8[cells, 3]: light[species, 3] of each ion added in its cell, one colour after the other: most cells are
    dark."""
    everywhere = np.concatenate(places)
    species = np.repeat(np.arange(len(places)), [len(some) for some in places])
    sea = np.empty((cells[0] * cells[1], 3), np.uint8)
    for colour in range(3):
        sums = np.bincount(everywhere, light[species, colour], len(sea))
        sea[:, colour] = np.minimum(sums, 255, out=sums)
    return sea.reshape(*cells, 3)


def draw_still(target: pygame.Surface, place: tuple[int, int], ground: pygame.Surface, still: Still) -> None:
    """Draw background, sea and crisp ions at `place` on the target."""
    before = target.get_clip()
    target.set_clip(pygame.Rect(place, ground.get_size()))
    target.blit(ground, place)
    target.blit(still.light, place, special_flags=pygame.BLEND_RGB_ADD)
    for picture, (x, y) in still.crisp:
        target.blit(picture, (x + place[0], y + place[1]), special_flags=pygame.BLEND_PREMULTIPLIED)
    target.set_clip(before)
