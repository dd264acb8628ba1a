"""The sheet that lies over the picture while the notebook is open: heading, plot, table, and the row of its tools."""

from collections.abc import Callable
from functools import cache

import pygame

from render.controls import NOTES, Button
from render.panels.notebook.desk import ALL, Desk
from render.panels.notebook.details import details
from render.panels.notebook.names import unit_of
from render.panels.notebook.plot import draw_plot
from render.panels.notebook.rows import draw_rows
from render.panels.story_card import title_of
from render.style import theme
from render.style.layout import button_height
from render.style.marks import draw_focus, least_px
from render.style.text import Typesetter
from render.style.words import Words, signed
from scenes.notebook.variables import Slopes, slopes

WIDE = 1.35  # a sheet that is so much wider than high has its table beside the plot
PLOT_SHARE = 0.54
PRINTED = (1600, 1000)  # px of a picture that is saved
TITLE_SHARE = 0.4
DETAILS_SHARE = 0.42  # of the table, for what is known of the chosen record


class Sheet:
    """desk: what is shown; title: of a scene, by its name. `place` gives the tools' buttons, `draw` paints all."""

    def __init__(self, type_: Typesetter, words: Words) -> None:
        self.type, self.words = type_, words
        self.desk = Desk()  # the session has its own put here
        self.room = pygame.Rect(0, 0, 0, 0)
        self.tools: list[Button] = []
        self._rows: dict[str, pygame.Rect] = {}
        self._picture: pygame.Surface | None = None
        self._state: object = None

    @property
    def open(self) -> bool:
        return self.desk.open

    def place(self, room: pygame.Rect, allowed: Callable[[str], bool]) -> list[Button]:
        """The buttons of the sheet's tools; none while it is closed. room: what the sheet may cover."""
        unit = self.type.unit
        self.room, self.tools, self._picture = room.inflate(-round(12 * unit), -round(8 * unit)), [], None
        if not self.open:
            return []
        names = [name for name in NOTES if allowed(name)]
        gap, pad = max(3, round(6 * unit)), round(14 * unit)
        inner = self.room.inflate(-2 * pad, -2 * pad)
        fit = max(1, min(len(names), (inner.width + gap) // (theme.MIN_TOUCH + gap)))
        lines = -(-len(names) // fit)
        per_line = -(-len(names) // lines)
        height = max(theme.MIN_TOUCH, round(0.75 * button_height(unit)))
        width = (inner.width - gap * (per_line - 1)) // max(per_line, 1)
        top = inner.bottom - lines * height - (lines - 1) * gap
        for n, name in enumerate(names):
            line, column = divmod(n, per_line)
            place = inner.left + column * (width + gap), top + line * (height + gap)
            self.tools.append(Button(name, pygame.Rect(*place, width, height)))
        return self.tools

    def press(self, px: tuple[int, int]) -> bool:
        """Whether the sheet lies there; a row that is pressed is chosen."""
        if not self.open or not self.room.collidepoint(px):
            return False
        inside = px[0] - self.room.left, px[1] - self.room.top
        for ident, row in self._rows.items():
            if row.collidepoint(inside):
                self.desk.choose(ident)
        return True

    # -- painting --------------------------------------------------------------------------------------------------

    def draw(self, surface: pygame.Surface, hovered: str | None, focused: str | None) -> None:
        """Paint the sheet, anew only where something on it has changed."""
        desk = self.desk
        if not desk.open:
            return
        state = desk.changes, hovered, focused, self.words.language, self.room.size, theme.high_contrast
        if self._picture is None or self._state != state:
            self._picture, self._state = pygame.Surface(self.room.size, 0, 32), state
            self._paint(self._picture, hovered, focused)
        surface.blit(self._picture, self.room)

    def printed(self) -> pygame.Surface:
        """Plot and table as a picture for paper, without the tools."""
        surface, type_ = pygame.Surface(PRINTED, 0, 32), Typesetter(1.0)
        surface.fill(theme.PANEL)
        self._content(surface, surface.get_rect().inflate(-60, -50), type_)
        return surface

    def _paint(self, surface: pygame.Surface, hovered: str | None, focused: str | None) -> None:
        unit, whole = self.type.unit, surface.get_rect()
        surface.fill(theme.PANEL)
        pygame.draw.rect(surface, theme.DIM, whole, 2)
        pad, gap = round(14 * unit), round(8 * unit)
        inner = whole.inflate(-2 * pad, -2 * pad)
        if self.tools:
            inner.height = self.tools[0].rect.top - self.room.top - gap - inner.top
        if self.desk.typing is not None:
            line = round(1.8 * self.type.line_height("label"))
            inner.height -= line
            self._typed(surface, pygame.Rect(inner.left, inner.bottom, inner.width, line))
        self._rows = self._content(surface, inner, self.type)
        for button in self.tools:
            rect = button.rect.move(-self.room.left, -self.room.top)
            self._tool(surface, button.name, rect, hovered == button.name)
            if focused == button.name:
                draw_focus(surface, rect, unit)

    def _content(self, surface: pygame.Surface, inner: pygame.Rect, type_: Typesetter) -> dict[str, pygame.Rect]:
        """Heading, plot and table; where each record's row is."""
        desk, words, records = self.desk, self.words, self.desk.records
        y = self._heading(surface, inner, type_)
        if not records:
            room = pygame.Rect(inner.left, y, inner.width, inner.bottom - y)
            type_.block(surface, words("ui.notebook.empty"), "body", theme.TEXT, room, middle=True)
            return {}
        found = slopes(records, desk.x, desk.log) if desk.scene != ALL else None
        none = words("ui.notebook.mixed" if desk.scene == ALL else "ui.notebook.no_slope")
        told = none if found is None else slope_told(found, desk.x, words)
        line = type_.line_height("label")
        type_.draw(surface, told, "label", theme.HAND, (inner.left, y), within=inner.width)
        below = pygame.Rect(inner.left, y + line, inner.width, inner.bottom - y - line)
        gap = round(16 * type_.unit)
        if below.width > WIDE * below.height:
            plot = pygame.Rect(below.left, below.top, round(PLOT_SHARE * below.width) - gap, below.height)
            table = pygame.Rect(plot.right + gap, below.top, below.right - plot.right - gap, below.height)
        else:
            plot = pygame.Rect(below.left, below.top, below.width, round(PLOT_SHARE * below.height) - gap)
            table = pygame.Rect(below.left, plot.bottom + gap, below.width, below.bottom - plot.bottom - gap)
        draw_plot(surface, plot, records, desk.x, desk.log, found, desk.chosen, type_, words)
        return self._table(surface, table, type_)

    def _table(self, surface: pygame.Surface, table: pygame.Rect, type_: Typesetter) -> dict[str, pygame.Rect]:
        """The rows, and below them all that is known of the chosen one, as far as that can be read."""
        desk, words, records = self.desk, self.words, self.desk.records
        chosen = desk.chosen
        if chosen is not None:
            text = details(chosen, records.index(chosen) + 1, words)
            room = round(DETAILS_SHARE * table.height)
            px, lines = type_.fit_block(text, "small", (table.width, room))
            if px >= least_px(type_):
                height = len(lines) * type_.line_height(px)
                below = pygame.Rect(table.left, table.bottom - height, table.width, height)
                type_.block(surface, text, "small", theme.DIM, below)
                table = pygame.Rect(table.left, table.top, table.width, below.top - round(8 * type_.unit) - table.top)
        return draw_rows(surface, table, records, desk.x, chosen, type_, words)

    def _heading(self, surface: pygame.Surface, inner: pygame.Rect, type_: Typesetter) -> int:
        """Whose records these are, and how many others there are; returns where the rest begins."""
        desk, words = self.desk, self.words
        whose = words("ui.notebook.all") if desk.scene == ALL else _title(desk.scene, words.language)
        room = round(TITLE_SHARE * inner.width)
        title = f"{words('ui.notebook.title')} · {whose}"
        left = type_.draw(surface, title, "body", theme.TEXT, inner.topleft, within=inner.width - room)
        others = len(desk.book.records) - len(desk.records)
        if others:
            text, place = words("ui.notebook.others", count=others), (inner.right, left.bottom)
            type_.draw(surface, text, "small", theme.DIM, place, "bottomright", within=room)
        return inner.top + type_.line_height("body")

    def _typed(self, surface: pygame.Surface, rect: pygame.Rect) -> None:
        """The note as it is written."""
        words, type_ = self.words, self.type
        pygame.draw.rect(surface, theme.INK, rect, border_radius=6)
        pygame.draw.rect(surface, theme.FOCUS, rect, 1, border_radius=6)
        pad, hint = round(10 * type_.unit), words("ui.notebook.typing")
        width = min(type_.width(hint, "small"), rect.width // 2)
        type_.draw(surface, hint, "small", theme.DIM, (rect.right - pad, rect.centery), "midright", within=width)
        room, text = rect.width - width - 3 * pad, (self.desk.typing or "") + "|"
        while text and type_.width(text, "label") > room:
            text = text[1:]
        type_.draw(surface, text, "label", theme.TEXT, (rect.left + pad, rect.centery), "midleft")

    def _tool(self, surface: pygame.Surface, name: str, rect: pygame.Rect, hovered: bool) -> None:
        unit, on = self.type.unit, name == "note_log" and self.desk.log
        fill = theme.BUTTON_HOVER if hovered else theme.BUTTON_ON if on else theme.BUTTON
        pygame.draw.rect(surface, fill, rect, border_radius=round(8 * unit))
        if theme.high_contrast or hovered:
            pygame.draw.rect(surface, theme.DIM, rect, 1, border_radius=round(8 * unit))
        text = self.words(f"ui.face.{name}")
        px = min(self.type.px("label"), round(rect.height / 1.8))
        self.type.draw(surface, text, px, theme.TEXT, rect.center, "center", within=rect.width - 6)


@cache
def _title(scene: str, language: str) -> str:
    """Reading a scene takes too long to do it for every letter of a note."""
    return title_of(scene, language)


def slope_told(found: Slopes, name: str, words: Words) -> str:
    """The fitted slope with its 95 % interval, and what theory has in its place."""
    line = found.counted
    unit = "mV" if found.log else f"mV/{unit_of(name)}" if unit_of(name) else "mV"
    parts = [
        words(
            "ui.notebook.slope_decade" if found.log else "ui.notebook.slope",
            slope=signed(line.slope, 2),
            half=f"{line.half:.2f}",
            unit=unit,
            points=line.points,
        )
    ]
    if found.ghk is not None:
        parts.append(words("ui.notebook.slope_ghk", slope=signed(found.ghk.slope, 2)))
    if found.nernst == found.nernst:
        parts.append(words("ui.notebook.slope_nernst", slope=signed(found.nernst, 2)))
    return "   ".join(parts)
