"""The field of the ions' own charge, on a mesh over the box; its compiled half is kernels/poisson.py and mesh.py."""

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from sim.geometry import Geometry
from sim.kernels.cosine import cosines, waves_of
from sim.kernels.field import CHARGE_ONE
from sim.kernels.mesh import OWN_PER_NM, OWN_POINTS, Mesh
from sim.kernels.poisson import (
    CLAMPED,
    ELECTRODE,
    HELD,
    SOLVES,
    STATE,
    THERMAL_CHARGE,
    U_NOW,
    Solver,
    U,
)
from sim.measure.observables import FieldReading
from sim.scene import SIDES, Scene, Side
from sim.units import IONS_PER_MM_NM3, bjerrum_nm, kelvin, water_permittivity

MEMORY_NS = 8.0  # of the mean potential that damping leaves alone: long against a step, short against what stands
SHOWN_NS = 20.0  # of the mean charge, for pictures
READ_NS = 5.0  # over which the voltage is read: the bath's own noise lives for half a nanosecond
OWN_PLACES, OWN_ANGLES = 16, 32  # of the table of a charge's own potential
MOUTH_POINTS = 16  # heights at which psi is taken around a pump's mouth
NEAR_STEPS = 6.0  # near steps from a face, up to which the walk needs to know the steepest slope
Array = NDArray[np.float64]


