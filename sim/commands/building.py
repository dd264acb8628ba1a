"""Doors and pumps: put into the membrane, moved along it, taken out, while the ions run (see sim.cell.Cell.rebuild)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from sim.building.places import (
    MOST_PIECES,
    Piece,
    Rebuilt,
    count,
    fault,
    least_apart_nm,
    widest_gap,
    with_moved,
    with_piece,
    without_piece,
)
from sim.cell import Cell
from sim.commands.command import Command, expect_number
from sim.problems import Problem, expect
from sim.scene import Channel, GatingScheme, Pump, Scene, entry_probability

PUMPED = ("Na", "K")


@dataclass(frozen=True)
class AddChannel(Command):
    """Put a door into the membrane. channel: a kind of the scene, or the name of a new one; permeability: of a new one,
    relative, 1 for the species of its name; gating: of a new one; at_nm: its centre, the widest gap's middle if left
    out. It begins as its kind does, and a gate at rest at the present voltage."""

    channel: str
    at_nm: float | None = None
    permeability: Mapping[str, float] | None = None
    gating: GatingScheme | None = None
    do: Literal["add_channel"] = "add_channel"
    place: ClassVar[float] = 11.1

    def problems(self, scene: Scene) -> list[Problem]:
        known = any(channel.kind == self.channel for channel in scene.channels)
        found = self._known_problems() if known else self._new_problems(scene)
        return found + _room_problems(scene, "channel", self.at_nm)

    def after(self, scene: Scene) -> Scene:
        return self._rebuilt(scene).scene

    def apply(self, cell: Cell) -> None:
        cell.rebuild(self._rebuilt(cell.scene))

    def passes(self, scene: Scene) -> Mapping[str, float]:
        """What the door lets pass, relative permeability by species."""
        known = next((c.permeability for c in scene.channels if c.kind == self.channel), None)
        if known is not None:
            return known
        return {self.channel: 1.0} if self.permeability is None else self.permeability

    def _known_problems(self) -> list[Problem]:
        message = f"the scene has a kind '{self.channel}' already; leave this out, or give the new kind another name"
        found = expect(self.permeability is None, "permeability", message)
        return found + expect(self.gating is None, "gating", message)

    def _new_problems(self, scene: Scene) -> list[Problem]:
        has = f"'{self.channel}' is no kind and no species of this scene"
        message = f"{has}; say what the new kind lets pass, permeability = {{ K = 1 }}"
        if self.permeability is None and self.channel not in scene.species:
            return [Problem("permeability", message)]
        found = expect(bool(self.channel), "channel", "expected a name, got an empty one")
        for symbol, p in self.passes(scene).items():
            key = f"permeability.{symbol}"
            if symbol not in scene.species:
                message = f"'{symbol}' is not in this scene, and none can come while it runs; it has "
                found.append(Problem(key, message + ", ".join(scene.species)))
                continue
            share = entry_probability(scene, symbol, p) if math.isfinite(p) and p > 0 else 0.0
            found += expect_number(key, p, 0, p / share if share > 0 else math.inf)
        return found

    def _rebuilt(self, scene: Scene) -> Rebuilt:
        kind = Channel(self.channel, dict(self.passes(scene)), gating=self.gating)
        return with_piece(scene, kind, _at(scene, "channel", self.at_nm))


@dataclass(frozen=True)
class RemoveChannel(Command):
    """Take a door out of the membrane. channel: its number from the left. Ions in it go back to the side that they came
    from."""

    channel: int
    do: Literal["remove_channel"] = "remove_channel"
    place: ClassVar[float] = 11.2

    def problems(self, scene: Scene) -> list[Problem]:
        return _number_problems(scene, "channel", self.channel)

    def after(self, scene: Scene) -> Scene:
        return without_piece(scene, "channel", self.channel).scene

    def apply(self, cell: Cell) -> None:
        cell.rebuild(without_piece(cell.scene, "channel", self.channel))


@dataclass(frozen=True)
class MoveChannel(Command):
    """Move a door along the membrane, past others if need be. channel: its number from the left; at_nm: its centre
    then. Ions in it go along."""

    channel: int
    at_nm: float
    do: Literal["move_channel"] = "move_channel"
    place: ClassVar[float] = 11.3

    def problems(self, scene: Scene) -> list[Problem]:
        return _move_problems(scene, "channel", self.channel, self.at_nm)

    def after(self, scene: Scene) -> Scene:
        return with_moved(scene, "channel", self.channel, self.at_nm).scene

    def apply(self, cell: Cell) -> None:
        cell.rebuild(with_moved(cell.scene, "channel", self.channel, self.at_nm))


@dataclass(frozen=True)
class AddPump(Command):
    """Put a pump into the membrane, empty and open to the inside; the scene's kind, or the usual one where it has none.
    at_nm: its centre, the widest gap's middle if left out."""

    at_nm: float | None = None
    do: Literal["add_pump"] = "add_pump"
    place: ClassVar[float] = 11.4

    def problems(self, scene: Scene) -> list[Problem]:
        missing = [symbol for symbol in PUMPED if symbol not in scene.species]
        message = f"a pump moves {' and '.join(PUMPED)}; {' and '.join(missing)} not in this scene"
        return expect(not missing, "do", message) + _room_problems(scene, "pump", self.at_nm)

    def after(self, scene: Scene) -> Scene:
        return self._rebuilt(scene).scene

    def apply(self, cell: Cell) -> None:
        cell.rebuild(self._rebuilt(cell.scene))

    def _rebuilt(self, scene: Scene) -> Rebuilt:
        return with_piece(scene, Pump(), _at(scene, "pump", self.at_nm))


