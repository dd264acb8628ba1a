"""All keys of a scene file as a table, made from the models: for the command line and for error messages."""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from scenes.format import box_tables, schema, story_tables
from scenes.languages import codes

TOP = ""
TYPE_NAMES = {float: "number", int: "whole number", str: "text", bool: "true or false"}


def _timeline_section(do: object) -> str:
    return f'[[timeline]] do = "{do}"'


# header in the file -> its model
SECTIONS: dict[str, type[BaseModel]] = {
    TOP: schema.SceneTable,
    "[try]": story_tables.TryTable,
    "[[channels]]": schema.ChannelTable,
    "[gating]": schema.GatingTable,
    "[pump]": schema.PumpTable,
    "[[answers]]": story_tables.AnswerTable,
    "[[cases]]": story_tables.CaseTable,
    "[compare]": story_tables.CompareTable,
    "[bath]": box_tables.BathTable,
    "[membrane]": box_tables.MembraneTable,
    "[field]": box_tables.FieldTable,
    "[box]": box_tables.BoxTable,
    "[species.X]": schema.SpeciesTable,
    "[claim]": story_tables.ClaimTable,
    "[[captions]]": story_tables.CaptionTable,
    "[[camera]]": story_tables.CameraTable,
    "[[missions]]": story_tables.MissionTable,
    "[notebook]": story_tables.NotebookTable,
    "[handout]": story_tables.HandoutTable,
    **{_timeline_section(do): table for do, table in story_tables.TIMED_TABLES.items()},
}
SPOKEN = (story_tables.AnswerTable, story_tables.CaptionTable, story_tables.TryTable, story_tables.MissionTable)
TABLES = {
    "first_try",
    "channels",
    "gating",
    "pump",
    "answers",
    "cases",
    "compare",
    "bath",
    "membrane",
    "field",
    "box",
    "species",
    "claim",
    "captions",
    "camera",
    "missions",
    "notebook",
    "handout",
    "timeline",
}  # sections of their own


class Key(NamedTuple):
    """section: header of the TOML table that holds the key, empty for the top of the file."""

    section: str
    name: str
    type: str
    default: str
    description: str


def section_of(path: Sequence[str | int], table: object = None) -> str:
    """Header of the table at a path such as ("channels", 0); the `table` tells one command from another."""
    match list(path):
        case []:
            return TOP
        case [*_, "timeline", int()]:
            return _timeline_section(table.get("do") if isinstance(table, dict) else None)
        case [name, int()]:
            return f"[[{name}]]"
        case ["species", _]:
            return "[species.X]"
        case [name, *_]:
            return f"[{name}]"
    return TOP


def all_keys() -> list[Key]:
    """Every key, in the order of the models."""
    return [key for section, model in SECTIONS.items() for key in _keys(section, model)]


def key_table() -> str:
    """The table as text, a block for each section."""
    keys = [key for key in all_keys() if key.name != "do"]
    widths = [max(len(key[column]) for key in keys) for column in (1, 2, 3)]
    lines = []
    for section, model in SECTIONS.items():
        purpose = " ".join((inspect.getdoc(model) or "").split())
        lines += ["", section or "(top of the file, above the first table)", f"  {purpose}"]
        for key in keys:
            if key.section == section:
                cells = (cell.ljust(width) for cell, width in zip(key[1:4], widths, strict=True))
                lines.append(f"    {'  '.join(cells)}  {key.description}".rstrip())
    return "\n".join(lines[1:])


def _keys(section: str, model: type[BaseModel]) -> Iterator[Key]:
    for name, field in model.model_fields.items():
        if section == TOP and name in TABLES:
            continue
        if model in SPOKEN and name == "text":
            name = ", ".join(codes())
        yield Key(section, field.alias or name, _describe(field.annotation), _default(field), field.description or "")


def _describe(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _describe(arguments[0])
    if origin is Literal:
        return " or ".join(f'"{a}"' for a in arguments)
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys(_describe(a) for a in arguments if a is not NoneType))
    if origin is list:
        return f"list of {_describe(arguments[0])}s"
    if origin in (dict, Mapping):
        return "text" if arguments[1] is str else "table of numbers"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "table"
    return TYPE_NAMES.get(annotation, str(annotation))


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    default = field.get_default()
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, str) and default:
        return f'"{default}"'
    return f"{default:g}" if isinstance(default, int | float) else ""
