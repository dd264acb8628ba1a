"""The still picture behind the ions: both seas, the lipid bilayer, and the channels with their gates.

It changes only where a gate moves. Lengths are nm until they meet the camera.
"""

import itertools
import math
from dataclasses import dataclass

import numpy as np
import pygame
from numpy.typing import NDArray

from render import theme
from render.camera import Camera
from render.channel_picture import ChannelLook, picture
from render.pump_picture import HALF_NM as PUMP_HALF_NM
from render.pumps import PumpPictures, rest_of
from render.snapshot import BLOCKED, CLOSED, OPEN, Snapshot
from render.theme import mix, packed, species_style

LIPID_NM = 0.78  # from one head to the next along a leaflet; a real one takes some 0.65 nm2 of membrane
HEAD_NM = 0.36  # radius
SMOOTHING = 3  # drawn so many times larger, then scaled down
GATE_S = 0.22  # time a gate takes to move
GATE_STEPS = 8
CHARGE_REACH_NM = 2.2  # the glow of excess charge fades out so far from the membrane
CHARGE_FULL_MV = 120.0
PLUS: theme.Colour = (255, 110, 96)
MINUS: theme.Colour = (104, 132, 255)
PLUS_SIGN: theme.Colour = (255, 170, 156)
MINUS_SIGN: theme.Colour = (170, 186, 255)
SIGN_MV = 5.0
SIGN_DEPTH_NM = 1.25  # below the membrane's face


@dataclass
class Door:
    """One channel as drawn: gate 1 open to 0 shut, plug 0 free to 1 blocked, both on their way to what is told."""

    centre_nm: float
    look: ChannelLook
    gate: float = 1.0
    plug: float = 0.0
    drawn: tuple[int, int] = (-1, -1)


