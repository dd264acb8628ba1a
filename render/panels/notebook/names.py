"""What a variable of the notebook is called on screen, and how its values are written."""

from render.style.theme import species_style
from render.style.words import Words
from scenes.notebook.record import Record
from scenes.notebook.variables import SET, SIDES


def variable_name(name: str, words: Words, record: Record | None = None) -> str:
    """Such as: K+ outside, mM (as set)."""
    head, _, rest = name.partition(".")
    if head in SIDES:
        symbol, _, how = rest.partition(".")
        valence = record.valence.get(symbol, 1) if record is not None else 1
        key = "amount_set" if how == SET else "amount"
        return words(f"ui.notebook.x.{key}", ion=species_style(symbol, valence).label, side=words(f"side.{head}"))
    if head == "permeability":
        return f"P_{{{rest}}}"
    if head == "doors":
        return words("ui.notebook.x.doors", kind=rest)
    return words(f"ui.notebook.x.{name}")


def short_name(name: str, words: Words, record: Record | None = None) -> str:
    """The same at the head of a narrow column, without how it was found."""
    head, _, rest = name.partition(".")
    if head in SIDES:
        symbol = rest.partition(".")[0]
        valence = record.valence.get(symbol, 1) if record is not None else 1
        return words("ui.notebook.x.short", ion=species_style(symbol, valence).label, side=words(f"side.{head}"))
    return variable_name(name, words, record)


def unit_of(name: str) -> str:
    """Of the variable, for a slope against it."""
    head = name.partition(".")[0]
    if head in SIDES:
        return "mM"
    return {"temperature_C": "°C", "clamp_mV": "mV"}.get(name, "")


def plain(x: float) -> str:
    """A value on the axis and in the table."""
    return f"{x:.3g}".replace("-", "−")
