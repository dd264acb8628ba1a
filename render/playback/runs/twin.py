"""A twin: two cells from the same state and seed, of which only one is changed. What they differ in is what the change
has done."""

from typing import TYPE_CHECKING

from render.playback.runs.run import Run
from render.playback.runs.view import TwinView

if TYPE_CHECKING:
    from sim.scene import Scene

MOST_IONS = 50_000  # of each: two take the time of one with twice as many


class Twin:
    """unchanged: the run that is left alone; the other one is whoever's that made it."""

    def __init__(self, unchanged: Run) -> None:
        self.unchanged = unchanged
        self._since_ns = unchanged.simulation.time_ns

    def view(self, pace: float) -> TwinView:
        """pace: ns a second on screen."""
        self.unchanged.look()
        return TwinView(self.unchanged.history.trace(), self.unchanged.recent_mV(pace), self._since_ns)


def with_fewer(scene: "Scene") -> "Scene | None":
    """The scene with as many ions as one of two may have; None if that is no sound scene."""
    from dataclasses import replace

    from sim.problems import problems

    fewer = replace(scene, ions=min(scene.ions, MOST_IONS))
    return None if problems(fewer) else fewer
