"""The diagram that a reader draws points into, where the cases have places on an axis: a grid, nothing counted. For the
teacher it has the points.

Its scale is the same for all scenes that compare one kind of thing, so that it gives no answer away.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scenes.handout.numbers import Numbers
from scenes.handout.table import quantity_of
from scenes.languages import text
from scenes.scene_file import SceneFile

WIDTH, HEIGHT = 640.0, 250.0  # of the grid, in the drawing's own units
MARGIN = 0.06  # of the width, beside the outermost cases
SCALES = {  # quantity -> the numbers beside the grid, from the top down; None for a line without one
    "voltage": (20, 0, -20, -40, -60, -80, -100),
    "layer": (2, 1.5, 1, 0.5, 0),
    "current": (None, None, None, 0, None, None, None),
    "pump": (None, None, None, 0, None, None, None),
}


Point = tuple[float, float, float, float]


@dataclass(frozen=True)
class Chart:
    """x, y: (place, label) of the lines of the grid; x_name, y_name: of the axes; points: x, y of what was counted, and
    the top and bottom of its interval; width, height: of the grid."""

    x: tuple[tuple[float, str], ...]
    y: tuple[tuple[float, str], ...]
    x_name: str
    y_name: str
    points: tuple[Point, ...] = ()
    width: float = WIDTH
    height: float = HEIGHT


def chart_of(scene_file: SceneFile, language: str, numbers: Numbers | None = None) -> Chart | None:
    """None where the cases have no place on an axis, and where there are none. numbers: whose voltages are drawn."""
    compare = scene_file.compare
    xs = [case.x for case in scene_file.cases if case.x is not None]
    if compare is None or len(xs) < 2 or len(xs) < len(scene_file.cases) or len(set(xs)) < len(xs):
        return None
    logarithmic = compare.log and min(xs) > 0
    places = sorted((math.log(x) if logarithmic else x, x) for x in xs)
    low, span = places[0][0], places[-1][0] - places[0][0]
    inner = WIDTH * (1 - 2 * MARGIN)
    x = tuple((WIDTH * MARGIN + inner * (at - low) / span, _number(value)) for at, value in places)
    quantity = quantity_of(scene_file)
    scale = SCALES[quantity]
    y = tuple((HEIGHT * n / (len(scale) - 1), "" if v is None else _number(v)) for n, v in enumerate(scale))
    name = text(f"handout.chart.{quantity}", language)
    points: tuple[Point, ...] = ()
    if quantity == "voltage" and numbers is not None:
        at = {value: place for (place, _), (_, value) in zip(x, places, strict=True)}
        points = tuple(_points(scene_file, numbers, at))
    return Chart(x, y, compare.x.in_(language), name, points)


def _points(scene_file: SceneFile, numbers: Numbers, at: Mapping[float, float]) -> Iterator[Point]:
    top, bottom = SCALES["voltage"][0], SCALES["voltage"][-1]
    assert top is not None and bottom is not None
    for row in numbers.rows:
        case = next((case for case in scene_file.cases if case.label.in_("en") == row.case), None)
        half = row.interval_mV if math.isfinite(row.interval_mV) else 0.0
        if case is not None and case.x is not None and bottom <= row.voltage_mV <= top:
            ends = row.voltage_mV, row.voltage_mV + half, row.voltage_mV - half
            y, high, low = (HEIGHT * (top - min(max(mV, bottom), top)) / (top - bottom) for mV in ends)
            yield at[case.x], y, high, low


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "−")
