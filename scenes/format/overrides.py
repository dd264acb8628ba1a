"""`--set key=value`: changes a scene file's keys before they are checked, as if the file had said so.

Keys are dotted as in the file; an entry of a list is found by its number or, among channels, by its kind:
    outside.K=10    channels.K.count=6    channels[0].count=6    captions.1.en="So."    bath.outside=closed
"""

import re
import tomllib
from collections.abc import Sequence
from typing import Any

from scenes.format.messages import closest, dotted
from scenes.format.problems import FileProblem

ORIGIN = "--set"
KEY = re.compile(r"[\w+-]+(\[\d+\])*(\.[\w+-]+(\[\d+\])*)*")
BARE_TEXT = re.compile(r"[^\W\d_][\w:+ -]*")
LISTS = ("channels", "answers", "captions", "timeline", "cases", "missions")


class _RefusedError(Exception):
    """The key leads nowhere."""


def apply(raw: dict[str, Any], overrides: Sequence[str]) -> list[FileProblem]:
    """Change `raw` in place. Returns what was wrong with the changes themselves."""
    problems = []
    for override in overrides:
        key, equals, text = (part.strip() for part in override.partition("="))
        if not equals or not KEY.fullmatch(key):
            message = "expected key=value, such as outside.K=10 or channels.K.count=6"
            problems.append(FileProblem(ORIGIN, override, message))
            continue
        try:
            _set(raw, re.findall(r"[\w+-]+", key), _value(text))
        except _RefusedError as refused:
            problems.append(FileProblem(ORIGIN, key, str(refused)))
    return problems


def _value(text: str) -> Any:
    try:
        parsed = tomllib.loads(f"value = {text}")
        if set(parsed) == {"value"}:
            return parsed["value"]
    except (ValueError, RecursionError):
        if BARE_TEXT.fullmatch(text):  # a shell eats the quotes of bath.outside="closed"
            return text
    raise _RefusedError(f'expected a TOML value (a number, true, "text", [1, 2]), got {text or "nothing"}')


def _set(raw: dict[str, Any], steps: list[str], value: Any) -> None:
    path: list[str | int] = []
    place: Any = raw
    for n, name in enumerate(steps):
        last = n == len(steps) - 1
        step = _index(place, name, dotted(tuple(path))) if isinstance(place, list) else name
        path.append(step)
        if isinstance(place, dict) and last:
            place[name] = value
        elif isinstance(place, dict):
            place[name] = _spelled_out(place, name, path)
            place = place[name]
        elif isinstance(place, list) and last:
            place[int(step)] = value
        elif isinstance(place, list):
            place = place[int(step)]
        else:
            raise _RefusedError(f"'{dotted(tuple(path[:-1]))}' is a value, not a table")


def _index(entries: list[Any], name: str, where: str) -> int:
    if name.isascii() and name.isdigit():
        if int(name) < len(entries):
            return int(name)
        raise _RefusedError(f"{where} has {len(entries)} entries, counted from 0; there is no {name}")
    kinds = [str(entry.get("kind")) if isinstance(entry, dict) else "" for entry in entries]
    if name in kinds:
        return kinds.index(name)
    listing = ", ".join(kind for kind in kinds if kind) if where == "channels" else f"0 to {len(entries) - 1}"
    raise _RefusedError(
        f"there is no '{name}' among the {where}{closest(name, kinds)} (there are: {listing or 'none'})"
    )


def _spelled_out(table: dict[str, Any], name: str, path: list[str | int]) -> Any:
    """What stands at a key, its shorthand written out so that a part of it can be set."""
    given = table.get(name)
    if name == "permeability" and path[0] == "channels" and not isinstance(given, dict):
        return {str(table.get("kind")): 1.0 if given is None else given}
    if path == [name] and name in ("title", "question", "seen", "note") and isinstance(given, str):
        return {"en": given}
    if given is None:
        return [] if path == [name] and name in LISTS else {}
    return given
