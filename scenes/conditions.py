"""What may be asked of a moment, and how the count answers: the `while` of a caption, the `when` of a reply, the `goal`
of a mission.

A table of conditions holds if all of them do: flags (`K_open = true`, `pump_on = false`) and bounds (`V_below = -60`).
Each is answered from what was counted, never from what should be.
"""

import math
from collections.abc import Callable, Mapping, Sequence

from scenes.spiking import Spikes
from sim.measure.observables import Observation
from sim.theory import nernst
from sim.units import ZERO_CELSIUS

Conditions = Mapping[str, bool | float]

FLAGS: Mapping[str, Callable[[Observation], bool]] = {
    "all_shut": lambda seen: not any(seen.permeability.values()),
    "pump_on": lambda seen: seen.pump is not None and seen.pump.running and not all(seen.pump.locked),
    "usual_pump": lambda seen: seen.pump is not None and (seen.pump.sodium, seen.pump.potassium) == (3, 2),
    "dnp": lambda seen: seen.pump is not None and seen.pump.dnp,
    "ouabain": lambda seen: seen.pump is not None and seen.pump.ouabain,
    "gating_on": lambda seen: seen.gating is not None and seen.gating.responding,
    "clamped": lambda seen: seen.clamp_mV is not None,
    "perfused": lambda seen: seen.perfused,
}
OF_ION: Mapping[str, Callable[[Observation, str], bool]] = {
    "open": lambda seen, ion: seen.permeability.get(ion, 0.0) > 0,
    "left": lambda seen, ion: seen.crossings[ion]["out"] > seen.crossings[ion]["in"],  # more out than in, so far
}
NUMBERS: Mapping[str, Callable[[Observation], float]] = {
    "T": lambda seen: seen.temperature_K - ZERO_CELSIUS,
    "ATP": lambda seen: 100 * seen.pump.atp / seen.pump.atp_store if seen.pump and seen.pump.atp_store else math.nan,
    "h": lambda seen: seen.gating.particle_share.get("h", math.nan) if seen.gating else math.nan,
}
NUMBERS_OF_ION: Mapping[str, Callable[[Observation, str], float]] = {
    "inside": lambda seen, ion: seen.concentration_mM["inside"][ion],
    "outside": lambda seen, ion: seen.concentration_mM["outside"][ion],
    "P": lambda seen, ion: seen.permeability.get(ion, 0.0),
}
SPIKES = ("spiked", "spiked_lately")
OF_SPIKES: Mapping[str, Callable[[Spikes], float]] = {
    "pulse": lambda spikes: spikes.pulse_mV,
    "unanswered": lambda spikes: spikes.unanswered_mV,
}
NO_SPIKES = Spikes()
MEANING = (
    "flags: K_open (any ion of the scene), K_left (more went out than came in), all_shut, pump_on, usual_pump (3 : 2), "
    "dnp, ouabain, gating_on, clamped, perfused, spiked (a spike began since the caption did; in a mission, since the "
    "visitor first acted), spiked_lately (since the caption before did; in a mission, in the last 1000 ns); bounds, "
    "with _below or _above: V (mV), T (C), ATP (% of the store), h (share of 1), E_K (mV), K_inside, K_outside (mM), "
    "K_P (relative permeability), pulse (mV that an electrode's charge made just before the last spike), unanswered "
    "(mV that it has made since the last spike); K_balanced: V at most so far from E_K, mV"
)


def holds(
    conditions: Conditions,
    seen: Observation,
    voltage_mV: float,
    spiked: bool = False,
    spiked_lately: bool = False,
    told: Spikes = NO_SPIKES,
) -> bool:
    """Whether all hold. voltage_mV: as it is shown, a mean over the last moments; spiked: since the caption began, or
    since a visitor acted; spiked_lately: since the caption before began; told: of spikes and what they began on."""
    spikes = dict(zip(SPIKES, (spiked, spiked_lately), strict=True))
    return all(
        spikes[name] is wanted if name in spikes else _answer(name, wanted, seen, voltage_mV, told)
        for name, wanted in conditions.items()
    )


def problems(conditions: Mapping[str, object], ions: Sequence[str]) -> list[tuple[str, str]]:
    """(name, what is wrong with it) of those that nothing answers in a scene with these ions."""
    found = []
    for name, wanted in conditions.items():
        kind = _kind(name, ions)
        if kind is None:
            found.append((name, f"unknown condition; expected {MEANING}"))
        elif kind is bool and not isinstance(wanted, bool):
            found.append((name, f"expected true or false, got {wanted!r}"))
        elif kind is float and (isinstance(wanted, bool) or not isinstance(wanted, int | float)):
            found.append((name, f"expected a number, got {wanted!r}"))
    return found


def _kind(name: str, ions: Sequence[str]) -> type | None:
    """bool for a flag, float for a bound, None for neither."""
    what, _, last = name.rpartition("_")
    if name in FLAGS or name in SPIKES or (what in ions and last in OF_ION):
        return bool
    if last == "balanced":
        return float if what in ions else None
    if last not in ("below", "above"):
        return None
    ion, _, quantity = what.rpartition("_")
    known = what == "V" or what in NUMBERS or what in OF_SPIKES or (ion in ions and quantity in NUMBERS_OF_ION)
    return float if known or (ion == "E" and quantity in ions) else None


def never(conditions: Conditions) -> list[tuple[str, str]]:
    """(name, what is wrong with it) of bounds between which there is nothing."""
    found = []
    for name, most in conditions.items():
        what, _, last = name.rpartition("_")
        least = conditions.get(f"{what}_above")
        if last == "below" and least is not None and least >= most:
            found.append((name, f"expected more than {what}_above ({least:g}), got {most:g}: nothing lies between"))
    return found


def _answer(name: str, wanted: bool | float, seen: Observation, voltage_mV: float, told: Spikes) -> bool:
    what, _, last = name.rpartition("_")
    if name in FLAGS:
        return FLAGS[name](seen) is wanted
    if last in OF_ION:
        return OF_ION[last](seen, what) is wanted
    if last == "balanced":
        return abs(voltage_mV - _equilibrium_mV(seen, what)) <= wanted
    value = OF_SPIKES[what](told) if what in OF_SPIKES else _number(what, seen, voltage_mV)
    return value < wanted if last == "below" else value > wanted


def _number(what: str, seen: Observation, voltage_mV: float) -> float:
    if what == "V":
        return voltage_mV
    if what in NUMBERS:
        return NUMBERS[what](seen)
    ion, _, quantity = what.rpartition("_")
    return _equilibrium_mV(seen, quantity) if ion == "E" else NUMBERS_OF_ION[quantity](seen, ion)


def _equilibrium_mV(seen: Observation, ion: str) -> float:
    inside, outside = seen.bulk_mM("inside")[ion], seen.bulk_mM("outside")[ion]
    return float(nernst(seen.valence[ion], inside, outside, seen.temperature_K))
