"""What can be done, once: every action with its keys; buttons and key presses both end in an action's name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pygame

from render import theme
from render.icons import icon
from render.layout import Layout, button_height
from render.text import Typesetter
from render.theme import species_style
from render.words import Words

if TYPE_CHECKING:
    from sim.observables import PumpReading

PUMP = ("pump", "dnp", "ouabain", "stoichiometry")  # where the scene has one
SPECIES_KEYS = {"toggle:K": "K", "toggle:Na": "Na", "toggle:Cl": "Cl"}


@dataclass(frozen=True)
class Action:
    """name; entry of the catalogue that says it; keys (pygame); characters that mean it anywhere; key as shown."""

    name: str
    words: str
    keys: tuple[int, ...]
    characters: str = ""
    shown: str = ""


ACTIONS: tuple[Action, ...] = (
    Action("pause", "control.pause", (pygame.K_SPACE,), shown="ui.key.space"),
    Action("step", "control.step", (pygame.K_PERIOD, pygame.K_KP_PERIOD), ".", "ui.key.period"),
    Action("slower", "control.slower", (pygame.K_MINUS, pygame.K_KP_MINUS), "-"),
    Action("faster", "control.faster", (pygame.K_PLUS, pygame.K_EQUALS, pygame.K_KP_PLUS), "+"),
    Action("reset", "control.reset", (pygame.K_r,), shown="R"),
    Action("previous_scene", "control.previous_scene", (pygame.K_LEFT,), shown="←"),
    Action("next_scene", "control.next_scene", (pygame.K_RIGHT,), shown="→"),
    *(Action(f"scene:{n}", "ui.help.scene", (pygame.K_0 + n, pygame.K_KP_1 + n - 1)) for n in range(1, 10)),
    Action("toggle:K", "control.toggle", (pygame.K_k,), shown="K"),
    Action("toggle:Na", "control.toggle", (pygame.K_n,), shown="N"),
    Action("toggle:Cl", "control.toggle", (pygame.K_c,), shown="C"),
    Action("pump", "ui.pump.toggle", (pygame.K_p,), shown="P"),
    Action("dnp", "ui.pump.dnp", (pygame.K_d,), shown="D"),
    Action("ouabain", "ui.pump.ouabain", (pygame.K_o,), shown="O"),
    Action("stoichiometry", "ui.pump.stoichiometry", (pygame.K_e,), shown="E"),
    Action("help", "control.help", (pygame.K_h, pygame.K_QUESTION, pygame.K_F1), "?", shown="H"),
    Action("language", "control.language", (pygame.K_l,), shown="L"),
    Action("fullscreen", "control.fullscreen", (pygame.K_f, pygame.K_F11), shown="F"),
    Action("screenshot", "control.screenshot", (pygame.K_s,), shown="S"),
    Action("quit", "control.quit", (pygame.K_ESCAPE, pygame.K_q), shown="Esc"),
)
BY_NAME: Mapping[str, Action] = {action.name: action for action in ACTIONS}
BAR = (
    *("toggle:K", "toggle:Na", "toggle:Cl", "", "previous_scene", "next_scene", ""),
    *("pause", "step", "slower", "pace", "faster", "", "reset", "screenshot"),
)  # "" is a gap, "pace" the room for a number
BAR_PORTRAIT = (
    ("toggle:K", "toggle:Na", "toggle:Cl", "", "previous_scene", "next_scene", "", "reset", "screenshot"),
    ("pause", "step", "", "slower", "pace", "faster"),
)
DISPENSABLE = ("screenshot", "step", "previous_scene", "next_scene")  # have keys, where the bar is too narrow
HEADER = ("language", "help", "fullscreen", "quit")


def action_of_key(event: pygame.event.Event) -> str | None:
    """The action a key press means; what it types counts before where the key is."""
    character = getattr(event, "unicode", "")
    if getattr(event, "mod", 0) & (pygame.KMOD_CTRL | pygame.KMOD_ALT | pygame.KMOD_META):
        return None
    for action in ACTIONS:
        if character and character in action.characters:
            return action.name
    return next((action.name for action in ACTIONS if event.key in action.keys), None)


def key_shown(action: Action, words: Words) -> str:
    if action.shown.startswith("ui."):
        return words(action.shown)
    return action.shown or action.characters


def action_words(name: str, words: Words) -> str:
    """What an action does, for tooltips and help."""
    symbol = SPECIES_KEYS.get(name)
    return words(BY_NAME[name].words, ion=species_style(symbol).label if symbol else "")


@dataclass(frozen=True)
class Button:
    name: str
    rect: pygame.Rect


def place_buttons(layout: Layout, pump: bool = False) -> tuple[list[Button], pygame.Rect]:
    """All buttons of a layout and the room for the pace between slower and faster. pump: with those of the pump."""
    buttons, pace = [], pygame.Rect(0, 0, 0, 0)
    rows = BAR_PORTRAIT if layout.portrait else (BAR,)
    height = button_height(layout.unit)
    gap = max(4, round(8 * layout.unit))
    for n, row in enumerate(rows):
        top = layout.bar.top + n * (height + layout.margin // 2)
        if pump and n == 0:
            row = (*row[:3], "", *PUMP, *row[3:])
        for name, rect in _fitting_row(row, pygame.Rect(layout.bar.left, top, layout.bar.width, height), gap):
            if name == "pace":
                pace = rect
            else:
                buttons.append(Button(name, rect))
    side = min(height, max(theme.MIN_TOUCH, round(56 * layout.unit)))
    left = layout.header.right - len(HEADER) * (side + gap) + gap - round(side * 0.5)
    for name in HEADER:
        width = round(side * 1.5) if name == "language" else side
        buttons.append(Button(name, pygame.Rect(left, layout.header.centery - side // 2, width, side)))
        left += width + gap
    return buttons, pace


def _fitting_row(names: Sequence[str], rect: pygame.Rect, gap: int) -> list[tuple[str, pygame.Rect]]:
    """A row without as many of DISPENSABLE as it takes to leave each button wide enough for a finger."""
    for left_out in range(len(DISPENSABLE) + 1):
        placed = _row([name for name in names if name not in DISPENSABLE[:left_out]], rect, gap)
        if all(place.width >= theme.MIN_TOUCH for _, place in placed):
            break
    return placed


def _row(names: Sequence[str], rect: pygame.Rect, gap: int) -> list[tuple[str, pygame.Rect]]:
    """Share a row evenly; the pace takes half as much again, an empty name is a wider gap."""
    breaks = names.count("")
    shown = [name for name in names if name]
    share = (rect.width - gap * (len(shown) - 1) - 2 * gap * breaks) / (len(shown) + 0.5 * shown.count("pace"))
    x, placed = float(rect.left), []
    for name in names:
        if not name:
            x += 2 * gap
            continue
        width = share * (1.5 if name == "pace" else 1)
        placed.append((name, pygame.Rect(round(x), rect.top, round(width), rect.height)))
        x += width + gap
    return placed


def header_text_room(layout: Layout, buttons: Sequence[Button]) -> pygame.Rect:
    """The part of the header that buttons leave."""
    first = min(b.rect.left for b in buttons if b.name in HEADER)
    room = layout.header.copy()
    room.width = first - layout.margin - room.left
    return room


def draw_button(
    surface: pygame.Surface,
    button: Button,
    type_: Typesetter,
    words: Words,
    *,
    paused: bool = False,
    hovered: bool = False,
    gate: str | None = None,
    pump: "PumpReading | None" = None,
) -> None:
    """gate: "open", "closed" or "blocked" on a button that toggles channels; None where the scene has none of these;
    pump: what the pump's buttons show."""
    rect, name, unit = button.rect, button.name, type_.unit
    symbol = SPECIES_KEYS.get(name)
    dead = symbol is not None and gate is None
    fill = theme.BUTTON_HOVER if hovered and not dead else theme.BUTTON
    pygame.draw.rect(surface, fill, rect, border_radius=round(8 * unit))
    if hovered and not dead:
        pygame.draw.rect(surface, theme.DIM, rect, 1, border_radius=round(8 * unit))
    colour = theme.FAINT if dead else theme.TEXT
    if name in HEADER:
        _header_face(surface, rect, name, type_, words, colour)
        return
    hint = key_shown(BY_NAME[name], words)
    hint_height = type_.line_height("small")
    face = pygame.Rect(rect.left, rect.top, rect.width, rect.height - hint_height + round(3 * unit))
    type_.draw(
        surface,
        hint,
        "small",
        colour if dead else theme.DIM,
        (rect.centerx, rect.bottom),
        "midbottom",
        within=rect.width - 4,
    )
    if symbol is not None:
        style = species_style(symbol)
        type_.draw(
            surface,
            style.label,
            "label",
            colour if dead else style.colour,
            face.center,
            "center",
            within=face.width - 4,
        )
        strip = pygame.Rect(rect.left + 4, rect.top + 3, rect.width - 8, max(3, round(5 * unit)))
        if gate == "open":
            pygame.draw.rect(surface, style.colour, strip, border_radius=2)
        elif gate is not None:
            half = strip.width // 2 - round(6 * unit)
            for part in (strip.move(0, 0), strip.move(strip.width - half, 0)):
                pygame.draw.rect(surface, theme.FAINT, (part.left, part.top, half, part.height), border_radius=2)
        return
    if name in PUMP and pump is not None:
        _pump_face(surface, rect, face, name, pump, type_, words)
        return
    side = max(12, min(face.height - round(8 * unit), round(28 * unit)))
    picture = icon("play" if name == "pause" and paused else name, side, colour)
    if picture is not None:
        surface.blit(picture, picture.get_rect(center=(face.centerx, face.centery + round(3 * unit))))


def _pump_face(
    surface: pygame.Surface,
    rect: pygame.Rect,
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
    type_.draw(surface, text, "label", colour, face.center, "center", within=face.width - 4)
    strip = pygame.Rect(rect.left + 4, rect.top + 3, rect.width - 8, max(3, round(5 * type_.unit)))
    if name != "stoichiometry":
        pygame.draw.rect(surface, colour if on else theme.FAINT, strip, 0 if on else 1, border_radius=2)


def _header_face(
    surface: pygame.Surface, rect: pygame.Rect, name: str, type_: Typesetter, words: Words, colour: theme.Colour
) -> None:
    if name == "language":
        type_.draw(surface, words.following, "label", colour, rect.center, "center", within=rect.width - 6)
    elif name == "help":
        type_.draw(surface, "?", "body", colour, rect.center, "center")
    else:
        picture = icon(name, round(rect.height * 0.42), colour)
        if picture is not None:
            surface.blit(picture, picture.get_rect(center=rect.center))
