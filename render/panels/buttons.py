"""The buttons: where they stand, and how each shows what it does, its key, and the state of what it switches."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pygame

from render import controls
from render.controls import (
    BAR,
    BAR_PORTRAIT,
    BY_NAME,
    DISPENSABLE,
    GATING,
    HEADER,
    HEADER_DISPENSABLE,
    MISSIONS,
    OPTIONS,
    PUMP,
    SCRUB,
    SPECIES_KEYS,
    Action,
    Button,
)
from render.style import theme
from render.style.icons import icon
from render.style.layout import Layout, button_height
from render.style.marks import draw_focus
from render.style.text import Typesetter
from render.style.theme import species_style
from render.style.words import Words

if TYPE_CHECKING:
    from sim.measure.observables import PumpReading


def place_buttons(
    layout: Layout,
    pump: bool = False,
    gating: bool = False,
    allowed: Callable[[str], bool] = lambda name: True,
    missions: bool = False,
) -> tuple[list[Button], pygame.Rect]:
    """All buttons of a layout and the room for the pace between slower and faster. pump, gating: with those of the
    pump, of voltage-gated channels; allowed: whether there may be a button for an action; missions: with theirs."""
    left_out = {*(() if pump else PUMP), *(() if gating else GATING), *(() if missions else (MISSIONS,))}
    buttons, pace = [], pygame.Rect(0, 0, 0, 0)
    height = button_height(layout.unit)
    gap = max(4, round(8 * layout.unit))
    for n, row in enumerate(BAR_PORTRAIT if layout.portrait else BAR):
        top = layout.bar.top + n * (height + layout.margin // 2)
        row = tuple(name for name in row if name not in left_out and (name in ("", "pace") or allowed(name)))
        for name, rect in _fitting_row(row, pygame.Rect(layout.bar.left, top, layout.bar.width, height), gap):
            if name == "pace":
                pace = rect
            else:
                buttons.append(Button(name, rect))
    return [*buttons, *place_header(layout, controls.LABORATORY_HEADER, allowed)], pace


def place_header(layout: Layout, names: Sequence[str], allowed: Callable[[str], bool]) -> list[Button]:
    """The buttons at the right of the header, VISITOR_HEADER or LABORATORY_HEADER, as many as leave room for words."""
    height, gap = button_height(layout.unit), max(4, round(8 * layout.unit))
    buttons = []
    header = [name for name in names if allowed(name)]
    side = min(height, max(theme.MIN_TOUCH, round(56 * layout.unit)))
    for left_out in range(len(HEADER_DISPENSABLE) + 1):
        header = [name for name in header if name not in HEADER_DISPENSABLE[:left_out]]
        wide = [name for name in header if name in WORDED]
        left = layout.header.right - len(header) * (side + gap) + gap - len(wide) * round(side * 0.5)
        if left >= layout.header.left + 2 * side:
            break
    for name in header:
        width = side + round(side * 0.5) if name in wide else side
        buttons.append(Button(name, pygame.Rect(left, layout.header.centery - side // 2, width, side)))
        left += width + gap
    return buttons


def _fitting_row(names: Sequence[str], rect: pygame.Rect, gap: int) -> list[tuple[str, pygame.Rect]]:
    """A row without as many of DISPENSABLE as it takes to leave each button wide enough for a finger."""
    for left_out in range(len(DISPENSABLE) + 1):
        placed = _row([name for name in names if name not in DISPENSABLE[:left_out]], rect, gap)
        if all(place.width >= theme.MIN_TOUCH for _, place in placed):
            break
    return placed


def _row(names: Sequence[str], rect: pygame.Rect, gap: int) -> list[tuple[str, pygame.Rect]]:
    """Share a row evenly; the pace takes half as much again, an empty name between others is a wider gap."""
    kept = [name for n, name in enumerate(names) if name or (n and names[n - 1])]
    while kept and not kept[-1]:
        kept.pop()
    breaks = kept.count("")
    shown = [name for name in kept if name]
    share = (rect.width - gap * (len(shown) - 1) - gap * breaks) / (len(shown) + 0.5 * shown.count("pace"))
    x, placed = float(rect.left), []
    for name in kept:
        if not name:
            x += gap
            continue
        width = share * (1.5 if name == "pace" else 1)
        placed.append((name, pygame.Rect(round(x), rect.top, int(width), rect.height)))
        x += width + gap
    return placed


def header_text_room(layout: Layout, buttons: Sequence[Button]) -> pygame.Rect:
    """The part of the header that buttons leave."""
    first = min(b.rect.left for b in buttons if layout.header.collidepoint(b.rect.center))
    room = layout.header.copy()
    room.width = first - layout.margin - room.left
    return room


def place_options(layout: Layout, allowed: Callable[[str], bool], few: bool = False) -> list[Button]:
    """The buttons of the drawer of options: two columns, or as many as leave them high enough. few: without frame
    times, twins, the tray, the menu that stands in the header, and the list that the menu leads to, for a visitor."""
    assert layout.drawer is not None
    left_out = ("profile", "twin", "menu", "build", "mine") if few else ()
    names = [name for name in controls.OPTIONS if allowed(name) and name not in left_out]
    gap = max(3, round(8 * layout.unit))
    inner = layout.drawer.inflate(-2 * round(12 * layout.unit), -2 * round(6 * layout.unit))
    columns = 4 if layout.portrait else 2
    rows = max(1, -(-len(names) // columns))
    if (inner.height - gap * (rows - 1)) // rows < theme.MIN_TOUCH:
        gap = 3
    if (inner.height - gap * (rows - 1)) // rows < theme.MIN_TOUCH:  # too low for a finger
        columns += 1
        rows = max(1, -(-len(names) // columns))
    width = (inner.width - gap * (columns - 1)) // columns
    height = min((inner.height - gap * (rows - 1)) // rows, round(1.25 * button_height(layout.unit)))
    places = [divmod(n, columns) for n in range(len(names))]
    return [
        Button(name, pygame.Rect(inner.left + column * (width + gap), inner.top + row * (height + gap), width, height))
        for name, (row, column) in zip(names, places, strict=True)
    ]


@dataclass(frozen=True)
class Look:
    """What a button shows besides its name. keys: whether its key, where that is a single sign, has room beside the
    word, else it stands in the corner; gate: "open", "closed",
    "blocked" or "gated" where it switches channels, None where the scene has none;
    on: whether what it switches is on, None where it switches nothing; pump: for its buttons; few: in the
    visitor's depth."""

    hovered: bool = False
    focused: bool = False
    keys: bool = False
    paused: bool = False
    gate: str | None = None
    on: bool | None = None
    pump: "PumpReading | None" = None
    few: bool = False


