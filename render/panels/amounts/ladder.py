"""Every concentration as something that can be set: none, or 0.5 to 500 mM in steps that are easily said."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

from render.panels.hand.slider import Slider
from render.playback.snapshot import Snapshot
from render.style.theme import species_style

if TYPE_CHECKING:
    from sim.commands import Command
    from sim.scene import Side

BALANCING = ("A", "M")  # follow from the others
NONE_MM = 0.3  # the left end of the way stands for none
LEAST_MM, MOST_MM = 0.5, 500.0
ROUND = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0)
STEPS = tuple(
    mM for mM in (round(first * 10**power, 6) for power in (-1, 0, 1, 2) for first in ROUND)
    if LEAST_MM <= mM <= MOST_MM
)  # fmt: skip
DIFFERS = 0.005  # part by which a count must be off what was set for both to be told


def amount_name(symbol: str, side: str) -> str:
    return f"mM:{symbol}:{side}"


def is_amount(name: str) -> bool:
    return name.startswith("mM:")


def parts_of(name: str) -> tuple[str, str]:
    """Species and side of a name."""
    _, symbol, side = name.split(":")
    return symbol, side


def amounts_of(snapshot: Snapshot) -> list[Slider]:
    """One for each ion and side, but for those that make up for the charge of the others."""
    found = []
    for symbol in snapshot.symbols:
        if symbol in BALANCING:
            continue
        style = species_style(symbol, snapshot.valence[symbol])
        for side in ("inside", "outside"):
            given = snapshot.set_mM[side].get(symbol, 0.0)
            counted = snapshot.observation.concentration_mM[side][symbol]
            name = amount_name(symbol, side)
            found.append(Slider(name, style.label, NONE_MM, MOST_MM, True, given, figure, style.colour, counted))
    return found


def figure(mM: float) -> str:
    """A concentration as it is set: no more digits than it was given."""
    return "0" if mM < LEAST_MM else f"{mM:.4g}"


def differs(counted: float, given: float) -> bool:
    """Whether what is counted is told beside what was set, or is the same to the eye."""
    return abs(counted - given) > max(DIFFERS * given, 0.05)


def ladder(name: str, snapshot: Snapshot) -> list[float]:
    """All values that steps and drags stop at: none, round ones, and the one that the scene begins with."""
    symbol, side = parts_of(name)
    own = snapshot.scene_file.scene.concentrations(side).get(symbol, 0.0)  # type: ignore[arg-type]
    return sorted({0.0, *STEPS, own})


def nearest(steps: Sequence[float], mM: float) -> float:
    """Of a ladder, the value next to a place of the way, by factors; none left of the least."""
    if mM < math.sqrt(NONE_MM * LEAST_MM):
        return 0.0
    return min((step for step in steps if step > 0), key=lambda step: abs(math.log(step / mM)))


def stepped(steps: Sequence[float], mM: float, ways: int) -> float:
    """So many rungs further up (or down) from any value."""
    at = bisect_left(steps, mM - 1e-9)
    on = at < len(steps) and abs(steps[at] - mM) <= 1e-9
    if not on:
        at += -1 if ways > 0 else 0  # from between two rungs the first step goes to the next one
    return steps[min(max(at + ways, 0), len(steps) - 1)]


def order_of(name: str, mM: float) -> "Command":
    """The command that brings a concentration to a value."""
    from sim.commands.solutions import SetConcentration

    symbol, side = parts_of(name)
    which: Side = "inside" if side == "inside" else "outside"
    return SetConcentration(symbol, which, 0.0 if mM < LEAST_MM else round(mM, 6))
