"""A visitor's own points: what has been counted in each state that he has set by hand and then left alone."""

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from render.playback.counted.counting import SIGMAS_95, CaseResult, Counting

if TYPE_CHECKING:
    from scenes import SceneFile
    from scenes.hands import Place
    from sim import Observation, Simulation
    from sim.measure.predictions import Prediction

ENOUGH = 3  # points, after which theory is shown
MOST = 60  # points that are kept
SETTLED = 5.0  # of the membrane's own times, after which less than 1 % of a change is left
LONGEST = 4.0  # of the scene's own settling that a slower state is given
SLOW = ("nernst:", "donnan")  # claims that hold only once ions have moved, not just the voltage


@dataclass(frozen=True)
class Point:
    """What a visitor has found, and where among the cases."""

    place: "Place"
    result: CaseResult


@dataclass(frozen=True)
class Hand:
    """The state that is set now, and all points so far. place: None where something is changed that the cases leave
    alone, so that nothing is counted; share: how much of the time until the point is over; settling: nothing is counted
    yet; done: the point of this state is there; enough: so many that theory may be shown."""

    place: "Place | None"
    share: float
    settling: bool
    done: bool
    enough: bool
    points: tuple[Point, ...] = ()


class Tries:
    """Follows a scene that a visitor has in hand. `touch` whenever a command has changed it, `add` what happens."""

    def __init__(self, scene_file: "SceneFile", settle_ns: float, count_ns: float) -> None:
        """settle_ns: left out of an automatic case; count_ns: how long one is counted."""
        assert scene_file.hands is not None
        self.scene_file, self.settle_ns, self.count_ns = scene_file, settle_ns, count_ns
        self.place: Place | None = None
        self.points: list[Point] = []
        self._states = len(scene_file.hands.xs or scene_file.cases)
        self._counting: Counting | None = None
        self._began_ns = 0.0
        self._own_ns = 0.0  # the time in which a change of voltage fades to 1 / e, where that is known
        self._done = False

    @property
    def enough(self) -> bool:
        """Whether as many states have been counted as show a line, or as there are."""
        found = {(point.place.x, point.place.on) for point in self.points}
        return len(found) >= min(ENOUGH, self._states)

    def touch(self, simulation: "Simulation") -> None:
        """Another state, or the same anew: what was counted so far belongs to none."""
        hands, compare = self.scene_file.hands, self.scene_file.compare
        assert hands is not None
        self.place = hands.place(hands.of_cell(simulation))
        self._began_ns, self._done = simulation.time_ns, False
        from_ns = self._began_ns + self._settles_ns(simulation)
        layers = compare is not None and compare.quantity == "layer" and simulation.scene.field.kind != "capacitor"
        self._counting = Counting(from_ns, self.scene_file.claim.predicts, layers)

    def _settles_ns(self, simulation: "Simulation") -> float:
        """How long a state is left to settle: where the voltage is held as long as an automatic case, else until a
        change of voltage has died out, but not for ever."""
        from sim.measure.relaxation import relaxation_ns

        claim = self.scene_file.claim
        self._own_ns = 0.0
        if simulation.clamp_mV is not None:
            return self.settle_ns
        if claim.predicts.startswith(SLOW):
            return max(claim.settle_ns, self.settle_ns)
        self._own_ns = relaxation_ns(simulation.observe(), simulation.scene)
        usual = max(claim.settle_ns, self.settle_ns)
        return min(max(self.settle_ns, SETTLED * self._own_ns), LONGEST * usual)

    def add(
        self,
        voltages_mV: NDArray[np.float64],
        observation: "Observation",
        prediction: "Prediction",
        simulation: "Simulation",
    ) -> None:
        """Voltages of the macro-steps since the last call, and a census at their end; the point, when it is due."""
        counting = self._counting
        if counting is None or self._done or self.place is None:
            return
        counting.add(voltages_mV, observation, prediction, simulation.scene)
        if observation.time_ns < counting.from_ns + self.count_ns:
            return
        result = counting.result(simulation.scene)
        if result is not None:
            result = self._with_slow_noise(result, observation)
            self.points = [*self.points, Point(self.place, result)][-MOST:]
            self._done = True

    def _with_slow_noise(self, result: CaseResult, observation: "Observation") -> CaseResult:
        """The interval not smaller than thermal noise makes it, which lives as long as the membrane's own time: a
        window of a few such times shows less of it than there is, and so do blocks of it."""
        from sim.theory import thermal_noise_mV

        if not 0 < self._own_ns < math.inf:
            return result
        noise_mV = thermal_noise_mV(observation.thermal_charge, observation.temperature_K)
        part = self._own_ns / self.count_ns
        seen = max(1 - part * (1 - math.exp(-1 / part)), 0.0)  # exact for noise that fades exponentially
        return replace(result, error_mV=max(result.error_mV, SIGMAS_95 * noise_mV * math.sqrt(2 * part * seen)))

    def view(self, now_ns: float) -> Hand:
        counting = self._counting
        if counting is None or self.place is None:
            return Hand(self.place, 0.0, True, False, self.enough, tuple(self.points))
        whole = counting.from_ns + self.count_ns - self._began_ns
        share = 1.0 if self._done else min(max((now_ns - self._began_ns) / whole, 0.0), 1.0)
        return Hand(self.place, share, now_ns < counting.from_ns, self._done, self.enough, tuple(self.points))
