"""Parts of scenes that play for passers-by: some stretches of a scene's story, at a pace of their own."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from scenes.entrance.tables import PiecesFile, table_of, unknown_scene
from scenes.format.problems import FileProblem, SceneFileError
from scenes.scene_file import Caption, SceneFile, Shot, Text, TimedCommand

FILE = Path(__file__).parent / "pieces.toml"
Stretches = Sequence[tuple[float, float]]
Timed = TypeVar("Timed", Caption, TimedCommand, Shot)


@dataclass(frozen=True)
class Piece:
    """line: what is to be seen; stretches: spans of the story, ns; show: "" or "excess"; ions: None for as many as the
    scene has."""

    scene: str
    line: Text
    stretches: tuple[tuple[float, float], ...]
    pace_ns_per_s: float
    show: str = ""
    ions: int | None = None

    @property
    def length_ns(self) -> float:
        return sum(end - start for start, end in self.stretches)

    @property
    def overrides(self) -> list[str]:
        """What it changes in the scene, as KEY=VALUE."""
        return [] if self.ions is None else [f"ions={self.ions}"]


def pieces(file: Path = FILE) -> list[Piece]:
    """All of a file. Raises SceneFileError with everything that is wrong."""
    table, found = table_of(file, PiecesFile), []
    for n, entry in enumerate(table.pieces):
        if unknown := unknown_scene(entry.scene):
            found.append(FileProblem(file.name, f"pieces[{n}].scene", unknown))
        edges = [edge for stretch in entry.stretches for edge in stretch]
        if edges[0] < 0 or any(later <= earlier for earlier, later in itertools.pairwise(edges)):
            key = f"pieces[{n}].stretches"
            found.append(FileProblem(file.name, key, "expected spans [from, to] one after another, from 0 on"))
    if found:
        raise SceneFileError(found)
    return [Piece(e.scene, Text(e.line), tuple(e.stretches), e.pace_ns_per_s, e.show, e.ions) for e in table.pieces]


def cut(file: SceneFile, piece: Piece) -> SceneFile:
    """The scene with the piece's stretches alone: what the story did before a stretch is done as that begins, and what
    it says and shows then is the last that it said and showed. It compares nothing and says nothing at its end."""
    return replace(
        file,
        timeline=_cut(file.timeline, piece.stretches, all_before=True),
        captions=_cut(file.captions, piece.stretches),
        camera=tuple(replace(shot, pace_ns_per_s=None) for shot in _cut(file.camera, piece.stretches)),
        claim=replace(file.claim, run_ns=piece.length_ns),
        pace_ns_per_s=piece.pace_ns_per_s,
        seen=Text(),
        cases=(),
        compare=None,
    )


def _cut(entries: Sequence[Timed], stretches: Stretches, all_before: bool = False) -> tuple[Timed, ...]:
    """Entries with their times in the piece. all_before: each that lies before a stretch, not the last one alone."""
    moved: list[Timed] = []
    past, begins = -1.0, 0.0
    for start, end in stretches:
        before = [entry for entry in entries if past <= entry.at_ns < start]
        moved += [replace(entry, at_ns=begins) for entry in (before if all_before else before[-1:])]
        within = [entry for entry in entries if start <= entry.at_ns < end]
        moved += [replace(entry, at_ns=entry.at_ns + begins - start) for entry in within]
        past, begins = end, begins + end - start
    return tuple(moved)
