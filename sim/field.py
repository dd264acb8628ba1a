"""The membrane as a capacitor, with an optional electrode that holds the voltage."""

import math

import numpy as np

from sim.kernels.field import CHARGE_ONE


class Capacitor:
    """Turns counted charge into voltage u = V / V_T; the compiled half is kernels/field.py.

    state: float64[4] = charge that an electrode has put on the membrane (e), n0 (e), clamp on (0 or 1), clamp (u).
    """

    def __init__(self, thermal_charge: float) -> None:
        self.state = np.array([0.0, thermal_charge, 0.0, 0.0])

    @property
    def thermal_charge(self) -> float:
        """n0: elementary charges that make one thermal voltage."""
        return float(self.state[1])

    @thermal_charge.setter
    def thermal_charge(self, n0: float) -> None:
        self.state[1] = n0

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
