"""A mesh over the box: the ions' charge is laid on its nodes, and the potential of the nodes is looked up between them.

Nodes along y lie at equal distances, two of them on the membrane's faces, so that no cell is half membrane; columns
along x are cells with their potential in the middle. One column is the field of y alone: charges are then sheets. Both
ways are linear (cloud in cell: Hockney & Eastwood 1988, Computer Simulation Using Particles, ch. 5). Charge is laid
down in whole parts of an elementary charge, so that sums do not depend on the order of threads.
"""

from typing import NamedTuple

import numpy as np
from numba import float32, int32, int64, uint32
from numpy.typing import NDArray

from sim.kernels.cache import njit
from sim.kernels.random import ALIKE
from sim.kernels.tables import ION, NEW_X, NEW_Y, NODE, RIGHT, UPPER, WORK, X, Y
from sim.kernels.vectors import Apart

PARTS = 64  # of a cell, along x and along y
CHARGE_PARTS = PARTS * PARTS  # of an elementary charge
OWN_PER_NM, OWN_POINTS = 8, 81  # of the table of what a charge's own potential loses with distance


class Mesh(NamedTuple):
    """columns, nodes: how many; first: y of node 0, nm; per_nm, columns_per_nm: of nodes and columns; potential:
    float32[nodes * columns], psi = V / V_T, a node's columns side by side; laid: int64[threads, nodes * columns],
    charge that each thread has laid down, in CHARGE_PARTS; bound: float64[nodes * columns], charge that is in no ion's
    place (pumps hold it), e; own: float32[2 * OWN_POINTS], what psi of a charge of 1 loses with distance, in water
    and in the membrane; face: of the membrane, nm."""

    columns: int
    nodes: int
    first: np.float32
    per_nm: np.float32
    columns_per_nm: np.float32
    potential: NDArray[np.float32]
    laid: NDArray[np.int64]
    bound: NDArray[np.float64]
    own: NDArray[np.float32]
    face: np.float32


@njit(pipeline_class=Apart, **ALIKE)
def find_sheets(y, mesh, words):
    """The node below each ion in a field of y alone, and the share of its charge that belongs to the one above, in
    CHARGE_PARTS."""
    for i in range(y.shape[0]):
        t = (y[i] - mesh.first) * mesh.per_nm
        j = int32(t)
        words[NODE + i] = uint32(j)
        words[UPPER + i] = uint32(int32((t - float32(j)) * float32(CHARGE_PARTS)))


@njit(pipeline_class=Apart, **ALIKE)
def find_cells(x, y, mesh, words):
    """The first of the four nodes around each ion, and the shares of those above and to the right, in PARTS."""
    for i in range(y.shape[0]):
        t = (y[i] - mesh.first) * mesh.per_nm
        j = int32(t)
        s = x[i] * mesh.columns_per_nm - float32(0.5)
        s = min(max(s, float32(0.0)), float32(mesh.columns - 1))
        at = min(int32(s), int32(mesh.columns - 2))
        words[NODE + i] = uint32(j * int32(mesh.columns) + at)
        words[UPPER + i] = uint32(int32((t - float32(j)) * float32(PARTS) + float32(0.5)))
        words[RIGHT + i] = uint32(int32((s - float32(at)) * float32(PARTS) + float32(0.5)))


@njit(**ALIKE)
def lay_down(x, y, charge, mesh, laid, words):
    """Add the charge of ions at x, y, all of one species and at most TILE, to a thread's row of the mesh; words: room
    for a list. What goes where is found first, for all of them: that vectorises, adding up does not."""
    if mesh.columns == 1:
        find_sheets(y, mesh, words)
        for i in range(y.shape[0]):
            node, upper = words[NODE + i], int64(words[UPPER + i]) * charge
            laid[node] += CHARGE_PARTS * charge - upper
            laid[node + uint32(1)] += upper
        return
    find_cells(x, y, mesh, words)
    for i in range(y.shape[0]):
        node, upper, right = words[NODE + i], int64(words[UPPER + i]) * charge, int64(words[RIGHT + i])
        lower, left = PARTS * charge - upper, PARTS - right
        laid[node] += lower * left
        laid[node + uint32(1)] += lower * right
        node += uint32(mesh.columns)
        laid[node] += upper * left
        laid[node + uint32(1)] += upper * right


