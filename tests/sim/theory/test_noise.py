"""The noise of a capacitor."""

import math

import pytest
from scipy import constants

from sim import units
from sim.theory import thermal_noise_mV
from tests.helpers.models.formulas import WARM

pytestmark = pytest.mark.filterwarnings("error")  # no formula may warn, not even at its edges


def test_charges_of_a_square_micrometre():
    """1 um2 at 1 uF/cm2 is 10 fF: one charge is 16 uV and -70 mV are 4,369 charges, by C V / e."""
    n0 = units.thermal_charge(1.0, 1e6, WARM)
    assert 1e3 * units.thermal_voltage_mV(WARM) / n0 == pytest.approx(16.02, abs=0.005)
    assert round(n0 * 70.0 / units.thermal_voltage_mV(WARM)) == 4369
    assert thermal_noise_mV(n0, WARM) == pytest.approx(1e3 * math.sqrt(constants.k * WARM / 1e-14), rel=1e-9)  # 0.65
