"""The formulas against published numbers, against each other and against an independent solver."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import constants
from scipy.optimize import brentq

from sim import units
from sim.theory import (
    donnan,
    donnan_closed,
    ghk_current,
    ghk_fluxes,
    ghk_voltage,
    mullins_noda,
    nernst,
    thermal_noise_mV,
)

pytestmark = pytest.mark.filterwarnings("error")  # no formula may warn, not even at its edges

WARM, COLD = units.kelvin(37.0), units.kelvin(20.0)
Z = {"K": 1, "Na": 1, "Cl": -1, "Ca": 2}
ROUNDING = 1e-9  # mV or relative: some 10^4 times the spacing of doubles, for a few dozen operations

concentration = st.floats(0.01, 1000.0)
permeability = st.floats(0.001, 10.0)
temperature = st.floats(270.0, 320.0)
any_valence = st.sampled_from([-3, -2, -1, 1, 2, 3])


def species(valences: st.SearchStrategy[int] = any_valence) -> st.SearchStrategy[list]:
    """Lists of (valence, permeability, c_in, c_out)."""
    ion = st.tuples(valences, permeability, concentration, concentration)
    return st.lists(ion, min_size=1, max_size=4)


def mappings(ions: list) -> tuple[dict, dict, dict, dict]:
    """permeability, inside, outside, valence of ions named a, b, c, d."""
    z, p, c_in, c_out = (dict(zip("abcd", row, strict=False)) for row in zip(*ions, strict=True))
    return p, c_in, c_out, z


def test_constants_agree_with_scipy_codata():
    # CODATA prints the products N_A e and N_A k to ten digits
    assert pytest.approx(constants.e, rel=1e-12) == units.ELEMENTARY_CHARGE
    assert pytest.approx(constants.physical_constants["Faraday constant"][0], rel=1e-9) == units.FARADAY
    assert pytest.approx(constants.R, rel=1e-9) == units.GAS_CONSTANT
    assert pytest.approx(constants.N_A * 1e-27, rel=1e-12) == units.IONS_PER_MM_NM3  # 1 mM = 1 mol/m3
    assert constants.zero_Celsius == units.ZERO_CELSIUS
    assert pytest.approx(units.FARADAY * constants.k / constants.e, rel=1e-12) == units.GAS_CONSTANT


def test_charges_of_a_square_micrometre():
    """1 um2 at 1 uF/cm2 is 10 fF: one charge is 16 uV and -70 mV are 4,369 charges, by C V / e."""
    n0 = units.thermal_charge(1.0, 1e6, WARM)
    assert 1e3 * units.thermal_voltage_mV(WARM) / n0 == pytest.approx(16.02, abs=0.005)
    assert round(n0 * 70.0 / units.thermal_voltage_mV(WARM)) == 4369
    assert thermal_noise_mV(n0, WARM) == pytest.approx(1e3 * math.sqrt(constants.k * WARM / 1e-14), rel=1e-9)  # 0.65


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


def test_floats_give_floats_and_arrays_give_arrays():
    outside = np.array([1.0, 10.0, 100.0])
    many = nernst(1, 10.0, outside, WARM)
    assert isinstance(many, np.ndarray) and many.shape == (3,)
    sweep = ghk_voltage({"K": 1.0, "Ca": 0.1}, {"K": 10.0}, {"K": outside, "Ca": 2.0}, WARM, Z)
    one_by_one = [ghk_voltage({"K": 1.0, "Ca": 0.1}, {"K": 10.0}, {"K": c, "Ca": 2.0}, WARM, Z) for c in outside]
    assert isinstance(sweep, np.ndarray) and all(type(v) is float for v in one_by_one)
    assert sweep == pytest.approx(one_by_one, abs=ROUNDING)
    assert type(nernst(1, 10.0, 1.0, WARM)) is type(ghk_current(1, 1.0, 0.0, 2.0, 1.0, WARM)) is float


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
