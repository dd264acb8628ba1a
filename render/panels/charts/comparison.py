"""The chart of a scene with cases: bars, a curve, or currents against the voltage held; measured beside predicted."""

import math

import pygame

from render.panels.charts.axes import Axes, draw_point, nice_step
from render.panels.charts.bars import NOTHING_YET_MV, draw_bars
from render.panels.charts.cases import figure, latest, predicted_mV
from render.panels.charts.curves import spread
from render.panels.own.points import draw_frame, draw_own, own_points
from render.panels.own.told import heading, title
from render.playback.comparison import CaseResult, Comparison
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.marks import ion_key, prediction_colour
from render.style.text import Typesetter
from render.style.theme import species_style
from render.style.words import Words, prediction_name, signed, typeset

NOTHING_YET_PA = 1.2  # the same of the pump's current: between two numbers of the scale


def draw_comparison(
    surface: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot, type_: Typesetter, words: Words
) -> None:
    """Draw into a panel that is painted already."""
    comparison, file = snapshot.comparison, snapshot.scene_file
    assert comparison is not None
    unit = type_.unit
    inner = rect.inflate(-round(28 * unit), -round(16 * unit))
    if file.compare is not None and file.compare.quantity == "current":
        _currents(surface, inner, snapshot, comparison, type_, words)
    elif file.compare is not None and file.compare.quantity == "pump":
        _pump(surface, inner, snapshot, comparison, type_, words)
    elif all(case.x is not None for case in file.cases):
        _curve(surface, inner, snapshot, comparison, type_, words)
    else:
        draw_bars(surface, inner, snapshot, comparison, type_, words)


def _plot(inner: pygame.Rect, type_: Typesetter, label_width: int, widest: str = "−100") -> pygame.Rect:
    """The part of a panel for a plot: below two lines of text, right of its scale, above its numbers."""
    unit, small = type_.unit, type_.line_height("small")
    left = inner.left + type_.width(widest, "small") + round(10 * unit)
    top = inner.top + small + type_.line_height("label") + round(8 * unit)
    return pygame.Rect(left, top, inner.right - label_width - left, inner.bottom - 2 * small - round(6 * unit) - top)


def _heading(
    surface: pygame.Surface, inner: pygame.Rect, title: str, now: str, snapshot: Snapshot, type_: Typesetter
) -> None:
    """What is plotted, and below it the case that runs."""
    type_.draw(surface, title, "small", theme.DIM, inner.topleft, within=inner.width)
    place = inner.left, inner.top + type_.line_height("small")
    type_.draw(surface, now, "label", theme.FOCUS, place, within=inner.width)


def _curve(
    surface: pygame.Surface,
    inner: pygame.Rect,
    snapshot: Snapshot,
    comparison: Comparison,
    type_: Typesetter,
    words: Words,
) -> None:
    """Points with error bars over the line that theory draws through the cases; squares where a real cell was."""
    file, unit = snapshot.scene_file, type_.unit
    compare = file.compare
    colour = prediction_colour(file.claim.predicts)
    plot = _plot(inner, type_, round(14 * unit))
    xs = [case.x or 0.0 for case in file.cases]
    log = compare is not None and compare.log and min(xs) > 0
    name, language = prediction_name(file.claim.predicts, words), words.language
    result, _ = latest(comparison, comparison.case)
    now = f"› {typeset(file.cases[comparison.case].label.in_(language))}: "
    now += figure(result, words, touched=comparison.meddled) + (
        f" mV, {name} {signed(result.predicted_mV)}" if result and math.isfinite(result.predicted_mV) else ""
    )
    own = own_points(comparison)
    if comparison.hand is not None:
        found = own[-1].result if own else None
        counted = f"{figure(found, words)} mV" if found else ""
        if found and comparison.with_theory and math.isfinite(found.predicted_mV):
            counted += f", {name} {signed(found.predicted_mV)}"
        now = heading(comparison, file, counted, words)
    measured = [(x, case.published_mV) for x, case in zip(xs, file.cases, strict=True) if case.published_mV is not None]
    key = "curve_cell" if measured else "curve"
    _heading(surface, inner, title(key, comparison, words, prediction=name), now, snapshot, type_)
    if plot.width < 20 or plot.height < 20:
        return
    predicted = [predicted_mV(comparison, n) for n in range(len(xs))]
    shown = [latest(comparison, n) for n in range(len(xs))]
    values = [v for v in predicted if math.isfinite(v)] + [v for r, _ in shown if r is not None for v in _ends(r)]
    values += [mV for _, mV in measured] + [v for point in own for v in _ends(point.result)]
    if not values:
        values = [0.0] if comparison.hand is None else [0.0, NOTHING_YET_MV]
    wide = max(0.08 * (max(values) - min(values)), 5.0)
    margin = (max(xs) / min(xs)) ** 0.06 if log else 0.06 * (max(xs) - min(xs)) or 1.0
    span = (min(xs) / margin, max(xs) * margin) if log else (min(xs) - margin, max(xs) + margin)
    above = 1.6 * wide if measured else wide  # a square stands clear of the heading
    axes = Axes(plot, span, (min(values) - wide, max(values) + above), log)
    axes.draw(surface, sorted(xs), type_)
    label = (typeset(compare.x.in_(language)) if compare else "") + (f" ({words('ui.compare.log')})" if log else "")
    type_.draw(surface, label, "small", theme.DIM, (plot.centerx, inner.bottom), "midbottom", within=plot.width)
    points = sorted((axes.at_x(x), axes.at_y(v)) for x, v in zip(xs, predicted, strict=True) if math.isfinite(v))
    if len(points) > 1:
        pygame.draw.lines(surface, colour, False, points, max(2, round(2.4 * unit)))
    side = max(8, round(14 * unit))
    for x, mV in measured:
        square = pygame.Rect(0, 0, side, side)
        square.center = round(axes.at_x(x)), round(axes.at_y(mV))
        pygame.draw.rect(surface, theme.TEXT, square, max(1, round(2 * unit)))
    for n, (found, running) in enumerate(shown):
        if found is not None:
            place = round(axes.at_x(xs[n])), axes.at_y(found.measured_mV)
            half = found.error_mV / (axes.y[1] - axes.y[0]) * plot.height
            ringed = theme.FOCUS if n == comparison.case else None
            draw_point(surface, place, half if math.isfinite(half) else 0.0, unit, hollow=running, ring=ringed)
    for point in own:
        half = point.result.error_mV / (axes.y[1] - axes.y[0]) * plot.height
        at = axes.at_x(point.place.x or 0.0), axes.at_y(point.result.measured_mV)
        draw_own(surface, at, half if math.isfinite(half) else 0.0, unit, point is own[-1])


