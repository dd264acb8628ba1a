"""What the ions need to know of a scene: cell, bath, membrane, channels. Plain data, checked as a whole.

A `Scene` says nothing about stories, captions or claims: those belong to the scene files (package `scenes`).
`problems(scene)` lists everything that is wrong at once; `Simulation` refuses a scene that has any.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from sim.geometry import Geometry
from sim.species import BALANCING, D_REFERENCE, TABLE, Species
from sim.units import IONS_PER_MM_NM3

Side = Literal["inside", "outside"]
GateState = Literal["open", "closed", "blocked"]
BathMode = Literal["perfused", "closed"]
GatingScheme = Literal["HH_Na", "HH_K"]

SIDES: tuple[Side, Side] = ("inside", "outside")
MOST_SITES = 8
LEAST_MM = 1e-3
PUMP_WIDTH_NM = 2.6
PORE_WALL_NM = 0.4  # protein on each side of a pore; pores whose walls overlap are refused
STEPS_PER_WALL = 6.0  # a free step of six sigma must not reflect twice


@dataclass(frozen=True)
class Box:
    """width_nm: along the membrane; half_height_nm: from each membrane face to its outer wall."""

    width_nm: float = 100.0
    half_height_nm: float = 25.0


@dataclass(frozen=True)
class Membrane:
    """thickness_nm: L; capacitance_uF_cm2: C per area (a real cell has about 1; more makes the noise smaller);
    pore_width_nm: w, the same for every channel; pore_entry: chance that an ion with D = D_REFERENCE which steps
    into a pore of permeability 1 is let in."""

    thickness_nm: float = 6.0
    capacitance_uF_cm2: float = 12.0
    pore_width_nm: float = 1.2
    pore_entry: float = 0.075


@dataclass(frozen=True)
class Channel:
    """A kind of channel and how many there are.

    permeability: relative permeability P for each species that passes; count: how many doors;
    at_nm: centres along the membrane (nm), empty for an even spread; state: gate at the start;
    opens_per_us, closes_per_us: rates of the two-state flicker (1/us), both zero for a gate that stays;
    gating: None, or the scheme by which the voltage opens and shuts the gate (sim.agents.hodgkin_huxley).
    """

    kind: str
    permeability: Mapping[str, float]
    count: int = 1
    at_nm: tuple[float, ...] = ()
    state: GateState = "open"
    opens_per_us: float = 0.0
    closes_per_us: float = 0.0
    gating: GatingScheme | None = None


@dataclass(frozen=True)
class Gating:
    """How the rate constants of voltage-gated channels (1/ms, from an axon) become those of the model (1/ns).

    ns_per_ms: model time for a millisecond of the cell; q10: factor of the rates for ten degrees; reference_C:
    temperature at which the constants hold as they stand; shift_mV: added to the voltages of the rate constants.
    """

    ns_per_ms: float = 1000.0
    q10: float = 3.0
    reference_C: float = 6.3
    shift_mV: float = 0.0


@dataclass(frozen=True)
class Pump:
    """Na+/K+-ATPases and their ATP.

    count: how many, each a row of one for every 100 nm of depth; sodium, potassium: ions that a cycle moves out and in;
    at_nm: centres along the membrane (nm), empty for an even spread; atp: molecules at the start, and the most that
    the cell stores; atp_per_us: made by the cell (1/us), both for 100 nm of depth. Rates (1/us): bind_sodium,
    bind_potassium for each ion within capture_nm of the mouth; turn_out, turn_in for a pump that has all it needs;
    ouabain for the drug to bind and leave.
    """

    count: int = 1
    sodium: int = 3
    potassium: int = 2
    at_nm: tuple[float, ...] = ()
    atp: float = 1000.0
    atp_per_us: float = 1000.0
    capture_nm: float = 2.0
    bind_sodium_per_us: float = 20.0
    bind_potassium_per_us: float = 40.0
    turn_out_per_us: float = 50.0
    turn_in_per_us: float = 50.0
    ouabain_per_us: float = 20.0


@dataclass(frozen=True)
class Scene:
    """All that the physics needs. Concentrations in mM, voltages in mV inside against outside.

    ions: how many ions in all; the depth of the box follows from it, so that counts and mM agree.
    initial_mV: voltage at the start, made by moving the most abundant cation across; clamp_mV: None or the
    voltage that an electrode holds. balance: complete a side that is not neutral by A- or M+ (else refuse it).
    near_step_nm: step length of the walk in and near pores; macro_step_ns: how long the voltage is held between
    two countings.
    """

    name: str = "scene"
    inside: Mapping[str, float] = field(default_factory=dict)
    outside: Mapping[str, float] = field(default_factory=dict)
    channels: tuple[Channel, ...] = ()
    pump: Pump | None = None
    gating: Gating = field(default_factory=Gating)
    temperature_C: float = 37.0
    ions: int = 100_000
    bath_inside: BathMode = "closed"
    bath_outside: BathMode = "perfused"
    initial_mV: float = 0.0
    clamp_mV: float | None = None
    balance: bool = True
    box: Box = field(default_factory=Box)
    membrane: Membrane = field(default_factory=Membrane)
    extra_species: tuple[Species, ...] = ()
    near_step_nm: float = 0.3
    macro_step_ns: float = 1.0

    def concentrations(self, side: Side) -> Mapping[str, float]:
        """Concentrations as the scene's author gave them, mM."""
        return self.inside if side == "inside" else self.outside

    def bath(self, side: Side) -> BathMode:
        return self.bath_inside if side == "inside" else self.bath_outside

    @property
    def species(self) -> dict[str, Species]:
        """Every species the scene uses, in table order, the balancing ions always among them."""
        table = TABLE | {s.symbol: s for s in self.extra_species}
        used = set(self.inside) | set(self.outside) | set(BALANCING.values())
        for channel in self.channels:
            used |= set(channel.permeability)
        if self.pump is not None:
            used |= {"Na", "K"}
        return {symbol: s for symbol, s in table.items() if symbol in used}

    def balanced(self, side: Side) -> dict[str, float]:
        """Concentrations of one side completed to electroneutrality, mM."""
        return neutral(self.concentrations(side), self.species)

    @property
    def geometry(self) -> Geometry:
        """The box that holds `ions` ions at the scene's concentrations."""
        total = sum(sum(self.balanced(side).values()) for side in SIDES)
        depth = self.ions / (total * IONS_PER_MM_NM3 * self.box.width_nm * self.box.half_height_nm)
        return Geometry(self.box.width_nm, self.box.half_height_nm, self.membrane.thickness_nm / 2, depth)


