"""Draws the ions: all of them as faint points, those of a thin focal slice as crisp signed discs.

Every ion drawn is an ion of the simulation. An ion's depth in the box is fixed by a hash of its ident; only a slice in
the middle is in focus. Faint points are drawn at their true places, with a short afterglow.

A crisp ion moves some 4 nm (45 px) between two frames, too far for the eye to follow. So its *shown* place eases toward
the true one: the true path is unfolded at the walls (see kernels.focus.unfold) and smoothed twice over `ease_s`, which
keeps the shown ions spread as evenly as the true ones and never takes one through lipid. The slower the pace, the less
is smoothed; paused, every crisp ion settles on its true place. When an ion has crossed, its shown twin goes to the
mouth of the very channel it took, through it, glows, and fades over half a second. A channel with no such twin at the
moment lends its next crossing ion one for that passage (a guest), so that crossings of rare kinds are seen too.
"""

from collections.abc import Sequence

import numpy as np
import pygame
from numpy.typing import NDArray

from render import sprites, theme
from render.camera import Camera
from render.kernels import focus, sea
from render.kernels.sprites import shine, stamp
from render.snapshot import Snapshot

ION_RADIUS_NM = 0.56
ION_RADIUS_PX = 4.6  # at least
IN_FOCUS = 950  # crisp ions at a time
ROOM = 4096
SEA_CELLS_PER_NM = 11.0  # a faint point is one cell; on large windows a cell is several pixels
SEA_LIGHT = 0.11  # mean brightness of the sea against the colour of its ions
AFTERGLOW = 4.0  # how much brighter fading makes a point that stays
EASE_S_PER_PACE = 1 / 920  # keeps the shown speed of K+ near 30 nm/s
EASE_S = (0.02, 0.45)
PASSAGE_S = 0.3
GUEST_EVERY_S = 0.45
GUESTS = 48
NOBODY = np.uint32(2**32 - 1)  # an ident that no ion has


