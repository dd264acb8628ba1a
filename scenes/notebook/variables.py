"""What records can be plotted against, and what theory says as that alone is changed.

A variable's name is the key of a scene file where there is one: "outside.K" (as counted, beyond the layers of charge at
the membrane), "outside.K.set" (as it was set), "temperature_C", "clamp_mV", "permeability.K" (of the membrane),
"doors.K" (open doors of a kind).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.notebook.fit import Line, weighted_line
from scenes.notebook.record import Record
from sim import theory
from sim.species import BALANCING
from sim.units import kelvin, thermal_voltage_mV

SET = "set"
SIDES = ("inside", "outside")
SAME = 0.005  # a setting that differs by less than this part is the same

Plane = NDArray[np.float64]


def variables(records: Sequence[Record]) -> list[str]:
    """All that the records can be plotted against: concentrations first, those that were set differently among
    records before those that were the same in all."""
    found: dict[str, None] = {}
    for record in records:
        for side in SIDES:
            for symbol in record.set_mM.get(side, {}):
                if symbol not in BALANCING.values():
                    found |= {f"{side}.{symbol}": None, f"{side}.{symbol}.{SET}": None}
        found |= {f"permeability.{s}": None for s, p in record.permeability.items() if p > 0}
        found |= {f"doors.{kind}": None for kind in record.doors}
    found |= {"temperature_C": None, "clamp_mV": None} if records else {}
    return sorted(
        found, key=lambda name: not _varies(records, name if f"{name}.{SET}" not in found else f"{name}.{SET}")
    )


def value(record: Record, name: str) -> float | None:
    """The variable's value in a record; None where it has none."""
    head, _, rest = name.partition(".")
    if head in SIDES:
        symbol, _, how = rest.partition(".")
        return (record.set_mM if how == SET else record.bulk_mM).get(head, {}).get(symbol)
    if head == "permeability":
        return record.permeability.get(rest)
    if head == "doors":
        return record.doors_open.get(rest)
    return {"temperature_C": record.temperature_C, "clamp_mV": record.clamp_mV}.get(name)


def species_of(name: str) -> str | None:
    """The ion whose concentration a variable is."""
    head, _, rest = name.partition(".")
    return rest.partition(".")[0] if head in SIDES else None


def ghk_along(record: Record, name: str, xs: Sequence[float] | Plane) -> Plane:
    """GHK's voltage, mV, with all as it was counted in a record but the variable; nan where nothing passes."""
    at = np.asarray(xs, np.float64)
    head, _, rest = name.partition(".")
    symbol = species_of(name)
    found = np.full(at.shape, np.nan)
    for n, x in enumerate(at):
        sides = {side: dict(record.bulk_mM[side]) for side in SIDES}
        passes, celsius = dict(record.permeability), record.temperature_C
        if symbol is not None:
            sides[head][symbol] = float(x)
        elif head == "permeability":
            passes[rest] = float(x)
        elif head == "doors":
            more = float(x) - record.doors_open.get(rest, 0)
            for ion, p in record.passes.get(rest, {}).items():
                passes[ion] = max(passes.get(ion, 0.0) + more * p, 0.0)
        elif name == "temperature_C":
            celsius = float(x)
        mV = theory.ghk_voltage(passes, sides["inside"], sides["outside"], kelvin(celsius), record.valence)
        found[n] = mV if math.isfinite(mV) else math.nan
    return found


def nernst_along(record: Record, name: str, xs: Sequence[float] | Plane) -> tuple[str, Plane]:
    """An ion and its equilibrium voltage, mV, in the same way: that of the variable, else the scene's, else the one
    that passes best; "" for none."""
    at = np.asarray(xs, np.float64)
    symbol = species_of(name) or _main_ion(record)
    if symbol not in record.valence:
        return "", np.full(at.shape, np.nan)
    inside, outside = (np.full(at.shape, record.bulk_mM[side].get(symbol, 0.0)) for side in SIDES)
    head = name.partition(".")[0]
    if species_of(name) is not None:
        inside, outside = (at, outside) if head == "inside" else (inside, at)
    celsius = at if name == "temperature_C" else np.full(at.shape, record.temperature_C)
    found = [
        theory.nernst(record.valence[symbol], float(i), float(o), kelvin(float(t)))
        for i, o, t in zip(inside, outside, celsius, strict=True)
    ]
    return symbol, np.array([mV if math.isfinite(mV) else math.nan for mV in found])


@dataclass(frozen=True)
class Slopes:
    """counted: the line through the counted voltages; ghk: through what GHK says of each record, over the same x and
    with the same weights, None where it says nothing; nernst: slope of the ion alone, mV a decade, nan without a
    logarithmic axis of its concentration; log: slopes are those of a decade."""

    counted: Line
    ghk: Line | None
    nernst: float
    log: bool


def slopes(records: Sequence[Record], name: str, log: bool) -> Slopes | None:
    """Fit the records against a variable; None where fewer than two different values are there."""
    points = [(x, record) for record in records if (x := usable(record, name, log)) is not None]
    at = [math.log10(x) if log else x for x, _ in points]
    half = [record.half_mV for _, record in points]
    counted = weighted_line(at, [record.voltage_mV for _, record in points], half)
    if counted is None:
        return None
    foreseen = [(a, record.predicted_mV["ghk"], h) for a, h, (_, record) in zip(at, half, points, strict=True)
                if "ghk" in record.predicted_mV]  # fmt: skip
    ghk = weighted_line(*(list(column) for column in zip(*foreseen, strict=True))) if foreseen else None
    return Slopes(counted, ghk, nernst_slope_mV(points[-1][1], name) if log else math.nan, log)


def usable(record: Record, name: str, log: bool) -> float | None:
    """The variable's value where it can stand on the axis."""
    x = value(record, name)
    return None if x is None or (log and x <= 0) else x


def nernst_slope_mV(record: Record, name: str) -> float:
    """mV for ten times as much of the variable's ion: V_T ln 10 / z outside, its negative inside; nan for others."""
    symbol = species_of(name)
    if symbol is None or symbol not in record.valence:
        return math.nan
    decade: float = thermal_voltage_mV(kelvin(record.temperature_C)) * math.log(10) / record.valence[symbol]
    return decade if name.startswith("outside") else -decade


def _main_ion(record: Record) -> str:
    claimed = record.predicts.partition("nernst:")[2]
    return claimed or max(record.permeability, key=lambda s: record.permeability[s], default="")


def _varies(records: Sequence[Record], name: str) -> bool:
    values = [x for record in records if (x := value(record, name)) is not None]
    return bool(values) and max(values) - min(values) > SAME * max(abs(x) for x in values)
