"""Everything that the notebook knows of one record, in words."""

from render.panels.amounts.ladder import differs, figure
from render.style.theme import species_style
from render.style.words import Words, count
from scenes.notebook.record import Record


def details(record: Record, number: int, words: Words) -> str:
    """A few lines: when and how, both solutions, doors, what else was set, and the note."""
    told = [
        words(
            "ui.notebook.detail.made",
            number=number,
            at=record.at[:16].replace("T", " "),
            window=count(record.window_ns),
            ions=count(record.ions),
            seed=record.seed,
            temperature=f"{record.temperature_C:g}",
        )
    ]
    told += [f"{words(f'side.{side}')}, mM: {_solution(record, side)}" for side in ("inside", "outside")]
    doors = [f"{kind} {record.doors_open.get(kind, 0)}/{total}" for kind, total in record.doors.items()]
    rest = [words("ui.notebook.detail.doors", doors=", ".join(doors))] if doors else []
    if record.clamp_mV is not None:
        rest.append(words("voltage.clamped", voltage=f"{record.clamp_mV:.0f}".replace("-", "−")))
    if record.pump is not None:
        rest.append(f"{words('ui.pump.label')}: {words('ui.on' if record.pump.get('running') else 'ui.off')}")
        rest += [drug for drug in ("DNP", "ouabain") if record.pump.get(drug)]
    told += ["; ".join(rest)] if rest else []
    return "\n".join([*told, record.note] if record.note else told)


def _solution(record: Record, side: str) -> str:
    """As counted, and in brackets as set where that differs."""
    found = []
    for symbol, mM in record.counted_mM.get(side, {}).items():
        given = record.set_mM.get(side, {}).get(symbol)
        if mM < 0.05 and not given:
            continue
        label = species_style(symbol, record.valence.get(symbol, 1)).label
        beside = f" ({figure(given)})" if given is not None and differs(mM, given) else ""
        found.append(f"{label} {mM:.1f}{beside}")
    return ", ".join(found)
