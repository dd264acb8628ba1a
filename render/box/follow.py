"""One ion that is followed: a ring about it, the way it has come, and what is known of it.

The ion is known by its ident, so that it may move in memory. It is drawn where the crisp ion is drawn
(render.box.ions).
"""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pygame
from numpy.typing import NDArray

from render.box.camera import Camera
from render.box.ions import IonPainter
from render.playback.reading import NERNST, thermal_noise_mV
from render.playback.snapshot import Snapshot
from render.style import sprites, theme
from render.style.text import Typesetter
from render.style.theme import mix, species_style
from render.style.words import Words, count, signed

TRAIL_S = 6.0  # so much of the way stays in sight
TRAIL_POINTS = 400
LEAP_NM = 6.0  # an ion that is this far away a frame later has not walked there
PUMP_REACH_NM = 12.0  # an ion that is gone from so near a pump may have been bound by it
BOUND_S = 20.0  # and is waited for so long
SURE = 2.0  # thermal noises that V must be off E for a net flow to be told
FAREWELL_S = 3.0  # how long it is said that it has left


@dataclass
class Followed:
    """ident, symbol, valence of the ion; crossings: out and in since it is followed; dwell: ns since the last one, or
    since it is followed; driving_force: V - E_ion, mV (nan where E does not exist); net: "out" or "in", the way that
    more ions of its kind go, "even" where that is within the noise, "" where none can; state: "free", "bound" by a
    pump, or "gone" with the bath."""

    ident: int
    symbol: str
    valence: int
    crossings: tuple[int, int] = (0, 0)
    dwell: float = 0.0
    driving_force: float = math.nan
    net: str = ""
    state: str = "free"


