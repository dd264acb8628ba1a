"""E = (V_T / z) ln(c_out / c_in): Nernst's equilibrium voltage of one species."""

import numpy as np

from sim.theory.values import V, checked, checked_valence, plain
from sim.units import thermal_voltage_mV


def nernst(z: int, c_in: V, c_out: V, kelvin: float) -> V:
    """Equilibrium voltage of one species, mV: E = (V_T / z) ln(c_out / c_in).

    z: valence, not 0; c_in, c_out: mM; kelvin: K. One empty side gives +-inf, two give nan.
    Raises ValueError for a negative concentration, z = 0 or kelvin <= 0.
    Source: Nernst 1889, Z Phys Chem 4:129; Hille, Ion Channels of Excitable Membranes, 3rd ed., ch. 1.
    """
    inside, outside = checked("c_in", c_in), checked("c_out", c_out)
    with np.errstate(divide="ignore", invalid="ignore"):
        u = np.log(np.divide(outside, inside)) / checked_valence("z", z)
    voltage_mV: V = plain(np.asarray(thermal_voltage_mV(kelvin) * u))
    return voltage_mV
