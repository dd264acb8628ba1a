"""What lies over the picture for a while: loading, help, errors, short messages, tooltips."""

import pygame

from render.controls import ACTIONS, BY_NAME, GATING, PUMP, SPECIES_KEYS
from render.panels.buttons import action_words, key_shown
from render.playback.preparation import FIRST, Preparation
from render.style import theme
from render.style.marks import draw_legend
from render.style.text import Typesetter
from render.style.theme import species_style
from render.style.words import Words, typeset

TITLE = "Ions that make a voltage · 离子造就的电压"  # before any catalogue can be read


def draw_loading(
    surface: pygame.Surface, type_: Typesetter, words: Words, progress: Preparation | None, clock_s: float
) -> None:
    """Title, what is being prepared, how far it is; moves even while a step lasts."""
    surface.fill(theme.WINDOW)
    width, height = surface.get_size()
    room = min(round(0.72 * width), round(900 * type_.unit))
    left, y = (width - room) // 2, round(0.34 * height)
    title = words("app.title") or TITLE
    type_.draw(surface, title, "title", theme.TEXT, (width / 2, y), "midbottom", within=room)
    y += round(24 * type_.unit)
    bar = pygame.Rect(left, y, room, max(8, round(14 * type_.unit)))
    _bar(surface, bar, progress.share() if progress else 0.0, clock_s)
    y = bar.bottom + round(20 * type_.unit)
    now = progress.step if progress else ""
    line = round(1.15 * type_.line_height("label"))
    steps = progress.steps if progress else tuple(FIRST)
    for n, step in enumerate(steps if words.available else ()):
        reached = progress.done if progress else len(steps)
        mark, colour = ("✓", theme.DIM) if n < reached else ("›", theme.TEXT) if step == now else ("", theme.FAINT)
        type_.draw(surface, mark, "label", colour, (left, y))
        type_.draw(
            surface,
            words(f"ui.loading.{step}"),
            "label",
            colour,
            (left + round(34 * type_.unit), y),
            within=room - round(34 * type_.unit),
        )
        y += line


def _bar(surface: pygame.Surface, bar: pygame.Rect, share: float, clock_s: float) -> None:
    """How much is done, and a glint that moves even while nothing seems to."""
    pygame.draw.rect(surface, theme.BUTTON, bar, border_radius=bar.height)
    done = (bar.left, bar.top, round(bar.width * share), bar.height)
    pygame.draw.rect(surface, theme.BUTTON_ON, done, border_radius=bar.height)
    glint = bar.left + round((clock_s * 0.4 % 1) * (bar.width - bar.height))
    pygame.draw.rect(surface, theme.DIM, (glint, bar.top, bar.height, bar.height), border_radius=bar.height)


def draw_preparing(
    surface: pygame.Surface, type_: Typesetter, words: Words, box: pygame.Rect, progress: Preparation, clock_s: float
) -> None:
    """At the foot of a scene that stands in its place: what is being prepared, and how far it is."""
    unit = type_.unit
    height, pad = type_.line_height("label"), round(14 * unit)
    room = pygame.Rect(0, 0, min(round(0.7 * box.width), round(900 * unit)), height + 3 * pad)
    room.midbottom = box.centerx, box.bottom - 2 * pad
    pygame.draw.rect(surface, theme.PANEL, room, border_radius=round(10 * unit))
    pygame.draw.rect(surface, theme.DIM, room, 1, border_radius=round(10 * unit))
    said = f"{words('ui.loading.title')} · {words(f'ui.loading.{progress.step}')}"
    inner = room.inflate(-2 * pad, -pad)
    type_.draw(surface, said, "label", theme.TEXT, inner.midtop, "midtop", within=inner.width)
    bar = pygame.Rect(inner.left, inner.bottom - pad, inner.width, max(6, round(10 * unit)))
    _bar(surface, bar, progress.share(), clock_s)


