"""What is written when all runs have been made: the table twice, the summary and a plot."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec

from scenes.study.output import Output, OutputError
from scenes.sweep import plot, summary
from scenes.sweep.journal import Journal
from scenes.sweep.plan import Sweep
from scenes.sweep.table import table_of

CSV, PARQUET, SUMMARY, PLOT = "runs.csv", "runs.parquet", "summary.md", "plot.png"
FILES = (CSV, PARQUET, SUMMARY, PLOT)
OPTIONAL = {"pyarrow": PARQUET, "matplotlib": PLOT}


@dataclass
class Written:
    """summary: the table for people; trouble: what could not be written."""

    summary: str
    trouble: list[str] = field(default_factory=list)


def notes() -> Iterator[str]:
    """What will not be written because it needs what is not installed, to be told before the work."""
    for package, file in OPTIONAL.items():
        if find_spec(package) is None:
            how = f"install it (python -m pip install {package}) and give the same command again: no run is made twice"
            yield f"note: without {package} there will be no {file}; {how}"


def write(asked: Sweep, kept: Journal) -> Written:
    """The files of all runs that are kept; those that need what is not installed are left out."""
    rows = summary.found(asked, kept.done)
    table = table_of(asked, kept.done)
    written = Written(summary.markdown(asked, rows))
    made: dict[str, Callable[[], str | bytes]] = {
        CSV: table.as_csv,
        PARQUET: table.as_parquet,
        SUMMARY: lambda: written.summary + "\n",
        PLOT: lambda: plot.draw(asked, rows),
    }
    missing = {file for package, file in OPTIONAL.items() if find_spec(package) is None}
    for name, content in made.items():
        if name in missing:
            continue
        try:
            with Output(kept.path / name, "--out") as file:
                file.write(content())
        except OutputError as error:
            written.trouble.append(str(error))
            continue
        if file.trouble:
            written.trouble.append(file.trouble)
    return written
