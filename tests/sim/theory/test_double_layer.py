"""Layers of ions at a membrane, against a numerical solution of the Poisson-Boltzmann equation and their limits."""

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import constants, integrate

from sim import units
from sim.theory import (
    debye_nm,
    integral_layer_capacitance,
    layer_capacitance,
    profile,
    profile_across,
    series_at_charge,
    series_capacitance,
    surface_charge,
    surface_potential,
)
from tests.helpers.models.formulas import ROUNDING, WARM, Z, concentration, temperature

pytestmark = pytest.mark.filterwarnings("error")  # no formula may warn, not even at its edges

VALENCE = Z | {"A": -1}
THICK = 6.0  # nm
SALT = {"K": 150.0, "Cl": 150.0}
CELL = {"K": 140.0, "Na": 12.0, "Cl": 10.0, "A": 142.0}
LYMPH = {"K": 5.0, "Na": 145.0, "Ca": 2.0, "Cl": 154.0}
CALCIUM = {"Ca": 100.0, "Cl": 200.0}
THIN = {"K": 15.0, "Cl": 15.0}
STRONG = {"Na": 600.0, "Cl": 600.0}
BATHS = [SALT, CELL, LYMPH, CALCIUM, THIN, STRONG]
SIGMAS = [-0.5, -0.05, 1e-4, 0.05, 0.5]  # e/nm2; -88 mV over 12 uF/cm2 are 0.07

microvolts = st.integers(-300_000, 300_000).map(lambda uV: 1e-3 * uV)  # mV
SOLVER = 1e-9  # relative tolerance asked of scipy's collocation


def numerical(voltage_mV, inside, outside, membrane_permittivity, water=units.WATER_PERMITTIVITY):
    """Poisson-Boltzmann on both sides and Laplace in between, as one boundary value problem: (solution, kappas, u).

    In SI, without the theory's code: t = 0 is a wall, 25 Debye lengths from the face at t = 1; the unknowns are psi and
    dpsi/dt of either side, psi counted from that side's bulk. At the faces eps E is the same three times.
    """
    volt = constants.k * WARM / constants.e
    source = constants.e / (constants.epsilon_0 * water * volt)  # 1/m2 for each charge in m-3, psi in units of volt
    sides = [[(VALENCE[s], mM * constants.N_A) for s, mM in bath.items()] for bath in (inside, outside)]
    kappa = [math.sqrt(source * sum(z * z * n for z, n in side)) for side in sides]
    high = [25 / k for k in kappa]
    u = 1e-3 * voltage_mV / volt

    def curve(side, height, psi):
        return -(height**2) * source * sum(z * n * np.exp(-z * psi) for z, n in side)

    def slopes(t, y):
        return np.stack([y[1], curve(sides[0], high[0], y[0]), y[3], curve(sides[1], high[1], y[2])])

    def ends(wall, face):
        field = face[1] / high[0], -face[3] / high[1]  # dpsi/dy on either face, y upwards
        slab = (face[2] - face[0] - u) / (1e-9 * THICK) * membrane_permittivity / water
        return np.array([wall[0], wall[2], field[0] - slab, field[1] - slab]) * np.array([1, 1, high[0], high[1]])

    t = 1 - (1 - np.linspace(0, 1, 201)) ** 3
    share = u / (1e-9 * THICK * water / membrane_permittivity + 1 / kappa[0] + 1 / kappa[1])  # by Debye and Hueckel
    tail = np.exp(25 * (t - 1))
    guess = np.stack([sign * share / k * tail * f for k, sign in zip(kappa, (-1, 1), strict=True) for f in (1, 25)])
    solution = integrate.solve_bvp(slopes, ends, t, guess, tol=SOLVER, max_nodes=100_000)
    assert solution.success, solution.message
    return solution, [1e-9 * k for k in kappa], volt


