"""How much faster a sweep is on two processes than on one, and what a run costs beside its simulation:
python -m tests.benchmarks.sweep, on a quiet machine.

Both sweeps are the same 4 x 5 points with 16 seeds each, from the first look at the scene to the table, starts of the
processes among it. They must give the same table. Exit code 1 where two processes are less than 1.8 times as fast.
"""

import sys
import tempfile
import time
from pathlib import Path

import click

from scenes.sweep.conduct import conduct
from scenes.sweep.journal import journal
from scenes.sweep.plan import Sweep, planned
from scenes.sweep.table import table_of

VARY = ("outside.K=2.5,5,10,20", "channels.Na.permeability=0.1:0.9:5")
LEAST = 1.8
NIGHT_S = 10 * 3600.0


def timed(plan: Sweep, processes: int) -> tuple[float, float, str]:
    """Wall time of all, wall time that the simulations alone took in their processes, the table; s."""
    with tempfile.TemporaryDirectory() as folder, journal(str(Path(folder) / "sweep"), plan) as kept:
        began = time.perf_counter()
        conduct(plan, kept, processes)
        table = table_of(plan, kept.done).as_csv()
        took = time.perf_counter() - began
        return took, sum(done.wall_s for done in kept.done.values()), table


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--scene", default="resting", show_default=True)
@click.option("--ns", type=click.FloatRange(min=10), default=2000, show_default=True, help="Simulated time of a run.")
@click.option("--ions", type=click.IntRange(min=1000), default=10_000, show_default=True)
@click.option("--seeds", type=click.IntRange(min=1), default=16, show_default=True)
@click.option("--processes", type=click.IntRange(min=2), default=2, show_default=True, help="Compared with one.")
def main(scene: str, ns: float, ions: int, seeds: int, processes: int) -> None:
    """Time the same sweep on one process and on several."""
    short = planned(scene, [VARY[0]], seeds=range(1), ions=ions, ns=10.0)
    timed(short, processes)  # all is compiled
    plan = planned(scene, VARY, seeds=range(seeds), ions=ions, ns=ns)
    runs = len(plan.points) * seeds
    click.echo(f"{runs} runs of '{scene}', {ions} ions and {ns:g} ns each\n")
    click.echo("| processes | wall, s | start, s | simulation, s in all | beside it, ms a run | share of simulation |")
    click.echo("| --- | --- | --- | --- | --- | --- |")
    found = {}
    for count in (1, processes):
        start, of_short, _ = timed(short, count)
        start -= of_short / count
        found[count] = timed(plan, count)
        took, simulated, _ = found[count]
        beside = 1e3 * ((took - start) * count - simulated) / runs
        share = simulated / took / count
        click.echo(f"| {count} | {took:.1f} | {start:.1f} | {simulated:.1f} | {beside:.1f} | {share:.1%} |")
    (one, _, first), (several, simulated, second) = found[1], found[processes]
    if first != second:
        sys.exit("the tables differ: one of them is wrong")
    faster = one / several
    said = "at least" if faster >= LEAST else "less than"
    click.echo(
        f"\n{processes} processes are {faster:.2f} times as fast as one, {said} {LEAST}; both tables are the same"
    )
    whole = planned(scene, VARY, seeds=range(1)).points[0].cost
    night = NIGHT_S * processes / (simulated / runs / (ns * ions) * whole)
    click.echo(f"in a night of ten hours {processes} processes make {night:.0f} runs of the scene as it is")
    if processes == 2 and faster < LEAST:
        sys.exit(1)


if __name__ == "__main__":
    main()
