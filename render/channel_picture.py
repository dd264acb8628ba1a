"""One channel in section: two protein walls, the pore, a gate at its inner mouth, a drug's plug at its outer one."""

import math
from dataclasses import dataclass
from functools import lru_cache

import pygame

from render import theme
from render.theme import Colour, mix

SMOOTHING = 4
OVERHANG_NM = 0.45  # the protein stands out of the membrane so far


@dataclass(frozen=True)
class ChannelLook:
    """pore_nm: width of the pore; wall_nm: of the protein on each side; length_nm: the membrane's thickness; colours of
    the two walls: those of the species that pass most."""

    pore_nm: float
    wall_nm: float
    length_nm: float
    left: Colour
    right: Colour


@lru_cache(maxsize=256)
def picture(look: ChannelLook, px_per_nm: float, gate: float, plug: float) -> pygame.Surface:
    """The channel, outside up. gate: 1 open to 0 shut; plug: 0 free to 1 blocked."""
    scale = px_per_nm * SMOOTHING
    width = (look.pore_nm + 2 * look.wall_nm) * scale
    height = (look.length_nm + 2 * OVERHANG_NM) * scale
    # odd sizes have a middle pixel, so that the pore is centred where the ions go
    small = (2 * round(width / SMOOTHING / 2) + 3, 2 * round(height / SMOOTHING / 2) + 3)
    image = pygame.Surface((small[0] * SMOOTHING, small[1] * SMOOTHING), pygame.SRCALPHA, 32)
    image.fill((*mix(look.left, theme.INK, 0.5), 0))
    middle_x, middle_y = image.get_width() / 2, image.get_height() / 2
    pore = look.pore_nm * scale
    _lumen(image, look, scale, middle_x, middle_y, gate * (1 - plug))
    for side, colour in ((-1, look.left), (1, look.right)):
        wall = pygame.Rect(0, 0, round(look.wall_nm * scale), round(height))
        wall.centery = round(middle_y)
        if side < 0:
            wall.right = round(middle_x - pore / 2)
        else:
            wall.left = round(middle_x + pore / 2)
        _wall(image, wall, colour, scale)
        _gate_leaf(image, side, middle_x + side * pore / 2, middle_y + look.length_nm / 2 * scale, pore, gate, scale)
    if plug > 0:
        _plug(image, middle_x, middle_y - (look.length_nm / 2 + (1 - plug) * 1.2) * scale, pore, plug)
    return pygame.transform.smoothscale(image, small)


def _lumen(image: pygame.Surface, look: ChannelLook, scale: float, x: float, y: float, light: float) -> None:
    """The water in the pore, bright where ions can pass."""
    pore = pygame.Rect(0, 0, round(look.pore_nm * scale) + 2, round(look.length_nm * scale))
    pore.center = round(x), round(y)
    image.fill(mix((5, 7, 11), look.left, 0.10 + 0.22 * light), pore)


def _wall(image: pygame.Surface, wall: pygame.Rect, colour: Colour, scale: float) -> None:
    corner = round(min(wall.width * 0.48, 0.8 * scale))
    pygame.draw.rect(image, mix(colour, theme.INK, 0.72), wall, border_radius=corner)
    edge = max(2, round(0.1 * scale))
    pygame.draw.rect(image, mix(colour, theme.INK, 0.42), wall.inflate(-2 * edge, -2 * edge), border_radius=corner)
    # helices of the protein
    step = max(1, round(0.62 * scale))
    for n, y in enumerate(range(wall.top + step, wall.bottom - step // 2, step)):
        inner = wall.inflate(-4 * edge, 0)
        shade = mix(colour, theme.INK, 0.30 if n % 2 else 0.36)
        pygame.draw.line(
            image, shade, (inner.left, y), (inner.right, y - round(0.25 * scale)), max(1, round(0.16 * scale))
        )


def _gate_leaf(
    image: pygame.Surface, side: int, hinge_x: float, hinge_y: float, pore: float, gate: float, scale: float
) -> None:
    """Half of the gate: across the inner mouth when shut, hanging down beside it when open."""
    angle = math.radians(90 * gate)
    length, thick = pore * 0.53, max(3, round(0.34 * scale))
    hinge = hinge_x + side * thick * 0.3, hinge_y - 0.1 * scale
    tip = hinge[0] - side * length * math.cos(angle), hinge[1] + length * math.sin(angle)
    shut = mix((250, 250, 250), (190, 196, 208), gate)
    pygame.draw.line(image, theme.INK, hinge, tip, thick + max(2, round(0.14 * scale)))
    pygame.draw.line(image, shut, hinge, tip, thick)
    for end in (hinge, tip):
        pygame.draw.circle(image, shut, end, thick / 2)


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
