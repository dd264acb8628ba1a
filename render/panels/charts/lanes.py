"""What voltage-gated channels do, on the time axis of the strip chart: which share of the doors is open (and of the h
particles, without which no Na+ door opens), and the current of each species."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pygame

from render.panels.charts.curves import Line, end_labels, enlarged, polyline
from render.playback.reading import CURRENT, OPEN, PARTICLE
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.text import Typesetter
from render.style.theme import mix, species_style
from render.style.words import Words, count, signed

if TYPE_CHECKING:
    pass

LEAST_PA = 200.0  # the currents' range is never narrower, lest the noise at rest fill it
FIGURE_BINS = 12  # of the trace, for the figure at a line's end
SHRINK = 0.4  # it shrinks only to less than this share


class Lanes:
    """Two plots, one below the other. reach_pA: the currents' range, upwards and downwards."""

    def __init__(self) -> None:
        self.reach_pA = LEAST_PA

    def restart(self) -> None:
        self.reach_pA = LEAST_PA

    def draw(
        self, surface: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot, type_: Typesetter, words: Words
    ) -> None:
        """Draw both into a panel that is painted already."""
        unit, lines = type_.unit, snapshot.trace.lines
        room = rect.inflate(-round(28 * unit), -round(16 * unit))
        scale = type_.width("−1000", "small") + round(8 * unit)
        names = type_.width("I_{Na} −8,888", "small") + round(18 * unit)
        room = pygame.Rect(room.left + scale, room.top, room.width - scale - names, room.height)
        shares = self._shares(snapshot, lines)
        currents = [
            Line(f"I_{{{name[len(CURRENT) :]}}}", species_style(name[len(CURRENT) :]).colour, values, 1.8)
            for name, values in lines.items()
            if name.startswith(CURRENT) and np.isfinite(values).any()
        ]
        self._adapt(currents)
        height, heading = room.height // 2, round(1.15 * type_.line_height("small"))
        if room.width < 20 or height < 2 * heading:
            return
        for n, (key, shown, low, high) in enumerate(
            (("ui.chart.open", shares, 0.0, 1.0), ("ui.chart.current", currents, -self.reach_pA, self.reach_pA))
        ):
            top = room.top + n * height
            plot = pygame.Rect(room.left, top + heading, room.width, height - heading)
            place = rect.left + round(14 * unit), top
            type_.draw(surface, words(key), "small", theme.DIM, place, within=rect.right - round(14 * unit) - place[0])
            self._lane(surface, plot, shown, (low, high), snapshot, type_)

    def _shares(self, snapshot: Snapshot, lines: Mapping[str, np.ndarray]) -> list[Line]:
        found = []
        for channel in snapshot.scene.channels:
            values = lines.get(OPEN + channel.kind)
            if values is not None and channel.permeability:
                style = species_style(channel.passes_best)
                found.append(Line(style.label, style.colour, values, 1.8))
        if PARTICLE + "h" in lines:
            found.append(Line("h", theme.WARNING, lines[PARTICLE + "h"], 1.8, dashed=True))
        return found

    def _adapt(self, currents: list[Line]) -> None:
        largest = max((float(np.nanmax(np.abs(line.values))) for line in currents), default=0.0)
        step = 10.0 ** math.floor(math.log10(max(largest, LEAST_PA)))
        wanted = max(LEAST_PA, step * math.ceil(1.05 * largest / step))
        if wanted > self.reach_pA or wanted < SHRINK * self.reach_pA:
            self.reach_pA = wanted

    def _lane(
        self,
        surface: pygame.Surface,
        plot: pygame.Rect,
        lines: list[Line],
        ends: tuple[float, float],
        snapshot: Snapshot,
        type_: Typesetter,
    ) -> None:
        low, high = ends
        trace, unit = snapshot.trace, type_.unit
        surface.fill(mix(theme.PANEL, theme.INK, 0.5), plot)
        half = round(0.42 * type_.line_height("small"))
        for value in (high, 0.0, low) if low < 0 else (high, low):
            share = (value - low) / (high - low)
            at = round(plot.bottom - 1 - share * (plot.height - 1))
            colour = theme.FAINT if value == 0 else theme.PANEL_EDGE
            pygame.draw.line(surface, colour, (plot.left, at), (plot.right - 1, at))
            if value == 0 and low < 0 and plot.height < 3 * type_.line_height("small"):
                continue  # no room between the two ends
            text = (signed(value, 0) if low < 0 else f"{value:.0f}") if abs(value) < 1e4 else count(value)
            place = plot.left - round(8 * unit), min(max(at, plot.top + half), plot.bottom - half)
            type_.draw(surface, text, "small", theme.DIM, place, "midright")
        if len(trace.time_ns) < 2:
            return

        def y(values: np.ndarray, height: int) -> np.ndarray:
            return np.asarray(height - 1 - (values - low) / (high - low) * (height - 1))

        with enlarged(surface, plot) as big:
            x = (trace.time_ns - trace.time_ns[0]) / (trace.time_ns[-1] - trace.time_ns[0]) * big.get_width()
            for line in lines:
                polyline(big, line, x, y(line.values, big.get_height()), unit)
        # single samples of a current are mostly noise: a figure is the mean of the last few
        recent = [(line, line.values[-FIGURE_BINS:]) for line in lines]
        latest = [(line, float(np.nanmean(v))) for line, v in recent if np.isfinite(v).any()]
        digits = 0 if low < 0 else 2
        labels = [
            (
                f"{line.label} {signed(value, 0) if digits == 0 else f'{value:.2f}'}",
                line.colour,
                plot.top + float(y(np.array(value), plot.height)),
            )
            for line, value in latest
        ]
        end_labels(surface, plot, plot.bottom, labels, type_)
