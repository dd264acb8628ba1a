"""A row for each species: how much of it is on either side, where that can be set, and how many have passed.

Bars and knobs stand on one logarithmic way, the same for all: a bar is what is counted, a knob what was set. On such a
way equal differences between the two sides are equal equilibrium voltages of ions of one charge.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pygame

from render.panels.amounts.ladder import BALANCING, MOST_MM, NONE_MM, amount_name, amounts_of, differs, figure
from render.panels.hand.slider import Slider
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.marks import draw_focus, ion_key, panel
from render.style.text import Typesetter
from render.style.theme import mix, species_style
from render.style.words import Words, count

KNOB = 7  # units, half the height of a knob
MOST_ROW = 2.2  # lines, for one species


@dataclass(frozen=True)
class Places:
    """Where all is in the table. symbols: a row each; cells: of what can be set, by name of its slider; columns: left
    ends of inside, outside and passages; row_px: letters; half: width of one way of passing."""

    symbols: tuple[str, ...]
    inner: pygame.Rect
    heading: int
    row_height: float
    row_px: int
    columns: tuple[int, int, int]
    bar_width: int
    half: int
    gap: int
    cells: dict[str, pygame.Rect]

    def cell(self, n: int, side: int) -> pygame.Rect:
        """Of row n, side 0 for inside."""
        top = self.inner.top + self.heading + n * self.row_height
        return pygame.Rect(self.columns[side], round(top), self.bar_width, round(self.row_height))


def table_places(rect: pygame.Rect, snapshot: Snapshot, type_: Typesetter, words: Words) -> Places | None:
    """None where there is nothing to show."""
    unit, observed = type_.unit, snapshot.observation
    symbols = tuple(s for s in snapshot.symbols if s not in BALANCING or sum(observed.counts[s].values()) > 0)
    if not symbols:
        return None
    inner = rect.inflate(-2 * round(16 * unit), -round(16 * unit))
    heading = type_.line_height("small")
    row_height = min((inner.height - heading) / len(symbols), MOST_ROW * type_.line_height("body"))
    row_px = max(min(type_.px("body"), int((row_height - max(4, round(7 * unit))) / 1.28)), 1)
    gap = round(18 * unit)
    row_px = min(row_px, type_.fitting("Ca^{2+} 188.8 188.8 88,888 88,888", "body", round(0.78 * inner.width)))
    first = type_.width("Ca^{2+}", row_px) + round(38 * unit)
    half = max(type_.width("88,888", row_px), *(type_.width(text, "small") for text in _ways(words))) + gap // 2
    half = min(half, round(inner.width * 0.2))
    bar_width = (inner.width - first - 2 * half - 2 * gap) // 2
    columns = inner.left + first, inner.left + first + bar_width + gap, inner.right - 2 * half
    places = Places(symbols, inner, heading, row_height, row_px, columns, bar_width, half, gap, {})
    for n, symbol in enumerate(symbols):
        if symbol not in BALANCING:
            places.cells.update(
                {amount_name(symbol, s): places.cell(n, k) for k, s in enumerate(("inside", "outside"))}
            )
    return places


def draw_table(
    surface: pygame.Surface,
    rect: pygame.Rect,
    snapshot: Snapshot,
    type_: Typesetter,
    words: Words,
    now: Callable[[Slider], float] = lambda slider: slider.value,
    focused: str | None = None,
) -> Places | None:
    """now: what a concentration is set to, or about to be; focused: name of the one that the keyboard is on."""
    panel(surface, rect, type_.unit)
    places = table_places(rect, snapshot, type_, words)
    if places is None:
        return None
    _headings(surface, places, type_, words)
    observed, sliders = snapshot.observation, {slider.name: slider for slider in amounts_of(snapshot)}
    for n, symbol in enumerate(places.symbols):
        style = species_style(symbol, observed.valence[symbol])
        for k, side in enumerate(("inside", "outside")):
            cell, slider = places.cell(n, k), sliders.get(amount_name(symbol, side))
            given = None if slider is None else now(slider)
            counted = observed.concentration_mM[side][symbol]
            _draw_amount(surface, cell, counted, given, style.colour, type_, places.row_px)
            if slider is not None and focused == slider.name:
                draw_focus(surface, cell.inflate(round(8 * type_.unit), 0), type_.unit)
        _draw_row_ends(surface, places, n, snapshot, type_)
    return places


def _ways(words: Words) -> tuple[str, str]:
    return f"↓ {words('ui.table.went_in')}", f"↑ {words('ui.table.went_out')}"


def _headings(surface: pygame.Surface, places: Places, type_: Typesetter, words: Words) -> None:
    sides = [(f"{words(f'side.{side}')}, mM", places.bar_width) for side in ("inside", "outside")]
    ways = [(text, places.half - places.gap // 3) for text in _ways(words)]
    px = min(type_.fitting(text, "small", width) for text, width in sides + ways)
    for x, (text, _) in zip(places.columns, sides, strict=False):
        type_.draw(surface, text, px, theme.DIM, (x, places.inner.top))
    for k, (text, _) in enumerate(ways):
        right = places.columns[2] + (k + 1) * places.half
        type_.draw(surface, text, px, theme.DIM, (right, places.inner.top), "topright")


def _draw_row_ends(surface: pygame.Surface, places: Places, n: int, snapshot: Snapshot, type_: Typesetter) -> None:
    """The ion at the left, its passages at the right."""
    unit, observed, symbol = type_.unit, snapshot.observation, places.symbols[n]
    style, middle = species_style(symbol, observed.valence[symbol]), places.cell(n, 0).centery
    image = ion_key(symbol, observed.valence[symbol], max(5.0, 9.0 * unit))
    surface.blit(image, image.get_rect(center=(places.inner.left + round(12 * unit), middle)))
    place = places.inner.left + round(28 * unit), middle
    type_.draw(surface, style.label, places.row_px, style.colour, place, "midleft")
    crossed = observed.crossings[symbol]
    for k, way in enumerate(("in", "out")):
        colour = theme.TEXT if crossed[way] else theme.DIM
        place = places.columns[2] + (k + 1) * places.half, middle
        room = places.half - places.gap // 3
        type_.draw(surface, count(crossed[way]), places.row_px, colour, place, "midright", within=room)


def _mM(concentration: float) -> str:
    return f"{concentration:.1f}" if concentration < 99.95 else f"{concentration:.0f}"


def _draw_amount(
    surface: pygame.Surface,
    cell: pygame.Rect,
    counted: float,
    given: float | None,
    colour: theme.Colour,
    type_: Typesetter,
    px: int,
) -> None:
    """The count in figures, and beside it what was set where that differs; below them the bar, and the knob of what can
    be set."""
    unit = type_.unit
    height = max(4, round(7 * unit))
    text_height = type_.line_height(px)
    top = cell.centery - (text_height + height) // 2
    said = type_.draw(surface, _mM(counted), px, theme.TEXT, (cell.left, top))
    if given is not None and differs(counted, given):
        room = cell.right - said.right - max(3, round(4 * unit))
        text, small = f"({figure(given)})", min(type_.px("small"), px)
        while small > theme.MIN_TEXT and type_.width(text, small) > room:
            small -= 1
        if type_.width(text, small) <= room:  # else the knob alone tells it
            type_.draw(surface, text, small, theme.DIM, (cell.right, said.bottom), "bottomright")
    track = pygame.Rect(cell.left, top + text_height - round(2 * unit), cell.width, height)
    pygame.draw.rect(surface, mix(theme.PANEL, theme.PANEL_EDGE, 0.6), track, border_radius=3)
    way = Slider("", "", NONE_MM, MOST_MM, True, 0.0, str)
    long = round(track.width * way.share(counted))
    if counted > 0:
        pygame.draw.rect(surface, colour, (track.left, track.top, max(long, 2), track.height), border_radius=3)
    if given is not None:
        knob = max(3, round(KNOB * unit))
        at = min(
            max(track.left + round(track.width * way.share(given)), track.left + knob // 2), track.right - knob // 2
        )
        grip = pygame.Rect(0, 0, knob, track.height + knob)
        grip.center = at, track.centery
        pygame.draw.rect(surface, theme.PANEL, grip.inflate(2, 2), border_radius=3)
        pygame.draw.rect(surface, theme.TEXT, grip, border_radius=3)
