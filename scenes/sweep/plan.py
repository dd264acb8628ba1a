"""A sweep as it is asked for: looked at as a whole before anything runs, and the list of its runs."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import NamedTuple

from scenes.cluster.program import fingerprint
from scenes.format.loader import load_text
from scenes.format.overrides import ORIGIN as SET
from scenes.format.problems import FileProblem, SceneFileError
from scenes.format.reading import find, read_text
from scenes.scene_file import SceneFile
from scenes.sweep.columns import columns
from scenes.sweep.grid import ORIGIN, Axis, axes
from scenes.sweep.job import Job

MOST_RUNS = 100_000
MOST_CHECKED = 2000  # points that are all looked at; of more, every value, each with the first of the others
MOST_TOLD = 20  # lines of what is wrong
# of one thread, for an ion and ns (README, "How fast it is"; mesh has no line of its own there)
WALL_S = {"capacitor": 9.34e-9, "layered": 17.95e-9, "mesh": 40e-9}


class Point(NamedTuple):
    """A point of the grid. texts: a value of each axis; cost: simulated ns times ions of one run; wall_s: what that
    takes, roughly, on one thread."""

    texts: tuple[str, ...]
    cost: float
    wall_s: float


@dataclass(frozen=True)
class Sweep:
    """text: of the scene file, called label in messages; changes: to all runs; seeds: of each point."""

    name: str
    label: str
    text: str
    axes: tuple[Axis, ...]
    changes: tuple[str, ...]
    seeds: range
    ns: float | None
    points: tuple[Point, ...] = field(default=(), compare=False)

    @property
    def predicts(self) -> str:
        """The prediction that the scene claims to meet."""
        return self.scene_file(()).claim.predicts

    def scene_file(self, texts: Sequence[str]) -> SceneFile:
        """The scene with the values of a point, or without any. Raises SceneFileError."""
        return load_text(self.text, Path(f"{self.name}.toml"), self.label, [*self.changes, *self._changes(texts)])

    def job(self, texts: Sequence[str], seed: int) -> Job:
        """What a worker needs for one run."""
        changes = (*self.changes, *self._changes(texts))
        return Job(self.text, self.name, self.label, changes, seed, self.ns)

    def as_dict(self) -> dict[str, object]:
        """All that its numbers depend on: two sweeps are the same if this is."""
        return {
            "scene": self.name,
            "scene file": self.text,
            "--set": list(self.changes),
            "--vary": {axis.key: [value.text for value in axis.values] for axis in self.axes},
            "seeds": [self.seeds.start, len(self.seeds)],
            "--ns": self.ns,
            "program": fingerprint(),
        }

    def _changes(self, texts: Sequence[str]) -> list[str]:
        return [f"{axis.key}={text}" for axis, text in zip(self.axes, texts, strict=bool(texts))]


def planned(
    scene: str,
    vary: Sequence[str],
    changes: Sequence[str] = (),
    *,
    seeds: range = range(16),
    ions: int | None = None,
    ns: float | None = None,
    at_once: int = 1,
) -> Sweep:
    """The sweep that is asked for. at_once: runs at a time, for the estimate of how long it would take.

    Raises SceneFileError with what is wrong: the scene, a key, a value, a grid that is empty or far too large.
    """
    path, label = find(scene)
    if not vary:
        raise SceneFileError([FileProblem(ORIGIN, "", "expected at least one key to vary")])
    grid = axes(vary)
    columns(grid)
    every = (*changes, *([f"ions={ions}"] if ions else []))
    fixed = {change.partition("=")[0].strip() for change in every}
    both = [FileProblem(ORIGIN, axis.key, "is also set for all runs; expected one or the other") for axis in grid
            if axis.key in fixed]  # fmt: skip
    if both:
        raise SceneFileError(both)
    asked = Sweep(path.stem, label, read_text(path, label), grid, every, seeds, ns)
    _refuse_too_many(asked, at_once)
    return Sweep(asked.name, label, asked.text, grid, every, seeds, ns, tuple(_checked(asked)))


def _refuse_too_many(asked: Sweep, at_once: int) -> None:
    points = math.prod(axis.count for axis in asked.axes)
    runs = points * len(asked.seeds)
    if runs <= MOST_RUNS:
        return
    one = _point(asked, (), asked.scene_file(()))
    long = duration(one.wall_s * runs / at_once)
    message = (
        f"{points:,} points with {len(asked.seeds)} seeds each are {runs:,} runs, which would take about {long} with "
        f"{at_once} at a time ({one.cost:,.0f} ions x ns each); expected at most {MOST_RUNS:,} runs"
    )
    raise SceneFileError([FileProblem(ORIGIN, "", message)])


def _checked(asked: Sweep) -> Iterator[Point]:
    """Every point. Raises SceneFileError for those that cannot be run."""
    asked.scene_file(())  # what is wrong without any variation is the file's fault, or that of --set
    texts = [tuple(value.text for value in axis.values) for axis in asked.axes]
    grid = list(product(*texts))
    first = grid[0]
    looked_at = set(grid)
    if len(grid) > MOST_CHECKED:
        looked_at = {(*first[:n], text, *first[n + 1 :]) for n, own in enumerate(texts) for text in own}
    known: dict[tuple[str, ...], Point] = {}
    problems: dict[FileProblem, None] = {}
    for point in grid:
        if point in looked_at:
            try:
                known[point] = _point(asked, point, asked.scene_file(point))
            except SceneFileError as error:
                told = [problem._replace(file=ORIGIN) if problem.file == SET else problem for problem in error.problems]
                problems |= dict.fromkeys(told)
        if len(problems) >= MOST_TOLD:
            break
    if problems:
        raise SceneFileError(list(problems)[:MOST_TOLD])
    for point in grid:
        yield known[point] if point in known else known[first]._replace(texts=point)


def _point(asked: Sweep, texts: tuple[str, ...], scene_file: SceneFile) -> Point:
    ns = scene_file.claim.run_ns if asked.ns is None else asked.ns
    step = scene_file.scene.macro_step_ns
    if not step <= ns < math.inf:
        raise SceneFileError([FileProblem("--ns", "", f"expected at least one macro-step ({step:g} ns), got {ns:g}")])
    cost = ns * scene_file.scene.ions
    return Point(texts, cost, cost * WALL_S[scene_file.scene.field.kind])


def duration(seconds: float) -> str:
    """For people."""
    for unit, length in (("years", 365.25 * 86400), ("days", 86400.0), ("hours", 3600.0), ("minutes", 60.0)):
        if seconds >= 2 * length:
            return f"{seconds / length:,.0f} {unit}"
    return f"{seconds:.0f} seconds" if seconds >= 2 else "a second or two"
