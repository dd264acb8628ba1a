"""Everything that can be done to a running simulation. Keys, buttons, timelines and the command line all end here.

A command is plain data; `do` names it in scene files. `Simulation.apply` carries it out between two macro-steps
and raises SceneError, with the simulation unchanged, if it makes no sense for the scene.
"""

import math
from dataclasses import dataclass
from typing import Literal

from sim.problems import MOST_SITES, Problem
from sim.scene import BathMode, GateState, Scene, Side, entry_probability

MAX_MM = 5000.0
MAX_IONS_PER_NS = 1000.0
MAX_PULSE_NS = 1e6


@dataclass(frozen=True)
class SetConcentration:
    """Set one species on one side (mM), the rest kept; the side is completed by A- or M+ and stays neutral.
    On a perfused side the reservoir changes with it."""

    species: str
    side: Side
    mM: float
    do: Literal["set_concentration"] = "set_concentration"


@dataclass(frozen=True)
class SetGate:
    """Open, close or block channels. channel: a kind ("K"), or the number of one channel from the left;
    fraction: the part of the kind that gets the state, the rest is opened."""

    channel: str | int
    state: GateState
    fraction: float = 1.0
    do: Literal["set_gate"] = "set_gate"


@dataclass(frozen=True)
class SetPermeability:
    """Set what a kind of channel lets pass: relative permeability of one species."""

    channel: str
    species: str
    permeability: float
    do: Literal["set_permeability"] = "set_permeability"


@dataclass(frozen=True)
class SetBath:
    """Perfuse a side from a reservoir of the present composition, or close it."""

    side: Side
    mode: BathMode
    do: Literal["set_bath"] = "set_bath"


@dataclass(frozen=True)
class SetTemperature:
    """Temperature in C."""

    celsius: float
    do: Literal["set_temperature"] = "set_temperature"


@dataclass(frozen=True)
class VoltageClamp:
    """Hold the voltage with an electrode (mV), or "off" to let it go."""

    mV: float | Literal["off"]
    do: Literal["voltage_clamp"] = "voltage_clamp"


@dataclass(frozen=True)
class SetPump:
    """Let the pumps run, or hold them where they are."""

    running: bool
    do: Literal["set_pump"] = "set_pump"


@dataclass(frozen=True)
class SetStoichiometry:
    """Ions that a pump's cycle moves: Na+ out and K+ in; each pump adopts it when its present cycle ends."""

    sodium: int
    potassium: int
    do: Literal["set_stoichiometry"] = "set_stoichiometry"


@dataclass(frozen=True)
class SetDrug:
    """Add or wash out a poison. DNP stops the making of ATP; ouabain locks pumps that face outward."""

    drug: Literal["DNP", "ouabain"]
    present: bool
    do: Literal["set_drug"] = "set_drug"


@dataclass(frozen=True)
class Stimulate:
    """A pulse of current from an electrode in the cell: ions_per_ns of a species put in (negative: taken out) for
    duration_ns. For 100 nm of depth, so that the pulse means the same however many ions the scene has."""

    ions_per_ns: float
    duration_ns: float
    species: str = "K"
    do: Literal["stimulate"] = "stimulate"


@dataclass(frozen=True)
class SetGating:
    """Let the voltage-gated channels respond, or shut them all."""

    responding: bool
    do: Literal["set_gating"] = "set_gating"


@dataclass(frozen=True)
class Reset:
    """Start again from the scene as it was loaded; the same seed unless another is given."""

    seed: int | None = None
    do: Literal["reset"] = "reset"


Command = (
    SetConcentration
    | SetGate
    | SetPermeability
    | SetBath
    | SetTemperature
    | VoltageClamp
    | SetPump
    | SetStoichiometry
    | SetDrug
    | Stimulate
    | SetGating
    | Reset
)


def command_problems(command: Command, scene: Scene) -> list[Problem]:
    """What keeps a command from making sense for a scene; empty if nothing does. Keys are the command's fields."""
    found: list[Problem] = []

    def expect(good: bool, key: str, message: str) -> None:
        if not good:
            found.append(Problem(key, message))

    def expect_number(key: str, value: float, low: float, high: float, unit: str) -> None:
        good = math.isfinite(value) and low <= value <= high
        expect(good, key, f"expected a number from {low:g} to {high:g} {unit}, got {value}".replace("  ", " "))

    def expect_species(symbol: str) -> None:
        expect(
            symbol in scene.species, "species", f"'{symbol}' is not in this scene; it has {', '.join(scene.species)}"
        )

    kinds = [channel.kind for channel in scene.channels]
    listing = ", ".join(kinds) or "no channels"
    match command:
        case SetConcentration():
            expect_species(command.species)
            expect_number("mM", command.mM, 0, MAX_MM, "mM")
        case SetGate(channel=int(number)):
            total = sum(channel.count for channel in scene.channels)
            expect(0 <= number < total, "channel", f"expected a number from 0 to {total - 1}, got {number}")
        case SetGate():
            expect(command.channel in kinds, "channel", f"no kind '{command.channel}' in this scene; it has {listing}")
        case SetPermeability():
            expect(command.channel in kinds, "channel", f"no kind '{command.channel}' in this scene; it has {listing}")
            expect_species(command.species)
            if command.species in scene.species:
                most = command.permeability / max(
                    entry_probability(scene, command.species, command.permeability), 1e-30
                )
                most = most if command.permeability > 0 else math.inf
                expect_number("permeability", command.permeability, 0, most, "")
        case SetTemperature():
            expect_number("celsius", command.celsius, -20, 100, "C")
        case VoltageClamp():
            if command.mV != "off":
                expect_number("mV", command.mV, -500, 500, "mV")
        case SetPump() | SetStoichiometry() | SetDrug():
            expect(scene.pump is not None, "do", "this scene has no pump; give it a [pump] table")
        case Stimulate():
            expect_species(command.species)
            expect_number("ions_per_ns", command.ions_per_ns, -MAX_IONS_PER_NS, MAX_IONS_PER_NS, "ions per ns")
            expect_number("duration_ns", command.duration_ns, 0, MAX_PULSE_NS, "ns")
        case SetGating():
            gated = any(channel.gating for channel in scene.channels)
            expect(gated, "do", 'this scene has no voltage-gated channel; give one gating = "HH_Na" or "HH_K"')
        case _:
            pass
    if isinstance(command, SetStoichiometry):
        for name, sites in (("sodium", command.sodium), ("potassium", command.potassium)):
            expect(0 <= sites <= MOST_SITES, name, f"expected 0 to {MOST_SITES} ions a cycle, got {sites}")
        expect(command.sodium + command.potassium > 0, "sodium", "expected at least one ion a cycle, got 0 and 0")
    if isinstance(command, SetGate):
        expect_number("fraction", command.fraction, 0, 1, "")
    return found
