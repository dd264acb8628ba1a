"""The box in numbers: where walls and membrane are, and how counts become concentrations."""

from dataclasses import dataclass

from sim.units import IONS_PER_MM_NM3, thermal_charge

STRIP_NM = 8.0


@dataclass(frozen=True)
class Geometry:
    """All lengths in nm. The membrane reaches from y = -face to face, each side on to face + half_height; the box is
    `width` wide and `depth` deep. The depth stays what it was at the start, whatever happens to the ions."""

    width: float
    half_height: float
    face: float
    depth: float

    @property
    def strip_height(self) -> float:
        """Of the strip along an outer wall that a bath renews and an electrode reaches."""
        return min(STRIP_NM, self.half_height / 3)

    @property
    def side_volume(self) -> float:
        """nm3 on each side of the membrane."""
        return self.width * self.half_height * self.depth

    @property
    def membrane_area(self) -> float:
        """nm2."""
        return self.width * self.depth

    def ions_at(self, mM: float) -> float:
        """Ions on one side at a concentration."""
        return mM * IONS_PER_MM_NM3 * self.side_volume

    def concentration(self, ions: float) -> float:
        """mM of so many ions on one side."""
        return ions / (IONS_PER_MM_NM3 * self.side_volume)

    def thermal_charge(self, capacitance_uF_cm2: float, kelvin: float) -> float:
        """n0, charges that make one thermal voltage across this membrane."""
        return thermal_charge(capacitance_uF_cm2, self.membrane_area, kelvin)