class IonPainter:
    """Keeps the sea and the shown ions between frames, and draws both straight into a surface's pixels."""

    def __init__(self) -> None:
        self._records = np.zeros(ROOM, focus.FOCUSED)
        self._spare = np.zeros(ROOM, focus.FOCUSED)
        self._table = np.full(focus.TABLE_SIZE, -1, np.int32)
        self._chosen = np.zeros(ROOM, np.int64)
        self._kinds = np.zeros(ROOM, np.int16)
        self._px, self._py, self._alpha, self._glow = (np.zeros(ROOM, np.float32) for _ in range(4))
        self._sieve = np.zeros(focus.SIEVE_SIZE, np.uint8)
        self._guests = np.zeros(GUESTS, np.uint32)
        self._guest_way = np.zeros((GUESTS, 2), np.int16)
        self._guest_age = np.full(GUESTS, np.inf)
        self._camera: Camera | None = None
        self.restart()

    def restart(self) -> None:
        """Forget all shown ions: another simulation follows."""
        self._count = 0
        self._tick = 0
        self._last_ns: float | None = None
        self._serial = -1
        self._guest_age[:] = np.inf
        self._last_guest: dict[int, float] = {}
        self._clock = 0.0
        if self._camera is not None:
            self._sea[:] = 0

    # -- looks -------------------------------------------------------------------------------------------------

    def look(self, camera: Camera, size: tuple[int, int], symbols: Sequence[str], valence: dict[str, int]) -> None:
        """Prepare layers and sprites for a picture of `size` pixels."""
        self._camera, self._size = camera, size
        self._zoom = max(1, round(camera.px_per_nm / SEA_CELLS_PER_NM))
        self._sea = np.zeros((-(-size[1] // self._zoom), -(-size[0] // self._zoom)), np.uint32)
        self._wide = np.zeros(size[0], np.uint32)
        self.radius_px = max(ION_RADIUS_NM * camera.px_per_nm, ION_RADIUS_PX)
        self._styles = [theme.species_style(s, valence[s]) for s in symbols]
        side = 2 * int(self.radius_px * 1.35 + 2) + 1
        self._sprites = np.stack(
            [
                sprites.ion_sprite(style, valence[s], self.radius_px, side)
                for style, s in zip(self._styles, symbols, strict=True)
            ]
        )
        self._spans = sprites.spans(self._sprites)
        halo_side = 2 * int(self.radius_px * 3.6) + 1
        self._halos = np.stack([sprites.halo(style.colour, halo_side) for style in self._styles])
        self._diffusion = np.ones(len(symbols), np.float32)

    def set_diffusion(self, diffusion: Sequence[float]) -> None:
        """Diffusion coefficients in the order of the symbols, nm2/ns."""
        self._diffusion = np.array(diffusion, np.float32)

    def _slice(self, ions: int) -> tuple[np.uint32, np.uint32]:
        half = min(0.5 * IN_FOCUS / max(ions, 1), 0.5)
        return np.uint32((0.5 - half) * (2**32 - 1)), np.uint32((0.5 + half) * (2**32 - 1))

    # -- moving ------------------------------------------------------------------------------------------------

    def move(self, snapshot: Snapshot, events: NDArray[np.void], elapsed_s: float) -> None:
        """Follow the ions to a snapshot. events: crossings since the last call; elapsed_s: wall time."""
        camera = self._camera
        assert camera is not None
        self._clock += elapsed_s
        self._tick += 1
        low, high = self._slice(int(snapshot.count.sum()))
        focus.index(self._records, self._count, self._table)
        self._introduce(events, elapsed_s)
        found = focus.choose(
            snapshot.ident,
            snapshot.start,
            snapshot.count,
            low,
            high,
            self._sieve,
            self._guests,
            self._chosen,
            self._kinds,
        )
        passed_ns = 0.0 if self._last_ns is None else max(snapshot.time_ns - self._last_ns, 0.0)
        self._last_ns = snapshot.time_ns
        pace = 30.0 if snapshot.paused else snapshot.pace
        self._count = focus.follow(
            self._chosen, self._kinds, found, snapshot.x, snapshot.y, snapshot.ident,
            self._records, self._table, self._spare, self._guests, self._guest_way, GUESTS,
            self._diffusion, snapshot.centre_nm, camera.width_nm, camera.face_nm, camera.half_height_nm,
            self.radius_px / camera.px_per_nm, passed_ns, elapsed_s, float(np.clip(pace * EASE_S_PER_PACE, *EASE_S)),
            PASSAGE_S, self._tick, low, high,
        )  # fmt: skip
        self._records, self._spare = self._spare, self._records
        if snapshot.serial != self._serial:
            self._serial = snapshot.serial
            self._wash(snapshot, camera)

    def _introduce(self, events: NDArray[np.void], elapsed_s: float) -> None:
        """Tell shown ions about their crossings; where a channel shows none, take its newest crosser as a guest."""
        self._guest_age += elapsed_s
        if len(events):
            known = np.zeros(len(events), np.bool_)
            named = np.ascontiguousarray(events["ident"]), np.ascontiguousarray(events["channel"])
            focus.tell(self._records, self._table, *named, known)
            for event, shown in zip(events[-256:], known[-256:], strict=True):
                channel = int(event["channel"])
                if shown:
                    self._last_guest[channel] = self._clock
                elif self._clock - self._last_guest.get(channel, -1.0) > GUEST_EVERY_S:
                    place = int(self._guest_age.argmax())
                    self._guests[place] = event["ident"]
                    self._guest_way[place] = channel, -1 if event["outward"] else 1
                    self._guest_age[place] = 0.0
                    self._last_guest[channel] = self._clock
        self._sieve[:] = 0
        young = self._guest_age < PASSAGE_S + theme.FADE_S + 0.5
        self._guests[~young] = NOBODY
        self._sieve[self._guests[young] & (focus.SIEVE_SIZE - 1)] = 1

    def _wash(self, snapshot: Snapshot, camera: Camera) -> None:
        """Let the sea fade and add every ion where it is now."""
        sea.fade(self._sea)
        zoom = self._zoom
        density = snapshot.count.sum() * zoom * zoom / (camera.picture[2] * camera.picture[3])
        light = float(np.clip(SEA_LIGHT / (AFTERGLOW * density + 1e-9), 0.01, 0.4))
        for k, style in enumerate(self._styles):
            first, last = int(snapshot.start[k]), int(snapshot.start[k] + snapshot.count[k])
            colour = np.uint32(sprites.packed_light(style.colour, light))
            x, y = snapshot.x[first:last], snapshot.y[first:last]
            sea.splat(
                self._sea, x, y, colour,
                np.float32(camera.px_per_nm / zoom), np.float32(camera.left / zoom), np.float32(camera.middle / zoom),
            )  # fmt: skip

    # -- drawing -----------------------------------------------------------------------------------------------

    def draw(
        self, target: pygame.Surface, place: tuple[int, int], ground: pygame.Surface, light: NDArray[np.uint32]
    ) -> None:
        """Draw background, sea and crisp ions at `place` on the target. light: uint32 added to each pixel row."""
        camera = self._camera
        assert camera is not None
        if not target.get_rect().contains((*place, *self._size)):
            return  # a window smaller than its layout: nothing may be written beyond its pixels
        n = self._count
        shown = self._records[:n]
        np.multiply(shown["x"], camera.px_per_nm, out=self._px[:n])
        self._px[:n] += camera.left
        np.multiply(shown["y"], -camera.px_per_nm, out=self._py[:n])
        self._py[:n] += camera.middle
        self._alpha[:n] = shown["alpha"]
        np.multiply(shown["glow"], shown["alpha"], out=self._glow[:n])
        self._kinds[:n] = shown["kind"]
        width, height = self._size
        pitch = target.get_pitch() // 4
        offset = place[1] * pitch + place[0]
        frame, still = _pixels(target), _pixels(ground)
        sea.compose(frame, offset, pitch, still, ground.get_pitch() // 4, self._sea, self._zoom, self._wide, light)
        arguments = (frame, offset, pitch, width, height, n, self._px, self._py, self._kinds)
        shine(*arguments, self._glow, self._halos)
        stamp(*arguments, self._alpha, self._sprites, self._spans)

    @property
    def shown(self) -> NDArray[np.void]:
        """The records of the crisp ions (see kernels.focus.FOCUSED)."""
        return self._records[: self._count]


def _pixels(surface: pygame.Surface) -> NDArray[np.uint32]:
    """All pixels of a surface in memory order; the surface stays locked while the array lives."""
    return np.frombuffer(surface.get_buffer(), np.uint32)  # type: ignore[call-overload, no-any-return]
