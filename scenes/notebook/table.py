"""Records as a table: CSV with the unit in each column's name."""

import csv
import io
import math
from collections.abc import Sequence

from scenes.notebook.record import Record

Cell = str | float | int | bool | None


def columns(records: Sequence[Record]) -> list[str]:
    """Names of all columns that any record has something for, in a fixed order of kinds."""
    rows = [row(n + 1, record) for n, record in enumerate(records)] or [{}]
    longest = max(rows, key=len)
    names = list(longest)
    for one in rows:  # what only some records have goes beside its kind
        for place, name in enumerate(one):
            if name not in names:
                before = next((list(one)[k] for k in reversed(range(place)) if list(one)[k] in names), None)
                names.insert(0 if before is None else names.index(before) + 1, name)
    return names


def row(number: int, record: Record) -> dict[str, Cell]:
    """One record by the names of its columns."""
    found: dict[str, Cell] = {
        "record": number,
        "recorded_at": record.at,
        "scene": record.scene,
        "V_mean_mV": record.voltage_mV,
        "V_half_95_mV": record.half_mV,
        "independent_samples": record.effective,
        "window_ns": record.window_ns,
        "time_ns": record.time_ns,
        "predicts": record.predicts,
        "predicted_mV": record.predicted_mV.get(record.predicts, math.nan),
        "GHK_mV": record.predicted_mV.get("ghk", math.nan),
    }
    for name, mV in record.predicted_mV.items():
        kind, _, symbol = name.partition(":")
        if kind == "nernst":
            found[f"E_{symbol}_mV"] = mV
        elif name not in ("ghk", "zero"):
            found[f"{name}_mV"] = mV
    for how, amounts in (("set", record.set_mM), ("counted", record.counted_mM), ("bulk", record.bulk_mM)):
        for side, here in amounts.items():
            found |= {f"{side}_{symbol}_{how}_mM": mM for symbol, mM in here.items()}
    found |= {f"permeability_{symbol}": p for symbol, p in record.permeability.items()}
    for kind, total in record.doors.items():
        found[f"doors_open_{kind}"] = record.doors_open.get(kind, 0)
        found[f"doors_{kind}"] = total
    found |= {"temperature_C": record.temperature_C, "clamp_mV": record.clamp_mV, "field": record.field}
    found |= {f"bath_{side}": mode for side, mode in record.bath.items()}
    found |= {f"pump_{name}": known for name, known in (record.pump or {}).items()}
    return found | {"ions": record.ions, "seed": record.seed, "note": record.note}


def as_csv(records: Sequence[Record]) -> str:
    """Comma-separated, a line of names first, quoted where a text needs it; nothing where a record has no value."""
    stream = io.StringIO()
    names = columns(records)
    writer = csv.DictWriter(stream, names, restval="", lineterminator="\n")
    writer.writeheader()
    for n, record in enumerate(records):
        cells = row(n + 1, record).items()
        writer.writerow({name: "" if _empty(known) else known for name, known in cells})
    return stream.getvalue()


def _empty(known: Cell) -> bool:
    return known is None or (isinstance(known, float) and not math.isfinite(known))
