"""Lines through records, and what theory has in their place."""

import math

import numpy as np
import pytest

from scenes.notebook.fit import SIGMAS_95, weighted_line
from scenes.notebook.variables import ghk_along, nernst_along, nernst_slope_mV, slopes, value, variables
from sim.units import kelvin, thermal_voltage_mV
from tests.helpers.records import CELSIUS, record

OUTSIDE = (2.5, 5.0, 10.0, 20.0, 40.0, 80.0)
DECADE = thermal_voltage_mV(kelvin(CELSIUS)) * math.log(10)


def test_the_slope_of_ideal_records_is_nernsts() -> None:
    found = slopes([record(str(n), mM) for n, mM in enumerate(OUTSIDE)], "outside.K", log=True)
    assert found is not None and found.ghk is not None
    assert found.counted.slope == pytest.approx(DECADE, rel=1e-9) and found.counted.points == len(OUTSIDE)
    assert found.ghk.slope == pytest.approx(DECADE, rel=1e-9)
    assert found.nernst == pytest.approx(DECADE) and 58 < DECADE < 62
    assert found.counted.level == pytest.approx(-DECADE * math.log10(140), rel=1e-9)


def test_an_inside_concentration_has_the_slope_of_the_other_sign() -> None:
    assert nernst_slope_mV(record(), "inside.K") == pytest.approx(-DECADE)
    assert nernst_slope_mV(record(), "inside.Cl") == pytest.approx(DECADE)
    assert math.isnan(nernst_slope_mV(record(), "temperature_C"))


def test_the_interval_of_the_slope_covers_it_and_uncertain_points_have_little_say() -> None:
    """2000 times six points with noise of their own size: 95 % of the intervals hold the slope. The widening for points
    off the line makes them a little too wide, never too narrow. False alarm: 5 sigma of a share."""
    rng = np.random.default_rng(3)
    x, half = np.log10(OUTSIDE), np.array([0.3, 0.5, 2.0, 0.4, 0.3, 1.0])
    tries, held, of_plain, of_weighted = 2000, 0, [], []
    for _ in range(tries):
        y = 61.5 * x - 132 + rng.normal(0, half / SIGMAS_95)
        line = weighted_line(list(x), list(y), list(half))
        assert line is not None
        held += abs(line.slope - 61.5) < line.half
        of_weighted.append(line.slope)
        of_plain.append(np.polyfit(x, y, 1)[0])
    slack = 5 * math.sqrt(0.95 * 0.05 / tries)
    assert 0.95 - slack < held / tries < 0.995
    assert np.std(of_weighted) < 0.8 * np.std(of_plain)


def test_points_off_the_line_widen_the_interval() -> None:
    x = [0.0, 1.0, 2.0, 3.0]
    straight = weighted_line(x, [0.0, 10.0, 20.0, 30.0], [0.5] * 4)
    bent = weighted_line(x, [0.0, 14.0, 24.0, 30.0], [0.5] * 4)
    assert straight is not None and bent is not None
    assert bent.half > 3 * straight.half and bent.misfit > 1 > straight.misfit


def test_one_value_makes_no_line_and_a_voltage_that_was_held_breaks_none() -> None:
    assert weighted_line([1.0], [2.0], [0.1]) is None
    assert weighted_line([1.0, 1.0], [2.0, 3.0], [0.1, 0.1]) is None
    held = weighted_line([1.0, 2.0, 3.0], [-70.0, -60.0, -50.0], [0.0, 0.0, 0.0])
    assert held is not None and held.slope == pytest.approx(10) and math.isfinite(held.half)
    two = weighted_line([1.0, 2.0], [-70.0, -60.0], [0.5, 0.5])
    assert two is not None and math.isnan(two.misfit)


def test_nothing_of_zero_stands_on_a_logarithmic_axis() -> None:
    records = [record(str(n), mM) for n, mM in enumerate((0.0, 5.0, 50.0))]
    found = slopes([record("z", 0.0, voltage_mV=-150.0), *records[1:]], "outside.K", log=True)
    assert found is not None and found.counted.points == 2


def test_what_differs_comes_first_among_the_variables() -> None:
    records = [record(str(n), mM) for n, mM in enumerate(OUTSIDE)]
    assert variables(records)[:2] == ["outside.K", "outside.K.set"]
    assert {"inside.K", "temperature_C", "permeability.K", "doors.K", "clamp_mV"} <= set(variables(records))
    assert not [name for name in variables(records) if ".A" in name], "what makes up for charge is nobody's choice"
    assert value(records[0], "doors.K") == 12 and value(records[0], "clamp_mV") is None


def test_lines_of_theory_go_through_the_record_that_they_are_made_of() -> None:
    last = record("last", 10.0)
    ghk = ghk_along(last, "outside.K", [10.0, 100.0])
    assert ghk[0] == pytest.approx(last.predicted_mV["ghk"]) and ghk[1] - ghk[0] == pytest.approx(DECADE)
    symbol, nernst = nernst_along(last, "outside.K", [10.0])
    assert symbol == "K" and nernst[0] == pytest.approx(last.predicted_mV["nernst:K"])
    warm = nernst_along(last, "temperature_C", [0.0, 50.0])[1]
    assert warm[1] / warm[0] == pytest.approx(kelvin(50) / kelvin(0))
    leaky = record("leaky", 5.0, passes={"K": {"K": 2.0}, "Na": {"Na": 1.0}}, doors={"K": 12, "Na": 4},
                   doors_open={"K": 12, "Na": 0})  # fmt: skip
    at = ghk_along(leaky, "doors.Na", [0.0, 4.0])
    expected = DECADE * math.log10((24 * 5 + 4 * 145) / (24 * 140 + 4 * 10))
    assert at[0] == pytest.approx(leaky.predicted_mV["ghk"]) and at[1] == pytest.approx(expected)
