"""How fast voltage opens and closes the particles of a gate: the rate constants of Hodgkin & Huxley, as data.

A gate is a set of independent particles, each open or shut, and lets ions by when all of them are open. One particle
opens at rate alpha(V) and shuts at rate beta(V), so that at a held voltage

    p(t) = p_inf + (p(0) - p_inf) exp(-t / tau),    p_inf = alpha / (alpha + beta),    tau = 1 / (alpha + beta).

Three particles m and one h make the 8-state scheme m3h of the Na+ channel, four particles n the 5-state scheme n4 of
the K+ channel. Source: Hodgkin & Huxley 1952, J Physiol 117:500, eqs 12, 13, 20, 21, 23, 24, squid axon at 6.3 C, in
the modern sign convention with the rest of that axon at -65 mV (V here = -65 mV - V there). As Markov schemes:
Goldwyn & Shea-Brown 2011, PLoS Comput Biol 7:e1002247.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.scene import Gating, GatingScheme

MOST_MV = 1000.0


@dataclass(frozen=True)
class Rate:
    """A rate constant, 1/ms, of x = (V - at_mV) / per_mV: per_ms x e^x ("exponential"), per_ms x 1 / (1 + e^-x)
    ("sigmoid") or per_ms x / (1 - e^-x) ("linoid")."""

    form: Literal["exponential", "sigmoid", "linoid"]
    per_ms: float
    at_mV: float
    per_mV: float

    def __call__(self, voltage_mV: NDArray[np.float64] | float) -> NDArray[np.float64]:
        x = (np.asarray(voltage_mV, np.float64) - self.at_mV) / self.per_mV
        match self.form:
            case "exponential":
                return np.asarray(self.per_ms * np.exp(x))
            case "sigmoid":
                return np.asarray(self.per_ms / (1 + np.exp(-x)))
            case "linoid":
                near = np.abs(x) < 1e-6  # where the quotient is 0 / 0, its limit
                return np.asarray(self.per_ms * np.where(near, 1 + x / 2, x / -np.expm1(-np.where(near, 1.0, x))))


@dataclass(frozen=True)
class Particle:
    """opens, shuts: alpha and beta."""

    opens: Rate
    shuts: Rate


PARTICLES: Mapping[str, Particle] = {
    "m": Particle(Rate("linoid", 1.0, -40, 10), Rate("exponential", 4.0, -65, -18)),
    "h": Particle(Rate("exponential", 0.07, -65, -20), Rate("sigmoid", 1.0, -35, 10)),
    "n": Particle(Rate("linoid", 0.1, -55, 10), Rate("exponential", 0.125, -65, -80)),
}
SCHEMES: Mapping[GatingScheme, tuple[str, ...]] = {"HH_Na": ("m", "m", "m", "h"), "HH_K": ("n", "n", "n", "n")}


def pace_per_ns(gating: Gating, celsius: float) -> float:
    """Milliseconds of the axon at reference_C that pass in a nanosecond of the model: Q10 and ns_per_ms together."""
    warmer: float = gating.q10 ** ((celsius - gating.reference_C) / 10)
    return warmer / gating.ns_per_ms


def open_share(particle: str, voltage_mV: NDArray[np.float64] | float, gating: Gating) -> NDArray[np.float64]:
    """p_inf of a particle ("m", "h", "n") at a voltage, mV."""
    opens, shuts = _rates(particle, voltage_mV, gating)
    return np.asarray(opens / (opens + shuts))


def time_constant_ns(
    particle: str, voltage_mV: NDArray[np.float64] | float, gating: Gating, celsius: float
) -> NDArray[np.float64]:
    """tau of a particle in the model's time, ns."""
    opens, shuts = _rates(particle, voltage_mV, gating)
    return np.asarray(1 / ((opens + shuts) * pace_per_ns(gating, celsius)))


def _rates(
    particle: str, voltage_mV: NDArray[np.float64] | float, gating: Gating
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    # beyond any membrane's voltage every particle has long come to its end, and the exponentials would overflow
    voltage = np.clip(np.asarray(voltage_mV, np.float64) - gating.shift_mV, -MOST_MV, MOST_MV)
    return PARTICLES[particle].opens(voltage), PARTICLES[particle].shuts(voltage)
