"""A plot's two axes: from values to pixels, and the grid with its numbers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pygame

from render.style import theme
from render.style.text import Typesetter
from render.style.theme import Colour, mix
from render.style.words import signed

NICE = (1.0, 2.0, 2.5, 5.0)


@dataclass(frozen=True)
class Axes:
    """plot: pixels; x, y: lowest and highest value; log: the x axis is logarithmic (x above 0)."""

    plot: pygame.Rect
    x: tuple[float, float]
    y: tuple[float, float]
    log: bool = False

    def at_x(self, value: float) -> float:
        low, high = self.x
        if self.log:
            low, high, value = math.log(low), math.log(high), math.log(value)
        return self.plot.left + (value - low) / (high - low) * self.plot.width

    def at_y(self, value: float) -> float:
        low, high = self.y
        return self.plot.bottom - (value - low) / (high - low) * self.plot.height

    def draw(
        self,
        surface: pygame.Surface,
        ticks: Sequence[float],
        type_: Typesetter,
        sign_x: bool = False,
        sign_y: bool = True,
    ) -> None:
        """Ground, grid and numbers. ticks: values wanted on the x axis, of which those that have room are written."""
        plot, unit = self.plot, type_.unit
        surface.fill(mix(theme.PANEL, theme.INK, 0.5), plot)
        height = type_.line_height("small")
        step = nice_step(self.y[1] - self.y[0], max(2, int(plot.height / (1.5 * height))))
        digits = 0 if step >= 1 else 1 if step >= 0.1 else 2
        value = math.ceil(self.y[0] / step) * step
        while value <= self.y[1] + 1e-9 * step:
            y = round(self.at_y(value))
            colour = theme.FAINT if abs(value) < step / 2 else theme.PANEL_EDGE
            pygame.draw.line(surface, colour, (plot.left, y), (plot.right - 1, y))
            place = plot.left - round(8 * unit), y
            text = signed(value, digits) if sign_y else f"{value:.{digits}f}"
            type_.draw(surface, text, "small", theme.DIM, place, "midright")
            value += step
        end = -math.inf
        for tick in ticks:
            x = round(self.at_x(tick))
            text = signed(tick, 0) if sign_x else f"{tick:g}"
            half = type_.width(text, "small") / 2
            pygame.draw.line(
                surface, theme.FAINT if sign_x and tick == 0 else theme.PANEL_EDGE, (x, plot.top), (x, plot.bottom - 1)
            )
            if x - half > end:
                type_.draw(surface, text, "small", theme.DIM, (x, plot.bottom + round(3 * unit)), "midtop")
                end = x + half + round(8 * unit)


def nice_step(span: float, most: int) -> float:
    """The smallest round step that divides a span into at most so many parts."""
    least = span / most
    power = 10.0 ** math.floor(math.log10(least))
    return next((nice * power for nice in NICE if nice * power >= least - 1e-12), 10 * power)


def draw_point(
    surface: pygame.Surface,
    place: tuple[float, float],
    half: float,
    unit: float,
    hollow: bool,
    ring: Colour | None,
) -> None:
    """A counted value with half its interval, pixels; hollow: still being counted; ring: around the case that runs."""
    x, y = place
    cap, thick = max(3, round(6 * unit)), max(1, round(2 * unit))
    pygame.draw.line(surface, theme.VOLTAGE, (x, y - half), (x, y + half), thick)
    for end in (y - half, y + half):
        pygame.draw.line(surface, theme.VOLTAGE, (x - cap, end), (x + cap, end), thick)
    radius = max(4, round(7 * unit))
    pygame.draw.circle(surface, theme.PANEL if hollow else theme.VOLTAGE, place, radius)
    pygame.draw.circle(surface, theme.VOLTAGE, place, radius, thick)
    if ring is not None:
        pygame.draw.circle(surface, ring, place, radius + 2 * thick + 1, thick)
