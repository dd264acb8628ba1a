"""How long a membrane takes to find its voltage: theory for charts and reports, never read by the dynamics.

tau = C dV / dI at the voltage where the currents of all ions cancel: the charge that a membrane takes for a change of
voltage, over the current that this change drives through its open doors (Johnston & Wu 1995, Foundations of Cellular
Neurophysiology, ch. 4).
"""

import math
from dataclasses import replace

from sim.measure.access import expected_currents, ghk_with_access
from sim.measure.observables import Observation
from sim.scene import Scene
from sim.units import thermal_voltage_mV

STEP_MV = 1.0


def relaxation_ns(observation: Observation, scene: Scene) -> float:
    """tau in ns, of the doors that are open now and the ions as they are counted; infinite where nothing passes."""
    rest_mV = ghk_with_access(observation, scene)
    if not math.isfinite(rest_mV):
        return math.inf
    low, high = (
        sum(expected_currents(replace(observation, voltage_mV=rest_mV + off), scene).values())
        for off in (-STEP_MV, STEP_MV)
    )  # e/ns
    charge = observation.thermal_charge / thermal_voltage_mV(observation.temperature_K)  # e/mV
    return charge * 2 * STEP_MV / (high - low) if high > low else math.inf
