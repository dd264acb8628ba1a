"""Draws the ions: all of them as faint points, those of a thin focal slice as crisp signed discs.

Every ion drawn is an ion of the simulation. An ion's depth in the box is fixed by a hash of its ident; only a slice in
the middle is in focus. Faint points are drawn at their true places, with a short afterglow.

A crisp ion moves some 4 nm (45 px) between two frames, too far for the eye to follow. So its *shown* place eases toward
the true one: the true path is unfolded at the walls (see kernels.focus.unfold) and smoothed twice over `ease_s`, which
keeps the shown ions spread as evenly as the true ones and never takes one through lipid. The slower the pace, the less
is smoothed; paused, every crisp ion settles on its true place. When an ion has crossed, its shown twin goes to the
mouth of the very channel it took, through it, glows, and fades over half a second. A channel with no such twin at the
moment lends its next crossing ion one for that passage (a guest), so that crossings of rare kinds are seen too.

Of very many ions the sea lights only some in each frame, in turns; its afterglow holds the others.
"""

from collections.abc import Sequence

import numpy as np
import pygame
from numpy.typing import NDArray

from render.box.camera import Camera
from render.box.kernels import focus, sea
from render.box.kernels.focus import NOBODY
from render.box.kernels.sprites import shine, stamp
from render.box.still import SEA_LIGHT, Still, draw_still, still_of
from render.playback.snapshot import Snapshot
from render.style import sprites, theme

ION_RADIUS_NM = 0.56
ION_RADIUS_PX = 6.9  # at least, on 1920 x 1080
IN_FOCUS = 950  # crisp ions at a time in the whole box
ROOM = 4096
SEA_CELLS_PER_NM = 11.0  # a faint point is one cell; on large windows a cell is several pixels
AFTERGLOW = 4.0  # how much brighter fading makes a point that stays
LIT_AT_ONCE = 40_000  # ions that the sea lights in one frame: more would only make it smoother
GHOST = 0.12  # what is left of a balanced ion where only the excess charge is shown
EASE_S_PER_PACE = 1 / 920  # keeps the shown speed of K+ near 30 nm/s
EASE_S = (0.02, 0.45)
PASSAGE_S = 0.3
GUESTS = 48
GREETED_S = 0.2  # a guest begins its passage within this time, once
GLOW_ROOM = 256  # channels


