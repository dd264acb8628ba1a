"""Puts the parts of the picture onto the window: ions every frame, figures a few times a second."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import pygame
from numpy.typing import NDArray

from render.box.camera import Camera
from render.box.follow import Followed
from render.box.ions import IonPainter
from render.box.membrane import MembranePicture
from render.box.picture import BoxPicture
from render.controls import Button
from render.panels.charts.chart import Chart
from render.panels.panels import Panels
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.layout import Layout, lay_out
from render.style.text import Typesetter
from render.style.words import Words

FOLLOW_AFTER_S = 0.7  # when the crisp ions have appeared


class Stage:
    """The whole picture of one window size. `show` paints what is due and says which rectangles have changed."""

    def __init__(self, type_: Typesetter, words: Words) -> None:
        self.type, self.words = type_, words
        self.box = BoxPicture(type_, words)
        self.panels = Panels(type_, words)
        self.layout: Layout = lay_out((1280, 720))
        self.lap: Callable[[str], None] = lambda part: None  # told when a part of the picture is done
        self._fitted: tuple[tuple[int, int], int, str] = ((0, 0), -1, "")  # window size, generation, language
        self._snapshot: Snapshot | None = None
        self._follow_in_s = math.inf  # until an ion is followed, where the scene asks for that

    # -- fitting -----------------------------------------------------------------------------------------------

    def fit(self, size_px: tuple[int, int], snapshot: Snapshot) -> None:
        """Take a window's size and a scene's box."""
        self.layout = self.panels.lay_out(size_px, snapshot)
        self.type.resize(self.layout.unit, self.panels.text_scale)
        self.box.fit(self.layout.box, snapshot)
        self.panels.fit(self.layout, snapshot)
        self.invalidate()

    def refit(self) -> None:
        """Fit anew at the next frame: settings or the layout have changed."""
        self._fitted = (0, 0), self._fitted[1], ""

    def invalidate(self) -> None:
        """Paint everything anew at the next frame."""
        self.panels.invalidate()
        self._bare = True

    def button_at(self, px: tuple[int, int]) -> str | None:
        return self.panels.button_at(px)

    @property
    def buttons(self) -> list[Button]:
        return self.panels.buttons

    @property
    def chart(self) -> Chart:
        return self.panels.chart

    @property
    def hovered(self) -> str | None:
        """Name of the button under the pointer."""
        return self.panels.hovered

    @hovered.setter
    def hovered(self, name: str | None) -> None:
        self.panels.hovered = name

    @property
    def place_in_list(self) -> str:
        return self.panels.place_in_list

    @place_in_list.setter
    def place_in_list(self, text: str) -> None:
        self.panels.place_in_list = text

    # -- the box -----------------------------------------------------------------------------------------------

    @property
    def camera(self) -> Camera:
        return self.box.camera

    @property
    def ions(self) -> IonPainter:
        return self.box.ions

    @property
    def membrane(self) -> MembranePicture:
        return self.box.membrane

    def door_at(self, px: tuple[int, int]) -> int | None:
        return self.box.door_at(px)

    def door_rect(self, number: int) -> pygame.Rect:
        """Where a channel is on the window."""
        return self.box.door_rect(number)

    def door_label(self, number: int, snapshot: Snapshot) -> str:
        """The species that a channel passes, most permeant first."""
        return self.box.door_label(number, snapshot)

    def pump_at(self, px: tuple[int, int]) -> int | None:
        return self.box.pump_at(px)

    def pump_rect(self, number: int) -> pygame.Rect:
        """Where a pump is on the window."""
        return self.box.pump_rect(number)

    def zoom(self, px: tuple[int, int], factor: float) -> None:
        """Enlarge the picture of the box by a factor, about a pixel of the window."""
        left, top = self.layout.box.topleft
        self.box.view.zoom((px[0] - left, px[1] - top), factor)

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture of the box by pixels."""
        self.box.view.pan(dx, dy)

    def reset_view(self) -> None:
        """See the whole box."""
        self.box.view.reset()

    @property
    def zoomed(self) -> bool:
        return self.box.view.zoomed

    def follow_at(self, px: tuple[int, int]) -> bool:
        """Follow the crisp ion nearest to a pixel; False if none is within a finger's width."""
        return self._snapshot is not None and self.box.follow_at(px, self._snapshot)

    def follow_any(self) -> bool:
        """Follow an ion of the most permeant kind; False if there is none."""
        return self._snapshot is not None and self.box.follow_any(self._snapshot)

    def stop_following(self) -> None:
        self.box.stop_following()

    @property
    def followed(self) -> Followed | None:
        """The ion that is followed, None if there is none."""
        return self.box.followed

    @property
    def excess(self) -> bool:
        """Whether balanced pairs are hidden, so that only the excess charge at the membrane is seen."""
        return self.box.marks.on

    @excess.setter
    def excess(self, on: bool) -> None:
        self.box.marks.on = on

    @property
    def calm(self) -> bool:
        """Reduced motion: no trail, no glow, gates and pumps move at once."""
        return self.box.calm

    @calm.setter
    def calm(self, on: bool) -> None:
        self.box.calm = on

    # -- a frame -----------------------------------------------------------------------------------------------

    def show(
        self, screen: pygame.Surface, snapshot: Snapshot, events: Sequence[NDArray[np.void]], elapsed_s: float
    ) -> list[pygame.Rect]:
        """Paint a frame; events: crossings since the last one. Fits itself to a new size or scene."""
        fitting = screen.get_size(), snapshot.generation, self.words.language
        if self._fitted != fitting:
            if snapshot.generation != self._fitted[1]:
                self.box.restart()
                self.panels.restart()
                self._follow_in_s = FOLLOW_AFTER_S if snapshot.scene_file.follow else math.inf
            self._fitted = fitting
            self.fit(screen.get_size(), snapshot)
        self._snapshot = snapshot
        changed = []
        if self._bare:
            screen.fill(theme.WINDOW)
            changed.append(screen.get_rect())
            self._bare = False
        changed.append(self.box.show(screen, snapshot, events, elapsed_s))
        self._follow_in_s -= elapsed_s
        if self._follow_in_s <= 0 and self.follow_any():
            self._follow_in_s = math.inf
        self.lap("box")
        changed += self.panels.show(screen, snapshot, elapsed_s)
        self.lap("panels")
        return changed
