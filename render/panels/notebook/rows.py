"""The table of the notebook: the last records, one a row, with what was foreseen and the student's words."""

from collections.abc import Sequence

import pygame

from render.panels.notebook.names import short_name
from render.panels.notebook.plot import told_value
from render.style import theme
from render.style.marks import prediction_colour
from render.style.text import Typesetter
from render.style.words import Words, signed
from scenes.notebook.record import Record

SHARES = (0.07, 0.2, 0.33, 0.19, 0.21)  # of the width: number, variable, V, GHK, note
LEAST_ROWS = 3
WIDEST = "−105.88 ± 10.00"  # of the figures


def draw_rows(
    surface: pygame.Surface,
    rect: pygame.Rect,
    records: Sequence[Record],
    name: str,
    chosen: Record | None,
    type_: Typesetter,
    words: Words,
) -> dict[str, pygame.Rect]:
    """As many as have room, the chosen one among them; returns where each is, by ident."""
    heading = type_.line_height("small")
    px = min(type_.px("label"), int(rect.height / (LEAST_ROWS + 2) / 1.4))
    px = min(px, type_.fitting(WIDEST, "label", round(SHARES[2] * rect.width) - round(8 * type_.unit)))
    height = max(round(1.45 * type_.line_height(px)), 1)
    room = max(1, (rect.height - heading) // height)
    at = records.index(chosen) if chosen is not None and chosen in records else len(records) - 1
    first = min(max(len(records) - room, 0), at)
    lefts = [rect.left + round(sum(SHARES[:n]) * rect.width) for n in range(len(SHARES))]
    widths = [round(share * rect.width) - round(8 * type_.unit) for share in SHARES]
    names = ("#", short_name(name, words, chosen), words("ui.notebook.row.V"), "GHK", words("ui.notebook.row.note"))
    for left, width, text in zip(lefts, widths, names, strict=True):
        type_.draw(surface, text, "small", theme.DIM, (left, rect.top), within=width)
    places = {}
    for n, record in enumerate(records[first : first + room]):
        row = pygame.Rect(rect.left, rect.top + heading + n * height, rect.width, height)
        places[record.ident] = row
        if record is chosen:
            pygame.draw.rect(surface, theme.BUTTON, row, border_radius=4)
        ghk = record.predicted_mV.get("ghk")
        voltage = f"{signed(record.voltage_mV, 2)} ± {record.half_mV:.2f}"
        cells = [
            (str(first + n + 1), theme.DIM),
            (told_value(record, name), theme.TEXT),
            (voltage, theme.VOLTAGE),
            ("–" if ghk is None else signed(ghk, 2), prediction_colour("ghk")),
            (record.note, theme.TEXT),
        ]
        for left, width, (text, colour) in zip(lefts, widths, cells, strict=True):
            type_.draw(surface, _short(text, px, width, type_), px, colour, (left, row.centery), "midleft")
    return places


def _short(text: str, px: int, width: int, type_: Typesetter) -> str:
    """The beginning of a text that is too long."""
    if type_.width(text, px) <= width:
        return text
    while text and type_.width(text + "…", px) > width:
        text = text[:-1]
    return text + "…"
