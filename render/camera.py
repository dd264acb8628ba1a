"""From nanometres in the box to pixels on the window: one scale for both axes, the whole box in view."""

from dataclasses import dataclass


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
        """See all of a box in a picture of `size` pixels. face_nm: half the membrane's thickness."""
        height_nm = 2 * (face_nm + half_height_nm)
        scale = min((size[0] - 2 * margin) / width_nm, (size[1] - 2 * margin) / height_nm)
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
