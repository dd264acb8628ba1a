"""Constants and conversions in the units of the code: nm, ns, mM, elementary charge, mV, K.

Constants are CODATA 2018; since the SI revision of 2019 they are exact, but for rounding of products and the measured
permittivity of the vacuum.
"""

import math

ELEMENTARY_CHARGE = 1.602176634e-19  # e, C
AVOGADRO = 6.02214076e23  # N_A, 1/mol
BOLTZMANN = 1.380649e-23  # k, J/K
FARADAY = 96485.33212331001  # F = N_A e, C/mol
GAS_CONSTANT = 8.31446261815324  # R = N_A k, J/(mol K)
VACUUM_PERMITTIVITY = 8.8541878128e-12  # F/m, known to 1.5 parts in 10^10
WATER_PERMITTIVITY = 74.2  # relative, of water at 37 C: 74.15 by Malmberg & Maryott 1956, J Res Natl Bur Stand 56:1

IONS_PER_MM_NM3 = 6.02214076e-4  # ions in one nm3 at 1 mM
ZERO_CELSIUS = 273.15  # K

_FARAD_NM2_PER_UF_CM2 = 1e-20  # 1 uF/cm2 in F/nm2: 1e-6 F over 1e14 nm2


def kelvin(celsius: float) -> float:
    """Absolute temperature (K) of a temperature in C. Raises ValueError below absolute zero."""
    if not celsius >= -ZERO_CELSIUS:
        raise ValueError(f"celsius: expected {-ZERO_CELSIUS} or more, got {celsius}")
    return celsius + ZERO_CELSIUS


def thermal_voltage_mV(kelvin: float) -> float:
    """V_T = RT/F in mV at a temperature in K: 26.7 mV at 37 C. Raises ValueError unless kelvin is above 0."""
    if not kelvin > 0:
        raise ValueError(f"kelvin: expected a positive temperature, got {kelvin}")
    return 1e3 * GAS_CONSTANT * kelvin / FARADAY


def thermal_charge(capacitance_uF_cm2: float, area_nm2: float, kelvin: float) -> float:
    """n0 = C V_T / e: how many elementary charges change the voltage by one thermal voltage.

    capacitance_uF_cm2: per area of membrane, uF/cm2; area_nm2: of the membrane, nm2; kelvin: K.
    Raises ValueError if capacitance or area is negative or kelvin is not above 0.
    """
    if not capacitance_uF_cm2 >= 0:
        raise ValueError(f"capacitance_uF_cm2: expected 0 or more, got {capacitance_uF_cm2}")
    if not area_nm2 >= 0:
        raise ValueError(f"area_nm2: expected 0 or more, got {area_nm2}")
    farad = capacitance_uF_cm2 * area_nm2 * _FARAD_NM2_PER_UF_CM2
    return farad * 1e-3 * thermal_voltage_mV(kelvin) / ELEMENTARY_CHARGE


def water_permittivity(celsius: float) -> float:
    """Relative permittivity of water from 0 to 100 C (Malmberg & Maryott 1956, J Res Natl Bur Stand 56:1)."""
    return 87.740 - 0.40008 * celsius + 9.398e-4 * celsius**2 - 1.410e-6 * celsius**3


def bjerrum_nm(kelvin: float, permittivity: float = WATER_PERMITTIVITY) -> float:
    """Bjerrum's length l_B = e^2 / (4 pi eps0 eps kT), nm: where two charges repel with kT; 0.73 in water at 37 C.

    kelvin: K; permittivity: relative to the vacuum. Raises ValueError unless both are above 0.
    Source: Israelachvili, Intermolecular and Surface Forces, 3rd ed., ch. 3.
    """
    if not permittivity > 0:
        raise ValueError(f"permittivity: expected a positive number, got {permittivity}")
    volts = 1e-3 * thermal_voltage_mV(kelvin)
    return 1e9 * ELEMENTARY_CHARGE / (4 * math.pi * VACUUM_PERMITTIVITY * permittivity * volts)


def slab_capacitance_uF_cm2(permittivity: float, thickness_nm: float) -> float:
    """C = eps0 eps / L of a plane slab, uF/cm2: 12 for 6 nm of relative permittivity 81.3.

    Raises ValueError if permittivity is negative or thickness_nm not above 0.
    """
    if not permittivity >= 0:
        raise ValueError(f"permittivity: expected 0 or more, got {permittivity}")
    if not thickness_nm > 0:
        raise ValueError(f"thickness_nm: expected a positive length, got {thickness_nm}")
    return 1e2 * VACUUM_PERMITTIVITY * permittivity / (1e-9 * thickness_nm)


def slab_permittivity(capacitance_uF_cm2: float, thickness_nm: float) -> float:
    """Relative permittivity of a plane slab that has so much capacitance, C L / eps0."""
    return 1e-2 * capacitance_uF_cm2 * 1e-9 * thickness_nm / VACUUM_PERMITTIVITY
