"""The capacitance of the membrane: what counted charge and voltage say, and what slab and layers in series would have.

Theory for reports and charts, never read by the dynamics.
"""

import math
from collections.abc import Mapping

from sim import theory
from sim.measure.observables import Observation
from sim.scene import Scene
from sim.units import ELEMENTARY_CHARGE, slab_capacitance_uF_cm2, water_permittivity

LEAST_MV = 5.0  # below that a ratio of charge and voltage says nothing
_UF_CM2 = 1e20  # of a farad over a nm2


def measured_uF_cm2(charge: float, voltage_mV: float, area_nm2: float) -> float:
    """C = Q / V per area. charge: mean of the counted one, e; voltage_mV: mean. nan where the voltage is near 0."""
    if not (abs(voltage_mV) >= LEAST_MV and area_nm2 > 0):
        return math.nan
    return charge * ELEMENTARY_CHARGE / (1e-3 * voltage_mV) / area_nm2 * _UF_CM2


def expected_uF_cm2(observation: Observation, scene: Scene, voltage_mV: float) -> float:
    """Of the slab, and of the layers of ions at its faces in series with it where the field finds them by itself.

    The sides as they are counted, at a voltage of bulk against bulk. Source: sim.theory.series_capacitance.
    """
    slab = slab_capacitance_uF_cm2(scene.permittivity, scene.membrane.thickness_nm)
    if scene.field.kind == "capacitor":
        return slab
    return series(observation, scene, voltage_mV).capacitance_uF_cm2


def series(observation: Observation, scene: Scene, voltage_mV: float) -> theory.Series:
    """Slab and layers at a voltage, with the bulk that an observation of a solved field has."""
    return theory.series_capacitance(voltage_mV, *between_bulks(observation, scene))


def between_bulks(
    observation: Observation, scene: Scene
) -> tuple[Mapping[str, float], Mapping[str, float], Mapping[str, int], float, float, float, float]:
    """What the theory of slab and layers is told after the voltage: bulks, valences, temperature, slab, water."""
    return (
        observation.bulk_mM("inside"),
        observation.bulk_mM("outside"),
        observation.valence,
        observation.temperature_K,
        scene.membrane.thickness_nm,
        scene.permittivity,
        water_permittivity(scene.temperature_C),
    )
