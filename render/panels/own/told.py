"""What is said of a scene that a visitor has in hand."""

from render.playback.comparison import Comparison
from render.playback.counted.tries import Hand
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
        return together([typeset(file.cases[n].label.in_(words.language)) for n in sorted(place.on)])
    return f"{place.x:g}".replace("-", "−") if place.x is not None else ""


def together(names: list[str]) -> str:
    """Several names as one, with the words that all begin and end with said once: "no K+, Na+ doors"."""
    parts = [name.split() for name in names]
    least = min(map(len, parts))
    before = next((n for n in range(least) if len({part[n] for part in parts}) > 1), least)
    after = next((n for n in range(least - before) if len({part[-1 - n] for part in parts}) > 1), least - before)
    if len(names) == 1 or before + after >= least:
        return ", ".join(names)
    middle = ", ".join(" ".join(part[before : len(part) - after]) for part in parts)
    return " ".join([*parts[0][:before], middle, *parts[0][len(parts[0]) - after :]])


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
