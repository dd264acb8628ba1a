"""The potential as a colour, a line for every LINE_MV, and arrows: the force on a plus."""

import math
from functools import lru_cache

import numpy as np
import pygame
from numpy.typing import NDArray

from render.box.camera import Camera
from render.box.field.means import FieldMeans
from render.box.field.sheet import Sheet
from render.style.theme import Colour

LOW: Colour = (0, 176, 160)  # where a plus is drawn to; neither charge nor ion has these colours
HIGH: Colour = (240, 176, 60)
LINE: Colour = (235, 240, 250)
FULL_MV = 100.0
DENSE = 0.5  # most that a colour hides of what is below
LINE_MV = 10.0
LINE_SHARE = 0.55
STEEP_MV_NM = (0.8, 2.0)  # lines appear between these slopes: in a flat potential they would only follow the noise
APART_NM, APART_PX = (4.0, 2.0), (46.0, 15.0)  # from arrow to arrow, along and across, at least
FORCE_MV_NM = 13.0  # of an arrow as long as the way to the next; none is longer
LEAST_PX = 4  # shorter arrows are left out
SMOOTHING = 4


def tint(mV: NDArray[np.float32]) -> NDArray[np.float32]:
    """float32[..., 4]: the colour of a potential, premultiplied."""
    strength = DENSE * np.minimum(np.abs(mV) / FULL_MV, 1) ** 0.8
    colour = np.where((mV > 0)[..., None], HIGH, LOW).astype(np.float32) / 255
    return np.concatenate([colour * strength[..., None], strength[..., None]], axis=-1, dtype=np.float32)


def potential_light(means: FieldMeans, sheet: Sheet) -> NDArray[np.float32]:
    """Colours and lines for `Sheet.lay`."""
    mV = sheet.rows(means.psi_mV)
    light = tint(mV)
    if len(mV) < 2:
        return light
    slope = np.abs(np.gradient(mV, axis=0)) + 1e-6  # mV / px
    away_px = np.abs(mV - LINE_MV * np.rint(mV / LINE_MV)) / slope
    low, high = STEEP_MV_NM
    seen = np.clip((slope * sheet.px_per_nm - low) / (high - low), 0, 1)
    line = (LINE_SHARE * np.clip(1.1 - away_px, 0, 1) * seen)[..., None]
    return np.asarray(light * (1 - line) + line * np.array([*LINE, 255], np.float32) / 255)


def arrows(means: FieldMeans, camera: Camera, seen: pygame.Rect) -> list[tuple[float, float, float, float]]:
    """(x, y) of the middle, pixels, and (right, down), pixels, of an arrow for each place of a grid: the force on a
    plus, -grad psi, of the mean over a cell of the grid."""
    scale = camera.px_per_nm
    across = max(APART_NM[1], APART_PX[1] / scale)
    along = camera.width_nm / max(1, math.floor(camera.width_nm / max(APART_NM[0], APART_PX[0] / scale)))
    reach = means.face_nm + 2 * across  # further off there is no force but noise
    rows = across * np.arange(-math.floor(reach / across), math.floor(reach / across) + 1)
    columns = means.psi_mV.shape[1]
    edges = np.linspace(0, columns, round(camera.width_nm / along) + 1)
    left = np.minimum(edges[:-1].astype(int), columns - 1)
    sums = np.concatenate([np.zeros((len(means.psi_mV), 1)), means.psi_mV.cumsum(axis=1)], axis=1)
    right = np.maximum(edges[1:].astype(int), left + 1)
    psi = (sums[:, right] - sums[:, left]) / (right - left)  # [nodes, places along]

    def between(y: NDArray[np.floating]) -> NDArray[np.float64]:
        return np.stack([np.interp(y, means.heights_nm, column) for column in psi.T], axis=1)

    up = -(between(rows + across / 2) - between(rows - across / 2)) / across
    here = between(rows)
    sideways = -np.gradient(here, along, axis=1) if here.shape[1] > 1 else np.zeros_like(here)
    found = []
    for j, y in enumerate(rows):
        for i in range(psi.shape[1]):
            px = camera.x((i + 0.5) * along), camera.y(y)
            if seen.collidepoint(px):
                force = math.hypot(up[j, i], sideways[j, i])
                length = min(force / FORCE_MV_NM, 0.9) * across * scale
                if length >= LEAST_PX:
                    found.append((*px, length * sideways[j, i] / force, -length * up[j, i] / force))
    return found


@lru_cache(maxsize=512)
def arrow(length: int, degrees: int) -> pygame.Surface:
    """An arrow of so many pixels. degrees: from the right, counterclockwise."""
    side = SMOOTHING * (length + 4)
    surface = pygame.Surface((side, side), pygame.SRCALPHA, 32)
    surface.fill((*LINE, 0))
    thick = max(1.5, min(0.1 * length, 2.5)) * SMOOTHING
    head = max(0.42 * length, 4.0) * SMOOTHING
    angle = math.radians(degrees)
    ahead, aside = (math.cos(angle), -math.sin(angle)), (math.sin(angle), math.cos(angle))

    def at(forward: float, sideward: float) -> tuple[float, float]:
        return (
            side / 2 + forward * ahead[0] + sideward * aside[0],
            side / 2 + forward * ahead[1] + sideward * aside[1],
        )

    half = length * SMOOTHING / 2
    shaft = [at(-half, -thick / 2), at(half - head, -thick / 2), at(half - head, thick / 2), at(-half, thick / 2)]
    pygame.draw.polygon(surface, LINE, shaft)
    pygame.draw.polygon(surface, LINE, [at(half, 0), at(half - head, -0.45 * head), at(half - head, 0.45 * head)])
    return pygame.transform.smoothscale(surface, (length + 4, length + 4))


def draw_arrows(target: pygame.Surface, found: list[tuple[float, float, float, float]], share: float) -> None:
    """Arrows at their places. share: how much is seen of them, 0 to 1."""
    for x, y, right, down in found:
        image = arrow(round(math.hypot(right, down)), 5 * round(math.degrees(math.atan2(-down, right)) / 5) % 360)
        image.set_alpha(round(225 * share))
        target.blit(image, image.get_rect(center=(round(x), round(y))))
