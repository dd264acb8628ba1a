"""How the voltage of a layered electrolyte fluctuates: by brute force, by its spectrum, in limits, and ion by ion."""

import math
import re

import numpy as np
import pytest
from scipy import linalg

from sim import units
from sim.theory import (
    bath_noise_estimate_mV,
    bath_noise_mV,
    bulk_weight,
    debye_nm,
    series_capacitance,
    thermal_noise_mV,
)
from tests.helpers.models.formulas import WARM, Z

pytestmark = pytest.mark.filterwarnings("error")  # no formula may warn, not even at its edges

SALT, HALF, THIN = ({"K": mM, "Cl": mM} for mM in (150.0, 75.0, 30.0))
WATER, SLAB = units.WATER_PERMITTIVITY, 81.3
SIDE, THICK, AREA = 25.0, 6.0, 2217.0
V_T = units.thermal_voltage_mV(WARM)
MIDDLE = 0.25, 0.75


def box(cell, inside=300.0, outside=300.0):
    """heights, permittivity, screening of a box in cells of one height."""
    n, m = round(SIDE / cell), round(THICK / cell)
    eps = np.concatenate([np.full(n, WATER), np.full(m, SLAB), np.full(n, WATER)])
    screening = np.concatenate([np.full(n, inside), np.zeros(m), np.full(n, outside)])
    return np.full(2 * n + m, cell), eps, screening


def noise(cell, inside=300.0, outside=300.0, part=MIDDLE, *, sealed=True):
    heights, eps, screening = box(cell, inside, outside)
    weight = bulk_weight(heights, screening, part)
    return bath_noise_mV(heights, eps, screening, weight, AREA, WARM, sealed=sealed)


def water_nm(debye, part, modes=200_000):
    """d of one sealed side, the layer of water with its noise, by the spectrum of the field.

    E = 0 at wall and face, so E is a sum of sines, each mode with (4 pi l_B / A) (2 / H) kappa^2 / (k^2 + kappa^2); the
    voltage is the integral of g E, g = 1 from the face to near, then falling to 0 at far. Terms fall as k^-4.
    """
    near, far = (SIDE * share for share in part)
    k = np.pi * np.arange(1, modes + 1) / SIDE
    g = 1 / k - (np.sin(k * far) - np.sin(k * near)) / ((far - near) * k**2)  # integral of g sin kx
    return float(np.sum(2 / SIDE * g**2 / (1 + (k * debye) ** 2)))


def test_brute_force_on_unlike_cells():
    """The definition itself: G of sheets of charge, (G + 1/K)^-1 where charges are kept, then w G cov G w."""
    rng = np.random.default_rng(5)
    n, membrane = 40, slice(17, 22)
    heights, eps = rng.uniform(0.2, 1.0, n), rng.uniform(20.0, 80.0, n)
    screening, weight = rng.uniform(20.0, 500.0, n), rng.normal(size=n)
    screening[membrane] = 0.0

    four_pi_l = 4 * math.pi * units.bjerrum_nm(WARM, 1.0) / AREA
    resistance = four_pi_l * heights / (2 * eps)
    above = np.cumsum(resistance[::-1])[::-1] * 2 - resistance  # from the middle of a cell to the grounded edge
    green = np.minimum(above[:, None], above[None, :])  # a sheet's field is on its outer side only
    ions = np.flatnonzero(screening)
    inverse = 1 / (screening[ions] * units.IONS_PER_MM_NM3 * heights[ions] * AREA)
    energy = green[np.ix_(ions, ions)] + np.diag(inverse)
    for sealed, sides in ((True, np.stack([ions < 17, ions > 17])), (False, np.ones((1, len(ions))))):
        free = linalg.null_space(sides.astype(float))
        covariance = free @ np.linalg.inv(free.T @ energy @ free) @ free.T
        reach = green[ions] @ weight
        expected = V_T * math.sqrt(reach @ covariance @ reach)
        ours = bath_noise_mV(heights, eps, screening, weight, AREA, WARM, sealed=sealed)
        assert ours == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("part", [MIDDLE, (0.5, 1.0), (0.0, 0.5)])
