"""A pen for line drawings in a field 1.6 wide and 1 high, x to the right, y down, smoothed by drawing them larger."""

import itertools
import math
from collections.abc import Sequence

import pygame

from render.style import theme
from render.style.theme import Colour

WIDE = 1.6  # of a height of 1
SMOOTHING = 3
Point = tuple[float, float]


class Sketch:
    """unit: pixels of a height of 1, before smoothing."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self.surface = pygame.Surface((size[0] * SMOOTHING, size[1] * SMOOTHING), 0, 32)
        self.surface.fill(theme.PANEL)
        width, height = self.surface.get_size()
        self.unit = min(width / WIDE, height)
        self._left, self._top = (width - WIDE * self.unit) / 2, (height - self.unit) / 2

    def _px(self, point: Point) -> Point:
        return self._left + point[0] * self.unit, self._top + point[1] * self.unit

    def line(self, points: Sequence[Point], colour: Colour, width: float = 0.012, taper: float = 1.0) -> None:
        """A stroke through the points. taper: its width at the end against that at the start."""
        steps = max(len(points) - 1, 1)
        for n, (one, other) in enumerate(itertools.pairwise(points)):
            (x0, y0), (x1, y1) = self._px(one), self._px(other)
            thick = max(width * (1 + (taper - 1) * n / steps) * self.unit, SMOOTHING)
            length = math.hypot(x1 - x0, y1 - y0) or 1.0
            nx, ny = -(y1 - y0) / length * thick / 2, (x1 - x0) / length * thick / 2
            corners = [(x0 + nx, y0 + ny), (x1 + nx, y1 + ny), (x1 - nx, y1 - ny), (x0 - nx, y0 - ny)]
            pygame.draw.polygon(self.surface, colour, corners)
            for x, y in ((x0, y0), (x1, y1)):
                pygame.draw.circle(self.surface, colour, (x, y), thick / 2)

    def curve(self, points: Sequence[Point], colour: Colour, width: float = 0.012, taper: float = 1.0) -> None:
        """A smooth stroke through the points."""
        self.line(smooth(points), colour, width, taper)

    def shape(self, points: Sequence[Point], fill: Colour, edge: Colour, width: float = 0.012) -> None:
        """A smooth closed outline, filled."""
        outline = smooth([*points, points[0]], closed=True)
        pygame.draw.polygon(self.surface, fill, [self._px(point) for point in outline])
        self.line(outline, edge, width)

    def band(self, points: Sequence[Point], fill: Colour) -> None:
        """Filled straight from point to point, without an edge."""
        pygame.draw.polygon(self.surface, fill, [self._px(point) for point in points])

    def disc(self, place: Point, radius: float, fill: Colour, edge: Colour | None = None, width: float = 0.012) -> None:
        pygame.draw.circle(self.surface, fill, self._px(place), radius * self.unit)
        if edge is not None:
            self.line(ellipse(place, radius, radius), edge, width)

    def oval(self, place: Point, wide: float, high: float, fill: Colour, edge: Colour, width: float = 0.012) -> None:
        """wide, high: half the axes."""
        outline = ellipse(place, wide, high)
        pygame.draw.polygon(self.surface, fill, [self._px(point) for point in outline])
        self.line(outline, edge, width)

    def picture(self) -> pygame.Surface:
        return pygame.transform.smoothscale(self.surface, self._size)


def ellipse(place: Point, wide: float, high: float, start: float = 0.0, end: float = math.tau) -> list[Point]:
    """Points along an ellipse; start, end: angles, clockwise from the right."""
    steps = 48
    angles = [start + (end - start) * n / steps for n in range(steps + 1)]
    return [(place[0] + wide * math.cos(a), place[1] + high * math.sin(a)) for a in angles]


def smooth(points: Sequence[Point], closed: bool = False, steps: int = 10) -> list[Point]:
    """A curve through all points (Catmull and Rom 1974); closed: the last one is the first."""
    if len(points) < 3:
        return list(points)
    before, after = (points[-2], points[1]) if closed else (points[0], points[-1])
    ends = [before, *points, after]
    found: list[Point] = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for n in range(steps):
            t = n / steps
            found.append((_between(a[0], b[0], c[0], d[0], t), _between(a[1], b[1], c[1], d[1], t)))
    return [*found, points[-1]]


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)
