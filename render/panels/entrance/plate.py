"""What the pages over the window have in common: where things stand, and large buttons with words."""

import pygame

from render.panels.entrance.entrance import Entrance
from render.style import theme
from render.style.layout import button_height
from render.style.marks import draw_focus
from render.style.text import Typesetter
from render.style.words import Words


class Plates:
    """One drawing of a page; what can be pressed goes into entrance.buttons."""

    def __init__(
        self, surface: pygame.Surface, type_: Typesetter, words: Words, entrance: Entrance, focused: str | None
    ) -> None:
        self.surface, self.type, self.words = surface, type_, words
        self.entrance, self.focused = entrance, focused
        self.unit = type_.unit
        self.gap = max(8, round(22 * self.unit))
        self.room = surface.get_rect().inflate(-2 * self.gap, -2 * self.gap)

    def clear(self) -> None:
        self.surface.fill(theme.WINDOW)
        self.entrance.buttons = []

    def parts(self, bar: float) -> tuple[pygame.Rect, pygame.Rect, pygame.Rect]:
        """Head, what lies between, and foot. bar: height of the foot, in units."""
        room, gap = self.room, self.gap
        high = max(button_height(self.unit), self.type.line_height("lead"))
        head = pygame.Rect(room.left, room.top, room.width, high)
        foot = pygame.Rect(room.left, 0, room.width, max(theme.MIN_TOUCH, round(bar * self.unit)))
        foot.bottom = room.bottom
        return head, pygame.Rect(room.left, head.bottom + gap, room.width, foot.top - gap - (head.bottom + gap)), foot

    def language_at(self, head: pygame.Rect) -> pygame.Rect:
        """Where the button of the language stands, at the right of the head."""
        side = button_height(self.unit)
        wide = max(side, self.type.width(self.words.following, "body") + round(40 * self.unit))
        return pygame.Rect(head.right - wide, head.top, wide, side)

    def plate(self, name: str, rect: pygame.Rect, text: str, role: str = "title", strong: bool = False) -> None:
        hovered, focused = name == self.entrance.hovered, name == self.focused
        draw_plate(self.surface, self.type, rect, text, role, hovered=hovered, focused=focused, strong=strong)
        self.entrance.buttons.append((name, rect))


def draw_plate(
    surface: pygame.Surface,
    type_: Typesetter,
    rect: pygame.Rect,
    text: str,
    role: str = "title",
    *,
    hovered: bool = False,
    focused: bool = False,
    strong: bool = False,
) -> None:
    """strong: the one to press for who does not know."""
    unit = type_.unit
    ground = theme.BUTTON_ON if strong else theme.BUTTON_HOVER if hovered else theme.BUTTON
    pygame.draw.rect(surface, ground, rect, border_radius=round(14 * unit))
    if strong:
        pygame.draw.rect(surface, theme.TEXT, rect, max(2, round(3 * unit)), border_radius=round(14 * unit))
    inner = rect.width - max(8, round(40 * unit))
    type_.draw(surface, text, role, theme.TEXT, rect.center, "center", within=inner)
    if focused:
        draw_focus(surface, rect, unit)