@pytest.mark.parametrize(("inside", "outside"), [(SALT, SALT), (SALT, THIN)])
def test_fine_cells_give_the_spectrum_of_the_field(inside, outside, part):
    """A mesh of second order: halving the cells leaves a quarter of the error, and next to none extrapolated."""
    screening = [sum(bath.values()) for bath in (inside, outside)]
    thickness = sum(water_nm(debye_nm(bath, Z, WARM), part) for bath in (inside, outside))
    expected = 4 * math.pi * units.bjerrum_nm(WARM) / AREA * thickness
    coarse, fine = ((noise(cell, *screening, part) / V_T) ** 2 / expected - 1 for cell in (0.25, 0.125))
    assert abs(coarse) < 0.01
    assert coarse / fine == pytest.approx(4.0, rel=0.05)
    assert abs(4 * fine - coarse) / 3 < 0.02 * abs(coarse)


@pytest.mark.parametrize("part", [MIDDLE, (0.5, 1.0), (0.0, 0.5)])
def test_layers_of_water(part):
    """The estimate is off by some lambda^2 / (width of the average) of each layer of water."""
    debye = debye_nm(SALT, Z, WARM)
    water = SIDE * (part[0] + (part[1] - part[0]) / 3) - debye
    left_out = debye**2 / ((part[1] - part[0]) * SIDE * water)
    exact = 2 * water_nm(debye, part)
    estimate = (bath_noise_estimate_mV(SIDE, (debye, debye), AREA, WARM, part) / V_T) ** 2
    estimate /= 4 * math.pi * units.bjerrum_nm(WARM) / AREA
    assert estimate == pytest.approx(2 * water, rel=1e-12)
    assert abs(estimate / exact - 1) < 1.1 * left_out


def test_dense_ions_give_water_alone():
    """Without a Debye length it is Nyquist's noise of water: of 5 H / 6 for the middle halves, exactly at last."""
    n = AREA / (4 * math.pi * units.bjerrum_nm(WARM) * 5 * SIDE / 6)
    for screening, near in ((3e4, 0.02), (3e6, 0.002), (3e8, 0.0005)):  # lambda 0.08, 0.008, 0.0008 nm of 20.8
        water = bath_noise_estimate_mV(SIDE, (0.0, 0.0), AREA, WARM)
        assert water == pytest.approx(V_T / math.sqrt(n), rel=1e-12)
        assert water_nm(debye_nm({"K": screening / 2, "Cl": screening / 2}, Z, WARM), MIDDLE) * 2 == pytest.approx(
            5 * SIDE / 6, rel=near
        )


def test_no_ions_to_speak_of_no_noise():
    """Few ions make their own ideal noise: variance of the dipole of N ions, and it falls with their number."""
    few = noise(0.5, 1e-3, 1e-3)
    assert few < 0.05 * noise(0.5)
    assert noise(0.5, 4e-3, 4e-3) == pytest.approx(2 * few, rel=0.01)


@pytest.mark.parametrize("outside", [SALT, HALF])
def test_charge_that_crosses_adds_the_noise_of_three_capacitors(outside):
    """noise^2 - sealed noise^2 = V_T^2 / n0 of slab and layers, to second order in the cells.

    Averaged over the far halves, where e^-11 of a layer of 1.1 nm is left.
    """
    n0 = series_capacitance(0.0, SALT, outside, Z, WARM, THICK, SLAB).noise_n0(AREA, WARM)
    off = []
    for cell in (0.25, 0.125):
        variance = [
            noise(cell, 300.0, sum(outside.values()), (0.5, 1.0), sealed=sealed) ** 2 for sealed in (False, True)
        ]
        off.append((variance[0] - variance[1]) / thermal_noise_mV(n0, WARM) ** 2 - 1)
    assert abs(off[0]) < 0.01
    assert off[0] / off[1] == pytest.approx(4.0, rel=0.05)


def test_area_and_temperature():
    """Noise falls as the root of the area; mirrored baths make the same of it."""
    heights, eps, screening = box(0.5)
    weight = bulk_weight(heights, screening)
    one, four = (bath_noise_mV(heights, eps, screening, weight, area, WARM) for area in (500.0, 2000.0))
    assert one == pytest.approx(2 * four, rel=1e-9)
    assert noise(0.5, 300.0, 60.0) == pytest.approx(noise(0.5, 60.0, 300.0), rel=1e-9)


def test_weights_are_means():
    heights, _, screening = box(0.5)
    weight = bulk_weight(heights, screening, (0.1, 0.9))
    assert weight[:50].sum() == pytest.approx(1.0, rel=1e-12) and weight[-50:].sum() == pytest.approx(-1.0, rel=1e-12)
    assert np.all(weight[50:62] == 0) and weight == pytest.approx(-weight[::-1], abs=1e-15)
    near = bulk_weight(heights, screening, (0.0, 0.02))
    assert np.flatnonzero(near).tolist() == [49, 62]