@pytest.mark.parametrize("membrane_permittivity", [2.0, 81.3])
@pytest.mark.parametrize("voltage", [-88.0, 40.0, 300.0])
@pytest.mark.parametrize(
    ("inside", "outside"),
    [(THIN, THIN), (SALT, SALT), (STRONG, STRONG), (CELL, LYMPH), (THIN, CALCIUM), (CALCIUM, STRONG)],
    ids=["15mM", "150mM", "600mM", "cell", "thin-calcium", "calcium-strong"],
)
def test_three_regions_as_scipy_solves_them(inside, outside, voltage, membrane_permittivity):
    """Charge, drops, potential and density of charge everywhere: to a hundred times what the solver is asked for."""
    solution, kappa, volt = numerical(voltage, inside, outside, membrane_permittivity)
    ours = series_capacitance(voltage, inside, outside, VALENCE, WARM, THICK, membrane_permittivity)
    face = solution.sol(1.0)
    displacement = constants.epsilon_0 * units.WATER_PERMITTIVITY * volt * face[3] * kappa[1] / 25 * 1e9  # C/m2
    assert ours.sigma_e_nm2 == pytest.approx(displacement / constants.e * 1e-18, rel=100 * SOLVER)
    assert ours.inside_mV == pytest.approx(-1e3 * volt * face[0], rel=100 * SOLVER)
    assert ours.outside_mV == pytest.approx(1e3 * volt * face[2], rel=100 * SOLVER)
    assert ours.inside_mV + ours.slab_mV + ours.outside_mV == pytest.approx(voltage, abs=ROUNDING)

    t = np.linspace(0.6, 0.9999, 200)
    there = solution.sol(t)
    for row, sign, side, k, bulk in ((0, -1, inside, kappa[0], voltage), (2, 1, outside, kappa[1], 0.0)):
        y = sign * (THICK / 2 + 25 * (1 - t) / k)
        mV, charge = profile_across(y, voltage, inside, outside, VALENCE, WARM, THICK, membrane_permittivity)
        assert mV == pytest.approx(bulk + 1e3 * volt * there[row], abs=100 * SOLVER * abs(voltage))
        expected = sum(VALENCE[s] * mM * np.exp(-VALENCE[s] * there[row]) for s, mM in side.items())
        assert charge == pytest.approx(expected, abs=100 * SOLVER * np.abs(charge).max())


def test_profile_across_joins_at_the_faces():
    """Potential is continuous and eps times its slope is too; the slab is straight and empty."""
    hair = 1e-6
    y = np.array([-3 - hair, -3.0, -3 + hair, 0.0, 3 - hair, 3.0, 3 + hair])
    mV, charge = profile_across(y, -80.0, CELL, LYMPH, VALENCE, WARM, THICK, 2.0)
    field = np.diff(mV) / np.diff(y)
    assert field[[1, 2, 3, 4]] == pytest.approx(np.full(4, field[2]), rel=1e-7)
    water = units.WATER_PERMITTIVITY
    assert field[[0, 5]] * water == pytest.approx(
        np.full(2, field[2] * 2.0), rel=10 * hair / 0.5
    )  # bends within 0.5 nm
    assert np.all(charge[1:6] == 0) and charge[0] < 0 < charge[6]
    far = profile_across(np.array([-28.0, 28.0]), -80.0, CELL, LYMPH, VALENCE, WARM, THICK, 2.0)[0]
    assert far == pytest.approx([-80.0, 0.0], abs=80 * math.exp(-25 / 0.8))  # the box holds its layers
    assert type(profile_across(1.0, -80.0, CELL, LYMPH, VALENCE, WARM, THICK, 2.0)[0]) is float


