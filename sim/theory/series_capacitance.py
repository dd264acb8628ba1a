"""V / V_T = u_in(sigma) + 4 pi l_B (eps_w / eps_m) sigma L + u_out(sigma): a slab and two layers of ions in series.

sigma is the charge of the ions that the inside has gathered at its face, e per nm2; the outside has as much of the
other sign. V is the bulk inside (y far below the membrane) against the bulk outside; u_in and u_out are the drops
through the layers, each of the sign of sigma. In the sense of `double_layer` the inside's ions face a charge of -sigma,
the outside's of +sigma.
Both layers are taken as much thinner than their side; the outer walls bear no charge and so have no layer. With unlike
ionic strengths the drops differ, and so does the Boltzmann factor at the two ends of a pore.
Source: capacitors in series, with Grahame's layers; of lipid films, Lauger et al. 1967, Biochim Biophys Acta 135:20.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.theory.double_layer import bath, profile
from sim.theory.roots import steep_root
from sim.theory.values import Array, V, plain
from sim.units import WATER_PERMITTIVITY, slab_capacitance_uF_cm2, thermal_charge, thermal_voltage_mV


@dataclass(frozen=True)
class Series:
    """A membrane between two electrolytes at a voltage.

    voltage_mV: bulk against bulk, the sum of the drops inside_mV, slab_mV and outside_mV; sigma_e_nm2: charge gathered
    inside; capacitance_uF_cm2: sigma / V, which a counted charge over a measured voltage gives; differential_uF_cm2:
    d sigma / dV, which rules the noise. At V = 0 the two are the same.
    """

    voltage_mV: float
    sigma_e_nm2: float
    inside_mV: float
    slab_mV: float
    outside_mV: float
    capacitance_uF_cm2: float
    differential_uF_cm2: float

    def charge(self, area_nm2: float) -> float:
        """Elementary charges gathered inside by so much membrane."""
        return self.sigma_e_nm2 * area_nm2

    def n0(self, area_nm2: float, kelvin: float) -> float:
        """Elementary charges per thermal voltage: `charge` over V / V_T. Errors: `units.thermal_charge`."""
        return thermal_charge(self.capacitance_uF_cm2, area_nm2, kelvin)

    def noise_n0(self, area_nm2: float, kelvin: float) -> float:
        """n0 of the differential capacitance, what `thermal_noise_mV` asks for if the charge can cross the membrane:
        the voltage then fluctuates by V_T / sqrt(n0), and by `bath_noise_mV` beyond. Errors: `units.thermal_charge`."""
        return thermal_charge(self.differential_uF_cm2, area_nm2, kelvin)


def series_at_charge(
    sigma_e_nm2: float,
    inside: Mapping[str, float],
    outside: Mapping[str, float],
    valence: Mapping[str, int],
    kelvin: float,
    thickness_nm: float,
    membrane_permittivity: float,
    permittivity: float = WATER_PERMITTIVITY,
) -> Series:
    """Drops, voltage and capacitance of a membrane whose inside has gathered a charge.

    sigma_e_nm2: e/nm2; inside, outside: bulk, symbol -> mM; valence: symbol -> z; kelvin: K; thickness_nm: of the slab;
    membrane_permittivity, permittivity: of slab and water, relative to the vacuum.
    Raises ValueError for a bulk that is empty, negative or not neutral, a missing valence, kelvin, thickness or a
    permittivity <= 0. Source: see the top of this file.
    """
    if not membrane_permittivity > 0:
        raise ValueError(f"membrane_permittivity: expected a positive number, got {membrane_permittivity}")
    scale, per_uF_cm2 = thermal_voltage_mV(kelvin), thermal_charge(1.0, 1.0, kelvin)
    slab_uF_cm2 = slab_capacitance_uF_cm2(membrane_permittivity, thickness_nm)
    baths = bath(inside, valence, kelvin, permittivity), bath(outside, valence, kelvin, permittivity)
    psi = baths[0].psi(np.asarray(-sigma_e_nm2)), baths[1].psi(np.asarray(sigma_e_nm2))
    drop_inside, drop_outside = -scale * float(psi[0]), scale * float(psi[1])
    drop_slab = scale * sigma_e_nm2 / (per_uF_cm2 * slab_uF_cm2)
    voltage = drop_inside + drop_slab + drop_outside
    layers = [float(side.slope(at_face)) / per_uF_cm2 for side, at_face in zip(baths, psi, strict=True)]
    differential = 1 / (1 / slab_uF_cm2 + sum(1 / layer for layer in layers))
    integral = scale * sigma_e_nm2 / (per_uF_cm2 * voltage) if voltage else differential
    return Series(voltage, sigma_e_nm2, drop_inside, drop_slab, drop_outside, integral, differential)


def series_capacitance(
    voltage_mV: float,
    inside: Mapping[str, float],
    outside: Mapping[str, float],
    valence: Mapping[str, int],
    kelvin: float,
    thickness_nm: float,
    membrane_permittivity: float,
    permittivity: float = WATER_PERMITTIVITY,
) -> Series:
    """Charge, drops and capacitance of a membrane at a voltage, bulk against bulk, mV.

    The root is bracketed: no layer takes a voltage of the other sign, so sigma lies between 0 and the slab's alone.
    Other arguments, errors and source: `series_at_charge`; also raises ValueError unless the voltage is finite.
    """
    if not math.isfinite(voltage_mV):
        raise ValueError(f"voltage_mV: expected a finite voltage, got {voltage_mV}")

    def at(sigma: float) -> Series:
        return series_at_charge(
            sigma, inside, outside, valence, kelvin, thickness_nm, membrane_permittivity, permittivity
        )

    per_mV = thermal_charge(1.0, 1.0, kelvin) / thermal_voltage_mV(kelvin)  # e/nm2 for 1 uF/cm2

    def beyond(sigma: float) -> tuple[float, float]:
        here = at(sigma)
        return here.voltage_mV - voltage_mV, 1 / (per_mV * here.differential_uF_cm2)

    alone = per_mV * voltage_mV * slab_capacitance_uF_cm2(membrane_permittivity, thickness_nm)
    return at(steep_root(beyond, min(0.0, alone), max(0.0, alone)) if voltage_mV else 0.0)


def profile_across(
    y_nm: V,
    voltage_mV: float,
    inside: Mapping[str, float],
    outside: Mapping[str, float],
    valence: Mapping[str, int],
    kelvin: float,
    thickness_nm: float,
    membrane_permittivity: float,
    permittivity: float = WATER_PERMITTIVITY,
) -> tuple[V, V]:
    """(potential in mV, net charge in mM) at heights y, the membrane reaching from -thickness / 2 to thickness / 2.

    y_nm: any shape, inside below 0; the bulk outside is at 0 mV, the one inside at voltage_mV. Within the slab the
    potential is a straight line and there are no ions. Other arguments, errors and source: `series_capacitance`.
    """
    series = series_capacitance(
        voltage_mV, inside, outside, valence, kelvin, thickness_nm, membrane_permittivity, permittivity
    )
    y, face, scale = np.asarray(y_nm, np.float64), 0.5 * thickness_nm, thermal_voltage_mV(kelvin)
    below, above = y < -face, y > face
    mV = series.outside_mV + series.slab_mV * (0.5 - y / thickness_nm)
    charge: Array = np.zeros_like(y)
    for there, sign, side, bulk_mV in ((below, -1.0, inside, voltage_mV), (above, 1.0, outside, 0.0)):
        distance = np.maximum(sign * y - face, 0.0)
        psi, mM = profile(distance, sign * series.sigma_e_nm2, side, valence, kelvin, permittivity)
        mV, charge = np.where(there, bulk_mV + scale * psi, mV), np.where(there, mM, charge)
    return plain(mV), plain(charge)
