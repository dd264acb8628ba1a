"""One channel in section: two protein walls and between them, from outside in, a filter that shows which ion it takes,
a wide cavity, and the gate, where the walls lean together when it shuts; a drug's plug in the outer mouth, and in the
inner one the ball that inactivates (Armstrong & Bezanilla 1977, J Gen Physiol 70:567). The filter of a door that is not
selective is wide and shows all that it takes."""

import math
from dataclasses import dataclass
from functools import lru_cache

import pygame

from render.box.lipid import level, smoothing
from render.style import theme
from render.style.sprites import ion_surface
from render.style.theme import Colour, mix

OVERHANG_NM = 0.45  # the protein stands out of the membrane so far
FILTER = 0.5  # where along the pore: -1 inner mouth, 1 outer mouth
GATE = -0.82
BALL: Colour = (255, 142, 66)
STEPS = 28  # points along a wall


@dataclass(frozen=True)
class ChannelLook:
    """pore_nm: width of the pore; wall_nm: of the protein on each side; length_nm: the membrane's thickness; colours of
    the two walls: those of the species that pass most, which `filters` names with their charges."""

    pore_nm: float
    wall_nm: float
    length_nm: float
    left: Colour
    right: Colour
    filters: tuple[tuple[str, int], ...] = ()

    @property
    def selective(self) -> bool:
        """Whether one species passes far better than any other: only then the filter is narrow."""
        return len(self.filters) < 2


@lru_cache(maxsize=192)
def picture(
    look: ChannelLook, px_per_nm: float, gate: float, plug: float, exact: bool = True, ball: float = 0.0
) -> pygame.Surface:
    """The channel, outside up. gate: 1 open to 0 shut; plug: 0 free to 1 blocked; exact: painted at this very scale;
    ball: 0 away to 1 inactivated."""
    if exact:
        return _paint(look, px_per_nm, gate, plug, ball)
    return pygame.transform.smoothscale(at_level(look, px_per_nm, gate, plug, ball), _size(look, px_per_nm))


def at_level(look: ChannelLook, px_per_nm: float, gate: float, plug: float, ball: float) -> pygame.Surface:
    """The channel that those near this scale are scaled down from."""
    return _paint(look, level(px_per_nm), gate, plug, ball)


def _size(look: ChannelLook, px_per_nm: float) -> tuple[int, int]:
    width = (look.pore_nm + 2 * look.wall_nm) * px_per_nm
    height = (look.length_nm + 2 * OVERHANG_NM) * px_per_nm
    # odd sizes have a middle pixel, so that the pore is centred where the ions go
    return 2 * round(width / 2) + 3, 2 * round(height / 2) + 3


@lru_cache(maxsize=192)
def _paint(look: ChannelLook, px_per_nm: float, gate: float, plug: float, ball: float) -> pygame.Surface:
    finer = smoothing(px_per_nm)
    scale = px_per_nm * finer
    small = _size(look, px_per_nm)
    image = pygame.Surface((small[0] * finer, small[1] * finer), pygame.SRCALPHA, 32)
    image.fill((*mix(look.left, theme.INK, 0.5), 0))
    centre = image.get_width() / 2, image.get_height() / 2
    _lumen(image, look, scale, centre, gate * (1 - plug) * (1 - ball))
    for side, colour in ((-1, look.left), (1, look.right)):
        _wall(image, look, side, colour, gate, centre, scale)
    for side in (-1, 1):
        _gate_tip(image, look, side, gate, centre, scale)
    if plug > 0:
        pore = look.pore_nm * scale
        _plug(image, centre[0], centre[1] - (look.length_nm / 2 + (1 - plug) * 1.2) * scale, pore, plug)
    if ball > 0:
        _ball(image, look, ball, centre, scale)
    shown = pygame.transform.smoothscale(image, small)
    _emblem(shown, look, px_per_nm)
    return shown


def half_width(look: ChannelLook, along: float, gate: float) -> float:
    """Half the width of the way through, nm. along: -1 at the inner mouth to 1 at the outer one."""
    free = look.pore_nm / 2
    narrow = (0.12 if look.selective else -0.14) * math.exp(-(((along - FILTER) / 0.3) ** 2))
    cavity = 0.14 * math.exp(-(((along + 0.2) / 0.3) ** 2))
    flare = 0.25 * max(0.0, (along - 0.82) / 0.18) ** 2 + 0.2 * max(0.0, (-along - 0.82) / 0.18) ** 2 * gate
    closing = (1 - gate) * math.exp(-(((along - GATE) / 0.24) ** 2))
    return max(0.0, (free - narrow + cavity + flare) * (1 - 1.02 * closing))


def _lumen(image: pygame.Surface, look: ChannelLook, scale: float, centre: tuple[float, float], light: float) -> None:
    """The water in the pore, bright where ions can pass."""
    pore = pygame.Rect(0, 0, round((look.pore_nm + 0.5) * scale), round(look.length_nm * scale))
    pore.center = round(centre[0]), round(centre[1])
    image.fill(mix((5, 7, 11), look.left, 0.08 + 0.24 * light), pore)


