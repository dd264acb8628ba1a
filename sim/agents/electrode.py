"""A stimulating electrode in the cell: current as ions that it lets out of its tip or takes up.

Like a microelectrode filled with a K+ salt, it carries its current with real ions, by default K+: an inward step of
charge is K+ ions put into the cytosol near the far wall. They are in every count and booked as exchanged.
"""

from dataclasses import dataclass

from sim.solution import Solutions

DEPTH_NM = 100.0  # currents are given for so much depth of the box, as the pump's ATP is


@dataclass
class Pulse:
    """species; ions_per_ns: into the cell, negative for out of it; left_ns."""

    species: str
    ions_per_ns: float
    left_ns: float


class Electrode:
    """The pulses that are under way, and the part of an ion that each species is still owed."""

    def __init__(self, depth_nm: float) -> None:
        self._share = depth_nm / DEPTH_NM
        self._pulses: list[Pulse] = []
        self._owed: dict[str, float] = {}

    def start(self, species: str, ions_per_ns: float, duration_ns: float) -> None:
        """Begin a pulse. ions_per_ns: for 100 nm of depth; pulses add up."""
        self._pulses.append(Pulse(species, ions_per_ns * self._share, duration_ns))

    @property
    def ions_per_ns(self) -> dict[str, float]:
        """What flows now, for each species."""
        flowing: dict[str, float] = {}
        for pulse in self._pulses:
            flowing[pulse.species] = flowing.get(pulse.species, 0.0) + pulse.ions_per_ns
        return flowing

    def due(self, time_ns: float) -> dict[str, int]:
        """Whole ions of each species to put in (negative: take out) for the next time_ns."""
        for pulse in self._pulses:
            passed = min(time_ns, pulse.left_ns)
            self._owed[pulse.species] = self._owed.get(pulse.species, 0.0) + pulse.ions_per_ns * passed
            pulse.left_ns -= passed
        self._pulses = [pulse for pulse in self._pulses if pulse.left_ns > 1e-9]
        whole = {species: round(owed) for species, owed in self._owed.items()}
        for species, count in whole.items():
            self._owed[species] -= count
        return {species: count for species, count in whole.items() if count}

    def inject(self, time_ns: float, solutions: Solutions) -> int:
        """Put into the strip along the inner wall what is due for the next time_ns, or take up ions that are there.

        Returns the charge that the cell has gained, in elementary charges.
        """
        ions = solutions.ions
        gained = 0
        for symbol, count in self.due(time_ns).items():
            k = ions.index[symbol]
            gained += solutions.change_strip("inside", k, count) * ions.species[k].charge
        return gained
