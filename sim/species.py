"""The ions, as data: a new species is a new row of TABLE (or a `[species.X]` table in a scene file).

Diffusion coefficients are those at infinite dilution, 25 C (CRC Handbook of Chemistry and Physics, "Ionic
conductivity and diffusion at infinite dilution"). A scene says at which temperature they hold as they stand: by default
at body temperature, where water's ions are 1.34 times as fast. A common factor changes the pace alone. Beyond that
temperature and below it they follow Stokes and Einstein, D ~ T / viscosity of water.
"""

from dataclasses import dataclass

from sim.units import kelvin


@dataclass(frozen=True)
class Species:
    """One kind of ion.

    symbol: short name used everywhere (`K`); charge: valence z in elementary charges, non-zero;
    diffusion: diffusion coefficient D, nm2/ns; name: for people.
    """

    symbol: str
    charge: int
    diffusion: float
    name: str = ""


TABLE: dict[str, Species] = {
    s.symbol: s
    for s in (
        Species("K", +1, 1.96, "potassium"),
        Species("Na", +1, 1.33, "sodium"),
        Species("Cl", -1, 2.03, "chloride"),
        Species("Ca", +2, 0.79, "calcium"),
        Species("A", -1, 0.50, "impermeant anion"),
        Species("M", +1, 0.50, "impermeant cation"),
    )
}

REFERENCE_C = 37.0  # where D holds as it stands, unless a scene says otherwise

# The ions that complete a side whose charges do not balance, by the sign of the charge that is missing.
BALANCING = {-1: "A", +1: "M"}

# A channel's permeability 1 means the same number of ions for every species: entry is scaled by D_REFERENCE / D.
D_REFERENCE = TABLE["Na"].diffusion


def water_viscosity_mPa_s(celsius: float) -> float:
    """Dynamic viscosity of liquid water at 1 bar, mPa s; against that at 20 C within 0.2 % from -8 C on.

    log10(eta / eta_20) = (20 - t) / (t + 96) x [1.2378 - 1.303e-3 (20 - t) + 3.06e-6 (20 - t)^2 + 2.55e-8 (20 - t)^3].
    Raises ValueError unless celsius is from -20 to 150.
    Source: Kestin, Sokolov & Wakeham 1978, J Phys Chem Ref Data 7:941, with eta_20 = 1.002 mPa s.
    """
    if not -20 <= celsius <= 150:
        raise ValueError(f"celsius: expected -20 to 150, got {celsius}")
    colder = 20.0 - celsius
    bracket = 1.2378 - 1.303e-3 * colder + 3.06e-6 * colder**2 + 2.55e-8 * colder**3
    viscosity: float = 1.002 * 10 ** (colder / (celsius + 96.0) * bracket)
    return viscosity


def diffusion_ratio(celsius: float, reference_C: float) -> float:
    """(T / eta) / (T / eta at reference_C): how many times as fast ions diffuse in water as at another temperature.

    Exactly 1 where both are the same. Raises ValueError as `water_viscosity_mPa_s`.
    Source: Einstein 1905, Ann Phys 322:549 (D = kT / 6 pi eta r).
    """
    here, there = (kelvin(t) / water_viscosity_mPa_s(t) for t in (celsius, reference_C))
    return here / there
