"""The field of the ions' own charge, on a mesh over the box; its compiled half is kernels/poisson.py and mesh.py."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.geometry import Geometry
from sim.kernels.mesh import OWN_PER_NM, OWN_POINTS, Mesh
from sim.kernels.poisson import (
    CLAMPED,
    ELECTRODE,
    HELD,
    SOLVES,
    STATE,
    THERMAL_CHARGE,
    U,
    U_NOW,
    Solver,
)
from sim.scene import SIDES, Scene
from sim.units import IONS_PER_MM_NM3, VACUUM_PERMITTIVITY, bjerrum_nm, kelvin, water_permittivity

MEMORY_NS = 20.0  # of the running means that damping and pictures use
READ_NS = 5.0  # over which the voltage is read: the bath's own noise lives for half a nanosecond
OWN_PLACES, OWN_ANGLES = 16, 32  # of the table of a charge's own potential
NEAR_STEPS = 6.0  # near steps from a face, up to which the walk needs to know the steepest slope
Array = NDArray[np.float64]


class PoissonField:
    """Turns the places of all charges into a potential, and that into the voltage of one bulk against the other.

    The voltage is the mean over the middle half of the inside less that of the outside. A clamp is an electrode's plate
    at the inner wall, which is charged until the voltage is what it should be.
    """

    def __init__(self, scene: Scene, geometry: Geometry, threads: int) -> None:
        self.kind = scene.field.kind
        self._geometry = geometry
        thickness = 2 * geometry.face
        within = max(1, round(thickness / scene.field.cell_nm))
        h = thickness / within
        beyond = math.ceil(geometry.half_height / h - 1e-9)
        columns = 1 if self.kind == "layered" else max(2, round(geometry.width / scene.field.cell_nm))
        nodes = 2 * beyond + within + 1
        first = -geometry.face - beyond * h
        self.heights = first + h * np.arange(nodes)
        self._faces = beyond, beyond + within
        T = kelvin(scene.temperature_C)
        water = water_permittivity(scene.temperature_C)
        strength = 4 * math.pi * bjerrum_nm(T, water)  # nm
        membrane = scene.permittivity / water
        in_membrane = np.zeros(nodes - 1, bool)
        in_membrane[beyond : beyond + within] = True
        e = np.where(in_membrane, membrane, 1.0)
        chi = np.where(in_membrane, 0.0, self._damping(scene, strength, self.heights[:-1] + h / 2))
        width = geometry.width / columns
        area = width * geometry.depth
        waves = np.arange(columns)
        transform = np.cos(np.pi * np.outer(np.arange(columns) + 0.5, waves) / columns)
        transform *= np.sqrt(np.where(waves > 0, 2, 1) / columns)
        bend = (h / width) ** 2 * (2 - 2 * np.cos(np.pi * waves / columns))
        damped, plain = _factors(e + chi, bend), _factors(e, np.zeros(1))
        middle = (np.abs(self.heights) - geometry.face) / geometry.half_height
        middle = (middle >= 0.25) & (middle <= 0.75)
        side = np.where(middle & (self.heights < 0), 1.0, 0.0) - np.where(middle & (self.heights > 0), 1.0, 0.0)
        side /= middle.sum() / 2
        one = np.zeros((nodes, 1))
        one[0] = strength * h / (geometry.width * geometry.depth)
        near = np.abs(self.heights[:-1] + h / 2) < geometry.face + NEAR_STEPS * scene.near_step_nm
        step = scene.macro_step_ns
        cells, spectrum = (nodes, columns), (nodes, columns)
        self.mesh = Mesh(
            columns, nodes, np.float32(first), np.float32(1 / h), np.float32(1 / width),
            np.zeros(nodes * columns, np.float32), np.zeros((threads, nodes * columns), np.int64),
            np.zeros(nodes * columns), np.zeros((2, OWN_POINTS), np.float32), np.float32(geometry.face),
        )  # fmt: skip
        self.solver = Solver(
            transform=transform,
            strength=strength * h / area,
            damped=damped,
            plain=plain,
            links=np.stack([np.append(e + chi, 0), np.append(chi, 0)]),
            across=np.outer(_at_nodes(chi), bend),
            answer=_solved(e, one)[:, 0],
            side=side,
            near=near,
            charge=np.zeros(cells),
            mean_charge=np.zeros(cells),
            spectrum=np.zeros(spectrum),
            psi=np.zeros(spectrum),
            mean=np.zeros(spectrum),
            profile=np.zeros((nodes, 1)),
            forget=np.array([min(1.0, step / MEMORY_NS), min(1.0, step / READ_NS)]),
        )
        if columns > 1:
            self.mesh.own[:] = self._own(h, width)
        lengths = thickness / membrane + sum(self.debye_nm)
        self._slab_charge = membrane * geometry.membrane_area / (strength * thickness)
        self.state = np.zeros(STATE)
        self.state[THERMAL_CHARGE] = geometry.membrane_area / (strength * lengths)

    def _damping(self, scene: Scene, strength: float, heights: Array) -> Array:
        """chi at heights; keeps, on the way, the Debye lengths."""
        if not scene.field.damped:
            conductance = dict.fromkeys(SIDES, 0.0)
        else:
            conductance = {
                side: sum(
                    scene.species[s].charge ** 2 * scene.diffusion[s] * mM * IONS_PER_MM_NM3
                    for s, mM in scene.balanced(side).items()
                )
                for side in SIDES
            }
        strengths = [
            sum(scene.species[s].charge ** 2 * mM for s, mM in scene.balanced(side).items()) * IONS_PER_MM_NM3
            for side in SIDES
        ]
        self.debye_nm: Sequence[float] = [1 / math.sqrt(strength * of_side) for of_side in strengths]
        each = np.where(heights < 0, conductance["inside"], conductance["outside"])
        return np.asarray(strength * scene.macro_step_ns * each)

    def _own(self, h: float, width: float) -> Array:
        """What psi of a single charge loses with distance: mean over places within a cell and over directions."""
        rows = []
        columns, nodes, middle = self.mesh.columns, self.mesh.nodes, self.mesh.columns // 2
        rng = np.random.default_rng(0)
        distance = np.arange(OWN_POINTS) / OWN_PER_NM
        for node in (self._faces[0] // 2, sum(self._faces) // 2):
            lost = []
            for fx, fy in rng.random((OWN_PLACES, 2)):
                charge = np.zeros((nodes, columns))
                charge[node : node + 2, middle : middle + 2] = np.outer([1 - fy, fy], [1 - fx, fx])
                psi = self._psi(charge)
                angle = 2 * np.pi * (np.arange(OWN_ANGLES) + rng.random()) / OWN_ANGLES
                row = node + fy + np.outer(distance, np.sin(angle)) / h
                column = np.clip(middle + fx + np.outer(distance, np.cos(angle)) / width, 0, columns - 1.001)
                within = (row >= 0) & (row < nodes - 1)
                j, i = np.clip(row, 0, nodes - 1.001).astype(int), column.astype(int)
                f, g = np.clip(row, 0, nodes - 1.001) - j, column - i
                low = psi[j, i] + g * (psi[j, i + 1] - psi[j, i])
                high = psi[j + 1, i] + g * (psi[j + 1, i + 1] - psi[j + 1, i])
                lost.append(low[0, 0] + f[0, 0] * (high[0, 0] - low[0, 0]) - np.where(within, low + f * (high - low), np.nan))
            rows.append(np.nanmean(np.stack(lost), axis=(0, 2)))
        return np.stack(rows)

    def _psi(self, charge: Array) -> Array:
        """Damped psi of a charge (e) on the nodes, float64[nodes, columns], the running mean being 0."""
        solver = self.solver
        psi = solver.strength * charge @ solver.transform
        for j in range(1, len(psi) - 1):
            psi[j] += solver.damped[0, j] * psi[j - 1]
        psi[-1] = 0
        for j in range(len(psi) - 2, -1, -1):
            psi[j] = (psi[j] + solver.links[0, j] * psi[j + 1]) * solver.damped[1, j]
        return np.asarray(psi @ solver.transform.T)

    @property
    def thermal_charge(self) -> float:
        """n0 of slab and layers in series, as long as V is small: elementary charges that make a thermal voltage."""
        return float(self.state[THERMAL_CHARGE])

    @property
    def clamp(self) -> float | None:
        """The voltage that is held, u, or None."""
        return float(self.state[HELD]) if self.state[CLAMPED] else None

    def hold(self, u: float) -> None:
        """Clamp the voltage to u."""
        if not math.isfinite(u):
            raise ValueError(f"expected a finite voltage, got {u}")
        self.state[CLAMPED], self.state[HELD], self.state[SOLVES] = 1.0, u, 0.0
        self.state[U] = self.state[U_NOW] = u

    def release(self, charge: int) -> None:
        """End the clamp; the plate keeps its charge."""
        self.state[CLAMPED] = 0.0

    def electrode_charge(self, charge: int) -> float:
        """Elementary charges on the electrode's plate."""
        return float(self.state[ELECTRODE])

    def u(self, charge: int) -> float:
        """V / V_T over the last moments."""
        return float(self.state[U])


