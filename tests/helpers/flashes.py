"""Finds flashes in a film as WCAG 2.3.1 defines them: relative luminance goes up and down (or down and up) by 10 % of
its largest value or more, the darker of the two below 0.80, over a quarter of some 10 degrees of the view.

Luminance is averaged over rectangles of just that area, a quarter of their size apart, so that a flash which lies askew
to all of them still fills three quarters of one: CHANGE is smaller than 10 % by as much. Ions that move about do not
change these means; what lights up together does.
"""

from collections.abc import Sequence

import numpy as np
import pygame
from numpy.typing import NDArray

CELL = 8  # px, side of the squares that rectangles are made of
CHANGE = 0.075
DARKER = 0.80
FIELD = (341, 256)  # px on 1024 x 768: the 10 degrees of WCAG
ALLOWED = 2  # a second (museums; WCAG has three)

_LINEAR = np.array(
    [v / 12.92 if (v := n / 255) <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for n in range(256)], np.float32
)
_WEIGHTS = 0.2126, 0.7152, 0.0722

Plane = NDArray[np.float32]


def luminance(surface: pygame.Surface) -> Plane:
    """Mean relative luminance of the rectangles of a frame."""
    pixels = pygame.surfarray.pixels3d(surface)
    wide, high = pixels.shape[0] // CELL, pixels.shape[1] // CELL
    cut = pixels[: wide * CELL, : high * CELL]
    fine = sum(weight * _LINEAR[cut[:, :, k]] for k, weight in enumerate(_WEIGHTS))
    cells = np.asarray(fine, np.float64).reshape(wide, CELL, high, CELL).mean(axis=(1, 3))
    a, b = (round(side / 2 * n / whole) for side, n, whole in zip(FIELD, (wide, high), (1024, 768), strict=True))
    total = np.zeros((wide + 1, high + 1))
    total[1:, 1:] = cells.cumsum(0).cumsum(1)
    means = (total[a:, b:] - total[:-a, b:] - total[a:, :-b] + total[:-a, :-b]) / (a * b)
    return means[:: a // 4, :: b // 4].astype(np.float32)


def turns(frames: Sequence[Plane]) -> NDArray[np.bool_]:
    """When and where (frame, x, y) luminance has changed far enough since it last turned."""
    low, high = frames[0].copy(), frames[0].copy()
    way = np.zeros(low.shape, np.int8)
    found = np.zeros((len(frames), *low.shape), bool)
    for n, now in enumerate(frames):
        low, high = np.minimum(low, now), np.maximum(high, now)
        up = (way <= 0) & (now - low >= CHANGE) & (low < DARKER)
        down = (way >= 0) & (high - now >= CHANGE) & (now < DARKER)
        found[n] = up | down
        way[up], way[down] = 1, -1
        low, high = np.where(up | down, now, low), np.where(up | down, now, high)
    return found


def most_flashes(frames: Sequence[Plane], fps: int) -> int:
    """The most flashes anywhere in any one second: pairs of opposing changes."""
    summed = np.cumsum(turns(frames), axis=0, dtype=np.int64)
    within = summed.copy()
    within[fps:] -= summed[:-fps]
    return int(within.max()) // 2
