"""The mark of a mission beside its line: a ring that closes while the goal holds, a tick once it is done. Quiet: it
neither moves by itself nor flashes."""

from functools import lru_cache
from math import tau

import pygame

from render.playback.play.missions import Missions
from render.style import theme
from render.style.icons import Pen
from render.style.words import Words

LEVELS = 16  # of the ring: each is a painting
SHARE = 0.62  # of the height that the mark takes


def level(missions: Missions) -> int:
    """How far the ring is closed, 0 to LEVELS; one more for the tick."""
    return LEVELS + 1 if missions.won else round(LEVELS * missions.held)


def mission_line(missions: Missions, words: Words) -> str:
    """What stands in place of the caption: the hint once it is due, then the last word; "" for none."""
    line = missions.line(words.language)
    if missions.won:
        return line or words("ui.mission.won")
    return words("ui.mission.hint", hint=line) if line else ""


def draw_mark(surface: pygame.Surface, rect: pygame.Rect, missions: Missions) -> pygame.Rect:
    """At the left of a caption's panel; returns the room that is left beside it."""
    side = round(SHARE * min(rect.height, rect.width // 6))
    mark = _mark(side, level(missions), theme.FOCUS, theme.FAINT)
    room = pygame.Rect(rect.left, rect.top, round(1.5 * side), rect.height)
    surface.blit(mark, mark.get_rect(center=room.center))
    return pygame.Rect(room.right, rect.top, rect.right - room.right, rect.height)


@lru_cache(maxsize=64)
def _mark(side: int, reached: int, colour: theme.Colour, faint: theme.Colour) -> pygame.Surface:
    pen = Pen(side, colour)
    pen.colour = faint
    pen.ring(0.5, 0.5, 0.42, 0.09)
    pen.colour = colour
    if reached:
        pen.ring(0.5, 0.5, 0.42, 0.09, -tau / 4, tau * (min(reached, LEVELS) / LEVELS - 0.25))
    if reached > LEVELS:
        pen.line((0.3, 0.52), (0.45, 0.67), (0.72, 0.36), width=0.11)
    return pygame.transform.smoothscale(pen.surface, (side, side))
