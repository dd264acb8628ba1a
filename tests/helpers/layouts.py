"""The window's panels drawn without a window, with all text in them and the places it takes."""

import itertools
from functools import cache

import pygame

from render.panels.panels import Panels
from render.playback.snapshot import Snapshot
from render.stage import Stage
from render.style.layout import lay_out
from render.style.text import Typesetter
from render.style.words import Words

SIZES = [(1280, 720), (1920, 1080), (3840, 2160), (1080, 1920)]


def painted(
    snapshot: Snapshot, size: tuple[int, int], language: str, scale: float = 1.0, drawer: str = ""
) -> tuple[Stage, list[tuple[str, pygame.Rect]]]:
    """A frame, and all text in it with the places it takes."""
    words = Words(language)
    words.open()
    stage = Stage(Typesetter(1.0), words)
    stage.panels.text_scale, stage.panels.drawer = scale, drawer
    stage.panels.place_in_list = "3 / 9"
    stage.type.placed = []
    stage.show(pygame.Surface(size, 0, 32), snapshot, [], 1 / 60)
    return stage, stage.type.placed


def painted_panels(
    snapshot: Snapshot,
    size: tuple[int, int],
    language: str,
    scale: float = 1.0,
    drawer: str = "",
    depth: str = "laboratory",
) -> Panels:
    """All but the box of ions, with the text noted in panels.type.placed."""
    words = Words(language)
    words.open()
    unit = lay_out(size).unit
    panels = Panels(typesetter(unit, scale), words)
    panels.text_scale, panels.drawer, panels.place_in_list = scale, drawer, "13 / 29"
    panels.depth = depth
    layout = panels.lay_out(size, snapshot)
    assert layout.unit == unit
    panels.type.placed = []
    panels.type.grounds.clear()
    panels.fit(layout, snapshot)
    panels.show(screen(size), snapshot, 1.0)
    return panels


@cache
def typesetter(unit: float, scale: float) -> Typesetter:
    """Opening fonts takes long: one for all frames of a size."""
    type_ = Typesetter(1.0)
    type_.resize(unit, scale)
    return type_


@cache
def screen(size: tuple[int, int]) -> pygame.Surface:
    return pygame.Surface(size, 0, 32)


def problems_of(panels: Panels, least_px: int) -> list[str]:
    """What overlaps, leaves its panel or is too small."""
    found = []
    placed = panels.type.placed or []
    boxes = [*panels.layout.parts.values(), *(button.rect for button in panels.buttons)]
    for text, rect in placed:
        if not any(box.contains(rect) for box in boxes):
            found.append(f"{text!r} at {rect} leaves its panel")
        if rect.height < least_px:
            found.append(f"{text!r} at {rect} is too small to read")
    for (text, one), (other_text, other) in itertools.combinations(placed, 2):
        if one.colliderect(other):
            found.append(f"{text!r} {one} and {other_text!r} {other} overlap")
    return found
