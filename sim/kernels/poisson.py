"""Poisson's equation on the mesh: the potential that the ions' own charge makes.

-div(e grad psi) = 4 pi l_B rho, e the permittivity over water's, l_B the Bjerrum length of water, rho in e / nm3; walls
reflect, and the outer edge of the outside is the bath's electrode, at 0. A cosine transform along x (exact for cells
between reflecting walls, whatever e(y) is) leaves a chain of equations along y for each wave, which one sweep there and
back solves.

What ions feel is damped: -div(e grad psi) - div(chi grad(psi - mean)) = 4 pi l_B rho, chi = 4 pi l_B dt sum z^2 D c in
water and 0 in the membrane. The added term is the charge that drift would move while psi is held, so that a fluctuation
that lives shorter than that is answered at once, not overshot. It vanishes for the running mean, so that what stands
(layers, capacitance, voltage) is that of Poisson's equation. The voltage is read with half of chi, as in the middle of
the step: of a wave of charge that relaxes at the rate a / dt, free steps leave 2 (1 + a)^2 / (2 + a) times the heat's
variance, and 8 (1 + a)^2 / (2 + a)^3 of it is read, at most 1.2 times.
"""

from typing import NamedTuple

import numpy as np
from numba import float32, float64
from numpy.typing import NDArray

from sim.kernels.cache import njit
from sim.kernels.cosine import Cosines, from_waves, to_waves
from sim.kernels.mesh import CHARGE_PARTS
from sim.kernels.random import ALIKE
from sim.kernels.vectors import Apart

# Places in the state of a field, float64[STATE]: charge on the electrode's plate, e; n0; whether a clamp is on, and its
# u; u = V / V_T over the last moments and at the last solve; steepest slope in and near the membrane, kT / nm; how many
# solves the means hold.
ELECTRODE, THERMAL_CHARGE, CLAMPED, HELD, U, U_NOW, STEEPEST, SOLVES = range(8)
STATE = 8


class Solver(NamedTuple):
    """cosines: between columns and waves; strength: 4 pi l_B h / (area of a column), per e; damped, read: ratio and
    inverse of the sweep, float64[2, nodes, waves], and [2, 2, nodes, 1] for reading the voltage, damped by half and not
    at all; reading: float64[2, nodes], chi of these; links: float64[2, nodes], e + chi and chi between a node and the
    next; across: float64[nodes, waves], what chi adds along x; answer: float64[2, nodes], psi to be read of a charge of
    1 on the electrode's plate; side: float64[nodes], weights of inside less outside; near: bool[nodes - 1], where near
    steps are taken; charge, source, psi, spectrum: float64[nodes, columns or waves], of the last solve; mean,
    mean_charge: over the last moments, of psi's waves and of the charge; profile: float64[nodes, 1], psi to be read,
    averaged along x; forget: share that a solve has in the mean of psi, in u and in the mean of the charge."""

    cosines: Cosines
    strength: float
    damped: NDArray[np.float64]
    read: NDArray[np.float64]
    reading: NDArray[np.float64]
    links: NDArray[np.float64]
    across: NDArray[np.float64]
    answer: NDArray[np.float64]
    side: NDArray[np.float64]
    near: NDArray[np.bool_]
    charge: NDArray[np.float64]
    mean_charge: NDArray[np.float64]
    source: NDArray[np.float64]
    spectrum: NDArray[np.float64]
    psi: NDArray[np.float64]
    mean: NDArray[np.float64]
    profile: NDArray[np.float64]
    forget: NDArray[np.float64]


@njit(pipeline_class=Apart, **ALIKE)
def gather_charge(mesh, solver):
    """Sum what the threads have laid down, and forget it there."""
    columns, laid = mesh.columns, mesh.laid
    for thread in range(1, laid.shape[0]):
        for at in range(laid.shape[1]):
            laid[0, at] += laid[thread, at]
            laid[thread, at] = 0
    for j in range(mesh.nodes):
        for i in range(columns):
            at = j * columns + i
            solver.charge[j, i] = float64(laid[0, at]) * (1.0 / CHARGE_PARTS) + mesh.bound[at]
            laid[0, at] = 0


@njit(inline="always", **ALIKE)
def sweep(psi, source, links, factors):
    """Solve the chains of all waves: psi, source: float64[nodes, waves]; psi is 0 at the last node."""
    nodes, waves = psi.shape
    for q in range(waves):
        psi[0, q] = source[0, q]
    for j in range(1, nodes - 1):
        for q in range(waves):
            psi[j, q] = source[j, q] + factors[0, j, q] * psi[j - 1, q]
    for q in range(waves):
        psi[nodes - 1, q] = 0.0
    for j in range(nodes - 2, -1, -1):
        for q in range(waves):
            psi[j, q] = (psi[j, q] + links[j] * psi[j + 1, q]) * factors[1, j, q]


