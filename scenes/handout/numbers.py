"""The numbers on the teacher's part of a page: read from what `validate --out DIR` has written, or counted for it."""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scenes.format.problems import FileProblem, SceneFileError
from scenes.scene_file import SceneFile
from scenes.study import results
from scenes.study.validation import QUICK, Job, Plan
from sim.problems import SceneError

PLAN = replace(QUICK, runs=5, most=5)  # the interval of five runs is half as wide as that of three
MOST_BYTES = 50_000_000
FIELD = "validation.json"


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=False)


class RunRow(_Shape):
    """seed, ions: None in files of former versions."""

    seed: int | None = None
    ions: int | None = None


class Row(_Shape):
    """A verdict as validation.json has it: what is used of it. case: its label in English, "" without cases."""

    scene: str
    case: str
    predicts: str
    voltage_mV: float
    prediction_mV: float
    residual_mV: float
    interval_mV: float
    tolerance_mV: float
    published_mV: float | None = None
    verdict: str
    runs: list[RunRow] = Field(min_length=1)


class Finding(_Shape):
    scene: str
    claim: str
    found: str
    bar: str
    verdict: str


class _File(_Shape):
    verdicts: list[Row]
    findings: list[Finding] = []


@dataclass(frozen=True)
class Numbers:
    """What was counted of one scene. file: name of the file that it is from, "" if it was counted for the page."""

    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    file: str = ""

    @property
    def seeds(self) -> tuple[int, int] | None:
        """The first and the last; None where they are not known."""
        known = [run.seed for row in self.rows for run in row.runs]
        seeds = [seed for seed in known if seed is not None]
        return (min(seeds), max(seeds)) if seeds and len(seeds) == len(known) else None

    @property
    def runs(self) -> str:
        """Of each case: a number, or from the fewest to the most."""
        return _span([len(row.runs) for row in self.rows])

    @property
    def ions(self) -> str:
        """Of each run, likewise."""
        return _span([run.ions for row in self.rows for run in row.runs if run.ions])


def _span(numbers: Sequence[int]) -> str:
    low, high = min(numbers, default=0), max(numbers, default=0)
    return f"{low:,}" if low == high else f"{low:,} – {high:,}"


def read(name: str, scene_file: SceneFile) -> Numbers:
    """Those of a scene from a validation.json. Raises SceneFileError if it cannot be read or says nothing of it."""

    def refuse(key: str, message: str) -> SceneFileError:
        return SceneFileError([FileProblem(f"--numbers: {name}", key, message)])

    try:
        with Path(name).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it has no name that a file can have"
        raise refuse("", f"cannot be read: {reason}") from None
    if len(content) > MOST_BYTES:
        raise refuse("", f"expected a {FIELD}, got more than {MOST_BYTES // 1_000_000} MB")
    try:
        found = _File.model_validate(json.loads(content))
    except ValidationError as error:
        first = error.errors()[0]
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in first["loc"])
        raise refuse(place.lstrip("."), f"expected a {FIELD} of `validate --out DIR` ({first['msg']})") from None
    except (ValueError, RecursionError):  # no JSON, or brackets thousands deep
        raise refuse("", f"expected a {FIELD} of `validate --out DIR`, which is JSON") from None
    rows = tuple(row for row in found.verdicts if row.scene == scene_file.name)
    if not rows:
        known = ", ".join(sorted({row.scene for row in found.verdicts})) or "nothing"
        raise refuse("verdicts", f"expected the scene '{scene_file.name}', got {known}")
    return Numbers(rows, _of(found.findings, scene_file), Path(name).name)


def count(
    name: str, scene_file: SceneFile, on_run: Callable[[Job, float], None] = lambda job, known: None, plan: Plan = PLAN
) -> Numbers:
    """Count them now, in short runs as a quick validation does. name: of the scene or its file; on_run: as `validate`
    has it.

    Raises SceneFileError where its ions cannot be placed, WorkerLostError if a process is ended from outside.
    """
    try:
        done = results.study((name,), plan, on_run=on_run)
    except SceneError as error:
        problems = [FileProblem(scene_file.name, problem.key, problem.message) for problem in error.problems]
        raise SceneFileError(problems) from None
    found = _File.model_validate(json.loads(done.as_json()))
    return Numbers(tuple(found.verdicts), _of(found.findings, scene_file))


def _of(findings: Sequence[Finding], scene_file: SceneFile) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.scene == scene_file.name)


def label_of(row: Row, scene_file: SceneFile, language: str) -> str:
    """The label of its case in a language; its English where the scene has no such case any more."""
    labels = (case.label for case in scene_file.cases if case.label.in_("en") == row.case)
    return next((label.in_(language) for label in labels), row.case)


def signed(value: float, digits: int = 1) -> str:
    """With its sign and a true minus; a dash for what is not defined."""
    if not math.isfinite(value):
        return "–"
    rounded = round(value, digits)
    return f"{rounded or 0:+.{digits}f}".replace("-", "−") if rounded else f"{0:.{digits}f}"
