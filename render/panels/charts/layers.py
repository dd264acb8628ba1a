"""The cases of a scene that compares how thick the layers of ions are: counted lengths over the line of Debye's."""

import math

import numpy as np
import pygame

from render.panels.charts.axes import Axes, draw_point
from render.panels.own.points import draw_own, own_points
from render.panels.own.told import heading, title
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.text import Typesetter
from render.style.words import Words, typeset

LEAST_NM = 0.1  # of the range, beyond the values
NOTHING_YET_NM = 1.0  # where the range lies before there is any


def draw_layers(
    surface: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot, type_: Typesetter, words: Words
) -> None:
    """Draw into a panel that is painted already. Cases without an x stand in a row."""
    comparison, file, unit = snapshot.comparison, snapshot.scene_file, type_.unit
    assert comparison is not None
    inner, small = rect.inflate(-round(28 * unit), -round(16 * unit)), type_.line_height("small")
    language, compare, cases = words.language, file.compare, file.cases
    found = []
    for n, done in enumerate(comparison.results):
        running = done is None and n == comparison.case and comparison.now is not None
        result = comparison.now if running else done
        found.append((result.layer_nm if result is not None else None, running))
    type_.draw(surface, title("layers", comparison, words), "small", theme.DIM, inner.topleft, within=inner.width)
    now, _ = found[comparison.case]
    told = words("ui.compare.touched") if now is None and comparison.meddled else words("ui.compare.counting")
    if now is not None:
        told = f"{now[0]:.3f}" + (f" ± {now[1]:.3f}" if math.isfinite(now[1]) else "")
        told += " nm" + (f", {words('ui.compare.debye')} {now[2]:.3f}" if math.isfinite(now[2]) else "")
    own = [point for point in own_points(comparison) if point.result.layer_nm is not None]
    text = f"› {typeset(cases[comparison.case].label.in_(language))}: {told}"
    if comparison.hand is not None:
        last = own[-1].result.layer_nm if own else None
        counted = f"{last[0]:.3f}" + (f" ± {last[1]:.3f}" if math.isfinite(last[1]) else "") + " nm" if last else ""
        text = heading(comparison, file, counted, words)
    place = inner.left, inner.top + small
    type_.draw(surface, text, "label", theme.FOCUS, place, within=inner.width)
    left = inner.left + type_.width("0.88", "small") + round(10 * unit)
    top = inner.top + small + type_.line_height("label") + round(8 * unit)
    plot = pygame.Rect(left, top, inner.right - round(14 * unit) - left, 0)
    plot.height = inner.bottom - 2 * small - round(6 * unit) - top
    if plot.width < 20 or plot.height < 2.5 * small:  # numbers at the axis want as much
        return
    placed = all(case.x is not None for case in cases)
    xs = [case.x or 0.0 if placed else n + 1.0 for n, case in enumerate(cases)]
    log = placed and compare is not None and compare.log and min(xs) > 0
    lengths = [length[0] for length, _ in found if length is not None and math.isfinite(length[0])]
    lengths += [point.result.layer_nm[0] for point in own if point.result.layer_nm is not None]
    debye = [(x, nm) for x, nm in zip(xs, comparison.debye_nm, strict=True) if math.isfinite(nm)]
    debye = debye if comparison.with_theory else []
    values = [*lengths, *(nm for _, nm in debye)] or [NOTHING_YET_NM]
    margin = (max(xs) / min(xs)) ** 0.08 if log else 0.08 * (max(xs) - min(xs)) or 1.0
    span = (min(xs) / margin, max(xs) * margin) if log else (min(xs) - margin, max(xs) + margin)
    axes = Axes(plot, span, (max(0.0, min(values) - LEAST_NM), max(values) + LEAST_NM), log)
    axes.draw(surface, sorted(xs) if placed else [], type_, sign_y=False)
    label = (typeset(compare.x.in_(language)) if compare else "") + (f" ({words('ui.compare.log')})" if log else "")
    type_.draw(surface, label, "small", theme.DIM, (plot.centerx, inner.bottom), "midbottom", within=plot.width)
    line = sorted(debye)
    if len(line) > 1:
        pygame.draw.lines(surface, theme.GHK, False, _path(axes, line), max(2, round(2.4 * unit)))
    for n, (length, running) in enumerate(found):
        if length is not None and math.isfinite(length[0]):
            half = length[1] / (axes.y[1] - axes.y[0]) * axes.plot.height if math.isfinite(length[1]) else 0.0
            ring = theme.FOCUS if n == comparison.case else None
            draw_point(surface, (round(axes.at_x(xs[n])), axes.at_y(length[0])), half, unit, running, ring)
    for point in own:
        length = point.result.layer_nm
        if length is not None and math.isfinite(length[0]):
            half = length[1] / (axes.y[1] - axes.y[0]) * axes.plot.height if math.isfinite(length[1]) else 0.0
            at = axes.at_x(point.place.x or 0.0), axes.at_y(length[0])
            draw_own(surface, at, half, unit, point is own[-1])


def _path(axes: Axes, line: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Debye's length between the cases: straight where both axes are logarithmic, so curved here."""
    if not axes.log:
        return [(axes.at_x(x), axes.at_y(nm)) for x, nm in line]
    x = np.geomspace(line[0][0], line[-1][0], 40)
    nm = np.exp(np.interp(np.log(x), [math.log(at) for at, _ in line], [math.log(value) for _, value in line]))
    return [(axes.at_x(float(at)), axes.at_y(float(value))) for at, value in zip(x, nm, strict=True)]
