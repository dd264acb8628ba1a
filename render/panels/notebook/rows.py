"""The table of the notebook: the last records, one a row, with what was foreseen and the student's words."""

from collections.abc import Sequence

import pygame

from render.panels.notebook.names import short_name
from render.panels.notebook.plot import told_value
from render.style import theme
from render.style.marks import prediction_colour
from render.style.text import Typesetter
from render.style.words import Words, prediction_name, signed
from scenes.notebook.record import Record

CLAIM = "claim"  # what the scene foresees
COLUMNS = (
    {"#": 0.06, "x": 0.17, "V": 0.3, CLAIM: 0.16, "GHK": 0.16, "note": 0.15},
    {"#": 0.07, "x": 0.2, "V": 0.33, CLAIM: 0.19, "note": 0.21},
    {"#": 0.09, "x": 0.25, "V": 0.42, CLAIM: 0.24},
    {"#": 0.12, "x": 0.3, "V": 0.58},
)  # shares of the width; large text has room for fewer
LEAST_ROWS = 3
LEAST_SIZE = 0.8  # of a label's letters, before a column makes room
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
    gap = round(8 * type_.unit)
    claims = {record.predicts for record in records}
    for shares in COLUMNS[1 if claims == {"ghk"} else 0 :]:  # GHK is told once
        px = type_.fitting(WIDEST, "label", round(shares["V"] * rect.width) - gap)
        if px >= LEAST_SIZE * type_.px("label"):
            break
    heading = type_.line_height("small")
    px = min(px, int(rect.height / (LEAST_ROWS + 2) / 1.4))
    height = max(round(1.45 * type_.line_height(px)), 1)
    room = max(1, (rect.height - heading) // height)
    at = records.index(chosen) if chosen is not None and chosen in records else len(records) - 1
    first = min(max(len(records) - room, 0), at)
    names = {
        "x": short_name(name, words, chosen),
        "V": words("ui.notebook.row.V"),
        CLAIM: prediction_name(records[0].predicts, words) if len(claims) == 1 else words("ui.voltage.expected"),
        "note": words("ui.notebook.row.note"),
    }
    left, lefts = float(rect.left), {}
    for column, share in shares.items():
        lefts[column] = round(left), round(share * rect.width) - gap
        head = type_.fitting(names.get(column, column), "small", lefts[column][1])
        type_.draw(surface, names.get(column, column), head, theme.DIM, (round(left), rect.top))
        left += share * rect.width
    places = {}
    for n, record in enumerate(records[first : first + room]):
        row = pygame.Rect(rect.left, rect.top + heading + n * height, rect.width, height)
        places[record.ident] = row
        if record is chosen:
            pygame.draw.rect(surface, theme.BUTTON, row, border_radius=4)
        cells = {
            "#": (str(first + n + 1), theme.DIM),
            "x": (told_value(record, name), theme.TEXT),
            "V": (f"{signed(record.voltage_mV, 2)} ± {record.half_mV:.2f}", theme.VOLTAGE),
            CLAIM: (_foreseen(record, record.predicts), prediction_colour(record.predicts)),
            "GHK": (_foreseen(record, "ghk"), prediction_colour("ghk")),
            "note": (record.note, theme.TEXT),
        }
        for column, (place, width) in lefts.items():
            text, colour = cells[column]
            type_.draw(surface, _short(text, px, width, type_), px, colour, (place, row.centery), "midleft")
    return places


def _foreseen(record: Record, prediction: str) -> str:
    mV = record.predicted_mV.get(prediction)
    return "–" if mV is None else signed(mV, 2)


def _short(text: str, px: int, width: int, type_: Typesetter) -> str:
    """The beginning of a text that is too long."""
    if type_.width(text, px) <= width:
        return text
    while text and type_.width(text + "…", px) > width:
        text = text[:-1]
    return text + "…"
