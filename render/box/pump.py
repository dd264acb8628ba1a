"""One sodium pump in section: two halves of protein that rock about their ions, open to one side at a time."""

import math
from dataclasses import dataclass
from functools import lru_cache

import pygame

from render.box.lipid import level, smoothing
from render.style import theme
from render.style.sprites import ion_surface
from render.style.theme import Colour, mix, species_style

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


@lru_cache(maxsize=32)
def picture(pose: Pose, px_per_nm: float, face_nm: float, exact: bool = True) -> tuple[pygame.Surface, int]:
    """The pump, outside up, and the row of the picture where the membrane's middle is. exact: painted at this very
    scale."""
    middle = middle_of(px_per_nm, face_nm)
    if exact:
        return _paint(pose, px_per_nm, face_nm), middle
    return pygame.transform.smoothscale(at_level(pose, px_per_nm, face_nm), size_of(px_per_nm, face_nm)), middle


def middle_of(px_per_nm: float, face_nm: float) -> int:
    """The row of a picture where the membrane's middle is."""
    return round((face_nm + ABOVE_NM) * px_per_nm)


def protein_at_level(turn: float, running: bool, px_per_nm: float, face_nm: float) -> pygame.Surface:
    """Its protein alone, as for `at_level`."""
    return _protein(turn, running, level(px_per_nm), face_nm)


def at_level(pose: Pose, px_per_nm: float, face_nm: float) -> pygame.Surface:
    """The pump that those near this scale are scaled down from."""
    return _paint(pose, level(px_per_nm), face_nm)


def size_of(px_per_nm: float, face_nm: float) -> tuple[int, int]:
    """Width and height of a picture."""
    height = round((2 * face_nm + ABOVE_NM + BELOW_NM) * px_per_nm)
    return 2 * round((HALF_NM + 0.1) * px_per_nm) + 1, height


@lru_cache(maxsize=32)
def _paint(pose: Pose, px_per_nm: float, face_nm: float) -> pygame.Surface:
    shown = _protein(pose.turn, pose.running, px_per_nm, face_nm).copy()
    small = shown.get_size()
    _sites(shown, pose, (small[0] / 2, (face_nm + ABOVE_NM) * px_per_nm), px_per_nm)
    if pose.plug > 0:
        finer = smoothing(px_per_nm)
        scale = px_per_nm * finer
        over = pygame.Surface((small[0] * finer, small[1] * finer), pygame.SRCALPHA, 32)
        top = (face_nm + ABOVE_NM) * scale - (face_nm - 0.1 + (1 - pose.plug) * 0.8) * scale
        _cork(over, over.get_width() / 2, top, 0.78 * scale, pose.plug)
        shown.blit(pygame.transform.smoothscale(over, small), (0, 0))
    return shown


@lru_cache(maxsize=32)
def _protein(turn: float, running: bool, px_per_nm: float, face_nm: float) -> pygame.Surface:
    """The two halves alone: the same for all that is bound."""
    finer = smoothing(px_per_nm)
    scale = px_per_nm * finer
    small = size_of(px_per_nm, face_nm)
    image = pygame.Surface((small[0] * finer, small[1] * finer), pygame.SRCALPHA, 32)
    image.fill((*mix(theme.PROTEIN, theme.INK, 0.6), 0))
    centre = image.get_width() / 2, (face_nm + ABOVE_NM) * scale
    body = theme.PROTEIN if running else mix(theme.PROTEIN, (110, 114, 122), 0.65)
    _cavity(image, centre, face_nm, scale)
    for side in (-1, 1):
        _half(image, centre, side, turn, face_nm, scale, body)
    return pygame.transform.smoothscale(image, small)


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
    """One half: its inner edge follows the cavity, its outer edge the lipid; its two heads in the cell lean together
    when the way in is shut."""
    length = face + 0.4
    steps = [n / 14 for n in range(-14, 15)]
    inner = [(_gap(s, turn), s) for s in steps]
    outer = [(HALF_NM - 0.22 * s**6, s) for s in reversed(steps)]

    def place(x: float, y: float) -> tuple[float, float]:
        return centre[0] + side * x * scale, centre[1] - y * scale

    dark, middle, light = (mix(body, theme.INK, share) for share in (0.68, 0.36, 0.2))
    edge = max(2, round(0.11 * scale))
    apart = 0.3 * (1 - turn)
    for x, below, radius in ((0.36 + apart, 0.62, 0.44), (0.7 + 0.6 * apart, 0.16, 0.52)):
        head = place(x, -length - below)
        pygame.draw.circle(image, dark, head, radius * scale)
        pygame.draw.circle(image, middle, head, radius * scale - edge)
        shine = head[0] - 0.14 * scale, head[1] - 0.14 * scale
        pygame.draw.circle(image, light, shine, 0.4 * radius * scale)
    points = [place(x, s * length) for x, s in inner + outer]
    pygame.draw.polygon(image, middle, points)
    for share, shade in ((0.34, light), (0.68, mix(body, theme.INK, 0.28))):  # helices that bend with the cavity
        band = [place(x + (HALF_NM - 0.12 - x) * share, s * length * 0.9) for x, s in inner]
        pygame.draw.lines(image, shade, False, band, max(1, round(0.17 * scale)))
    pygame.draw.lines(image, dark, True, points, edge)


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
            ion = ion_surface(pose.cargo, 1, radius)
            image.blit(ion, ion.get_rect(center=place), special_flags=pygame.BLEND_PREMULTIPLIED)
        else:
            colour = mix(species_style(pose.cargo).colour, theme.INK, 0.35)
            pygame.draw.circle(image, colour, place, max(2, round(0.8 * radius)), max(1, round(0.16 * radius)))


def _cork(image: pygame.Surface, x: float, y: float, half: float, plug: float) -> None:
    """Ouabain stuck in the outer mouth: a pale cork with a cross, as for a blocked channel."""
    wide, narrow = half * 1.1, half * 0.7
    cork = [(x - wide, y - half), (x + wide, y - half), (x + narrow, y + half), (x - narrow, y + half)]
    pygame.draw.polygon(image, mix((60, 20, 30), (255, 236, 232), plug), cork)
    pygame.draw.polygon(image, theme.INK, cork, max(2, round(half * 0.12)))
    arm, thick = half * 0.45, max(2, round(half * 0.26))
    for lean in (-1, 1):
        pygame.draw.line(image, (176, 0, 32), (x - arm, y - lean * arm), (x + arm, y + lean * arm), thick)


def forget() -> None:
    """Drop all pictures: the colours have changed."""
    for kept in (picture, _paint, _protein):
        kept.cache_clear()
