"""The chapters of the menu: which scenes belong together, what such a group is called, and what its picture shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from scenes.entrance.tables import ChaptersFile, ChapterTable, table_of, unknown_scene
from scenes.format.problems import FileProblem, SceneFileError
from scenes.languages import codes, text
from scenes.scene_file import Shot, Text

FILE = Path(__file__).parent / "chapters.toml"
OTHERS = "menu.others"  # what scenes are called that are in no chapter


@dataclass(frozen=True)
class Picture:
    """A moment of a run. shot: what is seen; from_ns, at_ns: where the story begins, and ends, for it; show: "",
    "excess" or "trace"."""

    scene: str
    shot: Shot
    from_ns: float
    at_ns: float
    show: str


@dataclass(frozen=True)
class Chapter:
    """scenes: their names, in playing order; picture: None for a gallery, whose scenes are chosen by drawings, and for
    scenes of an exhibit's own; names: what scenes are called in a gallery, where not by their titles."""

    name: Text
    line: Text
    scenes: tuple[str, ...]
    picture: Picture | None = None
    gallery: bool = False
    names: Mapping[str, Text] = field(default_factory=dict)


def chapters(file: Path = FILE) -> list[Chapter]:
    """All of a file. Raises SceneFileError with everything that is wrong."""
    table = table_of(file, ChaptersFile)
    found = [FileProblem(file.name, key, message) for key, message in _problems(table)]
    if found:
        raise SceneFileError(found)
    return [_chapter(entry) for entry in table.chapters]


def of_scenes(every: Sequence[Chapter], names: Sequence[str]) -> list[Chapter]:
    """Those chapters that have some of these scenes, with these alone; scenes that are in none make a last one."""
    kept = [replace(chapter, scenes=tuple(n for n in chapter.scenes if n in names)) for chapter in every]
    known = {name for chapter in every for name in chapter.scenes}
    rest = tuple(name for name in names if name not in known)
    others = Chapter(Text({code: text(OTHERS, code) for code in codes()}), Text(), rest)
    return [chapter for chapter in (*kept, others) if chapter.scenes]


def _problems(table: ChaptersFile) -> list[tuple[str, str]]:
    """(key, what was expected) of all that has the right shape and makes no sense."""
    found: list[tuple[str, str]] = []
    home: dict[str, int] = {}
    for n, entry in enumerate(table.chapters):
        for k, name in enumerate(entry.scenes):
            key = f"chapters[{n}].scenes[{k}]"
            if unknown := unknown_scene(name):
                found.append((key, unknown))
            elif name in home:
                found.append((key, f"expected each scene in one chapter; '{name}' is in chapters[{home[name]}] too"))
            home.setdefault(name, n)
        if entry.picture is not None and (unknown := unknown_scene(entry.picture.scene)):
            found.append((f"chapters[{n}].picture.scene", unknown))
        for name in entry.names:
            if name not in entry.scenes:
                found.append((f"chapters[{n}].names.{name}", "expected the name of a scene of this chapter"))
        if entry.gallery == (entry.picture is not None):
            expected = "expected no picture beside gallery = true" if entry.gallery else "missing; expected a picture"
            found.append((f"chapters[{n}].picture", expected))
    return found


def _chapter(entry: ChapterTable) -> Chapter:
    picture = entry.picture
    moment = None
    if picture is not None:
        moment = Picture(
            picture.scene, Shot(0.0, picture.at, picture.zoom), picture.from_ns, picture.at_ns, picture.show
        )
    names = {scene: Text(name) for scene, name in entry.names.items()}
    return Chapter(Text(entry.name), Text(entry.line), tuple(entry.scenes), moment, entry.gallery, names)
