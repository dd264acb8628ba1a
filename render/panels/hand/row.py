"""The row below the picture: the dial or the switches of a scene with cases, and how far its count has come."""

from collections.abc import Callable

import pygame

from render.controls import HAND_SWITCHES, Button
from render.panels.buttons import Look
from render.panels.hand.sliders import HAND, Sliders
from render.panels.own.told import phase
from render.playback.reading import switch_case
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.layout import Layout
from render.style.marks import draw_focus, panel
from render.style.text import Typesetter
from render.style.theme import mix
from render.style.words import Words, typeset


def place_switches(layout: Layout, snapshot: Snapshot, allowed: Callable[[str], bool]) -> list[Button]:
    """The buttons of a scene whose cases are switches."""
    hands, room = snapshot.scene_file.hands, layout.hand
    switches = hands.switches[: len(HAND_SWITCHES)] if hands is not None else []
    if room is None or not switches:
        return []
    gap, inner = max(4, round(10 * layout.unit)), room.inflate(-2 * round(8 * layout.unit), 0)
    width = (inner.width - gap * (len(switches) - 1)) / len(switches)
    height = max(theme.MIN_TOUCH, inner.height - 2 * round(8 * layout.unit))
    top = inner.centery - height // 2
    names = [name for name, _ in zip(HAND_SWITCHES, switches, strict=False) if allowed(name)]
    return [
        Button(name, pygame.Rect(round(inner.left + n * (width + gap)), top, int(width), height))
        for n, name in enumerate(names)
    ]


def row_state(snapshot: Snapshot, sliders: Sliders) -> tuple[object, ...]:
    """What the drawing depends on."""
    hand = snapshot.comparison.hand if snapshot.comparison is not None else None
    told = (phase(hand), round(hand.share, 2)) if hand is not None else None
    return sliders.dial_state(snapshot), snapshot.place, told


def draw_row(
    surface: pygame.Surface,
    rect: pygame.Rect,
    snapshot: Snapshot,
    buttons: list[tuple[Button, Look]],
    sliders: Sliders,
    type_: Typesetter,
    words: Words,
    focused: bool,
    glow: float,
) -> None:
    """buttons: those of the switches; focused: whether the dial is; glow: of the edge, 0 to 1, until it is used."""
    unit, radius = type_.unit, round(10 * type_.unit)
    panel(surface, rect, unit)
    compare = snapshot.scene_file.compare
    hand = snapshot.comparison.hand if snapshot.comparison is not None else None
    if HAND in sliders.rows:
        label = typeset(compare.x.in_(words.language)) if compare is not None else ""
        sliders.draw_dial(surface, snapshot, label, type_, words)
    for button, look in buttons:
        _draw_switch(surface, button, look, snapshot, type_, words)
    if hand is not None and hand.place is not None:
        thick = max(3, round(6 * unit))
        whole = pygame.Rect(rect.left + radius, rect.bottom - thick, rect.width - 2 * radius, thick)
        colour = {"settling": theme.DIM, "counting": theme.VOLTAGE}.get(phase(hand), theme.HAND)
        pygame.draw.rect(surface, theme.PANEL_EDGE, whole)
        pygame.draw.rect(surface, colour, pygame.Rect(whole.topleft, (round(hand.share * whole.width), thick)))
    elif glow > 0:
        edge = mix(theme.PANEL, theme.HAND, glow)
        pygame.draw.rect(surface, edge, rect, max(2, round(4 * unit)), border_radius=radius)
    if focused:
        draw_focus(surface, rect, unit)


def _draw_switch(
    surface: pygame.Surface, button: Button, look: Look, snapshot: Snapshot, type_: Typesetter, words: Words
) -> None:
    """The name of the case, and whether it is on."""
    rect, unit, case = button.rect, type_.unit, switch_case(button.name, snapshot)
    if case is None:
        return
    on = snapshot.place is not None and case in snapshot.place.on
    ground = theme.BUTTON_ON if on else theme.BUTTON_HOVER if look.hovered else theme.BUTTON
    radius = round(8 * unit)
    pygame.draw.rect(surface, ground, rect, border_radius=radius)
    pygame.draw.rect(surface, theme.HAND if on else theme.DIM, rect, max(1, round(2 * unit)), border_radius=radius)
    text = typeset(snapshot.scene_file.cases[case].label.in_(words.language))
    px = min(type_.px("body"), round(rect.height / 1.8))
    type_.draw(surface, text, px, theme.TEXT, rect.center, "center", within=rect.width - round(16 * unit))
    if look.focused:
        draw_focus(surface, rect, unit)
