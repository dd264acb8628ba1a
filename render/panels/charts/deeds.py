"""Marks on the strip chart of what was done: a line or a triangle at its time, and a word over the plot."""

import itertools
import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pygame

from render.playback.runs.deeds import Deed
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.text import Typesetter
from render.style.theme import mix, species_style
from render.style.words import Words, signed, typeset

if TYPE_CHECKING:
    from render.playback.history import Trace

ROWS = 2  # of words, at most
LINES_A_ROW = 4  # of text that the plot keeps for each row, at least
MOST_WORDS = 40  # for which room is looked for: more never find any, and looking takes time
LEAST_SHARE = 0.6  # of the strongest pulse's triangle is the weakest one's


class Marks:
    """Those of one chart. rows: of words over the plot; room: where they stand."""

    def __init__(self) -> None:
        self.rows = 0
        self.room = pygame.Rect(0, 0, 0, 0)

    def reserve(self, plot: pygame.Rect, snapshot: Snapshot, type_: Typesetter) -> pygame.Rect:
        """What is left of a plot once the words have their rows: none where it would become too low, or where nothing
        is done."""
        line, done = type_.line_height("small"), bool(snapshot.deeds or snapshot.scene_file.timeline)
        self.rows = max(0, min(ROWS, int(plot.height / line - 1) // LINES_A_ROW)) if done else 0
        height = self.rows * line
        self.room = pygame.Rect(plot.left, plot.top, plot.width, height)
        return pygame.Rect(plot.left, plot.top + height, plot.width, plot.height - height)

    def draw(
        self,
        surface: pygame.Surface,
        plot: pygame.Rect,
        trace: "Trace",
        snapshot: Snapshot,
        until_ns: float,
        type_: Typesetter,
        words: Words,
    ) -> None:
        """What was done until a moment, so far as the plot reaches back. To be drawn before the curves."""
        deeds = shown(snapshot.deeds, trace, until_ns)
        if not deeds:
            return
        begin, length = float(trace.time_ns[0]), float(trace.time_ns[-1] - trace.time_ns[0])
        reach = plot.width - 1

        def x(ns: float) -> int:
            return plot.left + round(min(max((ns - begin) / length, 0.0), 1.0) * reach)

        strongest = max(deed.pulse_charges for deed in snapshot.deeds)
        for deed in deeds:
            self._tick(surface, plot, deed, (x(deed.at_ns), x(deed.until_ns)), until_ns, strongest, type_.unit)
        if self.rows:
            self._words(surface, plot, deeds, x, until_ns, snapshot, type_, words)

    def _tick(
        self,
        surface: pygame.Surface,
        plot: pygame.Rect,
        deed: Deed,
        span: tuple[int, int],
        until_ns: float,
        strongest: float,
        unit: float,
    ) -> None:
        """A line for what stays; a triangle for a pulse, the larger the more it brings, full where a spike followed."""
        left, right = span
        thin = max(1, round(1.5 * unit))
        if not deed.is_pulse:
            pygame.draw.line(surface, mix(theme.DIM, theme.INK, 0.35), (left, plot.top), (left, plot.bottom - 1), thin)
            if right > left + thin:  # how long a hand went on
                pygame.draw.line(surface, theme.DIM, (left, plot.top), (right, plot.top), 2 * thin)
            return
        share = LEAST_SHARE + (1 - LEAST_SHARE) * (deed.pulse_charges / strongest if strongest > 0 else 1.0)
        half, tall = max(3, round(9 * unit * share)), max(5, round(16 * unit * share))
        at = min(max(left, plot.left + half), plot.right - 1 - half)
        points = [(at - half, plot.top), (at + half, plot.top), (at, plot.top + tall)]
        answered = deed.answered_by(until_ns)
        pygame.draw.polygon(surface, theme.TEXT, points, 0 if answered else max(1, round(2 * unit)))

    def _words(
        self,
        surface: pygame.Surface,
        plot: pygame.Rect,
        deeds: Sequence[Deed],
        x: Callable[[float], int],
        until_ns: float,
        snapshot: Snapshot,
        type_: Typesetter,
        words: Words,
    ) -> None:
        """Each to the right of a line up to it, else to its left; those that find no room are left out, and keep their
        tick."""
        line, gap, thin = type_.line_height("small"), round(5 * type_.unit), max(1, round(1.5 * type_.unit))
        taken: list[list[tuple[int, int]]] = [[] for _ in range(self.rows)]  # of each row from below, left and right
        stems: list[list[int]] = [[] for _ in range(self.rows)]  # that pass through it
        rows = range(self.rows)
        upper = rows[::-1] if any(deed.is_pulse for deed in deeds) else rows  # the lower one is for pulses
        for deed in by_weight(deeds, until_ns)[:MOST_WORDS]:
            text = said(deed, snapshot, words, until_ns)
            width, at = type_.width(text, "small"), x(deed.at_ns)
            right, before = min(at + gap, plot.right - width), at - gap - width
            if not text or right < plot.left:
                continue
            sides = (right, before) if before >= plot.left else (right,)
            for left, row in itertools.product(sides, rows if deed.is_pulse else upper):
                ends = left - gap, left + width + gap
                free = not any(ends[0] < b and a < ends[1] for a, b in taken[row])
                clear = not any(ends[0] < stem < ends[1] for stem in stems[row])
                passes = not any(a < at < b for below in taken[:row] for a, b in below)
                if free and clear and passes:
                    break
            else:
                continue
            taken[row].append(ends)
            for below in stems[:row]:
                below.append(at)
            bottom = plot.top - row * line
            colour = theme.TEXT if deed.is_pulse and deed.answered_by(until_ns) else theme.DIM
            top = bottom if left < at < left + width else bottom - line + round(0.2 * line)
            if top < plot.top:
                pygame.draw.line(surface, theme.DIM, (at, top), (at, plot.top - 1), thin)
            type_.draw(surface, text, "small", colour, (left, bottom), "bottomleft")


def shown(deeds: Sequence[Deed], trace: "Trace", until_ns: float) -> list[Deed]:
    """Those that lie on the time axis of a trace and were begun by a moment, oldest first."""
    if len(trace.time_ns) < 2:
        return []
    begin = float(trace.time_ns[0]) - trace.bin_ns  # its first bin reaches further back than its middle
    return [deed for deed in deeds if deed.until_ns >= begin and deed.at_ns <= until_ns]


def by_weight(deeds: Sequence[Deed], until_ns: float) -> list[Deed]:
    """Whose words are placed before others': the last thing done, then what stays, then pulses that made a spike, each
    from the newest on. deeds: oldest first."""

    def rank(deed: Deed) -> tuple[int, float]:
        return deed.is_pulse * (2 - deed.answered_by(until_ns)), -deed.at_ns

    return [deeds[-1], *sorted(deeds[:-1], key=rank)]


def said(deed: Deed, snapshot: Snapshot, words: Words, until_ns: float = math.inf) -> str:
    """A word or two for what was done; "" for what had not come to its end at a moment, so that nothing is told that
    was not so yet, and for a command that has no words."""
    if deed.until_ns > until_ns:
        return ""
    own = snapshot.scene_file.mark_of(deed.command)
    if own is not None:
        return typeset(own.in_(words.language))
    set_: Any = deed.command
    ion = species_style(deed.ion, snapshot.valence.get(deed.ion, 1)).label if deed.ion else ""
    match deed.command.do:
        case "stimulate":
            return words("ui.deed.spike" if deed.answered_by(until_ns) else "ui.deed.pulse")
        case "set_concentration":
            return words(f"ui.deed.{set_.side}", ion=ion, mM=f"{set_.mM:.3g}")
        case "set_permeability":
            return words("ui.deed.easier" if deed.more else "ui.deed.harder", ion=ion)
        case "set_gate":
            return _of_gate(deed, ion, words)
        case "set_pump":
            return words("ui.deed.pump_on" if set_.running else "ui.deed.pump_off")
        case "set_stoichiometry":
            return words("ui.deed.cycle", sodium=set_.sodium, potassium=set_.potassium)
        case "set_drug":
            drug = words(f"ui.face.{set_.drug.lower()}")
            return drug if set_.present else words("ui.deed.washed", drug=drug)
        case "set_gating":
            return words("ui.deed.gates_on" if set_.responding else "ui.deed.gates_off")
        case "voltage_clamp":
            return words("ui.deed.let_go") if set_.mV == "off" else words("ui.deed.held", mV=signed(set_.mV, 0))
        case "set_temperature":
            return words("ui.deed.celsius", C=f"{set_.celsius:.0f}")
        case "set_bath":
            return words("ui.deed.bath", side=words(f"side.{set_.side}"), mode=words(f"bath.{set_.mode}"))
    what, _, piece = deed.command.do.partition("_")
    if piece in ("channel", "pump"):
        named = words("ui.deed.door", ion=ion) if piece == "channel" else words("ui.build.pump")
        return words(f"ui.deed.{what}", piece=named)
    return ""


def _of_gate(deed: Deed, ion: str, words: Words) -> str:
    """Doors that were told to open or shut: all of a kind, a part of it, or single ones."""
    set_: Any = deed.command
    state = words(f"ui.deed.{set_.state}")
    if deed.doors:
        return words("ui.deed.doors", ion=ion, count=deed.doors, state=state)
    if 0 < set_.fraction < 1:
        return words("ui.deed.part", ion=ion, percent=f"{100 * set_.fraction:.0f}", state=state)
    return words("ui.deed.kind", ion=ion, state=state)
