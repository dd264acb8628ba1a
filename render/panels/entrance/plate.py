"""A large button with words, as the pages over the window have them."""

import pygame

from render.style import theme
from render.style.marks import draw_focus
from render.style.text import Typesetter


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
