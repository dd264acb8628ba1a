"""GHK voltage, fluxes and current against published numbers, against Nernst and against an independent solver."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from sim import units
from sim.theory import ghk_current, ghk_fluxes, ghk_voltage, nernst
from tests.helpers.models.formulas import (
    COLD,
    ROUNDING,
    WARM,
    Z,
    any_valence,
    concentration,
    mappings,
    permeability,
    species,
    temperature,
)

pytestmark = pytest.mark.filterwarnings("error")  # no formula may warn, not even at its edges


# Frog muscle, P_Na / P_K = 0.01, Na 10 / 120 mM, 20 C, after Hodgkin & Horowicz 1959, J Physiol 148:127: K_out
# (mM) -> mV.
FROG = {0.5: -111.4, 1.0: -104.9, 2.5: -91.8, 5.0: -78.8, 10.0: -63.8, 20.0: -47.7, 50.0: -25.4, 100.0: -8.2}


def frog(k_out: float, k_in: float) -> float:
    return ghk_voltage({"K": 1.0, "Na": 0.01}, {"K": k_in, "Na": 10.0}, {"K": k_out, "Na": 120.0}, COLD, Z)


def test_frog_muscle_table_to_its_printed_digit():
    """The eight voltages fix K_in: of all tenths from 100 to 200 mM 140.0 alone gives every printed digit."""
    fitting = [
        tenths / 10
        for tenths in range(1000, 2001)
        if all(round(frog(k_out, tenths / 10), 1) == printed for k_out, printed in FROG.items())
    ]
    assert fitting == [140.0]


# Concentrations and permeabilities (squid: Hodgkin & Katz 1949; frog: Hodgkin & Horowicz 1959; mammal:
# Hille, table 1.3; neuron: Purves; astrocyte: Verkhratsky & Nedergaard 2018; red cell: Lassen 1977). Fraction and
# voltage by hand: V_T ln[(K_o + a Na_o + b Cl_i) / (K_i + a Na_i + b Cl_o)], V_T = 25.261 (20 C), 26.727 mV (37 C).
# name: (C, (P_Na, P_Cl) for P_K = 1, K in/out, Na in/out, Cl in/out, numerator, denominator, mV)
CELLS = {
    "squid_giant_axon": (20, (0.04, 0.45), (400, 20), (50, 440), (40, 560), 55.6, 654.0, -62.3),
    "frog_sartorius_muscle": (20, (0.01, 0.0), (124, 2.25), (10.4, 109), (1.5, 77.5), 3.34, 124.104, -91.3),
    "mammalian_skeletal_muscle": (37, (0.01, 2.0), (155, 4), (12, 145), (4.2, 123), 13.85, 401.12, -90.0),
    "mammalian_neuron": (37, (0.04, 0.45), (140, 5), (10, 145), (10, 110), 15.3, 189.9, -67.3),
    "astrocyte": (37, (0.005, 0.0), (130, 4), (15, 145), (35, 120), 4.725, 130.075, -88.6),
    "human_red_cell": (37, (0.3, 100.0), (140, 4.5), (11, 145), (80, 112), 8048.0, 11343.3, -9.2),
}


@pytest.mark.parametrize("cell", CELLS.values(), ids=list(CELLS))
def test_real_cells(cell):
    celsius, (p_na, p_cl), k, na, cl, numerator, denominator, by_hand = cell
    inside, outside = (dict(zip(("K", "Na", "Cl"), side, strict=True)) for side in zip(k, na, cl, strict=True))
    kelvin = units.kelvin(celsius)
    voltage = ghk_voltage({"K": 1.0, "Na": p_na, "Cl": p_cl}, inside, outside, kelvin, Z)
    scale = units.thermal_voltage_mV(kelvin)
    assert voltage == pytest.approx(scale * math.log(numerator / denominator), abs=ROUNDING)
    assert round(voltage, 1) == by_hand


@given(any_valence, permeability, concentration, concentration, temperature)
def test_ghk_of_one_species_is_nernst(z, p, c_in, c_out, kelvin):
    assert ghk_voltage({"X": p}, {"X": c_in}, {"X": c_out}, kelvin, {"X": z}) == pytest.approx(
        nernst(z, c_in, c_out, kelvin), abs=ROUNDING
    )


@given(species(), temperature)
def test_ghk_symmetries(ions, kelvin):
    p, c_in, c_out, z = mappings(ions)
    voltage = ghk_voltage(p, c_in, c_out, kelvin, z)
    mirrored = {symbol: -charge for symbol, charge in z.items()}
    assert ghk_voltage(p, c_out, c_in, kelvin, z) == pytest.approx(-voltage, abs=ROUNDING)
    assert ghk_voltage(p, c_in, c_out, kelvin, mirrored) == pytest.approx(-voltage, abs=ROUNDING)
    scaled = {symbol: 1e3 * value for symbol, value in p.items()}
    assert ghk_voltage(scaled, c_in, c_out, kelvin, z) == pytest.approx(voltage, abs=ROUNDING)


@given(species(), temperature)
def test_ghk_lies_between_the_nernst_voltages(ions, kelvin):
    p, c_in, c_out, z = mappings(ions)
    equilibria = [nernst(z[s], c_in[s], c_out[s], kelvin) for s in p]
    voltage = ghk_voltage(p, c_in, c_out, kelvin, z)
    assert min(equilibria) - ROUNDING <= voltage <= max(equilibria) + ROUNDING


@given(species(valences=st.sampled_from([-1, 1])), temperature)
def test_root_of_the_current_agrees_with_the_closed_form(ions, kelvin):
    """A divalent ion with an immeasurable permeability sends monovalent ions through the numerical root."""
    p, c_in, c_out, z = mappings(ions)
    root = ghk_voltage(p | {"Ca": 1e-300}, c_in | {"Ca": 1.0}, c_out | {"Ca": 1.0}, kelvin, z | {"Ca": 2})
    assert root == pytest.approx(ghk_voltage(p, c_in, c_out, kelvin, z), abs=ROUNDING)


@given(species(), temperature)
def test_root_of_the_current_agrees_with_an_independent_solver(ions, kelvin):
    """scipy's Brent on the current written as Hille prints it, u (c_in - c_out e^-zu) / (1 - e^-zu)."""
    p, c_in, c_out, z = mappings(ions)

    def current(u: float) -> float:
        if u == 0:
            return math.fsum(z[s] * p[s] * (c_in[s] - c_out[s]) for s in p)
        x = {s: z[s] * u for s in p}
        return math.fsum(z[s] * p[s] * x[s] * (c_in[s] - c_out[s] * math.exp(-x[s])) / -math.expm1(-x[s]) for s in p)

    u = brentq(current, -15.0, 15.0, xtol=1e-13)  # |ln(1000 / 0.01)| = 11.5 bounds every Nernst voltage
    expected = units.thermal_voltage_mV(kelvin) * u
    assert ghk_voltage(p, c_in, c_out, kelvin, z) == pytest.approx(expected, abs=1e-8)