@njit(inline="always", **ALIKE)
def read_voltage(mesh, solver, state):
    """psi averaged along x, as it is to be read, and the voltage; a clamp charges its plate until the voltage is what
    it holds. At the first solve nothing is damped, and the mean is what is found."""
    nodes, columns = mesh.nodes, mesh.columns
    first = 1 if state[SOLVES] == 0.0 else 0
    profile, source, chi, factors = solver.profile, solver.spectrum, solver.reading[first], solver.read[first]
    waves = np.sqrt(float64(columns))
    for j in range(nodes):
        charge = 0.0
        for i in range(columns):
            charge += solver.charge[j, i]
        source[j, 0] = solver.strength * charge / columns
    for j in range(nodes - 1):
        flow = chi[j] * (solver.mean[j, 0] - solver.mean[j + 1, 0]) / waves
        source[j, 0] += flow
        source[j + 1, 0] -= flow
    profile[0, 0] = source[0, 0]
    for j in range(1, nodes - 1):
        profile[j, 0] = source[j, 0] + factors[0, j, 0] * profile[j - 1, 0]
    profile[nodes - 1, 0] = 0.0
    for j in range(nodes - 2, -1, -1):
        link = solver.links[0, j] - solver.links[1, j] + chi[j]
        profile[j, 0] = (profile[j, 0] + link * profile[j + 1, 0]) * factors[1, j, 0]
    u, by_one = 0.0, 0.0
    for j in range(nodes):
        u += solver.side[j] * profile[j, 0]
        by_one += solver.side[j] * solver.answer[first, j]
    if state[CLAMPED] != 0.0:
        state[ELECTRODE] = (state[HELD] - u) / by_one
        u = state[HELD]
    else:
        u += by_one * state[ELECTRODE]
    for j in range(nodes):
        profile[j, 0] += solver.answer[first, j] * state[ELECTRODE]
    state[U_NOW] = u
    state[U] += max(solver.forget[1], 1.0 / (state[SOLVES] + 1.0)) * (u - state[U])
    if first == 1:
        for j in range(nodes):
            for q in range(columns):
                solver.mean[j, q] = 0.0
            solver.mean[j, 0] = profile[j, 0] * waves


@njit(inline="always", **ALIKE)
def solve_damped(mesh, solver, state):
    """Potential that the ions feel until the next solve, and its means."""
    nodes, columns = mesh.nodes, mesh.columns
    source, spectrum, mean = solver.source, solver.spectrum, solver.mean
    early = 1.0 / (state[SOLVES] + 1.0)  # at first a plain mean, so that the start is soon forgotten
    share, shown = max(solver.forget[0], early), max(solver.forget[2], early)
    for j in range(nodes):
        electrode = state[ELECTRODE] / columns if j == 0 else 0.0
        for i in range(columns):
            charge = solver.charge[j, i] + electrode
            solver.mean_charge[j, i] += shown * (charge - solver.mean_charge[j, i])
            source[j, i] = solver.strength * charge
    to_waves(source, solver.cosines, spectrum)
    links, chi = solver.links[0], solver.links[1]
    for j in range(nodes - 1):
        for q in range(columns):
            damping = (chi[j] + solver.across[j, q]) * mean[j, q] - chi[j] * mean[j + 1, q]
            if j > 0:
                damping += chi[j - 1] * (mean[j, q] - mean[j - 1, q])
            spectrum[j, q] += damping
    sweep(solver.psi, spectrum, links, solver.damped)
    for j in range(nodes):
        for q in range(columns):
            mean[j, q] += share * (solver.psi[j, q] - mean[j, q])
    from_waves(solver.psi, solver.cosines, mesh.potential)
    state[SOLVES] += 1.0


@njit(inline="always", **ALIKE)
def find_steepest(mesh, solver, state):
    """The steepest slope where near steps are taken: along y, and along x as far as it goes."""
    columns, psi = mesh.columns, mesh.potential
    along = across = float32(0.0)
    for j in range(mesh.nodes - 1):
        if solver.near[j]:
            for i in range(columns):
                at = j * columns + i
                along = max(along, abs(psi[at + columns] - psi[at]))
                if i > 0:
                    across = max(across, abs(psi[at] - psi[at - 1]))
    state[STEEPEST] = along * mesh.per_nm + across * mesh.columns_per_nm


@njit(**ALIKE)
def solve(mesh, solver, state):
    """From the charge that has been laid down to the potential that ions feel and the voltage."""
    gather_charge(mesh, solver)
    read_voltage(mesh, solver, state)
    solve_damped(mesh, solver, state)
    find_steepest(mesh, solver, state)
