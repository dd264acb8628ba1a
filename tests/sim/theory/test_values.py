"""What the formulas take and give: wrong input is refused by name; floats give floats, arrays give arrays."""

import re

import numpy as np
import pytest

from sim import units
from sim.theory import donnan, donnan_closed, ghk_current, ghk_voltage, mullins_noda, nernst, thermal_noise_mV
from tests.helpers.models.formulas import ROUNDING, WARM, Z

pytestmark = pytest.mark.filterwarnings("error")  # no formula may warn, not even at its edges


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: units.kelvin(-300.0), "celsius"),
        (lambda: units.thermal_voltage_mV(0.0), "kelvin"),
        (lambda: units.thermal_charge(-1.0, 1.0, 300.0), "capacitance_uF_cm2"),
        (lambda: nernst(1, -1.0, 1.0, 300.0), "c_in"),
        (lambda: nernst(1, 1.0, np.array([1.0, -1.0]), 300.0), "c_out"),
        (lambda: nernst(0, 1.0, 1.0, 300.0), "z"),
        (lambda: nernst(1, 1.0, 1.0, -300.0), "kelvin"),
        (lambda: ghk_voltage({"K": -1.0}, {"K": 1.0}, {"K": 1.0}, 300.0, Z), "permeability['K']"),
        (lambda: ghk_voltage({"K": 1.0}, {}, {"K": -1.0}, 300.0, Z), "outside['K']"),
        (lambda: ghk_voltage({"K": 1.0}, {"K": 1.0}, {"K": 1.0}, 300.0, {}), "valence"),
        (lambda: mullins_noda({"K": 1.0}, {"K": 1.0}, {"K": 1.0}, 300.0, Z, r=0.0), "r:"),
        (lambda: ghk_current(1, -1.0, 0.0, 1.0, 1.0, 300.0), "permeability"),
        (lambda: donnan({"K": -1.0}, -5.0, 300.0, Z), "bath['K']"),
        (lambda: donnan_closed({"K": -1.0}, 1.0, 1.0, 0.0, 300.0, Z), "totals['K']"),
        (lambda: donnan_closed({"K": 1.0}, 0.0, 1.0, 0.0, 300.0, Z), "volume_inside_nm3"),
        (lambda: donnan_closed({"K": 1.0}, 1.0, 1.0, 0.0, 300.0, Z, n0=-1.0), "n0"),
        (lambda: donnan_closed({"K": 9.0}, 1.0, 1.0, -4.0, 300.0, Z, fixed_outside=-4.0), "fixed_outside"),
        (lambda: thermal_noise_mV(0.0, 300.0), "n0"),
    ],
)
def test_wrong_input_is_refused_by_name(call, argument):
    with pytest.raises(ValueError, match="^" + re.escape(argument)):
        call()


def test_floats_give_floats_and_arrays_give_arrays():
    outside = np.array([1.0, 10.0, 100.0])
    many = nernst(1, 10.0, outside, WARM)
    assert isinstance(many, np.ndarray) and many.shape == (3,)
    sweep = ghk_voltage({"K": 1.0, "Ca": 0.1}, {"K": 10.0}, {"K": outside, "Ca": 2.0}, WARM, Z)
    one_by_one = [ghk_voltage({"K": 1.0, "Ca": 0.1}, {"K": 10.0}, {"K": c, "Ca": 2.0}, WARM, Z) for c in outside]
    assert isinstance(sweep, np.ndarray) and all(type(v) is float for v in one_by_one)
    assert sweep == pytest.approx(one_by_one, abs=ROUNDING)
    assert type(nernst(1, 10.0, 1.0, WARM)) is type(ghk_current(1, 1.0, 0.0, 2.0, 1.0, WARM)) is float
