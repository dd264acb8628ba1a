"""The still picture behind the ions: both seas, the lipid bilayer, and the channels with their gates.

It changes only where a gate moves. Lengths are nm until they meet the camera.
"""

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pygame
from numpy.typing import NDArray

from render.box.camera import Camera
from render.box.channel import ChannelLook, picture
from render.box.lipid import HEAD_NM, LIPIDS, lipid
from render.box.pump import HALF_NM as PUMP_HALF_NM
from render.box.pumps import PumpPictures, PumpState, rest_of
from render.playback.snapshot import BLOCKED, CLOSED, OPEN, Snapshot
from render.style import theme
from render.style.sprites import pixels_of
from render.style.theme import species_style

if TYPE_CHECKING:
    from sim.scene import Channel, Scene

LIPID_NM = 0.78  # from one head to the next along a leaflet; a real one takes some 0.65 nm2 of membrane
GATE_S = 0.22  # time a gate takes to move
GATE_STEPS = 8
MOST_FILTERS = 3  # ions shown in a filter
HOLD_S = 0.26  # a gate keeps its direction so long: one that flickers is not seen to flash more than twice a second
CHARGE_REACH_NM = 2.2  # the glow of excess charge fades out so far from the membrane
CHARGE_FULL_MV = 120.0
PLUS: theme.Colour = (255, 110, 96)
MINUS: theme.Colour = (104, 132, 255)
PLUS_SIGN: theme.Colour = (255, 170, 156)
MINUS_SIGN: theme.Colour = (170, 186, 255)
RED_GREEN_BLUE = np.array((1 << 16, 1 << 8, 1), np.uint32)  # a packed pixel from its colours
UNDRAWN = (-1, -1, -1)
SIGN_MV = 5.0
SIGN_PX = 14  # half the width of a sign at most
WIDEST_WALL_NM, NARROWEST_WALL_NM = 1.5, 0.35
SIGN_DEPTH_NM = 1.25  # below the membrane's face


@dataclass
class Door:
    """One channel as drawn: gate 1 open to 0 shut, plug 0 free to 1 blocked, ball 0 away to 1 inactivated, all on
    their way to what is; shut, inactive: where the gate and the ball are bound for, and for how long."""

    centre_nm: float
    look: ChannelLook
    gate: float = 1.0
    plug: float = 0.0
    ball: float = 0.0
    shut: bool = False
    inactive: bool = False
    since_s: float = math.inf
    ball_since_s: float = math.inf
    drawn: tuple[int, int, int] = UNDRAWN


@dataclass(frozen=True)
class MembraneState:
    """Gates and pumps as they are drawn at a moment. looks: of the doors; steps: int8[doors, 3], see Door.drawn."""

    looks: tuple[ChannelLook, ...]
    steps: NDArray[np.int8]
    pumps: PumpState


