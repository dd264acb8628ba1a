"""Channels: open, closed or blocked, what they let pass, whether the voltage moves their gates."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sim.cell import Cell
from sim.commands.command import Command, expect_kind, expect_number, expect_species
from sim.problems import Problem, expect
from sim.scene import GateState, Scene, entry_probability


@dataclass(frozen=True)
class SetGate(Command):
    """Open, close or block channels. channel: a kind ("K"), or the number of one channel from the left;
    fraction: the part of the kind that gets the state, the rest is opened."""

    channel: str | int
    state: GateState
    fraction: float = 1.0
    do: Literal["set_gate"] = "set_gate"
    place: ClassVar[float] = 2

    def problems(self, scene: Scene) -> list[Problem]:
        if isinstance(self.channel, int):
            total = sum(channel.count for channel in scene.channels)
            message = f"expected a number from 0 to {total - 1}, got {self.channel}"
            found = expect(0 <= self.channel < total, "channel", message)
        else:
            found = expect_kind(self.channel, scene)
        return found + expect_number("fraction", self.fraction, 0, 1)

    def apply(self, cell: Cell) -> None:
        channels = cell.channels
        if isinstance(self.channel, int):
            channels.set([self.channel], self.state)
            return
        numbers = [n for n, kind in enumerate(channels.kind) if kind == self.channel]
        chosen = round(self.fraction * len(numbers))
        # spread over the row, so that a part of the doors is a part of every stretch of membrane
        order = sorted(range(len(numbers)), key=lambda j: (j * 0.6180339887498949) % 1)
        channels.set([numbers[j] for j in order[:chosen]], self.state)
        channels.set([numbers[j] for j in order[chosen:]], "open")


@dataclass(frozen=True)
class SetPermeability(Command):
    """Set what a kind of channel lets pass: relative permeability of one species."""

    channel: str
    species: str
    permeability: float
    do: Literal["set_permeability"] = "set_permeability"
    place: ClassVar[float] = 3

    def problems(self, scene: Scene) -> list[Problem]:
        found = expect_kind(self.channel, scene) + expect_species(self.species, scene)
        if self.species in scene.species:
            most = self.permeability / max(entry_probability(scene, self.species, self.permeability), 1e-30)
            most = most if self.permeability > 0 else math.inf
            found += expect_number("permeability", self.permeability, 0, most)
        return found

    def apply(self, cell: Cell) -> None:
        channels = []
        for channel in cell.scene.channels:
            if channel.kind == self.channel:
                permeability: Mapping[str, float] = {**channel.permeability, self.species: self.permeability}
                channel = replace(channel, permeability=permeability)
            channels.append(channel)
        cell.scene = replace(cell.scene, channels=tuple(channels))
        cell.membrane.update(cell.scene)


@dataclass(frozen=True)
class SetGating(Command):
    """Let the voltage-gated channels respond, or shut them all."""

    responding: bool
    do: Literal["set_gating"] = "set_gating"
    place: ClassVar[float] = 11

    def problems(self, scene: Scene) -> list[Problem]:
        gated = any(channel.gating for channel in scene.channels)
        return expect(gated, "do", 'this scene has no voltage-gated channel; give one gating = "HH_Na" or "HH_K"')

    def apply(self, cell: Cell) -> None:
        cell.channels.switch_gating(self.responding)
