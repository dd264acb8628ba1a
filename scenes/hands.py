"""What a visitor sets by hand where a scene compares cases: one dial through all of them, or switches.

Both follow from what the cases change, so every scene with cases has them whose changes commands can make. A cell's
settings are a plain table: "outside.K" (mM, as set), "doors.K" (how many are open, corked ones of the same make among
them), "passes.Na.K" (permeability), "clamp_mV" (or OFF), "temperature_C", "pump.sodium", "bath.inside" and so on.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.commands import Command
from sim.commands.doors import SetGate, SetPermeability
from sim.commands.electrode import VoltageClamp
from sim.commands.pump_and_drugs import SetPump, SetStoichiometry
from sim.commands.solutions import SetBath, SetConcentration, SetTemperature
from sim.scene import SIDES, Channel, GateState, Scene
from sim.simulation import Simulation
from sim.species import BALANCING

OFF = "off"
Settings = Mapping[str, float | str]
BUILT = "built"  # of a cell whose membrane was built on: no case has its doors
DOORS, PASSES, CLAMP, TEMPERATURE = "doors.", "passes.", "clamp_mV", "temperature_C"
SLACK = 1e-4  # part by which a setting may be off
LEAST_MM = 1e-6
NEXT = 0.6180339887498949  # spreads what is shut over the row, as SetGate does


@dataclass(frozen=True)
class Place:
    """Where a cell's settings are among the cases. x: on the dial, None without one; on: numbers of the cases that it
    is like: the one that has just this x; of switches all that are on, or the one that changes nothing."""

    x: float | None
    on: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Hands:
    """cell: the scene's own, with as many doors as any case has; group: of each kind of channel the first of the same
    make; own, cases: all settings of the scene and of each case; xs: where each is on the dial, empty without one;
    apart: whether every case that changes something is a switch of its own, else one case is on at a time."""

    cell: Scene
    group: Mapping[str, str]
    own: Settings
    cases: tuple[Settings, ...]
    xs: tuple[float, ...] = ()
    apart: bool = False

    @property
    def varies(self) -> list[str]:
        """What the hand sets, the leading one first."""
        first = self.cases[0]
        return [key for key in first if any(_differ(case[key], first[key]) for case in self.cases)]

    @property
    def switches(self) -> list[int]:
        """The cases that have a switch; none where there is a dial."""
        if self.xs:
            return []
        return [n for n, case in enumerate(self.cases) if not self.apart or _changes(case, self.own)]

    def state_of(self, kind: str) -> GateState:
        """How a door of a kind is shut by hand: corked where cases have corked ones of its make."""
        make = self.group.get(kind, kind)
        alike = (channel for channel in self.cell.channels if self.group[channel.kind] == make)
        return "blocked" if any(channel.state == "blocked" for channel in alike) else "closed"

    # -- reading a cell ------------------------------------------------------------------------------------------

    def of_cell(self, cell: Simulation) -> Settings:
        """The settings of a cell as commands have left it."""
        found = dict(settings_of(cell.scene, self.group))
        for key in [key for key in found if key.startswith(DOORS)]:
            found[key] = float(len(self._doors(cell, key, "open")))
        for side in SIDES:
            found |= {f"{side}.{s}": mM for s, mM in cell.reservoir[side].items() if s not in BALANCING.values()}
        found[CLAMP] = OFF if cell.clamp_mV is None else cell.clamp_mV
        if cell.scene.pump is not None:
            pumps = cell.pumps.read(cell.kelvin)
            found["pump.runs"] = float(pumps.running and bool(cell.pumps.agents))
            found |= {"pump.sodium": float(pumps.sodium), "pump.potassium": float(pumps.potassium)}
            found |= {"pump.dnp": float(pumps.dnp), "pump.ouabain": float(pumps.ouabain)}
        found["gates"] = float(cell.channels.gates.responding)
        return found | ({BUILT: 1.0} if cell.built else {})

    def place(self, settings: Settings) -> Place | None:
        """Where settings are among the cases; None where something else is changed, too."""
        own, varies = self.own, self.varies
        if BUILT in settings:
            return None
        if any(_differ(settings.get(key, math.nan), value) for key, value in own.items() if key not in varies):
            return None
        if self.xs:
            x = self._x_of(settings)
            if x is None or any(_differ(settings[key], value) for key, value in self.at(x).items()):
                return None
            return Place(x, frozenset(n for n, at in enumerate(self.xs) if not _differ(at, x)))
        if not self.apart:
            same = [n for n, case in enumerate(self.cases) if not _changes(settings, case)]
            return Place(None, frozenset(same[:1])) if same else None
        on, rest = set(), dict(own)
        for n in self.switches:
            changed = _changes(self.cases[n], own)
            if not any(_differ(settings[key], self.cases[n][key]) for key in changed):
                on.add(n)
                rest |= {key: self.cases[n][key] for key in changed}
        if _changes(settings, rest):
            return None
        return Place(None, frozenset(on or set(range(len(self.cases))) - {*self.switches}))

    # -- setting -------------------------------------------------------------------------------------------------

    def at(self, x: float) -> Settings:
        """What varies, at a place of the dial: straight from case to case."""
        known = sorted(zip(self.xs, self.cases, strict=True), key=lambda pair: pair[0])
        return {key: _between(x, [(at, float(case[key])) for at, case in known]) for key in self.varies}

    def nearest(self, x: float) -> float:
        """A place that can be set: that of a case, a whole number of doors, or two digits (from 100 on three)."""
        first = self.varies[0]
        if x in self.xs:
            return x
        if first.startswith(DOORS):
            whole = self._x_of({first: round(float(self.at(x)[first]))})
            return x if whole is None else whole
        return float(f"{x:.{2 if abs(x) < 99.5 else 3}g}")

    def switched(self, settings: Settings, case: int) -> Settings:
        """What varies, once the switch of a case is pressed: its changes come, or go where they were there."""
        if not self.apart:
            return {key: self.cases[case][key] for key in self.varies}
        own, changed = self.own, _changes(self.cases[case], self.own)
        there = not any(_differ(settings[key], self.cases[case][key]) for key in changed)
        return {key: own[key] if there else self.cases[case][key] for key in changed}

    def switch_of_doors(self, kinds: Sequence[str]) -> int | None:
        """The case whose switch is about the doors of these kinds alone."""
        keys = {DOORS + self.group[kind] for kind in kinds}
        return next((n for n in self.switches if self.apart and {*_changes(self.cases[n], self.own)} == keys), None)

    def can(self, cell: Simulation, wanted: Settings) -> bool:
        """Whether a cell has doors enough for settings: that of a case may lack some."""
        most = {key: len(self._doors(cell, key)) for key in wanted if key.startswith(DOORS)}
        return all(float(wanted[key]) <= count for key, count in most.items())

    def commands(self, cell: Simulation, wanted: Settings) -> list[Command]:
        """What brings a cell to settings; the command of the leading one comes last."""
        now, found = self.of_cell(cell), list[Command]()
        for key in reversed(_changes(wanted, now)):
            if key.startswith(DOORS):
                found += self._doors_to(cell, key, round(float(wanted[key])))
            else:
                found.append(_command(key, {**now, **wanted}))
        return list(dict.fromkeys(found))

    def _x_of(self, settings: Settings) -> float | None:
        """The place of the dial at which the leading setting has its value."""
        first = self.varies[0]
        value = settings[first]
        known = sorted((float(case[first]), x) for x, case in zip(self.xs, self.cases, strict=True))
        low, high = known[0][0], known[-1][0]
        if isinstance(value, str) or (not low <= value <= high and _differ(value, low) and _differ(value, high)):
            return None
        return float(f"{_between(value, known):.9g}")

    def _doors(self, cell: Simulation, key: str, state: str = "") -> list[int]:
        """Numbers of the doors of a make, those in a state or all."""
        make, channels = key.removeprefix(DOORS), cell.channels
        doors = enumerate(zip(channels.kind, channels.state, strict=True))
        return [n for n, (kind, now) in doors if self.group.get(kind) == make and state in ("", now)]

    def _doors_to(self, cell: Simulation, key: str, wanted: int) -> list[Command]:
        doors, is_open = self._doors(cell, key), self._doors(cell, key, "open")
        make = key.removeprefix(DOORS)
        one_kind = {cell.channels.kind[n] for n in doors} == {make}
        if one_kind and wanted in (0, len(doors)):
            return [SetGate(make, "open" if wanted else self.state_of(make))]
        order = [n for _, n in sorted(((j * NEXT) % 1, n) for j, n in enumerate(doors))]
        shut = [n for n in order if n in is_open][: max(len(is_open) - wanted, 0)]
        opened = [n for n in reversed(order) if n not in is_open][: max(wanted - len(is_open), 0)]
        states = [(n, self.state_of(cell.channels.kind[n])) for n in shut]
        return [*(SetGate(n, state) for n, state in states), *(SetGate(n, "open") for n in opened)]


def hands_of(scene: Scene, cases: Sequence[Scene], xs: Sequence[float | None]) -> Hands | str:
    """What sets the cases of a scene by hand, or what is wrong with the wish. xs: their places on the axis
    of a chart, None for bars."""
    group = _makes(scene)
    for n, case in enumerate(cases):
        if reason := _out_of_reach(scene, case):
            return f"cases[{n}] changes {reason}, which no hand can in a cell that lives; expected hands = false"
    cell = _roomy(scene, cases, group)
    own, settings = settings_of(scene, group), tuple(settings_of(case, group) for case in cases)
    hands = Hands(cell, group, own, settings)
    varies = hands.varies
    if not varies:
        return "the cases differ in nothing that a hand can set; expected hands = false"
    places = [x for x in xs if x is not None]
    numbers = not any(isinstance(case[key], str) for case in settings for key in varies)
    if len(places) == len(cases) == len(set(places)) and numbers:
        first = [float(case[varies[0]]) for _, case in sorted(zip(places, settings, strict=True), key=lambda p: p[0])]
        if first in (sorted(set(first)), sorted(set(first), reverse=True)):  # each value has one place
            return replace(hands, xs=tuple(places))
    changes = [changed for case in settings if (changed := set(_changes(case, own)))]
    apart = len(changes) > 1 and sum(map(len, changes)) == len(set().union(*changes))
    return replace(hands, apart=apart)


def settings_of(scene: Scene, group: Mapping[str, str]) -> Settings:
    """The settings with which a scene begins. group: of each kind of channel the first of the same make."""
    found: dict[str, float | str] = {}
    for side in SIDES:
        amounts = scene.concentrations(side)
        found |= {f"{side}.{s}": amounts.get(s, 0.0) for s in scene.species if s not in BALANCING.values()}
    found |= {DOORS + make: 0.0 for make in dict.fromkeys(group.values())}
    for channel in scene.channels:
        key = DOORS + group.get(channel.kind, channel.kind)
        found[key] = float(found.get(key, 0.0)) + channel.count * (channel.state == "open")
        found |= {f"{PASSES}{channel.kind}.{s}": channel.permeability.get(s, 0.0) for s in scene.species}
    found |= {CLAMP: OFF if scene.clamp_mV is None else scene.clamp_mV, TEMPERATURE: scene.temperature_C}
    if scene.pump is not None:
        found |= {"pump.sodium": float(scene.pump.sodium), "pump.potassium": float(scene.pump.potassium)}
        found |= {"pump.runs": float(scene.pump.count > 0), "pump.dnp": 0.0, "pump.ouabain": 0.0}
    return found | {"bath.inside": scene.bath_inside, "bath.outside": scene.bath_outside, "gates": 1.0}


def _command(key: str, wanted: Settings) -> Command:
    """What sets one thing, but for doors. wanted: all settings."""
    what, _, name = key.partition(".")
    value = wanted[key]
    match what:
        case "inside" | "outside":
            return SetConcentration(name, "inside" if what == "inside" else "outside", round(float(value), 6))
        case "passes":
            kind, _, symbol = name.rpartition(".")
            return SetPermeability(kind, symbol, float(value))
        case "clamp_mV":
            return VoltageClamp("off" if isinstance(value, str) else value)
        case "temperature_C":
            return SetTemperature(float(value))
        case "bath":
            return SetBath("inside" if name == "inside" else "outside", "closed" if value == "closed" else "perfused")
    if name == "runs":
        return SetPump(bool(value))
    return SetStoichiometry(round(float(wanted["pump.sodium"])), round(float(wanted["pump.potassium"])))


# -- deriving ------------------------------------------------------------------------------------------------------


def _differ(one: float | str, other: float | str) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one != other
    return not abs(one - other) <= SLACK * max(abs(other), 0.01)


def _changes(settings: Settings, base: Settings) -> list[str]:
    """What settings say otherwise than others do."""
    return [key for key in base if key in settings and _differ(settings[key], base[key])]


def _between(x: float, known: Sequence[tuple[float, float]]) -> float:
    """Straight from point to point, and on beyond the ends as at them."""
    return float(np.interp(x, [at for at, _ in known], [value for _, value in known]))


def _makes(scene: Scene) -> dict[str, str]:
    """Of each kind of channel the first kind that differs in name, number, place and state alone."""
    known: list[tuple[Channel, str]] = []
    found = {}
    for channel in scene.channels:
        make = _nameless(channel)
        found[channel.kind] = next((kind for other, kind in known if other == make), channel.kind)
        known.append((make, channel.kind))
    return found


def _nameless(channel: Channel) -> Channel:
    return replace(channel, kind="", count=0, at_nm=(), state="open")


def _roomy(scene: Scene, cases: Sequence[Scene], group: Mapping[str, str]) -> Scene:
    """The scene with as many doors of each make as any case has; those that it has itself not are shut."""
    channels = list(scene.channels)
    for make in dict.fromkeys(group.values()):
        totals = [sum(c.count for c in s.channels if group[c.kind] == make) for s in (scene, *cases)]
        more = max(totals) - totals[0]
        if more:
            first = next(n for n, channel in enumerate(channels) if channel.kind == make)
            channels[first] = replace(channels[first], count=channels[first].count + more, at_nm=())
    return replace(scene, channels=tuple(channels))


def _out_of_reach(scene: Scene, case: Scene) -> str:
    """The first thing that a case changes and no command can; "" for none."""
    if {*case.species} != {*scene.species}:
        return "which species there are"
    for side in SIDES:
        if any(min(s.balanced(side).get(ion, 0.0) for ion in BALANCING.values()) > LEAST_MM for s in (scene, case)):
            return f"impermeant ions of both signs ({side})"
    if [_nameless(replace(c, permeability={})) for c in scene.channels] != [
        _nameless(replace(c, permeability={})) for c in case.channels
    ]:
        return "[[channels]] but for their number, state and permeability"
    if (scene.pump is None) != (case.pump is None):
        return "whether there is a [pump]"
    if scene.pump is not None and case.pump is not None:
        own = scene.pump
        alike = replace(case.pump, sodium=own.sodium, potassium=own.potassium, count=case.pump.count and own.count)
        if alike != replace(own, count=case.pump.count and own.count) or case.pump.count not in (0, own.count):
            return "[pump] but for its ions a cycle, or count = 0"
    for part in ("box", "membrane", "field", "gating", "ions", "near_step_nm", "macro_step_ns", "diffusion_C"):
        if getattr(scene, part) != getattr(case, part):
            return part
    return ""
