"""What the keys and buttons of channels and pump ask of the physics, given what the snapshot shows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from render.snapshot import Snapshot, gate_name

if TYPE_CHECKING:
    from sim.commands import Command
    from sim.scene import GateState

USUAL, ELECTRONEUTRAL = (3, 2), (2, 2)


def of_channels(snapshot: Snapshot, symbol: str) -> "Sequence[Command]":
    """Open or close all channels of a species; nothing where there are none."""
    from render.stage import gate_of, kinds_for
    from sim.commands import SetGate

    state: GateState = "closed" if gate_of(snapshot, symbol) == "open" else "open"
    return [SetGate(kind, state) for kind in kinds_for(snapshot, symbol)]


def of_door(snapshot: Snapshot, door: int) -> "Sequence[Command]":
    """Open or close one channel."""
    from sim.commands import SetGate

    return [SetGate(door, "closed" if gate_name(snapshot.gate[door]) == "open" else "open")]


def of_pump(snapshot: Snapshot, action: str) -> "Sequence[Command]":
    """The other way for one of controls.PUMP; nothing where there is no pump."""
    from sim.commands import SetDrug, SetPump, SetStoichiometry

    pump = snapshot.observation.pump
    if pump is None:
        return []
    if action == "pump":
        return [SetPump(not pump.running)]
    if action == "dnp":
        return [SetDrug("DNP", not pump.dnp)]
    if action == "ouabain":
        return [SetDrug("ouabain", not pump.ouabain)]
    return [SetStoichiometry(*(ELECTRONEUTRAL if (pump.sodium, pump.potassium) == USUAL else USUAL))]
