"""Several cases played one after another: what each has shown so far, and what theory says of it. Read by the chart."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from render.playback.layers import CaseLayers, written_debye_nm

if TYPE_CHECKING:
    from scenes import SceneFile
    from sim import Observation, Scene
    from sim.measure.predictions import Prediction

SIGMAS_95 = 1.96
PICOAMPERE = 160.2176634  # of one elementary charge a nanosecond
LINE_POINTS = 61
NOW_EVERY = 15  # publications between two looks at the case that is running


@dataclass(frozen=True)
class CaseResult:
    """measured_mV, error_mV: mean and half its 95 % interval; predicted_mV: mean of the claimed prediction;
    current_pA, current_error_pA: of each species, outward positive, over the same time; pump_pA, pump_error_pA: of the
    pump's completed cycles, nan without one; layer_nm: where layers of ions are compared, the length over which they
    fall to 1 / e, half its 95 % interval, and Debye's."""

    measured_mV: float
    error_mV: float
    predicted_mV: float
    current_pA: Mapping[str, float]
    current_error_pA: Mapping[str, float]
    pump_pA: float = math.nan
    pump_error_pA: float = math.nan
    layer_nm: tuple[float, float, float] | None = None


@dataclass(frozen=True)
class Comparison:
    """What is known at one moment. case: which one runs; share: how much of it is over; results: of the cases, None
    before their first end; now: of the running one, None while it settles; expected_mV: what theory says of each
    case as it starts; clamp_mV, line_pA: GHK currents of each species against the voltage held, outward positive;
    settle_ns: what is left out of each case at its start; touched: of each case, whether commands changed it in its
    last run, which is not counted then; debye_nm: of each case as it starts, where layers of ions are compared."""

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

    @property
    def meddled(self) -> bool:
        """Whether the running case has been touched."""
        return bool(self.touched) and self.touched[self.case]

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

    Once every case has its result nothing more is due: the last one plays on, and is not counted any more.
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

    @property
    def scene(self) -> "Scene":
        return self.scene_file.cases[self.case].scene

    def begin(self) -> None:
        """The present case starts."""
        from sim.measure.measurement import Measurement
        from sim.measure.statistics import Series

        self._measurement, self._pump = Measurement(self.settle_ns), Series()
        self._layers = CaseLayers(self.settle_ns)
        self._first: Observation | None = None  # of the window
        self._last: Observation | None = None
        self._now: CaseResult | None = None
        self._added = 0
        self._touched[self.case] = False

    def touch(self) -> None:
        """A visitor has changed the running case: what it shows from here on is not what it is named for."""
        self._touched[self.case] = True
        self._now = None

    def add(self, voltages_mV: NDArray[np.float64], observation: "Observation", prediction: "Prediction") -> None:
        """Voltages of the macro-steps since the last call, and a census at their end."""
        if self.complete:
            return
        if not self._expected:
            self._look_ahead(observation)
        self._measurement.add(voltages_mV, observation, prediction)
        if self._debye_nm:
            self._layers.add(observation, self.scene)
        if observation.time_ns >= self.settle_ns and self._first is None:
            self._first = observation
        elif self._first is not None and self._last is not None:
            self._pump.append(_pump_pA(self._last, observation))
        self._last = observation
        self._added += 1
        if self._added % NOW_EVERY == 0 and not self._touched[self.case]:
            self._now = self._result()

    @property
    def complete(self) -> bool:
        return all(result is not None for result in self._results)

    @property
    def done(self) -> bool:
        """Whether the case has had its time, and is to be finished."""
        return not self.complete and self._last is not None and self._last.time_ns >= self.run_ns

    def finish(self) -> None:
        """Keep the result of the case, unless it was touched, and turn to the next; after the last to the first if any
        lacks its result."""
        if not self._touched[self.case]:
            self._results[self.case] = self._result() or self._results[self.case]
        if not self.complete:
            self.case = (self.case + 1) % len(self._results)

    def view(self) -> Comparison:
        time_ns = self._last.time_ns if self._last is not None else 0.0
        share = min(time_ns / self.run_ns, 1.0)
        return Comparison(
            self.case, share, tuple(self._results), self._now, self._expected, self._clamp_mV, self._line_pA,
            self.settle_ns, tuple(self._touched), self._debye_nm,
        )  # fmt: skip

    def _result(self) -> CaseResult | None:
        result, first, last = self._measurement.result(), self._first, self._last
        if result is None or first is None or last is None or last.time_ns <= first.time_ns:
            return None
        residual = result.residual.get(self.scene_file.claim.predicts)
        predicted = result.voltage.mean - residual.mean if residual is not None else math.nan
        passed = last.time_ns - first.time_ns
        current, error = {}, {}
        for symbol, z in last.valence.items():
            n = {way: last.crossings[symbol][way] - first.crossings[symbol][way] for way in ("in", "out")}
            current[symbol] = PICOAMPERE * z * (n["out"] - n["in"]) / passed
            error[symbol] = PICOAMPERE * SIGMAS_95 * abs(z) * math.sqrt(n["out"] + n["in"]) / passed
        voltage, error_mV = result.voltage.mean, SIGMAS_95 * result.voltage.standard_error
        pump = (math.nan, math.nan)
        if last.pump is not None and first.pump is not None:
            pump = _pump_pA(first, last), SIGMAS_95 * self._pump.estimate().standard_error
        layer = self._layers.result(last, self.scene) if self._debye_nm else None
        return CaseResult(voltage, error_mV, predicted, current, error, *pump, layer)

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


def _pump_pA(before: "Observation", after: "Observation") -> float:
    """Current of the cycles completed between two censuses; 0 without a pump."""
    if before.pump is None or after.pump is None:
        return 0.0
    passed = after.time_ns - before.time_ns
    return PICOAMPERE * (after.pump.charge_out - before.pump.charge_out) / passed if passed else 0.0


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
