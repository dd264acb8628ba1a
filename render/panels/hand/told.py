"""What is said of a scene that a visitor has in hand."""

from render.playback.comparison import Comparison
from render.playback.tries import Hand
from render.style.words import Words, typeset
from scenes import SceneFile
from scenes.hands import Place


def phase(hand: Hand) -> str:
    """What happens to what is set now: "astray", "settling", "counting" or "done"."""
    if hand.place is None:
        return "astray"
    return "done" if hand.done else "settling" if hand.settling else "counting"


def place_name(place: Place, file: SceneFile, words: Words) -> str:
    """A place among the cases: the names of those that it is like, else the number on the dial."""
    if place.on:
        return ", ".join(typeset(file.cases[n].label.in_(words.language)) for n in sorted(place.on))
    return f"{place.x:g}".replace("-", "−") if place.x is not None else ""


def heading(comparison: Comparison, file: SceneFile, counted: str, words: Words) -> str:
    """The line of the chart that tells what is set, and what was counted there, or how far that is."""
    hand = comparison.hand
    assert hand is not None
    if hand.place is None:
        return "› " + words("ui.hand.astray")
    name = place_name(hand.place, file, words)
    if hand.done:
        return f"› {name}: {counted}"
    return f"› {name}: {words(f'ui.hand.{phase(hand)}', percent=round(100 * hand.share))}"


def title(quantity: str, comparison: Comparison, words: Words, **values: object) -> str:
    """What the chart shows. quantity: of the catalogue's ui.compare; values: what its words want."""
    if comparison.hand is None:
        return words(f"ui.compare.{quantity}", **values)
    line = "_line" if comparison.with_theory else ""
    return words(f"ui.hand.{quantity.removesuffix('_cell')}{line}", **values)