def _wall(
    image: pygame.Surface,
    look: ChannelLook,
    side: int,
    colour: Colour,
    gate: float,
    centre: tuple[float, float],
    scale: float,
) -> None:
    """One side of the protein: its inner edge follows the way through, its ends are round."""
    half = look.length_nm / 2 + OVERHANG_NM
    steps = [2 * n / STEPS - 1 for n in range(STEPS + 1)]
    outer = look.pore_nm / 2 + look.wall_nm

    def round_end(along: float) -> float:
        return 0.28 * look.wall_nm * max(0.0, (abs(along) - 0.86) / 0.14) ** 2

    inner = [(half_width(look, s, gate) + round_end(s), s) for s in steps]
    back = [(outer - round_end(s), s) for s in reversed(steps)]
    points = [(centre[0] + side * x * scale, centre[1] - s * half * scale) for x, s in inner + back]
    edge = max(2, round(0.1 * scale))
    pygame.draw.polygon(image, mix(colour, theme.INK, 0.42), points)
    # helices of the protein, upright bands that bend with the wall
    for share, shade in ((0.36, 0.26), (0.7, 0.33)):
        band = [
            (centre[0] + side * (x + (outer - x) * share) * scale, centre[1] - s * half * 0.9 * scale) for x, s in inner
        ]
        pygame.draw.lines(image, mix(colour, theme.INK, shade), False, band, max(1, round(0.2 * look.wall_nm * scale)))
    pygame.draw.lines(image, mix(colour, theme.INK, 0.74), True, points, edge)
    # the oxygen atoms that line the filter; of one that takes many ions the inner ones are gone
    for step in (-0.24, -0.08, 0.08, 0.24) if look.selective else (-0.3, 0.3):
        along = FILTER + step
        x = half_width(look, along, gate)
        place = centre[0] + side * x * scale, centre[1] - along * half * scale
        pygame.draw.circle(image, mix(colour, (255, 255, 255), 0.55), place, max(2, 0.13 * scale))


def _gate_tip(
    image: pygame.Surface, look: ChannelLook, side: int, gate: float, centre: tuple[float, float], scale: float
) -> None:
    """Pale ends of the walls at the gate, which meet when it is shut."""
    half = look.length_nm / 2 + OVERHANG_NM
    thick = max(3.0, 0.3 * scale)
    x = max(half_width(look, GATE, gate) * scale, thick * 0.55)
    tip = centre[0] + side * x, centre[1] - GATE * half * scale
    shut = mix((255, 255, 255), (190, 196, 208), gate)
    foot = centre[0] + side * (look.pore_nm / 2 + 0.1) * scale, tip[1] + (0.12 + 0.2 * gate) * scale
    pygame.draw.line(image, theme.INK, foot, tip, round(thick * 1.5))
    pygame.draw.line(image, shut, foot, tip, round(thick))
    for end in (foot, tip):
        pygame.draw.circle(image, shut, end, thick / 2)


def _emblem(image: pygame.Surface, look: ChannelLook, px_per_nm: float) -> None:
    """In the filter, the shape and sign of what it takes, see-through: an ion that passes covers it."""
    radius = 0.31 * look.pore_nm * px_per_nm
    half = (look.length_nm / 2 + OVERHANG_NM) * px_per_nm
    middle_x, middle_y = image.get_width() / 2, image.get_height() / 2
    apart, shade = 2.4 * radius, 120 if look.selective else 190
    for n, (symbol, valence) in enumerate(look.filters):
        ion = ion_surface(symbol, valence, round(radius * 2) / 2).copy()
        ion.fill((shade, shade, shade, shade), special_flags=pygame.BLEND_RGBA_MULT)
        y = middle_y - FILTER * half + (n - (len(look.filters) - 1) / 2) * apart
        image.blit(ion, ion.get_rect(center=(round(middle_x), round(y))), special_flags=pygame.BLEND_PREMULTIPLIED)


def _plug(image: pygame.Surface, x: float, y: float, pore: float, plug: float) -> None:
    """A drug molecule stuck in the outer mouth: a pale cork with a cross."""
    half = pore * 0.62
    wide, narrow = half * 1.15, half * 0.72
    cork = [(x - wide, y - half), (x + wide, y - half), (x + narrow, y + half), (x - narrow, y + half)]
    pygame.draw.polygon(image, theme.INK, [(px + (3 if px > x else -3), py + (3 if py > y else -3)) for px, py in cork])
    pygame.draw.polygon(image, mix((60, 20, 30), (255, 236, 232), plug), cork)
    arm, thick = half * 0.5, max(2, round(half * 0.3))
    for lean in (-1, 1):
        pygame.draw.line(image, (176, 0, 32), (x - arm, y - lean * arm), (x + arm, y + lean * arm), thick)


def _ball(image: pygame.Surface, look: ChannelLook, ball: float, centre: tuple[float, float], scale: float) -> None:
    """The channel's own ball on its chain, in the inner mouth."""
    radius = (0.62 * look.pore_nm + 0.1) * scale * (0.5 + 0.5 * ball)
    mouth = centre[1] + (look.length_nm / 2 + OVERHANG_NM) * scale
    place = centre[0], mouth - radius - 2
    foot = centre[0] + (look.pore_nm / 2 + 0.5 * look.wall_nm) * scale, place[1]
    pygame.draw.line(image, mix(BALL, theme.INK, 0.4), foot, place, max(2, round(0.14 * scale)))
    pygame.draw.circle(image, theme.INK, place, radius + max(1, round(0.1 * scale)))
    pygame.draw.circle(image, mix(theme.INK, BALL, 0.3 + 0.7 * ball), place, radius)


def forget() -> None:
    """Drop all pictures: the colours have changed."""
    picture.cache_clear()
    _paint.cache_clear()