@njit(pipeline_class=Apart, **ALIKE)
def look_up(lanes, floats, words, z, x, y, mesh):
    """WORK in kT of listed steps from (X, Y) to (NEW_X, NEW_Y). x, y: of all ions, where their charge was laid down.

    The mesh holds the charge of the ion that moves, where it was laid down, and that would push it away from there
    wherever it goes. So what a charge of one loses of its own potential with distance is given back, by a table.
    The first loop must vectorise. With one column a charge is a sheet, whose own push is lost in rounding.
    """
    if mesh.columns == 1:
        along(lanes, floats, z, mesh)
        return
    for n in range(lanes):
        old_x, old_y, new_x, new_y = floats[X + n], floats[Y + n], floats[NEW_X + n], floats[NEW_Y + n]
        work = between(new_x, new_y, mesh) - between(old_x, old_y, mesh)
        i = words[ION + n]
        own = own_loss(new_x - x[i], new_y - y[i], y[i], mesh) - own_loss(old_x - x[i], old_y - y[i], y[i], mesh)
        floats[WORK + n] = z * work + z * z * own


@njit(pipeline_class=Apart, **ALIKE)
def look_up_free(found, floats, z, mesh):
    """The same for steps that begin where the charge was laid down."""
    if mesh.columns == 1:
        along(found, floats, z, mesh)
        return
    for n in range(found):
        floats[WORK + n] = work_of(floats[X + n], floats[Y + n], floats[NEW_X + n], floats[NEW_Y + n], z, mesh)


@njit(pipeline_class=Apart, **ALIKE)
def along(lanes, floats, z, mesh):
    """Work of steps in a field of y alone."""
    for n in range(lanes):
        floats[WORK + n] = z * (at_height(floats[NEW_Y + n], mesh) - at_height(floats[Y + n], mesh))


@njit(**ALIKE)
def work_of(x, y, new_x, new_y, z, mesh):
    """Work in kT of one step that begins where the charge was laid down."""
    if mesh.columns == 1:
        return z * (at_height(new_y, mesh) - at_height(y, mesh))
    work = between(new_x, new_y, mesh) - between(x, y, mesh)
    return z * work + z * z * own_loss(new_x - x, new_y - y, y, mesh)


@njit(**ALIKE)
def at_height(y, mesh):
    """psi of a field of y alone."""
    t = (y - mesh.first) * mesh.per_nm
    j = uint32(int32(t))
    low = mesh.potential[j]
    return low + (t - float32(int32(j))) * (mesh.potential[j + uint32(1)] - low)


@njit(**ALIKE)
def own_loss(dx, dy, y, mesh):
    """What psi of a single charge laid down at height y loses over a distance, from a table."""
    r = min(np.sqrt(dx * dx + dy * dy) * float32(OWN_PER_NM), float32(OWN_POINTS - 2))
    whole = float32(int32(r))
    i = uint32(int32(r))
    i = i if abs(y) > mesh.face else uint32(i + uint32(OWN_POINTS))
    low = mesh.own[i]
    return low + (r - whole) * (mesh.own[i + uint32(1)] - low)


@njit(**ALIKE)
def between(x, y, mesh):
    """psi at a place, from the four nodes around it; flat within half a column of a wall."""
    t = (y - mesh.first) * mesh.per_nm
    j = int32(t)
    f = t - float32(j)
    s = min(max(x * mesh.columns_per_nm - float32(0.5), float32(0.0)), float32(mesh.columns - 1))
    i = min(int32(s), int32(mesh.columns - 2))
    g = s - float32(i)
    node = uint32(j * int32(mesh.columns) + i)
    above = uint32(node + uint32(mesh.columns))
    psi = mesh.potential
    low = psi[node] + g * (psi[node + uint32(1)] - psi[node])
    high = psi[above] + g * (psi[above + uint32(1)] - psi[above])
    return low + f * (high - low)
