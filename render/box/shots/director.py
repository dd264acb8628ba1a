"""Leads a view along the shots of a scene, gently, unless a visitor's hand holds it. It moves nothing but the view."""

import math

from render.box.camera import Camera, View
from render.box.shots.glide import Glide, Seen
from render.playback.snapshot import Snapshot
from scenes.scene_file import Shot
from scenes.story import Story

HANDS_OFF_S = 20.0  # a hand that has not touched the view for so long gives it back when the next shot begins
SOON_S = 0.4  # so far ahead what a glide will show is painted,
AHEAD_S = 2.0  # and what it ends at, before it begins
IN_SIGHT = (
    0.3  # an ion that takes over the ring is not glided to if it is so near to the middle, as a share of the view
)

Place = tuple[float, float]


class Director:
    """shot: what the scene wants to be seen now, None where it says nothing; waiting: a question lies over the
    picture, and nothing moves; held: a hand has the view."""

    def __init__(self) -> None:
        self.shot: Shot | None = None
        self.waiting = self.held = False
        self._telling: int | None = None
        self._untouched_s = math.inf
        self._glide: Glide | None = None
        self._spent_s = 0.0
        self._ion: int | None = None  # that was last gone to

    @property
    def gliding(self) -> bool:
        return self._glide is not None

    def soon(self, view: View, snapshot: Snapshot) -> Camera | None:
        """Where a glide will have led the view a moment later, or will end that is about to begin; None where there is
        none."""
        if self._glide is not None:
            return self._led(view, self._glide, self._spent_s + SOON_S)
        if self.held or self.waiting or snapshot.telling != self._telling:
            return None
        then_ns = snapshot.time_ns + AHEAD_S * snapshot.pace
        shot = Story(snapshot.scene_file).shot(then_ns, snapshot.comparison is not None)
        return self._goal(view, snapshot, shot) if shot is not None and shot != self.shot else None

    @property
    def leads(self) -> bool:
        """Whether the view is where a shot wants it; one of the followed ion lets the view keep up with that."""
        return not self.held and self.shot is not None and (self.gliding or self.shot.at != "ion")

    def anew(self, snapshot: Snapshot) -> bool:
        """Whether a scene with shots begins, so that the view begins where the scene does."""
        return bool(snapshot.scene_file.camera) and snapshot.telling != self._telling

    def touched(self) -> None:
        """A hand has moved the view, or has chosen an ion: it takes over at once."""
        self.held, self._untouched_s, self._glide = True, 0.0, None

    def let_go(self) -> None:
        """The hand gives the view back: the next shot leads it."""
        self.held, self._untouched_s, self._glide = False, math.inf, None

    def move(self, view: View, snapshot: Snapshot, ion: tuple[int, Place] | None, elapsed_s: float, calm: bool) -> None:
        """Move the view by a frame. ion: the one that is followed and where it is drawn, nm; calm: steps, no glides."""
        if snapshot.telling != self._telling:
            self._telling, self.shot, self._ion = snapshot.telling, None, None
            self.let_go()
        self._untouched_s += elapsed_s
        if self.waiting:
            return
        shot = Story(snapshot.scene_file).shot(snapshot.time_ns, snapshot.comparison is not None)
        if shot != self.shot:
            self.shot, self._ion = shot, None
            if shot is not None and self._untouched_s >= HANDS_OFF_S:
                self.held = False
                self._go(view, self._goal(view, snapshot, shot))
        if not self.held and shot is not None and shot.at == "ion" and ion is not None and ion[0] != self._ion:
            first, self._ion = self._ion is None, ion[0]
            if first or not _near_middle(view, ion[1]):
                self._go(view, view.placed(ion[1], shot.zoom))
        if self._glide is not None:
            self._spent_s += math.inf if calm else elapsed_s
            view.camera = self._led(view, self._glide, self._spent_s)
            if self._spent_s >= self._glide.lasts:
                self._glide = None

    def _led(self, view: View, glide: Glide, seconds: float) -> Camera:
        seen = glide.at(seconds)
        return view.placed((seen.x, seen.y), view.size[0] / (seen.wide * view.whole.px_per_nm))

    def _goal(self, view: View, snapshot: Snapshot, shot: Shot) -> Camera | None:
        """Where a shot leads to; None for one of an ion, which may not be there yet."""
        if shot.at == "ion":
            return None
        place = shot.place_nm(snapshot.scene)
        return view.placed((snapshot.scene.box.width_nm / 2 if place is None else place, 0.0), shot.zoom)

    def _go(self, view: View, goal: Camera | None) -> None:
        self._glide, self._spent_s = None, 0.0
        if goal is not None and goal != view.camera:
            self._glide = Glide(_seen(view.camera, view.size), _seen(goal, view.size))


def _seen(camera: Camera, size: tuple[int, int]) -> Seen:
    return Seen(*camera.nm((size[0] / 2, size[1] / 2)), size[0] / camera.px_per_nm)


def _near_middle(view: View, nm: Place) -> bool:
    away = abs(view.camera.x(nm[0]) / view.size[0] - 0.5), abs(view.camera.y(nm[1]) / view.size[1] - 0.5)
    return max(away) < IN_SIGHT
