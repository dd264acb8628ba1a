"""Nernst's voltage: the textbook slope, its symmetries, its edges."""

import math

import pytest
from hypothesis import given

from sim.theory import nernst
from tests.helpers.models.formulas import COLD, ROUNDING, WARM, any_valence, concentration, temperature

pytestmark = pytest.mark.filterwarnings("error")  # no formula may warn, not even at its edges


def test_tenfold_gradient():
    """The textbook slope, 61.5 mV a decade at 37 C and 58.2 at 20 C (Hille, 3rd ed., ch. 1)."""
    assert round(nernst(1, 1.0, 10.0, WARM), 1) == 61.5
    assert round(nernst(1, 1.0, 10.0, COLD), 1) == 58.2


@given(any_valence, concentration, concentration, temperature)
def test_nernst_symmetries(z, c_in, c_out, kelvin):
    voltage = nernst(z, c_in, c_out, kelvin)
    assert nernst(z, c_out, c_in, kelvin) == pytest.approx(-voltage, abs=ROUNDING)
    assert nernst(-z, c_in, c_out, kelvin) == pytest.approx(-voltage, abs=ROUNDING)
    assert nernst(1, c_in, c_out, kelvin) == pytest.approx(z * voltage, abs=ROUNDING)


def test_an_empty_side_pulls_without_limit():
    assert nernst(1, 0.0, 5.0, WARM) == math.inf
    assert nernst(1, 5.0, 0.0, WARM) == -math.inf
    assert nernst(-1, 0.0, 5.0, WARM) == -math.inf
    assert math.isnan(nernst(1, 0.0, 0.0, WARM))
