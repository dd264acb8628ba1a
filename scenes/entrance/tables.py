"""Reading the files of this room: their tables, and one line for each thing that is wrong."""

from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from scenes.format.box_tables import Table
from scenes.format.messages import closest, dotted, explain, path_in_file
from scenes.format.problems import FileProblem, SceneFileError
from scenes.format.reading import library, read
from scenes.format.story_tables import LocalText

T = TypeVar("T", bound=Table)


class PictureTable(Table):
    """A moment of a run, as a picture."""

    scene: str = Field(description="name of a scene of the library")
    at_ns: float = Field(ge=0, le=1e5, description="simulated time of the picture, ns")
    from_ns: float = Field(default=0, ge=0, description="where the story begins for it, ns")
    at: str = Field(default="box", description="box, door, door:K or pump, as in [[camera]]")
    zoom: float = Field(default=1, ge=1, le=12, description="how much nearer than the whole box")
    show: Literal["", "excess", "trace"] = Field(default="", description="excess or trace")


class ChapterTable(Table):
    """A chapter of the menu."""

    name: LocalText = Field(description="its name, under the key of its language: en, zh")
    line: LocalText = Field(description="a short line below it, under the key of its language: en, zh")
    scenes: list[str] = Field(min_length=1, description="names of scenes of the library, in playing order")
    picture: PictureTable | None = Field(default=None, description="a moment of a run; none for a gallery")
    gallery: bool = Field(default=False, description="whether its scenes are chosen by a drawing of each")
    names: dict[str, LocalText] = Field(default={}, description="of a gallery: what scenes are called in it")


class ChaptersFile(Table):
    chapters: list[ChapterTable] = Field(min_length=1, description="tables [[chapters]]")


class PieceTable(Table):
    """Part of a scene."""

    scene: str = Field(description="name of a scene of the library")
    line: LocalText = Field(description="what is to be seen, under the key of its language: en, zh")
    stretches: list[tuple[float, float]] = Field(min_length=1, description="spans of its story, ns, in order")
    pace_ns_per_s: float = Field(gt=0, le=1e5, description="simulated ns in a second on screen")
    show: Literal["", "excess"] = Field(default="", description="excess: the charge alone")
    ions: int | None = Field(default=None, ge=100, le=10_000_000, description="how many ions")


class PiecesFile(Table):
    pieces: list[PieceTable] = Field(min_length=1, description="tables [[pieces]]")


def table_of(path: Path, kind: type[T]) -> T:
    """The file's tables. Raises SceneFileError with all that has the wrong shape."""
    raw = _plain(read(path, path.name))
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        found = [FileProblem(path.name, *_told(problem, raw)) for problem in error.errors()]
        raise SceneFileError(list(dict.fromkeys(found))) from None


def unknown_scene(name: str) -> str:
    """What is said of a name that no scene of the library has; "" for one that is there."""
    names = library()
    return "" if name in names else f"no scene '{name}'{closest(name, names) or '; there are ' + ', '.join(names)}"


def _plain(value: Any) -> Any:
    """Spans as pairs: TOML has lists only. A list of two numbers within a list is one."""
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        spans = [entry for entry in value if isinstance(entry, list) and len(entry) == 2]
        if spans and len(spans) == len(value):
            return [tuple(float(n) if type(n) in (int, float) else n for n in entry) for entry in value]
        return [_plain(entry) for entry in value]
    return value


def _told(error: ErrorDetails, raw: dict[str, Any]) -> tuple[str, str]:
    """(key, what was expected)."""
    path = path_in_file(error, raw)
    match error["type"]:
        case "missing":
            return dotted(path), f"missing; expected {_meaning(str(path[-1]))}"
        case "extra_forbidden":
            name, known = str(path[-1]), sorted(_fields())
            return dotted(path), f"unknown key{closest(name, known) or '; there are ' + ', '.join(known)}"
        case "too_short":
            return dotted(path), f"expected at least one entry: {_meaning(str(path[-1]))}"
    return dotted(path), explain([error], raw)[0][1].message


def _meaning(key: str) -> str:
    return _fields().get(key, key)


def _fields() -> dict[str, str]:
    kinds = (ChaptersFile, ChapterTable, PictureTable, PiecesFile, PieceTable)
    return {name: str(field.description) for kind in kinds for name, field in kind.model_fields.items()}
