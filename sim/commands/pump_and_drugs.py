"""The Na+/K+-ATPases and what poisons them."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from sim.cell import Cell
from sim.commands.command import Command
from sim.problems import MOST_SITES, Problem, expect
from sim.scene import Scene


def expect_pump(scene: Scene) -> list[Problem]:
    """The problem, unless the scene has a pump."""
    return expect(scene.pump is not None, "do", "this scene has no pump; give it a [pump] table")


@dataclass(frozen=True)
class SetPump(Command):
    """Let the pumps run, or hold them where they are."""

    running: bool
    do: Literal["set_pump"] = "set_pump"
    place: ClassVar[float] = 7

    def problems(self, scene: Scene) -> list[Problem]:
        return expect_pump(scene)

    def apply(self, cell: Cell) -> None:
        cell.pumps.running = self.running


@dataclass(frozen=True)
class SetStoichiometry(Command):
    """Ions that a pump's cycle moves: Na+ out and K+ in; each pump adopts it when its present cycle ends."""

    sodium: int
    potassium: int
    do: Literal["set_stoichiometry"] = "set_stoichiometry"
    place: ClassVar[float] = 8

    def problems(self, scene: Scene) -> list[Problem]:
        found = expect_pump(scene)
        for name, sites in (("sodium", self.sodium), ("potassium", self.potassium)):
            message = f"expected 0 to {MOST_SITES} ions a cycle, got {sites}"
            found += expect(0 <= sites <= MOST_SITES, name, message)
        some = self.sodium + self.potassium > 0
        return found + expect(some, "sodium", "expected at least one ion a cycle, got 0 and 0")

    def apply(self, cell: Cell) -> None:
        cell.pumps.set_stoichiometry(self.sodium, self.potassium)


@dataclass(frozen=True)
class SetDrug(Command):
    """Add or wash out a poison. DNP stops the making of ATP; ouabain locks pumps that face outward."""

    drug: Literal["DNP", "ouabain"]
    present: bool
    do: Literal["set_drug"] = "set_drug"
    place: ClassVar[float] = 9

    def problems(self, scene: Scene) -> list[Problem]:
        return expect_pump(scene)

    def apply(self, cell: Cell) -> None:
        if self.drug == "DNP":
            cell.pumps.dnp = self.present
        else:
            cell.pumps.ouabain = self.present
