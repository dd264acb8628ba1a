"""The layers of ions at the membrane's faces: their charge averaged over a run, how thick they are, and Gouy's and
Chapman's layer as the same mesh would show it.

For reports and charts, never read by the dynamics. A node of the mesh has the charge of the water around it, weighted
by a hat that falls to 0 at the next node (`sim.kernels.mesh`); on a face, half a hat and what is in the pores below it.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim import theory
from sim.measure.capacitance import between_bulks
from sim.measure.observables import Observation
from sim.scene import SIDES, Scene, Side
from sim.units import IONS_PER_MM_NM3, thermal_voltage_mV, water_permittivity

Array = NDArray[np.float64]

SHORTEST_NM, LONGEST_NM, TRIALS = 0.05, 10.0, 600  # decay lengths that are tried, evenly in their logarithm
FAR = 5.0  # Debye lengths from a face within which a decay is fitted: beyond there is only noise
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(4)
_NODES, _WEIGHTS = 0.5 * (_NODES + 1), 0.5 * _WEIGHTS  # on 0 ... 1


@dataclass(frozen=True)
class Profile:
    """Means over a run. heights_nm: float64[nodes], y of the nodes, evenly spaced; charge: float64[nodes], of each, e;
    psi_mV: float64[nodes], potential against the outer edge of the outside; counted: net charge of all ions of a side,
    e, by census; area_nm2: of the membrane."""

    heights_nm: Array
    charge: Array
    psi_mV: Array
    counted: dict[Side, float]
    area_nm2: float

    @property
    def cell_nm(self) -> float:
        """From a node to the next."""
        return float(self.heights_nm[1] - self.heights_nm[0])

    def density_mM(self, face_nm: float) -> Array:
        """Net charge of each node over its volume, mM; on the faces, +-face_nm, over the half of it that is water."""
        at_face = np.abs(np.abs(self.heights_nm) - face_nm) < 1e-3 * self.cell_nm
        volume = self.area_nm2 * self.cell_nm * np.where(at_face, 0.5, 1.0)
        return np.asarray(self.charge / volume / IONS_PER_MM_NM3)

    def beside(self, side: Side, face_nm: float, reach_nm: float) -> tuple[Array, Array]:
        """(distance from the face in nm, charge in e) of the nodes from a face to reach_nm away from it, outward."""
        distance = (self.heights_nm if side == "outside" else -self.heights_nm) - face_nm
        chosen = np.flatnonzero((distance > -1e-3 * self.cell_nm) & (distance <= reach_nm))
        chosen = chosen[np.argsort(distance[chosen])]
        return np.maximum(distance[chosen], 0.0), self.charge[chosen]


class ProfileMean:
    """Averages what observations say of the field."""

    def __init__(self) -> None:
        self._passed = 0.0
        self._charge = self._psi = self._counted = np.zeros(1)
        self._last: Observation | None = None

    def add(self, observation: Observation, passed_ns: float) -> None:
        """An observation that stands for passed_ns; one without a field (a capacitor's) adds nothing."""
        field = observation.field
        if field is None:
            return
        psi = field.psi.mean(axis=1) * thermal_voltage_mV(observation.temperature_K)
        self._passed += passed_ns
        self._charge = self._charge + passed_ns * field.charge.sum(axis=1)
        self._psi = self._psi + passed_ns * psi
        self._counted = self._counted + passed_ns * np.array([net_charge(observation, side) for side in SIDES])
        self._last = observation

    def mean(self) -> Profile | None:
        """None before anything was added."""
        if self._last is None or self._last.field is None:
            return None
        counted = dict(zip(SIDES, (self._counted / self._passed).tolist(), strict=True))
        heights, area = self._last.field.heights_nm, self._last.membrane_nm2
        return Profile(heights, self._charge / self._passed, self._psi / self._passed, counted, area)


def net_charge(observation: Observation, side: Side) -> float:
    """Charge of all ions of a side, e."""
    return float(sum(observation.valence[s] * counts[side] for s, counts in observation.counts.items()))


def debye_nm(observation: Observation, scene: Scene, side: Side) -> float:
    """Debye's length of a side as it is counted, nm. Errors and source: `sim.theory.debye_nm`."""
    return theory.debye_nm(
        observation.bulk_mM(side),
        observation.valence,
        observation.temperature_K,
        water_permittivity(scene.temperature_C),
    )


def across(y_nm: Array, observation: Observation, scene: Scene, voltage_mV: float) -> tuple[Array, Array]:
    """(net charge in mM, potential in mV) that Gouy and Chapman have at heights y, at a voltage of bulk against bulk.

    Takes tens of milliseconds. Errors and source: `sim.theory.profile_across`.
    """
    mV, mM = theory.profile_across(y_nm, voltage_mV, *between_bulks(observation, scene))
    return np.asarray(mM), np.asarray(mV)


def decay_nm(profile: Profile, side: Side, face_nm: float, debye_nm: float) -> float:
    """Length over which the layer of a side falls to 1 / e, nm: least squares of an exponential, laid on the nodes as
    the mesh lays ions. debye_nm: Debye's, which sets how far from the face one looks."""
    distance, charge = profile.beside(side, face_nm, FAR * debye_nm)
    lengths = np.geomspace(SHORTEST_NM, LONGEST_NM, TRIALS)
    shapes = _exponential(distance, lengths, profile.cell_nm)
    fitted = (shapes @ charge) ** 2 / np.sum(shapes**2, axis=1)  # what each length explains of the squares
    best = int(np.clip(np.argmax(fitted), 1, TRIALS - 2))
    before, at, after = fitted[best - 1 : best + 2]
    bend = before - 2 * at + after
    shift = 0.5 * (before - after) / bend if bend < 0 else 0.0
    return float(lengths[best] * (lengths[1] / lengths[0]) ** shift)


def gouy_chapman(profile: Profile, side: Side, observation: Observation, scene: Scene, reach_nm: float) -> Array:
    """Charge that the nodes of `Profile.beside` would have in the layer of a face that holds the side's counted charge.

    e; the side as it is counted. Source: `sim.theory.profile`.
    """
    distance, _ = profile.beside(side, scene.membrane.thickness_nm / 2, reach_nm)
    h, count = profile.cell_nm, len(distance)
    within = h * (np.arange(count)[:, None] + _NODES)  # from each node to the next
    _, mM = theory.profile(
        within,
        -profile.counted[side] / profile.area_nm2,
        observation.bulk_mM(side),
        observation.valence,
        observation.temperature_K,
        water_permittivity(scene.temperature_C),
    )
    cell = mM * _WEIGHTS * h * profile.area_nm2 * IONS_PER_MM_NM3
    charge = cell @ (1 - _NODES)
    charge[1:] += (cell @ _NODES)[:-1]
    return np.asarray(charge)


def _exponential(distance: Array, lengths: Array, h: float) -> Array:
    """e^(-d / length) under the hats of the nodes, float64[lengths, nodes]."""
    length = lengths[:, None]
    wide = np.exp(-distance / length) * 2 * length**2 / h * (np.cosh(h / length) - 1)
    half = length - length**2 / h * -np.expm1(-h / length)
    return np.where(distance < 1e-3 * h, half, wide)


@dataclass(frozen=True)
class Layer:
    """What a run has found of the layer of one side. debye_nm, decay_nm: Debye's length, and over which the layer falls
    to 1 / e; charge, gouy_chapman: of the nodes within three Debye lengths of the face, e, found and Gouy's and
    Chapman's; counted: of all ions of the side, e."""

    debye_nm: float
    decay_nm: float
    charge: tuple[float, ...]
    gouy_chapman: tuple[float, ...]
    counted: float


NEAR = 3.0  # Debye lengths from a face in which a linear layer has 95 % of its charge


def layers(profile: Profile, observation: Observation, scene: Scene) -> dict[Side, Layer]:
    """The layers of both sides; empty where a side has no ions or too few nodes for a layer.

    observation: the end of the run.
    """
    face, found = scene.membrane.thickness_nm / 2, {}
    for side in SIDES:
        try:
            debye = debye_nm(observation, scene, side)
        except ValueError:  # a side without ions
            return {}
        _, charge = profile.beside(side, face, NEAR * debye)
        if len(charge) < 3 or not math.isfinite(debye):
            return {}
        expected = gouy_chapman(profile, side, observation, scene, NEAR * debye)
        decay = decay_nm(profile, side, face, debye)
        found[side] = Layer(debye, decay, tuple(charge.tolist()), tuple(expected.tolist()), profile.counted[side])
    return found
