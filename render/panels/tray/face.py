"""The signs on the tray: a door, a pump, arrows, a cross."""

from collections.abc import Mapping

import pygame

from render.panels.tray.offers import Offer
from render.style import theme
from render.style.sprites import ion_surface
from render.style.theme import mix, species_style


def draw_piece(surface: pygame.Surface, room: pygame.Rect, offer: Offer, valence: Mapping[str, int]) -> None:
    """Two walls of protein with the ion that they let pass best between them; of a pump they lean together."""
    height = min(room.height, round(1.3 * room.width))
    rect = pygame.Rect(0, 0, min(room.width, height), height)
    rect.center = room.center
    wall, line = max(4, round(0.26 * rect.width)), max(1, rect.width // 22)
    if offer.channel is None:
        _draw_pump(surface, rect, wall, line)
        return
    passes = offer.channel.permeability
    passed = sorted((s for s, p in passes.items() if p > 0), key=lambda s: -passes[s])
    colours = [species_style(s, valence.get(s, 1)).colour for s in passed] * 2
    for colour, left in zip(colours, (rect.left, rect.right - wall), strict=False):
        bar = pygame.Rect(left, rect.top, wall, rect.height)
        pygame.draw.rect(surface, mix(colour, theme.INK, 0.25), bar, border_radius=wall // 2)
        pygame.draw.rect(surface, mix(colour, theme.INK, 0.6), bar, line, border_radius=wall // 2)
    ion = ion_surface(passed[0], valence.get(passed[0], 1), max(3.0, 0.2 * rect.width))
    surface.blit(ion, ion.get_rect(center=rect.center), special_flags=pygame.BLEND_PREMULTIPLIED)


def _draw_pump(surface: pygame.Surface, rect: pygame.Rect, wall: int, line: int) -> None:
    foot = rect.centerx - line
    left = [(rect.left, rect.top), (rect.left + wall, rect.top), (foot, rect.bottom), (foot - wall, rect.bottom)]
    for points in (left, [(2 * rect.centerx - x, y) for x, y in left]):
        pygame.draw.polygon(surface, theme.PUMP, points)
        pygame.draw.polygon(surface, mix(theme.PUMP, theme.INK, 0.6), points, line)


def draw_arrow(
    surface: pygame.Surface, rect: pygame.Rect, way: int, colour: theme.Colour, double: bool, bare: bool
) -> None:
    """way: -1 to the left, 1 to the right; double: far; bare: from piece to piece, without the line that stands for
    the one that is moved."""
    size = min(rect.width, rect.height) * 0.26
    x, y, thick = rect.centerx, rect.centery, max(2, round(0.05 * rect.height))
    offsets = (-0.55, 0.55) if double else (0.0,)
    for off in offsets:
        tip = x + way * size * (0.6 + off)
        back = tip - way * size
        pygame.draw.lines(surface, colour, False, [(back, y - size), (tip, y), (back, y + size)], thick)
    if not bare:
        stand = x - way * size * (1.5 if double else 1.1)
        pygame.draw.line(surface, colour, (stand, y - size), (stand, y + size), thick)


def draw_cross(surface: pygame.Surface, rect: pygame.Rect, colour: theme.Colour) -> None:
    thick = max(2, round(0.14 * rect.height))
    pygame.draw.line(surface, colour, rect.topleft, rect.bottomright, thick)
    pygame.draw.line(surface, colour, rect.bottomleft, rect.topright, thick)
