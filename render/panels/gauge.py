"""What the visitor's depth shows of the voltage: one large number, and a gauge of what each ion wants."""

import math

import pygame

from render.panels.charts.axes import nice_step
from render.panels.charts.curves import spread
from render.panels.readout import draw_figures
from render.playback.reading import NERNST
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.marks import draw_diamond, panel
from render.style.text import Typesetter
from render.style.theme import species_style
from render.style.words import Words, signed

EDGE_MV = 12.0  # between the outermost mark and the end of the scale
SHRINK_MV = 40.0  # the scale shrinks only for more than this
MEASURED = "measured"  # beside the ions' symbols
NO_SIDE_MV = 1.0  # below it neither side is called negative


def draw_large_voltage(
    surface: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot, type_: Typesetter, words: Words
) -> None:
    """V as large as there is room for, and in words which side is negative."""
    panel(surface, rect, type_.unit)
    unit, voltage, clamp = type_.unit, snapshot.voltage_mV, snapshot.observation.clamp_mV
    inner = rect.inflate(-2 * round(18 * unit), -round(18 * unit))
    heading, told = words("ui.gauge.heading"), ""
    if clamp is not None:
        heading = words("voltage.clamped", voltage=signed(clamp, 0))
    if math.isfinite(voltage):
        told = words(f"ui.gauge.{'even' if abs(voltage) < NO_SIDE_MV else 'minus' if voltage < 0 else 'plus'}")
    line = min(type_.line_height("label"), inner.height // 4)
    px = min(type_.px("label"), int(line / 1.28))
    type_.draw(surface, heading, px, theme.DIM, inner.topleft, within=inner.width)
    type_.draw(surface, told, px, theme.TEXT, inner.bottomleft, "bottomleft", within=inner.width)
    room = inner.height - 2 * line
    number = (signed(voltage, 0) if math.isfinite(voltage) else "…") + "~{ mV}"
    size = 1.3 * type_.px("huge"), room / 0.92, inner.width / max(type_.width("+188~{ mV}", 100), 1) * 100
    draw_figures(surface, type_, number, int(min(size)), inner.left, inner.top + line, room)


def measured_mV(snapshot: Snapshot) -> float:
    """What was measured in the real cell, under the conditions of the case that runs where cases do; nan where nothing
    was, and while it is kept back."""
    file, compared = snapshot.scene_file, snapshot.comparison
    mV = file.claim.published_mV if compared is None else file.cases[compared.case].published_mV
    return math.nan if mV is None else mV


def _measured(
    surface: pygame.Surface,
    room: pygame.Rect,
    mV: float,
    at: float,
    place: tuple[int, float],
    px: int,
    type_: Typesetter,
    words: Words,
) -> None:
    """A diamond on the scale, and its name. at: its pixel; place: where the name begins."""
    unit, size = type_.unit, max(5, round(9 * type_.unit))
    x = room.left + round(4 * unit)
    pygame.draw.line(surface, theme.TEXT, (x, at), (room.left + round(14 * unit), at), max(1, round(2 * unit)))
    end = place[0] - round(6 * unit), place[1]
    pygame.draw.line(surface, theme.TEXT, (room.left + round(14 * unit), at), end, max(1, round(2 * unit)))
    draw_diamond(surface, (x, at), size, theme.TEXT, max(2, round(3 * unit)), theme.INK)
    text = words("ui.gauge.measured", voltage=signed(mV, 0))
    type_.draw(surface, text, px, theme.TEXT, place, "midleft", within=room.right - place[0])


class Gauge:
    """V on a vertical scale among the equilibrium voltages of the ions, and what was measured in the real cell.
    range_mV: its ends, which move seldom."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.range_mV = (0.0, 0.0)

    def draw(
        self, surface: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot, type_: Typesetter, words: Words
    ) -> None:
        panel(surface, rect, type_.unit)
        unit, voltage = type_.unit, snapshot.voltage_mV
        inner = rect.inflate(-2 * round(16 * unit), -2 * round(10 * unit))
        px = min(type_.px("body"), max(theme.MIN_TEXT, inner.height // 8))
        line = type_.line_height(px)
        type_.draw(surface, words("ui.gauge.wishes"), px, theme.DIM, inner.topleft, within=inner.width)
        nernst = {s: v for s, v in snapshot.prediction.nernst.items() if s in NERNST and math.isfinite(v)}
        measured = measured_mV(snapshot)
        others = [mV for mV in (voltage, measured) if math.isfinite(mV)]
        self._adapt([0.0, *nernst.values(), *others])
        scale = pygame.Rect(inner.left, inner.top + line + line // 2, inner.width, inner.height - 2 * line)
        low, high = self.range_mV

        def y(mV: float) -> float:
            return scale.bottom - (mV - low) / (high - low) * scale.height

        ours = type_.width("V −188", px) + round(8 * unit)
        numbers = type_.width("+100", "small") + round(10 * unit)
        axis = min(scale.left + ours + round(16 * unit) + numbers, round(scale.left + 0.5 * scale.width))
        thick = max(4, round(8 * unit))
        track = pygame.Rect(axis - thick // 2, scale.top, thick, scale.height)
        pygame.draw.rect(surface, theme.PANEL_EDGE, track, border_radius=thick)
        step = nice_step(high - low, max(2, scale.height // round(1.6 * type_.line_height("small"))))
        step = max(step, 10.0)
        at_V = y(voltage) if math.isfinite(voltage) else math.inf
        value = math.ceil(low / step) * step
        while value <= high:
            place = round(y(value))
            pygame.draw.line(surface, theme.FAINT, (axis - thick, place), (axis + thick // 2, place))
            if abs(place - at_V) > type_.line_height("small"):
                left = axis - thick - round(4 * unit), place
                type_.draw(surface, signed(value, 0), "small", theme.DIM, left, "midright", within=numbers)
            value += step
        marks = {symbol: (mV, y(mV)) for symbol, mV in nernst.items()}
        if math.isfinite(measured):
            marks[MEASURED] = measured, y(measured)
        room = pygame.Rect(axis, scale.top, inner.right - axis, scale.height)
        self._wishes(surface, room, marks, snapshot, px, type_, words)
        if math.isfinite(voltage):
            size = max(6, round(15 * unit))
            tip = axis - thick // 2, at_V
            pygame.draw.polygon(surface, theme.VOLTAGE, [tip, (tip[0] - size, at_V - 0.7 * size),
                                                         (tip[0] - size, at_V + 0.7 * size)])  # fmt: skip
            pygame.draw.line(surface, theme.VOLTAGE, (axis - thick // 2, at_V), (axis + thick, at_V), 3)
            text = f"V {signed(voltage, 0)}"
            place_V = tip[0] - size - round(6 * unit), at_V
            type_.draw(surface, text, px, theme.VOLTAGE, place_V, "midright", within=round(place_V[0] - inner.left))

    @staticmethod
    def _wishes(
        surface: pygame.Surface,
        room: pygame.Rect,
        marks: dict[str, tuple[float, float]],
        snapshot: Snapshot,
        px: int,
        type_: Typesetter,
        words: Words,
    ) -> None:
        """At the right of the scale: what each ion wants, or that it has no way, and what was measured. marks: mV and
        pixel of each."""
        unit, line = type_.unit, type_.line_height(px)
        left = room.left + round(44 * unit)
        middles = spread([at for _, at in marks.values()], line, room.top, room.bottom)
        for (symbol, (mV, at)), middle in zip(marks.items(), middles, strict=True):
            if symbol == MEASURED:
                _measured(surface, room, mV, at, (left, middle), px, type_, words)
                continue
            style = species_style(symbol, snapshot.valence.get(symbol, 1))
            passes = snapshot.observation.permeability.get(symbol, 0.0) > 0
            colour, thick = style.colour, max(2, round((6 if passes else 2) * unit))
            tick = room.left + round(14 * unit)
            pygame.draw.line(surface, colour, (room.left - round(6 * unit), at), (tick, at), thick)
            pygame.draw.line(surface, colour, (tick, at), (left - round(6 * unit), middle), max(1, thick // 2))
            text = words(f"ui.gauge.{'wants' if passes else 'shut'}", ion=style.label, voltage=signed(mV, 0))
            type_.draw(surface, text, px, colour, (left, middle), "midleft", within=room.right - left)

    def _adapt(self, values: list[float]) -> None:
        low = 20 * math.floor((min(values) - EDGE_MV) / 20)
        high = 20 * math.ceil((max(values) + EDGE_MV) / 20)
        now_low, now_high = self.range_mV
        self.range_mV = (
            low if low < now_low or low > now_low + SHRINK_MV else now_low,
            high if high > now_high or high < now_high - SHRINK_MV else now_high,
        )
