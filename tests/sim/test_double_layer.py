"""The layers that the ions' charge makes by itself: where it sits, what it weighs, and that nothing else has changed.

Statistical bars leave out five standard errors of runs with other seeds: a sound field fails once in a million runs.
"""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.scene import Field, Scene
from sim.theory import bath_noise_mV, debye_nm, profile_across, series_at_charge, series_capacitance
from sim.theory.series_capacitance import Series
from sim.units import IONS_PER_MM_NM3, water_permittivity
from tests.helpers.models.double_layer_runs import (
    Layers,
    bulk_energy,
    equilibrium,
    fluctuations,
    layers,
    one_ion,
    sealed,
)

KELVIN, SALT = 310.15, {"K": 1, "Cl": -1}
WATER = water_permittivity(37.0)
EDGES = np.array([0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5])
LAYERED, MESH = Field("layered"), Field("mesh")


def theory(scene: Scene, charge: float) -> tuple[Series, np.ndarray]:
    """Slab and layers for a counted charge, and the charge of each bin on either side, e."""
    sides, area = (scene.balanced("inside"), scene.balanced("outside")), scene.geometry.membrane_area
    slab = KELVIN, scene.membrane.thickness_nm, scene.permittivity, WATER
    series = series_at_charge(charge / area, *sides, SALT, *slab)
    fine = np.linspace(0, EDGES[-1], 5001)
    middle = (fine[1:] + fine[:-1]) / 2
    rows = []
    for sign in (-1, 1):
        _, mM = profile_across(sign * (middle + scene.geometry.face), series.voltage_mV, *sides, SALT, *slab)
        rows.append(np.histogram(middle, EDGES, weights=mM * IONS_PER_MM_NM3 * area * np.diff(fine))[0])
    return series, np.array(rows)


def runs(scene: Scene, seeds: int, ns: float) -> list[Layers]:
    return [layers(scene, seed, ns, EDGES) for seed in range(seeds)]


def mean_and_error(values: list[float]) -> tuple[float, float]:
    return float(np.mean(values)), float(np.std(values, ddof=1) / math.sqrt(len(values)))


@pytest.mark.slow
@pytest.mark.parametrize("salt_mM", [75.0, 150.0, 300.0])
def test_the_charge_sits_where_gouy_and_chapman_have_it(salt_mM: float) -> None:
    scene = sealed(salt_mM, LAYERED, ions=100_000, mV=-80)
    found = runs(scene, seeds=4, ns=360)
    counted = found[0].counted
    _, expected = theory(scene, counted)
    charge = np.array([run.charge for run in found])
    mean, spread = charge.mean(axis=0), charge.std(axis=0, ddof=1)
    error = math.sqrt(float((spread**2).mean()) / len(found))  # all bins fluctuate alike: ions in and out
    # a mesh of 0.5 nm and steps of 1 ns may move 2 % of a layer's charge from one bin to the next
    assert np.all(np.abs(mean - expected) < 0.02 * abs(counted) + 5 * error)
    debye = debye_nm({"K": salt_mM, "Cl": salt_mM}, SALT, KELVIN, WATER)
    within = np.arange(len(EDGES) - 1) < np.searchsorted(EDGES, 3 * debye)  # to the next edge beyond
    for row, sign in ((0, 1), (1, -1)):
        assert abs(sign * mean[row][within].sum() - counted) < 0.05 * abs(counted) + 5 * error * within.sum() ** 0.5
    middle = (EDGES[1:] + EDGES[:-1]) / 2
    depth = (np.abs(mean) * middle).sum() / np.abs(mean).sum()
    assert depth == pytest.approx((np.abs(expected) * middle).sum() / np.abs(expected).sum(), rel=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("permittivity", [81.3, 30.0])
@pytest.mark.parametrize("salt_mM", [75.0, 150.0, 300.0])
def test_the_capacitance_is_that_of_slab_and_layers_in_series(salt_mM: float, permittivity: float) -> None:
    scene = sealed(salt_mM, replace(LAYERED, permittivity=permittivity), ions=100_000, mV=-80)
    found = runs(scene, seeds=3, ns=300)
    series, _ = theory(scene, found[0].counted)
    voltage, error = mean_and_error([run.voltage_mV for run in found])
    assert error < 0.2
    assert abs(voltage / series.voltage_mV - 1) < 0.03 + 5 * error / abs(voltage)


@pytest.mark.slow
def test_unlike_ionic_strengths_make_unlike_layers() -> None:
    scene = sealed(300.0, LAYERED, ions=100_000, mV=-80, outside_mM=100.0)
    found = runs(scene, seeds=4, ns=360)
    series, expected = theory(scene, found[0].counted)
    voltage, error = mean_and_error([run.voltage_mV for run in found])
    assert abs(voltage / series.voltage_mV - 1) < 0.03 + 5 * error / abs(voltage)
    mean = np.mean([run.charge for run in found], axis=0)
    middle = (EDGES[1:] + EDGES[:-1]) / 2
    thin, thick = ((row * middle).sum() / row.sum() for row in mean)
    thin_expected, thick_expected = ((row * middle).sum() / row.sum() for row in expected)
    assert thin == pytest.approx(thin_expected, rel=0.08)
    assert thick == pytest.approx(thick_expected, rel=0.08)
    assert thick > 1.3 * thin


@pytest.mark.slow
@pytest.mark.parametrize(("step_ns", "damped"), [(0.1, False), (0.1, True), (0.5, True), (1.0, True)])
def test_neither_the_interval_nor_damping_moves_what_stands(step_ns: float, damped: bool) -> None:
    scene = sealed(150.0, replace(LAYERED, damped=damped), ions=20_000, mV=-80, step_ns=step_ns)
    found = runs(scene, seeds=4, ns=260)
    series, expected = theory(scene, found[0].counted)
    voltage, error = mean_and_error([run.voltage_mV for run in found])
    assert abs(voltage - series.voltage_mV) < 0.5 + 5 * error
    charge = np.array([run.charge for run in found])
    spread = math.sqrt(float(charge.var(axis=0, ddof=1).mean()) / len(found))
    assert np.all(np.abs(charge.mean(axis=0) - expected) < 0.02 * abs(found[0].counted) + 5 * spread)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("symbol", "field", "clamp_mV"),
    [
        ("K", LAYERED, None),
        pytest.param("K", replace(LAYERED, cell_nm=0.4), None, marks=pytest.mark.long),
        ("Cl", LAYERED, None),
        ("K", LAYERED, -60.0),
        pytest.param("K", LAYERED, 40.0, marks=pytest.mark.long),
        ("K", MESH, None),
    ],
)
def test_one_permeant_ion_ends_at_its_nernst_voltage(symbol: str, field: Field, clamp_mV: float | None) -> None:
    """The naive scheme, in which an ion's own charge pushes it, is off by 10 mV on a mesh."""
    scene = one_ion(symbol, field, ions=20_000, clamp_mV=clamp_mV)
    ns = 2000 if field.kind == "mesh" else 2500
    off, error = mean_and_error([equilibrium(scene, seed, ns).off_mV for seed in range(5)])
    assert error < 0.7
    assert abs(off) < 0.5 + 5 * error


