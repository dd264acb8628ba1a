"""One lipid molecule: a round head at the water and two wavy tails that reach almost to the membrane's middle."""

import math
from functools import lru_cache

import numpy as np
import pygame
from numpy.typing import NDArray

from render.style import theme
from render.style.sprites import surface_of
from render.style.theme import mix

HEAD_NM = 0.36  # radius
HALF_WIDTH_NM = 0.42
LIPIDS = 6  # pictures to choose from, no two with the same tails


def smoothing(px_per_nm: float) -> int:
    """How many times larger a picture is painted before it is scaled down: large ones need less."""
    return 4 if px_per_nm < 16 else (3 if px_per_nm < 40 else 2)


def level(px_per_nm: float) -> float:
    """The next larger of few scales (pixels to the nm): pictures of a zoomed view are painted at these and scaled down,
    so that not every step of a zoom paints them anew."""
    return float(2 ** (math.ceil(2 * math.log2(px_per_nm) - 1e-6) / 2))


@lru_cache(maxsize=2 * LIPIDS)
def lipid(px_per_nm: float, face_nm: float, lower: bool, variant: int, exact: bool = True) -> pygame.Surface:
    """The molecule from its head, at the upper edge (at the lower one if `lower`), to the end of its tails.

    exact: painted at this very scale.
    """
    if exact:
        return _paint(px_per_nm, face_nm, lower, variant)
    return pygame.transform.smoothscale(at_level(px_per_nm, face_nm, lower, variant), _size(px_per_nm, face_nm))


def at_level(px_per_nm: float, face_nm: float, lower: bool, variant: int) -> pygame.Surface:
    """The molecule that those near this scale are scaled down from."""
    return _paint(level(px_per_nm), face_nm, lower, variant)


def _size(px_per_nm: float, face_nm: float) -> tuple[int, int]:
    return 2 * round(HALF_WIDTH_NM * px_per_nm) + 3, round((face_nm - 0.1) * px_per_nm) + 2


@lru_cache(maxsize=6 * LIPIDS)
def _paint(px_per_nm: float, face_nm: float, lower: bool, variant: int) -> pygame.Surface:
    finer = smoothing(px_per_nm)
    scale = px_per_nm * finer
    small = _size(px_per_nm, face_nm)
    image = pygame.Surface((small[0] * finer, small[1] * finer), pygame.SRCALPHA, 32)
    image.fill((*theme.LIPID_TAIL, 0))
    x, head_y = image.get_width() / 2, HEAD_NM * scale + finer
    phase = 2 * math.pi * variant / LIPIDS
    length = face_nm - HEAD_NM - 0.14
    for lean in (-0.17, 0.17):
        points = []
        for step in range(13):
            along = step / 12
            wave = 0.075 * math.sin(phase + 9 * along + 20 * lean)
            points.append((x + (lean * (1 - 0.2 * along) + wave * along) * scale, head_y + along * length * scale))
        pygame.draw.lines(image, theme.LIPID_TAIL, False, points, max(1, round(0.13 * scale)))
    radius = HEAD_NM * scale
    light = mix(theme.LIPID_HEAD, (255, 255, 255), 0.3)
    pygame.draw.circle(image, mix(theme.LIPID_HEAD, theme.INK, 0.5), (x, head_y), radius)
    pygame.draw.circle(image, theme.LIPID_HEAD, (x, head_y), radius * 0.82)
    if lower:
        image = pygame.transform.flip(image, False, True)
        head_y = image.get_height() - head_y
    pygame.draw.circle(image, light, (x - radius * 0.22, head_y - radius * 0.25), radius * 0.36)
    return premultiplied(pygame.transform.smoothscale(image, small))


def premultiplied(image: pygame.Surface) -> pygame.Surface:
    """The same picture with its colours weighed by their opacity."""
    alpha = pygame.surfarray.array_alpha(image).T.astype(np.uint32)
    rgb = pygame.surfarray.array3d(image).transpose(1, 0, 2).astype(np.uint32) * alpha[..., None] // 255
    argb: NDArray[np.uint32] = alpha << 24 | rgb[..., 0] << 16 | rgb[..., 1] << 8 | rgb[..., 2]  # type: ignore[assignment]
    return surface_of(argb)


def forget() -> None:
    """Drop all pictures: the colours have changed."""
    lipid.cache_clear()
    _paint.cache_clear()