def test_ions_thrown_about_agree():
    """Metropolis's walk of 240 ions on one sealed side, energy by Coulomb's law alone, 400 boxes at once.

    60 ions stand in a Debye length, so what Debye and Hueckel leave out is some 1/60; the rest is five standard errors.
    """
    rng = np.random.default_rng(1)
    cells, cell, ions, boxes, sweeps, settle = 8, 0.5, 240, 400, 100, 20
    four_pi_l = 4 * math.pi * units.bjerrum_nm(WARM)
    area = four_pi_l * ions / (cells * cell)  # so that the Debye length is 1 nm
    laplace = 2 * np.eye(cells) - np.eye(cells, k=1) - np.eye(cells, k=-1)
    laplace[0, 0] = laplace[-1, -1] = 1
    green = np.linalg.pinv(laplace * area / (four_pi_l * cell))  # of a neutral column, up to a constant
    weight = np.array([0.25] * 4 + [0.0] * 3 + [-1.0])  # far half against the face, where no flux leaves the last cell

    valence = np.repeat([1.0, -1.0], ions // 2)
    place = rng.integers(cells, size=(ions, boxes))
    rho = np.zeros((boxes, cells))
    np.add.at(rho, (np.arange(boxes), place), valence[:, None])
    psi, row, seen = rho @ green, np.arange(boxes), []
    for sweep in range(sweeps):
        for z, at, new in zip(valence, place, rng.integers(cells, size=place.shape), strict=True):
            own = green[new, new] + green[at, at] - 2 * green[new, at]
            rise = z * (psi[row, new] - psi[row, at]) + 0.5 * own
            moved = rng.random(boxes) < np.exp(-np.maximum(rise, 0.0))
            psi += (z * moved)[:, None] * (green[new] - green[at])
            at[moved] = new[moved]
        if sweep >= settle:
            seen.append((psi @ weight) ** 2)
    each = np.mean(seen, axis=0)

    heights = np.full(cells + 3, cell)
    screening = np.concatenate([np.full(cells, ions / (cells * cell * area * units.IONS_PER_MM_NM3)), [0.0, 0.0, 1.0]])
    inside_alone = np.concatenate([weight, np.zeros(3)])
    theory = bath_noise_mV(heights, np.full(cells + 3, WATER), screening, inside_alone, area, WARM)
    error = np.std(each) / math.sqrt(boxes)
    assert abs(V_T**2 * np.mean(each) - theory**2) < 5 * V_T**2 * error + theory**2 / 60


@pytest.mark.parametrize(
    ("change", "argument"),
    [
        ({"heights_nm": np.zeros(5)}, "heights_nm"),
        ({"heights_nm": np.ones(4)}, "heights_nm"),
        ({"permittivity": -np.ones(5)}, "permittivity"),
        ({"screening_mM": np.ones(5)}, "screening_mM"),
        ({"screening_mM": np.array([0, 1, 0, 1, 1.0])}, "screening_mM"),
        ({"screening_mM": np.array([-1, 1, 0, 1, 1.0])}, "screening_mM"),
        ({"area_nm2": 0.0}, "area_nm2"),
        ({"kelvin": 0.0}, "kelvin"),
    ],
)
def test_wrong_input_is_refused_by_name(change, argument):
    right = {"heights_nm": np.ones(5), "permittivity": np.ones(5), "screening_mM": np.array([1, 1, 0, 1, 1.0])}
    right |= {"weight": np.ones(5), "area_nm2": 10.0, "kelvin": WARM}
    with pytest.raises(ValueError, match="^" + re.escape(argument)):
        bath_noise_mV(**(right | change))


def test_wrong_part_and_thick_layers_are_refused():
    with pytest.raises(ValueError, match=r"^part"):
        bulk_weight(np.ones(3), np.array([1.0, 0.0, 1.0]), (0.5, 0.5))
    with pytest.raises(ValueError, match=r"^debye_nm"):
        bath_noise_estimate_mV(1.0, (0.8, 0.8), AREA, WARM)
    with pytest.raises(ValueError, match=r"^area_nm2"):
        bath_noise_estimate_mV(SIDE, (0.8, 0.8), 0.0, WARM)
