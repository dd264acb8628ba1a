"""What textbooks predict for the voltage, one law a file; read by charts and validation, never by the dynamics.
May import units and nothing else of sim."""

from sim.theory.donnan import DonnanEquilibrium, donnan, donnan_closed
from sim.theory.ghk import ghk_current, ghk_fluxes, ghk_voltage
from sim.theory.mullins_noda import mullins_noda
from sim.theory.nernst import nernst
from sim.theory.noise import thermal_noise_mV

__all__ = [
    "DonnanEquilibrium",
    "donnan",
    "donnan_closed",
    "ghk_current",
    "ghk_fluxes",
    "ghk_voltage",
    "mullins_noda",
    "nernst",
    "thermal_noise_mV",
]