@dataclass(frozen=True)
class RemovePump(Command):
    """Take a pump out of the membrane. pump: its number from the left. What it holds is let go on the side that it
    faces."""

    pump: int
    do: Literal["remove_pump"] = "remove_pump"
    place: ClassVar[float] = 11.5

    def problems(self, scene: Scene) -> list[Problem]:
        return _number_problems(scene, "pump", self.pump)

    def after(self, scene: Scene) -> Scene:
        return without_piece(scene, "pump", self.pump).scene

    def apply(self, cell: Cell) -> None:
        cell.rebuild(without_piece(cell.scene, "pump", self.pump))


@dataclass(frozen=True)
class MovePump(Command):
    """Move a pump along the membrane, with what it holds. pump: its number from the left; at_nm: its centre then."""

    pump: int
    at_nm: float
    do: Literal["move_pump"] = "move_pump"
    place: ClassVar[float] = 11.6

    def problems(self, scene: Scene) -> list[Problem]:
        return _move_problems(scene, "pump", self.pump, self.at_nm)

    def after(self, scene: Scene) -> Scene:
        return with_moved(scene, "pump", self.pump, self.at_nm).scene

    def apply(self, cell: Cell) -> None:
        cell.rebuild(with_moved(cell.scene, "pump", self.pump, self.at_nm))


BUILDING = (AddChannel, RemoveChannel, MoveChannel, AddPump, RemovePump, MovePump)


def _at(scene: Scene, piece: Piece, at_nm: float | None) -> float:
    """The place asked for, or that of the widest gap, which there must be."""
    found = widest_gap(scene, piece) if at_nm is None else at_nm
    assert found is not None
    return found


def _room_problems(scene: Scene, piece: Piece, at_nm: float | None) -> list[Problem]:
    """What keeps one more from sitting there."""
    message = f"expected at most {MOST_PIECES}, there are as many already"
    found = expect(count(scene, piece) < MOST_PIECES, "do", message)
    if at_nm is None:
        return found + expect(widest_gap(scene, piece) is not None, "at_nm", "there is no gap wide enough for one more")
    return found + _place_problems(scene, piece, at_nm, None)


def _move_problems(scene: Scene, piece: Piece, number: int, at_nm: float) -> list[Problem]:
    return _number_problems(scene, piece, number) or _place_problems(scene, piece, at_nm, number)


def _number_problems(scene: Scene, piece: Piece, number: int) -> list[Problem]:
    there = count(scene, piece)
    message = f"expected a number from 0 to {there - 1}, got {number}" if there else f"there is no {piece} here"
    return expect(0 <= number < there, piece, message)


def _place_problems(scene: Scene, piece: Piece, at_nm: float, moving: int | None) -> list[Problem]:
    match fault(scene, piece, at_nm, moving):
        case "outside":
            edge = scene.membrane.pore_width_nm / 2
            inside = f"expected {edge:g} to {scene.box.width_nm - edge:g} nm"
            return [Problem("at_nm", f"outside the box: {at_nm:g} nm, {inside}")]
        case "overlaps":
            other, needed = least_apart_nm(scene, piece, at_nm, moving)
            message = f"overlaps what sits at {other:.4g} nm: {at_nm:.4g} nm, expected {needed:.2g} nm between"
            return [Problem("at_nm", message)]
    return []
