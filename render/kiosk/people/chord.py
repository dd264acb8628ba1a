"""The keys that staff hold to leave the kiosk."""

import pygame

_MODIFIERS = {
    "ctrl": (pygame.K_LCTRL, pygame.K_RCTRL),
    "shift": (pygame.K_LSHIFT, pygame.K_RSHIFT),
    "alt": (pygame.K_LALT, pygame.K_RALT),
    "meta": (pygame.K_LMETA, pygame.K_RMETA, pygame.K_LSUPER, pygame.K_RSUPER),
}


class Chord:
    """keys: such as "ctrl+shift+q"; held_s: how long all of them must be down, without a break."""

    def __init__(self, keys: str, held_s: float) -> None:
        *modifiers, key = keys.split("+")
        self._wanted = [_MODIFIERS[name] for name in modifiers]
        self._wanted.append((pygame.key.key_code(key) if len(key) == 1 else getattr(pygame, f"K_{key.upper()}"),))
        self._held_s, self._down_s = held_s, 0.0
        self._down: set[int] = set()

    def heed(self, event: pygame.event.Event) -> None:
        if event.type == pygame.KEYDOWN:
            self._down.add(event.key)
        elif event.type == pygame.KEYUP:
            self._down.discard(event.key)
        elif event.type == pygame.WINDOWFOCUSLOST:  # keys let go elsewhere are never reported
            self._down.clear()

    def tick(self, elapsed_s: float) -> bool:
        """Whether the keys have been held long enough."""
        held = all(self._down.intersection(keys) for keys in self._wanted)
        self._down_s = self._down_s + elapsed_s if held else 0.0
        return self._down_s >= self._held_s
