"""A run whose report and table go to files: what they are is looked at first, the report is there whatever they do."""

from collections.abc import Callable
from dataclasses import dataclass

from scenes.format.problems import FileProblem, SceneFileError
from scenes.scene_file import SceneFile
from scenes.study.headless import CsvTable, Moment, Report, play
from scenes.study.output import Output, refuse_twins
from sim.problems import SceneError


@dataclass(frozen=True)
class WrittenRun:
    """trouble: what could not be written; to_standard_output: whether one of the files was standard output."""

    report: Report
    trouble: list[str]
    to_standard_output: bool


def written_run(
    scene_file: SceneFile,
    json_file: str | None,
    csv_file: str | None,
    told: Callable[[Moment], None] = lambda moment: None,
    *,
    seed: int | None = None,
    ns: float | None = None,
    threads: int | None = None,
) -> WrittenRun:
    """Play a scene as `headless.play` does, told of every moment. Names: see `Output`.

    Raises SceneFileError for a time too short for a macro-step or a scene that cannot be placed, and, before the run,
    OutputError for a file that cannot be written.
    """
    end, step = scene_file.claim.run_ns if ns is None else ns, scene_file.scene.macro_step_ns
    if end < step:
        message = f"expected at least one macro-step ({step:g} ns), got {end:g}"
        raise SceneFileError([FileProblem("--ns", "", message)])
    refuse_twins({"--json": json_file, "--csv": csv_file})
    with Output(csv_file, "--csv") as rows, Output(json_file, "--json") as data:
        table = CsvTable(rows)

        def on_moment(moment: Moment) -> None:
            table(moment)
            told(moment)

        try:
            report = play(scene_file, seed=seed, ns=ns, threads=threads, on_moment=on_moment)
        except SceneError as error:
            problems = [FileProblem(scene_file.name, problem.key, problem.message) for problem in error.problems]
            raise SceneFileError(problems) from None
        data.write(report.as_json() + "\n")
    trouble = [output.trouble for output in (data, rows) if output.trouble]
    return WrittenRun(report, trouble, rows.is_standard_output or data.is_standard_output)
