"""The bar of the visitor's depth: what the scene is about comes first, large, and glows until it has been used."""

import math
from collections.abc import Callable, Sequence

import pygame

from render import controls
from render.controls import BY_NAME, MISSIONS, SPECIES_KEYS, Button
from render.panels.buttons import Look, action_words, key_shown, place_header
from render.playback.reading import gate_of
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.layout import Layout, button_height
from render.style.marks import draw_focus
from render.style.text import Typesetter
from render.style.theme import mix, species_style
from render.style.visitor_layout import asked_height
from render.style.words import Words, typeset
from scenes.actions import BY_HAND

MOST = 3  # buttons of what a scene is about
LINE_SHARE = 0.24  # of the bar's width, for the line that asks, at least
WIDER = 1.6  # a button of the first action, against the others
WIDEST, WIDEST_OTHER = 3.6, 1.7  # against the height
GLOW_S = 1.8  # a slow swell: 0.56 a second
GLOW_LEVELS = 8


def place_visitor_bar(
    layout: Layout, tries: Sequence[str], text: float, allowed: Callable[[str], bool]
) -> tuple[list[Button], pygame.Rect]:
    """At most six buttons, and the room of the line that asks. tries: actions that the scene is about."""
    tries = [name for name in tries if allowed(name)]
    others = [name for name in controls.VISITOR if allowed(name)]
    bar, gap = layout.bar, max(4, round(10 * layout.unit))
    if layout.portrait:
        line = pygame.Rect(bar.left, bar.top, bar.width, asked_height(layout.unit, text))
        low = button_height(layout.unit)
        below = pygame.Rect(bar.left, bar.bottom - low, bar.width, low)
        middle = line.bottom + layout.margin // 2
        above = pygame.Rect(bar.left, middle, bar.width, below.top - layout.margin // 2 - middle)
        return [*_even(tries, above, gap), *_even(others, below, gap)], line
    free = bar.width * (1 - LINE_SHARE) - gap * (len(tries) + len(others))
    share = free / (WIDER * len(tries) + len(others))
    narrow = max(theme.MIN_TOUCH, min(int(share), round(WIDEST_OTHER * bar.height)))
    wide = (free - narrow * len(others)) / max(len(tries), 1)
    wide = max(theme.MIN_TOUCH, min(int(wide), round(WIDEST * bar.height)))
    last = pygame.Rect(0, bar.top, narrow * len(others) + gap * max(len(others) - 1, 0), bar.height)
    last.right = bar.right
    first = pygame.Rect(0, bar.top, wide * len(tries) + gap * max(len(tries) - 1, 0), bar.height)
    first.right = last.left - gap
    line = pygame.Rect(bar.left, bar.top, max(first.left - gap - bar.left, 1), bar.height)
    return [*_even(tries, first, gap), *_even(others, last, gap)], line


def _even(names: Sequence[str], room: pygame.Rect, gap: int) -> list[Button]:
    width = (room.width - gap * (len(names) - 1)) / max(len(names), 1)
    return [
        Button(name, pygame.Rect(round(room.left + n * (width + gap)), room.top, int(width), room.height))
        for n, name in enumerate(names)
    ]


class FirstTries:
    """The bar of one window. telling: number of the scene's telling on screen; the buttons glow until one of what is
    asked for has been carried out in it."""

    def __init__(self) -> None:
        self.telling = 0
        self._used_in = -1
        self._asked: tuple[str, ...] = ()
        self._line = pygame.Rect(0, 0, 0, 0)
        self._clock_s = 0.0

    def place(self, layout: Layout, snapshot: Snapshot, text: float, allowed: Callable[[str], bool]) -> list[Button]:
        """All buttons of the window."""
        self._asked = tries_of(snapshot)
        in_bar = [name for name in self._asked if name != BY_HAND]
        buttons, self._line = place_visitor_bar(layout, in_bar, text, allowed)
        if layout.fine_print is not None and allowed(controls.FACTS):
            buttons.append(Button(controls.FACTS, layout.fine_print))
        return [*buttons, *place_header(layout, controls.VISITOR_HEADER, allowed)]

    def note_used(self, name: str) -> None:
        """An action is carried out."""
        if name in self._asked:
            self._used_in = self.telling

    def taken_in_hand(self) -> None:
        """What the cases are about is set: nothing has to be asked for any more."""
        self._used_in = self.telling

    def glow(self, clock_s: float, calm: bool) -> int | None:
        """How bright the first buttons are, 0 to GLOW_LEVELS; None once one has been used."""
        self._clock_s = clock_s
        return None if self._used_in == self.telling else glow_level(clock_s, calm)

    def draw(
        self, surface: pygame.Surface, button: Button, type_: Typesetter, words: Words, look: Look, calm: bool
    ) -> bool:
        """Whether the button is one that looks its own way here, and has been drawn."""
        if button.name == controls.FACTS:
            draw_fine_print(surface, button, type_, words, look)
        elif button.name in self._asked:
            draw_try(surface, button, type_, words, look, self.glow(self._clock_s, calm))
        return button.name == controls.FACTS or button.name in self._asked

    def draw_line(self, surface: pygame.Surface, snapshot: Snapshot, type_: Typesetter, words: Words) -> None:
        """The line that asks."""
        asked = snapshot.scene_file.first_try
        if asked is None or not self._asked:
            return
        colour = theme.TEXT if self._used_in == self.telling else theme.FOCUS
        role = "caption" if self._line.height < 80 * type_.unit else "title"
        type_.block(surface, typeset(asked.text.in_(words.language)), role, colour, self._line, middle=True)


def tries_of(snapshot: Snapshot) -> tuple[str, ...]:
    """What the scene asks for first, of which a change or a case may have taken something away; and its missions."""
    asked, seen = snapshot.scene_file.first_try, snapshot.observation
    missing = {
        *(name for name, symbol in SPECIES_KEYS.items() if gate_of(snapshot, symbol) is None),
        *(controls.PUMP if seen.pump is None else ()),
        *(controls.GATING if seen.gating is None else ()),
        *((BY_HAND,) if snapshot.scene_file.hands is None else ()),
    }
    names = [name for name in (asked.actions if asked else ()) if name not in missing]
    if not snapshot.scene_file.missions:
        names = [name for name in names if name != MISSIONS]
    elif MISSIONS not in names:
        names = [*names[: MOST - 1], MISSIONS]
    return tuple(names)


def glow_level(clock_s: float, calm: bool) -> int:
    """How bright the first buttons glow, 0 to GLOW_LEVELS; in few steps, for each is a painting. calm: steadily."""
    if calm:
        return GLOW_LEVELS
    return round(GLOW_LEVELS * (0.5 - 0.5 * math.cos(math.tau * clock_s / GLOW_S)))


def said_on(name: str, words: Words, look: Look) -> str:
    """What pressing the button does now."""
    symbol = SPECIES_KEYS.get(name)
    pump = {} if look.pump is None else {"pump": look.pump.running, "dnp": look.pump.dnp, "ouabain": look.pump.ouabain}
    back = look.gate in ("open", "gated") if symbol else pump.get(name, bool(look.on))
    if name == "stoichiometry":
        back = look.pump is not None and look.pump.sodium == look.pump.potassium
    if name == "pause":
        back = look.paused
    kind = "toggle" if symbol else name
    key = f"ui.do.{kind}_back" if back else f"ui.do.{kind}"
    text = words(key, ion=species_style(symbol).label if symbol else "")
    return action_words(name, words) if text == key else text


def draw_try(
    surface: pygame.Surface, button: Button, type_: Typesetter, words: Words, look: Look, glow: int | None
) -> None:
    """One of the first buttons, with what pressing it does. glow: None once one has been used."""
    rect, unit = button.rect, type_.unit
    radius, symbol = round(12 * unit), SPECIES_KEYS.get(button.name)
    level = 0.0 if glow is None or look.on else 0.3 + 0.7 * glow / GLOW_LEVELS
    ground = theme.BUTTON_HOVER if look.hovered else theme.BUTTON_ON if look.on else theme.BUTTON
    pygame.draw.rect(surface, mix(ground, theme.FOCUS, 0.14 * level), rect, border_radius=radius)
    edge = theme.DIM if glow is None or look.on else mix(theme.BUTTON, theme.FOCUS, level)
    pygame.draw.rect(surface, edge, rect, max(2, round((2 if glow is None else 5) * unit)), border_radius=radius)
    pad = max(5, round(14 * unit))
    inner = rect.inflate(-2 * pad, -2 * max(3, round(7 * unit)))
    key = key_shown(BY_NAME[button.name], words)
    if len(key) == 1:
        corner = type_.draw(surface, key, "small", theme.FOCUS, (inner.right, inner.top), "topright")
        inner.width = corner.left - max(2, round(4 * unit)) - inner.left
    if symbol is not None:
        strip = pygame.Rect(rect.left + pad // 2, rect.top + pad // 2, max(3, round(7 * unit)), rect.height - pad)
        pygame.draw.rect(surface, species_style(symbol).colour, strip, border_radius=3)
        inner = pygame.Rect(inner.left + pad // 2, inner.top, inner.width - pad // 2, inner.height)
    type_.block(surface, said_on(button.name, words, look), "caption", theme.TEXT, inner, middle=True)
    if look.focused:
        draw_focus(surface, rect, unit)


def draw_fine_print(surface: pygame.Surface, button: Button, type_: Typesetter, words: Words, look: Look) -> None:
    """The button that opens what is exaggerated in the picture."""
    rect, unit = button.rect, type_.unit
    radius = round(8 * unit)
    pygame.draw.rect(surface, theme.BUTTON_HOVER if look.hovered else theme.BUTTON, rect, border_radius=radius)
    text = words("ui.facts.close" if look.on else "ui.facts.open")
    type_.draw(surface, text, "label", theme.DIM, rect.center, "center", within=rect.width - round(20 * unit))
    if look.focused:
        draw_focus(surface, rect, unit)
