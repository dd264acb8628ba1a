"""Several cases played one after another: what each has shown so far, and what theory says of it. Read by the chart."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from render.playback.counted.counting import PICOAMPERE, CaseResult, Counting
from render.playback.counted.tries import Hand, Tries
from render.playback.layers import written_debye_nm

if TYPE_CHECKING:
    from scenes import SceneFile
    from sim import Observation, Scene, Simulation
    from sim.measure.predictions import Prediction

__all__ = ["NO_CASE", "PICOAMPERE", "CaseResult", "Comparison", "Hand", "Recorder", "as_written"]

LINE_POINTS = 61
NOW_EVERY = 15  # publications between two looks at the case that is running
NO_CASE = -1  # what a visitor has set is none of them


@dataclass(frozen=True)
class Comparison:
    """What is known at one moment. case: which one runs; share: how much of it is over; results: of the cases, None
    before their first end; now: of the running one, None while it settles; expected_mV: what theory says of each
    case as it starts; clamp_mV, line_pA: GHK currents of each species against the voltage held, outward positive;
    settle_ns: what is left out of each case at its start; touched: of each case, whether commands changed it in its
    last run, which is not counted then; debye_nm: of each case as it starts, where layers of ions are compared; hand:
    what a visitor has set and found himself, None while the cases run by themselves. `case` is then the one that he has
    set, or NO_CASE."""

    case: int
    share: float
    results: tuple[CaseResult | None, ...]
    now: CaseResult | None
    expected_mV: tuple[float, ...]
    clamp_mV: NDArray[np.float64]
    line_pA: Mapping[str, NDArray[np.float64]]
    settle_ns: float = 0.0
    touched: tuple[bool, ...] = ()
    debye_nm: tuple[float, ...] = ()
    hand: Hand | None = None

    @property
    def meddled(self) -> bool:
        """Whether the running case has been touched."""
        return self.hand is None and bool(self.touched) and self.touched[self.case]

    @property
    def over(self) -> bool:
        """Whether all has been shown: every case, or enough of a visitor's own points."""
        return self.hand.enough if self.hand is not None else self.complete

    @property
    def with_theory(self) -> bool:
        """Whether the line of theory is drawn: a visitor is to see his own points first."""
        return self.hand is None or self.hand.enough

    @property
    def told(self) -> bool:
        """Whether there is all to compare, by itself or by hand."""
        return self.complete or self.hand is not None

    @property
    def complete(self) -> bool:
        return all(result is not None for result in self.results)

    def predicted_mV(self, case: int) -> float:
        """From the counted ions where the case has run, else from the scene as written."""
        result = self.results[case]
        if result is not None:
            return result.predicted_mV
        return self.expected_mV[case] if self.expected_mV else math.nan


