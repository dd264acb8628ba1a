"""At which doors arrows stand: one for each ion, near the middle of the view, with room for words if possible."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pygame
from numpy.typing import NDArray

from render.box.camera import Camera
from render.playback.snapshot import Snapshot
from render.style.text import Typesetter
from render.style.words import Words

FOOT_NM = 0.6  # beyond the membrane's face, where channels end
NEAR = 0.3  # of the view's width from its middle: a door that was chosen stays so within
LEAST_EM = 2.5  # room for an arrow, in lines of a label
WORDS, FIGURES, BARE = "words", "figures", "bare"  # what stands beside the arrows


@dataclass(frozen=True)
class Frame:
    """On the window, pixels. x: of each ion's door; outer, inner: where arrows at either face end; room: for the
    longest; wide: half the width of an arrow; apart: of its column from the door; beside: WORDS, FIGURES or BARE."""

    x: Mapping[str, int]
    outer: int
    inner: int
    room: int
    wide: int
    apart: int
    beside: str
    rect: pygame.Rect


def doors_for(snapshot: Snapshot) -> dict[str, tuple[int, ...]]:
    """The doors of each ion that has any: those that pass it as well as others if there are such, else all it has."""
    found = {}
    for symbol in snapshot.symbols:
        share = {
            c.kind: c.permeability[symbol] / max(c.permeability.values())
            for c in snapshot.scene.channels
            if c.permeability.get(symbol, 0.0) > 0
        }
        most = max((share[kind] for kind in snapshot.kind if kind in share), default=0.0)
        if most:
            found[symbol] = tuple(n for n, kind in enumerate(snapshot.kind) if share.get(kind, 0.0) == most)
    return found


class Places:
    """Finds doors, and finds them anew when the view has changed."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._frame: Frame | None = None
        self._door: dict[str, int] = {}

    def find(
        self,
        doors: Mapping[str, tuple[int, ...]],
        centre_nm: NDArray[np.float32],
        rect: pygame.Rect,
        camera: Camera,
        type_: Typesetter,
        words: Words,
        named: Collection[int],
        taken: pygame.Rect | None,
    ) -> Frame | None:
        """doors: of each ion that is to have arrows; centre_nm: float32[doors]; rect: of the box on the window;
        named: x on the window of doors that have names, which are preferred; taken: by other words, at the left of the
        inner face. None where an arrow has no room, or no door is in sight."""
        looks = type_.px("small"), words.language, taken and tuple(taken)
        key = tuple(doors.items()), centre_nm.tobytes(), tuple(rect), camera, *looks
        if key == self._key:
            return self._frame
        self._key, self._frame = key, None
        em, small = type_.line_height("label"), type_.px("small")
        seen = pygame.Rect(camera.picture).move(rect.topleft).clip(rect)
        gap = type_.line_height(small) + 12  # the row of the doors' names
        face = round((camera.face_nm + FOOT_NM) * camera.px_per_nm)
        middle = rect.top + round(camera.middle)
        outer, inner = middle - face - gap, middle + face + gap
        room = min(outer - seen.top, seen.bottom - inner) - em // 4
        if room < LEAST_EM * em:
            return None
        wide = max(7, round(0.42 * em))
        apart = round(1.9 * wide)
        figure = type_.width("888 mV", small)
        text = max(figure, *(type_.width(words(f"ui.forces.{name}"), small) for name in ("crowding", "voltage")))
        flow = type_.width(words("ui.forces.second", count=888), small) - apart  # starts nearer to the door
        if taken is not None and taken.bottom > inner and taken.right < seen.centerx:
            seen = pygame.Rect(taken.right, seen.top, seen.right - taken.right, seen.height)
        for beside, width in ((WORDS, max(text, (text + flow) // 2)), (FIGURES, figure), (BARE, 0)):
            half = apart + wide + 6 + (width + 12 if width else 0)
            x, complete = self._spread(doors, centre_nm, rect, camera, named, seen, half)
            if complete or beside == BARE:
                self._frame = Frame(x, outer, inner, room, wide, apart, beside, rect) if x else None
                break
        return self._frame

    def _spread(
        self,
        doors: Mapping[str, tuple[int, ...]],
        centre_nm: NDArray[np.float32],
        rect: pygame.Rect,
        camera: Camera,
        named: Collection[int],
        seen: pygame.Rect,
        half: int,
    ) -> tuple[dict[str, int], bool]:
        """A door's x for each ion, no two nearer than 2 half; whether all ions that have one in sight found one. Those
        with the fewest doors choose first."""
        x: dict[str, int] = {}
        complete = True
        for symbol in sorted(doors, key=lambda s: len(doors[s])):
            at = {n: rect.left + round(camera.x(float(centre_nm[n]))) for n in doors[symbol]}
            if not any(rect.left <= place < rect.right for place in at.values()):
                continue
            free = [
                n
                for n, place in at.items()
                if seen.left + half <= place <= seen.right - half
                and all(abs(place - other) >= 2 * half for other in x.values())
            ]
            if not free:
                complete = False
                continue
            kept = self._door.get(symbol, -1)
            if kept not in free or abs(at[kept] - seen.centerx) > NEAR * seen.width:
                kept = min(free, key=lambda n: (at[n] not in named, abs(at[n] - seen.centerx)))
            self._door[symbol] = kept
            x[symbol] = at[kept]
        return {symbol: x[symbol] for symbol in doors if symbol in x}, complete
