"""Small pictures put onto the frame: crisp ions (covering) and halos (added light)."""

import numpy as np
from numba import uint32

from sim.kernels.cache import njit


@njit(inline="always")
def _over(below, above, share):  # type: ignore[no-untyped-def]
    """Premultiplied 0xAARRGGBB `above`, dimmed to share/256, over an opaque pixel. Two bytes at a time."""
    rb = ((above & uint32(0x00FF00FF)) * share >> uint32(8)) & uint32(0x00FF00FF)
    ag = ((above >> uint32(8)) & uint32(0x00FF00FF)) * share & uint32(0xFF00FF00)
    keep = uint32(256) - (ag >> uint32(24)) - (ag >> uint32(31))
    below_rb = ((below & uint32(0x00FF00FF)) * keep >> uint32(8)) & uint32(0x00FF00FF)
    below_g = ((below & uint32(0x0000FF00)) * keep >> uint32(8)) & uint32(0x0000FF00)
    return rb + below_rb + ((ag & uint32(0x0000FF00)) + below_g)


@njit(nogil=True, cache=True, error_model="numpy")
def stamp(frame, offset, pitch, width, height, count, px, py, kind, alpha, sprites, spans):  # type: ignore[no-untyped-def]
    """Put sprites centred on points.

    frame, offset, pitch: see kernels.sea.compose; width, height of the picture, to which sprites are cut; count: how
    many points; px, py: float32, pixels; kind: int16 sprite; alpha: float32, 0 unseen to 1; sprites:
    uint32[kinds, shifts, shifts, size, size] premultiplied 0xAARRGGBB, one for each shift down and right by a part of
    a pixel; spans: int16[kinds, shifts, shifts, size, 2] first and last + 1 column of each row that is not empty.
    """
    shifts, size = sprites.shape[2], sprites.shape[3]
    half = size // 2
    for n in range(count):
        share = uint32(alpha[n] * 256)
        if share == 0:
            continue
        whole_x, whole_y = int(np.floor(px[n])), int(np.floor(py[n]))
        if not (-size < whole_x < width + size and -size < whole_y < height + size):
            continue
        shift_x = min(int((px[n] - whole_x) * shifts), shifts - 1)
        shift_y = min(int((py[n] - whole_y) * shifts), shifts - 1)
        left, top = whole_x - half, whole_y - half
        picture = sprites[kind[n], shift_y, shift_x]
        span = spans[kind[n], shift_y, shift_x]
        for j in range(max(0, -top), min(size, height - top)):
            row = offset + (top + j) * pitch + left
            for i in range(max(span[j, 0], -left), min(span[j, 1], width - left)):
                above = picture[j, i]
                if share == uint32(256) and above >= uint32(0xFF000000):
                    frame[row + i] = above
                else:
                    frame[row + i] = _over(frame[row + i], above, share)


@njit(nogil=True, cache=True, error_model="numpy")
def shine(frame, offset, pitch, width, height, count, px, py, kind, level, halos):  # type: ignore[no-untyped-def]
    """Add halos of light centred on points; level: float32, 0 dark to 1; halos: uint32[kinds, size, size]
    0x00RRGGBB; the rest as in `stamp`."""
    size = halos.shape[1]
    half = size // 2
    for n in range(count):
        share = uint32(min(level[n], 1.0) * 256)
        if share == 0:
            continue
        left, top = int(px[n]) - half, int(py[n]) - half
        picture = halos[kind[n]]
        for j in range(max(0, -top), min(size, height - top)):
            row = offset + (top + j) * pitch + left
            for i in range(max(0, -left), min(size, width - left)):
                rb = ((picture[j, i] & uint32(0x00FF00FF)) * share >> uint32(8)) & uint32(0x00FF00FF)
                g = ((picture[j, i] & uint32(0x0000FF00)) * share >> uint32(8)) & uint32(0x0000FF00)
                below = frame[row + i]
                r = min((below & uint32(0xFF0000)) + (rb & uint32(0xFF0000)), uint32(0xFF0000))
                green = min((below & uint32(0x00FF00)) + g, uint32(0x00FF00))
                b = min((below & uint32(0x0000FF)) + (rb & uint32(0x0000FF)), uint32(0x0000FF))
                frame[row + i] = r | green | b
