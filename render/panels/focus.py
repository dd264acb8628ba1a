"""Which control the keyboard or a game controller is on: Tab and arrows move it, Enter and Space act, Esc drops it."""

from collections.abc import Callable, Mapping, Sequence

import pygame

SLIDER = "slider:"  # names of sliders begin so, those of buttons are actions
ASIDE = 2.0  # how much a step sideways costs against one ahead


class Focus:
    """name: the focused control, None while nobody uses the keyboard for it; in_grid: whether controls lie beside and
    below each other, so that all four arrows move the focus; also: what a key means where the focus has no say, because
    of what is open."""

    def __init__(self) -> None:
        self.name: str | None = None
        self.in_grid = False
        self._targets: list[str] = []
        self._places: Mapping[str, pygame.Rect] = {}
        self.also: Callable[[pygame.event.Event], str | None] = lambda event: None

    def offer(self, targets: Sequence[str], places: Mapping[str, pygame.Rect] | None = None) -> None:
        """All that can be focused now, in reading order; the focus leaves what has gone. places: where they are, in a
        grid."""
        self._targets, self._places, self.in_grid = list(targets), places or {}, places is not None
        if self.name not in self._targets:
            self.name = None

    def move(self, way: int) -> None:
        """To the next (+1) or former (-1) control, round the end; from nowhere to the first or last."""
        if not self._targets:
            return
        if self.name is None:
            self.name = self._targets[0 if way > 0 else -1]
        else:
            self.name = self._targets[(self._targets.index(self.name) + way) % len(self._targets)]

    def step(self, x: int, y: int) -> None:
        """The way of an arrow, right and down positive: in a grid to the nearest control there, if there is one; from
        nowhere to the first. Elsewhere as `move`."""
        if not self.in_grid or self.name is None:
            self.move(1 if self.in_grid else x or y)
            return
        here = self._places[self.name]
        best = None
        for name in self._targets:
            there = self._places[name]
            if not _beyond(here, there, x, y):
                continue
            dx, dy = abs(there.centerx - here.centerx), abs(there.centery - here.centery)
            cost = dx + ASIDE * dy if x else dy + ASIDE * dx
            if best is None or cost < best[0]:
                best = cost, name
        if best is not None:
            self.name = best[1]

    def drop(self) -> None:
        self.name = None

    @property
    def slider(self) -> str | None:
        """Name of the slider that is focused."""
        return self.name[len(SLIDER) :] if self.name is not None and self.name.startswith(SLIDER) else None

    def action_of_key(self, event: pygame.event.Event) -> str | None:
        """What a key means because of the focus; None where it means what it always does."""
        mod = getattr(event, "mod", 0)
        if mod & (pygame.KMOD_CTRL | pygame.KMOD_ALT | pygame.KMOD_META):
            return None
        if event.key == pygame.K_TAB:
            return "focus_previous" if mod & pygame.KMOD_SHIFT else "focus_next"
        if self.in_grid and event.key in _ARROWS:
            return _ARROWS[event.key]
        if self.name is None and not self.in_grid:
            return self.also(event)
        if event.key in (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE):
            return "activate"
        return (_SLIDER_KEYS.get(event.key) if self.slider is not None else None) or self.also(event)


def _beyond(here: pygame.Rect, there: pygame.Rect, x: int, y: int) -> bool:
    """Whether a control lies wholly on that side of another."""
    if x:
        return there.left >= here.right if x > 0 else there.right <= here.left
    return there.top >= here.bottom if y > 0 else there.bottom <= here.top


_ARROWS = {
    pygame.K_LEFT: "focus_left",
    pygame.K_RIGHT: "focus_right",
    pygame.K_UP: "focus_up",
    pygame.K_DOWN: "focus_down",
}
_SLIDER_KEYS = {
    pygame.K_LEFT: "less",
    pygame.K_DOWN: "less",
    pygame.K_RIGHT: "more",
    pygame.K_UP: "more",
    pygame.K_PAGEDOWN: "much_less",
    pygame.K_PAGEUP: "much_more",
    pygame.K_HOME: "least",
    pygame.K_END: "most",
}