class MembranePicture:
    """The background surface of the box, kept up to date."""

    def __init__(self) -> None:
        self.doors: list[Door] = []
        self.pumps = PumpPictures([])

    def look(self, camera: Camera, size: tuple[int, int], snapshot: Snapshot) -> None:
        """Paint everything anew for a picture of `size` pixels."""
        self.camera = camera
        self.surface = pygame.Surface(size, 0, 32)
        self._make_doors(snapshot)
        self._make_pumps(snapshot)
        self._paint_seas()
        self._paint_bilayer()
        self.pumps.look(camera, self.surface)
        self.update(snapshot, math.inf)

    # -- channels ----------------------------------------------------------------------------------------------

    def _make_doors(self, snapshot: Snapshot) -> None:
        scene = snapshot.scene
        pore = scene.membrane.pore_width_nm
        centres = [float(c) for c in snapshot.centre_nm]
        gaps = [b - a for a, b in itertools.pairwise(centres)]
        wall = max(0.35, min(1.5, (min(gaps, default=9.0) - pore) * 0.26))  # about half of what is left stays lipid
        by_kind = {c.kind: c for c in scene.channels}
        self.doors = []
        for centre, kind in zip(centres, snapshot.kind, strict=True):
            passed = sorted(by_kind[kind].permeability.items(), key=lambda item: -item[1])
            chosen = [s for s, p in passed if p > 0 and p >= 0.2 * passed[0][1]][:2]
            colours = [species_style(s).colour for s in chosen] or [theme.DIM]
            look = ChannelLook(pore, wall, 2 * self.camera.face_nm, colours[0], colours[-1])
            self.doors.append(Door(centre, look))

    def _make_pumps(self, snapshot: Snapshot) -> None:
        from sim.scene import pump_centres

        self.pumps = PumpPictures(pump_centres(snapshot.scene))

    def update(self, snapshot: Snapshot, elapsed_s: float) -> bool:
        """Move gates and pumps towards their states and repaint those that moved; whether any did."""
        moved = self.pumps.update(snapshot, elapsed_s)
        for door, gate, passing in zip(self.doors, snapshot.gate, snapshot.passing, strict=False):
            shut = gate == CLOSED or (gate == OPEN and not passing)
            door.gate = _towards(door.gate, 0.0 if shut else 1.0, elapsed_s / GATE_S)
            door.plug = _towards(door.plug, 1.0 if gate == BLOCKED else 0.0, elapsed_s / GATE_S)
            steps = round(door.gate * GATE_STEPS), round(door.plug * GATE_STEPS)
            if steps != door.drawn:
                door.drawn = steps
                self._paint_door(door)
                moved = True
        return moved

    def _paint_door(self, door: Door) -> None:
        camera = self.camera
        gate, plug = door.drawn[0] / GATE_STEPS, door.drawn[1] / GATE_STEPS
        image = picture(door.look, camera.px_per_nm, gate, plug)
        place = image.get_rect(center=(round(camera.x(door.centre_nm)), round(camera.middle)))
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
        camera, height = self.camera, self.surface.get_height()
        self.surface.fill(theme.WINDOW)
        left, top, box_width, box_height = camera.picture
        for y in range(max(top, 0), min(top + box_height, height)):
            outside = y < camera.middle
            near = 1 - min(abs(y - camera.middle) / (box_height / 2), 1)
            sea = theme.OUTSIDE_SEA if outside else theme.INSIDE_SEA
            self.surface.fill(
                mix(mix(sea, theme.INK, 0.35), mix(sea, (70, 80, 110), 0.12), near), (left, y, box_width, 1)
            )
        pygame.draw.rect(self.surface, theme.PANEL_EDGE, camera.picture, 1)

    def _paint_bilayer(self) -> None:
        """Two leaflets, heads to the water and tails to the middle, left out where channels sit."""
        camera = self.camera
        scale = camera.px_per_nm * SMOOTHING
        left, _, width, _ = camera.picture
        reach = camera.face_nm + 1.2
        top = math.floor(camera.y(reach))
        height = math.ceil(camera.y(-reach)) - top
        strip = pygame.Surface((width * SMOOTHING, height * SMOOTHING), 0, 32)
        strip.blit(
            pygame.transform.smoothscale(self.surface.subsurface((left, top, width, height)), strip.get_size()), (0, 0)
        )
        middle = (camera.middle - top) * SMOOTHING
        core = (camera.face_nm - HEAD_NM) * scale
        strip.fill(theme.LIPID_CORE, (0, round(middle - core), strip.get_width(), round(2 * core)))
        random = np.random.default_rng(7)
        for side in (-1, 1):
            for start, end in self._lipid_stretches():
                count = round((end - start) / LIPID_NM)
                for n in range(count):
                    x = start + (n + 0.5 + random.uniform(-0.08, 0.08)) * (end - start) / count
                    _paint_lipid(strip, x * scale, middle, side, camera.face_nm, scale, random)
        small = pygame.transform.smoothscale(strip, (width, height))
        self.surface.blit(small, (left, top))
        self._lipid = pygame.Surface((self.surface.get_width(), height), 0, 32)
        self._lipid.blit(self.surface, (0, 0), (0, top, self.surface.get_width(), height))
        self._lipid_top = top

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
        light = np.zeros(height, np.uint32)
        level = min(abs(voltage_mV) / CHARGE_FULL_MV, 1.0)
        reach = camera.face_nm + CHARGE_REACH_NM
        for row in range(max(0, math.floor(camera.y(reach))), min(height, math.ceil(camera.y(-reach)))):
            y = (camera.middle - row - 0.5) / camera.px_per_nm
            away = (abs(y) - camera.face_nm) / CHARGE_REACH_NM
            if 0 <= away < 1:
                colour = PLUS if (y > 0) == (voltage_mV < 0) else MINUS
                strength = 0.75 * level * (1 - away) ** 2
                light[row] = packed(
                    (round(colour[0] * strength), round(colour[1] * strength), round(colour[2] * strength))
                )
        return light

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
    arm = max(3, round(0.34 * camera.px_per_nm))
    thick = max(2, round(0.16 * camera.px_per_nm))
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


def _paint_lipid(
    strip: pygame.Surface, x: float, middle: float, side: int, face: float, scale: float, random: np.random.Generator
) -> None:
    """One lipid molecule: a round head at the water and two wavy tails. side: +1 lower leaflet (y grows downwards)."""
    head_y = middle + side * (face - HEAD_NM) * scale
    phase = random.uniform(0, 2 * math.pi)
    length = face - 2 * HEAD_NM - 0.1
    for lean in (-0.17, 0.17):
        points: list[tuple[float, float]] = []
        for step in range(7):
            along = step / 6
            wave = 0.07 * math.sin(phase + 9 * along + 20 * lean)
            points.append(
                (x + (lean * (1 - 0.2 * along) + wave * along) * scale, head_y - side * along * length * scale)
            )
        pygame.draw.lines(strip, theme.LIPID_TAIL, False, points, max(1, round(0.11 * scale)))
    radius = HEAD_NM * scale
    pygame.draw.circle(strip, mix(theme.LIPID_HEAD, theme.INK, 0.5), (x, head_y), radius)
    pygame.draw.circle(strip, theme.LIPID_HEAD, (x, head_y), radius * 0.82)
    pygame.draw.circle(
        strip, mix(theme.LIPID_HEAD, (255, 255, 255), 0.3), (x - radius * 0.22, head_y - radius * 0.25), radius * 0.36
    )