WORDIEST = (*(Look(gate=gate) for gate in ("open", "closed", "gated")), Look(paused=True))  # where words are longest
WORDED = ("depth", "language", "menu")  # buttons of the header that show a word
KEY_GAP = 8  # between word and key, in units


def draw_button(surface: pygame.Surface, button: Button, type_: Typesetter, words: Words, look: Look) -> None:
    rect, name, unit = button.rect, button.name, type_.unit
    symbol = SPECIES_KEYS.get(name)
    dead = symbol is not None and look.gate is None
    fill = theme.BUTTON_HOVER if look.hovered and not dead else theme.BUTTON_ON if look.on else theme.BUTTON
    pygame.draw.rect(surface, fill, rect, border_radius=round(8 * unit))
    if theme.high_contrast or (look.hovered and not dead):
        pygame.draw.rect(surface, theme.DIM, rect, 1, border_radius=round(8 * unit))
    colour = theme.FAINT if dead else theme.TEXT
    if name in HEADER or (name == "depth" and not look.few) or (name == "menu" and look.few):
        _header_face(surface, rect, name, type_, words, colour)
    elif name in OPTIONS:
        _option_face(surface, rect, name, type_, words, look)
    else:
        _bar_face(surface, rect, name, type_, words, look, colour)
    if look.focused:
        draw_focus(surface, rect, unit)


