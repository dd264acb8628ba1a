"""The drawings on the buttons: a few strokes each in a unit square, smoothed by drawing them larger."""

import itertools
import math
from collections.abc import Callable
from functools import lru_cache

import pygame

from render.style.theme import Colour

SMOOTHING = 4
Point = tuple[float, float]


class Pen:
    """Draws in a unit square, x to the right, y down."""

    def __init__(self, side: int, colour: Colour) -> None:
        self.side = side * SMOOTHING
        self.surface = pygame.Surface((self.side, self.side), pygame.SRCALPHA, 32)
        self.surface.fill((*colour, 0))
        self.colour = colour

    def shape(self, *points: Point) -> None:
        pygame.draw.polygon(self.surface, self.colour, [(x * self.side, y * self.side) for x, y in points])

    def bar(self, left: float, top: float, right: float, bottom: float) -> None:
        self.shape((left, top), (right, top), (right, bottom), (left, bottom))

    def line(self, *points: Point, width: float = 0.1) -> None:
        thick = width * self.side
        for (x0, y0), (x1, y1) in itertools.pairwise(points):
            length = math.hypot(x1 - x0, y1 - y0) or 1.0
            nx, ny = -(y1 - y0) / length * width / 2, (x1 - x0) / length * width / 2
            self.shape((x0 + nx, y0 + ny), (x1 + nx, y1 + ny), (x1 - nx, y1 - ny), (x0 - nx, y0 - ny))
        for x, y in points:
            pygame.draw.circle(self.surface, self.colour, (x * self.side, y * self.side), thick / 2)

    def disc(self, x: float, y: float, radius: float) -> None:
        pygame.draw.circle(self.surface, self.colour, (x * self.side, y * self.side), radius * self.side)

    def ring(
        self, x: float, y: float, radius: float, width: float = 0.1, start: float = 0, end: float = 2 * math.pi
    ) -> None:
        steps = 40
        angles = [start + (end - start) * n / steps for n in range(steps + 1)]
        self.line(*[(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles], width=width)


def _pause(pen: Pen) -> None:
    pen.bar(0.24, 0.16, 0.42, 0.84)
    pen.bar(0.58, 0.16, 0.76, 0.84)


def _play(pen: Pen) -> None:
    pen.shape((0.25, 0.12), (0.85, 0.5), (0.25, 0.88))


def _step(pen: Pen) -> None:
    pen.shape((0.16, 0.14), (0.62, 0.5), (0.16, 0.86))
    pen.bar(0.68, 0.14, 0.84, 0.86)


def _previous(pen: Pen) -> None:
    pen.line((0.62, 0.16), (0.28, 0.5), (0.62, 0.84), width=0.14)


def _next(pen: Pen) -> None:
    pen.line((0.38, 0.16), (0.72, 0.5), (0.38, 0.84), width=0.14)


def _replay(pen: Pen) -> None:
    pen.line((0.46, 0.2), (0.14, 0.5), (0.46, 0.8), width=0.14)
    pen.line((0.82, 0.2), (0.5, 0.5), (0.82, 0.8), width=0.14)


def _slower(pen: Pen) -> None:
    pen.bar(0.14, 0.43, 0.86, 0.57)


def _faster(pen: Pen) -> None:
    pen.bar(0.14, 0.43, 0.86, 0.57)
    pen.bar(0.43, 0.14, 0.57, 0.86)


def _reset(pen: Pen) -> None:
    pen.ring(0.5, 0.53, 0.34, 0.11, -0.2 * math.pi, 1.45 * math.pi)
    pen.shape((0.44, 0.02), (0.44, 0.38), (0.74, 0.2))


def _screenshot(pen: Pen) -> None:
    lens_hump = (0.34, 0.3), (0.4, 0.18), (0.6, 0.18), (0.66, 0.3)
    pen.line((0.1, 0.3), *lens_hump, (0.9, 0.3), (0.9, 0.82), (0.1, 0.82), (0.1, 0.3), width=0.09)
    pen.ring(0.5, 0.55, 0.15, 0.09)


def _fullscreen(pen: Pen) -> None:
    for x, y, dx, dy in ((0.14, 0.14, 1, 1), (0.86, 0.14, -1, 1), (0.14, 0.86, 1, -1), (0.86, 0.86, -1, -1)):
        pen.line((x + 0.26 * dx, y), (x, y), (x, y + 0.26 * dy), width=0.11)


def _quit(pen: Pen) -> None:
    pen.line((0.2, 0.2), (0.8, 0.8), width=0.13)
    pen.line((0.2, 0.8), (0.8, 0.2), width=0.13)


def _tour(pen: Pen) -> None:
    """A way from stop to stop."""
    pen.line((0.18, 0.8), (0.36, 0.42), (0.62, 0.62), (0.82, 0.22), width=0.08)
    for x, y in ((0.18, 0.8), (0.36, 0.42), (0.62, 0.62)):
        pen.disc(x, y, 0.1)
    pen.shape((0.68, 0.3), (0.9, 0.06), (0.92, 0.38))


def _excess(pen: Pen) -> None:
    pen.bar(0.08, 0.26, 0.48, 0.36)
    pen.bar(0.23, 0.11, 0.33, 0.51)
    pen.bar(0.54, 0.68, 0.94, 0.78)


def _field(pen: Pen) -> None:
    """Between two plates, the way a plus is drawn."""
    pen.bar(0.1, 0.06, 0.9, 0.15)
    pen.bar(0.1, 0.85, 0.9, 0.94)
    for x in (0.3, 0.7):
        pen.line((x, 0.26), (x, 0.56), width=0.09)
        pen.shape((x - 0.16, 0.52), (x + 0.16, 0.52), (x, 0.76))


def _forces(pen: Pen) -> None:
    """Up and down, equally long."""
    pen.line((0.28, 0.9), (0.28, 0.4), width=0.14)
    pen.shape((0.06, 0.42), (0.5, 0.42), (0.28, 0.08))
    pen.line((0.74, 0.1), (0.74, 0.6), width=0.14)
    pen.shape((0.52, 0.58), (0.96, 0.58), (0.74, 0.92))


def _follow(pen: Pen) -> None:
    pen.ring(0.5, 0.5, 0.28, 0.08)
    pen.disc(0.5, 0.5, 0.1)
    for x, y in ((0.5, 0.08), (0.5, 0.92), (0.08, 0.5), (0.92, 0.5)):
        pen.line((x, y), (0.5 + (x - 0.5) * 0.55, 0.5 + (y - 0.5) * 0.55), width=0.08)


def _sliders(pen: Pen) -> None:
    for y, x in ((0.2, 0.66), (0.5, 0.34), (0.8, 0.58)):
        pen.line((0.08, y), (0.92, y), width=0.07)
        pen.disc(x, y, 0.12)


def _options(pen: Pen) -> None:
    """A cog."""
    pen.ring(0.5, 0.5, 0.25, 0.14)
    for n in range(8):
        x, y = math.cos(n * math.pi / 4), math.sin(n * math.pi / 4)
        pen.line((0.5 + 0.3 * x, 0.5 + 0.3 * y), (0.5 + 0.4 * x, 0.5 + 0.4 * y), width=0.13)


def _build(pen: Pen) -> None:
    for left in (0.14, 0.62):
        pen.bar(left, 0.34, left + 0.24, 0.94)
    pen.line((0.5, 0.06), (0.5, 0.44), width=0.1)
    pen.line((0.34, 0.3), (0.5, 0.46), (0.66, 0.3), width=0.1)


def _lens(pen: Pen) -> None:
    pen.ring(0.42, 0.42, 0.3, 0.09)
    pen.line((0.64, 0.64), (0.9, 0.9), width=0.13)
    pen.bar(0.28, 0.38, 0.56, 0.46)


def _zoom_in(pen: Pen) -> None:
    _lens(pen)
    pen.bar(0.38, 0.28, 0.46, 0.56)


def _reset_view(pen: Pen) -> None:
    _fullscreen(pen)
    pen.bar(0.36, 0.36, 0.64, 0.64)


def _sound(pen: Pen) -> None:
    pen.shape((0.08, 0.36), (0.26, 0.36), (0.48, 0.14), (0.48, 0.86), (0.26, 0.64), (0.08, 0.64))
    for radius in (0.2, 0.36):
        pen.ring(0.54, 0.5, radius, 0.08, -0.25 * math.pi, 0.25 * math.pi)


def _contrast(pen: Pen) -> None:
    pen.ring(0.5, 0.5, 0.38, 0.08)
    pen.shape(*[(0.5 + 0.38 * math.cos(a), 0.5 + 0.38 * math.sin(a)) for a in _half_turn()])


def _half_turn() -> list[float]:
    return [math.pi * (0.5 + n / 24) for n in range(25)]


def _motion(pen: Pen) -> None:
    """A ball and the trail it does not draw."""
    pen.disc(0.72, 0.5, 0.2)
    for y, x in ((0.34, 0.3), (0.5, 0.16), (0.66, 0.3)):
        pen.line((x, y), (0.42, y), width=0.07)


def _text_size(pen: Pen) -> None:
    for left, right, top in ((0.02, 0.4, 0.46), (0.38, 0.98, 0.12)):
        middle = (left + right) / 2
        pen.line((left, 0.86), (middle, top), (right, 0.86), width=0.09)
        pen.line((middle - (right - left) * 0.25, 0.66), (middle + (right - left) * 0.25, 0.66), width=0.08)


def _profile(pen: Pen) -> None:
    for left, top in ((0.1, 0.7), (0.32, 0.12), (0.54, 0.42), (0.76, 0.78)):
        pen.bar(left, top, left + 0.16, 0.9)


def _question(pen: Pen) -> None:
    pen.ring(0.5, 0.3, 0.2, 0.1, math.pi, 2.5 * math.pi)
    pen.line((0.5, 0.5), (0.5, 0.68))
    pen.disc(0.5, 0.87, 0.075)


def _stimulate(pen: Pen) -> None:
    pen.shape((0.58, 0.04), (0.2, 0.56), (0.46, 0.56), (0.38, 0.96), (0.8, 0.4), (0.54, 0.4))


def _gating(pen: Pen) -> None:
    """A gate between two walls, ajar."""
    pen.bar(0.1, 0.12, 0.22, 0.88)
    pen.bar(0.78, 0.12, 0.9, 0.88)
    pen.line((0.26, 0.5), (0.58, 0.26), width=0.1)
    pen.disc(0.66, 0.62, 0.09)


def _missions(pen: Pen) -> None:
    """A flag to be reached."""
    pen.line((0.28, 0.1), (0.28, 0.92), width=0.1)
    pen.shape((0.28, 0.1), (0.86, 0.3), (0.28, 0.52))


def _twin(pen: Pen) -> None:
    """One way that parts in two."""
    pen.line((0.08, 0.5), (0.4, 0.5), (0.62, 0.24), (0.92, 0.24), width=0.11)
    for left in (0.42, 0.62, 0.82):
        pen.line((left, 0.6 if left < 0.5 else 0.76), (left + 0.08, 0.68 if left < 0.5 else 0.76), width=0.1)


def _depth(pen: Pen) -> None:
    for x in (0.18, 0.5, 0.82):
        pen.disc(x, 0.5, 0.11)


def _menu(pen: Pen) -> None:
    """Six tiles."""
    for x in (0.08, 0.39, 0.7):
        for y in (0.18, 0.56):
            pen.bar(x, y, x + 0.22, y + 0.28)


def _keep(pen: Pen) -> None:
    """Something is put down into a tray."""
    pen.line((0.1, 0.56), (0.1, 0.9), (0.9, 0.9), (0.9, 0.56))
    pen.line((0.5, 0.08), (0.5, 0.5), width=0.12)
    pen.shape((0.26, 0.42), (0.74, 0.42), (0.5, 0.7))


def _mine(pen: Pen) -> None:
    """A list."""
    for y in (0.2, 0.5, 0.8):
        pen.disc(0.14, y, 0.08)
        pen.line((0.32, y), (0.94, y))


def _share(pen: Pen) -> None:
    """The corners of a QR code."""
    for x, y in ((0.06, 0.06), (0.6, 0.06), (0.06, 0.6)):
        pen.line((x, y), (x + 0.34, y), (x + 0.34, y + 0.34), (x, y + 0.34), (x, y), width=0.08)
        pen.bar(x + 0.12, y + 0.12, x + 0.22, y + 0.22)
    pen.bar(0.6, 0.6, 0.74, 0.74)
    pen.bar(0.8, 0.8, 0.94, 0.94)


def _notebook(pen: Pen) -> None:
    """A page with a rising line of points."""
    pen.line((0.18, 0.08), (0.82, 0.08), (0.82, 0.92), (0.18, 0.92), (0.18, 0.08), width=0.08)
    for x, y in ((0.34, 0.74), (0.5, 0.54), (0.66, 0.28)):
        pen.disc(x, y, 0.075)


_DRAWINGS: dict[str, Callable[[Pen], None]] = {
    "pause": _pause,
    "play": _play,
    "step": _step,
    "previous_scene": _previous,
    "next_scene": _next,
    "slower": _slower,
    "faster": _faster,
    "reset": _reset,
    "screenshot": _screenshot,
    "fullscreen": _fullscreen,
    "quit": _quit,
    "tour": _tour,
    "excess": _excess,
    "field": _field,
    "forces": _forces,
    "follow": _follow,
    "sliders": _sliders,
    "build": _build,
    "options": _options,
    "depth": _depth,
    "menu": _menu,
    "zoom_in": _zoom_in,
    "zoom_out": _lens,
    "reset_view": _reset_view,
    "sound": _sound,
    "contrast": _contrast,
    "motion": _motion,
    "text_size": _text_size,
    "profile": _profile,
    "skip_question": _question,
    "stimulate": _stimulate,
    "gating": _gating,
    "missions": _missions,
    "twin": _twin,
    "notebook": _notebook,
    "scrub_back": _previous,
    "scrub_on": _next,
    "replay": _replay,
    "keep": _keep,
    "mine": _mine,
    "share": _share,
}


@lru_cache(maxsize=128)
def icon(name: str, side: int, colour: Colour) -> pygame.Surface | None:
    """A square picture of `side` pixels; None for buttons that show words."""
    if name not in _DRAWINGS:
        return None
    pen = Pen(side, colour)
    _DRAWINGS[name](pen)
    return pygame.transform.smoothscale(pen.surface, (side, side))
