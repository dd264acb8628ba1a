"""Words on the picture of the box: names of channels and pumps, which side is which, the scale.

Names stand in a row above the membrane, on a dark ground and over the ions, so that they can be read in any crowd; of
many channels alike only a few are named, but each kind at least once where it is in sight.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pygame

from render.box.camera import Camera
from render.box.membrane import MOST_FILTERS
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.text import Typesetter
from render.style.theme import species_style
from render.style.words import Words

if TYPE_CHECKING:
    from sim.scene import Channel

NEAR_NM = 1.2  # of water at the faces, where most of the excess charge is
FOOT_NM = 0.6  # above the membrane's face, where channels end
GAP_PX = 7  # from there to the names
SCALES_NM = (1, 2, 5, 10, 20)
SCALE_SHARE = 0.14  # of the picture's width at most
APART_EM = 9.0  # from one name to the next of the same kind


def label_of(channel: "Channel", valence: Mapping[str, int]) -> str:
    """The species that a kind of channel passes, most permeant first; its name where none does."""
    passed = [s for s, p in sorted(channel.permeability.items(), key=lambda item: -item[1]) if p > 0][:MOST_FILTERS]
    return " ".join(species_style(s, valence.get(s, 1)).label for s in passed) or channel.kind


@dataclass(frozen=True)
class Name:
    """A text above a place of the membrane."""

    text: str
    colour: theme.Colour
    x_nm: float


@dataclass(frozen=True)
class Placed:
    """A name where it stands on the window, drawn ahead; foot: what it points at."""

    text: str
    colour: theme.Colour
    rect: pygame.Rect
    foot: tuple[int, int]
    image: pygame.Surface


class BoxLabels:
    """Places the names once for a camera, and draws them every frame. covered: what a card lies over on the window:
    no word is drawn there, or half of it would stick out."""

    def __init__(self, type_: Typesetter, words: Words) -> None:
        self.type, self.words = type_, words
        self.placed: list[Placed] = []
        self.covered: pygame.Rect | None = None
        self._corners: list[pygame.Rect] = []

    def look(self, camera: Camera, box: pygame.Rect, names: list[Name]) -> None:
        """Place names; box: where the picture is on the window. Rare ones go first."""
        self._camera, self._box = camera, box
        self._px = self.type.px("small")
        self.placed = []
        height = self.type.line_height(self._px)
        bottom = box.top + round(camera.y(camera.face_nm + FOOT_NM)) - GAP_PX
        in_sight = box.top + 2 * height < bottom and camera.y(camera.face_nm) < box.height
        if not in_sight:
            return
        alike = Counter(name.text for name in names)
        seen = [name for name in names if 0 <= camera.x(name.x_nm) < box.width]
        for name in sorted(seen, key=lambda name: (alike[name.text], self._at_edge(name))):
            self._place(name, bottom, height)

    def _at_edge(self, name: Name) -> bool:
        """Whether the name would have to be moved aside to stay in the picture."""
        half = self.type.width(name.text, self._px) / 2 + 0.35 * self._px + 4
        return not half <= self._camera.x(name.x_nm) <= self._box.width - half

    def _place(self, name: Name, bottom: int, height: int) -> None:
        """In the lowest of three rows with room; in the upper two only what is not named at all yet."""
        box, x = self._box, self._box.left + round(self._camera.x(name.x_nm))
        rect = pygame.Rect(0, 0, self.type.width(name.text, self._px) + round(0.7 * self._px), height)
        known = [other for other in self.placed if other.text == name.text]
        if any(abs(other.foot[0] - x) < APART_EM * self._px for other in known) or (known and self._at_edge(name)):
            return
        for row in range(1 if known else 3):
            rect.midbottom = x, bottom - row * (height + 2)
            rect.clamp_ip(box.inflate(-8, -8))
            if all(not rect.inflate(6, 0).colliderect(other.rect) for other in self.placed):
                foot = x, self._box.top + round(self._camera.y(self._camera.face_nm + FOOT_NM))
                self.placed.append(Placed(name.text, name.colour, rect.copy(), foot, self._pill_of(name, rect.size)))
                return

    def _pill_of(self, name: Name, size: tuple[int, int]) -> pygame.Surface:
        image = pygame.Surface(size, pygame.SRCALPHA, 32)
        pygame.draw.rect(image, theme.INK, image.get_rect(), border_radius=size[1] // 2)
        piece = self.type.render(name.text, self._px, name.colour)
        image.blit(piece, piece.get_rect(center=image.get_rect().center))
        return image

    def free_corner(self) -> pygame.Rect:
        """What the sides' names leave of the upper edge of the picture, as drawn last."""
        seen = pygame.Rect(self._camera.picture).move(self._box.topleft).clip(self._box)
        pad = round(12 * self.type.unit)
        left = max((r.right for r in self._corners if r.top < seen.top + 2 * pad), default=seen.left) + pad
        return pygame.Rect(left, seen.top + pad, max(seen.right - pad - left, 1), seen.height - 2 * pad)

    def hidden(self, rect: pygame.Rect) -> bool:
        """Whether a card lies over some of a place on the window."""
        return self.covered is not None and self.covered.colliderect(rect)

    def band(self, count: pygame.Rect | None = None) -> pygame.Rect:
        """The membrane on the window, with the water at its faces where charge gathers, the names above it and the
        count of gates below; as high as the picture at most."""
        camera, box = self._camera, self._box
        faces = (round(box.top + camera.y(side * (camera.face_nm + NEAR_NM))) for side in (1, -1))
        band = pygame.Rect(box.left, top := next(faces), box.width, next(faces) - top)
        for rect in (*(name.rect for name in self.placed), *([] if count is None else [count])):
            band.union_ip((box.left, rect.top, box.width, rect.height))
        return band.clip(box)

    def draw_names(self, target: pygame.Surface, taken: pygame.Rect | None = None) -> None:
        """All names but those that lie under a card, the corners' labels or in `taken`."""
        others = [*self._corners, *(rect for rect in (taken, self.covered) if rect is not None)]
        for name in self.placed:
            if name.rect.collidelist(others) >= 0:
                continue
            pygame.draw.line(target, name.colour, name.rect.midbottom, name.foot, max(1, self._px // 9))
            target.blit(name.image, name.rect)
            if self.type.placed is not None:
                self.type.placed.append((name.text, name.rect.inflate(0, -round(0.22 * name.rect.height))))

    def draw_frame(self, target: pygame.Surface, snapshot: Snapshot) -> pygame.Rect:
        """Sides, baths and scale, in the corners; returns the room between them for other labels."""
        camera, unit, words = self._camera, self.type.unit, self.words
        seen = pygame.Rect(camera.picture).move(self._box.topleft).clip(self._box)
        pad = round(12 * unit)
        scene = snapshot.scene
        used: list[pygame.Rect] = []
        for side, bath, y, anchor, in_sight in (
            ("outside", scene.bath_outside, seen.top + pad, "topleft", camera.y(camera.face_nm) > 0),
            (
                "inside",
                scene.bath_inside,
                seen.bottom - pad,
                "bottomleft",
                camera.y(-camera.face_nm) < self._box.height,
            ),
        ):
            if in_sight:
                text = f"{words(f'side.{side}')} · {words(f'bath.{bath}')}"
                used.append(self._pill(target, text, (seen.left + pad, y), anchor))
        used.append(self._draw_scale(target, seen, pad))
        self._corners = used
        tall = max(rect.height for rect in used)
        return seen.inflate(-2 * pad, -2 * (2 * pad + tall))

    def _draw_scale(self, target: pygame.Surface, seen: pygame.Rect, pad: int) -> pygame.Rect:
        unit, scale = self.type.unit, self._camera.px_per_nm
        length = max((s for s in SCALES_NM if s * scale <= SCALE_SHARE * seen.width), default=SCALES_NM[0])
        end = seen.right - pad - round(10 * unit), seen.bottom - pad - round(8 * unit)
        start = end[0] - round(length * scale), end[1]
        place = (start[0] + end[0]) / 2, end[1] - round(6 * unit)
        rect = self._pill(target, f"{length} nm", place, "midbottom")
        if not self.hidden(rect):
            pygame.draw.line(target, theme.TEXT, start, end, max(2, round(3 * unit)))
        return rect

    def _pill(self, target: pygame.Surface, text: str, place: tuple[float, float], anchor: str) -> pygame.Rect:
        px = self.type.px("label")
        pill = pygame.Rect(0, 0, self.type.width(text, px) + round(20 * self.type.unit), self.type.line_height(px))
        setattr(pill, anchor, (round(place[0]), round(place[1])))
        if self.hidden(pill):
            return pill
        pygame.draw.rect(target, theme.INK, pill, border_radius=pill.height // 2)
        self.type.draw(target, text, px, theme.TEXT, pill.center, "center")
        return pill
