"""The compiled field against slow, obvious twins in plain numpy: charge laid down, the equation solved, a push."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim import Simulation
from sim.field import PoissonField
from sim.kernels.mesh import lay_down, look_up_free, own_loss
from sim.kernels.poisson import solve
from sim.kernels.push import fly_free_in_field
from sim.kernels.random import following, gaussian_pair, threefry, uniform
from sim.kernels.tables import NEW_X, NEW_Y, ROOM, ROWS, WORK, X, Y
from sim.scene import Box, Field, FieldKind, Scene
from sim.units import bjerrum_nm, water_permittivity
from tests.helpers.cells import potassium_only

f32 = np.float32
KINDS: tuple[FieldKind, ...] = ("layered", "mesh")


def small(kind: FieldKind, cell_nm: float = 1.0) -> Scene:
    """A box small enough for a full matrix."""
    scene = potassium_only(ions=2000)
    return replace(
        scene, box=Box(24.0, 14.0), field=Field(kind, cell_nm), channels=(replace(scene.channels[0], count=2),)
    )


def field_of(simulation: Simulation) -> PoissonField:
    assert isinstance(simulation.field, PoissonField)
    return simulation.field


def twin_charge(simulation: Simulation) -> np.ndarray:
    """Each ion's charge shared among the four nodes around it, in proportion to nearness."""
    mesh = field_of(simulation).mesh
    charge = np.zeros((mesh.nodes, mesh.columns))
    for k, species in enumerate(simulation.ions.species):
        block = simulation.ions.block(k)
        for x, y in zip(simulation.ions.x[block], simulation.ions.y[block], strict=True):
            t = (float(y) - float(mesh.first)) * float(mesh.per_nm)
            s = min(max(float(x) * float(mesh.columns_per_nm) - 0.5, 0.0), mesh.columns - 1.0)
            j, i = int(t), min(int(s), max(mesh.columns - 2, 0))
            f, g = t - j, s - i
            for dj, di in ((0, 0), (0, 1), (1, 0), (1, 1)):
                weight = (f if dj else 1 - f) * (g if di else 1 - g)
                if weight:
                    charge[j + dj, i + di] += species.charge * weight
    return charge


def laid_down(simulation: Simulation) -> np.ndarray:
    mesh = field_of(simulation).mesh
    mesh.laid[:] = 0
    words = np.zeros(ROWS * ROOM, np.uint32)
    for k, species in enumerate(simulation.ions.species):
        block = simulation.ions.block(k)
        lay_down(simulation.ions.x[block], simulation.ions.y[block], species.charge, mesh, mesh.laid[0], words)
    return mesh.laid.sum(axis=0)


def dense(simulation: Simulation, chi_too: bool) -> np.ndarray:
    """The equation of every node as one matrix, built from the permittivities alone."""
    field, scene = field_of(simulation), simulation.scene
    nodes, columns = field.mesh.nodes, field.mesh.columns
    h, width = 1 / float(field.mesh.per_nm), 1 / float(field.mesh.columns_per_nm)
    between = field.heights[:-1] + h / 2
    link = np.where(np.abs(between) < simulation.geometry.face, scene.permittivity / water_permittivity(37.0), 1.0)
    if chi_too:
        link = field.solver.links[0][:-1]
    across = (np.append(link, 0) + np.insert(link, 0, 0)) / 2 * (h / width) ** 2
    matrix = np.zeros((nodes * columns, nodes * columns))
    for j in range(nodes - 1):
        for i in range(columns):
            here = j * columns + i
            neighbours = [(j + 1, i, link[j])]
            neighbours += [(j - 1, i, link[j - 1])] if j else []
            neighbours += [(j, i + d, across[j]) for d in (-1, 1) if 0 <= i + d < columns]
            for jj, ii, weight in neighbours:
                matrix[here, here] += weight
                matrix[here, jj * columns + ii] -= weight
    for i in range(columns):  # the outer edge is at 0
        matrix[(nodes - 1) * columns + i, (nodes - 1) * columns + i] = 1
    return matrix


@pytest.mark.parametrize("kind", KINDS)
def test_charge_is_shared_among_the_nodes_around_each_ion(kind: FieldKind) -> None:
    simulation = Simulation(small(kind), seed=3, threads=1)
    laid = laid_down(simulation) / 4096
    total = sum(s.charge * n for s, n in zip(simulation.ions.species, simulation.ions.count, strict=True))
    assert laid.sum() == total
    # an ion is laid down in 64ths of a cell (4096ths in one column): off by half of one at most, at random
    most = 6 * math.sqrt(len(simulation.ions.x)) / 64
    assert np.abs(laid.reshape(-1) - twin_charge(simulation).reshape(-1)).max() < most