def _currents(
    surface: pygame.Surface,
    inner: pygame.Rect,
    snapshot: Snapshot,
    comparison: Comparison,
    type_: Typesetter,
    words: Words,
) -> None:
    """I-V: the counted current of each species as its ion, the GHK current as a line in its colour."""
    unit, file = type_.unit, snapshot.scene_file
    symbols = list(comparison.line_pA)
    label_width = max((type_.width(f"I_{{{s}}}", "small") for s in symbols), default=0) + round(28 * unit)
    plot = _plot(inner, type_, label_width, "+1000")
    held = [case.scene.clamp_mV or 0.0 for case in file.cases]
    now = "› " + typeset(file.cases[comparison.case].label.in_(words.language))
    result, _ = latest(comparison, comparison.case)
    if result is None and comparison.meddled:
        now += ": " + words("ui.compare.touched")
    if result is not None:
        now += ": " + _flows(result, symbols)
    own = own_points(comparison)
    if comparison.hand is not None:
        now = heading(comparison, file, _flows(own[-1].result, symbols) if own else "", words)
    _heading(surface, inner, title("current", comparison, words), now, snapshot, type_)
    if plot.width < 20 or plot.height < 20 or not symbols:
        return
    shown = [latest(comparison, n) for n in range(len(held))]
    lines = [v for s in symbols for v in comparison.line_pA[s] if math.isfinite(v)]
    points_at = [(held[n], found, False) for n, (found, _) in enumerate(shown) if found is not None]
    points_at += [(point.place.x or 0.0, point.result, True) for point in own]
    values = [0.0, *lines, *(r.current_pA[s] for _, r, _ in points_at for s in symbols)]
    wide = 0.06 * (max(values) - min(values)) or 1.0
    ends = float(comparison.clamp_mV[0]), float(comparison.clamp_mV[-1])
    axes = Axes(plot, ends, (min(values) - wide, max(values) + wide))
    step = nice_step(ends[1] - ends[0], max(2, plot.width // max(type_.width("−100", "small") * 2, 1)))
    first = math.ceil(ends[0] / step)
    axes.draw(surface, [n * step for n in range(first, math.floor(ends[1] / step) + 1)], type_, sign_x=True)
    label = words("ui.compare.clamp")
    type_.draw(surface, label, "small", theme.DIM, (plot.centerx, inner.bottom), "midbottom", within=plot.width)
    radius = max(4.0, 6.5 * unit)
    last = []
    for k, symbol in enumerate(symbols):
        style = species_style(symbol, snapshot.valence[symbol])
        line = comparison.line_pA[symbol]
        here = [(float(v), float(i)) for v, i in zip(comparison.clamp_mV, line, strict=True) if math.isfinite(i)]
        points = [(axes.at_x(v), axes.at_y(i)) for v, i in here]
        if points:
            if comparison.with_theory:
                pygame.draw.lines(surface, style.colour, False, points, max(2, round(2.4 * unit)))
            last.append((f"I_{{{symbol}}}", style.colour, points[-1][1]))
        for mV, found, mine in points_at:
            heights = [axes.at_y(found.current_pA[s]) for s in symbols]
            collide = max(heights) - min(heights) < 2.2 * radius  # only then side by side
            beside = round((k - (len(symbols) - 1) / 2) * 2.2 * radius) if collide else 0
            x, y = axes.at_x(mV) + beside, heights[k]
            half = found.current_error_pA[symbol] / (axes.y[1] - axes.y[0]) * plot.height
            colour = theme.HAND if mine else theme.TEXT
            pygame.draw.line(surface, colour, (x, y - half), (x, y + half), max(1, round(2 * unit)))
            ion = ion_key(symbol, snapshot.valence[symbol], radius)
            ion.set_colorkey(theme.PANEL)
            surface.blit(ion, ion.get_rect(center=(round(x), round(y))))
            if mine:
                draw_frame(surface, (x, y), radius, unit)
    height = type_.line_height("small")
    places = spread([y for _, _, y in last], height, plot.top + height / 2, plot.bottom - height / 2)
    for (text, colour, y), at in zip(last, places, strict=True):
        pygame.draw.aaline(surface, colour, (plot.right, y), (plot.right + round(12 * unit), at))
        type_.draw(surface, text, "small", colour, (plot.right + round(16 * unit), at), "midleft")


def _ends(result: CaseResult) -> list[float]:
    """Of the interval of a voltage; the voltage where that is not known."""
    error = result.error_mV if math.isfinite(result.error_mV) else 0.0
    return [result.measured_mV - error, result.measured_mV + error]


def _flows(result: CaseResult, symbols: list[str]) -> str:
    return "  ".join(f"I_{{{s}}} {signed(result.current_pA[s])} pA" for s in symbols)


def _pump(
    surface: pygame.Surface,
    inner: pygame.Rect,
    snapshot: Snapshot,
    comparison: Comparison,
    type_: Typesetter,
    words: Words,
) -> None:
    """The pump's current against the voltage held, and the voltage at which theory has it stall."""
    unit, file = type_.unit, snapshot.scene_file
    plot = _plot(inner, type_, round(14 * unit), "+1000")
    held = [case.scene.clamp_mV or 0.0 for case in file.cases]
    shown = [latest(comparison, n) for n in range(len(held))]
    now = "› " + typeset(file.cases[comparison.case].label.in_(words.language))
    result, _ = shown[comparison.case]
    if result is not None and math.isfinite(result.pump_pA):
        now += f": {signed(result.pump_pA)} ± {result.pump_error_pA:.1f} pA"
    elif comparison.meddled:
        now += ": " + words("ui.compare.touched")
    own = own_points(comparison)
    if comparison.hand is not None:
        last = own[-1].result if own else None
        counted = f"{signed(last.pump_pA)} ± {last.pump_error_pA:.1f} pA" if last is not None else ""
        now = heading(comparison, file, counted, words)
    _heading(surface, inner, title("pump", comparison, words), now, snapshot, type_)
    if plot.width < 20 or plot.height < 20:
        return
    points = [(held[n], r, running, n) for n, (r, running) in enumerate(shown) if r is not None]
    points = [point for point in points if math.isfinite(point[1].pump_pA)]
    values = [0.0, *(r.pump_pA for _, r, _, _ in points)]
    known = [(p.result.pump_pA, p.result.pump_error_pA) for p in own if math.isfinite(p.result.pump_error_pA)]
    values += [pA + sign * error for pA, error in known for sign in (-1, 1)]
    wide = 0.12 * (max(values) - min(values)) or NOTHING_YET_PA
    room = 0.06 * (max(held) - min(held)) + 1
    axes = Axes(plot, (min(held) - room, max(held) + room), (min(values) - wide, max(values) + wide))
    axes.draw(surface, sorted(held), type_, sign_x=True)
    label = words("ui.compare.clamp")
    type_.draw(surface, label, "small", theme.DIM, (plot.centerx, inner.bottom), "midbottom", within=plot.width)
    stall = comparison.predicted_mV(comparison.case) if comparison.with_theory else math.nan
    if axes.x[0] < stall < axes.x[1]:
        x = round(axes.at_x(stall))
        colour = prediction_colour("stall")
        pygame.draw.line(surface, colour, (x, plot.top), (x, plot.bottom - 1), max(2, round(2.4 * unit)))
    for mV, found, running, n in points:
        half = found.pump_error_pA / (axes.y[1] - axes.y[0]) * plot.height
        ringed = theme.FOCUS if n == comparison.case else None
        place = round(axes.at_x(mV)), axes.at_y(found.pump_pA)
        draw_point(surface, place, half if math.isfinite(half) else 0.0, unit, hollow=running, ring=ringed)
    for point in own:
        if math.isfinite(point.result.pump_pA):
            half = point.result.pump_error_pA / (axes.y[1] - axes.y[0]) * plot.height
            at = axes.at_x(point.place.x or 0.0), axes.at_y(point.result.pump_pA)
            draw_own(surface, at, half if math.isfinite(half) else 0.0, unit, point is own[-1])
