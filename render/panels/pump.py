"""The read-out of the pumps: ATP at hand and spent, what they have moved in their fixed ratio, completed cycles."""

import pygame

from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.marks import panel
from render.style.text import Typesetter
from render.style.theme import mix, species_style
from render.style.words import Words, count

ROOMY_LINES = 7  # of text: so high a panel has larger letters and a line more


def draw_pump(surface: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot, type_: Typesetter, words: Words) -> None:
    """The ATP with a bar, the ions moved, the cycles (or why there are none)."""
    reading, pump = snapshot.observation.pump, snapshot.scene.pump
    panel(surface, rect, type_.unit)
    if reading is None or pump is None:
        return
    unit = type_.unit
    inner = rect.inflate(-round(32 * unit), -round(14 * unit))
    bar = max(4, round(9 * unit))
    roomy = inner.height > ROOMY_LINES * type_.line_height("label")
    role, lines = ("body", 4) if roomy else ("label", 3)
    line = min(type_.line_height(role), (inner.height - bar) // lines)
    px = max(int(line / 1.28), 1)
    line = round(1.15 * line) if roomy else line
    gap = round(12 * unit)
    y = inner.top + (inner.height - bar - lines * line) // 2
    left = type_.draw(
        surface, words("ui.pump.atp", count=count(reading.atp)), px, theme.FOCUS, (inner.left, y),
        within=round(inner.width * 0.6),
    )  # fmt: skip
    right, colour = words("ui.pump.spent", count=count(reading.atp_spent)), theme.DIM
    if reading.dnp:
        right, colour = words("ui.pump.atp_stopped"), theme.WARNING
    type_.draw(surface, right, px, colour, (inner.right, y), "topright", within=inner.right - left.right - gap)
    track = pygame.Rect(inner.left, y + line, inner.width, bar - 2)
    pygame.draw.rect(surface, mix(theme.PANEL, theme.PANEL_EDGE, 0.6), track, border_radius=3)
    track.width = round(inner.width * min(reading.atp / max(reading.atp_store, 1.0), 1.0))
    pygame.draw.rect(surface, theme.FOCUS, track, border_radius=3)
    y += line + bar
    if roomy:
        type_.draw(surface, words("ui.pump.moved"), px, theme.DIM, (inner.left, y), within=inner.width)
        y += line
    _moved(surface, pygame.Rect(inner.left, y, inner.width, line), snapshot, px, type_, words, heading=not roomy)
    text, colour = (
        words("ui.pump.cycles", count=count(reading.cycles), sodium=reading.sodium, potassium=reading.potassium),
        theme.DIM,
    )
    if not reading.running:
        text, colour = words("ui.pump.held"), theme.WARNING
    elif any(reading.locked):
        text, colour = words("ui.pump.locked"), theme.WARNING
    type_.draw(surface, text, px, colour, (inner.left, y + line), within=inner.width)


def _moved(
    surface: pygame.Surface,
    rect: pygame.Rect,
    snapshot: Snapshot,
    px: int,
    type_: Typesetter,
    words: Words,
    heading: bool,
) -> None:
    """Na+ out and K+ in, side by side; heading: with what they are before them."""
    reading = snapshot.observation.pump
    assert reading is not None
    x = rect.left
    if heading:
        x = type_.draw(surface, words("ui.pump.moved"), px, theme.DIM, rect.topleft, within=rect.width // 3).right
    share = (rect.right - x) // 2
    for n, (symbol, arrow) in enumerate((("Na", "↑"), ("K", "↓"))):
        style = species_style(symbol)
        text = f"{arrow} {style.label} {count(reading.moved[symbol])}"
        place = x + (n + 1) * share, rect.top
        type_.draw(surface, text, px, style.colour, place, "topright", within=share - round(10 * type_.unit))
