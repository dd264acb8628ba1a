"""The button beside the voltage that writes it down: a dot, and round it how much of the measurement is over."""

import math

import pygame

from render.controls import NOTE, Button
from render.panels.buttons import Look
from render.playback.counted.noting import NoteView
from render.style import theme
from render.style.layout import button_height
from render.style.marks import draw_focus
from render.style.text import Typesetter

GAP = 12  # units, between figures and button
LEVELS = 60  # steps of the ring, for each is a painting


def level_of(note: NoteView | None) -> tuple[bool, int] | None:
    """How far a measurement is, as finely as the ring shows it."""
    return None if note is None else (note.settling, round(LEVELS * note.share))


class RecordButton:
    """width: pixels that it takes of the figures' room, 0 where there is none."""

    def __init__(self, type_: Typesetter) -> None:
        self.type = type_
        self._button: Button | None = None

    def place(self, panel: pygame.Rect, there: bool) -> list[Button]:
        """At the upper right of the panel of the voltage, if it is there at all."""
        unit = self.type.unit
        side = max(theme.MIN_TOUCH, round(0.94 * button_height(unit)))
        room = pygame.Rect(0, 0, side, side)
        room.topright = panel.right - round(12 * unit), panel.top + round(10 * unit)
        self._button = Button(NOTE, room) if there and panel.contains(room) else None
        return [] if self._button is None else [self._button]

    @property
    def width(self) -> int:
        return 0 if self._button is None else self._button.rect.width + round(GAP * self.type.unit)

    def draw(self, surface: pygame.Surface, look: Look, note: NoteView | None) -> None:
        """note: the measurement that runs."""
        if self._button is None:
            return
        rect, unit = self._button.rect, self.type.unit
        fill = theme.BUTTON_HOVER if look.hovered else theme.BUTTON
        pygame.draw.rect(surface, fill, rect, border_radius=round(8 * unit))
        radius, thick = round(0.38 * rect.width), max(3, round(5 * unit))
        pygame.draw.circle(surface, theme.FAINT, rect.center, radius, max(1, thick // 2))
        counting = note is not None and not note.settling
        pygame.draw.circle(surface, theme.HAND if counting else theme.WARNING, rect.center, max(4, round(0.4 * radius)))
        if note is not None and note.share > 0:
            _ring(surface, rect.center, radius, thick, note.share, theme.HAND if counting else theme.DIM)
        if look.focused:
            draw_focus(surface, rect, unit)


def _ring(
    surface: pygame.Surface, centre: tuple[int, int], radius: int, thick: int, share: float, colour: theme.Colour
) -> None:
    """A part of a ring, from the top on, clockwise."""
    steps = max(2, round(LEVELS * share))
    for n in range(steps + 1):
        angle = math.tau * share * n / steps - math.pi / 2
        dot = centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)
        pygame.draw.circle(surface, colour, dot, thick / 2)
