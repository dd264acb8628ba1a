"""A visitor's own points on a chart: diamonds, which nothing else is there."""

import pygame

from render.playback.comparison import Comparison
from render.playback.counted.tries import Point
from render.style import theme
from render.style.marks import draw_diamond


def own_points(comparison: Comparison) -> tuple[Point, ...]:
    return comparison.hand.points if comparison.hand is not None else ()


def draw_own(
    surface: pygame.Surface, place: tuple[float, float], half: float, unit: float, newest: bool, across: bool = False
) -> None:
    """A point with half its interval, pixels. across: the interval lies along x, as on bars; newest: in full colour."""
    x, y = place
    cap, thick, radius = max(3, round(6 * unit)), max(1, round(2 * unit)), max(5, round(9 * unit))
    along = (half, 0.0) if across else (0.0, half)
    upright = (0.0, cap) if across else (cap, 0.0)
    pygame.draw.line(surface, theme.HAND, (x - along[0], y - along[1]), (x + along[0], y + along[1]), thick)
    for sign in (-1, 1):
        end = x + sign * along[0], y + sign * along[1]
        before, after = (end[0] - upright[0], end[1] - upright[1]), (end[0] + upright[0], end[1] + upright[1])
        pygame.draw.line(surface, theme.HAND, before, after, thick)
    draw_diamond(surface, place, radius, theme.HAND, thick, theme.HAND if newest else theme.PANEL)
    draw_diamond(surface, place, 2, theme.INK)


def draw_frame(surface: pygame.Surface, place: tuple[float, float], radius: float, unit: float) -> None:
    """The diamond round a mark that has a look of its own."""
    draw_diamond(surface, place, 1.9 * radius, theme.HAND, max(1, round(2 * unit)))
