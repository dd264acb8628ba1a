"""Starting again."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from sim.cell import Cell
from sim.commands.command import Command
from sim.problems import Problem
from sim.scene import Scene


@dataclass(frozen=True)
class Reset(Command):
    """Start again from the scene as it was loaded; the same seed unless another is given."""

    seed: int | None = None
    do: Literal["reset"] = "reset"
    place: ClassVar[float] = 12

    def problems(self, scene: Scene) -> list[Problem]:
        return []

    def apply(self, cell: Cell) -> None:
        cell.start(cell.seed if self.seed is None else self.seed)
