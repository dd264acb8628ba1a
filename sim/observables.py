"""What can be read off a simulation at one moment: counts and what follows from them by arithmetic, no theory."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Observation:
    """A census of the ions.

    time_ns; voltage_mV: counted (or clamped); clamp_mV: voltage held or None; clamp_charge: elementary charges the
    electrode has put on the membrane; temperature_K; thermal_charge: n0; counts: ions inside, in the membrane
    ("pore") and outside; concentration_mM: side -> species; crossings: full passages "in" and "out" since the
    start; permeability: relative, sum over the open channels; valence; exchanged: ions that bath and commands have
    added in all (negative: taken away).
    """

    time_ns: float
    voltage_mV: float
    clamp_mV: float | None
    clamp_charge: float
    temperature_K: float
    thermal_charge: float
    counts: Mapping[str, Mapping[str, int]]
    concentration_mM: Mapping[str, Mapping[str, float]]
    crossings: Mapping[str, Mapping[str, int]]
    permeability: Mapping[str, float]
    valence: Mapping[str, int]
    exchanged: Mapping[str, int]
