"""The command from one end to the other: what is asked is looked at, made, and written."""

import os
from collections.abc import Callable
from typing import NamedTuple

from scenes import progress
from scenes.cluster.pool import Cluster
from scenes.study.workers import Place
from scenes.sweep.conduct import conduct, left
from scenes.sweep.journal import Journal, journal
from scenes.sweep.plan import Sweep, duration, planned
from scenes.sweep.written import FILES, Written, notes, write

Told = Callable[[str, float], None]


class Asked(NamedTuple):
    """The options of `main.py sweep`."""

    scene: str
    vary: tuple[str, ...]
    changes: tuple[str, ...]
    seeds: range
    ions: int | None
    ns: float | None
    out: str
    place: Place


def carry_out(
    asked: Asked,
    heeding: Callable[[Told], Told],
    say: Callable[[str], None],
) -> Written:
    """The whole sweep. heeding: makes what is told of progress heed signals; say: takes a line for the user that is no
    result.

    Raises what `planned`, `journal` and `conduct` do. Whatever ends it, the user is told that it can be gone on with.
    """
    at_once = asked.place if isinstance(asked.place, int) else (os.cpu_count() or 1)
    plan = planned(
        asked.scene, asked.vary, asked.changes, seeds=asked.seeds, ions=asked.ions, ns=asked.ns, at_once=at_once
    )
    with journal(asked.out, plan, FILES) as kept:
        for note in (*notes(), *_short(plan)):
            say(note)
        say(_announced(plan, kept, None if isinstance(asked.place, Cluster) else at_once))
        try:
            missing = sum(point.wall_s for point, _ in left(plan, kept))
            work = sum(point.wall_s for point in plan.points) * len(plan.seeds)
            with progress.of_sweep(work, work - missing) as told:
                conduct(plan, kept, asked.place, heeding(told))
        except BaseException:
            if kept.done:
                say(f"{_so_far(plan, kept)} are kept in '{asked.out}'; the same command goes on from there")
            raise
        return write(plan, kept)


def _short(plan: Sweep) -> list[str]:
    """What is to be known of runs that end before the scene has settled."""
    settle_ns = plan.scene_file(()).claim.settle_ns
    if plan.ns is None or plan.ns > settle_ns:
        return []
    message = f"{plan.ns:g} ns are not more than the {settle_ns:g} ns in which the scene settles"
    return [f"note: {message}; only the first half of each run is left out of the means"]


def _so_far(plan: Sweep, kept: Journal) -> str:
    return f"{len(kept.done)} of {len(plan.points) * len(plan.seeds)} runs"


def _announced(plan: Sweep, kept: Journal, at_once: int | None) -> str:
    """What is to be done, and roughly how long that takes."""
    missing = left(plan, kept)
    before = f"{_so_far(plan, kept)} have been made before, " if kept.done else ""
    if not missing:
        return f"{before}nothing is left to be run"
    one_at_a_time = duration(sum(point.wall_s for point, _ in missing))
    here = "" if at_once is None else f", {duration(sum(p.wall_s for p, _ in missing) / at_once)} with {at_once}"
    return f"{before}{len(missing)} runs to be made: roughly {one_at_a_time} one at a time{here}"
