"""Names of the table's columns, with the unit at the end: `outside.K` is outside_K_mM there."""

import re
from collections.abc import Sequence

from scenes.format.problems import FileProblem, SceneFileError
from scenes.sweep.grid import ORIGIN, Axis

UNITS = {  # of keys whose names do not say their unit already
    re.compile(r"(inside|outside)\.[\w+-]+"): "mM",
    re.compile(r"species\.[\w+-]+\.diffusion"): "nm2_per_ns",
    re.compile(r"species\.[\w+-]+\.charge"): "e",
}


def column(key: str) -> str:
    """The column of a scene file's key."""
    name = re.sub(r"\W+", "_", key).strip("_")
    unit = next((unit for pattern, unit in UNITS.items() if pattern.fullmatch(key)), "")
    return f"{name}_{unit}" if unit else name


def label(key: str) -> str:
    """What stands at the axis of a plot."""
    unit = next((unit for pattern, unit in UNITS.items() if pattern.fullmatch(key)), "")
    return f"{key}, {unit.replace('_per_', '/')}" if unit else key


def columns(axes: Sequence[Axis]) -> list[str]:
    """Those of the varied keys. Raises SceneFileError where two keys would have the same."""
    names = [column(axis.key) for axis in axes]
    same = [axis.key for axis, name in zip(axes, names, strict=True) if names.count(name) > 1]
    if same:
        message = f"{', '.join(same)} would have one column, {column(same[0])}; expected keys that differ in more"
        raise SceneFileError([FileProblem(ORIGIN, "", message)])
    return names
