"""The table that a reader fills in: a row for each case, or, without cases, for what the scene lets be changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scenes.actions import SWITCHES, lacks
from scenes.languages import text
from scenes.scene_file import SceneFile

MOST_ROWS, OWN_ROWS = 14, 2


@dataclass(frozen=True)
class Table:
    """columns: headings; wide: whether a column is for words; rows: what stands first in each."""

    columns: tuple[str, ...]
    wide: tuple[bool, ...]
    rows: tuple[str, ...]


def table_of(scene_file: SceneFile, language: str) -> Table:
    """With empty cells for the reader."""
    headings = list(_headings(scene_file, language))
    if scene_file.cases:
        x = scene_file.compare.x.in_(language) if scene_file.compare else ""
        first = x or text("handout.column.set", language)
        rows = [case.label.in_(language) for case in scene_file.cases]
        if scene_file.hands is not None and scene_file.hands.xs:  # a dial has values between those of the cases
            rows += [text("handout.row.own_value", language)] * OWN_ROWS
    else:
        first = text("handout.column.set", language)
        rows = list(_changes(scene_file, language))
    wide = tuple(words for _, words in headings)
    return Table((first, *(heading for heading, _ in headings)), (False, *wide), tuple(rows[:MOST_ROWS]))


def quantity_of(scene_file: SceneFile) -> str:
    """What is written down of each row: "voltage", "current", "pump" or "layer"."""
    return scene_file.compare.quantity if scene_file.compare and scene_file.cases else "voltage"


def _headings(scene_file: SceneFile, language: str) -> Iterator[tuple[str, bool]]:
    """(heading, whether it is for words)"""

    def column(key: str, **values: object) -> str:
        return text(f"handout.column.{key}", language, **values)

    yield column("expect"), True
    match quantity_of(scene_file):
        case "current":
            passing = {s for c in scene_file.scene.channels if c.count for s, p in c.permeability.items() if p > 0}
            charge = {symbol: species.charge for symbol, species in scene_file.scene.species.items()}
            for symbol in (s for s in scene_file.scene.species if s in passing):
                yield column("current", ion=ion(symbol, charge[symbol])), False
        case "pump":
            yield column("pump"), False
        case "layer":
            for side in ("inside", "outside"):
                yield column("layer", side=text(f"side.{side}", language)), False
        case _:
            yield column("voltage"), False
            yield column("predicted"), False
    if not scene_file.cases:
        yield column("saw"), True


def changes_of(scene_file: SceneFile) -> Sequence[str]:
    """Actions that a scene without cases is changed by: those that it asks for; where it asks for nothing, those that
    it can do."""
    if scene_file.first_try is not None:
        return scene_file.first_try.actions
    able = [action for action in (*SWITCHES, "pump", "stimulate") if not lacks(action, scene_file.scene)]
    return [*able, "sliders"]


def _changes(scene_file: SceneFile, language: str) -> Iterator[str]:
    """Rows for what the scene is changed by."""

    def row(key: str, **values: object) -> str:
        return text(f"handout.row.{key}", language, **values)

    yield row("start")
    if scene_file.timeline:
        yield row("changed")
    scene = scene_file.scene
    for action in changes_of(scene_file):
        kind, _, symbol = action.partition(":")
        if kind == "toggle":
            states = {c.state for c in scene.channels if c.count and c.passes_best == symbol}
            label = ion(symbol, scene.species[symbol].charge)
            yield row("shut" if "open" in states else "opened", ion=label)
        elif action == "sliders":
            has_K = "K" in scene.species
            yield from [row("K_out"), row("K_out")] if has_K else []
        elif action in ("pump", "dnp", "ouabain", "stoichiometry", "stimulate", "gating"):
            yield row(action)
    yield row("own")


def ion(symbol: str, charge: int) -> str:
    """K^{+}, Ca^{2+}, Cl^{−}: marked as the window marks it."""
    size = str(abs(charge)) if abs(charge) > 1 else ""
    return f"{symbol}^{{{size}{'+' if charge > 0 else '−'}}}"