def _at_nodes(links: Array) -> Array:
    """Mean over the halves of two cells that belong to a node."""
    return (np.append(links, 0) + np.insert(links, 0, 0)) / 2


def _factors(links: Array, bend: Array) -> Array:
    """What a sweep needs of chains with these links: ratio and inverse, float64[2, nodes, waves]."""
    nodes = len(links) + 1
    diagonal = (np.append(links, 0) + np.insert(links, 0, 0))[:, None] + np.outer(_at_nodes(links), bend)
    factors = np.zeros((2, nodes, len(bend)))
    pivot = diagonal[0]
    factors[1, 0] = 1 / pivot
    for j in range(1, nodes - 1):
        factors[0, j] = links[j - 1] / pivot
        pivot = diagonal[j] - links[j - 1] * factors[0, j]
        factors[1, j] = 1 / pivot
    return factors


def _solved(links: Array, source: Array) -> Array:
    """psi of a source (already times the strength), float64[nodes, 1], where nothing is damped."""
    factors, psi = _factors(links, np.zeros(1)), source.copy()
    for j in range(1, len(psi) - 1):
        psi[j] += factors[0, j] * psi[j - 1]
    psi[-1] = 0
    for j in range(len(psi) - 2, -1, -1):
        psi[j] = (psi[j] + links[j] * psi[j + 1]) * factors[1, j]
    return psi
