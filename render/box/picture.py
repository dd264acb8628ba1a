"""The box of ions on the window: what is seen of it, from where, and what is drawn over it.

Pixels here are those of the window; the box's own begin at the corner of its rectangle.
"""

import math
from collections.abc import Sequence

import numpy as np
import pygame
from numpy.typing import NDArray

from render.box import channel as channel_picture
from render.box import lipid as lipid_picture
from render.box import pump as pump_picture
from render.box.camera import Camera, View
from render.box.channel import ChannelLook
from render.box.doors import gates as gates_picture
from render.box.doors.forces import Forces
from render.box.doors.gates import GateLabel
from render.box.excess import ExcessPicture
from render.box.field.view import FieldView
from render.box.follow import Followed, Follower
from render.box.ions import IonPainter
from render.box.labels import BoxLabels, Name, label_of
from render.box.membrane import MembranePicture, draw_signs
from render.box.pumps import draw_energy
from render.box.shots import ahead, ring
from render.box.shots.chase import Chase
from render.box.shots.director import Director
from render.playback.reading import door_state
from render.playback.snapshot import Snapshot
from render.style import sprites, theme
from render.style.text import Typesetter
from render.style.words import Words

NO_EVENT = np.dtype([("ion", np.int64), ("ident", np.uint32), ("channel", np.int16), ("outward", np.bool_)])


