"""The membrane as a capacitor that is given, with an optional electrode that holds the voltage."""

import math
from collections.abc import Iterable

import numpy as np

from sim.geometry import Geometry
from sim.kernels.field import CHARGE_ONE
from sim.measure.observables import FieldReading
from sim.scene import Scene
from sim.units import kelvin, slab_capacitance_uF_cm2


class Capacitor:
    """Turns counted charge into voltage u = V / V_T; the compiled half is kernels/field.py.

    state: float64[4] = charge that an electrode has put on the membrane (e), n0 (e), clamp on (0 or 1), clamp (u).
    """

    def __init__(self, scene: Scene, geometry: Geometry) -> None:
        self._geometry = geometry
        self.state = np.zeros(4)
        self.update(scene)

    def update(self, scene: Scene) -> None:
        """Take over a changed temperature."""
        farads = slab_capacitance_uF_cm2(scene.permittivity, scene.membrane.thickness_nm)
        self.state[1] = self._geometry.thermal_charge(farads, kelvin(scene.temperature_C))

    @property
    def thermal_charge(self) -> float:
        """n0: elementary charges that make one thermal voltage."""
        return float(self.state[1])

    def begin(self, charge: int) -> None:
        """Before the first step: nothing to prepare."""

    @property
    def clamp(self) -> float | None:
        """The voltage that is held, u, or None."""
        return float(self.state[3]) if self.state[2] else None

    def hold(self, u: float) -> None:
        """Clamp the voltage to u."""
        if not math.isfinite(u):
            raise ValueError(f"expected a finite voltage, got {u}")
        self.state[2], self.state[3] = 1.0, u

    def release(self, charge: int) -> None:
        """End the clamp; what the electrode has put on the membrane stays there."""
        self.state[0] = self.electrode_charge(charge)
        self.state[2] = 0.0

    def electrode_charge(self, charge: int) -> float:
        """Elementary charges that the electrode holds, given the counted charge (fixed point)."""
        return float(self.state[3] * self.state[1] - charge / CHARGE_ONE if self.state[2] else self.state[0])

    def u(self, charge: int) -> float:
        """V / V_T for the counted charge (fixed point)."""
        clamp = self.clamp
        return (charge / CHARGE_ONE + self.state[0]) / self.thermal_charge if clamp is None else clamp

    def across(self, charge: int, carried: float) -> float:
        """What a charge of 1 gains on its way in, kT, once so many have been carried in besides those counted."""
        return self.u(charge + round(carried * CHARGE_ONE))

    def relieve(self, came: int) -> None:
        """What has come as ions the counted charge holds: the electrode's own is the rest."""

    def bind(self, held: Iterable[tuple[float, bool, int]]) -> None:
        """What pumps hold is in the counted charge."""

    def read(self) -> FieldReading | None:
        """None: where charge and potential are is given, not found."""
        return None
