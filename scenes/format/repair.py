"""Going on after errors of shape: what was wrong is left out, so that the rest is checked in the same go."""

import copy
import re
from collections.abc import Iterator, Sequence
from typing import Any

from scenes.format.messages import Path
from sim.problems import Problem

STAND_IN: dict[str, dict[str, Any]] = {
    "channels": {"count": 0, "permeability": {}},
    "captions": {"en": "-"},
    "camera": {},
    "timeline": {"do": "reset"},
}
GEOMETRY = {"box", "membrane", "field", "near_step_nm", "macro_step_ns"}
GEOMETRIC_KEY = re.compile(r"(box|field|near_step_nm)\b.*|channels\[\d+\](\.at_nm)?")


def without(raw: dict[str, Any], paths: Sequence[Path]) -> dict[str, Any]:
    """A copy of the file with harmless things where the errors are."""
    mended = copy.deepcopy(raw)
    for path in paths:
        match path:
            case (str(name), int(n), *_) if name in STAND_IN:
                entry = dict(STAND_IN[name])
                if name == "channels":
                    entry["kind"] = _kind(mended[name][n]) or f"(channel {n})"
                else:
                    entry["at_ns"] = _time_before(mended[name], n)
                mended[name][n] = entry
            case ("title", *_):
                mended["title"] = "-"
            case ("claim" | "species" | "try" | "missions", *_):
                mended.pop(str(path[0]), None)
            case _:
                _drop(mended, path)
    return mended


def consequences(problems: Sequence[Problem], wrong: Sequence[Path], keys: Sequence[str]) -> Iterator[Problem]:
    """Only those problems that are not made by the mending itself. keys: `wrong`, dotted."""
    tops = {str(path[0]) for path in wrong if path}
    for problem in problems:
        same = any(_within(problem.key, key) or _within(key, problem.key) for key in keys)
        of_species = "species" in tops and (
            "unknown species" in problem.message or "not in this scene" in problem.message
        )
        of_geometry = bool(tops & GEOMETRY) and (
            GEOMETRIC_KEY.fullmatch(problem.key) or "too permeable" in problem.message
        )
        if not (same or of_species or of_geometry):
            yield problem


def _within(key: str, table: str) -> bool:
    return key == table or key.startswith((f"{table}.", f"{table}["))


def _kind(entry: Any) -> str | None:
    kind = entry.get("kind") if isinstance(entry, dict) else None
    return kind if isinstance(kind, str) else None


def _time_before(entries: list[Any], n: int) -> float:
    for entry in reversed(entries[:n]):
        at_ns = entry.get("at_ns") if isinstance(entry, dict) else None
        if isinstance(at_ns, int | float) and not isinstance(at_ns, bool):
            return float(at_ns)
    return 0.0


def _drop(place: Any, path: Path) -> None:
    *parents, last = path
    for step in parents:
        place = place[step]
    if isinstance(place, list) and isinstance(last, int):
        place[last] = None
    elif isinstance(place, dict):
        place.pop(last, None)