def neutral(concentrations: Mapping[str, float], species: Mapping[str, Species]) -> dict[str, float]:
    """Concentrations (mM) completed by the impermeant ion of the missing sign, so that they carry no net charge."""
    completed = dict(concentrations)
    net = sum(species[symbol].charge * c for symbol, c in concentrations.items())
    if abs(net) > 1e-9:
        filler = BALANCING[-1 if net > 0 else +1]
        completed[filler] = completed.get(filler, 0.0) + abs(net)
    return completed


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a scene: the key (dotted, as in a scene file) and what was expected."""

    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.key}: {self.message}"


class SceneError(ValueError):
    """A scene or a command that cannot be simulated; `problems` lists why."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(str(p) for p in problems))


def channel_centres(scene: Scene) -> list[tuple[int, float]]:
    """(index into scene.channels, centre in nm) of every channel, from left to right."""
    return [(i, x) for i, x in _centres(scene) if i < len(scene.channels)]


def pump_centres(scene: Scene) -> list[float]:
    """Centre of every pump, nm, from left to right."""
    return [x for i, x in _centres(scene) if i == len(scene.channels)]


def _centres(scene: Scene) -> list[tuple[int, float]]:
    """(kind, centre in nm) of all that sits in the membrane, from left to right; the pumps are the kind after the last.

    Kinds without explicit places share an even grid, each kind spread as evenly over it as its count allows.
    """
    kinds = [(c.count, c.at_nm) for c in scene.channels]
    if scene.pump is not None:
        kinds.append((scene.pump.count, scene.pump.at_nm))
    placed = [(i, x) for i, (_, at_nm) in enumerate(kinds) for x in at_nm]
    spread = [(i, count) for i, (count, at_nm) in enumerate(kinds) if not at_nm]
    total = sum(count for _, count in spread)
    # each door of a kind wants the place (j + 1/2) / count of the row; ties go to the rarer kind
    wishes = sorted(((j + 0.5) / count, count, i) for i, count in spread for j in range(count))
    pitch = scene.box.width_nm / max(total, 1)
    placed += [(i, (n + 0.5) * pitch) for n, (_, _, i) in enumerate(wishes)]
    return sorted(placed, key=lambda place: place[1])