class MembranePicture:
    """The background surface of the box, kept up to date. looks: of the doors, another tuple once one has changed."""

    def __init__(self) -> None:
        self.doors: list[Door] = []
        self.surface = pygame.Surface((1, 1), 0, 32)
        self._lipid = pygame.Surface((1, 1), 0, 32)
        self.pumps = PumpPictures([])
        self.looks: tuple[ChannelLook, ...] = ()
        self._generation = -1
        self._wall = WIDEST_WALL_NM

    def look(self, camera: Camera, size: tuple[int, int], snapshot: Snapshot, exact: bool = True) -> None:
        """Take a scene, and paint everything for a picture of `size` pixels; exact: see `aim`."""
        self.camera = camera
        self._make_doors(snapshot)
        self._make_pumps(snapshot)
        self._place_lipids()
        self.aim(camera, size, exact)
        self.update(snapshot, math.inf)

    def aim(self, camera: Camera, size: tuple[int, int], exact: bool = True) -> None:
        """Paint everything as another camera sees it; gates and pumps are left as they stand.

        exact: with pictures painted at this very scale, not scaled down from those of a larger one.
        """
        self.camera, self._exact = camera, exact
        if self.surface.get_size() != size:
            self.surface = pygame.Surface(size, 0, 32)
        self._paint_seas()
        self._paint_bilayer()
        self.pumps.look(camera, self.surface, exact)
        for door in self.doors:
            if door.drawn != UNDRAWN:
                self._paint_door(door)

    # -- channels ----------------------------------------------------------------------------------------------

    def _make_doors(self, snapshot: Snapshot) -> None:
        from sim.scene import pump_centres

        scene = snapshot.scene
        pore = scene.membrane.pore_width_nm
        centres = [float(c) for c in snapshot.centre_nm]
        gaps = [b - a for a, b in itertools.pairwise(centres)]
        if snapshot.built == 0 or snapshot.generation != self._generation:
            self._wall, self._generation = _wall(min(gaps, default=9.0) - pore), snapshot.generation
        self._walls = [self._wall] * len(centres)
        if snapshot.built:  # a piece that has come near makes its neighbours narrow, no others
            rooms = _rooms(centres, pump_centres(scene), pore)
            self._walls = [min(self._wall, round(20 * _wall(room)) / 20) for room in rooms]
        self._channels = scene.channels
        looks = self._looks(snapshot)
        made = zip(centres, snapshot.kind, self._walls, strict=True)
        self.doors = [Door(centre, replace(looks[kind], wall_nm=wall)) for centre, kind, wall in made]
        self.looks = tuple(door.look for door in self.doors)

    def _looks(self, snapshot: Snapshot) -> dict[str, ChannelLook]:
        """How doors of each kind look: as the species that they let pass now."""
        return {channel.kind: self.look_of(channel, snapshot.scene) for channel in snapshot.scene.channels}

    def look_of(self, channel: "Channel", scene: "Scene") -> ChannelLook:
        """How a door of a kind looks in the membrane of a scene."""
        passed = sorted(channel.permeability.items(), key=lambda item: -item[1])
        chosen = [s for s, p in passed if p > 0 and p >= 0.2 * passed[0][1]][:MOST_FILTERS]
        filters = tuple((s, scene.species[s].charge) for s in chosen)
        colours = [species_style(s, z).colour for s, z in filters] or [theme.DIM]
        left, right = (colours * 2)[:2]
        pore, thick = scene.membrane.pore_width_nm, 2 * self.camera.face_nm
        return ChannelLook(pore, self._wall, thick, left, right, filters)

    def _follow_permeability(self, snapshot: Snapshot) -> None:
        """A toxin or a slider may have changed what doors let pass: their colours and filters follow."""
        self._channels = snapshot.scene.channels
        looks = self._looks(snapshot)
        for door, kind, wall in zip(self.doors, snapshot.kind, self._walls, strict=False):
            look = replace(looks[kind], wall_nm=wall)
            if door.look != look:
                door.look, door.drawn = look, UNDRAWN
        self.looks = tuple(door.look for door in self.doors)

    def _make_pumps(self, snapshot: Snapshot) -> None:
        from sim.scene import pump_centres

        self.pumps = PumpPictures(pump_centres(snapshot.scene))

    def update(self, snapshot: Snapshot, elapsed_s: float, calm: bool = False) -> bool:
        """Move gates and pumps towards their states (at once if calm) and repaint those that moved; whether any did."""
        step_s = math.inf if calm else elapsed_s
        moved = self.pumps.update(snapshot, step_s)
        if snapshot.scene.channels is not self._channels:
            self._follow_permeability(snapshot)
        free = np.where(snapshot.ball, snapshot.activated, snapshot.passing)  # a ball plugs a gate that may stand open
        states = zip(self.doors, snapshot.gate, free, snapshot.inactive, strict=False)
        for door, gate, passing, inactive in states:
            shut = bool(gate == CLOSED or (gate == OPEN and not passing))
            door.since_s += elapsed_s
            if shut != door.shut and door.since_s >= HOLD_S:
                door.shut, door.since_s = shut, 0.0
            door.gate = _towards(door.gate, 0.0 if door.shut else 1.0, step_s / GATE_S)
            door.plug = _towards(door.plug, 1.0 if gate == BLOCKED else 0.0, step_s / GATE_S)
            door.ball_since_s += elapsed_s
            if inactive != door.inactive and door.ball_since_s >= HOLD_S:
                door.inactive, door.ball_since_s = bool(inactive), 0.0
            door.ball = _towards(door.ball, float(door.inactive), step_s / GATE_S)
            steps = round(door.gate * GATE_STEPS), round(door.plug * GATE_STEPS), round(door.ball * GATE_STEPS)
            if steps != door.drawn:
                door.drawn = steps
                self._paint_door(door)
                moved = True
        return moved

    @property
    def state(self) -> MembraneState:
        """Gates and pumps as they are drawn."""
        steps = np.array([door.drawn for door in self.doors], np.int8).reshape(-1, 3)
        return MembraneState(self.looks, steps, self.pumps.state)

    def pose(self, state: MembraneState) -> None:
        """Paint gates and pumps as they were drawn; `update` takes them back to what they are."""
        for door, look, kept in zip(self.doors, state.looks, state.steps.tolist(), strict=False):
            steps = kept[0], kept[1], kept[2]
            if door.drawn != steps or door.look != look:
                door.drawn = steps
                self._paint_door(door, look)
                door.drawn = steps if door.look == look else UNDRAWN
        self.pumps.pose(state.pumps)

    def _paint_door(self, door: Door, look: ChannelLook | None = None) -> None:
        """look: None for its own."""
        camera = self.camera
        reach = (door.look.pore_nm / 2 + door.look.wall_nm) * camera.px_per_nm + 3
        if not -reach < camera.x(door.centre_nm) < self.surface.get_width() + reach:
            return
        gate, plug, ball = (step / GATE_STEPS for step in door.drawn)
        image = picture(look or door.look, camera.px_per_nm, gate, plug, self._exact, ball)
        place = image.get_rect(center=(round(camera.x(door.centre_nm)), round(camera.middle)))
        if not place.colliderect(self.surface.get_rect()):
            return
        self.surface.blit(self._lipid, place.topleft, place.move(0, -self._lipid_top))
        self.surface.blit(image, place)

    def door_at(self, px: tuple[float, float]) -> int | None:
        """Number of the channel under a pixel (as wide as a finger, where channels leave room for that)."""
        x, y = self.camera.nm(px)
        finger = theme.MIN_TOUCH / 2 / self.camera.px_per_nm
        if not self.doors or abs(y) > max(self.camera.face_nm + 1, finger):
            return None
        number = min(range(len(self.doors)), key=lambda n: abs(self.doors[n].centre_nm - x))
        door = self.doors[number]
        return number if abs(door.centre_nm - x) <= max(door.look.pore_nm / 2 + door.look.wall_nm, finger) else None

    # -- the still parts ---------------------------------------------------------------------------------------

    def _paint_seas(self) -> None:
        camera, surface = self.camera, self.surface
        box = pygame.Rect(camera.picture)
        seen = box.clip(surface.get_rect())
        if seen.size != surface.get_size():
            surface.fill(theme.WINDOW)
        row = np.arange(seen.top, seen.bottom)
        near = 1 - np.minimum(np.abs(row - camera.middle) / (box.height / 2), 1)
        sea = np.where((row < camera.middle)[:, None], theme.OUTSIDE_SEA, theme.INSIDE_SEA)
        far_colour = sea + (np.array(theme.INK) - sea) * 0.35
        near_colour = sea + (np.array((70, 80, 110)) - sea) * 0.12
        rgb = np.rint(far_colour + (near_colour - far_colour) * near[:, None]).astype(np.uint32)
        pixels = pixels_of(surface).reshape(surface.get_height(), -1)
        pixels[seen.top : seen.bottom, seen.left : seen.right] = (rgb @ RED_GREEN_BLUE)[:, None]
        del pixels  # and with it the lock
        pygame.draw.rect(self.surface, theme.PANEL_EDGE, box, 1)

    def _place_lipids(self) -> None:
        """Where lipids are: (x in nm, -1 outer or 1 inner leaflet, which picture)."""
        random = np.random.default_rng(7)
        self._lipids: list[tuple[float, int, int]] = []
        for start, end in self._lipid_stretches():
            count = max(1, round((end - start) / LIPID_NM)) if end - start > 2 * HEAD_NM else 0
            for n in range(count):
                for side in (-1, 1):
                    off = n + 0.5 + random.uniform(-0.08, 0.08)
                    self._lipids.append((start + off * (end - start) / count, side, int(random.integers(LIPIDS))))

    def _paint_bilayer(self) -> None:
        """Two leaflets, heads to the water and tails to the middle, left out where channels sit."""
        camera, width = self.camera, self.surface.get_width()
        seen = pygame.Rect(camera.picture).clip(self.surface.get_rect())
        core = round((camera.face_nm - HEAD_NM) * camera.px_per_nm)
        band = pygame.Rect(seen.left, round(camera.middle) - core, seen.width, 2 * core).clip(seen)
        self.surface.fill(theme.LIPID_CORE, band)
        left, right = (camera.nm((x, 0))[0] for x in (0, width))
        for x_nm, side, variant in self._lipids:
            if not left - 1 < x_nm < right + 1:
                continue
            image = lipid(camera.px_per_nm, camera.face_nm, side > 0, variant, self._exact)
            y = round(camera.y(-side * camera.face_nm)) - side - (image.get_height() if side > 0 else 0)
            place = round(camera.x(x_nm)) - image.get_width() // 2, y
            self.surface.blit(image, place, special_flags=pygame.BLEND_PREMULTIPLIED)
        reach = camera.face_nm + 1.2
        self._lipid_top = max(0, math.floor(camera.y(reach)))
        height = max(1, min(self.surface.get_height(), math.ceil(camera.y(-reach))) - self._lipid_top)
        if self._lipid.get_size() != (width, height):
            self._lipid = pygame.Surface((width, height), 0, 32)
        self._lipid.blit(self.surface, (0, -self._lipid_top))

    def _lipid_stretches(self) -> list[tuple[float, float]]:
        """The membrane between channels and pumps, nm."""
        half = [d.look.pore_nm / 2 + d.look.wall_nm for d in self.doors]
        taken = [(d.centre_nm - h, d.centre_nm + h) for d, h in zip(self.doors, half, strict=True)]
        return rest_of(0.0, self.camera.width_nm, taken + self.pumps.gaps(PUMP_HALF_NM))

    def lipid_right_of(self, number: int) -> float:
        """Width of the lipid between a channel and its right neighbour, nm."""
        return next((b - a for a, b in self._lipid_stretches() if a > self.doors[number].centre_nm), 0.0)

    def charge_light(self, voltage_mV: float) -> NDArray[np.uint32]:
        """Light added to each pixel row: the excess charge that sits on both faces of the membrane."""
        camera, height = self.camera, self.surface.get_height()
        y = (camera.middle - np.arange(height) - 0.5) / camera.px_per_nm
        away = (np.abs(y) - camera.face_nm) / CHARGE_REACH_NM
        level = min(abs(voltage_mV) / CHARGE_FULL_MV, 1.0)
        strength = np.where((away >= 0) & (away < 1), 0.75 * level * (1 - away) ** 2, 0.0)
        colour = np.where(((y > 0) == (voltage_mV < 0))[:, None], PLUS, MINUS)
        rgb = np.rint(colour * strength[:, None]).astype(np.uint32)
        return np.asarray(rgb @ RED_GREEN_BLUE)

    def signs(self, voltage_mV: float) -> list[tuple[float, bool]]:
        """Where along the membrane (pixels) a sign stands for a bit of the excess charge, and whether the outer face's
        is a plus. One sign for every SIGN_MV, spread over the lipid between channels."""
        places = [(a + b) / 2 for start, end in self._lipid_stretches() for a, b in _cells(start, end)]
        wanted = min(round(abs(voltage_mV) / SIGN_MV), len(places))
        picked = [places[(2 * n + 1) * len(places) // (2 * wanted)] for n in range(wanted)]
        return [(self.camera.x(place), voltage_mV < 0) for place in picked]


def draw_signs(
    target: pygame.Surface, corner: tuple[int, int], camera: Camera, signs: list[tuple[float, bool]]
) -> None:
    """Small plus and minus signs in both leaflets, where no ion ever is."""
    arm = min(max(3, round(0.34 * camera.px_per_nm)), SIGN_PX)
    thick = max(2, round(0.47 * arm))
    for x, plus_outside in signs:
        for side in (1, -1):
            plus = plus_outside == (side > 0)
            colour = PLUS_SIGN if plus else MINUS_SIGN
            middle = corner[0] + round(x), corner[1] + round(camera.y(side * (camera.face_nm - SIGN_DEPTH_NM)))
            target.fill(colour, (middle[0] - arm, middle[1] - thick // 2, 2 * arm + thick % 2, thick))
            if plus:
                target.fill(colour, (middle[0] - thick // 2, middle[1] - arm, thick, 2 * arm + thick % 2))


def _cells(start: float, end: float) -> list[tuple[float, float]]:
    """A stretch of lipid divided into cells of some 2 nm, or one."""
    count = max(1, round((end - start) / 2.0))
    step = (end - start) / count
    return [(start + n * step, start + (n + 1) * step) for n in range(count)]


def _towards(now: float, goal: float, step: float) -> float:
    return max(goal, now - step) if now > goal else min(goal, now + step)


def _wall(room_nm: float) -> float:
    """Thickness of a door's walls, nm, where so much lies between its pore and the next: half of that stays lipid."""
    return max(NARROWEST_WALL_NM, min(WIDEST_WALL_NM, 0.26 * room_nm))


def _rooms(doors: list[float], pumps: list[float], pore: float) -> list[float]:
    """Of each door, nm between its pore and the next one, or as much beside a pump."""
    taken = [*((x, pore) for x in doors), *((x, PUMP_HALF_NM + pore / 2) for x in pumps)]
    return [min((abs(x - at) - wide for x, wide in taken if x != at), default=9.0) for at in doors]
