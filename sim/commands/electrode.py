"""Electrodes in the cell: a pulse of current, a voltage held."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from sim.cell import Cell
from sim.commands.command import Command, expect_number, expect_species
from sim.problems import Problem
from sim.scene import Scene

MAX_IONS_PER_NS = 1000.0
MAX_PULSE_NS = 1e6


@dataclass(frozen=True)
class VoltageClamp(Command):
    """Hold the voltage with an electrode (mV), or "off" to let it go."""

    mV: float | Literal["off"]
    do: Literal["voltage_clamp"] = "voltage_clamp"
    place: ClassVar[float] = 6

    def problems(self, scene: Scene) -> list[Problem]:
        return [] if self.mV == "off" else expect_number("mV", self.mV, -500, 500, "mV")

    def apply(self, cell: Cell) -> None:
        if self.mV == "off":
            cell.field.release(cell.charge)
        else:
            cell.hold(self.mV)


@dataclass(frozen=True)
class Stimulate(Command):
    """A pulse of current from an electrode in the cell: ions_per_ns of a species put in (negative: taken out) for
    duration_ns. For 100 nm of depth, so that the pulse means the same however many ions the scene has."""

    ions_per_ns: float
    duration_ns: float
    species: str = "K"
    do: Literal["stimulate"] = "stimulate"
    place: ClassVar[float] = 10

    def problems(self, scene: Scene) -> list[Problem]:
        return [
            *expect_species(self.species, scene),
            *expect_number("ions_per_ns", self.ions_per_ns, -MAX_IONS_PER_NS, MAX_IONS_PER_NS, "ions per ns"),
            *expect_number("duration_ns", self.duration_ns, 0, MAX_PULSE_NS, "ns"),
        ]

    def apply(self, cell: Cell) -> None:
        cell.electrode.start(self.species, self.ions_per_ns, self.duration_ns)
