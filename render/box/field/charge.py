"""Where the excess charge is: its mean density as a colour, red where plus is in excess and blue where minus is."""

import numpy as np
from numpy.typing import NDArray

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


def charge_light(means: FieldMeans, sheet: Sheet, membrane_nm2: float) -> NDArray[np.float32]:
    """Colours for `Sheet.lay`."""
    density = sheet.rows(density_mM(means, membrane_nm2), apart=True)
    strength = DENSE * (1 - np.exp(-np.maximum(np.abs(density) - UNSEEN_MM, 0) / FULL_MM))
    colour = np.where((density > 0)[..., None], PLUS, MINUS).astype(np.float32) / 255
    return np.concatenate([colour * strength[..., None], strength[..., None]], axis=-1, dtype=np.float32)