class Follower:
    """Keeps up with one ion. `followed` is None when there is none."""

    def __init__(self) -> None:
        self.followed: Followed | None = None
        self.place_nm: tuple[float, float] | None = None
        self.trail: deque[tuple[float, float, float]] = deque(maxlen=TRAIL_POINTS)  # x, y in nm, wall time
        self._clock = self._lost_at = 0.0
        self._last_ns: float | None = None
        self._docked = 0
        self._anew = True

    def begin(self, ident: int, symbol: str, valence: int, time_ns: float) -> None:
        self.stop()
        self.followed = Followed(ident, symbol, valence)
        self._last_ns = time_ns

    def stop(self) -> None:
        self.followed = self.place_nm = self._last_ns = None
        self.trail.clear()

    # -- keeping up --------------------------------------------------------------------------------------------

    def update(
        self,
        snapshot: Snapshot,
        events: NDArray[np.void],
        ions: IonPainter,
        pumps_nm: list[float],
        elapsed_s: float,
    ) -> None:
        """Take a snapshot and the crossings since the last one. pumps_nm: where pumps stand."""
        ion = self.followed
        if ion is None:
            return
        self._clock += elapsed_s
        self._count(ion, snapshot, events)
        record = ions.record_of(ion.ident)
        if record is None:
            self._miss(ion, pumps_nm, snapshot.scene.membrane.thickness_nm / 2)
            return
        self._lost_at = self._clock
        ion.state = "free"
        now = float(record["x"]), float(record["y"])
        if self.place_nm is None or math.dist(now, self.place_nm) > LEAP_NM:
            self.trail.append((math.nan, math.nan, self._clock))
        if self.place_nm != now:
            self.trail.append((*now, self._clock))
        self.place_nm = now
        while self.trail and self.trail[0][2] < self._clock - TRAIL_S:
            self.trail.popleft()

    def _count(self, ion: Followed, snapshot: Snapshot, events: NDArray[np.void]) -> None:
        mine = events[events["ident"] == ion.ident]
        if len(mine):
            out = int(mine["outward"].sum())
            ion.crossings = ion.crossings[0] + out, ion.crossings[1] + len(mine) - out
            self._last_ns = float(mine["time_ns"][-1]) if "time_ns" in (mine.dtype.names or ()) else snapshot.time_ns
        ion.dwell = max(snapshot.time_ns - (self._last_ns or 0.0), 0.0)
        # ions that nothing lets pass have no voltage at which they would rest
        reversal = snapshot.prediction.nernst.get(ion.symbol, math.nan) if ion.symbol in NERNST else math.nan
        ion.driving_force = float(snapshot.voltage_mV - reversal)
        outward = ion.valence * ion.driving_force
        open_to_it = snapshot.observation.permeability.get(ion.symbol, 0.0) > 0 and not math.isnan(outward)
        sure = abs(outward) > SURE * abs(ion.valence) * thermal_noise_mV(snapshot)
        ion.net = ("out" if outward > 0 else "in") if open_to_it and sure else "even" if open_to_it else ""

    def _miss(self, ion: Followed, pumps_nm: list[float], face_nm: float) -> None:
        """The ion is not among those that diffuse: a pump has bound it, or the bath has taken it."""
        if ion.state == "free":
            x, y = self.place_nm or (math.inf, math.inf)
            near = any(math.hypot(x - at, max(0.0, abs(y) - face_nm)) < PUMP_REACH_NM for at in pumps_nm)
            ion.state = "bound" if near else "gone"
        patience = BOUND_S if ion.state == "bound" else FAREWELL_S
        if self._clock - self._lost_at > patience:
            if ion.state == "bound":
                ion.state, self._lost_at = "gone", self._clock
            else:
                self.stop()

    # -- drawing -----------------------------------------------------------------------------------------------

    def draw(self, target: pygame.Surface, box: pygame.Rect, camera: Camera, radius_px: float, calm: bool) -> None:
        """Trail and ring. target: the window; box: where the picture is on it."""
        ion = self.followed
        if ion is None or self.place_nm is None:
            return
        before = target.get_clip()
        target.set_clip(box)
        colour = species_style(ion.symbol, ion.valence).colour
        if not calm:
            self._draw_trail(target, box, camera, mix(colour, (255, 255, 255), 0.35))
        if ion.state == "free":
            x, y = box.left + camera.x(self.place_nm[0]), box.top + camera.y(self.place_nm[1])
            ring = sprites.ring(round(radius_px * 1.9), max(2.0, radius_px * 0.28), (255, 255, 255))
            place = ring.get_rect(center=(round(x), round(y)))
            target.blit(ring, place, special_flags=pygame.BLEND_PREMULTIPLIED)
        target.set_clip(before)

    def _draw_trail(self, target: pygame.Surface, box: pygame.Rect, camera: Camera, colour: theme.Colour) -> None:
        thick = max(2, round(0.16 * camera.px_per_nm))
        last: tuple[float, float] | None = None
        for x, y, at in self.trail:
            if math.isnan(x):
                last = None
                continue
            here = box.left + camera.x(x), box.top + camera.y(y)
            if last is not None:
                age = min((self._clock - at) / TRAIL_S, 1.0)
                pygame.draw.line(target, mix(colour, theme.INK, 0.15 + 0.75 * age), last, here, thick)
            last = here

    def draw_label(
        self,
        target: pygame.Surface,
        room: pygame.Rect,
        box: pygame.Rect,
        camera: Camera,
        type_: Typesetter,
        words: Words,
        hidden: Callable[[pygame.Rect], bool],
    ) -> pygame.Rect | None:
        """What is known of the ion, in the upper right corner of `room` or, where the ion is there, the lower one.
        hidden: whether a card lies over some of a place; the corner that it leaves is taken, or none."""
        ion = self.followed
        if ion is None:
            return None
        lines = told(ion, words)
        px = type_.px("label")
        while px > theme.MIN_TEXT and max(type_.width(line, px) for line in lines) > 0.5 * room.width:
            px -= 1
        pad, line_px = round(0.6 * px), type_.line_height(px)
        width = max(max(type_.width(line, px) for line in lines), 13 * px) + 2 * pad  # it does not change all the time
        rect = pygame.Rect(0, 0, width, line_px * len(lines) + pad)
        corners = (room.right - width, room.top), (room.left, room.bottom - rect.height)
        here, there = (rect.move(*map(round, corners[n])) for n in (self._docked, 1 - self._docked))
        rect = here
        if hidden(here):
            rect = there
            if hidden(there):
                return None
        elif self.place_nm is not None:
            at = box.left + camera.x(self.place_nm[0]), box.top + camera.y(self.place_nm[1])
            if here.inflate(80, 80).collidepoint(at):
                self._docked, rect = 1 - self._docked, there
        pygame.draw.rect(target, theme.PANEL, rect, border_radius=pad)
        pygame.draw.rect(target, theme.FAINT, rect, 1, border_radius=pad)
        colour = species_style(ion.symbol, ion.valence).colour
        for n, line in enumerate(lines):
            place = rect.left + pad, rect.top + pad // 2 + n * line_px
            type_.draw(target, line, px, colour if n == 0 else theme.TEXT, place)
        return rect


def told(ion: Followed, words: Words) -> list[str]:
    """The lines of the label."""
    label = species_style(ion.symbol, ion.valence).label
    title = words("ui.follow.title", ion=label)
    if ion.state != "free":
        return [title, words(f"ui.follow.{ion.state}")]
    out, into = ion.crossings
    dwell = "dwell" if out + into else "never"
    lines = [title, words("ui.follow.crossed", out=out, into=into), words(f"ui.follow.{dwell}", ns=count(ion.dwell))]
    if not math.isnan(ion.driving_force):
        symbol = ion.symbol
        lines.append(f"V − E_{{{symbol}}} = {signed(ion.driving_force)} mV")
        lines.append(words(f"ui.follow.net_{ion.net}" if ion.net else "ui.follow.closed", ion=label))
    return lines
