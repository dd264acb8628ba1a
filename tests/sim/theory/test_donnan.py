"""Donnan's equilibrium, with a bath and in a closed box: by hand, and by the laws that it must obey."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import units
from sim.theory import donnan, donnan_closed, nernst
from tests.helpers.models.formulas import ROUNDING, WARM, Z, concentration, temperature

pytestmark = pytest.mark.filterwarnings("error")  # no formula may warn, not even at its edges


@given(concentration, st.floats(-500.0, 500.0), temperature)
def test_donnan_of_a_symmetric_salt(salt, fixed, kelvin):
    """KCl at c against a fixed charge X: e^-u c - e^u c + X = 0, so u = asinh(X / 2c) (Overbeek 1956)."""
    result = donnan({"K": salt, "Cl": salt}, fixed, kelvin, Z)
    assert result.voltage_mV == pytest.approx(
        units.thermal_voltage_mV(kelvin) * math.asinh(fixed / (2 * salt)), abs=ROUNDING
    )
    assert result.ratio["K"] * result.ratio["Cl"] == pytest.approx(1.0, rel=ROUNDING)  # Donnan's product rule
    assert abs(result.inside["K"] - result.inside["Cl"] + fixed) <= 1e-12 * (abs(fixed) + salt)
    assert result.outside == {"K": salt, "Cl": salt}


@given(concentration, concentration, concentration, st.floats(-500.0, 500.0))
def test_donnan_of_any_valence(k, na, ca, fixed):
    """Each ratio is r^z with one r, every ion's Nernst voltage is V, and the inside is neutral."""
    bath = {"K": k, "Na": na, "Ca": ca, "Cl": k + na + 2 * ca}
    result = donnan(bath, fixed, WARM, Z)
    for symbol, c_out in bath.items():
        assert result.ratio[symbol] == pytest.approx(result.ratio["K"] ** Z[symbol], rel=ROUNDING)
        equilibrium = nernst(Z[symbol], result.inside[symbol], c_out, WARM)
        assert equilibrium == pytest.approx(result.voltage_mV, abs=ROUNDING)
    size = sum(abs(Z[s]) * result.inside[s] for s in bath)
    assert abs(sum(Z[s] * result.inside[s] for s in bath) + fixed) <= 1e-12 * size


def test_donnan_without_a_counter_ion_has_no_voltage():
    assert math.isnan(donnan({"Cl": 100.0}, -50.0, WARM, Z).voltage_mV)
    too_few = donnan_closed({"K": 40.0}, 1.0, 1.0, -50.0, WARM, Z)
    assert math.isnan(too_few.voltage_mV) and math.isnan(too_few.inside["K"])
    assert donnan({"K": 100.0, "Cl": 100.0}, 0.0, WARM, Z).voltage_mV == pytest.approx(0.0, abs=ROUNDING)


amount = st.floats(1.0, 1e5)
volume = st.floats(1e3, 1e7)


@given(amount, amount, amount, volume, volume, st.floats(0.0, 1.0), st.floats(0.0, 2000.0))
def test_closed_box_conserves_and_loads_the_membrane(k, na, ca, v_in, v_out, fixed_share, n0):
    """Totals kept, one Boltzmann factor for all species, charge inside = n0 u (0 for n0 = 0)."""
    anions_inside = fixed_share * 0.9 * (k + na + 2 * ca)
    totals = {"K": k, "Na": na, "Ca": ca, "Cl": k + na + 2 * ca - anions_inside}
    result = donnan_closed(totals, v_in, v_out, -anions_inside, WARM, Z, fixed_outside=0.0, n0=n0)
    u = result.voltage_mV / units.thermal_voltage_mV(WARM)
    size = sum(abs(Z[s]) * total for s, total in totals.items())
    for symbol, total in totals.items():
        assert result.inside[symbol] + result.outside[symbol] == pytest.approx(total, rel=1e-12)
        ratio = (result.inside[symbol] / v_in) / (result.outside[symbol] / v_out)
        assert ratio == pytest.approx(math.exp(-Z[symbol] * u), rel=1e-9)
    charge = sum(Z[s] * result.inside[s] for s in totals) - anions_inside
    assert abs(charge - n0 * u) <= 1e-11 * (size + n0)


def test_closed_box_by_hand():
    """K+ 200 and Cl- 100 over two equal volumes, A- 100 inside, no capacitance.

    With a = K_in, b = Cl_in: a = b + 100 and, both partitioned alike, a b = (200 - a)(100 - b). The products
    cancel: 100 a + 200 b = 20,000, so b = 100/3, a = 400/3, ratio a / (200 - a) = 2 and V = -V_T ln 2.
    """
    result = donnan_closed({"K": 200.0, "Cl": 100.0}, 5.0, 5.0, -100.0, WARM, Z, fixed_outside=0.0)
    assert result.inside == pytest.approx({"K": 400 / 3, "Cl": 100 / 3}, rel=1e-12)
    assert result.voltage_mV == pytest.approx(-units.thermal_voltage_mV(WARM) * math.log(2), abs=ROUNDING)


def test_capacitor_pulls_the_voltage_towards_zero():
    """More capacitance, less voltage for the same ions; a vast one takes the charge of evenly spread ions."""
    voltages = [
        donnan_closed({"K": 200.0, "Cl": 100.0}, 5.0, 5.0, -100.0, WARM, Z, n0=n0).voltage_mV
        for n0 in (0.0, 10.0, 100.0, 1000.0, 1e6)
    ]
    assert voltages == sorted(voltages) and voltages[-1] < 0
    # at u = 0: 100 K+ - 50 Cl- - 100 A- = -50 charges inside; u of order 1e-4 moves some 1e-4 of them
    assert voltages[-1] == pytest.approx(-50 / 1e6 * units.thermal_voltage_mV(WARM), rel=1e-3)
