"""One sodium pump in section: two halves of protein that rock about their ions, open to one side at a time."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pygame

from render import theme
from render.sprites import ion_sprite
from render.theme import Colour, mix, species_style

SMOOTHING = 3
HALF_NM = 1.3  # half the protein's width
ABOVE_NM = 1.9  # what is drawn beyond the membrane's faces: a cork outside,
BELOW_NM = 1.4  # the protein's heads inside
SITE_NM = 0.5  # radius of a bound ion


@dataclass(frozen=True)
class Pose:
    """turn: 0 open to the inside, 1 to the outside; cargo: species of its sites, `held` of `sites` filled;
    plug: 0 free, 1 corked by ouabain; running: False paints it dull."""

    turn: float
    cargo: str
    held: int
    sites: int
    plug: float = 0.0
    running: bool = True


@lru_cache(maxsize=256)
def picture(pose: Pose, px_per_nm: float, face_nm: float) -> tuple[pygame.Surface, int]:
    """The pump, outside up, and the row of the picture where the membrane's middle is."""
    scale = px_per_nm * SMOOTHING
    small = (2 * round((HALF_NM + 0.1) * px_per_nm) + 1, round((2 * face_nm + ABOVE_NM + BELOW_NM) * px_per_nm))
    image = pygame.Surface((small[0] * SMOOTHING, small[1] * SMOOTHING), pygame.SRCALPHA, 32)
    image.fill((*mix(theme.PROTEIN, theme.INK, 0.6), 0))
    centre = image.get_width() / 2, (face_nm + ABOVE_NM) * scale
    body = theme.PROTEIN if pose.running else mix(theme.PROTEIN, (110, 114, 122), 0.65)
    _cavity(image, centre, face_nm, scale)
    for side in (-1, 1):
        _half(image, centre, side, pose.turn, face_nm, scale, body)
    shown = pygame.transform.smoothscale(image, small)
    _sites(shown, pose, (small[0] / 2, (face_nm + ABOVE_NM) * px_per_nm), px_per_nm)
    if pose.plug > 0:
        over = pygame.Surface(image.get_size(), pygame.SRCALPHA, 32)
        _cork(over, centre[0], centre[1] - (face_nm - 0.1 + (1 - pose.plug) * 0.8) * scale, 0.78 * scale, pose.plug)
        shown.blit(pygame.transform.smoothscale(over, small), (0, 0))
    return shown, round((face_nm + ABOVE_NM) * px_per_nm)


def _gap(along: float, turn: float) -> float:
    """Half the width of the cavity, nm; along: -1 at the inner mouth to 1 at the outer one."""
    facing = 2 * turn - 1
    return max(0.0, 0.64 * math.sqrt(max(0.0, 1 - along * along)) + 0.62 * along * facing)


def _half(
    image: pygame.Surface,
    centre: tuple[float, float],
    side: int,
    turn: float,
    face: float,
    scale: float,
    body: Colour,
) -> None:
    """One half: its inner edge follows the cavity, its outer edge the lipid, its head hangs into the cell."""
    length = face + 0.4
    steps = [n / 12 for n in range(-12, 13)]
    inner = [(_gap(s, turn), s * length) for s in steps]
    outer = [(HALF_NM - 0.1 * s * s, s * length) for s in reversed(steps)]
    points = [(centre[0] + side * x * scale, centre[1] - y * scale) for x, y in inner + outer]
    head = (
        centre[0] + side * (0.78 - 0.12 * turn) * scale,
        centre[1] + (length + 0.25) * scale,
    )
    edge = max(2, round(0.12 * scale))
    for shade, shrink in ((mix(body, theme.INK, 0.66), 0.0), (mix(body, theme.INK, 0.34), 0.12)):
        pygame.draw.circle(image, shade, head, (0.52 - shrink) * scale)
    pygame.draw.polygon(image, mix(body, theme.INK, 0.34), points)
    pygame.draw.lines(image, mix(body, theme.INK, 0.68), True, points, edge)
    for n in range(-4, 5):
        s = n / 5
        near, far = _gap(s, turn) + 0.16, HALF_NM - 0.22
        if far - near > 0.15:
            y = centre[1] - s * length * scale
            ends = (centre[0] + side * near * scale, y), (centre[0] + side * far * scale, y - 0.2 * scale)
            pygame.draw.line(image, mix(body, theme.INK, 0.14), *ends, max(1, round(0.13 * scale)))


def _cavity(image: pygame.Surface, centre: tuple[float, float], face: float, scale: float) -> None:
    """Dark water between the halves."""
    rect = pygame.Rect(0, 0, round(2 * 0.9 * scale), round(2 * (face + 0.4) * scale))
    rect.center = round(centre[0]), round(centre[1])
    pygame.draw.rect(image, mix(theme.INK, theme.PROTEIN, 0.10), rect, border_radius=round(0.4 * scale))


def site_places(sites: int, turn: float) -> list[float]:
    """Heights of the binding sites above the membrane's middle, nm."""
    step = min(2.1 * SITE_NM, 3.9 / max(sites, 1))
    middle = 0.55 * (2 * turn - 1)
    return [middle + (n - (sites - 1) / 2) * step for n in range(sites)]


def _sites(image: pygame.Surface, pose: Pose, centre: tuple[float, float], px_per_nm: float) -> None:
    """Bound ions as the sprites of their species; free sites as rings. The deepest site fills first."""
    places = site_places(pose.sites, pose.turn)
    deepest_first = sorted(places, reverse=pose.turn < 0.5)
    radius = SITE_NM * px_per_nm
    for n, y in enumerate(deepest_first):
        place = round(centre[0]), round(centre[1] - y * px_per_nm)
        if n < pose.held:
            ion = bound_ion(pose.cargo, radius)
            image.blit(ion, ion.get_rect(center=place), special_flags=pygame.BLEND_PREMULTIPLIED)
        else:
            colour = mix(species_style(pose.cargo).colour, theme.INK, 0.35)
            pygame.draw.circle(image, colour, place, max(2, round(0.8 * radius)), max(1, round(0.16 * radius)))


@lru_cache(maxsize=16)
def bound_ion(symbol: str, radius: float) -> pygame.Surface:
    """An ion as it looks in the sea, on nothing (premultiplied). radius: pixels."""
    side = 2 * int(radius * 1.35 + 2) + 1
    argb = ion_sprite(species_style(symbol), 1, radius, side)[2, 2]
    rgba = np.stack([(argb >> shift & 255).astype(np.uint8) for shift in (16, 8, 0, 24)], axis=-1)
    return pygame.image.frombuffer(rgba.tobytes(), (side, side), "RGBA")


def _cork(image: pygame.Surface, x: float, y: float, half: float, plug: float) -> None:
    """Ouabain stuck in the outer mouth: a pale cork with a cross, as for a blocked channel."""
    wide, narrow = half * 1.1, half * 0.7
    cork = [(x - wide, y - half), (x + wide, y - half), (x + narrow, y + half), (x - narrow, y + half)]
    pygame.draw.polygon(image, mix((60, 20, 30), (255, 236, 232), plug), cork)
    pygame.draw.polygon(image, theme.INK, cork, max(2, round(half * 0.12)))
    arm, thick = half * 0.45, max(2, round(half * 0.26))
    for lean in (-1, 1):
        pygame.draw.line(image, (176, 0, 32), (x - arm, y - lean * arm), (x + arm, y + lean * arm), thick)
