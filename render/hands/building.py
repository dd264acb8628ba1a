"""What hands do to the membrane while the tray is open: put a piece in, drag it along, take it out, by pointer or key.

All of it ends in the commands of sim.commands.building. A press on a tile puts one into the widest gap; one that is
dragged comes to sit where it is let go. A piece of the membrane is chosen by a press, moved by a drag along it, taken
out by a drag off it.
"""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pygame

from render.box.build.ghost import Ghost
from render.panels.tray.offers import BUILD, PUT, Offer
from render.panels.tray.tray import CHOOSE, MOVES, REMOVE
from render.playback.snapshot import Snapshot
from render.session import Session
from render.style import theme

if TYPE_CHECKING:
    from render.stage import Stage
    from sim.building.places import Fault, Piece
    from sim.commands import Command

OFF_NM = 7.0  # beyond the membrane's face: a piece that is let go farther away is taken out
WAITS_S = 0.6  # an order is out so long at most before the next: numbers may change by it
DRAG_PX = 0.012  # of the window's height, as for any drag
_SHIFTED = {
    pygame.K_LEFT: "fine_left",
    pygame.K_RIGHT: "fine_right",
    pygame.K_DOWN: "far_left",
    pygame.K_UP: "far_right",
}
_PLAIN = {pygame.K_LEFT: "left", pygame.K_RIGHT: "right", pygame.K_DELETE: REMOVE}


@dataclass
class _Grip:
    """What a pointer holds: a tile's offer, or a piece that sits in the membrane. start: where it took hold, pixels."""

    start: tuple[int, int]
    offer: Offer | None = None
    piece: "Piece" = "channel"
    number: int | None = None
    at_nm: float = 0.0
    dragged: bool = False


