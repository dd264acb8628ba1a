"""Pictures of single ions, computed from distance functions: smooth edges at every size and sub-pixel shift."""

from functools import lru_cache
from typing import Any

import numpy as np
import pygame
from numpy.typing import NDArray

from render.style.theme import INK, Colour, SpeciesStyle, mix, packed, species_style

SHIFTS = 4  # positions a pixel is divided into, both ways, for small ions

Plane = NDArray[Any]


def ion_sprite(style: SpeciesStyle, valence: int, radius: float, size: int, shifts: int = SHIFTS) -> NDArray[np.uint32]:
    """uint32[shifts, shifts, size, size] premultiplied ARGB: the ion with its sign, shifted by parts of a pixel.

    radius: of the common ion, pixels; size: odd, wide enough for the ion and its rim.
    """
    at = (np.arange(shifts) + 0.5) / shifts
    return _ion(style, valence, radius, size, at[None, :, None, None], at[:, None, None, None])


def shifts_for(radius: float) -> int:
    """How finely an ion's place within a pixel is drawn: what the eye can see of it shrinks with the ion's size."""
    return SHIFTS if radius < 8 else (2 if radius < 20 else 1)


@lru_cache(maxsize=48)
def ion_surface(symbol: str, valence: int, radius: float) -> pygame.Surface:
    """An ion as it looks in the sea, on nothing (premultiplied). radius: pixels."""
    side = 2 * int(radius * 1.35 + 2) + 1
    return surface_of(_ion(species_style(symbol, valence), valence, radius, side, 0.5, 0.5))


def surface_of(argb: NDArray[np.uint32]) -> pygame.Surface:
    """A premultiplied picture as a surface, to be blitted with BLEND_PREMULTIPLIED."""
    rgba = np.stack([(argb >> shift & 255).astype(np.uint8) for shift in (16, 8, 0, 24)], axis=-1)
    return pygame.image.frombuffer(rgba.tobytes(), (argb.shape[1], argb.shape[0]), "RGBA")


def pixels_of(surface: pygame.Surface) -> NDArray[np.uint32]:
    """All pixels of a surface in memory order; it stays locked while the array lives."""
    return np.frombuffer(surface.get_buffer(), np.uint32)  # type: ignore[call-overload, no-any-return]


@lru_cache(maxsize=16)
def ring(radius: float, thick: float, colour: Colour) -> pygame.Surface:
    """A smooth ring with a dark rim, on nothing (premultiplied). radius: of its middle line, pixels."""
    side = 2 * int(radius + thick * 1.5 + 2) + 1
    axis = np.arange(side) - (side - 1) / 2
    off = np.abs(np.hypot(axis[None, :], axis[:, None]) - radius)
    line, rim = _covered(off - thick / 2), 0.7 * _covered(off - thick)
    alpha = np.maximum(line, rim)
    rgb = np.array(colour) * line[..., None] + np.array(INK) * (alpha - line)[..., None]
    c = np.rint(np.clip(rgb, 0, 255)).astype(np.uint32)
    argb: NDArray[np.uint32] = np.rint(alpha * 255).astype(np.uint32) << 24
    return surface_of(argb | c[..., 0] << 16 | c[..., 1] << 8 | c[..., 2])


def spans(pictures: NDArray[np.uint32]) -> NDArray[np.int16]:
    """int16[..., size, 2]: where each row of pictures [..., size, size] begins and ends to be not empty."""
    filled = pictures != 0
    size = pictures.shape[-1]
    first = np.where(filled.any(axis=-1), filled.argmax(axis=-1), size)
    last = np.where(filled.any(axis=-1), size - filled[..., ::-1].argmax(axis=-1), 0)
    return np.stack([first, last], axis=-1).astype(np.int16)


def halo(colour: Colour, size: int) -> NDArray[np.uint32]:
    """uint32[size, size]: light that falls off smoothly from the middle."""
    middle = (size - 1) / 2
    axis = (np.arange(size) - middle) / (middle + 0.5)
    fall = np.clip(1 - np.hypot(axis[:, None], axis[None, :]), 0, 1) ** 2 * 0.85
    channels = [(fall * c).astype(np.uint32) for c in colour]
    light: NDArray[np.uint32] = channels[0] << 16 | channels[1] << 8 | channels[2]
    return light


