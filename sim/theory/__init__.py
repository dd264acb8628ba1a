"""What textbooks predict for the voltage and the layers that carry it, one law a file; read by charts and
validation, never by the dynamics. May import units and nothing else of sim."""

from sim.theory.bath_noise import bath_noise_estimate_mV, bath_noise_mV, bulk_weight
from sim.theory.donnan import DonnanEquilibrium, donnan, donnan_closed
from sim.theory.double_layer import (
    debye_nm,
    integral_layer_capacitance,
    layer_capacitance,
    profile,
    surface_charge,
    surface_potential,
)
from sim.theory.ghk import ghk_current, ghk_fluxes, ghk_voltage
from sim.theory.mullins_noda import mullins_noda
from sim.theory.nernst import nernst
from sim.theory.noise import thermal_noise_mV
from sim.theory.series_capacitance import Series, profile_across, series_at_charge, series_capacitance

__all__ = [
    "DonnanEquilibrium",
    "Series",
    "bath_noise_estimate_mV",
    "bath_noise_mV",
    "bulk_weight",
    "debye_nm",
    "donnan",
    "donnan_closed",
    "ghk_current",
    "ghk_fluxes",
    "ghk_voltage",
    "integral_layer_capacitance",
    "layer_capacitance",
    "mullins_noda",
    "nernst",
    "profile",
    "profile_across",
    "series_at_charge",
    "series_capacitance",
    "surface_charge",
    "surface_potential",
    "thermal_noise_mV",
]
