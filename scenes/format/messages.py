"""pydantic's errors in plain English: "expected a number, got "140" (text)", each with its dotted key."""

import datetime
import difflib
import math
from collections.abc import Sequence
from typing import Any

from pydantic_core import ErrorDetails

from scenes.format.keys import TOP, all_keys, section_of
from sim.commands import COMMANDS
from sim.problems import Problem

Path = tuple[str | int, ...]

EXPECTED = {
    "string_type": "text",
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "finite_number": "a finite number",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "list_type": "a list",
}


def explain(errors: Sequence[ErrorDetails], raw: dict[str, Any]) -> list[tuple[Path, Problem]]:
    """One problem for each place in the file, with its path in `raw`."""
    by_path: dict[Path, list[ErrorDetails]] = {}
    for error in errors:
        by_path.setdefault(path_in_file(error, raw), []).append(error)
    return [(path, Problem(dotted(path), _message(path, found, raw))) for path, found in by_path.items()]


def path_in_file(error: ErrorDetails, raw: Any) -> Path:
    """Where in the file an error is: pydantic's location without the steps that exist in the models alone."""
    path: list[str | int] = []
    place = raw
    for step in error["loc"]:
        if isinstance(place, dict) and step in place:
            place = place[str(step)]
        elif isinstance(place, list) and isinstance(step, int) and step < len(place):
            place = place[step]
        else:
            continue
        path.append(step)
    if error["type"] == "missing":
        path.append(error["loc"][-1])
    return tuple(path)


def dotted(path: Path) -> str:
    """inside.K, channels[0].count"""
    key = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return key.removeprefix(".")


def closest(word: str, words: Sequence[str]) -> str:
    """' did you mean 'x'?' where one of the words is near, else nothing."""
    near = difflib.get_close_matches(word, words, n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def _message(path: Path, errors: list[ErrorDetails], raw: dict[str, Any]) -> str:
    first = errors[0]
    context = first.get("ctx", {})
    match first["type"]:
        case "missing":
            return "missing" + _missing(path, raw)
        case "extra_forbidden":
            return _unknown_key(path, raw)
        case "union_tag_not_found":
            return f'expected a command (do = "..."), one of {", ".join(COMMANDS)}'
        case "union_tag_invalid":
            do = str(context["tag"])
            return f"unknown command '{do}'{closest(do, list(COMMANDS))} (there are {', '.join(COMMANDS)})"
        case "value_error":
            return str(context["error"])
    phrases = list(dict.fromkeys(_expected(error) for error in errors))
    return f"expected {' or '.join(phrases)}, got {_shown(first['input'])}"


def _expected(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "literal_error":
            return str(context["expected"]).replace("'", '"')
        case "greater_than":
            return f"more than {context['gt']:g}"
        case "greater_than_equal":
            return f"{context['ge']:g} or more"
        case "less_than_equal":
            return f"at most {context['le']:g}"
        case "too_long":
            return f"at most {context['max_length']} entries"
        case "string_too_short":
            return "some text"
        case "string_pattern_mismatch":
            return 'one of "zero", "ghk", "mullins_noda", "donnan", "stall", "nernst:K" (or another species)'
    return EXPECTED.get(error["type"], f"something else ({error['msg']})")


def _missing(path: Path, raw: dict[str, Any]) -> str:
    section = _section(path, raw)
    described = (key for key in all_keys() if (key.section, key.name) == (section, path[-1]))
    return next(
        (f"; expected {key.type}" + (f" ({key.description})" if key.description else "") for key in described),
        "",
    )


def _unknown_key(path: Path, raw: dict[str, Any]) -> str:
    name, section = str(path[-1]), _section(path, raw)
    keys = all_keys()
    elsewhere = [key.section for key in keys if key.name == name]
    if elsewhere == [TOP]:
        return "unknown key here; it belongs at the top of the file, above the first [table]"
    if elsewhere:
        return f"unknown key here; it belongs in {elsewhere[0]}"
    siblings = [key.name for key in keys if key.section == section]
    tables = [
        "try",
        "inside",
        "outside",
        "channels",
        "bath",
        "membrane",
        "field",
        "box",
        "species",
        "claim",
        "answers",
        "captions",
        "handout",
        "timeline",
    ]
    siblings += [table for table in tables if section == TOP and table not in siblings]
    return f"unknown key{closest(name, siblings) or '; expected one of ' + ', '.join(siblings)}"


def _section(path: Path, raw: Any) -> str:
    """Header of the table that the key at `path` stands in."""
    table = raw
    for step in path[:-1]:
        table = table[step]
    return section_of(path[:-1], table)


def _shown(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}" (text)' if len(value) <= 40 else f'"{value[:40]}..." (text)'
        case int() | float():
            return "a very large number" if 1e15 <= abs(value) < math.inf else f"{value:.12g}"
        case dict():
            return "a table"
        case list():
            return "a list"
        case datetime.date() | datetime.time():
            return "a date or time"
    return str(value)
