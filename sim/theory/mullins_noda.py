"""V = V_T ln[(r P_K K_out + P_Na Na_out) / (r P_K K_in + P_Na Na_in)]: Mullins and Noda, GHK with a pump."""

import math
from collections.abc import Mapping

import numpy as np

from sim.theory.permeants import permeants
from sim.theory.values import V, plain
from sim.units import thermal_voltage_mV


def mullins_noda(
    permeability: Mapping[str, V],
    inside: Mapping[str, V],
    outside: Mapping[str, V],
    kelvin: float,
    valence: Mapping[str, int],
    r: float = 1.5,
) -> V:
    """Steady voltage with a pump that balances the leaks of K+ and Na+, mV.

    V = V_T ln[(r P_K K_out + P_Na Na_out) / (r P_K K_in + P_Na Na_in)]; arguments as for `ghk_voltage`.
    r: Na+ moved for each K+, 1.5 for the Na+/K+-ATPase; r = 1 is GHK without anions. Anions are taken as
    passive (E = V, no current). nan if r is, if no cation permeates, or one for which the equation has no term.
    Raises ValueError as `ghk_voltage` does, and unless r is above 0.
    Source: Mullins & Noda 1963, J Gen Physiol 47:117.
    """
    if math.isnan(r):
        return float("nan")
    if not r > 0:
        raise ValueError(f"r: expected a positive stoichiometry, got {r}")
    scale = thermal_voltage_mV(kelvin)
    cations = [ion for ion in permeants(permeability, inside, outside, valence) if ion.z > 0]
    if any(ion.symbol not in ("K", "Na") for ion in cations):
        return float("nan")
    weight = {"K": r, "Na": 1.0}
    outward = np.asarray(sum((weight[ion.symbol] * ion.outward for ion in cations), start=np.zeros(())))
    inward = np.asarray(sum((weight[ion.symbol] * ion.inward for ion in cations), start=np.zeros(())))
    with np.errstate(divide="ignore", invalid="ignore"):
        voltage_mV: V = plain(np.asarray(scale * np.log(np.divide(inward, outward))))
    return voltage_mV
