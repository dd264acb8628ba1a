"""A whole validation: everything that is run for it, what is said of it, and the folder that it is written to."""

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scenes.study import excitability_curve, findings, plots, pooled, validation
from scenes.study.output import Output, OutputError, problem
from scenes.study.workers import Place

CURVE = "excitability-curve"


@dataclass(frozen=True)
class Results:
    """points: of the curve of pulses that fire, empty where it was left out; field: that all was run in, None: as each
    scene says."""

    verdicts: Sequence[validation.Verdict]
    findings: Sequence[findings.Finding]
    points: Sequence[excitability_curve.Point]
    field: str | None = None

    @property
    def table(self) -> str:
        """The tables, as in the README."""
        parts = validation.markdown(self.verdicts), findings.markdown(self.findings)
        return "\n\n".join(part for part in parts if part)

    @property
    def said(self) -> set[str]:
        """All that was said of any claim: met, missed, open, held."""
        return {verdict.verdict for verdict in self.verdicts} | {finding.verdict for finding in self.findings}

    def as_json(self) -> str:
        data = {
            "field": self.field or "as each scene says",
            "verdicts": validation.as_json(self.verdicts),
            "findings": [vars(finding) for finding in self.findings],
            "excitability": [vars(point) | {"interval": point.interval} for point in self.points],
        }
        return json.dumps(data, indent=2)


def pulses(names: Sequence[str], plan: validation.Plan) -> int:
    """How many pulses the curve takes; 0 where it is left out."""
    wanted = excitability_curve.SCENE in names and plan.full
    return sum(excitability_curve.trials_of(len(excitability_curve.K_OUT_MM))) if wanted else 0


def study(
    names: Sequence[str],
    plan: validation.Plan,
    processes: Place = None,
    on_run: Callable[[validation.Job, float], None] = lambda job, known: None,
    on_pulse: Callable[[], None] = lambda: None,
) -> Results:
    """Validate scenes; on_run as for `validate`, on_pulse is told of each pulse.

    Raises WorkerLostError, ClusterError.
    """
    verdicts = validation.validate(names, plan, processes, on_run)
    found, points = [*findings.findings(verdicts), *pooled.bias(verdicts)], []
    if pulses(names, plan):
        points = excitability_curve.curve(
            processes=processes, on_trial=on_pulse, first=plan.first, changes=plan.changes
        )
        found.append(findings.excitability(points))
    return Results(verdicts, found, points, plan.field)


class Folder:
    """Takes results to be written. trouble: what could not be, known when all is over; note: what was left out."""

    def __init__(self, path: Path | None, outputs: Sequence[Output] = ()) -> None:
        self._path, self._outputs = path, list(outputs)
        self._refused: list[str] = []
        self.note = ""

    @property
    def trouble(self) -> list[str]:
        return [*(output.trouble for output in self._outputs if output.trouble), *self._refused]

    def write(self, results: Results) -> None:
        """Tables, numbers, and a plot a scene where matplotlib is installed; nothing without a folder."""
        if self._path is None:
            return
        table, data = self._outputs
        table.write(results.table + "\n")
        data.write(results.as_json())
        try:
            for name, picture in _pictures(results):
                self._plot(self._path / f"{name}.png", picture)
        except ImportError:
            self.note = "no plots: they need matplotlib, which docs/requirements-study.txt has"

    def _plot(self, file: Path, picture: bytes) -> None:
        try:
            with Output(file, "--out") as plot:
                plot.write(picture)
            self._outputs.append(plot)
        except OutputError as error:
            self._refused.append(str(error))


@contextlib.contextmanager
def folder(name: str | None, scenes: Sequence[str]) -> Iterator[Folder]:
    """The folder for the results of some scenes, made if there is none; on a failure no file in it is changed.

    Without a name nothing is written. Raises OutputError if it cannot be used.
    """
    if name is None:
        yield Folder(None)
        return
    if not name or "\0" in name:
        raise OutputError(f"--out: expected the name of a folder, got {name!r}")
    path = Path(name)
    made = not path.exists()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise OutputError(f"--out: expected a folder, got '{name}', which is a file or lies in one") from None
    except OSError as error:
        raise OutputError(f"--out: the folder '{name}' cannot be made: {error.strerror}") from None
    if found := [wrong for scene in (*scenes, CURVE) if (wrong := problem(path / f"{scene}.png"))]:
        raise OutputError("\n".join(f"--out: {wrong}" for wrong in found))
    try:
        with Output(path / "validation.md", "--out") as table, Output(path / "validation.json", "--out") as data:
            yield Folder(path, (table, data))
    except BaseException:
        with contextlib.suppress(OSError):
            if made:
                path.rmdir()
        raise


def _pictures(results: Results) -> Iterator[tuple[str, bytes]]:
    yield from plots.draw(results.verdicts)
    if results.points:
        yield CURVE, plots.draw_excitability(results.points)
