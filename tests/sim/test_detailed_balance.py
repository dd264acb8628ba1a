"""Voltage held, both sides closed: the count ratio must become e^(-z u), whatever the step. Sharp to 0.05 mV in all.

Under a clamp each ion settles alone, so the test is of the walk and nothing else: a drift term, a wrong acceptance or a
mouth that favours one side shows here first.
"""

import numpy as np
import pytest

from sim import Channel, Scene
from sim.measure.statistics import Estimate
from sim.units import kelvin, thermal_voltage_mV
from tests.helpers.cells import QUICK_BOX, QUICK_MEMBRANE, SIGMAS, ratio_voltage

CLAMP_MV = -30.0
V_T = thermal_voltage_mV(kelvin(37.0))
STEPS_NM = (0.3, 0.6)
VALENCE = {"K": 1, "Cl": -1, "Ca": 2}


def measured_voltage(symbol: str, near_step_nm: float) -> Estimate:
    """ln of the count ratio as a voltage, mV."""
    z = VALENCE[symbol]
    partner = "Cl" if z > 0 else "K"
    ratio = np.exp(-z * CLAMP_MV / V_T)
    c_in, c_out = 100.0 * ratio / (1 + ratio), 100.0 / (1 + ratio)
    scene = Scene(
        inside={symbol: c_in, partner: c_in * abs(z)},
        outside={symbol: c_out, partner: c_out * abs(z)},
        channels=(Channel(symbol, {symbol: 1.0}, 12),),
        bath_inside="closed",
        bath_outside="closed",
        clamp_mV=CLAMP_MV,
        ions=8000 if abs(z) == 1 else 12000,
        box=QUICK_BOX,
        membrane=QUICK_MEMBRANE,
        near_step_nm=near_step_nm,
        macro_step_ns=0.25,
    )
    return ratio_voltage(scene, symbol, seed=11, settle_ns=300, looks=900)


def settles(found: Estimate) -> None:
    assert found.standard_error < 0.2, "too blunt to mean anything"
    assert abs(found.mean - CLAMP_MV) < SIGMAS * found.standard_error


def test_potassium_settles_at_the_clamped_voltage() -> None:
    settles(measured_voltage("K", max(STEPS_NM)))


@pytest.mark.slow
def test_each_ion_at_every_step_length_and_all_together_within_three_tenths_of_a_millivolt() -> None:
    found = [measured_voltage(symbol, near_step_nm) for symbol in VALENCE for near_step_nm in STEPS_NM]
    for one in found:
        settles(one)
    weight = np.array([f.standard_error**-2 for f in found])
    deviation = float(np.sum(weight * [f.mean - CLAMP_MV for f in found]) / weight.sum())
    error = float(weight.sum() ** -0.5)
    assert SIGMAS * error < 0.3, "too blunt to mean anything"
    assert abs(deviation) < 0.3
