"""A followed ion stays in sight: where a zoomed view would lose it, the view comes after it."""

import math

from render.box.camera import View
from render.box.follow import Followed

MARGIN = 0.22  # an ion nearer to the edge of a zoomed view, as a share of its size, is brought to the middle
ARRIVED = 0.06  # and is there when it is so near to it
CATCH_UP_S = 0.25
FASTEST = 2.5  # of the picture's size a second: what passes faster would flicker


class Chase:
    """Whether the view is on its way to the ion."""

    def __init__(self) -> None:
        self._catching = False

    def stop(self) -> None:
        self._catching = False

    def keep_in_sight(
        self, view: View, ion: Followed | None, place: tuple[float, float] | None, elapsed_s: float, calm: bool
    ) -> None:
        """Move the view by a frame. place: of the ion, nm; calm: in one step."""
        if ion is None or place is None or not view.partial or ion.state == "gone":
            self._catching = False
            return
        x, y = view.camera.x(place[0]) / view.size[0], view.camera.y(place[1]) / view.size[1]
        off = max(abs(x - 0.5), abs(y - 0.5))
        if off > 0.5 - MARGIN:
            self._catching = True
        if self._catching:
            before = view.camera
            share = min(1 - math.exp(-elapsed_s / CATCH_UP_S), FASTEST * elapsed_s / max(off, ARRIVED))
            view.centre_on(place, 1.0 if calm else share)
            self._catching = off > ARRIVED and view.camera != before
