"""`main.py sweep`: its options and what they say. Only main.py imports this, when the command is asked for."""

from collections.abc import Callable

import click

from scenes.study.output import OutputError
from scenes.study.workers import place_of
from scenes.sweep.command import Asked, Told, carry_out

GRID = "Values of a key: a,b,c or low:high:n or low:high:n:log; repeatable, for all combinations."


@click.command()
@click.argument("scene")
@click.option("--vary", multiple=True, required=True, metavar="KEY=GRID", help=GRID)
@click.option("--seeds", type=click.IntRange(1, 100_000), default=16, show_default=True, help="Runs of each point.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="First of the seeds.")
@click.option("--ns", type=float, help="Simulated time. [default: the scene's]")
@click.option("--ions", type=click.IntRange(min=100), help="How many ions. [default: the scene's]")
@click.option("--set", "changes", multiple=True, metavar="KEY=VALUE", help="Change a key in all runs; repeatable.")
@click.option("--out", required=True, metavar="DIR", help="Folder for tables, plot and what is needed to go on.")
@click.option("--processes", type=click.IntRange(min=1), help="Runs at a time. [default: all processors]")
@click.option("--cluster", metavar="ADDRESS", help="Make the runs on the workers of this Dask scheduler.")
@click.pass_obj
def sweep(
    heeding: Callable[[Told], Told], scene: str, vary: tuple[str, ...], seeds: int, seed: int, ns: float | None,
    ions: int | None, changes: tuple[str, ...], out: str, processes: int | None, cluster: str | None,
) -> None:  # fmt: skip
    """Run a SCENE over a grid of its keys, with several seeds at each point, and write a table of all runs.

    Every run is kept as it ends: the same command goes on where a former one was ended, whatever ended it. DIR gets
    runs.csv and runs.parquet, summary.md and plot.png. The cases of a scene are not run, only the scene itself.
    """
    place = place_of(processes, cluster)
    asked = Asked(scene, vary, changes, range(seed, seed + seeds), ions, ns, out, place)
    done = carry_out(asked, heeding, lambda line: click.echo(line, err=True))
    click.echo(done.summary)
    if done.trouble:
        raise OutputError("\n".join(done.trouble))
