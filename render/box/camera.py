"""From nanometres in the box to pixels on the window: one scale for both axes, all of the box in view or a part."""

from dataclasses import dataclass, replace

from render.style.layout import MOST_ASPECT

MOST_ZOOM = 12.0
ROUNDING_PX = 2.0


@dataclass(frozen=True)
class Camera:
    """px_per_nm; (left, middle): pixel of x = 0, y = 0 (the membrane's centre); the box in nm that it shows.

    y points up in the box (outside is above) and down on the window.
    """

    px_per_nm: float
    left: float
    middle: float
    width_nm: float
    face_nm: float
    half_height_nm: float

    @classmethod
    def fit(
        cls, size: tuple[int, int], width_nm: float, face_nm: float, half_height_nm: float, margin: float = 0
    ) -> "Camera":
        """See all of a box in a picture of `size` pixels; of one that is wider than MOST_ASPECT, the middle. face_nm:
        half the membrane's thickness."""
        height_nm = 2 * (face_nm + half_height_nm)
        scale = (size[1] - 2 * margin) / height_nm
        if width_nm <= MOST_ASPECT * height_nm:
            scale = min(scale, (size[0] - 2 * margin) / width_nm)
        left = (size[0] - scale * width_nm) / 2
        return cls(scale, left, size[1] / 2, width_nm, face_nm, half_height_nm)

    def x(self, nm: float) -> float:
        return self.left + nm * self.px_per_nm

    def y(self, nm: float) -> float:
        return self.middle - nm * self.px_per_nm

    def nm(self, px: tuple[float, float]) -> tuple[float, float]:
        """The place in the box under a pixel."""
        return (px[0] - self.left) / self.px_per_nm, (self.middle - px[1]) / self.px_per_nm

    @property
    def picture(self) -> tuple[int, int, int, int]:
        """left, top, width, height of the box in pixels."""
        top = self.y(self.face_nm + self.half_height_nm)
        bottom = self.y(-self.face_nm - self.half_height_nm)
        right = self.x(self.width_nm)
        return round(self.left), round(top), round(right) - round(self.left), round(bottom) - round(top)


class View:
    """Which part of the box is seen: zoomed up to MOST_ZOOM times, moved no further than the edges of the box. At first
    all of its height.

    size: of the picture, pixels; all pixels are counted from its upper left corner.
    """

    def __init__(self, size: tuple[int, int], width_nm: float, face_nm: float, half_height_nm: float) -> None:
        self.size = size
        self.whole = Camera.fit(size, width_nm, face_nm, half_height_nm)
        self.camera = self.whole

    @property
    def magnification(self) -> float:
        """1 for the whole height of the box."""
        return self.camera.px_per_nm / self.whole.px_per_nm

    @property
    def zoomed(self) -> bool:
        return self.camera != self.whole

    @property
    def partial(self) -> bool:
        """Whether some of the box lies beyond the edges of the picture."""
        return self.camera.picture[2] > self.size[0] + ROUNDING_PX or self.zoomed

    @property
    def centre_nm(self) -> tuple[float, float]:
        return self.camera.nm((self.size[0] / 2, self.size[1] / 2))

    def reset(self) -> None:
        self.camera = self.whole

    def zoom(self, px: tuple[float, float], factor: float) -> None:
        """Enlarge by a factor; the place under `px` stays where it is, as far as the edges allow."""
        magnification = min(max(self.magnification * factor, 1.0), MOST_ZOOM)
        if magnification < 1.0 + 1e-6:
            self.reset()
            return
        x, y = self.camera.nm(px)
        scale = self.whole.px_per_nm * magnification
        self._take(scale, px[0] - x * scale, px[1] + y * scale)

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by pixels, right and down."""
        self._take(self.camera.px_per_nm, self.camera.left + dx, self.camera.middle + dy)

    def centre_on(self, nm: tuple[float, float], share: float = 1.0) -> None:
        """Bring a place towards the middle: all the way, or a share of it."""
        px, py = self.camera.x(nm[0]), self.camera.y(nm[1])
        self.pan((self.size[0] / 2 - px) * share, (self.size[1] / 2 - py) * share)

    def placed(self, nm: tuple[float, float], magnification: float) -> Camera:
        """The camera with a place in the middle, as far as the edges allow, enlarged within the limits."""
        magnification = min(max(magnification, 1.0), MOST_ZOOM)
        if magnification < 1.0 + 1e-6 and self.whole.picture[2] <= self.size[0] + ROUNDING_PX:
            return self.whole
        scale = self.whole.px_per_nm * magnification
        return self._kept_in(scale, self.size[0] / 2 - nm[0] * scale, self.size[1] / 2 + nm[1] * scale)

    def like(self, other: "View") -> None:
        """See what another view of the same box sees (in a picture of another size)."""
        if other.zoomed:
            self.zoom((0, 0), other.magnification)
            self.centre_on(other.centre_nm)

    def _take(self, scale: float, left: float, middle: float) -> None:
        self.camera = self._kept_in(scale, left, middle)

    def _kept_in(self, scale: float, left: float, middle: float) -> Camera:
        c = self.whole
        half = scale * (c.face_nm + c.half_height_nm)
        left = _kept(left, scale * c.width_nm, self.size[0])
        top = _kept(middle - half, 2 * half, self.size[1])
        return replace(c, px_per_nm=scale, left=left, middle=top + half)


def _kept(start: float, length: float, room: float) -> float:
    """Where something may start so that it covers the room; in the middle if it is shorter."""
    return (room - length) / 2 if length <= room else min(max(start, room - length), 0.0)