class Building:
    """On one session; nothing happens while the tray is closed or the picture looks back."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._grip: _Grip | None = None
        self._waits: tuple[tuple[int, int], float] | None = None

    @property
    def open(self) -> bool:
        session, stage = self.session, self.session.stage
        covered = session.entrance.open or session.help or session.loading
        return stage is not None and stage.panels.drawer == BUILD and not covered and session.allowed(BUILD)

    # -- named actions -------------------------------------------------------------------------------------------

    def __call__(self, detail: str) -> None:
        """Carry out "put:K", "put:" (a pump), "left", "right", "fine_left" and so on, "remove"."""
        stage, snapshot = self.session.stage, self.session.snapshot
        if stage is None or snapshot is None or not self.open:
            return
        if detail.startswith("put:"):
            offer = stage.panels.tray.offer(PUT + detail.removeprefix("put:"))
            if offer is not None:
                self._put(offer, snapshot)
        elif detail in CHOOSE:
            self._choose(CHOOSE[detail], stage, snapshot)
        elif (chosen := stage.panels.tray.chosen(snapshot)) is None:
            self._choose(1, stage, snapshot)
        elif detail == REMOVE:
            self._remove(chosen[0], chosen[1], chosen[2])
        elif detail in MOVES:
            self._step(chosen[0], chosen[1], MOVES[detail], snapshot)

    def action_of_key(self, event: pygame.event.Event) -> str | None:
        """What a key means while the tray is open; None where it means what it always does."""
        if not self.open:
            return None
        shift = getattr(event, "mod", 0) & pygame.KMOD_SHIFT
        keys: Mapping[int, str] = _SHIFTED if shift else _PLAIN
        detail = keys.get(event.key)
        return f"{BUILD}:{detail}" if detail is not None else None

    # -- a pointer -----------------------------------------------------------------------------------------------

    def take(self, px: tuple[int, int], button: str | None) -> bool:
        """A press: whether it took hold of a tile, or of a piece in the membrane."""
        from sim.building.places import place_of

        stage, snapshot = self.session.stage, self.session.snapshot
        self.drop()
        if stage is None or snapshot is None or not self.open:
            return False
        if button is not None:
            offer = stage.panels.tray.offer(button)
            if offer is not None:
                self._grip = _Grip(px, offer)
                stage.panels.tray.held = button
            return offer is not None
        if not stage.box.shows(snapshot):
            return False
        door, pump = stage.box.door_at(px), stage.box.pump_at(px)
        if door is None and pump is None:
            return False
        piece: Piece = "pump" if door is None else "channel"
        number = door if door is not None else pump
        assert number is not None
        at_nm = place_of(snapshot.scene, piece, number)
        stage.panels.tray.chosen_nm = at_nm
        self._grip = _Grip(px, None, piece, number, at_nm)
        return True

    def drag(self, px: tuple[int, int]) -> bool:
        """The pointer moves: whether it holds anything. What it holds is shown where it would come to sit."""
        grip, stage, snapshot = self._grip, self.session.stage, self.session.snapshot
        if grip is None or stage is None or snapshot is None:
            return False
        if not self.open:
            self.drop()
            return False
        far = math.dist(px, grip.start) > DRAG_PX * self.session.window.canvas.get_height()
        grip.dragged = grip.dragged or far
        if grip.dragged:
            self._show(grip, px, stage, snapshot)
        return True

    def release(self, px: tuple[int, int]) -> bool:
        """The pointer lets go: whether it held anything."""
        grip, stage, snapshot = self._grip, self.session.stage, self.session.snapshot
        ghost = stage.build.ghost if stage is not None else None
        self.drop()
        if grip is None or stage is None or snapshot is None or not self.open:
            return grip is not None
        if not grip.dragged:
            if grip.offer is not None:
                self._put(grip.offer, snapshot)
            return True
        if ghost is None:  # a tile that was let go elsewhere than over the picture
            return True
        if grip.offer is not None:
            self._put(grip.offer, snapshot, ghost.at_nm)
        elif grip.number is not None and self._still_there(grip, snapshot):
            if ghost.gone:
                self._remove(grip.piece, grip.number, None)
            else:
                self._move(grip.piece, grip.number, ghost.at_nm, snapshot)
        return True

    def drop(self) -> None:
        """Hold nothing any more."""
        self._grip = None
        if self.session.stage is not None:
            self.session.stage.panels.tray.held, self.session.stage.panels.tray.carried_px = "", None
            self.session.stage.build.ghost = None

    def _show(self, grip: _Grip, px: tuple[int, int], stage: "Stage", snapshot: Snapshot) -> None:
        """Let the picture show where the piece would come to sit."""
        from sim.building.places import fault, near_room

        build, rect = stage.build, stage.box.rect
        inside = rect.collidepoint(px)
        stage.panels.tray.carried_px = px if grip.offer is not None and not inside else None
        if grip.offer is not None and not inside:
            build.ghost = None
            return
        x, y = stage.box.camera.nm((px[0] - rect.left, px[1] - rect.top))
        if grip.offer is not None:
            channel, piece = grip.offer.channel, "channel" if grip.offer.channel is not None else "pump"
        else:
            kinds = {c.kind: c for c in snapshot.scene.channels}
            there = grip.piece == "channel" and grip.number is not None and grip.number < len(snapshot.kind)
            channel, piece = kinds[snapshot.kind[grip.number or 0]] if there else None, grip.piece
            if not inside or abs(y) > stage.box.camera.face_nm + OFF_NM:
                build.ghost = Ghost(channel, grip.at_nm, gone=True)
                return
        what: Piece = "pump" if piece == "pump" else "channel"
        moving = grip.number if grip.offer is None and self._still_there(grip, snapshot) else None
        finger = (
            theme.MIN_TOUCH / 2 / stage.box.camera.px_per_nm
        )  # a place so near to one that has room is meant for that
        room = near_room(snapshot.scene, what, x, finger, moving)
        at_nm = x if room is None else room
        build.ghost = Ghost(channel, at_nm, fits=not fault(snapshot.scene, what, at_nm, moving))

    def _still_there(self, grip: _Grip, snapshot: Snapshot) -> bool:
        """Whether the piece that was taken hold of has its number still: others may have been moved meanwhile."""
        from sim.building.places import pieces

        return (grip.piece, grip.number, grip.at_nm) in pieces(snapshot.scene)

    # -- orders --------------------------------------------------------------------------------------------------

    def _put(self, offer: Offer, snapshot: Snapshot, at_nm: float | None = None) -> None:
        from sim.building.places import fault, widest_gap

        piece: Piece = "channel" if offer.channel is not None else "pump"
        place = widest_gap(snapshot.scene, piece) if at_nm is None else at_nm
        if place is None:
            self._refuse("full")
        elif wrong := fault(snapshot.scene, piece, place):
            self._refuse(wrong)
        else:
            self._order(offer.order(place), snapshot, place)

    def _move(self, piece: "Piece", number: int, at_nm: float, snapshot: Snapshot) -> None:
        from sim.building.places import fault
        from sim.commands.building import MoveChannel, MovePump

        if wrong := fault(snapshot.scene, piece, at_nm, number):
            self._refuse(wrong)
        else:
            command = MovePump(number, at_nm) if piece == "pump" else MoveChannel(number, at_nm)
            self._order(command, snapshot, at_nm)

    def _step(self, piece: "Piece", number: int, step_nm: float, snapshot: Snapshot) -> None:
        """By a step, or past what is in its way."""
        from sim.building.places import next_room

        at_nm = next_room(snapshot.scene, piece, number, step_nm)
        if at_nm is None:
            self._refuse("outside")
        else:
            self._move(piece, number, at_nm, snapshot)

    def _remove(self, piece: "Piece", number: int, chosen_nm: float | None) -> None:
        from sim.commands.building import RemoveChannel, RemovePump

        snapshot = self.session.snapshot
        if snapshot is not None:
            command = RemovePump(number) if piece == "pump" else RemoveChannel(number)
            self._order(command, snapshot, chosen_nm)

    def _choose(self, way: int, stage: "Stage", snapshot: Snapshot) -> None:
        """The next piece to the left or right; the first time the one in the middle of the view."""
        from sim.building.places import pieces

        tray, there = stage.panels.tray, pieces(snapshot.scene)
        if not there:
            self._refuse("nothing")
            return
        chosen = tray.chosen(snapshot)
        if chosen is None:
            middle = stage.box.camera.nm((stage.box.rect.width / 2, 0))[0]
            chosen = min(there, key=lambda piece: abs(piece[2] - middle))
        else:
            chosen = there[min(max(there.index(chosen) + way, 0), len(there) - 1)]
        tray.chosen_nm = chosen[2]
        x = stage.box.camera.x(chosen[2])
        if not 0 <= x <= stage.box.rect.width:
            stage.box.pan(stage.box.rect.width / 2 - x, 0)

    def _order(self, command: "Command", snapshot: Snapshot, chosen_nm: float | None) -> None:
        """Post a command, one at a time: those that follow must know the numbers that it leaves."""
        now = time.perf_counter()
        if self._waits is not None and self._waits[0] == snapshot.pieces and now < self._waits[1]:
            return
        self._waits = snapshot.pieces, now + WAITS_S
        stage = self.session.stage
        if stage is not None:
            stage.panels.tray.chosen_nm = chosen_nm
        self.session.order([command])

    def _refuse(self, why: "Fault | str") -> None:
        self.session.say(self.session.words(f"ui.build.{why}"))
