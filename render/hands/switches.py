"""What the keys and buttons of channels and pump ask of the physics, given what the snapshot shows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from render.controls import SPECIES_KEYS
from render.playback.reading import gate_name, gate_of, kinds_for
from render.playback.snapshot import Snapshot

if TYPE_CHECKING:
    from sim.commands import Command
    from sim.scene import GateState

USUAL, ELECTRONEUTRAL = (3, 2), (2, 2)
PULSE_V_T, PULSE_NS = 1.2, 100.0  # thermal voltages that a pulse adds; its length
PULSE_DEPTH_NM = 100.0  # that commands tell the current for


def of_channels(snapshot: Snapshot, symbol: str) -> "Sequence[Command]":
    """Open or close all channels of a species; nothing where there are none."""
    from sim.commands.doors import SetGate

    state: GateState = "closed" if gate_of(snapshot, symbol) == "open" else "open"
    return [SetGate(kind, state) for kind in kinds_for(snapshot, symbol)]


def case_of_channels(snapshot: Snapshot, symbol: str) -> int | None:
    """The case whose switch takes away the doors that a species passes best."""
    hands = snapshot.scene_file.hands
    kinds = [c.kind for c in hands.cell.channels if c.count and c.passes_best == symbol] if hands else []
    return hands.switch_of_doors(kinds) if hands and kinds else None


def of_door(snapshot: Snapshot, door: int) -> "Sequence[Command]":
    """Open or close one channel; where cases have corked ones of its make, cork it."""
    from sim.commands.doors import SetGate

    hands = snapshot.scene_file.hands
    shut: GateState = hands.state_of(snapshot.kind[door]) if hands is not None else "closed"
    return [SetGate(door, shut if gate_name(snapshot.gate[door]) == "open" else "open")]


def actions_of_door(snapshot: Snapshot, door: int) -> list[str]:
    """Whose key or button would have switched that door, too."""
    return [a for a, symbol in SPECIES_KEYS.items() if snapshot.kind[door] in kinds_for(snapshot, symbol)]


def of_pump(snapshot: Snapshot, action: str) -> "Sequence[Command]":
    """The other way for one of controls.PUMP; nothing where there is no pump."""
    from sim.commands.pump_and_drugs import SetDrug, SetPump, SetStoichiometry

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


def of_gating(snapshot: Snapshot, action: str) -> "Sequence[Command]":
    """A pulse of current (the strongest the scene has), or voltage-gated channels on or off; nothing without them."""
    from sim.commands.doors import SetGating
    from sim.commands.electrode import Stimulate

    observed = snapshot.observation
    if observed.gating is None:
        return []
    if action == "gating":
        return [SetGating(not observed.gating.responding)]
    of_scene = [t.command for t in snapshot.scene_file.timeline if isinstance(t.command, Stimulate)]
    if of_scene:
        return [max(of_scene, key=lambda pulse: pulse.ions_per_ns * pulse.duration_ns)]
    charges = PULSE_V_T * observed.thermal_charge / (snapshot.scene.geometry.depth / PULSE_DEPTH_NM)
    return [Stimulate(charges / PULSE_NS, PULSE_NS)]
