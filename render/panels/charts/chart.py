"""The strip chart: voltage, its running mean with the band of thermal noise, and the predictions, all labelled."""

import math
from collections.abc import Callable, Mapping

import numpy as np
import pygame

from render.controls import Button
from render.panels.charts.curves import Line, Plane, end_labels, enlarged, extremes, polyline
from render.panels.charts.deeds import Marks
from render.playback.history import Trace
from render.playback.reading import NERNST, predicts, pump_balances, thermal_noise_mV
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.text import Typesetter
from render.style.theme import MIN_TOUCH, mix, species_style
from render.style.words import Words, count, prediction_name, signed

ROOMY_LINES = 5  # of text: a lower plot has no heading
SCRUB_STEPS = 60  # of a full chart
NEAR_MV = 8.0  # the range keeps this much room around the lines
SHRINK_MV = 30.0  # and shrinks only for more than this
CALM_SIGMAS = 3.0  # of thermal noise: farther from its running mean the voltage is on the move
FAR_MV = 45.0  # a line so far from voltage and prediction is only named, at the edge


class Chart:
    """Draws the trace of a snapshot into a panel."""

    def __init__(self) -> None:
        self.range_mV = (-100.0, 80.0)
        self.cursor_ns: float | None = None  # the moment that is looked up, while paused
        self.plot = pygame.Rect(0, 0, 0, 0)
        self.alone = False  # V without predictions
        self.marks = Marks()
        self._whole = False  # the story is told: all of it is seen, not its last part alone
        self._acts: int | None = None  # of the visitor when that was so

    def restart(self) -> None:
        self.range_mV = (-10.0, 10.0)
        self.cursor_ns = None
        self._whole, self._acts = False, None

    def follow(self, told: bool, snapshot: Snapshot) -> None:
        """Take notice of whether the story is told. Who acts after that is to see what comes of it, so the time axis is
        a short one again."""
        acts = snapshot.acts
        self._acts = None if not told else acts if self._acts is None else self._acts
        self._whole = told and acts == self._acts

    def trace(self, snapshot: Snapshot) -> Trace:
        """What is plotted: the last seconds, or for a visitor, once the story is told, all that was done in it."""
        beside = snapshot.twin is not None or snapshot.comparison is not None
        if not (self._whole and self.alone and snapshot.deeds and snapshot.whole is not None) or beside:
            return snapshot.trace
        return snapshot.whole if len(snapshot.whole.time_ns) > 1 else snapshot.trace

    # -- looking back --------------------------------------------------------------------------------------------

    def buttons(self, rect: pygame.Rect, type_: Typesetter) -> list[Button]:
        """What plays the last seconds again, and the two that move the cursor, at the top right."""
        side, gap = max(MIN_TOUCH, round(56 * type_.unit)), round(6 * type_.unit)
        right, top = rect.right - gap, rect.top + gap
        return [
            Button("replay", pygame.Rect(right - 3 * side - 2 * gap, top, side, side)),
            Button("scrub_back", pygame.Rect(right - 2 * side - gap, top, side, side)),
            Button("scrub_on", pygame.Rect(right - side, top, side, side)),
        ]

    def scrub(self, way: int, trace: Trace) -> None:
        """Move the cursor by a small part of what is shown, from the newest moment at first."""
        if len(trace.time_ns) == 0:
            return
        at = len(trace.time_ns) - 1 if self.cursor_ns is None else self._bin(trace, self.cursor_ns)
        step = max(1, len(trace.time_ns) // SCRUB_STEPS)
        self.cursor_ns = float(trace.time_ns[min(max(at + way * step, 0), len(trace.time_ns) - 1)])

    def scrub_to(self, px: int, trace: Trace) -> None:
        """Put the cursor at a place on the window."""
        if len(trace.time_ns) < 2 or self.plot.width <= 0:
            return
        share = min(max((px - self.plot.left) / self.plot.width, 0.0), 1.0)
        wanted = float(trace.time_ns[0] + share * (trace.time_ns[-1] - trace.time_ns[0]))
        self.cursor_ns = float(trace.time_ns[self._bin(trace, wanted)])

    @staticmethod
    def _bin(trace: Trace, time_ns: float) -> int:
        return int(np.abs(trace.time_ns - time_ns).argmin())

    def told(self, snapshot: Snapshot, words: Words) -> str:
        """Voltage and prediction at the cursor, in words; empty without one."""
        trace = self.trace(snapshot)
        if self.cursor_ns is None or len(trace.time_ns) == 0:
            return ""
        at = self._bin(trace, self.cursor_ns)
        text = f"{words('ui.ns', count=count(trace.time_ns[at]))}:  V {signed(float(trace.mean[at]))}"
        name = predicts(snapshot)
        line = trace.lines.get(name)
        if line is not None and math.isfinite(line[at]):
            text += f",  {prediction_name(name, words)} {signed(float(line[at]))}"
        return f"{text} mV"

    # -- drawing -------------------------------------------------------------------------------------------------

    def lines(self, snapshot: Snapshot) -> list[Line]:
        """Predictions as curves, those of ions that are there."""
        trace = snapshot.trace
        found: list[Line] = []
        if self.alone:
            return found
        for symbol in NERNST:
            values = trace.lines.get(f"nernst:{symbol}")
            if values is not None and np.isfinite(values[-1:]).any():
                colour = species_style(symbol, snapshot.valence.get(symbol, 1)).colour
                found.append(Line(f"E_{{{symbol}}}", colour, values, 1.6))
        if pump_balances(snapshot) and "mullins_noda" in trace.lines:
            found.append(Line("MN", theme.MULLINS_NODA, trace.lines["mullins_noda"], 1.8, dashed=True))
        if snapshot.scene_file.claim.predicts == "donnan" and "donnan" in trace.lines:
            found.append(Line("Donnan", theme.GHK, trace.lines["donnan"], 2.0, dashed=True))
        elif predicts(snapshot) == "stall" and "stall" in trace.lines:
            found.append(Line("ATP", theme.MULLINS_NODA, trace.lines["stall"], 2.0, dashed=True))
        elif (
            snapshot.observation.clamp_mV is None
            and "ghk" in trace.lines
            and np.isfinite(trace.lines["ghk"][-1:]).any()
        ):
            found.append(Line("GHK", theme.GHK, trace.lines["ghk"], 2.0, dashed=True))
        return found

    def draw(
        self, surface: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot, type_: Typesetter, words: Words
    ) -> None:
        trace, unit = self.trace(snapshot), type_.unit
        pad = round(14 * unit)
        label_height = type_.line_height("small")
        scale_width = type_.width("−100", "small") + round(8 * unit)
        lines = self.lines(snapshot)
        if snapshot.twin is not None:
            apart = snapshot.twin.apart_mV[-len(trace.mean) :]
            lines.append(Line(words("ui.twin.unchanged"), theme.UNCHANGED, apart, 2.0))
        names = {"V" if self.alone else "E_{Na}", *(line.label for line in lines)}
        figure = "" if self.alone else " −188"
        label_width = max(type_.width(f"{name}{figure} ↑", "small") for name in names) + round(18 * unit)
        title = rect.top + round(8 * unit)
        top = title + label_height + round(8 * unit)
        controls_left = rect.right
        if snapshot.paused:
            self.cursor_ns = None if len(trace.time_ns) == 0 else self.cursor_ns
            first, *_, last = self.buttons(rect, type_)
            controls_left, top = first.rect.left, max(top, last.rect.bottom + round(4 * unit))
        else:
            self.cursor_ns = None
        bottom = rect.bottom - 2 * round(6 * unit) - label_height
        with_heading = snapshot.paused or bottom - top > ROOMY_LINES * label_height
        top = top if with_heading else rect.top + round(14 * unit)
        plot = pygame.Rect(rect.left + pad + scale_width, top, 0, 0)
        plot.width = rect.right - pad - label_width - plot.left
        plot.height = bottom - top
        plot = self.marks.reserve(plot, snapshot, type_)
        room = pygame.Rect(rect.left + pad, title, controls_left - rect.left - 2 * pad, top - title - round(4 * unit))
        if with_heading:
            self._heading(surface, room, snapshot, type_, words)
        self.plot = plot
        if plot.width < 20 or plot.height < 20:
            return
        self._adapt(lines, trace)
        self._scale(surface, plot, type_)
        until_ns = math.inf if self.cursor_ns is None else self.cursor_ns
        self.marks.draw(surface, plot, trace, snapshot, until_ns, type_, words)
        voltage = Line("V", theme.VOLTAGE, trace.mean, 2.4)
        noise = thermal_noise_mV(snapshot) if snapshot.observation.clamp_mV is None and not self.alone else math.nan
        self._curves(surface, plot, trace, lines, voltage, noise, unit)
        self._cursor(surface, plot, trace, unit)
        means = {"V": snapshot.voltage_mV}  # as the large figures have them
        if snapshot.twin is not None:
            means[words("ui.twin.unchanged")] = snapshot.twin.voltage_mV
        self._labels(surface, plot, rect.bottom - round(8 * unit), [*lines, voltage], means, type_)
        self._times(surface, plot, trace, snapshot, type_, words)

    def _heading(
        self, surface: pygame.Surface, room: pygame.Rect, snapshot: Snapshot, type_: Typesetter, words: Words
    ) -> None:
        """What is plotted; while paused what was at the cursor, or how to move it."""
        key = "ui.chart.alone" if self.alone else "ui.chart.heading"
        key = key if snapshot.observation.clamp_mV is None else "ui.chart.held"
        key = key if snapshot.twin is None else "ui.twin.heading"
        apart = "" if snapshot.twin is None else signed(snapshot.voltage_mV - snapshot.twin.voltage_mV, 0)
        text, colour = words(key, noise=f"{thermal_noise_mV(snapshot):.1f}", apart=apart), theme.DIM
        if snapshot.paused:
            told = self.told(snapshot, words)
            text, colour = (told, theme.FOCUS) if told else (words("ui.chart.look_back"), theme.DIM)
            type_.block(surface, text, "small", colour, room, middle=True)
        else:
            type_.draw(surface, text, "small", colour, room.topleft, within=room.width)

    def _adapt(self, lines: list[Line], trace: Trace) -> None:
        """The range of the voltage and of the lines not far from it: a few millivolts are to be seen."""
        spans = [(float(v.min()), float(v.max())) for v in (trace.low, trace.high) if len(v)]
        if not spans:
            return
        low, high = min(span[0] for span in spans), max(span[1] for span in spans)
        for line in lines:
            values = line.values[np.isfinite(line.values)]
            if len(values) and low - FAR_MV < values.min() and values.max() < high + FAR_MV:
                spans.append((float(values.min()), float(values.max())))
        low = 10 * math.floor((min(span[0] for span in spans) - NEAR_MV) / 10)
        high = 10 * math.ceil((max(span[1] for span in spans) + NEAR_MV) / 10)
        now_low, now_high = self.range_mV
        if low < now_low or low > now_low + SHRINK_MV:
            now_low = low
        if high > now_high or high < now_high - SHRINK_MV:
            now_high = high
        self.range_mV = now_low, now_high

    def _y(self, plot: pygame.Rect) -> Callable[[float], float]:
        low, high = self.range_mV
        return lambda mV: plot.bottom - (mV - low) / (high - low) * plot.height

    def _scale(self, surface: pygame.Surface, plot: pygame.Rect, type_: Typesetter) -> None:
        """Grid and numbers, as dense as the text allows."""
        low, high = self.range_mV
        surface.fill(mix(theme.PANEL, theme.INK, 0.5), plot)
        room = plot.height / (1.5 * type_.line_height("small"))
        step = next((s for s in (10, 20, 40, 50, 100, 200) if (high - low) / s <= room), 400)
        y = self._y(plot)
        for mV in range(math.ceil(low / step) * step, math.floor(high) + 1, step):
            at = round(y(mV))
            pygame.draw.line(
                surface, theme.FAINT if mV == 0 else theme.PANEL_EDGE, (plot.left, at), (plot.right - 1, at)
            )
            place = plot.left - round(8 * type_.unit), max(at, plot.top + round(0.3 * type_.line_height("small")))
            type_.draw(surface, signed(mV, 0), "small", theme.DIM, place, "midright")

    def _curves(
        self,
        surface: pygame.Surface,
        plot: pygame.Rect,
        trace: Trace,
        lines: list[Line],
        voltage: Line,
        noise: float,
        unit: float,
    ) -> None:
        """All curves, drawn larger and scaled down for smooth edges."""
        if len(trace.time_ns) < 2:
            return
        with enlarged(surface, plot) as big:
            self._draw_curves(big, trace, lines, voltage, noise, unit)

    def _draw_curves(
        self, big: pygame.Surface, trace: Trace, lines: list[Line], voltage: Line, noise: float, unit: float
    ) -> None:
        x = (trace.time_ns - trace.time_ns[0]) / (trace.time_ns[-1] - trace.time_ns[0]) * big.get_width()
        low, high = self.range_mV
        scale = big.get_height() / (high - low)

        def y(mV: Plane) -> Plane:
            return big.get_height() - (mV - low) * scale

        # while the voltage moves the mean lags behind: as a band beside it it would look like a second measurement
        calm = np.flatnonzero(np.abs(trace.mean - trace.running) > CALM_SIGMAS * noise)
        since = slice(int(calm[-1]) + 1 if len(calm) else 0, None)
        at, mean = x[since], trace.running[since]
        with_band = math.isfinite(noise) and len(at) > 1
        if with_band:
            band = [*zip(at, y(mean + noise), strict=True), *zip(at[::-1], y(mean - noise)[::-1], strict=True)]
            pygame.draw.polygon(big, mix(theme.PANEL, theme.MEAN, 0.4), band)
        for line in lines:
            polyline(big, line, x, y(line.values), unit)
        at_all, through = (x, voltage.values) if not trace.peaks else extremes(x, trace)
        polyline(big, voltage, at_all, y(through), unit)
        if with_band:
            polyline(big, Line("", theme.MEAN, mean, 1.4), at, y(mean), unit)

    def _cursor(self, surface: pygame.Surface, plot: pygame.Rect, trace: Trace, unit: float) -> None:
        if self.cursor_ns is None or len(trace.time_ns) < 2:
            return
        at = self._bin(trace, self.cursor_ns)
        share = (trace.time_ns[at] - trace.time_ns[0]) / (trace.time_ns[-1] - trace.time_ns[0])
        x = round(plot.left + float(share) * (plot.width - 1))
        pygame.draw.line(surface, theme.FOCUS, (x, plot.top), (x, plot.bottom - 1), max(2, round(2 * unit)))
        place = x, round(self._y(plot)(float(trace.mean[at])))
        pygame.draw.circle(surface, theme.INK, place, max(5, round(9 * unit)))
        pygame.draw.circle(surface, theme.VOLTAGE, place, max(3, round(6 * unit)))

    def _labels(
        self,
        surface: pygame.Surface,
        plot: pygame.Rect,
        bottom: int,
        lines: list[Line],
        means: Mapping[str, float],
        type_: Typesetter,
    ) -> None:
        """Each line's name and present value at its right end, with an arrow where it lies beyond the edge. bottom: how
        far down there is room for them; means: values to be shown for some of the lines, by their labels."""
        y, (low, high) = self._y(plot), self.range_mV
        labels = []
        for line in lines:
            end = float(line.values[-1]) if len(line.values) else math.nan
            value = means.get(line.label, end)
            if math.isfinite(value) and math.isfinite(end):
                arrow = " ↑" if value > high else " ↓" if value < low else ""
                figure = "" if self.alone else f" {signed(value, 0)}"  # the large figures say it
                labels.append((f"{line.label}{figure}{arrow}", line.colour, y(end)))
        end_labels(surface, plot, bottom, labels, type_)

    def _times(
        self,
        surface: pygame.Surface,
        plot: pygame.Rect,
        trace: Trace,
        snapshot: Snapshot,
        type_: Typesetter,
        words: Words,
    ) -> None:
        top = plot.bottom + round(4 * type_.unit)
        begin = float(trace.time_ns[0]) if len(trace.time_ns) else 0.0
        begin = begin if begin > trace.bin_ns else 0.0
        if self.alone and plot.width < 2 * type_.width(words("ui.chart.now", count="88,888"), "small"):
            return
        left = type_.draw(surface, words("ui.ns", count=count(begin)), "small", theme.DIM, (plot.left, top))
        text = words("ui.chart.now", count=count(snapshot.time_ns))
        type_.draw(surface, text, "small", theme.DIM, (plot.right, top), "topright", within=plot.right - left.right - 8)
