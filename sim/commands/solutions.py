"""What the two sides are filled with, what perfuses them, and how warm all is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sim.cell import Cell
from sim.commands.command import Command, expect_number, expect_species
from sim.problems import Problem, expect, too_small
from sim.scene import MAX_MM, BathMode, Scene, Side
from sim.species import BALANCING, Species


@dataclass(frozen=True)
class SetConcentration(Command):
    """Set one species on one side (mM), the rest kept; the side is completed by A- or M+ and stays neutral.
    On a perfused side the reservoir changes with it. A- and M+ themselves follow from the others."""

    species: str
    side: Side
    mM: float
    do: Literal["set_concentration"] = "set_concentration"
    place: ClassVar[float] = 1

    def problems(self, scene: Scene) -> list[Problem]:
        message = f"'{self.species}' makes up for the charge of the others; set one of these, and it follows"
        found = expect(self.species not in BALANCING.values(), "species", message)
        return found + expect_species(self.species, scene) + expect_number("mM", self.mM, 0, MAX_MM, "mM")

    def apply(self, cell: Cell) -> None:
        ions, solutions = cell.ions, cell.solutions
        k = ions.index[self.species]
        wanted = round(cell.geometry.ions_at(self.mM))
        added = solutions.change_side(self.side, k, wanted - len(solutions.on_side(self.side, k)))
        solutions.fill(self.side, -added * ions.species[k].charge)
        cell.charge = cell.counted_charge()
        cell.reservoir[self.side] = _rebalanced(
            {**cell.reservoir[self.side], self.species: self.mM}, {s.symbol: s for s in ions.species}
        )
        cell.perfuse()


@dataclass(frozen=True)
class SetBath(Command):
    """Perfuse a side from a reservoir of the present composition, or close it."""

    side: Side
    mode: BathMode
    do: Literal["set_bath"] = "set_bath"
    place: ClassVar[float] = 4

    def problems(self, scene: Scene) -> list[Problem]:
        return []

    def apply(self, cell: Cell) -> None:
        if self.side == "inside":
            cell.scene = replace(cell.scene, bath_inside=self.mode)
        else:
            cell.scene = replace(cell.scene, bath_outside=self.mode)
        cell.perfuse()


@dataclass(frozen=True)
class SetTemperature(Command):
    """Temperature in C: thermal voltage, the ions' diffusion and the gates' rates follow it."""

    celsius: float
    do: Literal["set_temperature"] = "set_temperature"
    place: ClassVar[float] = 5

    def problems(self, scene: Scene) -> list[Problem]:
        found = expect_number("celsius", self.celsius, -20, 100, "C")
        if not found and (small := too_small(replace(scene, temperature_C=self.celsius))):
            found.append(Problem("celsius", f"ions too fast for {small[0]}"))
        return found

    def apply(self, cell: Cell) -> None:
        held_mV = cell.clamp_mV
        cell.scene = replace(cell.scene, temperature_C=self.celsius)
        cell.membrane.update(cell.scene)
        cell.field.update(cell.scene)
        if held_mV is not None:
            cell.hold(held_mV)


def _rebalanced(composition: dict[str, float], species: Mapping[str, Species]) -> dict[str, float]:
    """A composition, mM, made neutral as `Solutions.fill` does it: impermeant ions of the excess leave first."""
    net = sum(species[symbol].charge * mM for symbol, mM in composition.items())
    excess, missing = (BALANCING[sign] for sign in ((+1, -1) if net > 0 else (-1, +1)))
    gone = min(composition.get(excess, 0.0), abs(net))
    changed = {excess: composition.get(excess, 0.0) - gone, missing: composition.get(missing, 0.0) + abs(net) - gone}
    return composition | changed
