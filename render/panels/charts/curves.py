"""What all plots against time share: smooth curves, dashes, and names at the ends of lines that keep apart."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pygame
from numpy.typing import NDArray

from render.playback.history import Trace
from render.style.text import Typesetter
from render.style.theme import Colour

SMOOTHING = 2
DASH = 26.0  # a dash and the gap after it, in units

Plane = NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """One curve: label, colour, values, width in parts of the unit, dashed."""

    label: str
    colour: Colour
    values: Plane
    width: float
    dashed: bool = False


@contextmanager
def enlarged(surface: pygame.Surface, plot: pygame.Rect) -> Iterator[pygame.Surface]:
    """A plot SMOOTHING times as large, which is scaled down at the end: so that curves have smooth edges."""
    big = pygame.Surface((plot.width * SMOOTHING, plot.height * SMOOTHING), 0, 32)
    pygame.transform.scale(surface.subsurface(plot), big.get_size(), big)
    yield big
    pygame.transform.smoothscale(big, plot.size, surface.subsurface(plot))


def polyline(big: pygame.Surface, line: Line, x: Plane, y: Plane, unit: float) -> None:
    """Draw a line through those of its points (pixels) that are finite."""
    width = max(SMOOTHING, round(line.width * unit * SMOOTHING))
    good = np.isfinite(y)
    x, y = x[good], y[good]
    if len(x) < 2:
        return
    if not line.dashed:
        pygame.draw.lines(big, line.colour, False, [*zip(x, y, strict=True)], width)
        return
    dash = DASH * unit * SMOOTHING
    for start in np.arange(x[0] // dash * dash, x[-1], dash):
        ends = np.clip((start, start + dash / 2), x[0], x[-1])
        between = (x > ends[0]) & (x < ends[1])
        along = np.concatenate((ends[:1], x[between], ends[1:]))
        if ends[1] > ends[0]:
            pygame.draw.lines(big, line.colour, False, [*zip(along, np.interp(along, x, y), strict=True)], width)


def extremes(x: Plane, trace: Trace) -> tuple[Plane, Plane]:
    """A line through the lowest and the highest of each bin, the nearer to the bin before it first: peaks that are
    narrower than a bin are seen. x: of the bins; returns x and mV, two for each."""
    rises = np.diff(trace.mean, prepend=trace.mean[:1]) >= 0
    first, then = np.where(rises, trace.low, trace.high), np.where(rises, trace.high, trace.low)
    return np.repeat(x, 2), np.column_stack((first, then)).ravel()


def spread(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Places for labels: as near as can be to where they are wanted, `gap` apart, between low and high."""
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    groups: list[tuple[float, int]] = []  # (middle, labels) of runs that touch
    for n in order:
        groups.append((wanted[n], 1))
        while len(groups) > 1 and groups[-1][0] - groups[-2][0] < gap * (groups[-1][1] + groups[-2][1]) / 2:
            (a, na), (b, nb) = groups[-2:]
            groups[-2:] = [((a * na + b * nb) / (na + nb), na + nb)]
    places = [middle + gap * (k - (size - 1) / 2) for middle, size in groups for k in range(size)]
    for k in range(len(places)):
        places[k] = max(places[k], low + gap * k)
    for k in reversed(range(len(places))):
        places[k] = min(places[k], high - gap * (len(places) - 1 - k))
    found = [0.0] * len(wanted)
    for n, place in zip(order, places, strict=True):
        found[n] = place
    return found


def end_labels(
    surface: pygame.Surface,
    plot: pygame.Rect,
    bottom: int,
    labels: Sequence[tuple[str, Colour, float]],
    type_: Typesetter,
) -> None:
    """Texts at the right ends of lines, moved apart where they would overlap. labels: (text, colour, y in pixels);
    bottom: how far down there is room for them."""
    wanted = [min(max(y, plot.top), plot.bottom) for _, _, y in labels]
    px = max(min(type_.px("small"), int((bottom - plot.top) / max(len(labels), 1) / 1.28)), 1)
    height = type_.line_height(px)
    places = spread(wanted, height * 0.98, plot.top + height * 0.4, bottom - height * 0.5)
    gap = round(14 * type_.unit)
    for (text, colour, _), at, level in zip(labels, wanted, places, strict=True):
        pygame.draw.aaline(surface, colour, (plot.right, at), (plot.right + gap, level))
        type_.draw(surface, text, px, colour, (plot.right + gap + round(4 * type_.unit), level), "midleft")