class Recorder:
    """Follows the cases of a scene file. `begin` a case, `add` what happens, `finish` it; then the next one is due.

    Once every case has its result nothing more is due: the last one plays on, and is not counted any more. Nor is
    anything due once a visitor has taken the scene in hand. tries: his own points, None until then.
    """

    def __init__(self, scene_file: "SceneFile") -> None:
        self.scene_file = scene_file
        claim = scene_file.claim
        compare = scene_file.compare
        self.run_ns = compare.screen_ns if compare and compare.screen_ns else claim.run_ns
        self.settle_ns = min(claim.settle_ns, self.run_ns / 3)
        self.case = 0
        self._results: list[CaseResult | None] = [None] * len(scene_file.cases)
        self._touched = [False] * len(scene_file.cases)
        self._expected: tuple[float, ...] = ()
        self._clamp_mV, self._line_pA = np.zeros(0), dict[str, NDArray[np.float64]]()
        self._debye_nm: tuple[float, ...] = ()
        self.tries: Tries | None = None
        self._counting = self._count()
        self._now: CaseResult | None = None
        self._added = 0
        self._last_ns = 0.0

    @property
    def scene(self) -> "Scene":
        return self.scene_file.cases[self.case].scene

    def begin(self) -> None:
        """The present case starts."""
        self._counting = self._count()
        self._now, self._added = None, 0
        self._touched[self.case] = False

    def _count(self) -> Counting:
        compare = self.scene_file.compare
        layers = compare is not None and compare.quantity == "layer" and self.scene.field.kind != "capacitor"
        return Counting(self.settle_ns, self.scene_file.claim.predicts, layers)

    def take_in_hand(self, simulation: "Simulation") -> None:
        """A visitor has set what the cases are about, and goes on by hand: after each change what is set is counted
        anew."""
        if self.tries is None:
            self.tries = Tries(self.scene_file, self.settle_ns, self.run_ns - self.settle_ns)
        self.tries.touch(simulation)

    def touch(self) -> None:
        """A visitor has changed the running case: what it shows from here on is not what it is named for."""
        self._touched[self.case] = True
        self._now = None

    def add(
        self,
        voltages_mV: NDArray[np.float64],
        observation: "Observation",
        prediction: "Prediction",
        simulation: "Simulation | None" = None,
    ) -> None:
        """Voltages of the macro-steps since the last call, and a census at their end. simulation: the one that plays,
        which by hand is none of a case's scene."""
        if not self._expected:
            self._look_ahead(observation)
        self._last_ns = observation.time_ns
        if self.tries is not None and simulation is not None:
            self.tries.add(voltages_mV, observation, prediction, simulation)
        if self.tries is not None or self.complete:
            return
        self._counting.add(voltages_mV, observation, prediction, self.scene)
        self._added += 1
        if self._added % NOW_EVERY == 0 and not self._touched[self.case]:
            self._now = self._counting.result(self.scene)

    @property
    def complete(self) -> bool:
        return all(result is not None for result in self._results)

    @property
    def done(self) -> bool:
        """Whether the case has had its time, and is to be finished."""
        last = self._counting.last
        return self.tries is None and not self.complete and last is not None and last.time_ns >= self.run_ns

    def finish(self) -> None:
        """Keep the result of the case, unless it was touched, and turn to the next; after the last to the first if any
        lacks its result."""
        if not self._touched[self.case]:
            self._results[self.case] = self._counting.result(self.scene) or self._results[self.case]
        if not self.complete:
            self.case = (self.case + 1) % len(self._results)

    def view(self) -> Comparison:
        last, case, now = self._counting.last, self.case, self._now
        time_ns = last.time_ns if last is not None else 0.0
        hand = self.tries.view(self._last_ns) if self.tries is not None else None
        if hand is not None:
            on = hand.place.on if hand.place is not None else ()
            case, now = (min(on) if len(on) == 1 else NO_CASE), None
        return Comparison(
            case, min(time_ns / self.run_ns, 1.0), tuple(self._results), now, self._expected, self._clamp_mV,
            self._line_pA, self.settle_ns, tuple(self._touched), self._debye_nm, hand,
        )  # fmt: skip

    # -- what theory says beforehand -----------------------------------------------------------------------------

    def _look_ahead(self, observation: "Observation") -> None:
        """Predictions for all cases as their scenes are written; observation: any, of the first case."""
        from sim.measure.access import expected_currents
        from sim.measure.predictions import predict

        cases, claim, compare = self.scene_file.cases, self.scene_file.claim.predicts, self.scene_file.compare
        starts = [as_written(observation, case.scene) for case in cases]
        # a Donnan voltage comes from counts, which are those of the first case only; a balance voltage, where ions move
        # until it meets the voltage, is not what it was at the start
        ahead = claim != "donnan" and not claim.startswith("nernst:")
        known = [predict(start).named().get(claim, math.nan) if ahead else math.nan for start in starts]
        self._expected = tuple(known)
        if compare is not None and compare.quantity == "layer" and observation.field is not None:
            self._debye_nm = tuple(written_debye_nm(observation, case.scene) for case in cases)
        if compare is None or compare.quantity != "current":
            return
        held = [case.scene.clamp_mV for case in cases if case.scene.clamp_mV is not None] or [-100.0, 100.0]
        room = 0.06 * (max(held) - min(held)) + 1
        self._clamp_mV = np.linspace(min(held) - room, max(held) + room, LINE_POINTS)
        at = [expected_currents(replace(starts[0], voltage_mV=float(v)), cases[0].scene) for v in self._clamp_mV]
        permeant = [s for s, p in starts[0].permeability.items() if p > 0]
        self._line_pA = {s: PICOAMPERE * np.array([currents[s] for currents in at]) for s in permeant}


def as_written(observation: "Observation", scene: "Scene") -> "Observation":
    """An observation with the concentrations, open channels and pump of a scene in place of its own."""
    permeability = dict.fromkeys(observation.valence, 0.0)
    for channel in scene.channels:
        if channel.state == "open":
            for symbol, p in channel.permeability.items():
                permeability[symbol] = permeability.get(symbol, 0.0) + channel.count * p
    sides = {side: scene.balanced(side) for side in ("inside", "outside")}  # type: ignore[arg-type]
    amounts = {side: {s: here.get(s, 0.0) for s in observation.valence} for side, here in sides.items()}
    pump = observation.pump
    if pump is not None and scene.pump is not None:
        gives = scene.pump.atp_kJ_per_mol
        pump = replace(pump, sodium=scene.pump.sodium, potassium=scene.pump.potassium, atp_kJ_per_mol=gives)
    return replace(observation, concentration_mM=amounts, permeability=permeability, pump=pump)
