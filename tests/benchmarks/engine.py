"""This engine."""

from sim import Scene, Simulation
from tests.benchmarks.peer import Places


class Engine:
    """Adaptive steps, compiled; see `sim`."""

    def __init__(self, scene: Scene, seed: int, threads: int) -> None:
        self._simulation = Simulation(scene, seed, threads=threads)

    @property
    def ion_steps(self) -> float:
        return self._simulation.substeps

    def advance(self, ns: int) -> None:
        self._simulation.advance(ns)

    def places(self, symbol: str) -> Places:
        ions = self._simulation.ions
        block = ions.block(ions.index[symbol])
        return ions.x[block], ions.y[block]
