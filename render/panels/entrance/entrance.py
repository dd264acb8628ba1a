"""The front door as it stands: which page of it lies over the window, and through which chapter a visitor goes."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

import pygame

from render.panels.share.shelf import Shelf

if TYPE_CHECKING:
    from render.panels.share.code import Code
    from render.playback.snapshot import Snapshot
    from scenes.entrance.chapters import Chapter

Page = Literal["", "chapters", "cells", "mine", "code"]
CHAPTER, CELL = "chapter:", "cell:"  # actions that choose begin so
BEGIN, CHAPTERS = "begin", "chapters"  # close the menu; leave the gallery for it
KEPT, DISCARD = "kept:", "discard:"  # play one of the scenes that were kept, or ask whether it is to go
REMOVE, SPARE = "remove", "spare"  # the answers
EARLIER, LATER = "earlier", "later"  # along the list
OPEN = "open:"  # play what was dropped onto the window
OF_MINE = (KEPT, DISCARD, OPEN)
# all that can be done while the menu lies over the window
ALLOWED = frozenset({
    "menu", BEGIN, CHAPTERS, "language", "back", "quit", "quit_now", "contrast", "motion", "text_size", "sound",
    "fullscreen", "screenshot", "activate", "focus_next", "focus_previous", "focus_up", "focus_down", "focus_left",
    "focus_right", "mine", "share", REMOVE, SPARE, EARLIER, LATER,
})  # fmt: skip
WAITS_S = 8.0  # for a scene that was chosen, before the menu makes room for whatever plays


class Entrance:
    """page: what lies over the window, "" for nothing; chapters: those that there are, fewer than two make no menu;
    chapter: the one that `next` goes through, None for the whole list; fresh: a visitor has just come; chosen: the
    action of the tile whose scene is waited for; buttons: actions and where they are drawn; shelf: the scenes that were
    kept; keeps: whether there may be such a list; code: the QR code that is shown."""

    def __init__(self) -> None:
        self.page: Page = ""
        self.chapters: list[Chapter] = []
        self.chapter: Chapter | None = None
        self.fresh = False
        self.chosen = ""
        self.hovered: str | None = None
        self.buttons: list[tuple[str, pygame.Rect]] = []
        self.shelf = Shelf()
        self.keeps = False
        self.code: Code | None = None
        self._below: Page = ""
        self._telling = self._leaves = -1
        self._wanted = ""
        self._waited_s = 0.0

    @property
    def open(self) -> bool:
        return bool(self.page)

    @property
    def there(self) -> bool:
        """Whether there is anything to choose."""
        return len(self.chapters) > 1

    def show(self, fresh: bool = False, leaves: int = -1) -> None:
        """Open the menu. fresh: for a visitor who has seen nothing yet; leaves: the telling of what played for nobody,
        which must have gone before what lies below is seen."""
        if self.there:
            self.page, self.fresh, self.chosen, self.hovered = "chapters", fresh, "", None
            self.buttons, self._leaves = [], leaves

    def turn_to(self, page: Page) -> None:
        """Open a page that is no choice of chapters; `back` leads to what was there before."""
        self._below = "chapters" if self.page == "chapters" else ""
        self.page, self.fresh, self.chosen, self.hovered, self.buttons = page, False, "", None, []

    def await_scene(self, action: str, scene: str, telling: int) -> None:
        """Stay until a scene is there. telling: of the one that plays."""
        self.chosen, self._wanted, self._telling, self._waited_s = action, scene, telling, 0.0

    def begin(self, telling: int) -> None:
        """Make room for what lies below, as soon as that is there."""
        if telling == self._leaves:
            self.await_scene(BEGIN, "", telling)
        else:
            self.close()

    def close(self) -> None:
        self.page, self.chosen, self.buttons = "", "", []

    def back(self) -> None:
        """From the gallery or the list of kept scenes to the menu, from there to the window."""
        if self.page == "mine" and self.shelf.asking is not None:
            self.shelf.asking = None
        elif self.page == "cells" or (self.page == "mine" and self._below):
            self.page, self.chosen, self.buttons = "chapters", "", []
        else:
            self.close()

    def choose(self, action: str, telling: int) -> str | None:
        """The scene that a chapter or a cell leads to; None where it leads to no scene yet or there is none of that
        number. telling: of the scene that plays, over which the menu stays until another one is there."""
        number = int(action.rpartition(":")[2]) - 1
        if self.page == "cells" and self.chapter is not None and action.startswith(CELL):
            scenes: Sequence[str] = self.chapter.scenes
            if not 0 <= number < len(scenes):
                return None
            scene = scenes[number]
        elif self.page == "chapters" and action.startswith(CHAPTER) and 0 <= number < len(self.chapters):
            self.chapter = self.chapters[number]
            if self.chapter.gallery and len(self.chapter.scenes) > 1:
                self.page, self.buttons = "cells", []
                return None
            scene = self.chapter.scenes[0]
        else:
            return None
        self.await_scene(action, scene, telling)
        return scene

    def update(self, snapshot: "Snapshot", elapsed_s: float) -> None:
        """Make room once the chosen scene is there, or takes too long: then it is refused, and said to be."""
        if self.chosen:
            self._waited_s += elapsed_s
            there = snapshot.telling != self._telling and self._wanted in ("", snapshot.scene_file.name)
            if there or self._waited_s > WAITS_S:
                self.close()

    def leads(self, playing: str, way: int) -> str | None:
        """Scene after (+1) or before (-1) the one that plays in its chapter; "" where the chapter ends there, None
        where what plays is in no chapter that was chosen."""
        if self.chapter is None or playing not in self.chapter.scenes:
            return None
        at = self.chapter.scenes.index(playing) + way
        return self.chapter.scenes[at] if 0 <= at < len(self.chapter.scenes) else ""

    def enter(self, scene: str) -> None:
        """A visitor begins with a scene without having chosen a chapter: it is the scene's own."""
        self.chapter = next((chapter for chapter in self.chapters if scene in chapter.scenes), None)

    def place(self, playing: str, language: str) -> str:
        """Where a scene stands in the chapter that was chosen: "The pump 1 / 3"; "" where it is in none."""
        if self.chapter is None or playing not in self.chapter.scenes:
            return ""
        name = self.chapter.name.in_(language)
        return f"{name}  {self.chapter.scenes.index(playing) + 1} / {len(self.chapter.scenes)}"

    def at(self, px: tuple[int, int]) -> str | None:
        """The action of what is drawn there."""
        return next((name for name, rect in self.buttons if rect.collidepoint(px)), None)

    def action_of_key(self, event: pygame.event.Event) -> str | None:
        """A digit chooses the tile of that number; None for other keys."""
        number = next((n for n in range(1, 10) if event.key in (pygame.K_0 + n, pygame.K_KP_1 + n - 1)), None)
        if number is None or getattr(event, "mod", 0) & (pygame.KMOD_CTRL | pygame.KMOD_ALT | pygame.KMOD_META):
            return None
        kind = {"cells": CELL, "mine": KEPT}.get(self.page, CHAPTER)
        return f"{kind}{number}"


def may(action: str, entrance: Entrance) -> bool:
    """Whether an action means anything now: while the menu is up, only what it has."""
    return not entrance.open or action in ALLOWED or action.startswith((CHAPTER, CELL, *OF_MINE))


def opened(entrance: Entrance, names: Sequence[str], wrong: Callable[[Exception], None]) -> None:
    """Read the chapters that have some of these scenes. wrong: told what is wrong with their file; there is no menu
    then."""
    from scenes import SceneFileError
    from scenes.entrance.chapters import chapters, of_scenes

    try:
        entrance.chapters = of_scenes(chapters(), names)
    except SceneFileError as error:
        entrance.chapters = []
        wrong(error)