def ion_picture(style: SpeciesStyle, valence: int, radius: float, background: Colour) -> NDArray[np.uint8]:
    """uint8[size, size, 3]: one ion on a plain background, for legends."""
    size = 2 * int(radius * 1.5 + 2) + 1
    argb = _ion(style, valence, radius, size, 0.5, 0.5)
    alpha = (argb >> 24)[..., None] / 255
    rgb = np.stack([argb >> 16 & 255, argb >> 8 & 255, argb & 255], axis=-1)
    picture: NDArray[np.uint8] = (rgb + (1 - alpha) * np.array(background)).clip(0, 255).astype(np.uint8)
    return picture


def _ion(
    style: SpeciesStyle, valence: int, radius: float, size: int, shift_x: Plane | float, shift_y: Plane | float
) -> NDArray[np.uint32]:
    """uint32[size, size], or one for each of the shifts, which then have two more axes of length 1."""
    centre = size // 2
    x = np.arange(size)[None, :] + 0.5 - centre - shift_x
    y = np.arange(size)[:, None] + 0.5 - centre - shift_y
    r = radius * style.radius
    outline = max(1.0, 0.16 * radius)
    body = _covered(_shape(style, x, y, r))
    rim = _covered(_shape(style, x, y, r + outline))
    sign = _covered(_sign(x, y, r, valence, max(1.5, 0.3 * radius)))

    light = np.clip(0.5 - 0.5 * (x + y) / (r * 1.5), 0, 1)  # from the upper left
    shade = np.array(mix(style.colour, INK, 0.22))
    tint = np.array(mix(style.colour, (255, 255, 255), 0.28))
    rgb = shade + (tint - shade) * light[..., None]
    rgb = rgb * (1 - sign[..., None]) + np.array(INK) * sign[..., None]
    alpha = np.maximum(body, 0.75 * rim)
    rgb = rgb * body[..., None] + np.array(INK) * (alpha - body)[..., None]
    channels = np.rint(np.clip(rgb, 0, 255)).astype(np.uint32)
    a = np.rint(alpha * 255).astype(np.uint32)
    argb = a << 24 | channels[..., 0] << 16 | channels[..., 1] << 8 | channels[..., 2]
    return np.where(a > 0, argb, np.uint32(0))


def _covered(distance: Plane) -> Plane:
    """How much of a pixel lies inside a shape, from the signed distance of its middle (px)."""
    return np.clip(0.5 - distance, 0, 1)


def _box(x: Plane, y: Plane, half: float, corner: float) -> Plane:
    """Signed distance to a square with round corners."""
    dx, dy = np.abs(x) - half + corner, np.abs(y) - half + corner
    return np.hypot(np.maximum(dx, 0), np.maximum(dy, 0)) + np.minimum(np.maximum(dx, dy), 0) - corner


def _shape(style: SpeciesStyle, x: Plane, y: Plane, r: float) -> Plane:
    """Signed distance to the outline; all shapes are sized to look equally large."""
    if style.shape == "square":
        return _box(x, y, 0.9 * r, 0.28 * r)
    if style.shape == "diamond":
        return _box((x + y) * np.sqrt(0.5), (x - y) * np.sqrt(0.5), 0.86 * r, 0.2 * r)
    if style.shape == "hexagon":
        ax, ay = np.abs(x), np.abs(y)
        hexagon: Plane = np.maximum(ax * np.sqrt(0.75) + ay * 0.5, ay) - 0.93 * r
        return hexagon
    return np.hypot(x, y) - r


def _sign(x: Plane, y: Plane, r: float, valence: int, thick: float) -> Plane:
    """Signed distance to the charge: one bar or cross, two side by side for charges beyond one."""
    arm = 0.56 * r
    places = [0.0] if abs(valence) == 1 else [-0.42 * r, 0.42 * r]
    if abs(valence) > 1:
        arm, thick = 0.32 * r, min(thick, 0.2 * r)
    found = np.full(np.broadcast_shapes(x.shape, y.shape), np.inf)
    for place in places:
        bar = np.maximum(np.abs(x - place) - arm, np.abs(y) - thick / 2)
        found = np.minimum(found, bar)
        if valence > 0:
            found = np.minimum(found, np.maximum(np.abs(x - place) - thick / 2, np.abs(y) - arm))
    return found


def packed_light(colour: Colour, strength: float) -> int:
    """The light of one faint point: a colour dimmed to `strength`, at least one step where the colour has any."""
    return packed(tuple(max(round(c * strength), 1 if c > 40 else 0) for c in colour))  # type: ignore[arg-type]
