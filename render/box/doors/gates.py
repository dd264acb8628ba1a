"""How many of the doors that can inactivate are ready, open and plugged: beside the membrane, counted."""

from dataclasses import dataclass

import pygame

from render.box.camera import Camera
from render.playback.snapshot import OPEN, Snapshot
from render.style import theme
from render.style.text import Typesetter
from render.style.words import Words

EVERY_S = 0.3  # numbers change no faster: they are to be read


@dataclass(frozen=True)
class GateCount:
    """Doors with a ball: ready (its gate is shut, the ball is away), open, plugged by the ball."""

    ready: int
    open: int
    plugged: int


def count_gates(snapshot: Snapshot) -> GateCount | None:
    """Of the doors that are left to their gates; None where none has a ball."""
    free = snapshot.ball & (snapshot.gate == OPEN)
    if not free.any():
        return None
    plugged, passing = snapshot.inactive & free, snapshot.passing & free
    return GateCount(int((free & ~plugged & ~passing).sum()), int(passing.sum()), int(plugged.sum()))


class GateLabel:
    """The count as a line of words just inside the membrane, at the left."""

    def __init__(self) -> None:
        self._age = EVERY_S
        self._count: GateCount | None = None

    def update(self, snapshot: Snapshot, elapsed_s: float) -> None:
        self._age += elapsed_s
        if self._age >= EVERY_S:
            self._age, self._count = 0.0, count_gates(snapshot)

    def draw(self, target: pygame.Surface, rect: pygame.Rect, camera: Camera, type_: Typesetter, words: Words) -> None:
        """rect: of the box on the window."""
        if self._count is None:
            return
        found = self._count
        text = words("ui.gates.count", ready=found.ready, open=found.open, plugged=found.plugged)
        px, pad = type_.px("label"), round(12 * type_.unit)
        width = min(type_.width(text, px) + 2 * pad, rect.width - 2 * pad)
        pill = pygame.Rect(rect.left + pad, 0, width, type_.line_height(px))
        pill.top = rect.top + round(camera.y(-camera.face_nm)) + round(16 * type_.unit)
        if not rect.contains(pill):
            return
        pygame.draw.rect(target, theme.INK, pill, border_radius=pill.height // 2)
        type_.draw(target, text, px, theme.TEXT, pill.center, "center", within=width - pad)
