"""What is wrong with a scene: everything that keeps it from being simulated, found at once and named by its key.

`Simulation` refuses a scene that has any problem, scene files (package `scenes`) report all of them.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

from sim.scene import MAX_MM, SIDES, Channel, Gating, Pump, Scene, centres, entry_probability
from sim.species import TABLE

MOST_SITES = 8
LEAST_MM = 1e-3
MOST_NM = 10_000.0  # of any length: beyond some of these, places are too coarse in single precision
LEAST_UF_CM2 = 0.01  # a hundredth of a real membrane's; noise is larger than any voltage long before
PUMP_WIDTH_NM = 2.6
PORE_WALL_NM = 0.4  # protein on each side of a pore; pores whose walls overlap are refused
MOST_TURNS = 0.1  # of a flickering gate in a macro-step, on average: dwell times are then longer by 5 % at most
CELL_NM = 0.1, 1.0  # of the field's mesh: the layers of ions are thinner than a nanometre
MOST_PERMITTIVITY = 1000.0
LONGEST_SOLVE_NS = {True: 1.0, False: 0.2}  # by whether it is damped; beyond, fluctuations are overshot
MOST_COLUMNS, MOST_LAYERS = 1000, 2000
STEPS_PER_WALL = 6.0  # a free step of six sigma must not reflect twice


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


def expect(good: bool, key: str, message: str) -> list[Problem]:
    """The problem, unless all is good."""
    return [] if good else [Problem(key, message)]


def _finite(value: float) -> bool:
    return isinstance(value, (int, float)) and math.isfinite(value)


def problems(scene: Scene) -> list[Problem]:
    """Everything that keeps the scene from being simulated; empty if it is sound."""
    found: list[Problem] = []
    numbers = {
        "box.width_nm": (scene.box.width_nm, 0, MOST_NM),
        "box.half_height_nm": (scene.box.half_height_nm, 0, MOST_NM),
        "membrane.thickness_nm": (scene.membrane.thickness_nm, 0, MOST_NM),
        "membrane.capacitance_uF_cm2": (scene.membrane.capacitance_uF_cm2, LEAST_UF_CM2, math.inf),
        "membrane.pore_width_nm": (scene.membrane.pore_width_nm, 0, MOST_NM),
        "membrane.pore_entry": (scene.membrane.pore_entry, 0, math.inf),
        "near_step_nm": (scene.near_step_nm, 0, math.inf),
        "macro_step_ns": (scene.macro_step_ns, 0, math.inf),
    }
    for key, (value, least, most) in numbers.items():
        within = (f", at least {least:g}" if least else "") + (f", at most {most:g}" if most < math.inf else "")
        good = _finite(value) and value > 0 and least <= value <= most
        found += expect(good, key, f"expected a positive number{within}, got {value}")
    found += expect(
        _finite(scene.temperature_C) and -20 <= scene.temperature_C <= 100,
        "temperature_C",
        f"expected a temperature between -20 and 100 C, got {scene.temperature_C}",
    )
    found += expect(
        _finite(scene.diffusion_C) and -20 <= scene.diffusion_C <= 100,
        "diffusion_C",
        f"expected a temperature between -20 and 100 C, got {scene.diffusion_C}",
    )
    found += expect(scene.ions >= 100, "ions", f"expected at least 100 ions, got {scene.ions}")
    for key, voltage in (("initial_mV", scene.initial_mV), ("clamp_mV", scene.clamp_mV)):
        found += expect(
            voltage is None or (_finite(voltage) and abs(voltage) <= 500),
            key,
            f"expected a voltage between -500 and 500 mV, got {voltage}",
        )
    for s in scene.extra_species:
        found += expect(s.charge != 0, f"species.{s.symbol}.charge", "expected a charge other than 0")
        found += expect(
            _finite(s.diffusion) and s.diffusion > 0, f"species.{s.symbol}.diffusion", "expected a positive number"
        )
    found += _species_problems(scene)
    found += _pump_problems(scene.pump)
    found += _gating_problems(scene.gating)
    found += _field_problems(scene)
    if not found:
        found += _geometry_problems(scene)
    if not found:
        found += _mesh_problems(scene)
    return found


def _species_problems(scene: Scene) -> list[Problem]:
    found = []
    known = set(TABLE) | {s.symbol for s in scene.extra_species}
    listing = ", ".join(sorted(known))
    for side in SIDES:
        for symbol, c in scene.concentrations(side).items():
            if symbol not in known:
                found.append(Problem(f"{side}.{symbol}", f"unknown species; expected one of {listing}"))
            if not (_finite(c) and 0 <= c <= MAX_MM):
                message = f"expected a concentration of 0 mM or more, at most {MAX_MM:g} mM, got {c:g}"
                found.append(Problem(f"{side}.{symbol}", message))
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
        found += _flicker_problems(key, channel, scene.macro_step_ns)
    if not found and sum(c for side in SIDES for c in scene.concentrations(side).values()) < LEAST_MM:
        found.append(Problem("inside", f"expected ions on at least one side, {LEAST_MM:g} mM or more, got none"))
    if not found and not scene.balance:
        for side in SIDES:
            net = sum(scene.species[s].charge * c for s, c in scene.concentrations(side).items())
            if abs(net) > 1e-9:
                message = f"the side carries {net:+g} mM of charge; balance it, or set balance = true to add A- or M+"
                found.append(Problem(side, message))
    return found


def _flicker_problems(key: str, channel: Channel, macro_step_ns: float) -> list[Problem]:
    """A gate turns once in a macro-step at most: one that is faster would miss its own openings."""
    both = channel.opens_per_us + channel.closes_per_us
    if not (_finite(both) and _finite(macro_step_ns) and macro_step_ns > 0):
        return []
    most, step_ns = MOST_TURNS * 1e3 / macro_step_ns, 100 / max(both, 1e-30)
    message = (
        f"faster than the gates act: with macro_step_ns = {macro_step_ns:g} expected opens_per_us + closes_per_us "
    )
    message += f"of {most:.4g}/us at most, got {both:g}; macro_step_ns = {step_ns:.3g} allows it"
    name = "opens_per_us" if channel.opens_per_us > channel.closes_per_us else "closes_per_us"
    return expect(both <= most * (1 + 1e-9), f"{key}.{name}", message)


def _pump_problems(pump: Pump | None) -> list[Problem]:
    if pump is None:
        return []
    found: list[Problem] = []
    found += expect(pump.count >= 0, "pump.count", f"expected 0 or more, got {pump.count}")
    if pump.at_nm:
        found += expect(
            len(pump.at_nm) == pump.count, "pump.at_nm", f"expected {pump.count} places (count), got {len(pump.at_nm)}"
        )
    for name in ("sodium", "potassium"):
        sites = getattr(pump, name)
        found += expect(
            0 <= sites <= MOST_SITES, f"pump.{name}", f"expected 0 to {MOST_SITES} ions a cycle, got {sites}"
        )
    idle = "a pump that moves 0 Na+ and 0 K+ does nothing; expected 3 and 2"
    found += expect(pump.sodium + pump.potassium > 0, "pump.sodium", idle)
    for name in ("atp", "atp_per_us", "ouabain_per_us"):
        value = getattr(pump, name)
        found += expect(_finite(value) and value >= 0, f"pump.{name}", f"expected 0 or more, got {value}")
    reach = f"expected a positive number, at most {MOST_NM:g}, got {pump.capture_nm}"
    found += expect(_finite(pump.capture_nm) and 0 < pump.capture_nm <= MOST_NM, "pump.capture_nm", reach)
    for name in ("bind_sodium_per_us", "bind_potassium_per_us", "turn_out_per_us", "turn_in_per_us"):
        value = getattr(pump, name)
        found += expect(_finite(value) and value > 0, f"pump.{name}", f"expected a positive number, got {value}")
    for name, (low, high) in {"atp_kJ_per_mol": (0, 100), "q10": (1, 10)}.items():
        value = getattr(pump, name)
        good = _finite(value) and low <= value <= high
        found += expect(good, f"pump.{name}", f"expected a number from {low:g} to {high:g}, got {value}")
    if not found:
        found += expect(
            pump.atp + pump.atp_per_us > 0, "pump.atp", "a pump needs ATP: set atp, atp_per_us, or both above 0"
        )
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


def _field_problems(scene: Scene) -> list[Problem]:
    field = scene.field
    limits = {"cell_nm": (*CELL_NM, field.cell_nm), "permittivity": (0, MOST_PERMITTIVITY, field.permittivity)}
    found: list[Problem] = []
    for name, (low, high, value) in limits.items():
        message = f"expected a number from {low:g} to {high:g}, got {value}"
        found += expect(_finite(value) and low <= value <= high, f"field.{name}", message)
    return found


def _mesh_problems(scene: Scene) -> list[Problem]:
    field, found = scene.field, []
    if field.kind == "capacitor":
        return []
    most = LONGEST_SOLVE_NS[field.damped]
    why = "while it is held, ions answer their own charge in half a nanosecond"
    message = f"with field.kind = {field.kind} expected at most {most:g} ns ({why}), got {scene.macro_step_ns:g}; "
    message += "field.kind = capacitor allows it"
    found += expect(scene.macro_step_ns <= most, "macro_step_ns", message)
    columns = scene.box.width_nm / field.cell_nm
    message = f"{columns:.0f} columns are too many for a mesh; at most {MOST_COLUMNS} (box.width_nm / field.cell_nm)"
    found += expect(field.kind != "mesh" or columns <= MOST_COLUMNS, "field.cell_nm", message)
    cells = (2 * scene.box.half_height_nm + scene.membrane.thickness_nm) / field.cell_nm
    message = f"{cells:.0f} layers are too many; at most {MOST_LAYERS} (height of the box / field.cell_nm)"
    found += expect(cells <= MOST_LAYERS, "field.cell_nm", message)
    return found


def too_small(scene: Scene) -> list[Problem]:
    """Lengths of the box that are short against the ions' free steps at the scene's temperature."""
    reach = STEPS_PER_WALL * math.sqrt(2 * max(scene.diffusion.values()) * scene.macro_step_ns)
    message = f"expected at least {reach:.4g} nm (six steps of {scene.macro_step_ns:g} ns at {scene.temperature_C:g} C)"
    lengths = {"box.width_nm": scene.box.width_nm, "box.half_height_nm": scene.box.half_height_nm}
    return [Problem(key, f"{message}, got {length:g}") for key, length in lengths.items() if length < reach]


def _geometry_problems(scene: Scene) -> list[Problem]:
    found = too_small(scene)
    width, half_pore = scene.box.width_nm, scene.membrane.pore_width_nm / 2
    if scene.near_step_nm > min(half_pore, scene.membrane.thickness_nm / 4):
        message = f"expected at most half the pore width ({half_pore:g} nm) and a quarter of the membrane"
        found.append(Problem("near_step_nm", f"{message}, got {scene.near_step_nm:g}"))
    places = centres(scene)
    keys = [f"channels[{n}]" for n in range(len(scene.channels))] + ["pump"]
    for i, x in places:
        if not (_finite(x) and half_pore <= x <= width - half_pore):
            what = "pump" if i == len(scene.channels) else "channel"
            message = f"{what} outside the box: {x:g} nm, expected {half_pore:g} to {width - half_pore:g} nm"
            found.append(Problem(f"{keys[i]}.at_nm", message))
    half_widths = [half_pore + PORE_WALL_NM] * len(scene.channels) + [PUMP_WIDTH_NM / 2]
    for (i, x0), (j, x1) in pairwise(places):
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