def face_words(name: str, words: Words, look: Look) -> str:
    """The word on a button of the bar: what it does, or the state of what it switches."""
    if name in SCRUB and name != "replay":
        return key_shown(BY_NAME[name], words)
    if name in SPECIES_KEYS:
        return words(f"ui.face.{look.gate or 'none'}")
    if look.pump is not None and name in ("pump", "dnp", "ouabain"):
        on = {"pump": look.pump.running, "dnp": look.pump.dnp, "ouabain": look.pump.ouabain}[name]
        return words("ui.on" if on else "ui.off")
    if name == "depth":
        return words("ui.face.more")
    return words("ui.face.play" if name == "pause" and look.paused else f"ui.face.{name}")


def keys_fit(buttons: Sequence[Button], type_: Typesetter, words: Words) -> bool:
    """Whether all buttons of the bar have room for their keys beside their words: else all keys stand in corners."""
    for button in buttons:
        key = key_shown(BY_NAME[button.name], words)
        px = min(type_.px("small"), round(0.27 * button.rect.height))
        said = max((face_words(button.name, words, look) for look in WORDIEST), key=lambda text: type_.width(text, px))
        if (
            len(key) == 1
            and type_.width(said, px) + KEY_GAP * type_.unit + type_.width(key, px) > button.rect.width - 6
        ):
            return False
    return True


