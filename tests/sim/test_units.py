"""Constants and conversions against those of scipy."""

import pytest
from scipy import constants

from sim import units

pytestmark = pytest.mark.filterwarnings("error")  # no formula may warn, not even at its edges


def test_constants_agree_with_scipy_codata():
    # CODATA prints the products N_A e and N_A k to ten digits
    assert pytest.approx(constants.e, rel=1e-12) == units.ELEMENTARY_CHARGE
    assert pytest.approx(constants.physical_constants["Faraday constant"][0], rel=1e-9) == units.FARADAY
    assert pytest.approx(constants.R, rel=1e-9) == units.GAS_CONSTANT
    assert pytest.approx(constants.N_A * 1e-27, rel=1e-12) == units.IONS_PER_MM_NM3  # 1 mM = 1 mol/m3
    assert constants.zero_Celsius == units.ZERO_CELSIUS
    assert pytest.approx(units.FARADAY * constants.k / constants.e, rel=1e-12) == units.GAS_CONSTANT
