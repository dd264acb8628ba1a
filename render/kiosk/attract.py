"""What the kiosk draws over the picture: 'touch to begin' with large captions, and the question whether to go on."""

import math
from collections.abc import Sequence

import pygame

from render.playback.caption import caption_of
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.layout import Layout
from render.style.text import Typesetter
from render.style.words import typeset

BREATH_S = 2.5  # of the ring around the fingertip, well below two a second


def draw_attract(
    surface: pygame.Surface,
    layout: Layout,
    type_: Typesetter,
    snapshot: Snapshot,
    language: str,
    clock_s: float,
    line: str = "",
) -> None:
    """In place of title, caption and buttons: the line, the caption and the invitation, in the language of all that is
    around them. line: what is to be seen."""
    from scenes.languages import text

    unit = type_.unit
    caption, button = layout.caption, layout.bar
    for rect in (caption, button, *([layout.header] if line else [])):
        surface.fill(theme.WINDOW, rect)
    if line:
        px = _fitting(type_, typeset(line), type_.px("question"), layout.header.size)
        type_.draw(surface, typeset(line), px, theme.TEXT, layout.header.midleft, "midleft")
    pygame.draw.rect(surface, theme.PANEL, caption, border_radius=round(14 * unit))
    words = caption_of(snapshot, language)[0] or snapshot.scene_file.title.in_(language)
    inner = caption.inflate(-round(44 * unit), -round(20 * unit))
    type_.block(surface, typeset(words), "lead", theme.TEXT, inner, middle=True)
    _invitation(surface, button, type_, text("kiosk.touch", language), clock_s)


def _invitation(surface: pygame.Surface, rect: pygame.Rect, type_: Typesetter, words: str, clock_s: float) -> None:
    unit = type_.unit
    radius = round(18 * unit)
    pygame.draw.rect(surface, theme.BUTTON_ON, rect, border_radius=radius)
    pygame.draw.rect(surface, theme.TEXT, rect, max(2, round(3 * unit)), border_radius=radius)
    side = min(rect.height, round(0.3 * rect.width))
    gap = round(0.3 * side)
    px = _fitting(type_, words, round(1.5 * type_.px("lead")), (rect.width - 2 * side - gap, rect.height))
    width = type_.width(words, px)
    middle = rect.centerx - (width + gap) // 2, rect.centery
    pygame.draw.circle(surface, theme.TEXT, middle, max(3, round(0.12 * side)))
    breath = 0.5 - 0.5 * math.cos(2 * math.pi * clock_s / BREATH_S)
    ring = round(side * (0.2 + 0.14 * breath))
    pygame.draw.circle(surface, theme.TEXT, middle, ring, max(2, round(4 * unit)))
    type_.draw(surface, words, px, theme.TEXT, (middle[0] + side / 2 + gap, rect.centery), "midleft")


def draw_countdown(
    surface: pygame.Surface,
    box: pygame.Rect,
    type_: Typesetter,
    languages: Sequence[str],
    left_s: float,
    countdown_s: float,
) -> None:
    """Is somebody there? Seconds left, large, with a ring that runs out; languages: the visitor's own first."""
    from scenes.languages import text

    unit = type_.unit
    size = min(round(0.8 * box.width), round(1000 * unit)), min(round(0.86 * box.height), round(440 * unit))
    room = pygame.Rect((0, 0), size)
    room.center = box.center
    pygame.draw.rect(surface, theme.PANEL, room, border_radius=round(18 * unit))
    pygame.draw.rect(surface, theme.FOCUS, room, max(3, round(4 * unit)), border_radius=round(18 * unit))
    inner = room.inflate(-round(56 * unit), -round(44 * unit))
    side = min(round(0.62 * inner.height), round(0.3 * inner.width))
    ring = pygame.Rect(inner.left, 0, side, side)
    ring.centery = inner.centery
    _ring(surface, ring, type_, left_s, countdown_s)
    left = ring.right + round(44 * unit)
    lines = []
    for n, language in enumerate(languages[:3]):
        large, smaller = ("lead", "title") if n == 0 else ("body", "body")
        lines.append((text("kiosk.still_there", language), large, theme.TEXT, round(30 * unit) if n else 0))
        lines.append((text("kiosk.stay", language), smaller, theme.FOCUS, 0))
    height = sum(type_.line_height(role) + above for _, role, _, above in lines)
    y = inner.centery - height // 2
    for words, role, colour, above in lines:
        y += above
        type_.draw(surface, words, role, colour, (left, y), within=inner.right - left)
        y += type_.line_height(role)


def _ring(surface: pygame.Surface, rect: pygame.Rect, type_: Typesetter, left_s: float, whole_s: float) -> None:
    wide = max(4, round(0.08 * rect.width))
    pygame.draw.circle(surface, theme.PANEL_EDGE, rect.center, rect.width // 2, wide)
    start, share = math.pi / 2, max(0.0, min(left_s / whole_s, 1.0))
    steps = max(2, round(90 * share))
    outer, inner = rect.width / 2, rect.width / 2 - wide
    edge = [start + 2 * math.pi * share * n / steps for n in range(steps + 1)]
    points = [(rect.centerx + outer * math.cos(a), rect.centery - outer * math.sin(a)) for a in edge]
    points += [(rect.centerx + inner * math.cos(a), rect.centery - inner * math.sin(a)) for a in reversed(edge)]
    if share > 0:
        pygame.draw.polygon(surface, theme.FOCUS, points)
    number = str(math.ceil(left_s))
    px = _fitting(type_, number, type_.px("huge"), (round(0.62 * rect.width), round(0.7 * rect.height)))
    type_.draw(surface, number, px, theme.TEXT, rect.center, "center")


def _fitting(type_: Typesetter, words: str, px: int, size: tuple[int, int]) -> int:
    """Largest font size up to px at which a line has room."""
    while px > theme.MIN_TEXT and (type_.width(words, px) > size[0] or type_.line_height(px) > size[1]):
        px -= 1
    return px
