"""Command line: python -m tests.benchmarks, from the folder that holds main.py."""

import json
import os
from pathlib import Path

import click

from main import FiniteTime
from scenes.study.output import Output, OutputError, problem
from tests.benchmarks.competitors import PEERS

LEAST, MOST = 1000, 100_000_000


class Whole(click.ParamType):
    """A number of ions; 1e6 is one too."""

    name = "number"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            number = float(str(value))
            if number == int(number) and LEAST <= number <= MOST:
                return int(number)
        except (ValueError, OverflowError):
            pass
        self.fail(f"expected a whole number of ions from {LEAST} to {MOST:.0e}, got '{value}'", param, ctx)


class Several(click.ParamType):
    """Values between commas."""

    name = "list"

    def __init__(self, of: click.ParamType) -> None:
        self.of = of

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> list[object]:
        if isinstance(value, list):
            return value
        parts = [part.strip() for part in str(value).split(",")]
        return list(dict.fromkeys(self.of.convert(part, param, ctx) for part in parts if part))


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--at", type=Whole(), help="Ions of the comparison with the peers. [default: 100000; --quick 30000]")
@click.option(
    "--peers",
    type=Several(click.Choice(list(PEERS))),
    metavar="LIST",
    help=f"Of {','.join(PEERS)}, between commas; '' for none. [default: all that are installed]",
)
@click.option(
    "--ions",
    type=Several(Whole()),
    metavar="LIST",
    help="Numbers of ions to scale over; '' for none. [default: 1e4,1e5,1e6,1e7; --quick 1e4,1e5]",
)
@click.option("--rounds", type=click.IntRange(1, 1000), help="How often each is timed. [default: 7; --quick 2]")
@click.option("--seconds", type=FiniteTime(0.01, 600), help="Wall time of each in a round. [default: 1; --quick 0.2]")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Random seed.")
@click.option("--memory/--no-memory", default=True, help="Also measure memory, in fresh processes.")
@click.option("--quick", is_flag=True, help="A smoke run: under half a minute once all is compiled.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Also write table.md, figures.json and plot.png there.",
)
def main(
    at: int | None, peers: list[str] | None, ions: list[int] | None, rounds: int | None, seconds: float | None,
    seed: int, memory: bool, quick: bool, out: Path | None,
) -> None:  # fmt: skip
    """Time the engine beside plain ways of moving the same ions, and against drawing random numbers alone.

    Prints tables; progress goes to standard error. Use a quiet machine: the ratios are of pieces that ran in turn, the
    rest is what this machine does now.
    """
    if out:
        writable(out)
    missing = [name for name in peers or PEERS if not PEERS[name].installed]
    how = "pip install -r tests/requirements-bench.txt"
    if peers and missing:
        raise click.UsageError(f"--peers: {', '.join(missing)} is not installed; {how}")
    if missing and peers is None:
        say(f"left out, not installed: {', '.join(missing)} ({how})")
    if hasattr(os, "getloadavg") and os.getloadavg()[0] > 0.5:
        say(f"the machine is busy already (load {os.getloadavg()[0]:.1f}): single figures will be low")
    from tests.benchmarks import measure
    from tests.benchmarks.report import tables

    report = measure.measure(
        at=at or (30_000 if quick else 100_000),
        peers=[name for name in PEERS if name not in missing and (peers is None or name in peers)],
        sizes=sorted([10_000, 100_000, *([] if quick else [1_000_000, 10_000_000])] if ions is None else ions),
        rounds=rounds or (2 if quick else 7),
        seconds=seconds or (0.2 if quick else 1.0),
        seed=seed,
        memory=memory,
        say=say,
    )
    click.echo(tables(report))
    if out:
        write(out / "table.md", tables(report) + "\n")
        write(out / "figures.json", json.dumps(report.as_dict(), indent=2) + "\n")
        try:
            from tests.benchmarks import plot

            write(out / "plot.png", plot.draw(report))
        except ImportError as error:
            say(f"no plot: {error}; {how}")


def writable(folder: Path) -> None:
    """Make the folder and look at the files before minutes are spent. Raises UsageError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("table.md", "figures.json", "plot.png"):
            if wrong := problem(folder / name):
                raise click.UsageError(f"--out: {wrong}")
    except OSError as error:
        raise click.UsageError(f"--out: '{folder}' cannot be made: {error.strerror}") from None


def write(file: Path, content: str | bytes) -> None:
    """Raises UsageError."""
    try:
        with Output(file) as output:
            output.write(content)
    except OutputError as error:
        raise click.UsageError(f"--out: {error}") from None
    if output.trouble:
        raise click.UsageError(f"--out: {output.trouble}")


def say(text: str) -> None:
    """Progress, on standard error."""
    click.echo(text, err=True)


if __name__ == "__main__":
    main(prog_name="python -m tests.benchmarks")