def _finite(value: float) -> bool:
    return isinstance(value, (int, float)) and math.isfinite(value)


def problems(scene: Scene) -> list[Problem]:
    """Everything that keeps the scene from being simulated; empty if it is sound."""
    found: list[Problem] = []

    def expect(good: bool, key: str, message: str) -> None:
        if not good:
            found.append(Problem(key, message))

    numbers = {
        "box.width_nm": scene.box.width_nm,
        "box.half_height_nm": scene.box.half_height_nm,
        "membrane.thickness_nm": scene.membrane.thickness_nm,
        "membrane.capacitance_uF_cm2": scene.membrane.capacitance_uF_cm2,
        "membrane.pore_width_nm": scene.membrane.pore_width_nm,
        "membrane.pore_entry": scene.membrane.pore_entry,
        "near_step_nm": scene.near_step_nm,
        "macro_step_ns": scene.macro_step_ns,
    }
    for key, value in numbers.items():
        expect(_finite(value) and value > 0, key, f"expected a positive number, got {value}")
    expect(
        _finite(scene.temperature_C) and -20 <= scene.temperature_C <= 100,
        "temperature_C",
        f"expected a temperature between -20 and 100 C, got {scene.temperature_C}",
    )
    expect(scene.ions >= 100, "ions", f"expected at least 100 ions, got {scene.ions}")
    for key, voltage in (("initial_mV", scene.initial_mV), ("clamp_mV", scene.clamp_mV)):
        expect(
            voltage is None or (_finite(voltage) and abs(voltage) <= 500),
            key,
            f"expected a voltage between -500 and 500 mV, got {voltage}",
        )
    for s in scene.extra_species:
        expect(s.charge != 0, f"species.{s.symbol}.charge", "expected a charge other than 0")
        expect(_finite(s.diffusion) and s.diffusion > 0, f"species.{s.symbol}.diffusion", "expected a positive number")
    found += _species_problems(scene)
    found += _pump_problems(scene.pump)
    found += _gating_problems(scene.gating)
    if not found:
        found += _geometry_problems(scene)
    return found


def _species_problems(scene: Scene) -> list[Problem]:
    found = []
    known = set(TABLE) | {s.symbol for s in scene.extra_species}
    listing = ", ".join(sorted(known))
    for side in SIDES:
        for symbol, c in scene.concentrations(side).items():
            if symbol not in known:
                found.append(Problem(f"{side}.{symbol}", f"unknown species; expected one of {listing}"))
            if not _finite(c) or c < 0:
                found.append(Problem(f"{side}.{symbol}", f"expected a concentration of 0 mM or more, got {c}"))
    kinds: set[str] = set()
    for n, channel in enumerate(scene.channels):
        key = f"channels[{n}]"
        if channel.kind in kinds:
            found.append(Problem(f"{key}.kind", f"'{channel.kind}' is listed twice; give each kind one entry"))
        kinds.add(channel.kind)
        for symbol, p in channel.permeability.items():
            if symbol not in known:
                found.append(Problem(f"{key}.permeability.{symbol}", f"unknown species; expected one of {listing}"))
            if not _finite(p) or p < 0:
                found.append(Problem(f"{key}.permeability.{symbol}", f"expected 0 or more, got {p}"))
        if channel.count < 0:
            found.append(Problem(f"{key}.count", f"expected 0 or more, got {channel.count}"))
        if channel.at_nm and len(channel.at_nm) != channel.count:
            found.append(Problem(f"{key}.at_nm", f"expected {channel.count} places (count), got {len(channel.at_nm)}"))
        for name in ("opens_per_us", "closes_per_us"):
            rate = getattr(channel, name)
            if not _finite(rate) or rate < 0:
                found.append(Problem(f"{key}.{name}", f"expected a rate of 0 or more, got {rate}"))
    if not found and sum(c for side in SIDES for c in scene.concentrations(side).values()) < LEAST_MM:
        found.append(Problem("inside", f"expected ions on at least one side, {LEAST_MM:g} mM or more, got none"))
    if not found and not scene.balance:
        for side in SIDES:
            net = sum(scene.species[s].charge * c for s, c in scene.concentrations(side).items())
            if abs(net) > 1e-9:
                message = f"the side carries {net:+g} mM of charge; balance it, or set balance = true to add A- or M+"
                found.append(Problem(side, message))
    return found


