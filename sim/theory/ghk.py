"""J = P [c_in B(-z u) - c_out B(z u)], B(x) = x / (e^x - 1): Goldman, Hodgkin and Katz; V is where the currents cancel.

u = V F / RT is the voltage in thermal voltages; J is outward minus inward, each term positive.
"""

from collections.abc import Mapping

import numpy as np

from sim.theory.permeants import permeants
from sim.theory.roots import bernoulli, rising_root
from sim.theory.values import V, checked, checked_valence, plain
from sim.units import IONS_PER_MM_NM3, thermal_voltage_mV


def ghk_voltage(
    permeability: Mapping[str, V],
    inside: Mapping[str, V],
    outside: Mapping[str, V],
    kelvin: float,
    valence: Mapping[str, int],
) -> V:
    """Voltage at which the GHK currents of all permeant species add up to zero, mV.

    permeability: relative, any common unit; inside, outside: mM; kelvin: K; valence: species -> z.
    For |z| = 1 throughout: V = V_T ln[(sum P_+ c_out + sum P_- c_in) / (sum P_+ c_in + sum P_- c_out)]; with
    any other valence: the root of the total current, which rises with V and so has only one. +-inf if current
    can flow one way only; nan if nothing permeates.
    Raises ValueError for a negative permeability or concentration, a permeant species without valence or
    kelvin <= 0.
    Source: Goldman 1943, J Gen Physiol 27:37; Hodgkin & Katz 1949, J Physiol 108:37; Hille, 3rd ed., ch. 14.
    """
    scale = thermal_voltage_mV(kelvin)
    species = permeants(permeability, inside, outside, valence)
    outward = np.asarray(sum((ion.outward for ion in species), start=np.zeros(())))
    inward = np.asarray(sum((ion.inward for ion in species), start=np.zeros(())))
    with np.errstate(divide="ignore", invalid="ignore"):
        u = np.log(np.divide(inward, outward))
    if any(abs(ion.z) != 1 for ion in species):
        root = rising_root(lambda at: np.asarray(sum(ion.current(at) for ion in species)), u)
        u = np.where(np.isfinite(u), root, u)  # the one-way and empty cases are the same for any valence
    voltage_mV: V = plain(np.asarray(scale * u))
    return voltage_mV


def ghk_fluxes(z: int, permeability: V, voltage_mV: V, c_in: V, c_out: V, kelvin: float) -> tuple[V, V]:
    """Unidirectional GHK fluxes (efflux, influx) of one species, ions per ns and nm2 of membrane, both >= 0.

    z: valence; permeability: nm/ns (1 nm/ns = 100 cm/s); voltage_mV: mV; c_in, c_out: mM; kelvin: K.
    Their ratio is Ussing's, efflux / influx = (c_in / c_out) e^(z u).
    Raises ValueError for a negative permeability or concentration, z = 0 or kelvin <= 0.
    Source: Goldman 1943; Hodgkin & Katz 1949; Hille, ch. 14; Ussing 1949, Acta Physiol Scand 19:43.
    """
    x = np.asarray(checked_valence("z", z) * np.asarray(voltage_mV, dtype=np.float64) / thermal_voltage_mV(kelvin))
    per_mM = checked("permeability", permeability) * IONS_PER_MM_NM3
    efflux = per_mM * checked("c_in", c_in) * bernoulli(-x)
    influx = per_mM * checked("c_out", c_out) * bernoulli(x)
    return plain(np.asarray(efflux)), plain(np.asarray(influx))


def ghk_current(z: int, permeability: V, voltage_mV: V, c_in: V, c_out: V, kelvin: float) -> V:
    """Net GHK current of one species, elementary charges per ns and nm2 of membrane, outward positive.

    Arguments, errors and source as for `ghk_fluxes`. 1 e/ns = 160.2 pA. At V = 0 it is z P (c_in - c_out).
    """
    efflux, influx = ghk_fluxes(z, permeability, voltage_mV, c_in, c_out, kelvin)
    current: V = plain(np.asarray(z * (np.asarray(efflux) - np.asarray(influx))))
    return current