class PoissonField:
    """Turns the places of all charges into a potential, and that into the voltage of one bulk against the other.

    The voltage is the mean over the middle half of the inside less that of the outside. A clamp is an electrode's plate
    at the inner wall, which is charged until the voltage is what it should be. heights: y of the mesh's nodes, nm;
    mesh, solver, state: for the kernels. threads: how many may lay charge down at a time.
    """

    def __init__(self, scene: Scene, geometry: Geometry, threads: int) -> None:
        self.kind = scene.field.kind
        self._geometry = geometry
        self._h, beyond, within, columns = _cells(scene)
        nodes = 2 * beyond + within + 1
        first = -geometry.face - beyond * self._h
        self.heights: Array = np.asarray(first + self._h * np.arange(nodes), np.float64)
        self._faces = beyond, beyond + within
        self._width = geometry.width / columns
        self.mesh = Mesh(
            columns, nodes, np.float32(first), np.float32(1 / self._h), np.float32(1 / self._width),
            np.zeros(nodes * columns, np.float32), np.zeros((threads, nodes * columns), np.int64),
            np.zeros(nodes * columns), np.zeros(2 * OWN_POINTS, np.float32), np.float32(geometry.face),
        )  # fmt: skip
        self.state = np.zeros(STATE)
        self._means = {name: np.zeros((nodes, columns)) for name in ("mean_charge", "mean")}
        self.update(scene)

    def update(self, scene: Scene) -> None:
        """Make the equations anew after the temperature has changed, or the first pump has come; what stands stays."""
        self._mouth = _half_disc(scene.pump.capture_nm if scene.pump else self._h)
        geometry, h, width = self._geometry, self._h, self._width
        columns, nodes = self.mesh.columns, self.mesh.nodes
        water = water_permittivity(scene.temperature_C)
        strength = 4 * math.pi * bjerrum_nm(kelvin(scene.temperature_C), water)  # nm
        membrane = scene.permittivity / water
        between = np.asarray(self.heights[:-1] + h / 2)
        in_membrane = np.abs(between) < geometry.face
        e = np.where(in_membrane, membrane, 1.0)
        chi = np.where(in_membrane, 0.0, _conductance(scene, between)) * strength * scene.macro_step_ns
        bend = (h / width) ** 2 * (2 - 2 * np.cos(np.pi * waves_of(columns) / columns))
        one = np.zeros((nodes, 1))
        one[0] = strength * h / geometry.membrane_area
        links = np.stack([np.append(e + chi, 0), np.append(chi, 0)])
        reading = chi / 2, 0 * chi
        read = [_factors(e + part, np.zeros(1)) for part in reading]
        self.solver = Solver(
            cosines=cosines(nodes, columns),
            strength=strength * h / (width * geometry.depth),
            damped=_factors(e + chi, bend),
            read=np.stack(read),
            reading=np.stack([np.append(part, 0) for part in reading]),
            links=links,
            across=np.outer(_at_nodes(chi), bend),
            answer=np.stack([_swept(one, e + part, f)[:, 0] for part, f in zip(reading, read, strict=True)]),
            side=_side(self.heights, geometry),
            near=np.abs(between) < geometry.face + NEAR_STEPS * scene.near_step_nm,
            charge=np.zeros((nodes, columns)),
            source=np.zeros((nodes, columns)),
            spectrum=np.zeros((nodes, columns)),
            psi=np.zeros((nodes, columns)),
            profile=np.zeros((nodes, 1)),
            forget=np.minimum(1.0, scene.macro_step_ns / np.array([MEMORY_NS, READ_NS, SHOWN_NS])),
            **self._means,
        )
        if columns > 1:
            self.mesh.own[:] = self._own().ravel()
        debye = [1 / math.sqrt(strength * _strength(scene, side)) for side in SIDES]
        self._slab_charge = membrane * geometry.membrane_area / (strength * 2 * geometry.face)
        self.state[THERMAL_CHARGE] = geometry.membrane_area / (strength * (2 * geometry.face / membrane + sum(debye)))

    # -- the voltage -------------------------------------------------------------------------------------------

    @property
    def thermal_charge(self) -> float:
        """n0 of slab and layers in series, as long as V is small: elementary charges that make a thermal voltage."""
        return float(self.state[THERMAL_CHARGE])

    def begin(self, charge: int) -> None:
        """Before the first solve: the voltage that the counted charge (fixed point) is going to make."""
        self.state[U] = self.state[U_NOW] = charge / CHARGE_ONE / self.thermal_charge

    def u(self, charge: int) -> float:
        """V / V_T over the last moments."""
        return float(self.state[U])

    def across(self, charge: int, carried: float) -> float:
        """What a charge of 1 gains on its way in past a pump, kT, once so many have been carried in.

        A pump takes ions from half a disc at its mouth, where layers stand, and lets them go into the other one: the
        way is from mouth to mouth, each at the free energy -ln <e^-psi> of a charge anywhere in it. With it the ions'
        concentrations there and this way make up those of the bulks and the whole voltage.
        """
        if not self.state[SOLVES]:
            return float(self.state[U] + carried / self._slab_charge)
        heights, shares = self._mouth
        profile, face = self.solver.profile[:, 0], self._geometry.face
        outer, inner = (
            np.dot(shares, np.exp(-np.interp(y, self.heights, profile))) for y in (face + heights, -face - heights)
        )
        return float(np.log(outer / inner) + carried / self._slab_charge)

    # -- the clamp ---------------------------------------------------------------------------------------------

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

    def relieve(self, came: int) -> None:
        """Take from the plate what has come as ions instead."""
        self.state[ELECTRODE] -= came

    # -- what is in no ion's place -----------------------------------------------------------------------------

    def bind(self, held: Iterable[tuple[float, bool, int]]) -> None:
        """Charges that pumps hold, each at x (nm), on the inner face or the outer one."""
        bound = self.mesh.bound.reshape(self.mesh.nodes, self.mesh.columns)
        bound[:] = 0
        for x, inward, charge in held:
            bound[self._faces[0 if inward else 1], min(int(x / self._width), self.mesh.columns - 1)] += charge

    # -- pictures ----------------------------------------------------------------------------------------------

    def read(self) -> FieldReading:
        """Charge and potential of the nodes, over the last moments."""
        psi = self.solver.mean @ self.solver.cosines.whole.T
        return FieldReading(self.kind, self.heights, self.solver.mean_charge.copy(), psi)

    # -- a charge's own potential ------------------------------------------------------------------------------

    def _own(self) -> Array:
        """What psi of a single charge loses with distance, in water and in the membrane, float64[2, OWN_POINTS]: mean
        over places within a cell and over directions."""
        rows, generator = [], np.random.default_rng(0)
        nodes, columns, column = self.mesh.nodes, self.mesh.columns, self.mesh.columns // 2
        angle = 2 * np.pi * (np.arange(OWN_ANGLES) + 0.5) / OWN_ANGLES
        distance = np.arange(OWN_POINTS) / OWN_PER_NM
        up, right = (np.outer(distance, turn(angle)) for turn in (np.sin, np.cos))
        for node in (self._faces[0] // 2, sum(self._faces) // 2):
            lost = []
            for f, g in generator.random((OWN_PLACES, 2)):
                charge = np.zeros((nodes, columns))
                charge[node : node + 2, column : column + 2] = np.outer([1 - f, f], [1 - g, g])
                spectrum = self.solver.strength * charge @ self.solver.cosines.whole
                psi = _swept(spectrum, self.solver.links[0], self.solver.damped) @ self.solver.cosines.whole.T
                there = _between(psi, node + f + up / self._h, column + g + right / self._width)
                lost.append(there[0, 0] - there)
            rows.append(np.mean(lost, axis=(0, 2)))
        return np.stack(rows)


def _cells(scene: Scene) -> tuple[float, int, int, int]:
    """Size of a cell along y (nm), how many there are beyond each face and within the membrane, and columns."""
    wanted, thickness = scene.field.cell_nm, scene.membrane.thickness_nm
    within = max(2, round(thickness / wanted))
    h = thickness / within
    beyond = math.ceil(scene.box.half_height_nm / h - 1e-6) + 1  # an ion on the wall has a node on both sides
    columns = max(2, round(scene.box.width_nm / wanted)) if scene.field.kind == "mesh" else 1
    return h, beyond, within, columns


def _half_disc(radius_nm: float) -> tuple[Array, Array]:
    """Heights above a face and the share of half a disc of this radius that lies at each."""
    heights = radius_nm * (np.arange(MOUTH_POINTS) + 0.5) / MOUTH_POINTS
    chords = np.sqrt(radius_nm**2 - heights**2)
    return heights, chords / chords.sum()


def _side(heights: Array, geometry: Geometry) -> Array:
    """Weights that make the mean over the middle half of the inside less that of the outside."""
    part = (np.abs(heights) - geometry.face) / geometry.half_height
    middle = (part >= 0.25) & (part <= 0.75)
    return np.asarray(np.where(middle, -np.sign(heights), 0.0) / (middle.sum() / 2))


def _strength(scene: Scene, side: Side) -> float:
    """sum z^2 c of a side, e^2 / nm3."""
    squares = (scene.species[s].charge ** 2 * mM for s, mM in scene.balanced(side).items())
    return sum(squares) * IONS_PER_MM_NM3


def _conductance(scene: Scene, heights: Array) -> Array:
    """sum z^2 D c at heights, 1 / (nm ns); 0 where nothing is damped."""
    inside, outside = (
        sum(scene.species[s].charge ** 2 * scene.diffusion[s] * mM for s, mM in scene.balanced(side).items())
        for side in SIDES
    )
    return np.asarray(np.where(heights < 0, inside, outside) * IONS_PER_MM_NM3 * scene.field.damped)


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


def _swept(source: Array, links: Array, factors: Array) -> Array:
    """psi of a source (times the strength), float64[nodes, waves]: the kernel's sweep, for when tables are made."""
    psi = source.copy()
    for j in range(1, len(psi) - 1):
        psi[j] += factors[0, j] * psi[j - 1]
    psi[-1] = 0
    for j in range(len(psi) - 2, -1, -1):
        psi[j] = (psi[j] + links[j] * psi[j + 1]) * factors[1, j]
    return psi


def _between(psi: Array, row: Array, column: Array) -> Array:
    """psi between the nodes, beyond the last ones that of these."""
    row, column = np.clip(row, 0, psi.shape[0] - 1.001), np.clip(column, 0, psi.shape[1] - 1.001)
    j, i = row.astype(int), column.astype(int)
    f, g = row - j, column - i
    low, high = (psi[at, i] + g * (psi[at, i + 1] - psi[at, i]) for at in (j, j + 1))
    return np.asarray(low + f * (high - low))