def draw_help(
    surface: pygame.Surface,
    type_: Typesetter,
    words: Words,
    room: pygame.Rect,
    pump: bool = False,
    gating: bool = False,
) -> None:
    """How to read the picture, and all keys; over the box, so that the read-out stays in sight. pump, gating: with the
    keys of the pump, of voltage-gated channels."""
    unit = type_.unit
    rect = room.inflate(-round(24 * unit), -round(16 * unit))
    pygame.draw.rect(surface, theme.PANEL, rect, border_radius=round(14 * unit))
    pygame.draw.rect(surface, theme.DIM, rect, 2, border_radius=round(14 * unit))
    inner = rect.inflate(-round(56 * unit), -round(28 * unit))
    title = words("control.help")
    title = title[:1].upper() + title[1:]
    type_.draw(surface, title, "title", theme.TEXT, inner.topleft, within=inner.width // 2)
    type_.draw(
        surface,
        words("ui.help.close"),
        "label",
        theme.DIM,
        (inner.right, inner.top + round(8 * unit)),
        "topright",
        within=inner.width // 3,
    )
    y = inner.top + type_.line_height("title") + round(4 * unit)
    rows = _rows(words, pump, gating)
    keys_height = min(-(-len(rows) // 2) * type_.line_height("label"), round(0.52 * inner.height))
    text = "\n".join(words(f"ui.help.{key}") for key in ("ions", "motion", "doors", "charge", "voltage"))
    legend_height = round(1.3 * type_.line_height("label"))
    free = inner.bottom - y - keys_height - legend_height - round(16 * unit)
    y = type_.block(surface, text, "label", theme.TEXT, pygame.Rect(inner.left, y, inner.width, free)).bottom
    legend = pygame.Rect(inner.left, y + round(6 * unit), inner.width, legend_height)
    draw_legend(surface, legend, [("K", 1), ("Na", 1), ("Cl", -1), ("A", -1)], type_, words)
    y = legend.bottom + round(6 * unit)
    _keys(surface, type_, rows, pygame.Rect(inner.left, y, inner.width, inner.bottom - y))


# actions that share a line of the help; all others have their own
TOGETHER = (
    ("slower", "faster"),
    ("previous_scene", "next_scene"),
    ("toggle:K", "toggle:Na", "toggle:Cl"),
    ("zoom_in", "zoom_out", "reset_view"),
    ("scrub_back", "scrub_on"),
    ("keep", "mine", "share"),
)


def _rows(words: Words, pump: bool, gating: bool) -> list[tuple[str, str]]:
    """(keys, what they do) of all actions, the digits as one."""
    left_out = {*(() if pump else PUMP), *(() if gating else GATING)}
    rows, done = [], set(left_out)
    for action in ACTIONS:
        if action.name in done or not (action.keys or action.shown) or action.name.startswith("scene:"):
            continue
        group = next((names for names in TOGETHER if action.name in names), (action.name,))
        done |= set(group)
        keys = " ".join(key_shown(BY_NAME[name], words) for name in group)
        said = list(dict.fromkeys(action_words(name, words) for name in group))
        if group[0].startswith("toggle:"):
            ions = " ".join(species_style(SPECIES_KEYS[name]).label for name in group)
            said = [words("control.toggle", ion=ions)]
        rows.append((keys, said[0] if group[0] == "scrub_back" else " / ".join(said)))
    rows.insert(5, ("1–9", words("ui.help.scene")))
    rows.insert(6, ("Tab", words("ui.help.focus")))
    return [*rows, (words("ui.key.click"), words("ui.help.click"))]


def _keys(surface: pygame.Surface, type_: Typesetter, rows: list[tuple[str, str]], rect: pygame.Rect) -> None:
    per_column = -(-len(rows) // 2)
    px = min(type_.px("label"), int(rect.height / per_column / 1.28))
    gap, space = round(30 * type_.unit), round(22 * type_.unit)
    width = (rect.width - gap) // 2
    while px > theme.MIN_TEXT:  # one size for all, at which the longest line has room
        key_width = max(type_.width(key, px) for key, _ in rows) + space
        if key_width + max(type_.width(text, px) for _, text in rows) <= width:
            break
        px -= 1
    key_width = max(type_.width(key, px) for key, _ in rows) + space
    for n, (key, text) in enumerate(rows):
        x = rect.left + (n // per_column) * (width + gap)
        y = rect.top + (n % per_column) * min(rect.height // per_column, round(1.5 * type_.line_height(px)))
        type_.draw(surface, key, px, theme.FOCUS, (x, y))
        type_.draw(surface, text, px, theme.TEXT, (x + key_width, y), within=width - key_width)


def draw_error(surface: pygame.Surface, type_: Typesetter, words: Words, rect: pygame.Rect, text: str) -> None:
    """The simulation has stopped: what happened, and the way out."""
    unit = type_.unit
    room = pygame.Rect(
        0, 0, min(rect.width - round(40 * unit), round(1100 * unit)), min(rect.height - 20, round(400 * unit))
    )
    room.center = rect.center
    pygame.draw.rect(surface, theme.PANEL, room, border_radius=round(12 * unit))
    pygame.draw.rect(surface, theme.WARNING, room, 2, border_radius=round(12 * unit))
    inner = room.inflate(-round(48 * unit), -round(36 * unit))
    type_.draw(surface, words("ui.error.stopped"), "title", theme.WARNING, inner.topleft, within=inner.width)
    top = inner.top + round(1.4 * type_.line_height("title"))
    foot = inner.bottom - type_.line_height("body")
    type_.block(
        surface, text[:600], "label", theme.TEXT, pygame.Rect(inner.left, top, inner.width, max(foot - top, 10))
    )
    type_.draw(surface, words("ui.error.way_out"), "body", theme.FOCUS, (inner.left, foot), within=inner.width)


def message_room(surface: pygame.Surface, box: pygame.Rect, card: pygame.Rect | None) -> pygame.Rect:
    """Where messages go: the box, or what a card that lies over it leaves: above one that lies low, else below."""
    if card is None:
        return box
    if card.top > box.top + box.height // 3:
        return pygame.Rect(box.left, box.top, box.width, card.top - box.top)
    return pygame.Rect(box.left, card.bottom, box.width, surface.get_height() - card.bottom)


def draw_message(surface: pygame.Surface, type_: Typesetter, text: str, rect: pygame.Rect) -> None:
    """A short message at the top of its room."""
    unit = type_.unit
    least = min(rect.height - round(40 * unit), 3 * type_.line_height("label"))  # a low room gives all that it has
    room = rect.width - round(120 * unit), max(rect.height // 3, least)
    px, lines = type_.fit_block(typeset(text), "label", room)
    height = len(lines) * type_.line_height(px) + round(20 * unit)
    width = max(type_.width(line, px) for line in lines) + round(48 * unit)
    box = pygame.Rect(0, 0, width, height)
    box.midtop = rect.centerx, rect.top + round(16 * unit)
    box.clamp_ip(surface.get_rect())
    pygame.draw.rect(surface, theme.BUTTON, box, border_radius=round(10 * unit))
    pygame.draw.rect(surface, theme.DIM, box, 1, border_radius=round(10 * unit))
    for n, line in enumerate(lines):
        type_.draw(
            surface,
            line,
            px,
            theme.TEXT,
            (box.centerx, box.top + round(10 * unit) + n * type_.line_height(px)),
            "midtop",
        )


def draw_tooltip(surface: pygame.Surface, type_: Typesetter, text: str, near: pygame.Rect) -> None:
    """A line beside something, inside the window."""
    pad = round(20 * type_.unit)
    width = min(type_.width(text, "small"), surface.get_width() - 2 * pad)
    box = pygame.Rect(0, 0, width + pad, type_.line_height("small") + round(8 * type_.unit))
    box.midbottom = near.centerx, near.top - round(6 * type_.unit)
    if box.top < 0:
        box.midtop = near.centerx, near.bottom + round(6 * type_.unit)
    box.clamp_ip(surface.get_rect())
    pygame.draw.rect(surface, theme.INK, box, border_radius=round(6 * type_.unit))
    pygame.draw.rect(surface, theme.DIM, box, 1, border_radius=round(6 * type_.unit))
    type_.draw(surface, text, "small", theme.TEXT, box.center, "center", within=width)
