"""The plot of the notebook: counted voltages with their intervals, the line fitted through them, GHK and Nernst."""

import math
from collections.abc import Sequence

import numpy as np
import pygame

from render.panels.charts.axes import Axes, draw_point, nice_step
from render.panels.charts.curves import Line, Plane, enlarged, polyline
from render.panels.notebook.names import plain, variable_name
from render.style import theme
from render.style.marks import prediction_colour
from render.style.text import Typesetter
from render.style.words import Words
from scenes.notebook.record import Record
from scenes.notebook.variables import Slopes, ghk_along, nernst_along, usable, value

LINE_POINTS = 60
DECADE = (1.0, 2.0, 5.0)
CROSS = 6  # units, of what GHK says of a record
AWAY_MV = 60.0  # theory further than this from all points is not made room for


def draw_plot(
    surface: pygame.Surface,
    rect: pygame.Rect,
    records: Sequence[Record],
    name: str,
    log: bool,
    slopes: Slopes | None,
    chosen: Record | None,
    type_: Typesetter,
    words: Words,
) -> None:
    """Points of all records that have the variable; lines for all as in the last record. Nothing fits into a room that
    is too small, and nothing is drawn then."""
    unit, small = type_.unit, type_.line_height("small")
    left = rect.left + type_.width("−100", "small") + round(10 * unit)
    plot = pygame.Rect(left, rect.top + small // 2, rect.right - round(10 * unit) - left, 0)
    plot.height = rect.bottom - 2 * small - round(8 * unit) - plot.top
    points = [(x, record) for record in records if (x := usable(record, name, log)) is not None]
    if plot.width < 40 or plot.height < 40 or not points:
        return
    xs = [x for x, _ in points]
    span = _span(xs, log)
    at = np.geomspace(*span, LINE_POINTS) if log else np.linspace(*span, LINE_POINTS)
    last = points[-1][1]
    ghk = ghk_along(last, name, at)
    symbol, nernst = nernst_along(last, name, at)
    ends = [mV for _, r in points for mV in (r.voltage_mV - r.half_mV, r.voltage_mV + r.half_mV)]
    near = [v for line in (ghk, nernst) for v in line if min(ends) - AWAY_MV < v < max(ends) + AWAY_MV]
    low, high = min([*ends, *near]), max([*ends, *near])
    margin = max(0.06 * (high - low), 3.0)
    axes = Axes(plot, span, (low - margin, high + margin), log)
    axes.draw(surface, _ticks(span, log, plot.width, type_), type_)
    lines = [(ghk, prediction_colour("ghk"), False), (nernst, prediction_colour(f"nernst:{symbol}"), True)]
    if slopes is not None:
        where = np.log10(at) if log else at
        lines.append((slopes.counted.slope * where + slopes.counted.level, theme.HAND, False))
    _lines(surface, axes, at, lines, unit)
    falls = ghk[-1] < ghk[0] if np.isfinite(ghk[[0, -1]]).all() else last.voltage_mV < points[0][1].voltage_mV
    _legend(surface, plot, bool(falls), symbol, slopes is not None, type_, words)
    label = variable_name(name, words, last) + (f" ({words('ui.compare.log')})" if log else "")
    room = 2 * min(plot.centerx - rect.left, rect.right - plot.centerx)
    type_.draw(surface, label, "small", theme.DIM, (plot.centerx, rect.bottom), "midbottom", within=room)
    for x, record in points:
        spot = axes.at_x(x), axes.at_y(record.voltage_mV)
        if "ghk" in record.predicted_mV:
            _cross(surface, axes, x, record.predicted_mV["ghk"], unit)
        half = record.half_mV / (axes.y[1] - axes.y[0]) * plot.height
        ring = theme.FOCUS if record is chosen else None
        draw_point(surface, (round(spot[0]), spot[1]), half, unit, hollow=False, ring=ring)


def _span(xs: Sequence[float], log: bool) -> tuple[float, float]:
    """Of the axis, with room at both ends."""
    low, high = min(xs), max(xs)
    if log:
        room = max((high / low) ** 0.08, 1.3)
        return low / room, high * room
    room = 0.08 * (high - low) or max(0.1 * abs(high), 1.0)
    return low - room if low < 0 else max(low - room, 0.0), high + room


def _ticks(span: tuple[float, float], log: bool, width: int, type_: Typesetter) -> list[float]:
    low, high = span
    if log:
        powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        found = [n * 10.0**p for p in powers for n in DECADE if low <= n * 10.0**p <= high]
        if len(found) > 1:
            return found
    step = nice_step(high - low, max(2, width // max(2 * type_.width("−100", "small"), 1)))
    return [float(f"{n * step:.6g}") for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _lines(
    surface: pygame.Surface,
    axes: Axes,
    at: Plane,
    lines: Sequence[tuple[Plane, theme.Colour, bool]],
    unit: float,
) -> None:
    plot = axes.plot
    with enlarged(surface, plot) as big:
        scale = big.get_width() / plot.width
        x = (np.array([axes.at_x(v) for v in at]) - plot.left) * scale
        for values, colour, dashed in lines:
            y = (plot.bottom - (values - axes.y[0]) / (axes.y[1] - axes.y[0]) * plot.height - plot.top) * scale
            polyline(big, Line("", colour, values, 2.4, dashed), x, y, unit)


def _cross(surface: pygame.Surface, axes: Axes, x: float, mV: float, unit: float) -> None:
    """What GHK says of the very ions of a record."""
    if not axes.y[0] < mV < axes.y[1]:
        return
    reach, thick = max(3, round(CROSS * unit)), max(1, round(2 * unit))
    px, py = round(axes.at_x(x)), round(axes.at_y(mV))
    for way in (1, -1):
        ends = (px - reach, py - way * reach), (px + reach, py + way * reach)
        pygame.draw.line(surface, prediction_colour("ghk"), *ends, thick)


def _legend(
    surface: pygame.Surface, plot: pygame.Rect, falls: bool, symbol: str, fitted: bool, type_: Typesetter, words: Words
) -> None:
    """Names of the lines, in their colours, in the corner at the right that they leave free."""
    names = [(words("ui.notebook.legend.counted"), theme.VOLTAGE), ("GHK ×", prediction_colour("ghk"))]
    names += [(f"E_{{{symbol}}}", prediction_colour(f"nernst:{symbol}"))] if symbol else []
    names += [(words("ui.notebook.legend.fit"), theme.HAND)] if fitted else []
    y = plot.top + 2 if falls else plot.bottom - len(names) * type_.line_height("small")
    for text, colour in names:
        place = plot.right - round(6 * type_.unit), y
        type_.draw(surface, text, "small", colour, place, "topright", within=plot.width // 2)
        y += type_.line_height("small")


def told_value(record: Record, name: str) -> str:
    """The variable of a record in the table."""
    x = value(record, name)
    return "–" if x is None else plain(x)
