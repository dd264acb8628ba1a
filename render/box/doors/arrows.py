"""The arrows of one ion: crowding (filled) and voltage (hollow) push on its door from the side they come from, the net
flow (a thin white one) leaves it. A mark across the column of the voltage tells how long that has to be for balance."""

from dataclasses import dataclass

import pygame

from render.box.doors.places import BARE, WORDS, Frame
from render.style import theme
from render.style.text import Typesetter
from render.style.words import Words

FULL_MV = 120.0  # an arrow as long as there is room; where one is stronger, that one is
FULL_PASSAGES = 60.0  # a net flow whose arrow is as long
LEAST_PX = 4  # what is shorter is not drawn


@dataclass(frozen=True)
class Driven:
    """One ion as drawn. crowding, voltage: mV, and flow: passages, outward positive; figures: as written."""

    colour: theme.Colour
    crowding: float
    voltage: float
    flow: float
    figures: tuple[int, int, int]


def length_px(value: float, frame: Frame, most_mV: float) -> int:
    """Of an arrow for so many mV; most_mV: the strongest of all that are shown."""
    return round(frame.room * abs(value) / max(FULL_MV, most_mV))


def draw_driven(
    target: pygame.Surface, x: int, frame: Frame, most_mV: float, ion: Driven, type_: Typesetter, words: Words
) -> None:
    """At the door whose middle is at x."""
    left, right = x - frame.apart, x + frame.apart
    _draw_goal(target, right, frame, length_px(ion.crowding, frame, most_mV), ion)
    for name, at, value, figure, filled in (
        ("crowding", left, ion.crowding, ion.figures[0], True),
        ("voltage", right, ion.voltage, ion.figures[1], False),
    ):
        outside = value < 0  # it pushes inwards, from outside
        length = length_px(value, frame, most_mV)
        if length >= LEAST_PX:
            _draw_push(target, at, frame, outside, length, ion.colour, filled)
        lines = [f"{figure} mV"] if frame.beside != BARE else []
        lines = [words(f"ui.forces.{name}"), *lines] if frame.beside == WORDS else lines
        aside = -1 if filled else 1
        _write(target, at + aside * (frame.wide + 6), aside, frame, outside, lines, ion.colour, type_)
    length = round(frame.room * min(abs(ion.flow) / FULL_PASSAGES, 1.0))
    if length < LEAST_PX:
        return
    outside = ion.flow > 0
    _draw_flow(target, x, frame, outside, length)
    if frame.beside == WORDS:
        lines = [words("ui.forces.flow"), words("ui.forces.second", count=ion.figures[2])]
        for aside, name_there in ((-1, ion.crowding < 0), (1, ion.voltage < 0)):
            if name_there != outside:  # the side on which no other words stand
                _write(target, x + aside * (frame.wide + 4), aside, frame, outside, lines, theme.TEXT, type_)
                break


def _draw_push(
    target: pygame.Surface, x: int, frame: Frame, outside: bool, length: int, colour: theme.Colour, filled: bool
) -> None:
    """An arrow whose tip is at a face of the membrane."""
    tip, way = (frame.outer, -1) if outside else (frame.inner, 1)
    head = min(length, round(1.5 * frame.wide))
    neck, tail = tip + way * head, tip + way * length
    wide = min(frame.wide, 2 * length)
    thin = max(2, round(0.55 * wide))
    outline = [(x, tip), (x + wide, neck), (x + thin, neck), (x + thin, tail)]
    outline += [(2 * x - a, b) for a, b in reversed(outline[1:])]
    line = max(2, thin // 2)
    pygame.draw.lines(target, theme.INK, True, outline, line + 4)
    pygame.draw.polygon(target, colour if filled else theme.INK, outline)
    pygame.draw.lines(target, colour, True, outline, line)


def _draw_goal(target: pygame.Surface, x: int, frame: Frame, length: int, ion: Driven) -> None:
    """How far the voltage's arrow would reach in balance: as far as that of crowding, at the other face."""
    y = frame.outer - length if ion.crowding > 0 else frame.inner + length
    half = round(1.5 * frame.wide)
    pygame.draw.line(target, theme.INK, (x - half - 1, y), (x + half + 1, y), 7)
    pygame.draw.line(target, ion.colour, (x - half, y), (x + half, y), 3)


def _draw_flow(target: pygame.Surface, x: int, frame: Frame, outside: bool, length: int) -> None:
    """A thin arrow with an open head, whose tail is at a face of the membrane."""
    tail, way = (frame.outer, -1) if outside else (frame.inner, 1)
    tip, barb = tail + way * length, round(0.7 * frame.wide)
    strokes = (
        ((x, tail), (x, tip)),
        ((x - barb, tip - way * barb), (x, tip)),
        ((x + barb, tip - way * barb), (x, tip)),
    )
    thick = max(2, frame.wide // 3)
    for colour, width in ((theme.INK, thick + 4), (theme.TEXT, thick)):
        for start, end in strokes:
            pygame.draw.line(target, colour, start, end, width)


def _write(
    target: pygame.Surface,
    x: int,
    aside: int,
    frame: Frame,
    outside: bool,
    lines: list[str],
    colour: theme.Colour,
    type_: Typesetter,
) -> None:
    """Lines beside an arrow, from its tip on, on a dark ground. aside: -1 to the left of x, 1 to the right."""
    if not lines:
        return
    px = type_.px("small")
    high = type_.line_height(px)
    pieces = [type_.render(text, px, colour) for text in lines]
    ground = pygame.Rect(0, 0, max(piece.get_width() for piece in pieces) + 8, high * len(lines))
    y = frame.outer - ground.height if outside else frame.inner
    ground.topleft = (x if aside > 0 else x - ground.width), y
    pygame.draw.rect(target, theme.INK, ground, border_radius=4)
    for n, text in enumerate(lines):
        place = (ground.left + 4, y + n * high) if aside > 0 else (ground.right - 4, y + n * high)
        type_.draw(target, text, px, colour, place, "topleft" if aside > 0 else "topright")
