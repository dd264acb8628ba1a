"""The pumps as shown: each follows its real one through the cycle, slowly enough to be seen.

A real cycle can be shorter than its picture takes. A shown pump always ends the turn it has begun, with the ions it
carries, and then takes up whatever its real one is doing: it may leave out cycles, and never invents one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pygame

from render.box.camera import Camera
from render.box.pump import Pose, middle_of, picture, size_of
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.text import Typesetter

ATP_S = 0.3  # an ATP arrives
ATP_FROM_NM = 4.0  # so far below the pump it is first seen
TURN_S = 0.38  # the protein turns
CORK_S = 0.3
SITE_S = 0.25  # a site is seen to fill or empty, however fast the ions come and go
STEPS = 12  # pictures of a turn
OUTWARD = ("E2P", "E2")
Energy = tuple[float, float, bool]  # of a pump: its place in nm, how near its ATP is, whether the phosphate is on it


class ShownPump:
    """One pump. `follow` moves it on and tells how it looks."""

    def __init__(self, centre_nm: float) -> None:
        self.centre_nm = centre_nm
        self.outward = False
        self.atp = 0.0  # of the turn outward: 0 not begun, 1 spent
        self.turned = 1.0  # of the present turn
        self.backward = False  # the present turn undoes one
        self.turns = 0  # outward less those taken back, of the real pump when this one last turned
        self.phosphate = False  # what ATP leaves on it until the K+ are bound
        self.plug = 0.0
        self.bound = 0.0  # ions in its sites as they fill and empty on screen,
        self.drawn = 0  # and those drawn
        self.fresh = True

    def follow(
        self,
        state: str,
        held: int,
        sites: tuple[int, int],
        locked: bool,
        running: bool,
        elapsed_s: float,
        turns: int | None = None,
    ) -> Pose:
        """state, held, locked, turns: of the real pump (None: it has turned outward where it must have); sites: for
        Na+, for K+."""
        sodium, potassium = sites
        if self.fresh:
            self.fresh, self.outward, self.turns = False, state in OUTWARD, turns or 0
        self._proceed(state, elapsed_s, turns)
        self.phosphate = self.outward and (self.turned < 1 or state == "E2P")
        self.plug = _towards(self.plug, float(locked), elapsed_s / CORK_S)
        turning = self.turned < 1
        share = _eased(self.turned)
        turn = share if self.outward else 1 - share
        plug = round(self.plug * 4) / 4
        if turning:  # full on its way out as on its way in; on its way back it carries what it had let go
            cargo, count = ("Na", sodium) if self.outward != self.backward else ("K", potassium)
            return Pose(round(turn * STEPS) / STEPS, cargo, count, count, plug, running)
        if self.outward:
            full = state not in OUTWARD or state == "E2"
            return Pose(
                1.0, "K", self._seen(potassium if full else min(held, potassium), elapsed_s), potassium, plug, running
            )
        full = state != "E1" or self.atp > 0
        return Pose(0.0, "Na", self._seen(sodium if full else min(held, sodium), elapsed_s), sodium, plug, running)

    def _seen(self, bound: int, elapsed_s: float) -> int:
        """Ions to draw in the sites: one more or fewer at a time."""
        self.bound = _towards(self.bound, bound, elapsed_s / SITE_S)
        if abs(self.bound - self.drawn) >= 1 - 1e-6:
            self.drawn = round(self.bound)
        return self.drawn

    def _proceed(self, state: str, elapsed_s: float, turns: int | None) -> None:
        if self.turned < 1:
            self.turned = min(1.0, self.turned + elapsed_s / TURN_S)
        elif self.outward:
            if state not in OUTWARD:
                self._turn(turns, backward=turns is not None and turns < self.turns)
        elif turns is not None and turns <= self.turns:
            if state in OUTWARD:
                self._turn(turns, backward=True)
            self.turns = turns
        elif turns is not None or state != "E1" or self.atp > 0:
            self.atp = min(1.0, self.atp + elapsed_s / ATP_S)
            if self.atp >= 1 and (turns is not None or state != "E1P"):
                self._turn(turns, backward=False)

    def _turn(self, turns: int | None, backward: bool) -> None:
        self.outward, self.backward, self.turned, self.atp = not self.outward, backward, 0.0, 0.0
        self.turns = turns if turns is not None else self.turns
        self.bound, self.drawn = 0.0, 0


@dataclass(frozen=True)
class PumpState:
    """All pumps as they are drawn at a moment. poses: None where one has not been drawn; energy: see `energy`."""

    poses: tuple[Pose | None, ...]
    energy: tuple[Energy, ...]


class PumpPictures:
    """All pumps of a scene, painted onto the still picture behind the ions where one has moved."""

    def __init__(self, centres_nm: list[float]) -> None:
        self.shown = [ShownPump(x) for x in centres_nm]
        self._drawn: list[Pose | None] = [None] * len(self.shown)

    def look(self, camera: Camera, ground: pygame.Surface, exact: bool = True) -> None:
        """Keep what is behind each pump. ground: with seas and lipid painted; exact: see pump_picture."""
        self._camera, self._surface, self._exact = camera, ground, exact
        self._behind: list[tuple[pygame.Rect, pygame.Surface] | None] = []  # None out of sight
        size = size_of(camera.px_per_nm, camera.face_nm)
        top = round(camera.middle) - middle_of(camera.px_per_nm, camera.face_nm)
        for pump in self.shown:
            place = pygame.Rect((0, top), size)
            place.centerx = round(camera.x(pump.centre_nm))
            seen = place.clip(ground.get_rect())
            self._behind.append((seen, ground.subsurface(seen).copy()) if seen else None)
        self._drawn = [None] * len(self.shown)

    def update(self, snapshot: Snapshot, elapsed_s: float) -> bool:
        """Follow the snapshot and repaint what moved; whether anything did."""
        reading = snapshot.observation.pump
        if reading is None:
            return False
        sites, moved = (reading.sodium, reading.potassium), False
        states = zip(reading.state, reading.held, reading.locked, reading.turns, strict=True)
        for n, (pump, (state, held, locked, turns)) in enumerate(zip(self.shown, states, strict=False)):
            pose = pump.follow(state, held, sites, locked, reading.running, elapsed_s, turns)
            if pose != self._drawn[n]:
                self._drawn[n] = pose
                self._paint(n, pose)
                moved = True
        return moved

    @property
    def energy(self) -> tuple[Energy, ...]:
        """What draw_energy draws, pump by pump."""
        return tuple((pump.centre_nm, pump.atp, pump.phosphate) for pump in self.shown)

    @property
    def state(self) -> PumpState:
        return PumpState(tuple(self._drawn), self.energy)

    def pose(self, state: PumpState) -> None:
        """Paint pumps as they were drawn; `update` takes them back to what they are."""
        for n, pose in enumerate(state.poses[: len(self.shown)]):
            if pose is not None and pose != self._drawn[n]:
                self._drawn[n] = pose
                self._paint(n, pose)

    def _paint(self, number: int, pose: Pose) -> None:
        camera = self._camera
        kept = self._behind[number]
        if kept is None:
            return
        place, behind = kept
        image, middle = picture(pose, camera.px_per_nm, camera.face_nm, self._exact)
        self._surface.blit(behind, place)
        corner = round(camera.x(self.shown[number].centre_nm)) - image.get_width() // 2, round(camera.middle) - middle
        self._surface.blit(image, corner)

    def gaps(self, half_nm: float) -> list[tuple[float, float]]:
        """Stretches of membrane that pumps take, nm."""
        return [(p.centre_nm - half_nm, p.centre_nm + half_nm) for p in self.shown]

    def pump_at(self, px: tuple[int, int], half_nm: float) -> int | None:
        """Number of the pump under a pixel."""
        x, y = self._camera.nm(px)
        if abs(y) > self._camera.face_nm + 1:
            return None
        return next((n for n, (a, b) in enumerate(self.gaps(half_nm)) if a <= x <= b), None)


def draw_energy(
    target: pygame.Surface, corner: tuple[int, int], camera: Camera, energy: Iterable[Energy], type_: Typesetter
) -> None:
    """Over the ions: an ATP rises to each pump that spends one, and leaves its phosphate there for a while."""
    px = max(theme.MIN_TEXT, min(round(1.15 * camera.px_per_nm), type_.px("caption")))
    for centre_nm, atp, phosphate in energy:
        if atp > 0 or phosphate:
            text = "ATP" if atp > 0 else "P"
            away = (1 - atp) * ATP_FROM_NM if atp > 0 else 0.0
            piece = type_.render(text, px, theme.INK)
            pill = pygame.Rect(0, 0, max(piece.get_width() + px // 2, round(1.2 * px)), round(1.2 * px))
            y = camera.y(-camera.face_nm - 0.9 - away)
            pill.center = corner[0] + round(camera.x(centre_nm)), corner[1] + round(y)
            pygame.draw.rect(target, theme.INK, pill.inflate(4, 4), border_radius=pill.height)
            pygame.draw.rect(target, theme.FOCUS, pill, border_radius=pill.height)
            target.blit(piece, piece.get_rect(center=pill.center))


def rest_of(start: float, end: float, taken: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """What is left between start and end once the stretches in `taken` are cut out, from left to right."""
    edges = [start, *(x for pair in sorted(taken) for x in pair), end]
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]


def _eased(share: float) -> float:
    return share * share * (3 - 2 * share)


def _towards(now: float, goal: float, step: float) -> float:
    return max(goal, now - step) if now > goal else min(goal, now + step)
