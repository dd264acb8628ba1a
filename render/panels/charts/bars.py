"""Cases as bars, a row each; below them what a visitor has set together."""

import math

import pygame

from render.panels.charts.cases import figure, latest, predicted_mV, touched
from render.panels.own.points import draw_own, own_points
from render.panels.own.told import place_name, title
from render.playback.comparison import Comparison
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.marks import draw_diamond, prediction_colour
from render.style.text import Typesetter
from render.style.theme import Colour, mix
from render.style.words import Words, prediction_name, signed
from scenes.hands import Place

MOST_MORE = 3  # rows of what a visitor has set together
NOTHING_YET_MV = -100.0  # range of voltages before there is any


def draw_bars(
    surface: pygame.Surface,
    inner: pygame.Rect,
    snapshot: Snapshot,
    comparison: Comparison,
    type_: Typesetter,
    words: Words,
) -> None:
    """A row a case: its name, how far from the first, both voltages in figures and as bars from zero."""
    file, unit = snapshot.scene_file, type_.unit
    claim = file.claim.predicts
    small = type_.line_height("small")
    gap = round(14 * unit)
    theory, counted = prediction_name(claim, words), words("ui.compare.counted")
    px = min(type_.fitting(text, "small", round(inner.width * 0.3)) for text in (theory, counted))
    column = max(type_.width(theory, px), type_.width("−188.8", "label")) + gap
    counting = max(type_.width(words(f"ui.compare.{key}"), "label") for key in ("counting", "touched"))
    second = max(type_.width(counted, px), type_.width("−188.8 ± 8.8", "label"), counting) + gap
    right = inner.right, inner.right - column
    if comparison.with_theory:
        type_.draw(surface, theory, px, prediction_colour(claim), (right[0], inner.top), "topright")
    type_.draw(surface, counted, px, theme.VOLTAGE, (right[1], inner.top), "topright")
    room = inner.width - column - second
    moves = comparison.hand is None and claim.startswith("nernst:")  # a balance that the ions themselves shift
    heading = title("bars_began" if moves else "bars", comparison, words, prediction=theory)
    type_.draw(surface, heading, "small", theme.DIM, inner.topleft, within=room)
    top = inner.top + small + round(4 * unit)
    shown = [latest(comparison, n) for n in range(len(file.cases))]
    predicted = [predicted_mV(comparison, n) for n in range(len(file.cases))]
    rows = bar_rows(comparison, len(file.cases))
    ends = [r.ends_mV if moves and r is not None else (math.nan, math.nan) for r, _ in shown]
    own = own_points(comparison)
    values = [
        0.0,
        *(mV for way in ends for mV in way if math.isfinite(mV)),
        *(r.measured_mV for r, _ in shown if r is not None),
        *(v for v in predicted if math.isfinite(v)),
    ]
    for point in own:
        error_mV = point.result.error_mV if math.isfinite(point.result.error_mV) else 0.0
        values += [point.result.measured_mV - error_mV, point.result.measured_mV + error_mV]
    if len(values) == 1:
        values.append(NOTHING_YET_MV)
    low, high = min(values) * 1.02, max(*values, 1.0) * 1.02
    row = (inner.bottom - top) / len(rows)
    label_px = min(type_.px("label"), max(int(row * 0.52 / 1.28), 8))
    line = type_.line_height(label_px)

    def x(mV: float) -> int:
        return round(inner.left + (mV - low) / (high - low) * inner.width)

    for n, on in enumerate(rows):
        y = round(top + n * row)
        case = min(on) if len(on) == 1 else None
        result, running = shown[case] if case is not None else (None, False)
        mine = [point for point in own if point.place.on == on]
        best = mine[-1].result if mine else result  # what the figures are of
        hand = comparison.hand
        now = case == comparison.case if hand is None else hand.place is not None and hand.place.on == on
        name = place_name(Place(None, on), file, words)
        first = comparison.results[0]
        if n and best is result and result is not None and first is not None:
            name += f"  ({signed(result.measured_mV - first.measured_mV)})"
        colour = theme.FOCUS if now else theme.TEXT if best is not None else theme.DIM
        type_.draw(surface, f"› {name}" if now else name, label_px, colour, (inner.left, y), within=room - gap)
        theory_mV = predicted[case] if case is not None else math.nan
        if mine and comparison.with_theory:
            theory_mV = mine[-1].result.predicted_mV
        if math.isfinite(theory_mV):
            text = signed(theory_mV)
            type_.draw(surface, text, label_px, prediction_colour(claim), (right[0], y), "topright")
        colour = theme.HAND if mine else theme.VOLTAGE if best and not running else theme.DIM
        counting = now and (hand is None or not hand.done)
        text = figure(best, words, counting, case is not None and hand is None and touched(comparison, case))
        type_.draw(surface, text, label_px, colour, (right[1], y), "topright")
        thick = max(3, min(round((row - line) * 0.4), round(24 * unit)))
        bar = y + line
        pygame.draw.line(surface, theme.FAINT, (x(0), bar - 1), (x(0), bar + 2 * thick + 1))
        if result is not None:
            _bar(surface, x(0), x(result.measured_mV), bar, thick, theme.VOLTAGE, hollow=running)
        if math.isfinite(theory_mV):
            _bar(surface, x(0), x(theory_mV), bar + thick, max(3, thick // 2), prediction_colour(claim), hollow=True)
        if case is not None and math.isfinite(sum(ends[case])):
            start, end = (x(mV) for mV in ends[case])
            _way(surface, start, end, bar + thick + thick // 4, thick, prediction_colour(claim))
        for point in mine:
            half = point.result.error_mV / (high - low) * inner.width
            place = x(point.result.measured_mV), bar + thick // 2
            draw_own(surface, place, half if math.isfinite(half) else 0.0, 0.8 * unit, point is own[-1], across=True)


def bar_rows(comparison: Comparison, cases: int) -> list[frozenset[int]]:
    """Which cases each row is of: one, or several at once that a visitor has set together."""
    rows = [frozenset({n}) for n in range(cases)]
    together = dict.fromkeys(point.place.on for point in own_points(comparison))
    if comparison.hand is not None and comparison.hand.place is not None:
        together[comparison.hand.place.on] = None
    return rows + [on for on in together if on not in rows][-MOST_MORE:]


def _bar(
    surface: pygame.Surface, zero: int, end: int, top: int, thick: int, colour: Colour, hollow: bool = False
) -> None:
    rect = pygame.Rect(min(zero, end), top, max(abs(end - zero), 2), thick)
    if hollow:
        pygame.draw.rect(surface, mix(theme.PANEL, colour, 0.35), rect)
    pygame.draw.rect(surface, colour, rect, 1 if hollow else 0)


def _way(surface: pygame.Surface, start: int, end: int, y: int, size: int, colour: Colour) -> None:
    """A diamond where a balance began, and an arrow from there to where it is."""
    half = max(4, size // 2)
    forth = 1 if end > start else -1
    pygame.draw.line(surface, colour, (start, y), (end, y), max(1, half // 3))
    tip = [(end, y), (end - forth * half, y - half), (end - forth * half, y + half)]
    if abs(end - start) > 2 * half:
        pygame.draw.polygon(surface, colour, tip)
    draw_diamond(surface, (start, y), half, colour, max(1, half // 3), theme.PANEL)
