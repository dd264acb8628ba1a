"""The excess charge by itself: what is left of all ions when every plus on a side is paired with a minus there.

How much that is with a capacitor follows from the counted voltage, Q = n0 V / V_T; the same amount of the other sign is
outside. Its place is then only drawn, at the two faces of the membrane: one mark for each elementary charge, or for a
round number of them where there are too many to tell apart. Where the ions' own charge makes the field its place is
known: colours show it (render.box.field), and what is told is counted in the layers at the faces.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pygame
from numpy.typing import NDArray

from render.box.camera import Camera
from render.box.field.means import LAYER_NM, FieldMeans
from render.box.kernels.sprites import stamp
from render.box.membrane import MINUS, PLUS
from render.playback.snapshot import Snapshot
from render.style import sprites, theme
from render.style.text import Typesetter
from render.style.words import Words, count

BAND_NM = 5.4  # the marks lie within this distance of the membrane
MARK_NM = 0.36  # radius
MARK_PX = 5.1  # at least, on 1920 x 1080
SHOW_S = 0.6  # time in which pairs fade out and marks appear
COUNT_S = 0.5  # from one count to the next: the noise of faster ones would flicker
ROOM = 8192
SCATTERED = 400  # marks that keep clear of each other; more would take long to place
TRIED = 8
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)


def excess_charge(snapshot: Snapshot) -> float:
    """Counted charge inside in elementary charges, with a capacitor Q = n0 V / V_T; as much of the other sign is
    outside."""
    from sim.units import thermal_voltage_mV

    observation = snapshot.observation
    if observation.field is not None:
        return observation.counted_charge
    thermal_mV = thermal_voltage_mV(observation.temperature_K)
    return observation.thermal_charge * observation.voltage_mV / thermal_mV


@lru_cache(maxsize=8)
def scattered(aspect: float) -> NDArray[np.float64]:
    """Places (x, y, 0 to 1) in a band `aspect` times as wide as high: without order, yet the first few of them as
    evenly spread as many, for each lies where it is furthest from those before it, of some places tried (Mitchell
    1991)."""
    random = np.random.default_rng(3)
    places = random.random((ROOM // 2, 2))
    tried = random.random((SCATTERED, TRIED, 2))
    for n in range(1, SCATTERED):
        apart = np.abs(tried[n, :, None] - places[None, :n])
        apart[..., 0] = np.minimum(apart[..., 0], 1 - apart[..., 0])
        nearest = np.hypot(apart[..., 0] * aspect, apart[..., 1]).min(axis=1)
        places[n] = tried[n, nearest.argmax()]
    return places


class ExcessPicture:
    """share: 0 hidden to 1 shown, on its way to `on`. layers: charge within LAYER_NM of the faces inside and
    outside, e; None with a capacitor, whose marks are drawn."""

    def __init__(self) -> None:
        self.on = False
        self.share = 0.0
        self.charge = 0.0
        self.layers: tuple[float, float] | None = None
        self._memory_ns = 0.0
        self._px, self._py = np.zeros(ROOM, np.float32), np.zeros(ROOM, np.float32)
        self._kinds, self._alpha = np.zeros(ROOM, np.int16), np.zeros(ROOM, np.float32)
        self._level = np.zeros(ROOM // 2, np.float32)  # of each mark, 0 unseen to 1
        self._age = np.inf  # of the count, s

    def look(self, camera: Camera, unit: float = 1.0) -> None:
        """Take a camera. unit: size of the window against 1920 x 1080."""
        self._camera, self._unit, self._ready = camera, unit, False

    def _prepare(self) -> None:
        """Make the marks, once they are to be seen: a view that moves has another camera in every frame."""
        if self._ready:
            return
        camera, unit, self._ready = self._camera, self._unit, True
        self._radius = max(MARK_NM * camera.px_per_nm, MARK_PX * max(unit, theme.LEAST_UNIT))
        side = 2 * int(self._radius * 1.35 + 2) + 1
        shifts = sprites.shifts_for(self._radius)
        looks = [(theme.SpeciesStyle(c, "disc", 1.0, ""), z) for c, z in ((PLUS, 1), (MINUS, -1))]
        self._sprites = np.stack([sprites.ion_sprite(s, z, self._radius, side, shifts) for s, z in looks])
        self._spans = sprites.spans(self._sprites)
        pitch = 2.2 * self._radius / camera.px_per_nm
        self._capacity = int(min(camera.width_nm * BAND_NM / pitch**2, ROOM // 2))
        places = scattered(round(camera.width_nm / BAND_NM, 1))
        edge = self._radius / camera.px_per_nm
        self._x = np.clip(places[:, 0] * camera.width_nm, edge, camera.width_nm - edge)
        self._d = np.maximum(0.4 + (BAND_NM - 0.4) * places[:, 1] ** 1.4, edge)

    @property
    def each(self) -> int:
        """Elementary charges that one mark stands for."""
        self._prepare()
        return next((step for step in STEPS if abs(self.charge) / step <= self._capacity), STEPS[-1])

    @property
    def marks(self) -> int:
        """Marks at each face."""
        self._prepare()
        return min(round(abs(self.charge) / self.each), ROOM // 2)

    def update(self, snapshot: Snapshot, means: FieldMeans, elapsed_s: float, calm: bool) -> None:
        step = 1.0 if calm else elapsed_s / SHOW_S
        self.share = min(1.0, self.share + step) if self.on else max(0.0, self.share - step)
        self._age += elapsed_s
        before = self.charge
        if self._age >= COUNT_S:
            self._age, self.charge = 0.0, excess_charge(snapshot)
            self.layers, self._memory_ns = (means.layers if means.found else None), means.memory_ns
        if before * self.charge < 0 or self.share == 0:
            self._level[:] = 0
        if self.share == 0:  # no mark is made for a picture without marks
            return
        change = np.float32(1.0 if calm else elapsed_s / COUNT_S)
        self._level[: self.marks] += change
        self._level[self.marks :] -= change
        np.clip(self._level, 0, 1, out=self._level)

    def restart(self) -> None:
        """Another simulation follows."""
        self._age = np.inf

    def draw(self, target: pygame.Surface, box: pygame.Rect) -> None:
        """The marks, on a target that contains the box."""
        if self.share <= 0 or self.layers is not None or not target.get_rect().contains(box):
            return
        marks, camera = int(np.count_nonzero(self._level)), self._camera
        for first, side in ((0, 1), (marks, -1)):
            part = slice(first, first + marks)
            np.add(self._x[:marks] * camera.px_per_nm, camera.left, out=self._px[part], casting="same_kind")
            height = side * (camera.face_nm + self._d[:marks])
            np.subtract(camera.middle, height * camera.px_per_nm, out=self._py[part], casting="same_kind")
            self._kinds[part] = int((side > 0) == (self.charge > 0))  # inside is positive: minus outside
            np.multiply(self._level[:marks], self.share, out=self._alpha[part], casting="same_kind")
        pixels = np.frombuffer(target.get_buffer(), np.uint32)  # type: ignore[call-overload]
        pitch = target.get_pitch() // 4
        stamp(
            pixels, box.top * pitch + box.left, pitch, box.width, box.height, 2 * marks,
            self._px, self._py, self._kinds, self._alpha, self._sprites, self._spans,
        )  # fmt: skip

    def figure(self, side: int) -> str:
        """The excess of a side (+1 outside, -1 inside) in elementary charges, with its sign."""
        inside, outside = self.layers or (self.charge, -self.charge)
        charge = round(inside if side < 0 else outside)
        return f"{'+' if charge > 0 else '−' if charge < 0 else ''}{count(abs(charge))} e"

    def _notes(self, snapshot: Snapshot, words: Words) -> list[str]:
        """What is not seen, and what is only drawn."""
        total = max(int(snapshot.count.sum()), 1)
        hidden = words("ui.charges.hidden", percent=f"{100 * (1 - 2 * abs(self.charge) / total):.1f}")
        if self.layers is not None:
            return [hidden, words("ui.charges.found", ns=f"{self._memory_ns:.0f}")]
        each = [words("ui.charges.each", count=count(self.each))] if self.each > 1 else []
        return [" · ".join([hidden, *each]), words("ui.charges.drawn")]

    def draw_labels(
        self,
        target: pygame.Surface,
        room: pygame.Rect,
        snapshot: Snapshot,
        type_: Typesetter,
        words: Words,
        top: int,
        hidden: Callable[[pygame.Rect], bool],
        taken: pygame.Rect | None = None,
    ) -> list[pygame.Rect]:
        """How much it is, on each side beyond the marks. top: the picture's upper edge on the window; hidden: whether a
        card lies over some of a place, where nothing is drawn; taken: what another label in the room covers."""
        if self.share <= 0:
            return []
        drawn: list[pygame.Rect] = []
        camera, half = self._camera, self._camera.face_nm
        in_sight = [(1, "outside")] if camera.y(half) > 0 else []
        in_sight += [(-1, "inside")] if top + camera.y(-half) < room.bottom else []
        for side, name in in_sight:
            figure = self.figure(side)
            text = words(f"ui.charges.{name}", charge=figure)
            if self.layers is not None:
                text = words(f"ui.charges.near_{name}", charge=figure, nm=f"{LAYER_NM:g}")
            lines = [(text, "caption", PLUS if figure[0] == "+" else MINUS)]
            if side == in_sight[-1][0]:
                lines += [(note, "small", theme.DIM) for note in self._notes(snapshot, words)]
            rect = self._place(room, [(text, role) for text, role, _ in lines], side, type_, top, taken)
            if hidden(rect):
                continue
            pad = rect.height // 10
            pygame.draw.rect(target, theme.INK, rect, border_radius=2 * pad)
            y = rect.top + pad // 2
            for text, role, colour in lines:
                light = theme.mix(colour, (255, 255, 255), 0.35)
                type_.draw(target, text, role, light, (rect.centerx, y), "midtop", within=rect.width - 2 * pad)
                y += type_.line_height(role)
            drawn.append(rect)
        return drawn

    def _place(
        self,
        room: pygame.Rect,
        lines: list[tuple[str, str]],
        side: int,
        type_: Typesetter,
        top: int,
        taken: pygame.Rect | None,
    ) -> pygame.Rect:
        """A rectangle for lines (text, role of its size), in the middle unless that is taken."""
        height = sum(type_.line_height(role) for _, role in lines)
        width = max(type_.width(text, role) for text, role in lines) + height
        rect = pygame.Rect(0, 0, min(width, room.width), height + height // 8)
        edge = round(top + self._camera.y(side * (self._camera.face_nm + BAND_NM + 1.5)))
        setattr(rect, "midbottom" if side > 0 else "midtop", (room.centerx, edge))
        rect.clamp_ip(room)
        if room.height < 3.4 * height:  # a shallow box: beside each other
            rect.width = min(rect.width, room.width // 2 - 8)
            rect.centerx = room.centerx - side * room.width // 4
        if taken is not None and rect.colliderect(taken.inflate(16, 0)):
            left = taken.left - 8 - room.left  # free to the left of it, else to its right
            if left >= room.right - taken.right:
                rect.width = min(rect.width, left)
                rect.right = taken.left - 8
            else:
                rect.width = min(rect.width, room.right - taken.right - 8)
                rect.left = taken.right + 8
        return rect
