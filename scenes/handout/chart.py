"""The diagram that a reader draws points into, where the cases have places on an axis: a grid, nothing counted.

Its scale is the same for all scenes that compare one kind of thing, so that it gives no answer away.
"""

import math
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Chart:
    """x, y: (place, label) of the lines of the grid; x_name, y_name: of the axes; width, height: of the grid."""

    x: tuple[tuple[float, str], ...]
    y: tuple[tuple[float, str], ...]
    x_name: str
    y_name: str
    width: float = WIDTH
    height: float = HEIGHT


def chart_of(scene_file: SceneFile, language: str) -> Chart | None:
    """None where the cases have no place on an axis, and where there are none."""
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
    return Chart(x, y, compare.x.in_(language), name)


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "−")