def test_mirrored_charge_mirrors_the_voltage() -> None:
    one, other = (layers(sealed(150.0, LAYERED, 20_000, mV), 1, 160, EDGES) for mV in (-80, 80))
    assert one.counted == -other.counted
    # two runs of 160 ns; the bath's noise of 4 mV averages to some 0.5 mV in 100 ns
    assert one.voltage_mV == pytest.approx(-other.voltage_mV, abs=5.0)
    assert one.voltage_mV < -70


@pytest.mark.slow
def test_the_noise_is_that_of_the_heat() -> None:
    sealed_scene = sealed(150.0, LAYERED, ions=20_000, mV=0, step_ns=0.5)
    cells = np.full(136, 0.25)
    y = -17 + 0.25 * (np.arange(136) + 0.5)
    water, part = np.abs(y) > 3, (np.abs(y) - 3) / 14
    weight = np.where((part > 0.25) & (part < 0.75), -np.sign(y), 0.0)
    weight /= (weight > 0).sum()
    expected = bath_noise_mV(
        cells, np.where(water, WATER, sealed_scene.permittivity), np.where(water, 300.0, 0.0), weight,
        sealed_scene.geometry.membrane_area, KELVIN,
    )  # fmt: skip
    voltage, _ = fluctuations(sealed_scene, seed=1, ns=1500)
    # 2,800 readings, correlated over a nanosecond or so: 2 % of sigma; free steps between solves are worth another 5 %
    assert voltage.std() == pytest.approx(expected, rel=0.15)
    open_scene = one_ion("K", LAYERED, ions=20_000)
    squares = [fluctuations(open_scene, seed, ns=4000)[1].var() for seed in range(6)]
    sides = open_scene.balanced("inside"), open_scene.balanced("outside")
    valence = {s: species.charge for s, species in open_scene.species.items()}
    series = series_capacitance(
        -47.0, *sides, valence, KELVIN, open_scene.membrane.thickness_nm, open_scene.permittivity, WATER
    )
    n0 = series.noise_n0(open_scene.geometry.membrane_area, KELVIN)
    variance, error = mean_and_error(squares)
    assert error < 0.06 * n0
    assert abs(variance - n0) < 0.03 * n0 + 5 * error


@pytest.mark.slow
def test_the_ions_do_not_heat_up() -> None:
    """Mean of z psi over the ions of the bulk: each sits in a cloud of its neighbours, which must not get shallower."""
    energy = bulk_energy(sealed(150.0, LAYERED, ions=20_000, mV=0), seed=2, ns=3000)
    parts = np.array_split(energy, 6)
    means = np.array([part.mean() for part in parts])
    error = np.mean([part.std() for part in parts]) / math.sqrt(len(parts[0]) / 4)  # looks are 4 ns apart
    slope, *_ = np.polyfit(np.arange(6), means, 1)
    assert abs(slope) < 5 * error / math.sqrt(17.5)  # sum of (n - 2.5)^2
