"""Charge and potential over the last moments, so slow that a picture of them never flickers."""

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from render.playback.snapshot import Snapshot

if TYPE_CHECKING:
    from sim.measure.observables import FieldReading

LEAST_NS = 60.0  # of memory: what is left of the noise is then a tenth of a layer
ON_SCREEN_S = 0.5  # of memory, where that is more
FIRST_NS = 30.0  # after the start: ions placed at random have not yet found their neighbours
LAYER_NM = 3.0  # of solution at a face, whose charge is told: three Debye lengths and more
Array = NDArray[np.float64]


class FieldMeans:
    """found: whether the field is found from the charge of all ions; a capacitor's is given, and its charge has no
    place. heights_nm: float64[nodes], y; charge: float64[nodes, columns], e; psi_mV: float64[nodes, columns]; face_nm;
    memory_ns: of the means, as far as there has been time; ripe: from 0 at the start of a simulation to 1 once the
    means show charge and not the noise of a moment; layers: charge within LAYER_NM of the face inside and of that
    outside, e."""

    def __init__(self) -> None:
        self.found = False
        self.face_nm = self.memory_ns = self.ripe = 0.0
        self.layers = 0.0, 0.0
        self.heights_nm: Array = np.zeros(1)
        self.charge: Array = np.zeros((1, 1))
        self.psi_mV: Array = np.zeros((1, 1))
        self.restart()

    def restart(self) -> None:
        """Another simulation follows."""
        self._ns: float | None = None

    def update(self, snapshot: Snapshot) -> None:
        """Take in the moment of a snapshot."""
        self.face_nm = snapshot.scene.membrane.thickness_nm / 2
        reading = snapshot.observation.field
        self.found = reading is not None
        if reading is None:
            self._give(snapshot)
        elif self._ns is None or snapshot.time_ns != self._ns:
            self._find(snapshot, reading)
            self._ns = snapshot.time_ns

    def _give(self, snapshot: Snapshot) -> None:
        """A capacitor: flat on both sides and a straight line between the faces."""
        edge = self.face_nm + snapshot.scene.box.half_height_nm
        voltage = snapshot.voltage_mV if math.isfinite(snapshot.voltage_mV) else 0.0
        self.heights_nm = np.array([-edge, -self.face_nm, self.face_nm, edge])
        self.psi_mV = np.array([[voltage], [voltage], [0.0], [0.0]])

    def _find(self, snapshot: Snapshot, reading: "FieldReading") -> None:
        from sim.units import thermal_voltage_mV

        psi_mV = reading.psi * thermal_voltage_mV(snapshot.observation.temperature_K)
        since = snapshot.time_ns - FIRST_NS
        self.memory_ns = min(max(LEAST_NS, ON_SCREEN_S * snapshot.pace), max(snapshot.time_ns, 1.0))
        self.ripe = min(max(since / LEAST_NS, 0.0), 1.0)
        if self._ns is None or since <= 0 or self.psi_mV.shape != psi_mV.shape:
            self.charge, self.psi_mV = reading.charge.copy(), psi_mV
        else:
            share = 1 - math.exp(-abs(snapshot.time_ns - self._ns) / min(self.memory_ns, since))
            self.charge += share * (reading.charge - self.charge)
            self.psi_mV += share * (psi_mV - self.psi_mV)
        self.heights_nm = reading.heights_nm
        away = np.abs(self.heights_nm) - self.face_nm
        near, inside = (away > -1e-6) & (away < LAYER_NM + 1e-6), self.heights_nm < 0
        self.layers = float(self.charge[near & inside].sum()), float(self.charge[near & ~inside].sum())
