"""How many of the doors that can inactivate are ready, open and plugged: beside the membrane, counted, each with the
mark that it has in the picture."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pygame

from render.box.camera import Camera
from render.box.channel import ChannelLook, picture
from render.playback.snapshot import OPEN, Snapshot
from render.style import theme
from render.style.text import Typesetter
from render.style.theme import species_style
from render.style.words import Words

EVERY_S = 0.3  # numbers change no faster: they are to be read
STATES = ("ready", "open", "plugged")


@dataclass(frozen=True)
class GateCount:
    """Doors with a ball: ready (the gate is shut, the ball away), open, plugged by the ball. ion: which they pass."""

    ready: int
    open: int
    plugged: int
    ion: str = ""


def count_gates(snapshot: Snapshot) -> GateCount | None:
    """Of the doors that are left to their gates; None where none has a ball."""
    free = snapshot.ball & (snapshot.gate == OPEN)
    if not free.any():
        return None
    plugged, passing = snapshot.inactive & free, snapshot.passing & free
    ready = free & ~plugged & ~passing
    return GateCount(int(ready.sum()), int(passing.sum()), int(plugged.sum()), _ion(snapshot, free))


def _ion(snapshot: Snapshot, doors: np.ndarray) -> str:
    """The label of what these doors pass, where it is one ion for all."""
    kinds = {snapshot.kind[n] for n in np.flatnonzero(doors)}
    passed = {s for c in snapshot.scene.channels if c.kind in kinds for s, p in c.permeability.items() if p > 0}
    return species_style(s := passed.pop(), snapshot.valence[s]).label if len(passed) == 1 else ""


class GateLabel:
    """The count as a line of marks and words just inside the membrane, at the left. rect: where it is, or would be if
    nothing else were there."""

    def __init__(self) -> None:
        self.rect: pygame.Rect | None = None
        self._age = EVERY_S
        self.count: GateCount | None = None
        self.door = 0  # one that has a ball

    def update(self, snapshot: Snapshot, elapsed_s: float) -> None:
        self._age += elapsed_s
        if self._age >= EVERY_S:
            self._age, self.count = 0.0, count_gates(snapshot)
            self.door = int(snapshot.ball.argmax()) if self.count is not None else 0

    def recall(self, count: GateCount | None, door: int) -> None:
        """Take the count of another moment, until the next `update`."""
        self._age, self.count, self.door = EVERY_S, count, door

    def draw(
        self,
        target: pygame.Surface,
        rect: pygame.Rect,
        camera: Camera,
        look: ChannelLook,
        type_: Typesetter,
        words: Words,
        *taken: pygame.Rect | None,
    ) -> pygame.Rect | None:
        """rect: of the box on the window; look: of self.door; taken: by other words, or a card. Returns what this
        took."""
        found = self.count
        self.rect = None
        if found is None:
            return None
        texts = [words("ui.gates.doors", ion=found.ion).strip()]
        texts += [words(f"ui.gates.{state}", count=getattr(found, state)) for state in STATES]
        pad = round(12 * type_.unit)
        px = type_.fitting("".join(texts), "label", rect.width - 14 * pad)
        high = type_.line_height(px)
        marks = [_mark(look, state, high) for state in STATES]
        wide = marks[0].get_width() + pad // 2
        pill = pygame.Rect(0, 0, sum(type_.width(text, px) for text in texts) + 3 * (wide + pad) + 2 * pad, high)
        pill.topleft = rect.left + pad, rect.top + round(camera.y(-camera.face_nm)) + round(16 * type_.unit)
        if not rect.contains(pill):
            return None
        self.rect = pill
        if any(other is not None and pill.colliderect(other) for other in taken):
            return None
        pygame.draw.rect(target, theme.INK, pill, border_radius=high // 2)
        x = type_.draw(target, texts[0], px, theme.DIM, (pill.left + pad, pill.top)).right
        for mark, text in zip(marks, texts[1:], strict=True):
            target.blit(mark, (x + pad, pill.top))
            x = type_.draw(target, text, px, theme.TEXT, (x + pad + wide, pill.top)).right
        return pill


@lru_cache(maxsize=16)
def _mark(look: ChannelLook, state: str, high: int) -> pygame.Surface:
    """The inner mouth of such a door in a state, `high` pixels square: the gate's flaps and the ball."""
    scale = high / (look.pore_nm + 2 * look.wall_nm)
    image = picture(look, scale, float(state == "open"), 0.0, True, float(state == "plugged"))
    wide = image.get_width()
    return image.subsurface((0, image.get_height() - high, wide, high))


def forget() -> None:
    """Drop the marks: the colours have changed."""
    _mark.cache_clear()
