"""What a turn of the sodium pump costs, and the voltage at which an ATP can no longer pay for it."""

import math
from collections.abc import Mapping

from sim.units import FARADAY, GAS_CONSTANT

_KJ = 1e-3
_VOLT = 1e-3


def work_kJ_per_mol(
    sodium: int, potassium: int, inside: Mapping[str, float], outside: Mapping[str, float], mV: float, kelvin: float
) -> float:
    """Free energy of moving `sodium` Na+ out and `potassium` K+ in, kJ for a mol of cycles.

    inside, outside: mM of Na and K, above 0; mV: inside against outside; kelvin: K.
    n [RT ln(Na_o / Na_i) - F V] + m [RT ln(K_i / K_o) + F V]; source: Laeuger 1991, Electrogenic Ion Pumps.
    """
    RT, FV = GAS_CONSTANT * kelvin * _KJ, FARADAY * mV * _VOLT * _KJ
    of_sodium = RT * math.log(outside["Na"] / inside["Na"]) - FV
    of_potassium = RT * math.log(inside["K"] / outside["K"]) + FV
    return sodium * of_sodium + potassium * of_potassium


def stall_mV(
    atp_kJ_per_mol: float,
    sodium: int,
    potassium: int,
    inside: Mapping[str, float],
    outside: Mapping[str, float],
    kelvin: float,
) -> float:
    """Voltage at which a cycle costs what an ATP gives, mV; infinite for a cycle that moves no net charge.

    Arguments as for `work_kJ_per_mol`. Source: De Weer, Gadsby & Rakowski 1988, Annu Rev Physiol 50:225.
    """
    if sodium == potassium:
        return math.inf
    at_zero = work_kJ_per_mol(sodium, potassium, inside, outside, 0.0, kelvin)
    return (at_zero - atp_kJ_per_mol) / ((sodium - potassium) * FARADAY * _VOLT * _KJ)
