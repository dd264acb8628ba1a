"""sigma = sqrt(kT / C) = V_T / sqrt(n0): the thermal noise of a capacitor's voltage."""

import math

from sim.units import thermal_voltage_mV


def thermal_noise_mV(n0: float, kelvin: float) -> float:
    """Standard deviation of a capacitor's voltage in thermal equilibrium, mV: V_T / sqrt(n0) = sqrt(kT/C).

    n0: elementary charges per thermal voltage; kelvin: K. Raises ValueError unless both are above 0.
    Source: equipartition; Johnson 1928, Phys Rev 32:97; Nyquist 1928, Phys Rev 32:110.
    """
    if not n0 > 0:
        raise ValueError(f"n0: expected a positive number of charges, got {n0}")
    return thermal_voltage_mV(kelvin) / math.sqrt(n0)
