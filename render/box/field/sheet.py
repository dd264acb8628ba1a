"""From the nodes of a field to the pixels of a picture: rows one by one, columns, if there are several, by pygame."""

import numpy as np
import pygame
from numpy.typing import NDArray

from render.box.camera import Camera
from render.box.kernels.rows import tint_rows
from render.style.sprites import pixels_of

Array = NDArray[np.float32]


class Sheet:
    """The part of a field that a camera sees in a picture of `size` pixels. seen: where the box is on that picture."""

    def __init__(
        self, camera: Camera, size: tuple[int, int], heights_nm: NDArray[np.float64], face_nm: float, columns: int
    ) -> None:
        self.seen = pygame.Rect(camera.picture).clip(pygame.Rect((0, 0), size))
        self.px_per_nm = camera.px_per_nm
        y = (camera.middle - self.seen.top - np.arange(self.seen.height) - 0.5) / camera.px_per_nm
        self._at = np.interp(y, heights_nm, np.arange(len(heights_nm)))
        inner, outer = (int(np.abs(heights_nm - face).argmin()) for face in (-face_nm, face_nm))
        within = np.abs(y) < face_nm
        # what lies in the solution ends at the face: nothing of it is spread into the membrane
        self._apart = np.where(within, np.clip(self._at, inner + 1, max(outer - 1, inner + 1)), self._at)
        self._alike = columns == 1  # all along
        if self._alike:
            self._columns = np.zeros(1, np.int64)
            return
        cell = camera.width_nm / columns
        left, right = ((x - camera.left) / camera.px_per_nm / cell - 0.5 for x in (self.seen.left, self.seen.right))
        first, last = max(int(np.floor(left)), -1), min(int(np.ceil(right)), columns)
        self._columns = np.clip(np.arange(first, max(last, first + 1) + 1), 0, columns - 1)
        self._left, self._right = (round(camera.x((n + 0.5) * cell)) for n in (first, max(last, first + 1)))

    def rows(self, values: NDArray[np.float64] | NDArray[np.float32], apart: bool = False) -> Array:
        """float32[rows of pixels, columns in sight] of values[nodes, columns]. apart: solution and membrane by
        themselves."""
        at = self._apart if apart else self._at
        low = np.minimum(at.astype(np.int64), len(values) - 2)
        share = (at - low).astype(np.float32)[:, None]
        seen = values[:, self._columns].astype(np.float32)
        return np.asarray(seen[low] + share * (seen[low + 1] - seen[low]))

    def lay(self, target: pygame.Surface, light: Array) -> None:
        """Lay colours over a picture. light: float32[rows, columns in sight, 4], premultiplied, 0 to 1."""
        pixels = np.ascontiguousarray(np.rint(255 * light).astype(np.uint8))
        if self._alike:
            self._lay_rows(target, pixels[:, 0].astype(np.uint32))
            return
        before = target.get_clip()
        target.set_clip(self.seen)
        for first, last in _runs(np.asarray(pixels.any(axis=(1, 2)))):
            small = pygame.image.frombuffer(pixels[first:last].tobytes(), (pixels.shape[1], last - first), "RGBA")
            wide = pygame.transform.smoothscale(small, (max(self._right - self._left, 1), last - first))
            target.blit(wide, (self._left, self.seen.top + first), special_flags=pygame.BLEND_PREMULTIPLIED)
        target.set_clip(before)

    def _lay_rows(self, target: pygame.Surface, rgba: NDArray[np.uint32]) -> None:
        """The same where a row has one colour."""
        pitch, seen = target.get_pitch() // 4, self.seen
        tint = rgba[:, 3] << 24 | rgba[:, 0] << 16 | rgba[:, 1] << 8 | rgba[:, 2]
        tint_rows(pixels_of(target), seen.top * pitch + seen.left, pitch, seen.width, tint.astype(np.uint32))


def _runs(filled: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where rows are not empty, first and behind the last: laying nothing takes as long as laying something."""
    edges = np.flatnonzero(np.diff(filled, prepend=False, append=False))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]
