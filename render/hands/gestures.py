"""Mouse, wheel, drag and fingers: what is under the pointer decides what they do."""

import math
from collections.abc import Callable

import pygame

from render.hands import switches
from render.hands.building import Building
from render.panels.entrance.entrance import OPEN
from render.panels.focus import SLIDER
from render.session import Session

WHEEL_STEP = 1.15  # zoom for one notch
CHART = "chart"  # what a press holds on to, besides sliders
CLICK_PX = 0.012  # a press that moves less than this part of the window's height is a click, not a drag


class Gestures:
    """Turns pointer events into actions on a session. Pixels are those of the canvas.

    A press on a button acts at once, one on a slider or the chart holds on to it; in the box a press that moves pans
    the picture, and one that stays is a click when it ends. Two fingers pan and zoom. What is dropped onto the window
    is opened.
    """

    def __init__(self, session: Session, act: Callable[[str], None], building: Building) -> None:
        """act: carries out an action by its name; building: has presses on the tray and, while that is open, on what
        sits in the membrane."""
        self.session, self._act, self._building = session, act, building
        self._pressed: tuple[int, int] | None = None  # in the box, not yet a drag
        self._drags = False
        self._held: str | None = None  # slider, or "chart"
        self._fingers: dict[tuple[int, int], tuple[float, float]] = {}

    def heed(self, event: pygame.event.Event) -> bool:
        """Whether the event was one of a pointer."""
        if event.type == pygame.MOUSEMOTION:
            self._move(self.session.window.on_canvas(event.pos), event.rel)
        elif event.type == pygame.MOUSEBUTTONDOWN:
            if event.button == 1:
                self._press(self.session.window.on_canvas(event.pos))
        elif event.type == pygame.MOUSEBUTTONUP:
            if event.button == 1:
                self._release(self.session.window.on_canvas(event.pos))
        elif event.type == pygame.MOUSEWHEEL:
            self._wheel(float(getattr(event, "precise_y", event.y)))
        elif event.type in (pygame.FINGERDOWN, pygame.FINGERMOTION, pygame.FINGERUP):
            self._finger(event)
        elif event.type in (pygame.DROPFILE, pygame.DROPTEXT):
            self._act(OPEN + str(getattr(event, "file", None) or getattr(event, "text", "")))
        else:
            return False
        return True

    # -- one pointer ---------------------------------------------------------------------------------------------

    def _press(self, px: tuple[int, int]) -> None:
        session, stage = self.session, self.session.stage
        self.session.pointer, self._pressed, self._drags, self._held = px, None, False, None
        if stage is None or session.snapshot is None or session.loading or len(self._fingers) > 1:
            return
        if session.entrance.open:
            chosen = session.entrance.at(px)
            if chosen is not None:
                session.focus.drop()
                self._act(chosen)
            return
        button = stage.panels.button_at(px)
        if button is not None:
            session.focus.drop()
            if not self._building.take(px, button):
                self._act(button)
        elif session.help:
            session.help = False
        elif (pressed := session.card.press(px)) is not None:
            if not session.tour.offered:
                session.tour.skip_opening()
            if pressed:
                self._act(pressed)
        elif stage.panels.sheet.press(px):
            session.focus.drop()
        elif stage.panels.sliders.at(px) is not None:
            session.focus.drop()
            self._held = stage.panels.sliders.at(px)
            self._drag_held(px)
        elif self._on_chart(px):
            self._held = CHART
            self._drag_held(px)
        elif stage.layout.box.collidepoint(px) and not self._building.take(px, None):
            self._pressed = px

    def _move(self, px: tuple[int, int], moved: tuple[int, int]) -> None:
        stage = self.session.stage
        before = self.session.pointer or px
        self.session.pointer = px
        if stage is None:
            return
        if self.session.entrance.open:
            self.session.entrance.hovered = self.session.entrance.at(px)
            return
        stage.panels.hovered = stage.panels.button_at(px)
        if len(self._fingers) > 1:
            self._pressed = None
            self._building.drop()
        if self._building.drag(px):
            return
        if self._pressed is not None:
            far = math.dist(px, self._pressed) > CLICK_PX * self.session.window.canvas.get_height()
            if far and not self._drags:
                self._drags, before = True, self._pressed
            if self._drags:
                stage.box.pan(px[0] - before[0], px[1] - before[1])

        if self._held is not None:
            self._drag_held(px)

    def _on_chart(self, px: tuple[int, int]) -> bool:
        """Whether the place is on the strip chart, and that may be looked back on."""
        stage, snapshot = self.session.stage, self.session.snapshot
        if stage is None or snapshot is None or not snapshot.paused or not self.session.allowed("scrub_back"):
            return False
        room = stage.panels.strip_room(snapshot)
        return room is not None and room.collidepoint(px)

    def _drag_held(self, px: tuple[int, int]) -> None:
        """Move what a press has taken hold of."""
        stage, snapshot = self.session.stage, self.session.snapshot
        if stage is None or snapshot is None or self._held is None:
            return
        if self._held == CHART:
            chart = stage.panels.chart
            chart.scrub_to(px[0], chart.trace(snapshot))
            stage.reel.seek(chart.cursor_ns)
        elif self.session.allowed(SLIDER + self._held):
            stage.panels.sliders.grab(self._held, px, snapshot)

    def _release(self, px: tuple[int, int]) -> None:
        if self._building.release(px):
            return
        if self._pressed is not None and not self._drags:
            self._click(self._pressed)
        self._pressed, self._drags, self._held = None, False, None

    def _click(self, px: tuple[int, int]) -> None:
        """In the box: a channel is switched, an ion followed."""
        stage, snapshot = self.session.stage, self.session.snapshot
        if stage is None or snapshot is None or self.session.loading:
            return
        door = stage.box.door_at(px)
        if door is not None and stage.box.shows(snapshot):
            self.session.order(switches.of_door(snapshot, door))
            for name in switches.actions_of_door(snapshot, door):
                stage.panels.first.note_used(name)
        else:
            stage.box.director.touched()
            if stage.box.follow_at(px, snapshot):
                stage.panels.first.note_used("follow")
            else:
                stage.box.stop_following()

    def _wheel(self, notches: float) -> None:
        stage, px = self.session.stage, self.session.pointer
        covered = self.session.help or self.session.entrance.open or self.session.desk.open
        if stage is None or px is None or covered or not stage.layout.box.collidepoint(px):
            return
        stage.box.zoom(px, WHEEL_STEP ** max(-5.0, min(notches, 5.0)))

    # -- fingers -------------------------------------------------------------------------------------------------

    def _finger(self, event: pygame.event.Event) -> None:
        """One finger also comes as a mouse; two pan and zoom."""
        width, height = self.session.window.canvas.get_size()
        key = int(getattr(event, "touch_id", 0)), int(event.finger_id)
        before = dict(self._fingers)
        if event.type == pygame.FINGERUP:
            self._fingers.pop(key, None)
            return
        self._fingers[key] = event.x * width, event.y * height
        stage = self.session.stage
        if stage is None or event.type != pygame.FINGERMOTION or len(before) != 2 or key not in before:
            return
        (ax, ay), (bx, by) = before.values()
        (cx, cy), (dx, dy) = self._fingers.values()
        middle = round((cx + dx) / 2), round((cy + dy) / 2)
        if not stage.layout.box.collidepoint(middle) or self.session.help or self.session.entrance.open:
            return
        stage.box.pan((cx + dx - ax - bx) / 2, (cy + dy - ay - by) / 2)
        apart, now = math.dist((ax, ay), (bx, by)), math.dist((cx, cy), (dx, dy))
        if apart > 1 and now > 1:
            stage.box.zoom(middle, now / apart)
