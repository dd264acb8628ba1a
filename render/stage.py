"""Puts the parts of the picture onto the window: ions every frame, figures a few times a second."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import pygame
from numpy.typing import NDArray

from render.box.build.ghost import BuildPicture, Mark
from render.box.picture import BoxPicture
from render.box.replay.again import draw_banner, moment_of, show_again
from render.box.replay.reel import Reel
from render.box.shots.ring import Ring
from render.panels import tooltip
from render.panels.panels import Panels
from render.panels.tray.offers import BUILD
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.layout import Layout, lay_out
from render.style.text import Typesetter
from render.style.words import Words

FOLLOW_AFTER_S = 0.7  # when the crisp ions have appeared
CROSSER_S = 3.0  # how long one that crosses is waited for


class Stage:
    """The whole picture of one window size. `show` paints what is due and says which rectangles have changed."""

    def __init__(self, type_: Typesetter, words: Words) -> None:
        self.type, self.words = type_, words
        self.box, self.build = BoxPicture(type_, words), BuildPicture()
        self.panels = Panels(type_, words)
        self.layout: Layout = lay_out((1280, 720))
        self.reel = Reel()
        self.lap: Callable[[str], None] = lambda part: None  # told when a part of the picture is done
        # window size, generation, language, whether cases are compared, how often the membrane was built on
        self._fitted: tuple[tuple[int, int], int, str, bool, int] = ((0, 0), -1, "", False, 0)
        self._snapshot: Snapshot | None = None
        self._ring = Ring()
        self._follow_in_s = math.inf  # until an ion is followed, where the scene asks for that

    # -- fitting -----------------------------------------------------------------------------------------------

    def fit(self, size_px: tuple[int, int], snapshot: Snapshot) -> None:
        """Take a window's size and a scene's box."""
        self.layout = self.panels.lay_out(size_px, snapshot)
        self.type.resize(self.layout.unit, self.panels.text_scale)
        self.box.fit(self.layout.box, snapshot)
        self.panels.fit(self.layout, snapshot)
        self.invalidate()

    def fit_anew(self, size_px: tuple[int, int], snapshot: Snapshot) -> None:
        """Fit, if the window, the scene or the language is another than before."""
        compared, built = snapshot.comparison is not None, snapshot.built
        fitting = size_px, snapshot.generation, self.words.language, compared, built
        if self._fitted != fitting:
            if snapshot.generation != self._fitted[1]:
                self.box.restart()
                self.panels.restart()
                self._follow_in_s = FOLLOW_AFTER_S if snapshot.scene_file.follow else math.inf
                self._ring = Ring()
                self.reel.forget()
            self._fitted = fitting
            self.fit(size_px, snapshot)

    def refit(self) -> None:
        """Fit anew at the next frame: settings or the layout have changed."""
        self._fitted = (0, 0), self._fitted[1], "", False, 0

    def invalidate(self) -> None:
        """Paint everything anew at the next frame."""
        self.panels.invalidate()
        self._bare = True

    def about(self, focused: str | None, pointer: tuple[int, int] | None) -> tuple[str, pygame.Rect] | None:
        """What is said about the control that has the focus, else what is under the pointer; and where that is."""
        if self._snapshot is None or self.build.ghost is not None or self.panels.tray.held:
            return None
        name = focused if focused is not None or pointer is None else self.panels.target_at(pointer)
        if name is not None:
            return tooltip.of_control(self.panels, name)
        if pointer is None:
            return None
        return self.box.about(pointer, self._snapshot) or tooltip.of_part(self.panels, pointer)

    # -- a frame -----------------------------------------------------------------------------------------------

    def show(
        self, screen: pygame.Surface, snapshot: Snapshot, events: Sequence[NDArray[np.void]], elapsed_s: float
    ) -> list[pygame.Rect]:
        """Paint a frame; events: crossings since the last one. Fits itself to a new size or scene."""
        self.fit_anew(screen.get_size(), snapshot)
        self._snapshot = snapshot
        changed = []
        if self._bare:
            screen.fill(theme.WINDOW)
            changed.append(screen.get_rect())
            self._bare = False
        changed.append(self._show_box(screen, snapshot, events, elapsed_s))
        self.lap("box")
        past = self.reel.moment
        if past is not None and self.reel.begun:
            self.panels.chart.cursor_ns = past.snapshot.time_ns
        changed += self.panels.show(screen, snapshot, elapsed_s, past.snapshot if past is not None else None)
        carried = self.panels.tray.draw_carried(screen, snapshot, self.type.unit)
        if carried is not None:
            changed.append(carried)
            self.invalidate()  # it is somewhere else in the next frame
        self.lap("panels")
        return changed

    def _show_box(
        self, screen: pygame.Surface, snapshot: Snapshot, events: Sequence[NDArray[np.void]], elapsed_s: float
    ) -> pygame.Rect:
        """The box as it is now, which is kept while the ions move, or as it was when the eye looks back."""
        past = self.reel.moment
        if past is not None:
            rect = show_again(self.box, screen, past)
            draw_banner(screen, rect, self.reel, self.type, self.words)
            return rect
        self._follow_in_s -= 0.0 if self.box.director.waiting else elapsed_s
        if self._follow_in_s <= 0 and self._follow(snapshot, events):
            self._follow_in_s = math.inf
        followed = self.box.followed
        self._ring.update(
            None if followed is None else followed.ident,
            followed is not None and any(followed.crossings),
            elapsed_s,
            lambda: self.box.follow_crosser(snapshot, events, at_middle_door=True),
        )
        followed = self.box.followed
        self._mark_chosen(snapshot)
        rect = self.box.show(screen, snapshot, events, elapsed_s)
        self.build.draw(screen, rect, self.box.camera, self.box.membrane, snapshot.scene)
        if snapshot.scene_file.follow and followed is not None and self.box.followed is None:
            self._follow_in_s = 0.0  # the bath has taken it, no visitor has let it go: the story wants another
        if not (snapshot.paused or self.box.director.waiting):
            self.reel.keep(moment_of(self.box, snapshot), elapsed_s)
        elif self.panels.chart.cursor_ns is not None:
            draw_banner(screen, rect, self.reel, self.type, self.words)
        return rect

    def _mark_chosen(self, snapshot: Snapshot) -> None:
        """While the tray is open, the piece that is chosen has a frame; nothing is held once it is closed."""
        build, chosen = self.build, None
        if self.panels.drawer == BUILD:
            chosen = self.panels.tray.chosen(snapshot)
        else:
            build.ghost = None
        build.mark = Mark(chosen[2]) if chosen is not None else None

    def _follow(self, snapshot: Snapshot, events: Sequence[NDArray[np.void]]) -> bool:
        """Whether an ion is followed: where the camera goes to it, one at a door; else one that steps through a door as
        it is picked, since few of all others ever do while somebody looks; any, where none crosses."""
        shot = self.box.director.shot
        if self.box.followed is None and shot is not None and shot.at == "ion" and self.box.follow_at_door(snapshot):
            assert self.box.followed is not None
            self._ring.given(self.box.followed.ident)
            return True
        if self.box.followed is not None or self.box.follow_crosser(snapshot, events):
            return True
        return self._follow_in_s < -CROSSER_S and self.box.follow_any(snapshot)
