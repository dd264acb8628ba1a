"""The field: where an ion stands in the potential, and the voltage that all ions make together.

A capacitor: the potential is flat on both sides and falls linearly through the membrane. The voltage is counted:
each ion adds z phi to the charge, phi = 1 inside, 0 outside and linear in between (Shockley 1938, J Appl Phys 9:635;
Ramo 1939, Proc IRE 27:584), and n0 charges make one thermal voltage. phi is kept in fixed point, so that the sum does
not depend on the order of threads and can be checked to the last bit.

Another field (Poisson) would replace these three functions and the object `sim.field.Capacitor`.
"""

import numpy as np
from numba import float32, int64

from sim.kernels.cache import njit
from sim.kernels.random import INLINE

CHARGE_ONE = 1 << 20  # phi = 1 in fixed point


@njit(**INLINE)
def potential(y, face):
    """phi at height y (nm), the membrane reaching from -face to face."""
    phi = float32(0.5) - float32(0.5) * y / face
    return min(float32(1.0), max(float32(0.0), phi))


@njit(**INLINE)
def fixed_phi(y, face):
    """phi in fixed point."""
    return int64(np.float64(potential(y, face)) * CHARGE_ONE + 0.5)


@njit(**INLINE)
def voltage(charge, field):
    """u = V / V_T. charge: counted, fixed point; field: float64[4] of `sim.field.Capacitor`."""
    if field[2] != 0.0:
        return field[3]
    return (charge / CHARGE_ONE + field[0]) / field[1]