class IonPainter:
    """Keeps the sea and the shown ions between frames, and draws both straight into a surface's pixels.

    calm: no glow. ghost: 0, or up to 1 where all ions that are neither followed nor crossing become faint. compiled:
    False until the kernels are; meanwhile ions at rest are drawn without them.
    """

    def __init__(self) -> None:
        self._records = np.zeros(ROOM, focus.FOCUSED)
        self._spare = np.zeros(ROOM, focus.FOCUSED)
        self._table = np.full(focus.TABLE_SIZE, -1, np.int32)
        self._chosen = np.zeros(ROOM, np.int64)
        self._kinds, self._kinds_shown = np.zeros(ROOM, np.int16), np.zeros(ROOM, np.int16)
        self._px, self._py, self._alpha, self._glow = (np.zeros(ROOM, np.float32) for _ in range(4))
        self._cell = np.zeros(sea.TILE, np.int32)
        self._guests = np.full(GUESTS + 1, NOBODY, np.uint32)  # the last one is the ion that is followed
        self._guest_place = np.full(GUESTS + 1, -1, np.int64)
        self._sought = np.zeros(GUESTS + 1, np.int64)
        self._guest_way = np.zeros((GUESTS + 1, 2), np.int16)
        self._guest_age = np.full(GUESTS, np.inf)
        self._lit = np.full(GLOW_ROOM, -np.inf)
        self._camera: Camera | None = None
        self._sea, self._zoom = np.zeros((1, 1), np.uint32), 1
        self._size = (0, 0)
        self._diffusion: NDArray[np.float32] = np.ones(0, np.float32)
        self._sprite_sets: dict[tuple[object, ...], tuple[NDArray[np.uint32], NDArray[np.int16], NDArray[np.uint32]]]
        self._sprite_sets = {}
        self.calm, self.ghost, self.compiled = False, 0.0, True
        self._pieces = -1, 0
        self._still: Still | None = None
        self.restart()

    def restart(self) -> None:
        """Forget all shown ions: another simulation follows."""
        self._count = self._found = 0
        self._tick = 0
        self._last_ns: float | None = None
        self._seen: tuple[int, int] = (-1, -1)  # serial of the snapshot and width of the slice that were chosen from
        self._fading = False
        self._guest_age[:] = np.inf
        self._guests[:] = NOBODY
        self._guest_way[GUESTS] = -1, -1
        self._lit[:] = -np.inf
        self._clock = 0.0
        self._sea[:] = 0

    def _renumber(self) -> None:
        """The membrane was built on: no shown ion knows its door any more, and none lights one at once."""
        records = self.shown
        records["channel"] = -1
        records["phase"][records["phase"] == focus.APPROACH] = focus.FREE
        self._guest_way[:, 0] = -1
        self._lit[:] = self._clock

    # -- looks -------------------------------------------------------------------------------------------------

    def look(
        self,
        camera: Camera,
        size: tuple[int, int],
        symbols: Sequence[str],
        valence: dict[str, int],
        magnification: float = 1.0,
        unit: float = 1.0,
    ) -> None:
        """Prepare layers and sprites for a picture of `size` pixels. magnification: of the camera, 1 for the whole box;
        unit: size of the window against 1920 x 1080.

        Ions grow more slowly than the picture, in steps of 13 %, and more of them are in focus then.
        """
        self._styles = [theme.species_style(s, valence[s]) for s in symbols]
        self.radius_px = _radius_px(camera, magnification, unit)
        self._in_focus = round(IN_FOCUS * magnification**0.5)
        zoom = max(1, round(camera.px_per_nm / magnification / SEA_CELLS_PER_NM))
        cells = (-(-size[1] // zoom), -(-size[0] // zoom))
        if self._camera is None or self._sea.shape != cells:
            self._sea = np.zeros(cells, np.uint32)
        if self._camera is None or self._size != size:
            self._wide = np.zeros(size[0], np.uint32)
        self._anew = self._camera is None or camera != self._camera  # the sea must be lit at once
        self._camera, self._size, self._zoom = camera, size, zoom
        self._sprites, self._spans, self._halos = self._sprite_set(symbols, valence, self.radius_px)
        if len(self._diffusion) != len(symbols):
            self._diffusion = np.ones(len(symbols), np.float32)

    def look_ahead(
        self, camera: Camera, symbols: Sequence[str], valence: dict[str, int], magnification: float, unit: float
    ) -> None:
        """Have the sprites ready for a camera that is on its way; see `look`."""
        self._sprite_set(symbols, valence, _radius_px(camera, magnification, unit))

    def _sprite_set(
        self, symbols: Sequence[str], valence: dict[str, int], radius: float
    ) -> tuple[NDArray[np.uint32], NDArray[np.int16], NDArray[np.uint32]]:
        """Sprites, their spans and halos, kept for the last few sizes."""
        key = (radius, *((s, valence[s], style.colour) for s, style in zip(symbols, self._styles, strict=True)))
        if key not in self._sprite_sets:
            while len(self._sprite_sets) >= 24:
                del self._sprite_sets[next(iter(self._sprite_sets))]
            side = 2 * int(radius * 1.35 + 2) + 1
            pictures = np.stack(
                [
                    sprites.ion_sprite(style, valence[s], radius, side, sprites.shifts_for(radius))
                    for style, s in zip(self._styles, symbols, strict=True)
                ]
            )
            halos = np.stack([sprites.halo(style.colour, 2 * int(radius * 3.6) + 1) for style in self._styles])
            self._sprite_sets[key] = pictures, sprites.spans(pictures), halos
        return self._sprite_sets[key]

    def set_diffusion(self, diffusion: Sequence[float]) -> None:
        """Diffusion coefficients in the order of the symbols, nm2/ns."""
        self._diffusion = np.array(diffusion, np.float32)

    def _slice(self, ions: int) -> tuple[np.uint32, np.uint32]:
        half = min(0.5 * self._in_focus / max(ions, 1), 0.5)
        return np.uint32((0.5 - half) * (2**32 - 1)), np.uint32((0.5 + half) * (2**32 - 1))

    # -- moving ------------------------------------------------------------------------------------------------

    def pin(self, ident: int | None, left_by: int = -1) -> None:
        """Show this ion in any case (None: no one); left_by: number of the door by which it has just left the cell, so
        that it is seen to."""
        self._guests[GUESTS] = NOBODY if ident is None else ident
        self._guest_way[GUESTS] = left_by, -1
        self._seen = -1, -1

    @property
    def pinned(self) -> int | None:
        ident = int(self._guests[GUESTS])
        return None if ident == NOBODY else ident

    def move(self, snapshot: Snapshot, events: NDArray[np.void], elapsed_s: float) -> None:
        """Follow the ions to a snapshot. events: crossings since the last call; elapsed_s: wall time."""
        camera = self._camera
        assert camera is not None
        if not self.compiled:
            self._still = still_of(snapshot, camera, self._size, self._zoom, self.radius_px, self._slice, self._still)
            return
        if self._still is not None:  # all that was crisp there is so at once
            self._still, elapsed_s = None, max(elapsed_s, theme.FADE_S)
        self._clock += elapsed_s
        if snapshot.pieces != self._pieces:
            if snapshot.generation == self._pieces[0]:
                self._renumber()
            self._pieces = snapshot.pieces
        self._tick += 1
        low, high = self._slice(int(snapshot.count.sum()))
        focus.index(self._records, self._count, self._table)
        self._introduce(events, elapsed_s)
        if (snapshot.serial, int(high)) != self._seen:
            self._found = focus.choose(
                snapshot.ident, snapshot.start, snapshot.count, low, high,
                self._guests, self._guest_place, self._sought, self._chosen, self._kinds,
            )  # fmt: skip
        passed_ns = 0.0 if self._last_ns is None else max(snapshot.time_ns - self._last_ns, 0.0)
        self._last_ns = snapshot.time_ns
        reached = min(snapshot.pace, snapshot.achieved) if snapshot.achieved > 0 else snapshot.pace
        pace = 30.0 if snapshot.paused else reached
        ease_s = float(np.clip(pace * EASE_S_PER_PACE, *EASE_S)) * (1.6 if self.calm and not snapshot.paused else 1.0)
        self._count = focus.follow(
            self._chosen, self._kinds, self._found, snapshot.x, snapshot.y, snapshot.ident,
            self._records, self._table, self._spare, self._guests, self._guest_way, GUESTS,
            self._diffusion, snapshot.centre_nm, camera.width_nm, camera.face_nm, camera.half_height_nm,
            self.radius_px / camera.px_per_nm, passed_ns, elapsed_s, ease_s,
            PASSAGE_S, self._tick, low, high, self._count, self._guests[GUESTS], self._lit, self._clock,
        )  # fmt: skip
        self._guest_way[GUESTS, 0] = -1  # seen to leave once
        self._records, self._spare = self._spare, self._records
        in_turns = snapshot.count.sum() > LIT_AT_ONCE and not snapshot.paused
        if snapshot.serial != self._seen[0] or self._anew or in_turns:
            self._wash(snapshot, camera)
        self._seen = snapshot.serial, int(high)

    def _introduce(self, events: NDArray[np.void], elapsed_s: float) -> None:
        """Tell shown ions about their crossings; where a channel shows none, take its newest crosser as a guest."""
        self._guest_age += elapsed_s
        if len(events):
            known = np.zeros(len(events), np.bool_)
            named = np.ascontiguousarray(events["ident"]), np.ascontiguousarray(events["channel"])
            focus.tell(self._records, self._table, *named, known)
            for event, shown in zip(events[-256:], known[-256:], strict=True):
                channel = int(event["channel"])
                free = channel < GLOW_ROOM and self._clock - self._lit[channel] > focus.STROBE_S
                if free and not shown and not (self._guests == event["ident"]).any():
                    place = int(self._guest_age.argmax())
                    self._guests[place] = event["ident"]
                    self._guest_place[place] = event["ion"]  # most likely still there
                    self._guest_way[place] = channel, -1 if event["outward"] else 1
                    self._guest_age[place] = 0.0
                    self._lit[channel] = self._clock
        self._guest_way[:GUESTS, 0][self._guest_age > GREETED_S] = -1
        self._guests[:GUESTS][self._guest_age > PASSAGE_S + theme.FADE_S + 0.5] = NOBODY

    def _wash(self, snapshot: Snapshot, camera: Camera) -> None:
        """Add ions to the sea where they are now: those whose turn it is, or as many at once after a move of the
        camera, brighter by as much as the afterglow would give."""
        zoom = self._zoom
        total = int(snapshot.count.sum())
        turns = -(-total // LIT_AT_ONCE) or 1
        seen = camera.picture[2] * camera.picture[3]
        density = total * zoom * zoom / (turns * seen)
        light = float(np.clip(SEA_LIGHT / (AFTERGLOW * density + 1e-9), 0.01, 0.4)) * (1 - 0.75 * self.ghost)
        if self._anew:
            self._sea[:] = 0
            light = min(light * AFTERGLOW, 0.9)
            self._anew = False
        scale, left, middle = (np.float32(v / zoom) for v in (camera.px_per_nm, camera.left, camera.middle))
        for k, style in enumerate(self._styles):
            first, last = int(snapshot.start[k]), int(snapshot.start[k] + snapshot.count[k])
            colour = np.uint32(sprites.packed_light(style.colour, light))
            x, y = snapshot.x[first:last], snapshot.y[first:last]
            sea.splat(self._sea, x, y, colour, scale, left, middle, self._tick % turns, turns, self._cell)
        self._fading = True

    # -- drawing -----------------------------------------------------------------------------------------------

    def draw(
        self,
        target: pygame.Surface,
        place: tuple[int, int],
        ground: pygame.Surface,
        light: NDArray[np.uint32],
        past: NDArray[np.void] | None = None,
    ) -> None:
        """Draw background, sea and crisp ions at `place` on the target. light: uint32 added to each pixel row; past:
        records of the ions that were crisp at another moment, drawn without the sea, of which nothing is kept."""
        camera = self._camera
        assert camera is not None
        if not target.get_rect().contains((*place, *self._size)):
            return  # a window smaller than its layout: nothing may be written beyond its pixels
        if self._still is not None and past is None:
            draw_still(target, place, ground, self._still)
            return
        shown = self.shown if past is None else past
        n = len(shown)
        np.multiply(shown["x"], camera.px_per_nm, out=self._px[:n])
        self._px[:n] += camera.left
        np.multiply(shown["y"], -camera.px_per_nm, out=self._py[:n])
        self._py[:n] += camera.middle
        np.multiply(shown["glow"], shown["alpha"], out=self._glow[:n])
        self._alpha[:n] = shown["alpha"]
        if self.ghost > 0 and past is None:
            left = 1 - (1 - GHOST) * self.ghost
            self._alpha[:n] *= np.where(shown["ident"] == self._guests[GUESTS], 1.0, np.maximum(shown["glow"], left))
        self._kinds_shown[:n] = shown["kind"]
        frame, still = sprites.pixels_of(target), sprites.pixels_of(ground)
        width, height = self._size
        pitch = target.get_pitch() // 4
        offset = place[1] * pitch + place[0]
        still_pitch = ground.get_pitch() // 4
        water, fading = (self._sea, self._fading) if past is None else (np.zeros_like(self._sea), False)
        sea.compose(frame, offset, pitch, still, still_pitch, water, self._zoom, self._wide, light, fading)
        self._fading = self._fading and past is not None
        arguments = (frame, offset, pitch, width, height, n, self._px, self._py, self._kinds_shown)
        if not self.calm:
            shine(*arguments, self._glow, self._halos)
        stamp(*arguments, self._alpha, self._sprites, self._spans)

    @property
    def shown(self) -> NDArray[np.void]:
        """The records of the crisp ions (see kernels.focus.FOCUSED)."""
        return self._records[: self._count]

    def record_of(self, ident: int) -> np.void | None:
        """The record of a crisp ion that is still there, None if it is not shown."""
        shown = self.shown
        found = np.flatnonzero((shown["ident"] == ident) & (shown["phase"] != focus.LEAVING))
        return shown[int(found[0])] if len(found) else None


def _radius_px(camera: Camera, magnification: float, unit: float) -> float:
    """Of an ion; see IonPainter.look."""
    whole = max(ION_RADIUS_NM * camera.px_per_nm, ION_RADIUS_PX * max(unit, theme.LEAST_UNIT))
    if magnification <= 1:
        return whole
    step = np.exp(np.round(6 * np.log(magnification)) / 8)
    return round(float(whole / magnification * step), 3)  # rounded, for each size has sprites of its own