@pytest.mark.parametrize("kind", KINDS)
def test_the_potential_is_that_of_a_full_matrix(kind: FieldKind) -> None:
    simulation = Simulation(small(kind), seed=3, threads=1)
    field = field_of(simulation)
    mesh, solver, scene = field.mesh, field.solver, simulation.scene
    laid_down(simulation)
    solve(mesh, solver, field.state)
    h, columns = 1 / float(mesh.per_nm), mesh.columns
    area = simulation.geometry.membrane_area / columns
    strength = 4 * math.pi * bjerrum_nm(310.15, water_permittivity(37.0)) * h / area
    source = strength * solver.charge.reshape(-1)
    source[-columns:] = 0
    plain = np.linalg.solve(dense(simulation, False), source).reshape(mesh.nodes, columns)
    assert np.allclose(solver.profile[:, 0], plain.mean(axis=1), rtol=1e-5, atol=1e-5 * np.abs(plain).max())
    # the first solve knows the mean along y alone: damping resists what differs from that
    undamped = dense(simulation, False)
    extra = (dense(simulation, True) - undamped) @ np.repeat(solver.profile[:, 0], columns)
    extra[-columns:] = 0
    psi = np.linalg.solve(dense(simulation, True), source + extra)
    assert np.allclose(mesh.potential, psi, rtol=1e-5, atol=1e-5 * np.abs(psi).max())
    assert scene.field.kind == kind


@pytest.mark.parametrize("kind", KINDS)
def test_a_flight_is_taken_with_the_chance_of_its_work(kind: FieldKind) -> None:
    simulation = Simulation(small(kind, 0.5), seed=3, threads=1)
    simulation.advance(5)
    field, box, ions = field_of(simulation), simulation._launch.box, simulation.ions
    mesh = field.mesh
    psi = mesh.potential.astype(float).reshape(mesh.nodes, mesh.columns)

    def at(x: float, y: float) -> float:
        t = (y - float(mesh.first)) * float(mesh.per_nm)
        s = min(max(x * float(mesh.columns_per_nm) - 0.5, 0.0), mesh.columns - 1.0)
        j, i = int(t), min(int(s), max(mesh.columns - 2, 0))
        right = min(i + 1, mesh.columns - 1)
        f, g = t - j, s - i
        low, high = ((1 - g) * psi[row, i] + g * psi[row, right] for row in (j, j + 1))
        return float((1 - f) * low + f * high)

    k, z = ions.index["Cl"], -1.0
    x, y = ions.x[ions.block(k)].copy(), ions.y[ions.block(k)].copy()
    sigma, step, key, first = f32(2.0), np.uint32(17), (np.uint32(99), np.uint32(7)), np.uint32(1000)
    expected, close = [], []

    def fold(a: float, length: float) -> float:
        return length - abs(length - abs(a))

    for i in range(len(x)):
        a, b = threefry(np.uint32(first + i), step, *key)
        g0, g1 = gaussian_pair(a, b)
        _, a, b = following(a, b)
        judgement, _, _ = following(a, b)
        new_x = fold(float(x[i]) + 2.0 * g0, float(box.width))
        height = fold(abs(float(y[i])) - float(box.face) + 2.0 * g1, float(box.half_height)) + float(box.face)
        new_y = math.copysign(height, y[i])
        work = z * (at(new_x, new_y) - at(float(x[i]), float(y[i])))
        if mesh.columns > 1:
            work += z * z * float(own_loss(f32(new_x - x[i]), f32(new_y - y[i]), y[i], mesh))
        chance, u = math.exp(-max(work, 0.0)), uniform(judgement)
        expected.append((new_x, new_y) if u < chance else (float(x[i]), float(y[i])))
        close.append(abs(u - chance) < 1e-4)  # either is right within rounding
    floats = np.zeros(ROWS * ROOM, f32)
    fly_free_in_field(x, y, np.zeros(len(x), np.uint8), first, step, *key, sigma, f32(z), box, mesh, floats)
    sure = ~np.array(close)
    assert sure.sum() > 0.99 * len(x)
    assert np.allclose(np.column_stack([x, y])[sure], np.array(expected)[sure], atol=5e-5)


def test_work_is_the_difference_of_the_potential() -> None:
    """Along y alone a step costs z times what psi differs, wherever along x it goes."""
    simulation = Simulation(small("layered", 0.5), seed=3, threads=1)
    simulation.advance(5)
    mesh = field_of(simulation).mesh
    floats = np.zeros(ROWS * ROOM, f32)
    y = np.linspace(-16.9, 16.9, 50, dtype=f32)
    floats[Y : Y + 50], floats[NEW_Y : NEW_Y + 50] = y, y[::-1]
    floats[X : X + 50], floats[NEW_X : NEW_X + 50] = 3.0, 20.0
    look_up_free(50, floats, f32(2.0), mesh)
    heights = field_of(simulation).heights
    psi = np.interp(y, heights, mesh.potential)
    assert np.allclose(floats[WORK : WORK + 50], 2 * (psi[::-1] - psi), atol=1e-5)
