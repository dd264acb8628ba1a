"""What is said about a control or a panel, and where that is."""

import pygame

from render import controls
from render.panels.buttons import action_words, key_shown
from render.panels.focus import SLIDER
from render.panels.panels import Panels
from render.panels.tray.offers import BUILD


def of_control(panels: Panels, name: str) -> tuple[str, pygame.Rect] | None:
    """What a button or a slider does, by its name; None for one that is not there."""
    rect, words = panels.rect_of(name), panels.words
    if rect is None:
        return None
    if name.startswith(SLIDER):
        table = panels.layout.table
        if table is not None and name[len(SLIDER) :] in panels.sliders.cells:
            rect = table  # above all rows, for each is set beside the others
        return panels.sliders.words(name[len(SLIDER) :], words), rect
    if name.startswith(f"{BUILD}:"):
        return panels.tray.words(name, words), rect
    key = key_shown(controls.BY_NAME[name], words)
    return action_words(name, words) + (f" ({key})" if key else ""), rect


def of_part(panels: Panels, px: tuple[int, int]) -> tuple[str, pygame.Rect] | None:
    """What the panel at a place shows; None where there is none."""
    part = panels.part_at(px)
    return (panels.words(f"ui.about.{part}"), panels.layout.parts[part]) if part else None