@given(st.floats(-3.0, 3.0), concentration, temperature, st.sampled_from([1, 2, 3]))
def test_symmetric_salt_in_closed_form(sigma, mM, kelvin, z):
    """Gouy and Chapman: sinh(z psi / 2) = 2 pi l_B z sigma / kappa, tanh(z psi / 4) decays as e^(-kappa x)."""
    bath, valence = {"+": mM, "-": mM}, {"+": z, "-": -z}
    kappa, l_B = 1 / debye_nm(bath, valence, kelvin), units.bjerrum_nm(kelvin)
    psi = surface_potential(sigma, bath, valence, kelvin)
    assert psi == pytest.approx(2 / z * math.asinh(2 * math.pi * l_B * z * sigma / kappa), rel=1e-13, abs=1e-15)
    x = np.array([0.0, 0.01, 0.3, 1.0, 3.0, 30.0]) / kappa
    there = 4 / z * np.arctanh(np.tanh(z * psi / 4) * np.exp(-kappa * x))
    # a face so charged that tanh rounds to 1 gives no closed form to this accuracy
    if abs(z * psi) < 10:
        assert profile(x, sigma, bath, valence, kelvin)[0] == pytest.approx(there, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("bath", BATHS)
@pytest.mark.parametrize("sigma", SIGMAS)
def test_charge_of_the_layer_is_that_of_the_face(bath, sigma):
    """By the sum of the density; and the pressure of the ions at the face is that of the field, 2 pi l_B sigma^2."""
    debye = debye_nm(bath, VALENCE, WARM)

    def density(x):
        return units.IONS_PER_MM_NM3 * profile(x, sigma, bath, VALENCE, WARM)[1]

    edges = debye * np.concatenate([[0], np.geomspace(1e-3, 40, 40)])
    nodes, weights = np.polynomial.legendre.leggauss(12)
    x = 0.5 * (edges[:-1, None] + edges[1:, None]) + 0.5 * np.diff(edges)[:, None] * nodes
    total = float(np.sum(density(x) * weights * 0.5 * np.diff(edges)[:, None]))
    assert total == pytest.approx(-sigma, rel=1e-9)
    psi = surface_potential(sigma, bath, VALENCE, WARM)
    pressure = sum(mM * math.expm1(-VALENCE[s] * psi) for s, mM in bath.items()) * units.IONS_PER_MM_NM3
    rounding = 1e-15 * sum(bath.values()) * units.IONS_PER_MM_NM3
    assert pressure == pytest.approx(2 * math.pi * units.bjerrum_nm(WARM) * sigma**2, rel=1e-9, abs=rounding)


@pytest.mark.parametrize("bath", BATHS)
def test_grahame_there_and_back(bath):
    sigma = np.array([[-5.0, -0.3, -1e-5], [0.0, 1e-5, 0.3]])
    psi = surface_potential(sigma, bath, VALENCE, WARM)
    assert psi.shape == sigma.shape and psi[1, 0] == 0
    assert surface_charge(psi, bath, VALENCE, WARM) == pytest.approx(sigma, rel=1e-9, abs=1e-15)
    assert profile(0.0, 0.3, bath, VALENCE, WARM)[0] == pytest.approx(psi[1, 2], rel=1e-12)


@pytest.mark.parametrize("bath", BATHS)
def test_weak_charge_is_debye_and_hueckel(bath):
    """psi = 4 pi l_B sigma / kappa and C = eps0 eps kappa, in SI; what is left falls as sigma."""
    kappa = 1e9 / debye_nm(bath, VALENCE, WARM)
    strength = sum(VALENCE[s] ** 2 * mM for s, mM in bath.items()) * constants.N_A
    eps = constants.epsilon_0 * units.WATER_PERMITTIVITY
    assert kappa == pytest.approx(math.sqrt(constants.e**2 * strength / (eps * constants.k * WARM)), rel=1e-9)
    linear = 100 * eps * kappa  # uF/cm2
    assert layer_capacitance(0.0, bath, VALENCE, WARM) == pytest.approx(linear, rel=1e-9)
    assert integral_layer_capacitance(0.0, bath, VALENCE, WARM) == pytest.approx(linear, rel=1e-9)
    sigma = np.array([1e-5, 1e-4])
    for capacitance in (layer_capacitance, integral_layer_capacitance):
        off = np.abs(capacitance(sigma, bath, VALENCE, WARM) / linear - 1)
        psi = surface_potential(sigma, bath, VALENCE, WARM)
        assert np.all(off < psi)  # a series in psi whose first factor is below 1 for |z| <= 2
    x = 1e9 * np.array([0.0, 1.0, 5.0]) / kappa
    psi, charge = profile(x, 1e-5, bath, VALENCE, WARM)
    assert psi == pytest.approx(psi[0] * np.exp(-kappa * 1e-9 * x), rel=psi[0])
    strength_mM = sum(VALENCE[s] ** 2 * mM for s, mM in bath.items())
    assert charge == pytest.approx(-strength_mM * psi, rel=2 * psi[0])


@given(st.floats(-2.0, 2.0), concentration, concentration, temperature)
def test_opposite_ions_make_the_opposite_layer(sigma, k, ca, kelvin):
    bath, x = {"K": k, "Ca": ca, "Cl": k + 2 * ca}, np.array([0.0, 0.2, 2.0])
    mirrored = {symbol: -z for symbol, z in Z.items()}
    for ours, theirs in zip(
        profile(x, sigma, bath, Z, kelvin), profile(x, -sigma, bath, mirrored, kelvin), strict=True
    ):
        assert ours == pytest.approx(-theirs, rel=ROUNDING, abs=1e-12)


@settings(max_examples=25, deadline=None)
@given(microvolts, st.floats(1.0, 100.0), concentration, concentration)
def test_mirrored_box_has_the_opposite_sign(voltage, eps, k, ca):
    left, right = {"K": k, "Cl": k}, {"Ca": ca, "Cl": 2 * ca}
    one = series_capacitance(voltage, left, right, Z, WARM, THICK, eps)
    other = series_capacitance(-voltage, right, left, Z, WARM, THICK, eps)
    assert one.sigma_e_nm2 == pytest.approx(-other.sigma_e_nm2, rel=1e-12)
    assert one.inside_mV == pytest.approx(-other.outside_mV, abs=ROUNDING)
    assert one.capacitance_uF_cm2 == pytest.approx(other.capacitance_uF_cm2, rel=1e-12)
    assert one.inside_mV + one.slab_mV + one.outside_mV == pytest.approx(voltage, abs=ROUNDING)
    assert one.capacitance_uF_cm2 < units.slab_capacitance_uF_cm2(eps, THICK)


def test_slope_of_the_charge_is_the_differential_capacitance():
    """Central differences of second order: their error falls fourfold with half the step."""
    args = (CELL, CALCIUM, VALENCE, WARM, THICK, 81.3)
    here = series_capacitance(-60.0, *args)

    def off(step):
        rise = series_capacitance(-60.0 + step, *args).charge(1.0) - series_capacitance(-60.0 - step, *args).charge(1.0)
        per_nm2 = here.noise_n0(1.0, WARM) / units.thermal_voltage_mV(WARM)
        return rise / (2 * step) / per_nm2 - 1

    assert off(8.0) / off(4.0) == pytest.approx(4.0, rel=0.05)
    assert (4 * off(4.0) - off(8.0)) / 3 == pytest.approx(0.0, abs=0.1 * abs(off(4.0)))


def test_series_of_three_capacitors():
    """The box of the prototype, 2,217 nm2 of membrane with water's permittivity: 42.0 charges alone, 33.2 with layers.

    At no voltage the layers are as thick as the Debye length: n0 = A / (4 pi l_B (L + 2 / kappa)).
    """
    water, l_B = 74.2, units.bjerrum_nm(WARM)
    series = series_capacitance(0.0, SALT, SALT, VALENCE, WARM, THICK, water)
    assert series.n0(1.0, WARM) == series.noise_n0(1.0, WARM)
    thick = THICK + 2 * debye_nm(SALT, VALENCE, WARM)
    assert series.n0(2217.0, WARM) == pytest.approx(2217.0 / (4 * math.pi * l_B * thick), rel=1e-12)
    slab = units.thermal_charge(units.slab_capacitance_uF_cm2(water, THICK), 2217.0, WARM)
    assert slab / series.n0(2217.0, WARM) == pytest.approx(thick / THICK, rel=1e-12)
    charged = series_capacitance(-88.0, SALT, SALT, VALENCE, WARM, THICK, water)
    assert charged.n0(2217.0, WARM) * -88.0 / units.thermal_voltage_mV(WARM) == pytest.approx(charged.charge(2217.0))
    assert charged.capacitance_uF_cm2 > series.capacitance_uF_cm2  # crowded layers are thinner
    again = series_at_charge(charged.sigma_e_nm2, SALT, SALT, VALENCE, WARM, THICK, water)
    assert again.voltage_mV == pytest.approx(-88.0, abs=ROUNDING)


def test_ions_beyond_number_leave_the_slab_alone():
    dense = {"K": 1e9, "Cl": 1e9}
    series = series_capacitance(-70.0, dense, dense, VALENCE, WARM, THICK, 81.3)
    assert series.capacitance_uF_cm2 == pytest.approx(units.slab_capacitance_uF_cm2(81.3, THICK), rel=1e-3)


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: units.bjerrum_nm(0.0), "kelvin"),
        (lambda: units.bjerrum_nm(300.0, 0.0), "permittivity"),
        (lambda: units.slab_capacitance_uF_cm2(-1.0, 1.0), "permittivity"),
        (lambda: units.slab_capacitance_uF_cm2(1.0, 0.0), "thickness_nm"),
        (lambda: debye_nm({"K": 1.0, "Cl": 2.0}, Z, WARM), "concentrations: expected a neutral bulk"),
        (lambda: debye_nm({"K": -1.0}, Z, WARM), "concentrations['K']"),
        (lambda: debye_nm({}, Z, WARM), "concentrations: expected ions"),
        (lambda: debye_nm({"A": 1.0}, Z, WARM), "valence"),
        (lambda: debye_nm({"K": 1.0}, {"K": 0}, WARM), "valence['K']"),
        (lambda: profile(-1.0, 0.1, SALT, Z, WARM), "distance_nm"),
        (lambda: series_capacitance(math.inf, SALT, SALT, Z, WARM, 6.0, 81.3), "voltage_mV"),
        (lambda: series_capacitance(1.0, SALT, SALT, Z, WARM, 0.0, 81.3), "thickness_nm"),
        (lambda: series_capacitance(1.0, SALT, SALT, Z, WARM, 6.0, 0.0), "membrane_permittivity"),
    ],
)
def test_wrong_input_is_refused_by_name(call, argument):
    with pytest.raises(ValueError, match="^" + re.escape(argument)):
        call()
