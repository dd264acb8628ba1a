"""Which control the keyboard or a game controller is on: Tab and arrows move it, Enter and Space act, Esc drops it."""

from collections.abc import Sequence

import pygame

SLIDER = "slider:"  # names of sliders begin so, those of buttons are actions


class Focus:
    """name: the focused control, None while nobody uses the keyboard for it."""

    def __init__(self) -> None:
        self.name: str | None = None
        self._targets: list[str] = []

    def offer(self, targets: Sequence[str]) -> None:
        """All that can be focused now, in reading order; the focus leaves what has gone."""
        self._targets = list(targets)
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
        if self.name is None:
            return None
        if event.key in (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE):
            return "activate"
        return _SLIDER_KEYS.get(event.key) if self.slider is not None else None


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