def test_calcium_by_the_quadratic():
    """K+ and Ca2+: with y = e^u the condition is the quadratic of Spangler 1972 (Ala J Med Sci 9:218).

    From P_K (K_i - K_o / y) / (1 - 1/y) + 4 P_Ca (Ca_i - Ca_o / y^2) / (1 - 1/y^2) = 0, times (y^2 - 1) / y:
    (K_i + 4 p Ca_i) y^2 + (K_i - K_o) y - (K_o + 4 p Ca_o) = 0, p = P_Ca / P_K.
    """
    k_in, k_out, ca_in, ca_out, p = 140.0, 5.0, 1e-4, 2.0, 0.5
    a, b, c = k_in + 4 * p * ca_in, k_in - k_out, -(k_out + 4 * p * ca_out)
    expected = units.thermal_voltage_mV(WARM) * math.log((-b + math.sqrt(b * b - 4 * a * c)) / (2 * a))
    voltage = ghk_voltage({"K": 1.0, "Ca": p}, {"K": k_in, "Ca": ca_in}, {"K": k_out, "Ca": ca_out}, WARM, Z)
    assert voltage == pytest.approx(expected, abs=ROUNDING)


def test_ghk_at_its_edges():
    assert math.isnan(ghk_voltage({}, {"K": 1.0}, {"K": 1.0}, WARM, Z))
    assert math.isnan(ghk_voltage({"K": 0.0}, {"K": 1.0}, {"K": 1.0}, WARM, Z))
    assert math.isnan(ghk_voltage({"K": 1.0}, {}, {}, WARM, Z))
    for symbol in ("K", "Ca"):  # closed form and root
        assert ghk_voltage({symbol: 1.0}, {symbol: 1.0}, {}, WARM, Z) == -math.inf
        assert ghk_voltage({symbol: 1.0}, {}, {symbol: 1.0}, WARM, Z) == math.inf
    mixed = ghk_voltage({"K": 1.0, "Ca": 1.0}, {"K": np.array([0.0, 140.0])}, {"Ca": 2.0}, WARM, Z)
    assert mixed[0] == math.inf and math.isfinite(mixed[1])
    # K+ leaves, Ca2+ enters: a^2 + a = 4 x 2 / 140 with a = e^u
    a = (-1 + math.sqrt(1 + 4 * 8 / 140)) / 2
    assert mixed[1] == pytest.approx(units.thermal_voltage_mV(WARM) * math.log(a), abs=ROUNDING)