def _bar_face(
    surface: pygame.Surface,
    rect: pygame.Rect,
    name: str,
    type_: Typesetter,
    words: Words,
    look: Look,
    colour: theme.Colour,
) -> None:
    """Below what it does or whether it is on; above it a picture or a name, with a strip that tells what is on. The key
    stands beside the word or, where that is too long, in the corner."""
    unit, symbol = type_.unit, SPECIES_KEYS.get(name)
    px = min(type_.px("small"), round(0.27 * rect.height))
    hint_height = type_.line_height(px)
    face = pygame.Rect(rect.left, rect.top, rect.width, rect.height - hint_height + round(3 * unit))
    faint = colour if colour == theme.FAINT else theme.TEXT if look.on else theme.DIM
    said, key, gap = face_words(name, words, look), key_shown(BY_NAME[name], words), round(KEY_GAP * unit)
    both = type_.width(said, px) + gap + type_.width(key, px)
    strip = pygame.Rect(rect.left + 4, rect.top + 3, rect.width - 8, max(3, round(5 * unit)))
    name_room = beside = face
    mark = colour if colour == theme.FAINT else theme.TEXT if look.on else theme.FOCUS
    if look.keys and len(key) == 1:
        left = type_.draw(surface, said, px, faint, (rect.centerx - both // 2, rect.bottom), "bottomleft").right
        type_.draw(surface, key, px, mark, (left + gap, rect.bottom), "bottomleft")
    else:
        type_.draw(surface, said, px, faint, (rect.centerx, rect.bottom), "midbottom", within=rect.width - 4)
        if len(key) == 1:
            corner = type_.draw(surface, key, px, mark, (strip.left, rect.top))
            strip.width, strip.left = strip.right - corner.right - 3, corner.right + 3
            below = corner.bottom - round(0.11 * corner.height)  # where its ink ends
            name_room = pygame.Rect(rect.left, below, rect.width, face.bottom - below)
            beside = pygame.Rect(corner.right, face.top, rect.right - corner.right, face.height)
    if symbol is not None:
        style = species_style(symbol)
        label = colour if colour == theme.FAINT else style.colour
        px = min(type_.px("label"), round(0.48 * rect.height))
        type_.draw(surface, style.label, px, label, beside.center, "center", within=beside.width - 4)
        if look.gate in ("open", "gated"):
            pygame.draw.rect(surface, style.colour, strip, border_radius=2)
        elif look.gate is not None:
            half = strip.width // 2 - round(6 * unit)
            for part in (strip.move(0, 0), strip.move(strip.width - half, 0)):
                pygame.draw.rect(surface, theme.FAINT, (part.left, part.top, half, part.height), border_radius=2)
    elif name in PUMP and look.pump is not None:
        _pump_face(surface, strip, name_room, name, look.pump, type_, words)
    else:
        side = max(12, min(face.height - round(8 * unit), round(28 * unit)))
        picture = icon("play" if name == "pause" and look.paused else name, side, colour)
        if picture is not None:
            surface.blit(picture, picture.get_rect(center=(face.centerx, face.centery + round(3 * unit))))


def _pump_face(
    surface: pygame.Surface,
    strip: pygame.Rect,
    face: pygame.Rect,
    name: str,
    pump: "PumpReading",
    type_: Typesetter,
    words: Words,
) -> None:
    """A word, and a strip where the pump runs or the poison is there; the ions a cycle."""
    on = {"pump": pump.running, "dnp": pump.dnp, "ouabain": pump.ouabain}.get(name, False)
    text = f"{pump.sodium}:{pump.potassium}" if name == "stoichiometry" else words(f"ui.pump.face.{name}")
    colour = theme.PUMP if name in ("pump", "stoichiometry") else theme.WARNING if on else theme.TEXT
    px = min(type_.px("label"), round(0.6 * face.height))
    type_.draw(surface, text, px, colour, face.center, "center", within=face.width - 4)
    if name != "stoichiometry":
        pygame.draw.rect(surface, colour if on else theme.FAINT, strip, 0 if on else 1, border_radius=2)


def _option_face(
    surface: pygame.Surface, rect: pygame.Rect, name: str, type_: Typesetter, words: Words, look: Look
) -> None:
    """A picture at the left, what it does, the key at the right where words leave room for it."""
    unit = type_.unit
    side = min(round(0.5 * rect.height), round(30 * unit))
    picture = icon(name, side, theme.TEXT)
    x = rect.left + round(10 * unit)
    if picture is not None:
        surface.blit(picture, picture.get_rect(midleft=(x, rect.centery)))
    x += side + round(10 * unit)
    px = min(type_.px("label"), round(rect.height / 1.4))
    hint = min(type_.px("small"), round(rect.height / 1.6))
    key, said = key_shown(BY_NAME[name], words), action_words(name, words)
    key_width = min(type_.width(key, hint), rect.width // 4)
    room = rect.right - key_width - round(18 * unit) - x
    if type_.width(said, min(px, theme.MIN_TEXT)) > room:  # the key is in the tooltip and in the help
        room = rect.right - round(8 * unit) - x
    else:
        colour = theme.TEXT if look.on else theme.DIM
        place = rect.right - round(8 * unit), rect.centery
        type_.draw(surface, key, hint, colour, place, "midright", within=key_width)
    type_.draw(surface, said, px, theme.TEXT, (x, rect.centery), "midleft", within=room)


def _header_face(
    surface: pygame.Surface, rect: pygame.Rect, name: str, type_: Typesetter, words: Words, colour: theme.Colour
) -> None:
    if name in WORDED:
        px = min(type_.px("label"), round(rect.height / 1.8))
        text = words.following if name == "language" else words("ui.face.menu" if name == "menu" else "ui.face.less")
        type_.draw(surface, text, px, colour, rect.center, "center", within=rect.width - 6)
    elif name == "help":
        px = min(type_.px("body"), round(rect.height / 1.4))
        type_.draw(surface, "?", px, colour, rect.center, "center")
    else:
        picture = icon(name, round(rect.height * 0.42), colour)
        if picture is not None:
            surface.blit(picture, picture.get_rect(center=rect.center))


def key_shown(action: Action, words: Words) -> str:
    if action.shown.startswith("ui."):
        return words(action.shown)
    return action.shown or action.characters


def action_words(name: str, words: Words) -> str:
    """What an action does, for tooltips and help."""
    symbol = SPECIES_KEYS.get(name)
    return words(BY_NAME[name].words, ion=species_style(symbol).label if symbol else "")
