"""The ions, as data: a new species is a new row of TABLE (or a `[species.X]` table in a scene file).

Diffusion coefficients are those at infinite dilution, 25 C (CRC Handbook of Chemistry and Physics, "Ionic
conductivity and diffusion at infinite dilution"). They are not scaled with temperature: a common factor changes
the pace alone, and the temperature enters the physics through V_T = RT/F.
"""

from dataclasses import dataclass


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

# The ions that complete a side whose charges do not balance, by the sign of the charge that is missing.
BALANCING = {-1: "A", +1: "M"}

# A channel's permeability 1 means the same number of ions for every species: entry is scaled by D_REFERENCE / D.
D_REFERENCE = TABLE["Na"].diffusion
