"""Who takes part, by name. Imports of the competitors wait until one is made."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import util

from tests.benchmarks.peer import Peer


@dataclass(frozen=True)
class Competitor:
    """title: for the table; note: what it lacks or how it is set; needs: package, besides the engine's; make: from
    number of ions and seed."""

    title: str
    note: str
    make: Callable[[int, int], Peer]
    needs: str = "sim"

    @property
    def installed(self) -> bool:
        return util.find_spec(self.needs) is not None


def _engine(threads: int) -> Callable[[int, int], Peer]:
    def make(ions: int, seed: int) -> Peer:
        from tests.benchmarks.box import scene
        from tests.benchmarks.engine import Engine

        return Engine(scene(ions), seed, threads)

    return make


def _numpy(ions: int, seed: int) -> Peer:
    from tests.benchmarks.box import plain, scene
    from tests.benchmarks.plain_numpy import PlainNumpy

    return PlainNumpy(plain(scene(ions)), seed)


def _numba(ions: int, seed: int) -> Peer:
    from tests.benchmarks.box import plain, scene
    from tests.benchmarks.naive_numba import NaiveNumba

    return NaiveNumba(plain(scene(ions)), seed)


def _smoldyn(ions: int, seed: int) -> Peer:
    from tests.benchmarks.box import plain, scene
    from tests.benchmarks.smoldyn_box import Smoldyn

    return Smoldyn(plain(scene(ions)), seed)


ENGINES = {
    threads: Competitor(f"engine, {threads} thread{'s' * (threads > 1)}", "adaptive steps", _engine(threads))
    for threads in (1, 2)
}
PEERS = {
    "numpy": Competitor("plain numpy", "every ion every step, float32, all ions at once", _numpy),
    "numba": Competitor("naive numba", "every ion every step, scalar loop, np.random.normal, one thread", _numba),
    "smoldyn": Competitor(
        "Smoldyn 2.74",
        "every ion every step, one thread; no counted voltage and no field in the pores",
        _smoldyn,
        "smoldyn",
    ),
}
EVERYBODY = {f"engine-{threads}": engine for threads, engine in ENGINES.items()} | PEERS
