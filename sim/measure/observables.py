"""What can be read off a simulation at one moment: counts and what follows from them by arithmetic, no theory."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class PumpReading:
    """The pumps. cycles: completed by all; moved: ions let go on the far side, by species; atp, atp_store: molecules at
    hand and kept; atp_spent; all three less what turning backward undoes; atp_kJ_per_mol: what an ATP gives now;
    sodium, potassium: ions a cycle; a name of state (E1, E1P, E2P, E2), ions held, whether ouabain locks it, and turns
    outward less those taken back, for the first pump of each row, from left to right."""

    cycles: int
    moved: Mapping[str, int]
    atp: float
    atp_store: float
    atp_spent: int
    atp_kJ_per_mol: float
    running: bool
    dnp: bool
    ouabain: bool
    sodium: int
    potassium: int
    state: tuple[str, ...]
    held: tuple[int, ...]
    locked: tuple[bool, ...]
    turns: tuple[int, ...]

    @property
    def charge_out(self) -> int:
        """Elementary charges that the completed cycles have carried outward."""
        return (self.sodium - self.potassium) * self.cycles


@dataclass(frozen=True)
class GatingReading:
    """The voltage-gated channels. responding: False while they are switched off; open_share: of each kind, doors whose
    gate is open; particle_share: of all particles of a name ("m", "h", "n"), the part that is open; number: which
    channels they are, from the left; particles_open: for each of them, how many of each name are open."""

    responding: bool
    open_share: Mapping[str, float]
    particle_share: Mapping[str, float]
    number: tuple[int, ...]
    particles_open: tuple[Mapping[str, int], ...]


@dataclass(frozen=True)
class FieldReading:
    """Where charge and potential are, over the last moments. kind: of the field; heights_nm: float64[nodes], y of the
    layers; charge: float64[nodes, columns], elementary charges that the mesh gives each node; psi: float64[nodes,
    columns], potential over V_T, 0 at the outer edge of the outside; columns share the width evenly."""

    kind: str
    heights_nm: NDArray[np.float64]
    charge: NDArray[np.float64]
    psi: NDArray[np.float64]


@dataclass(frozen=True)
class Observation:
    """A census of the ions.

    time_ns; voltage_mV: counted (or clamped); clamp_mV: voltage held or None; clamp_charge: elementary charges the
    clamp's electrode has put on the membrane, beside the ions; charges: where the charge inside is from, elementary
    charges: there at the "start", come through the "doors" (and pores), by the "pump", the "bath" (a pipette that
    holds the voltage brings it as ions), the "stimulus", the "clamp", and by "hand" where the membrane was built on,
    with which put_back ions in all came back into the solution; with a capacitor the sum is n0 V / V_T;
    temperature_K; thermal_charge: n0; counts: ions inside, in the membrane ("pore"), outside and in a pump's sites
    ("pump"); concentration_mM: side -> species; crossings: full passages through channels "in" and "out" since the
    start; permeability: relative, sum over the open channels, flickering ones by their mean; valence; exchanged:
    ions that bath and commands have added in all (negative: taken away); side_volume_nm3; perfused: whether any
    side is; pump: None without one; current: of each species through the channels, e/ns, outward positive, over the
    last moments (sim.measure.ammeter); gating: None without voltage-gated channels; stimulus: charge that a
    stimulating electrode puts into the cell now, e/ns; membrane_nm2: its area; field: None for a capacitor.
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
    side_volume_nm3: float
    perfused: bool
    pump: PumpReading | None = None
    current: Mapping[str, float] = dataclasses.field(default_factory=dict)
    gating: GatingReading | None = None
    stimulus: float = 0.0
    charges: Mapping[str, float] = dataclasses.field(default_factory=dict)
    put_back: int = 0
    membrane_nm2: float = 0.0
    field: FieldReading | None = dataclasses.field(default=None, compare=False)  # arrays have no one truth

    @property
    def counted_charge(self) -> float:
        """Charge on the membrane's inner side, e: all books, with what an electrode has put there."""
        return sum(self.charges.values())

    def bulk_mM(self, side: str) -> Mapping[str, float]:
        """Concentrations of a side (mM) as predictions take them: those counted, or, where the field finds layers of
        ions at the membrane, those of the bulk beyond.

        A layer that carries the side's net charge q takes z c q / sum z^2 c of each ion from it (Debye & Hueckel 1923).
        """
        counted = self.concentration_mM[side]
        strength = sum(self.valence[s] ** 2 * mM for s, mM in counted.items())
        if self.field is None or strength <= 0:
            return counted
        net = sum(self.valence[s] * mM for s, mM in counted.items())
        return {s: max(mM * (1 - self.valence[s] * net / strength), 0.0) for s, mM in counted.items()}
