"""Charge and potential across the membrane, as they are counted and as Gouy and Chapman have them. Heights stand
upright as in the box of ions: the outside is above."""

import math

import numpy as np
import pygame

from render.panels.charts.axes import nice_step
from render.panels.charts.curves import SMOOTHING, Plane, enlarged
from render.panels.charts.layers import draw_layers
from render.playback.layers import LayerView
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.marks import panel
from render.style.text import Typesetter
from render.style.theme import Colour, mix
from render.style.words import Words, signed

LEAST_MM, LEAST_MV = 50.0, 20.0  # the ranges are never narrower, lest noise fill them
SHRINK = 0.6  # they shrink only to less than this share
DASH = 16.0  # a dash and the gap after it, in units
ROOMY_LINES = 7  # of text: a lower panel has no heading
APART = 9.0  # units from a node to the next, from which on each is shown as a dot


class ProfileChart:
    """Two plots side by side. reach_mM: the charge's range, both ways; range_mV: the potential's."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.reach_mM = LEAST_MM
        self.range_mV = (-LEAST_MV, LEAST_MV)

    def show(
        self,
        surface: pygame.Surface,
        rect: pygame.Rect,
        snapshot: Snapshot,
        type_: Typesetter,
        words: Words,
        shares: bool = False,
    ) -> None:
        """Paint the panel, and both plots where they have room. shares: whether the lengths of a comparison have no
        panel of their own, and take this one once there is all to compare."""
        panel(surface, rect, type_.unit)
        compared = snapshot.comparison
        if shares and compared is not None and compared.debye_nm and compared.told:
            draw_layers(surface, rect, snapshot, type_, words)
            return
        view, unit, small = snapshot.layers, type_.unit, type_.line_height("small")
        if view is None:
            return
        inner = rect.inflate(-round(28 * unit), -round(14 * unit))
        roomy = inner.height > ROOMY_LINES * small
        if roomy:
            heading = words("ui.profile_chart.heading", ns=f"{view.over_ns:.0f}")
            type_.draw(surface, heading, "small", theme.DIM, inner.topleft, within=inner.width)
        scale, gap = type_.width("−8", "small") + round(8 * unit), round(22 * unit)
        top = inner.top + (2 if roomy else 1) * small + round(4 * unit)
        width = (inner.width - scale - gap) // 2
        height = inner.bottom - small - round(2 * unit) - top
        if width < 40 or height < 2 * small:
            return
        self._adapt(view)
        ends = (-self.reach_mM, self.reach_mM), self.range_mV
        for n, (key, ends_of) in enumerate(zip(("charge", "potential"), ends, strict=True)):
            plot = pygame.Rect(inner.left + scale + n * (width + gap), top, width, height)
            name = words(f"ui.profile_chart.{key}")
            type_.draw(surface, name, "small", theme.TEXT, (plot.centerx, top), "midbottom", within=width + gap // 2)
            self._ground(surface, plot, view, ends_of, type_)
            if n == 0:
                self._heights(surface, plot, view, type_)
            with enlarged(surface, plot) as big:
                self._curves(big, view, n, ends_of, unit)
            if n == 0:
                self._sides(surface, plot, type_, words)
            else:
                self._length(surface, plot, view, type_, words)

    # -- ranges ------------------------------------------------------------------------------------------------

    def _adapt(self, view: LayerView) -> None:
        seen = np.abs(view.y_nm) <= view.reach_nm
        charge = np.concatenate([view.charge_mM[seen], view.theory_mM])
        most = max(LEAST_MM, 1.05 * float(np.abs(charge).max(initial=0.0)))
        if most > self.reach_mM or most < SHRINK * self.reach_mM:
            self.reach_mM = 25.0 * math.ceil(most / 25.0)
        psi = np.concatenate([view.psi_mV[seen], view.theory_mV, [0.0]])
        low, high = LEAST_MV * np.floor((psi.min() - 4) / LEAST_MV), LEAST_MV * np.ceil((psi.max() + 4) / LEAST_MV)
        now_low, now_high = self.range_mV
        if low < now_low or high > now_high or high - low < SHRINK * (now_high - now_low):
            self.range_mV = float(low), float(high)

    # -- drawing -----------------------------------------------------------------------------------------------

    def _ground(
        self, surface: pygame.Surface, plot: pygame.Rect, view: LayerView, ends: tuple[float, float], type_: Typesetter
    ) -> None:
        """Membrane, grid, Debye's lengths and the numbers below."""
        surface.fill(mix(theme.PANEL, theme.INK, 0.5), plot)
        per_nm = plot.height / (2 * view.reach_nm)
        membrane = pygame.Rect(plot.left, 0, plot.width, round(2 * view.face_nm * per_nm))
        membrane.centery = plot.centery
        surface.fill(mix(theme.PANEL, theme.LIPID_HEAD, 0.22), membrane)
        low, high = ends
        margin = round(10 * type_.unit)  # of the gap between the plots
        step = nice_step(high - low, max(2, plot.width // round(1.3 * type_.width("−100", "small"))))
        written, room = plot.left - margin, plot.right + margin
        for value in np.arange(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1) * step:
            x = round(plot.left + (value - low) / (high - low) * (plot.width - 1))
            colour = theme.FAINT if abs(value) < step / 2 else theme.PANEL_EDGE
            pygame.draw.line(surface, colour, (x, plot.top), (x, plot.bottom - 1))
            text = signed(float(value), 0)
            half = type_.width(text, "small") / 2
            if written <= x - half and x + half <= room:
                written = x + half + margin / 2
                type_.draw(surface, text, "small", theme.DIM, (x, plot.bottom + round(2 * type_.unit)), "midtop")
        for length, way in zip(view.debye_nm, (1, -1), strict=True):
            if math.isfinite(length):
                y = round(plot.centery + way * (view.face_nm + length) * per_nm)
                pygame.draw.line(surface, theme.FAINT, (plot.left, y), (plot.right - 1, y))

    def _heights(self, surface: pygame.Surface, plot: pygame.Rect, view: LayerView, type_: Typesetter) -> None:
        """nm from the middle of the membrane, at the left."""
        per_nm, half = plot.height / (2 * view.reach_nm), 0.5 * type_.line_height("small")
        step = next((nm for nm in (1, 2, 5, 10, 20) if nm * per_nm >= 2.6 * half), 50)
        for n in range(-math.floor(view.reach_nm / step), math.floor(view.reach_nm / step) + 1):
            y = plot.centery - n * step * per_nm
            if plot.top + half <= y <= plot.bottom - half:
                place = plot.left - round(6 * type_.unit), y
                type_.draw(surface, signed(n * step, 0).lstrip("+"), "small", theme.DIM, place, "midright")

    def _curves(self, big: pygame.Surface, view: LayerView, which: int, ends: tuple[float, float], unit: float) -> None:
        """Counted: a line with dots; theory: dashed, of the charge each side by itself, for the membrane has none."""
        low, high = ends
        counted, theory = (view.charge_mM, view.theory_mM) if which == 0 else (view.psi_mV, view.theory_mV)

        def at(y_nm: Plane, value: Plane) -> list[tuple[float, float]]:
            x = (value - low) / (high - low) * (big.get_width() - 1)
            y = (0.5 - 0.5 * y_nm / view.reach_nm) * big.get_height()
            return [*zip(x.tolist(), y.tolist(), strict=True)]

        seen = np.abs(view.y_nm) <= view.reach_nm
        line = at(view.y_nm[seen], counted[seen])
        width = max(SMOOTHING, round(1.6 * unit * SMOOTHING))
        if len(line) > 1:  # broader than the dashes over it: both are seen where they agree
            pygame.draw.lines(big, theme.VOLTAGE, False, line, 2 * width)
        if len(line) > 1 and abs(line[0][1] - line[1][1]) >= APART * unit * SMOOTHING:
            for point in line:
                pygame.draw.circle(big, theme.VOLTAGE, point, max(2, round(3.2 * unit * SMOOTHING)))
        inside = view.theory_nm < 0
        for part in (inside, ~inside) if which == 0 else (np.ones_like(inside),):
            _dashed(big, theme.GHK, at(view.theory_nm[part], theory[part]), DASH * unit * SMOOTHING, width)

    def _sides(self, surface: pygame.Surface, plot: pygame.Rect, type_: Typesetter, words: Words) -> None:
        """Which side is where, in the halves that a membrane negative inside leaves free."""
        pad, half = round(6 * type_.unit), plot.width // 2 - round(10 * type_.unit)
        outside = plot.left + pad, plot.top + round(2 * type_.unit)
        inside = plot.right - pad, plot.bottom - round(2 * type_.unit)
        type_.draw(surface, words("side.outside"), "small", theme.DIM, outside, "topleft", within=half)
        type_.draw(surface, words("side.inside"), "small", theme.DIM, inside, "bottomright", within=half)

    def _length(
        self, surface: pygame.Surface, plot: pygame.Rect, view: LayerView, type_: Typesetter, words: Words
    ) -> None:
        """Debye's length of the outside, on its line, where the potential of a membrane negative inside is not."""
        length = view.debye_nm[1]
        if not math.isfinite(length):
            return
        y = plot.centery - (view.face_nm + length) * plot.height / (2 * view.reach_nm)
        if y - plot.top >= type_.line_height("small"):
            text, place = words("ui.profile_chart.debye", length=f"{length:.2f}"), (plot.left + 6 * type_.unit, y)
            type_.draw(surface, text, "small", theme.DIM, place, "bottomleft", within=round(0.7 * plot.width))


def _dashed(big: pygame.Surface, colour: Colour, points: list[tuple[float, float]], dash: float, width: int) -> None:
    """Along a path, whichever way it turns."""
    if len(points) < 2:
        return
    path = np.array(points)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    for start in np.arange(0.0, along[-1], dash):
        end = min(start + dash / 2, along[-1])
        at = np.concatenate([[start], along[(along > start) & (along < end)], [end]])
        piece = [*zip(*(np.interp(at, along, axis).tolist() for axis in path.T), strict=True)]
        pygame.draw.lines(big, colour, False, piece, width)