class BoxPicture:
    """calm: reduced motion. marks: the excess charge by itself; field: its place, or the potential, below the ions;
    forces: what drives each ion through its doors; gates: how many doors are ready, open and plugged; light_mV: the
    voltage for which the glow of the faces is drawn, not finite before there is any."""

    def __init__(self, type_: Typesetter, words: Words) -> None:
        self.type, self.words = type_, words
        self.ions = IonPainter()
        self.membrane = MembranePicture()
        self.follower = Follower()
        self.director = Director()
        self.marks = ExcessPicture()
        self.field = FieldView()
        self.labels = BoxLabels(type_, words)
        self.forces, self.gates = Forces(), GateLabel()
        self.rect = pygame.Rect(0, 0, 1, 1)
        self.calm = False
        self.view = View((1, 1), 1.0, 1.0, 1.0)
        self._scene: object = None
        self._aimed: Camera | None = None  # the camera that everything is painted for
        self.light_mV = math.inf
        self._signs: list[tuple[float, bool]] = []
        self._chase = Chase()
        self._named: tuple[ChannelLook, ...] | None = None  # the looks that doors are named by
        self._contrast = theme.high_contrast
        self._pieces = -1, 0  # of the membrane that is shown

    @property
    def camera(self) -> Camera:
        return self.view.camera

    # -- fitting -----------------------------------------------------------------------------------------------

    def restart(self) -> None:
        """Another simulation follows."""
        self.ions.restart()
        self.marks.restart()
        self.field.restart()
        self.forces.restart()
        self.stop_following()

    def fit(self, rect: pygame.Rect, snapshot: Snapshot) -> None:
        """Take a place on the window and a scene's box; a part that was zoomed in on stays in sight."""
        if self._contrast != theme.high_contrast:
            self._contrast = theme.high_contrast
            for module in (channel_picture, pump_picture, lipid_picture, gates_picture):
                module.forget()
            sprites.ion_surface.cache_clear()
        box, face = snapshot.scene.box, snapshot.scene.membrane.thickness_nm / 2
        before, self.rect = self.view, rect
        self.view = View(rect.size, box.width_nm, face, box.half_height_nm)
        known = self._scene is snapshot.scene_file and not self.director.anew(snapshot)
        if known:
            self.view.like(before)
        elif snapshot.scene_file.zoom > 1:
            self.view.zoom((rect.width / 2, rect.height / 2), snapshot.scene_file.zoom)
        self._scene = snapshot.scene_file
        self._take_membrane(snapshot)
        self._aim(snapshot)

    def _take_membrane(self, snapshot: Snapshot) -> None:
        """Show the doors and pumps that a snapshot has."""
        self._pieces, self._aimed = snapshot.pieces, None
        self.gates.recall(None, 0)
        self.membrane.look(self.camera, self.rect.size, snapshot, not self.view.zoomed)

    def _aim(self, snapshot: Snapshot) -> None:
        """Prepare everything for the camera of the moment."""
        camera, size, unit = self.camera, self.rect.size, self.type.unit
        self.ions.look(camera, size, snapshot.symbols, dict(snapshot.valence), self.view.magnification, unit)
        diffusion = snapshot.scene.diffusion
        self.ions.set_diffusion([diffusion[s] for s in snapshot.symbols])
        if self.membrane.camera != camera:
            self.membrane.aim(camera, size, not self.view.zoomed)
        self.marks.look(camera, unit)
        self.field.look(camera)
        self.name(snapshot, self.membrane.looks, anew=True)
        self.light_mV = math.inf
        self._aimed = camera

    def aim(self, snapshot: Snapshot) -> None:
        """Be ready for the camera as it stands now, and for the membrane that a snapshot has."""
        if snapshot.pieces != self._pieces:
            self._take_membrane(snapshot)
        if self.camera != self._aimed:
            self._aim(snapshot)

    def name(self, snapshot: Snapshot, looks: tuple[ChannelLook, ...], anew: bool = False) -> None:
        """Names have the colours and the species of the doors; anew: even where these are what they were."""
        if anew or looks is not self._named:
            self._named = looks
            self.labels.look(self.camera, self.rect, self._names(snapshot, looks))

    def _names(self, snapshot: Snapshot, looks: tuple[ChannelLook, ...]) -> list[Name]:
        doors = enumerate(zip(self.membrane.doors, looks, strict=True))
        names = [Name(self.door_label(n, snapshot), look.left, door.centre_nm) for n, (door, look) in doors]
        pump = self.words("ui.pump.label")
        return names + [Name(pump, theme.PUMP, shown.centre_nm) for shown in self.membrane.pumps.shown]

    # -- what is where -----------------------------------------------------------------------------------------

    def _inner(self, px: tuple[int, int]) -> tuple[int, int] | None:
        return (px[0] - self.rect.left, px[1] - self.rect.top) if self.rect.collidepoint(px) else None

    def shows(self, snapshot: Snapshot) -> bool:
        """Whether the doors that are seen are those of a snapshot, not of a past one."""
        return self._pieces == snapshot.pieces

    def door_at(self, px: tuple[int, int]) -> int | None:
        inner = self._inner(px)
        return None if inner is None else self.membrane.door_at(inner)

    def door_rect(self, number: int) -> pygame.Rect:
        """Where a channel is on the window."""
        door, camera = self.membrane.doors[number], self.camera
        wide = (door.look.pore_nm + 2 * door.look.wall_nm) * camera.px_per_nm
        high = (2 * camera.face_nm + 2) * camera.px_per_nm
        return self._around(door.centre_nm, wide, high)

    def pump_at(self, px: tuple[int, int]) -> int | None:
        inner = self._inner(px)
        return None if inner is None else self.membrane.pumps.pump_at(inner, pump_picture.HALF_NM)

    def pump_rect(self, number: int) -> pygame.Rect:
        """Where a pump is on the window."""
        scale = self.camera.px_per_nm
        return self._around(self.membrane.pumps.shown[number].centre_nm, 2 * pump_picture.HALF_NM * scale, 8 * scale)

    def _around(self, x_nm: float, wide: float, high: float) -> pygame.Rect:
        rect = pygame.Rect(0, 0, round(wide), round(high))
        rect.center = round(self.camera.x(x_nm)), round(self.camera.middle)
        return rect.move(self.rect.topleft)

    def door_label(self, number: int, snapshot: Snapshot) -> str:
        """The species that a channel passes, most permeant first."""
        channel = next(c for c in snapshot.scene.channels if c.kind == snapshot.kind[number])
        return label_of(channel, snapshot.valence)

    def about(self, px: tuple[int, int], snapshot: Snapshot) -> tuple[str, pygame.Rect] | None:
        """What is said about the pump or the door at a pixel of the window, and where in the box that is."""
        pump, reading = self.pump_at(px), snapshot.observation.pump if self.shows(snapshot) else None
        if pump is not None and reading is not None:
            state = "locked" if reading.locked[pump] else f"state.{reading.state[pump]}"
            return self.words(f"ui.pump.{state}"), self.pump_rect(pump).clip(self.rect)
        door = self.door_at(px)
        if door is None or not self.shows(snapshot):
            return None
        state = self.words(f"channel.{door_state(snapshot, door)}")
        return f"{self.door_label(door, snapshot)} · {state}", self.door_rect(door).clip(self.rect)

    # -- a visitor's hand on the view -----------------------------------------------------------------------------

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by pixels."""
        self.director.touched()
        self.view.pan(dx, dy)

    def reset_view(self) -> None:
        """See the whole box; the scene's next shot leads the view again."""
        self.director.let_go()
        self.view.reset()

    def zoom(self, px: tuple[int, int], factor: float) -> None:
        """Enlarge the picture by a factor, about a pixel of the window."""
        self.director.touched()
        self.view.zoom((px[0] - self.rect.left, px[1] - self.rect.top), factor)

    # -- following ---------------------------------------------------------------------------------------------

    @property
    def followed(self) -> Followed | None:
        return self.follower.followed

    def follow_at(self, px: tuple[int, int], snapshot: Snapshot) -> bool:
        """Follow the crisp ion nearest to a pixel, if one is within a finger's width."""
        inner = self._inner(px)
        if inner is None:
            return False
        away = self._distances(inner)
        reach = max(theme.MIN_TOUCH / 2, 1.5 * self.ions.radius_px)
        if not len(away) or away.min() > reach:
            return False
        return self._follow(int(away.argmin()), snapshot)

    def follow_any(self, snapshot: Snapshot) -> bool:
        """Follow an ion of the most permeant kind, from the middle of what is seen; any ion where none can cross."""
        shown = self.ions.shown
        if not len(shown):
            return False
        liked = (shown["kind"] == snapshot.symbols.index(ring.most_permeant(snapshot))) & (shown["alpha"] > 0.5)
        away = self._distances((self.rect.width / 2, self.rect.height / 2)).astype(float)
        away += np.where(liked, 0.0, 1e5) + np.where(shown["y"] < 0, 0.0, 1e4)
        return self._follow(int(away.argmin()), snapshot)

    def follow_at_door(self, snapshot: Snapshot) -> bool:
        """Follow an ion of the most permeant kind that is inside, at the middle one of its doors; whether there is
        one."""
        symbol = ring.most_permeant(snapshot)
        door = ring.middle_door(snapshot, symbol)
        ident = None if door is None else ring.at_door(snapshot, self.ions.shown, symbol, door)
        if ident is not None:
            self.follower.begin(ident, symbol, snapshot.valence[symbol], snapshot.time_ns)
            self.ions.pin(ident)
        return ident is not None

    def follow_crosser(
        self, snapshot: Snapshot, events: Sequence[NDArray[np.void]], at_middle_door: bool = False
    ) -> bool:
        """Follow the last ion of the most permeant kind that has just left the cell, through whichever door or the
        middle one; whether there is one."""
        symbol = ring.most_permeant(snapshot)
        door = ring.middle_door(snapshot, symbol) if at_middle_door else None
        found = ring.crosser(snapshot, events, symbol, door)
        if found is not None:
            self.follower.begin(found[0], symbol, snapshot.valence[symbol], snapshot.time_ns)
            self.ions.pin(*found)
        return found is not None

    def _distances(self, px: tuple[float, float]) -> NDArray[np.floating]:
        """From a pixel of the box to every crisp ion, pixels; far where an ion is faint."""
        shown, camera = self.ions.shown, self.camera
        dx = camera.left + shown["x"] * camera.px_per_nm - px[0]
        dy = camera.middle - shown["y"] * camera.px_per_nm - px[1]
        return np.where(shown["alpha"] > 0.3, np.hypot(dx, dy), np.inf)

    def _follow(self, record: int, snapshot: Snapshot) -> bool:
        ion = self.ions.shown[record]
        symbol = snapshot.symbols[int(ion["kind"])]
        self.follower.begin(int(ion["ident"]), symbol, snapshot.valence[symbol], snapshot.time_ns)
        self.ions.pin(int(ion["ident"]))
        return True

    def stop_following(self) -> None:
        self.follower.stop()
        self.ions.pin(None)
        self._chase.stop()

    # -- a frame -----------------------------------------------------------------------------------------------

    def show(
        self, screen: pygame.Surface, snapshot: Snapshot, events: Sequence[NDArray[np.void]], elapsed_s: float
    ) -> pygame.Rect:
        """Paint a frame of the box; events: crossings since the last one."""
        happened = np.concatenate(events) if events else np.empty(0, NO_EVENT)
        at = self.follower.place_nm
        ion = (self.followed.ident, at) if self.followed is not None and at is not None else None
        self.director.move(self.view, snapshot, ion, elapsed_s, self.calm)
        if not self.director.leads:
            self._chase.keep_in_sight(self.view, self.followed, at, elapsed_s, self.calm)
        self.aim(snapshot)
        ahead.paint(self.director, self.view, self.membrane, self.ions, snapshot, self.type.unit)
        moved = self.membrane.update(snapshot, elapsed_s, self.calm)
        self.name(snapshot, self.membrane.looks)
        self.field.update(snapshot, self.marks.share, elapsed_s, self.calm)
        self.marks.update(snapshot, self.field.means, elapsed_s, self.calm)
        self.forces.update(snapshot, elapsed_s, self.calm)
        self.gates.update(snapshot, elapsed_s)
        self.ions.calm, self.ions.ghost = self.calm, self.marks.share
        self._shine(snapshot)
        self.ions.move(snapshot, happened, elapsed_s)
        pumps = [pump.centre_nm for pump in self.membrane.pumps.shown]
        self.follower.update(snapshot, happened, self.ions, pumps, elapsed_s)
        if self.followed is None and self.ions.pinned is not None:
            self.ions.pin(None)
        self._draw(screen, snapshot, moved)
        return self.rect

    def _shine(self, snapshot: Snapshot) -> None:
        """The glow of the excess charge and its signs follow the voltage. Both are drawn, not found: where the field
        finds the charge, its place is seen instead."""
        voltage = 0.0 if self.field.means.found else snapshot.voltage_mV * (1 - self.field.shown)
        if math.isfinite(voltage) and not abs(voltage - self.light_mV) < 1.0:
            self.light_mV = voltage
            self._light = self.membrane.charge_light(voltage)
            self._signs = self.membrane.signs(voltage)
        elif not math.isfinite(self.light_mV):
            self._light, self._signs = np.zeros(self.rect.height, np.uint32), []

    def _draw_matter(self, screen: pygame.Surface, snapshot: Snapshot, moved: bool) -> None:
        """Ions, membrane, pumps and charge, without words."""
        ground = self.field.ground(self.membrane.surface, moved, snapshot)
        self.ions.draw(screen, self.rect.topleft, ground, self._light)
        self.marks.draw(screen, self.rect)
        draw_energy(screen, self.rect.topleft, self.camera, self.membrane.pumps.energy, self.type)
        if self.marks.share < 1:
            draw_signs(screen, self.rect.topleft, self.camera, self._signs)

    def _draw(self, screen: pygame.Surface, snapshot: Snapshot, moved: bool) -> None:
        camera, before, hidden = self.camera, screen.get_clip(), self.labels.hidden
        screen.set_clip(self.rect)
        self._draw_matter(screen, snapshot, moved)
        self.follower.draw(screen, self.rect, camera, self.ions.radius_px, self.calm)
        room = self.labels.draw_frame(screen, snapshot)
        room = self.field.draw_legend(screen, self.labels.free_corner(), room, self.type, self.words, hidden)
        taken = self.follower.draw_label(screen, room, self.rect, camera, self.type, self.words, hidden)
        if not (self.marks.on or self.field.on):
            self.labels.draw_names(screen, taken)
        self._draw_doors(screen, snapshot, taken)
        self.marks.draw_labels(screen, room, snapshot, self.type, self.words, self.rect.top, hidden, taken)
        screen.set_clip(before)

    def _draw_doors(self, screen: pygame.Surface, snapshot: Snapshot, taken: pygame.Rect | None) -> None:
        """What acts at the doors, and in which state they are: without words where the excess charge has its own."""
        if not self.membrane.doors:
            return
        alone, count, others = self.marks.share == 0, None, (taken, self.labels.covered)
        if alone:
            look = self.membrane.doors[self.gates.door].look
            count = self.gates.draw(screen, self.rect, self.camera, look, self.type, self.words, *others)
        named = {name.foot[0] for name in self.labels.placed}
        self.forces.draw(screen, self.rect, self.camera, snapshot, self.type, self.words, named, count, alone)
