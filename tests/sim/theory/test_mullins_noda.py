"""The pump's extra voltage: published numbers, bounds, and the balance of leaks that defines it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import units
from sim.theory import ghk_fluxes, ghk_voltage, mullins_noda
from tests.helpers.models.formulas import ROUNDING, WARM, Z, concentration, permeability, temperature

pytestmark = pytest.mark.filterwarnings("error")  # no formula may warn, not even at its edges


@pytest.mark.parametrize(("alpha", "extra_mV"), [(0.01, -2.1), (0.04, -5.2), (0.1, -7.5), (0.5, -9.5)])
def test_electrogenic_extra_polarisation(alpha, extra_mV):
    """Tabulated at 37 C for four P_Na / P_K; K 140 / 5 and Na 15 / 145 mM give all four printed digits."""
    membrane = ({"K": 1.0, "Na": alpha}, {"K": 140.0, "Na": 15.0}, {"K": 5.0, "Na": 145.0}, WARM, Z)
    assert round(mullins_noda(*membrane) - ghk_voltage(*membrane), 1) == extra_mV


@given(permeability, permeability, *[concentration] * 6, temperature, st.floats(1.0, 3.0))
def test_mullins_noda_bounds(p_k, p_na, k_in, k_out, na_in, na_out, cl_in, cl_out, kelvin, r):
    """r = 1 is GHK without Cl-; |V - GHK| <= V_T ln r always; Cl- makes no difference."""
    inside, outside = {"K": k_in, "Na": na_in, "Cl": cl_in}, {"K": k_out, "Na": na_out, "Cl": cl_out}
    cations = {"K": p_k, "Na": p_na}
    ghk = ghk_voltage(cations, inside, outside, kelvin, Z)
    assert mullins_noda(cations, inside, outside, kelvin, Z, r=1.0) == pytest.approx(ghk, abs=ROUNDING)
    pumped = mullins_noda(cations, inside, outside, kelvin, Z, r=r)
    assert abs(pumped - ghk) <= units.thermal_voltage_mV(kelvin) * math.log(r) + ROUNDING
    with_chloride = mullins_noda(cations | {"Cl": 1.0}, inside, outside, kelvin, Z, r=r)
    assert with_chloride == pytest.approx(pumped, abs=ROUNDING)


@given(permeability, permeability, *[concentration] * 4, st.floats(1.0, 3.0))
def test_mullins_noda_is_where_the_leaks_match_the_pump(p_k, p_na, k_in, k_out, na_in, na_out, r):
    """Its definition: at V the pump's r Na+ out and 1 K+ in are returned by the leaks, r J_K + J_Na = 0."""
    inside, outside = {"K": k_in, "Na": na_in}, {"K": k_out, "Na": na_out}
    voltage = mullins_noda({"K": p_k, "Na": p_na}, inside, outside, WARM, Z, r=r)
    k_efflux, k_influx = ghk_fluxes(1, p_k, voltage, k_in, k_out, WARM)
    na_efflux, na_influx = ghk_fluxes(1, p_na, voltage, na_in, na_out, WARM)
    residual = r * (k_efflux - k_influx) + na_efflux - na_influx
    assert abs(residual) <= 1e-12 * (r * (k_efflux + k_influx) + na_efflux + na_influx)


def test_mullins_noda_has_no_term_for_other_cations():
    inside, outside = {"K": 140.0, "Ca": 1e-4}, {"K": 5.0, "Ca": 2.0}
    assert math.isnan(mullins_noda({"K": 1.0, "Ca": 0.1}, inside, outside, WARM, Z))
    assert math.isnan(mullins_noda({"Cl": 1.0}, {"Cl": 1.0}, {"Cl": 1.0}, WARM, Z))
    assert math.isfinite(mullins_noda({"K": 1.0, "Ca": 0.0}, inside, outside, WARM, Z))
