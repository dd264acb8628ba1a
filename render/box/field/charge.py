"""Where the excess charge is: its mean density as a colour, red where plus is in excess and blue where minus is."""

from dataclasses import dataclass

import numpy as np
import pygame
from numpy.typing import NDArray

from render.box.camera import Camera
from render.box.field.means import FieldMeans
from render.box.field.sheet import Sheet
from render.box.membrane import MINUS, PLUS

FULL_MM = 45.0  # of excess give 63 % of the colour
UNSEEN_MM = 4.0  # less is noise that is left in the means
DENSE = 0.95  # most that a colour hides of what is below
KERNEL = (0.1, 0.2, 0.4, 0.2, 0.1)  # smooths along the membrane, cells


def density_mM(means: FieldMeans, membrane_nm2: float) -> NDArray[np.float64]:
    """float64[nodes, columns]: excess of plus. A node on a face has only half a cell of solution."""
    from sim.units import IONS_PER_MM_NM3

    heights, columns = means.heights_nm, means.charge.shape[1]
    volume = np.full(len(heights), membrane_nm2 / columns * (heights[1] - heights[0]))
    volume[np.abs(np.abs(heights) - means.face_nm) < 1e-6] /= 2
    density = means.charge / (volume * IONS_PER_MM_NM3)[:, None]
    if columns < len(KERNEL):
        return np.asarray(density)
    reach = len(KERNEL) // 2
    wide = np.pad(density, ((0, 0), (reach, reach)), mode="edge")
    return np.asarray(sum(share * wide[:, n : n + columns] for n, share in enumerate(KERNEL)))


@dataclass(frozen=True)
class LaidCharge:
    """The charge's place as it is painted. density_mM: float32[nodes, columns]; share: how strongly, 0 to 1."""

    density_mM: NDArray[np.float32]
    heights_nm: NDArray[np.float64]
    face_nm: float
    share: float

    def lay(self, ground: pygame.Surface, camera: Camera) -> None:
        """Paint it over seas and membrane."""
        sheet = Sheet(camera, ground.get_size(), self.heights_nm, self.face_nm, self.density_mM.shape[1])
        sheet.lay(ground, self.share * charge_light(self.density_mM, sheet))


def laid(means: FieldMeans, membrane_nm2: float, share: float) -> LaidCharge:
    """What is to be painted of the means."""
    density = density_mM(means, membrane_nm2).astype(np.float32)
    return LaidCharge(density, means.heights_nm, means.face_nm, share * means.ripe)


def charge_light(density_mM: NDArray[np.float32], sheet: Sheet) -> NDArray[np.float32]:
    """Colours for `Sheet.lay`."""
    density = sheet.rows(density_mM, apart=True)
    strength = DENSE * (1 - np.exp(-np.maximum(np.abs(density) - UNSEEN_MM, 0) / FULL_MM))
    colour = np.where((density > 0)[..., None], PLUS, MINUS).astype(np.float32) / 255
    return np.concatenate([colour * strength[..., None], strength[..., None]], axis=-1, dtype=np.float32)
