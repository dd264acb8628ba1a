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


def test_vacuum_and_water():
    """eps0 within what it was known to in 2018; Bjerrum's length by its definition; 12 uF/cm2 are 6 nm of 81.3."""
    assert pytest.approx(constants.epsilon_0, rel=2e-9) == units.VACUUM_PERMITTIVITY
    warm = units.kelvin(37.0)
    metres = constants.e**2 / (4 * constants.pi * constants.epsilon_0 * 74.2 * constants.k * warm)
    assert units.bjerrum_nm(warm) == pytest.approx(1e9 * metres, rel=2e-9)
    assert units.slab_capacitance_uF_cm2(81.3, 6.0) == pytest.approx(12.0, abs=0.005)
    # Malmberg & Maryott 1956, fitted from 0 to 100 C
    assert (
        pytest.approx(87.740 - 0.40008 * 37 + 9.398e-4 * 37**2 - 1.410e-6 * 37**3, abs=0.1) == units.WATER_PERMITTIVITY
    )