@given(any_valence, permeability, concentration, concentration, temperature)
def test_current_vanishes_at_nernst_and_points_down_the_gradient(z, p, c_in, c_out, kelvin):
    voltage = nernst(z, c_in, c_out, kelvin)
    efflux, influx = ghk_fluxes(z, p, voltage, c_in, c_out, kelvin)
    assert abs(ghk_current(z, p, voltage, c_in, c_out, kelvin)) <= 1e-12 * abs(z) * (efflux + influx)
    assert ghk_current(z, p, voltage + 1.0, c_in, c_out, kelvin) > 0
    assert ghk_current(z, p, voltage - 1.0, c_in, c_out, kelvin) < 0


@given(any_valence, concentration, concentration, st.floats(-300.0, 300.0), temperature)
def test_unidirectional_fluxes(z, c_in, c_out, voltage, kelvin):
    """Ussing's ratio; the mirror image of swapped sides; each flux positive."""
    efflux, influx = ghk_fluxes(z, 1.0, voltage, c_in, c_out, kelvin)
    u = voltage / units.thermal_voltage_mV(kelvin)
    assert math.log(efflux / influx) == pytest.approx(math.log(c_in / c_out) + z * u, rel=1e-12, abs=1e-12)
    assert (influx, efflux) == pytest.approx(ghk_fluxes(z, 1.0, -voltage, c_out, c_in, kelvin), rel=1e-12)
    assert efflux > 0 and influx > 0


@given(any_valence, concentration, concentration, st.floats(-1e-3, 1e-3))
def test_current_is_smooth_through_zero_voltage(z, c_in, c_out, voltage):
    """Against J = P [(c_in - c_out)(1 + x^2 / 12) + x (c_in + c_out) / 2], x = z u, Taylor's series of B.

    The next term is below x^4 / 720 < 1e-17 here.
    """
    x = z * voltage / units.thermal_voltage_mV(WARM)
    flux = (c_in - c_out) * (1 + x * x / 12) + x * (c_in + c_out) / 2
    scale = units.IONS_PER_MM_NM3 * abs(z)
    error = ghk_current(z, 1.0, voltage, c_in, c_out, WARM) - z * units.IONS_PER_MM_NM3 * flux
    assert abs(error) <= 1e-14 * scale * (c_in + c_out)


def test_current_in_absolute_units():
    """1 nm/ns x 1 mM is 6.022e-4 ions per ns and nm2; far from zero the current is one side's, P c z^2 u."""
    assert ghk_current(2, 1.0, 0.0, 3.0, 1.0, WARM) == pytest.approx(2 * 2 * 6.02214076e-4, rel=1e-12)
    far = 5000.0  # mV, u = 187
    u = far / units.thermal_voltage_mV(WARM)
    assert ghk_current(1, 1.0, far, 3.0, 1.0, WARM) == pytest.approx(3 * u * 6.02214076e-4, rel=1e-12)
    assert ghk_current(1, 1.0, -far, 3.0, 1.0, WARM) == pytest.approx(-u * 6.02214076e-4, rel=1e-12)
    assert np.isfinite(ghk_current(2, 1.0, np.array([-1e6, 0.0, 1e6]), 3.0, 1.0, WARM)).all()
