"""What all commands have in common, and the checks that several of them make.

To add one, write a frozen dataclass that inherits Command in the module of its subject: scene files know it at once.
"""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from sim.cell import Cell
from sim.problems import Problem, expect
from sim.scene import Scene


@dataclass(frozen=True)
class Command(ABC):
    """Plain data, carried out between two macro-steps by `Simulation.apply`.

    place: where its keys are listed among those of the others; last without one.
    """

    place: ClassVar[float] = math.inf

    @property
    @abstractmethod
    def do(self) -> str:
        """Its name in scene files: a last field with a default, of the type Literal."""

    @abstractmethod
    def problems(self, scene: Scene) -> list[Problem]:
        """What keeps it from making sense for a scene; empty if nothing does. Keys are the command's fields."""

    def after(self, scene: Scene) -> Scene:
        """The scene once it has been done, as far as that is plain before it runs: what later ones of a timeline can
        name. Only for a scene for which it has no problems."""
        return scene

    @abstractmethod
    def apply(self, cell: Cell) -> None:
        """Its effect on a cell for whose scene it has no problems."""


def expect_number(key: str, value: float, low: float, high: float, unit: str = "") -> list[Problem]:
    """The problem, unless value is a number from low to high."""
    good = math.isfinite(value) and low <= value <= high
    return expect(good, key, f"expected a number from {low:g} to {high:g} {unit}, got {value}".replace("  ", " "))


def expect_species(symbol: str, scene: Scene) -> list[Problem]:
    """The problem, unless the scene has the species."""
    message = f"'{symbol}' is not in this scene; it has {', '.join(scene.species)}"
    return expect(symbol in scene.species, "species", message)


def expect_kind(channel: str, scene: Scene) -> list[Problem]:
    """The problem, unless the scene has that kind of channel."""
    kinds = [c.kind for c in scene.channels]
    message = f"no kind '{channel}' in this scene; it has {', '.join(kinds) or 'no channels'}"
    return expect(channel in kinds, "channel", message)
