"""What is kept of the layers of ions at the membrane: for the chart of charge and potential across it, and for the
cases of a scene that compares how thick they are. Theory is asked here, now and then, never while a frame is drawn."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scenes import SceneFile
    from sim import Observation, Scene
    from sim.measure.layers import ProfileMean

Plane = NDArray[np.float64]

MEAN_S = 1.0  # seconds on screen over which the chart averages
THEORY_S = 1.5  # on screen between two looks at theory: one takes as long as some frames
REACH_DEBYE = 5.0  # Debye lengths beyond each face that the chart shows
THEORY_POINTS = 40  # of each side
BLOCK_NS = 200.0  # of a case: the lengths of its blocks tell how sure their mean is
SIGMAS_95 = 1.96


@dataclass(frozen=True)
class LayerView:
    """Charge and potential across the membrane, means over over_ns. y_nm, charge_mM, psi_mV: float64[nodes], counted;
    theory_*: the same of Gouy and Chapman, empty where nothing is known; debye_nm: inside, outside; face_nm: half the
    membrane; reach_nm: y from -reach to +reach is to be shown."""

    y_nm: Plane
    charge_mM: Plane
    psi_mV: Plane
    theory_nm: Plane
    theory_mM: Plane
    theory_mV: Plane
    debye_nm: tuple[float, float]
    face_nm: float
    reach_nm: float
    over_ns: float


class Layers:
    """Follows one run of a scene file. Times on screen are those at the scene's own pace, so that what is shown depends
    on nothing but the run."""

    def __init__(self, scene_file: "SceneFile") -> None:
        self._mean_ns, self._theory_ns = (seconds * scene_file.pace_ns_per_s for seconds in (MEAN_S, THEORY_S))
        self._cases = [case.scene for case in scene_file.cases]
        self._longest = 0.0
        self._charge = self._psi = np.zeros(0)
        self._then_ns, self._next_ns = 0.0, -math.inf
        self._theory = np.zeros(0), np.zeros(0), np.zeros(0)
        self._debye = math.nan, math.nan

    def view(self, observation: "Observation", scene: "Scene", voltage_mV: float) -> LayerView | None:
        """Take a moment. voltage_mV: its recent mean, at which theory is asked. None with a capacitor."""
        from sim.measure.layers import ProfileMean

        moment = ProfileMean()
        moment.add(observation, 1.0)
        profile = moment.mean()
        if profile is None:
            return None
        now_ns, face = observation.time_ns, scene.membrane.thickness_nm / 2
        # over less than mean_ns all that was counts alike, or the very beginning would linger
        passed = now_ns - self._then_ns
        share = max(1 - math.exp(-passed / self._mean_ns), passed / max(now_ns, 1e-9)) if len(self._charge) else 1.0
        self._then_ns = now_ns
        if len(self._charge) == 0:
            self._charge, self._psi = np.zeros_like(profile.charge), np.zeros_like(profile.charge)
        self._charge = self._charge + share * (profile.density_mM(face) - self._charge)
        self._psi = self._psi + share * (profile.psi_mV - self._psi)
        if now_ns >= self._next_ns:
            self._next_ns = now_ns + min(self._theory_ns, 0.2 * self._theory_ns + now_ns)  # at first things move fast
            self._ask(observation, scene, voltage_mV if math.isfinite(voltage_mV) else observation.voltage_mV)
        reach = face + self._reach
        return LayerView(
            profile.heights_nm, self._charge, self._psi, *self._theory, self._debye, face, reach, self._mean_ns
        )

    @property
    def _reach(self) -> float:
        """One for all cases, or a thinner layer would look no thinner."""
        return REACH_DEBYE * max(self._longest, *self._debye) if math.isfinite(sum(self._debye)) else 1.0

    def _ask(self, observation: "Observation", scene: "Scene", voltage_mV: float) -> None:
        """Debye's lengths, and charge and potential at a voltage; none of a side without ions."""
        from sim.measure.layers import across, debye_nm

        try:
            if self._cases and not self._longest:
                self._longest = max(written_debye_nm(observation, case) for case in self._cases)
            self._debye = debye_nm(observation, scene, "inside"), debye_nm(observation, scene, "outside")
            face = scene.membrane.thickness_nm / 2
            away = face + self._reach * np.linspace(0, 1, THEORY_POINTS) ** 2 + 1e-6  # dense where it is steep
            y_nm = np.concatenate([-away[::-1], away])
            self._theory = (y_nm, *across(y_nm, observation, scene, voltage_mV))
        except ValueError:
            self._theory = np.zeros(0), np.zeros(0), np.zeros(0)


class CaseLayers:
    """How thick the layers of a case are, from the observations of its window."""

    def __init__(self, settle_ns: float) -> None:
        self._settle_ns = settle_ns
        self._all: ProfileMean | None = None
        self._block: ProfileMean | None = None
        self._lengths: list[float] = []
        self._begun_ns = self._then_ns = 0.0

    def add(self, observation: "Observation", scene: "Scene") -> None:
        """A census, which stands for the time since the last one."""
        from sim.measure.layers import ProfileMean

        begins, now = self._then_ns, observation.time_ns
        self._then_ns = now
        if observation.field is None or begins < self._settle_ns - 1e-9:
            return
        if self._all is None or self._block is None:
            self._all, self._block, self._begun_ns = ProfileMean(), ProfileMean(), begins
        self._all.add(observation, now - begins)
        self._block.add(observation, now - begins)
        if now >= self._begun_ns + BLOCK_NS:
            self._lengths.append(_decay_nm(self._block, observation, scene)[0])
            self._block, self._begun_ns = ProfileMean(), now

    def result(self, observation: "Observation", scene: "Scene") -> tuple[float, float, float]:
        """(length over which the layers fall to 1 / e, half its 95 % interval, Debye's length), nm, mean of both sides;
        nan where nothing is known."""
        if self._all is None:
            return math.nan, math.nan, math.nan
        length, debye = _decay_nm(self._all, observation, scene)
        lengths = [one for one in self._lengths if math.isfinite(one)]
        error = SIGMAS_95 * float(np.std(lengths, ddof=1)) / math.sqrt(len(lengths)) if len(lengths) > 1 else math.nan
        return length, error, debye


def _decay_nm(mean: "ProfileMean", observation: "Observation", scene: "Scene") -> tuple[float, float]:
    from sim.measure.layers import debye_nm, decay_nm
    from sim.scene import SIDES

    profile = mean.mean()
    if profile is None:
        return math.nan, math.nan
    try:
        debye = [debye_nm(observation, scene, side) for side in SIDES]
    except ValueError:  # a side without ions
        return math.nan, math.nan
    face = scene.membrane.thickness_nm / 2
    decay = [decay_nm(profile, side, face, length) for side, length in zip(SIDES, debye, strict=True)]
    return sum(decay) / 2, sum(debye) / 2


def written_debye_nm(observation: "Observation", scene: "Scene") -> float:
    """Debye's length of both sides as a scene is written, nm. observation: any, of the same species."""
    from sim import theory
    from sim.scene import SIDES
    from sim.units import water_permittivity

    lengths = [
        theory.debye_nm(
            scene.balanced(side),
            observation.valence,
            observation.temperature_K,
            water_permittivity(scene.temperature_C),
        )
        for side in SIDES
    ]
    return sum(lengths) / 2
