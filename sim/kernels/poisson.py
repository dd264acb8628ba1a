"""Poisson's equation on the mesh: the potential that the ions' own charge makes.

-div(e grad psi) = 4 pi l_B rho, e the permittivity over water's, l_B the Bjerrum length of water, rho in e / nm3; walls
reflect, and the outer edge of the outside is the bath's electrode, at 0. A cosine transform along x (exact for cells
between reflecting walls, whatever e(y) is) leaves a chain of equations along y for each wave, which one sweep there and
back solves.

What ions feel is damped: -div(e grad psi) - div(chi grad(psi - mean)) = 4 pi l_B rho, chi = 4 pi l_B dt sum z^2 D c in
water and 0 in the membrane. The added term is the charge that drift would move while psi is held, so that a fluctuation
that lives shorter than that is answered at once, not overshot. It vanishes for the running mean, so that what stands
(layers, capacitance, voltage) is that of Poisson's equation. The voltage is read from the undamped one.
"""

from typing import NamedTuple

import numpy as np
from numba import float32, float64
from numpy.typing import NDArray

from sim.kernels.cache import njit
from sim.kernels.mesh import CHARGE_PARTS
from sim.kernels.random import INLINE

# Places in the state of a field, float64[STATE]: charge on the electrode's plate, e; n0; whether a clamp is on, and its
# u; u = V / V_T over the last moments and at the last solve; steepest slope in and near the membrane, kT / nm; how many
# solves the means hold.
ELECTRODE, THERMAL_CHARGE, CLAMPED, HELD, U, U_NOW, STEEPEST, SOLVES = range(8)
STATE = 8


class Solver(NamedTuple):
    """transform: float64[columns, waves]; strength: 4 pi l_B h / (area of a column), per e; damped, plain: ratio and
    inverse of the sweep, float64[2, nodes, waves] and [2, nodes, 1]; links: float64[2, nodes], e + chi and chi between
    a node and the next; across: float64[nodes, waves], what chi adds along x; answer: undamped psi of a charge of 1 on
    the electrode's plate, float64[nodes]; side: float64[nodes], weights of inside less outside; slope: float32[nodes],
    1 where near steps are taken; charge, spectrum, psi, mean: float64[nodes, columns or waves], of the last solve; mean
    of the charge and of psi's waves; forget: share that a solve has in the means, and in u."""

    transform: NDArray[np.float64]
    strength: float
    damped: NDArray[np.float64]
    plain: NDArray[np.float64]
    links: NDArray[np.float64]
    across: NDArray[np.float64]
    answer: NDArray[np.float64]
    side: NDArray[np.float64]
    near: NDArray[np.bool_]
    charge: NDArray[np.float64]
    mean_charge: NDArray[np.float64]
    spectrum: NDArray[np.float64]
    psi: NDArray[np.float64]
    mean: NDArray[np.float64]
    profile: NDArray[np.float64]
    forget: NDArray[np.float64]


@njit(**INLINE)
def gather_charge(mesh, solver):
    """Sum what the threads have laid down, and forget it there."""
    columns = mesh.columns
    for j in range(mesh.nodes):
        for i in range(columns):
            at, laid = j * columns + i, 0
            for thread in range(mesh.laid.shape[0]):
                laid += mesh.laid[thread, at]
                mesh.laid[thread, at] = 0
            solver.charge[j, i] = laid / CHARGE_PARTS + mesh.bound[at]


@njit(**INLINE)
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


@njit(**INLINE)
def solve_plain(mesh, solver, state):
    """Undamped psi, averaged along x, and the voltage; a clamp charges its plate until the voltage is what it holds."""
    nodes, columns = mesh.nodes, mesh.columns
    profile, source = solver.profile, solver.spectrum
    for j in range(nodes):
        charge = 0.0
        for i in range(columns):
            charge += solver.charge[j, i]
        source[j, 0] = solver.strength * charge / columns
    profile[0, 0] = source[0, 0]
    for j in range(1, nodes - 1):
        profile[j, 0] = source[j, 0] + solver.plain[0, j, 0] * profile[j - 1, 0]
    profile[nodes - 1, 0] = 0.0
    for j in range(nodes - 2, -1, -1):
        link = solver.links[0, j] - solver.links[1, j]
        profile[j, 0] = (profile[j, 0] + link * profile[j + 1, 0]) * solver.plain[1, j, 0]
    u, by_one = 0.0, 0.0
    for j in range(nodes):
        u += solver.side[j] * profile[j, 0]
        by_one += solver.side[j] * solver.answer[j]
    if state[CLAMPED] != 0.0:
        state[ELECTRODE] = (state[HELD] - u) / by_one
        u = state[HELD]
    else:
        u += by_one * state[ELECTRODE]
    for j in range(nodes):
        profile[j, 0] += solver.answer[j] * state[ELECTRODE]
    state[U_NOW] = u
    first = state[SOLVES] == 0.0
    state[U] += (1.0 if first else solver.forget[1]) * (u - state[U])
    if first:
        for j in range(nodes):
            for q in range(columns):
                solver.mean[j, q] = 0.0
            solver.mean[j, 0] = profile[j, 0] * np.sqrt(float64(columns))


@njit(**INLINE)
def solve_damped(mesh, solver, state):
    """Potential that the ions feel until the next solve, and its means."""
    nodes, columns = mesh.nodes, mesh.columns
    electrode = state[ELECTRODE] / columns
    spectrum, mean, transform = solver.spectrum, solver.mean, solver.transform
    share = 1.0 if state[SOLVES] == 0.0 else solver.forget[0]
    for j in range(nodes):
        for q in range(columns):
            spectrum[j, q] = 0.0
        for i in range(columns):
            charge = solver.charge[j, i] + (electrode if j == 0 else 0.0)
            solver.mean_charge[j, i] += share * (charge - solver.mean_charge[j, i])
            strength = solver.strength * charge
            if strength != 0.0:
                for q in range(columns):
                    spectrum[j, q] += strength * transform[i, q]
    links, chi = solver.links[0], solver.links[1]
    for j in range(nodes - 1):
        for q in range(columns):
            damping = (chi[j] + solver.across[j, q]) * mean[j, q] - chi[j] * mean[j + 1, q]
            if j > 0:
                damping += chi[j - 1] * (mean[j, q] - mean[j - 1, q])
            spectrum[j, q] += damping
    sweep(solver.psi, spectrum, links, solver.damped)
    share = solver.forget[0]
    for j in range(nodes):
        for q in range(columns):
            mean[j, q] += share * (solver.psi[j, q] - mean[j, q])
            spectrum[j, q] = solver.psi[j, q]
        for i in range(columns):
            total = 0.0
            for q in range(columns):
                total += transform[i, q] * spectrum[j, q]
            mesh.potential[j * columns + i] = float32(total)
    state[SOLVES] += 1.0


@njit(**INLINE)
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


@njit(**INLINE)
def solve(mesh, solver, state):
    """From the charge that has been laid down to the potential that ions feel and the voltage."""
    gather_charge(mesh, solver)
    solve_plain(mesh, solver, state)
    solve_damped(mesh, solver, state)
    find_steepest(mesh, solver, state)
