"""The membrane's capacitance as it is measured while a scene plays, beside that of slab and layers in series."""

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim import Observation, Scene

MEMORY_NS = 400.0  # of the means of charge and voltage
EVERY_NS, EVERY_S = 500.0, 4.0  # from one look at the theory to the next, simulated and on screen, whichever is more
FIGURES = 2  # to which concentrations are rounded: the expected value hardly changes with them


class CapacitanceMeter:
    """Running means of counted charge and voltage. Expected values are kept: each takes up to a tenth of a second."""

    def __init__(self) -> None:
        self._charge = self._voltage_mV = math.nan
        self._passed_ns = 0.0
        self._due_ns = MEMORY_NS  # before that the means are not worth a look
        self._expected = math.nan
        self._known: dict[tuple[object, ...], float] = {}

    def add(self, voltages_mV: NDArray[np.float64], observation: "Observation") -> None:
        """voltages_mV: one for each macro-step since the last call, up to the observation."""
        if len(voltages_mV) == 0:
            return
        charge, voltage = observation.counted_charge, float(voltages_mV.mean())
        if math.isnan(self._charge):
            self._charge, self._voltage_mV = charge, voltage
        share = 1 - math.exp(-(observation.time_ns - self._passed_ns) / MEMORY_NS)
        self._passed_ns = observation.time_ns
        self._charge += share * (charge - self._charge)
        self._voltage_mV += share * (voltage - self._voltage_mV)

    def read(self, observation: "Observation", scene: "Scene", pace: float) -> tuple[float, float] | None:
        """(measured, expected), uF/cm2; None for a capacitor, too early, or where the voltage is too small for a ratio.
        pace: ns a second on screen."""
        from sim.measure.capacitance import measured_uF_cm2

        if observation.field is None:
            return None
        if observation.time_ns >= self._due_ns:
            self._due_ns = observation.time_ns + max(EVERY_NS, EVERY_S * pace)
            self._expected = self._look_up(observation, scene)
        measured = measured_uF_cm2(self._charge, self._voltage_mV, observation.membrane_nm2)
        return (measured, self._expected) if math.isfinite(measured) and math.isfinite(self._expected) else None

    def _look_up(self, observation: "Observation", scene: "Scene") -> float:
        from sim.measure.capacitance import LEAST_MV, expected_uF_cm2

        voltage = round(self._voltage_mV)
        if abs(voltage) < LEAST_MV:
            return math.nan
        amounts = tuple(
            float(f"{mM:.{FIGURES}g}") for side in observation.concentration_mM.values() for mM in side.values()
        )
        key = voltage, amounts, scene.temperature_C, scene.permittivity
        if key not in self._known:
            self._known[key] = expected_uF_cm2(observation, scene, float(voltage))
        return self._known[key]
