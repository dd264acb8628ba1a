"""What is counted of one state of a cell: its mean voltage and currents with their errors, once it has settled."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from render.playback.layers import CaseLayers

if TYPE_CHECKING:
    from sim import Observation, Scene
    from sim.measure.predictions import Prediction

SIGMAS_95 = 1.96
PICOAMPERE = 160.2176634  # of one elementary charge a nanosecond


@dataclass(frozen=True)
class CaseResult:
    """measured_mV, error_mV: mean and half its 95 % interval; predicted_mV: mean of the claimed prediction;
    current_pA, current_error_pA: of each species, outward positive, over the same time; pump_pA, pump_error_pA: of the
    pump's completed cycles, nan without one; layer_nm: where layers of ions are compared, the length over which they
    fall to 1 / e, half its 95 % interval, and Debye's; ends_mV: the claimed prediction when it was set, and last."""

    measured_mV: float
    error_mV: float
    predicted_mV: float
    current_pA: Mapping[str, float]
    current_error_pA: Mapping[str, float]
    pump_pA: float = math.nan
    pump_error_pA: float = math.nan
    layer_nm: tuple[float, float, float] | None = None
    ends_mV: tuple[float, float] = (math.nan, math.nan)


class Counting:
    """One state from the moment it was set. from_ns: simulated time from which it counts as settled; predicts: the
    scene's claim; layers: whether the layers of ions are measured."""

    def __init__(self, from_ns: float, predicts: str, layers: bool) -> None:
        from sim.measure.measurement import Measurement
        from sim.measure.statistics import Series

        self.from_ns, self._predicts = from_ns, predicts
        self._measurement, self._pump = Measurement(from_ns), Series()
        self._layers = CaseLayers(from_ns) if layers else None
        self._first: Observation | None = None  # of the window
        self.last: Observation | None = None
        self._ends_mV = (math.nan, math.nan)

    def add(
        self, voltages_mV: NDArray[np.float64], observation: "Observation", prediction: "Prediction", scene: "Scene"
    ) -> None:
        """Voltages of the macro-steps since the last call, and a census at their end."""
        self._measurement.add(voltages_mV, observation, prediction)
        if self._layers is not None:
            self._layers.add(observation, scene)
        claimed = prediction.named().get(self._predicts, math.nan)
        self._ends_mV = (claimed if self.last is None else self._ends_mV[0]), claimed
        if observation.time_ns >= self.from_ns and self._first is None:
            self._first = observation
        elif self._first is not None and self.last is not None:
            self._pump.append(_pump_pA(self.last, observation))
        self.last = observation

    def result(self, scene: "Scene") -> CaseResult | None:
        """What has been counted so far; None while it settles."""
        result, first, last = self._measurement.result(), self._first, self.last
        if result is None or first is None or last is None or last.time_ns <= first.time_ns:
            return None
        residual = result.residual.get(self._predicts)
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
        layer = self._layers.result(last, scene) if self._layers is not None else None
        return CaseResult(voltage, error_mV, predicted, current, error, *pump, layer, self._ends_mV)


def _pump_pA(before: "Observation", after: "Observation") -> float:
    """Current of the cycles completed between two censuses; 0 without a pump."""
    if before.pump is None or after.pump is None:
        return 0.0
    passed = after.time_ns - before.time_ns
    return PICOAMPERE * (after.pump.charge_out - before.pump.charge_out) / passed if passed else 0.0
