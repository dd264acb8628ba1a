"""Measuring a run: the voltage and what theory says of the counted ions, averaged over the same window."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.measure.layers import Profile, ProfileMean
from sim.measure.observables import Observation
from sim.measure.predictions import Prediction, predict
from sim.measure.statistics import Estimate, Series
from sim.theory import thermal_noise_mV

POINTS = 1 << 13  # kept of each prediction; longer runs are averaged in pairs


@dataclass(frozen=True)
class Result:
    """voltage: mV; residual: mean voltage minus each prediction ("ghk", "nernst:K", "zero", ...), mV; prediction:
    averaged,
    mV; sigma_thermal_mV: V_T / sqrt(n0); window_ns: time that was averaged;
    charge: mean of the counted one, elementary charges; profile: where charge and potential were, None with a
    capacitor."""

    voltage: Estimate
    residual: Mapping[str, Estimate]
    prediction: Prediction
    sigma_thermal_mV: float
    window_ns: float
    charge: float
    profile: Profile | None = None


class Measurement:
    """Takes voltages as they come and one observation each time; ignores the first settle_ns."""

    def __init__(self, settle_ns: float) -> None:
        self.settle_ns = settle_ns
        self._voltage = Series()
        self._residual: dict[str, Series] = {}
        self._window_ns = 0.0
        self._charge_ns = 0.0
        self._profile = ProfileMean()
        self._last: Observation | None = None
        self._previous_ns = 0.0

    def add(
        self, voltages_mV: NDArray[np.float64], observation: Observation, prediction: Prediction | None = None
    ) -> None:
        """Voltages of the macro-steps that led to the observation, equally many each time.

        prediction: `predict(observation)`, if it has been made already.
        """
        passed = observation.time_ns - self._previous_ns
        begins, self._previous_ns = self._previous_ns, observation.time_ns
        if len(voltages_mV) == 0 or begins < self.settle_ns - 1e-9:
            return
        self._window_ns += passed
        self._charge_ns += passed * observation.counted_charge
        self._profile.add(observation, passed)
        self._voltage.append(voltages_mV)
        mean = float(voltages_mV.mean())
        for name, mV in (prediction or predict(observation)).named().items():
            if math.isfinite(mV):
                self._residual.setdefault(name, Series(POINTS)).append(mean - mV)
        self._last = observation

    def result(self) -> Result | None:
        """What the window so far says; None before it has begun."""
        if self._last is None:
            return None
        residual = {name: series.estimate() for name, series in self._residual.items()}
        voltage = self._voltage.estimate()
        mean = {name: voltage.mean - estimate.mean for name, estimate in residual.items()}
        nernst = {name.partition(":")[2]: mV for name, mV in mean.items() if name.startswith("nernst:")}
        return Result(
            voltage=voltage,
            residual=residual,
            prediction=Prediction(
                mean.get("ghk", math.nan),
                mean.get("mullins_noda", math.nan),
                nernst,
                mean.get("donnan", math.nan),
                mean.get("stall", math.nan),
            ),
            sigma_thermal_mV=thermal_noise_mV(self._last.thermal_charge, self._last.temperature_K),
            window_ns=self._window_ns,
            charge=self._charge_ns / self._window_ns,
            profile=self._profile.mean(),
        )