def _pump_problems(pump: Pump | None) -> list[Problem]:
    if pump is None:
        return []
    found = []

    def expect(good: bool, key: str, message: str) -> None:
        if not good:
            found.append(Problem(f"pump.{key}", message))

    expect(pump.count >= 0, "count", f"expected 0 or more, got {pump.count}")
    if pump.at_nm:
        expect(len(pump.at_nm) == pump.count, "at_nm", f"expected {pump.count} places (count), got {len(pump.at_nm)}")
    for name in ("sodium", "potassium"):
        sites = getattr(pump, name)
        expect(0 <= sites <= MOST_SITES, name, f"expected 0 to {MOST_SITES} ions a cycle, got {sites}")
    expect(
        pump.sodium + pump.potassium > 0, "sodium", "a pump that moves 0 Na+ and 0 K+ does nothing; expected 3 and 2"
    )
    for name in ("atp", "atp_per_us", "ouabain_per_us"):
        value = getattr(pump, name)
        expect(_finite(value) and value >= 0, name, f"expected 0 or more, got {value}")
    for name in ("capture_nm", "bind_sodium_per_us", "bind_potassium_per_us", "turn_out_per_us", "turn_in_per_us"):
        value = getattr(pump, name)
        expect(_finite(value) and value > 0, name, f"expected a positive number, got {value}")
    if not found:
        expect(pump.atp + pump.atp_per_us > 0, "atp", "a pump needs ATP: set atp, atp_per_us, or both above 0")
    return found


def _gating_problems(gating: Gating) -> list[Problem]:
    found = []
    limits = {"ns_per_ms": (1, 1e6), "q10": (1, 10), "reference_C": (-20, 100), "shift_mV": (-100, 100)}
    for name, (low, high) in limits.items():
        value = getattr(gating, name)
        if not (_finite(value) and low <= value <= high):
            message = f"expected a number from {low:g} to {high:g}, got {value}"
            found.append(Problem(f"gating.{name}", message))
    return found


def _geometry_problems(scene: Scene) -> list[Problem]:
    found = []
    width, half_pore = scene.box.width_nm, scene.membrane.pore_width_nm / 2
    reach = STEPS_PER_WALL * math.sqrt(2 * max(s.diffusion for s in scene.species.values()) * scene.macro_step_ns)
    for key, length in (("box.width_nm", width), ("box.half_height_nm", scene.box.half_height_nm)):
        if length < reach:
            message = f"expected at least {reach:.1f} nm (six steps of {scene.macro_step_ns:g} ns), got {length:g}"
            found.append(Problem(key, message))
    if scene.near_step_nm > min(half_pore, scene.membrane.thickness_nm / 4):
        message = f"expected at most half the pore width ({half_pore:g} nm) and a quarter of the membrane"
        found.append(Problem("near_step_nm", f"{message}, got {scene.near_step_nm:g}"))
    centres = _centres(scene)
    keys = [f"channels[{n}]" for n in range(len(scene.channels))] + ["pump"]
    for i, x in centres:
        if not (_finite(x) and half_pore <= x <= width - half_pore):
            what = "pump" if i == len(scene.channels) else "channel"
            message = f"{what} outside the box: {x:g} nm, expected {half_pore:g} to {width - half_pore:g} nm"
            found.append(Problem(f"{keys[i]}.at_nm", message))
    half_widths = [half_pore + PORE_WALL_NM] * len(scene.channels) + [PUMP_WIDTH_NM / 2]
    for (i, x0), (j, x1) in pairwise(centres):
        needed = half_widths[i] + half_widths[j]
        if x1 - x0 < needed - 1e-9:
            message = f"overlaps {keys[i]}: centres {x0:.4g} and {x1:.4g} nm, expected {needed:.2g} nm between"
            found.append(Problem(keys[j], message))
    for n, channel in enumerate(scene.channels):
        for symbol, p in channel.permeability.items():
            entry = entry_probability(scene, symbol, p)
            if entry > 1:
                message = f"{p:g} is too permeable: with membrane.pore_entry = {scene.membrane.pore_entry:g} at most "
                found.append(Problem(f"channels[{n}].permeability.{symbol}", message + f"{p / entry:.3g} can be met"))
    return found


def entry_probability(scene: Scene, symbol: str, permeability: float) -> float:
    """Chance s = P x pore_entry x D_REFERENCE / D that a step into the pore is taken: s D is then P for all species."""
    return permeability * scene.membrane.pore_entry * D_REFERENCE / scene.species[symbol].diffusion
