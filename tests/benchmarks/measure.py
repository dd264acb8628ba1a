"""The measurements of a run, one after the other."""

from collections.abc import Sequence

import numba

from tests.benchmarks import memory as own_process
from tests.benchmarks.bound import Bound
from tests.benchmarks.competitors import ENGINES, EVERYBODY
from tests.benchmarks.memory import Memory
from tests.benchmarks.peer import Peer
from tests.benchmarks.race import AGENTS_NS, Say, Timing, race
from tests.benchmarks.report import BOUND, ONE, Report


def measure(
    *, at: int, peers: Sequence[str], sizes: Sequence[int], rounds: int, seconds: float, seed: int, memory: bool,
    say: Say,
) -> Report:  # fmt: skip
    """at: ions of the comparison with the peers; sizes: numbers of ions to scale over; the rest as in race.race."""
    report = Report(seed, rounds, seconds)
    available = numba.config.NUMBA_NUM_THREADS  # type: ignore[attr-defined]
    engines = [f"engine-{threads}" for threads in ENGINES if threads <= available]
    say(f"side by side, {at} ions")
    side_by_side = {name: (EVERYBODY[name].make(at, seed), at) for name in (*engines, *peers)}
    report.race = race(side_by_side, rounds, seconds, say)
    del side_by_side
    for ions in sizes:
        say(f"scaling, {ions} ions")
        report.scaling[ions] = _scale(engines, ions, rounds, seconds, seed, say)
    if memory:
        report.memory = {name: found for name in report.race if (found := _memory(name, at, seed, say))}
        report.scaling_memory = {n: found for n in sizes if (found := _memory(engines[-1], n, seed, say))}
    return report


def _scale(engines: Sequence[str], ions: int, rounds: int, seconds: float, seed: int, say: Say) -> dict[str, Timing]:
    """The engine on one thread and on two, and the bound, in turn."""
    contestants: dict[str, tuple[Peer, int]] = {name: (EVERYBODY[name].make(ions, seed), ions) for name in engines}
    one = contestants[ONE][0]
    one.advance(AGENTS_NS)
    contestants[BOUND] = (Bound(ions, seed, one.ion_steps / AGENTS_NS / ions), ions)
    return race(contestants, rounds, seconds, say)


def _memory(name: str, ions: int, seed: int, say: Say) -> Memory | None:
    try:
        found = own_process.measure(name, ions, seed)
    except RuntimeError as error:
        say(f"memory not measured: {error}")
        return None
    say(f"memory, {name}, {ions} ions: {found.whole_MB:.0f} MB, of them own {found.own_MB:.0f}")
    return found
