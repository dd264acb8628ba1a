"""A simulation and the picture of its box, without a window or panels around it."""

from collections.abc import Sequence

import numpy as np
import pygame

from render.box.picture import BoxPicture
from render.playback.snapshot import Snapshot
from render.style.text import Typesetter
from render.style.words import Words
from scenes import load
from sim import Simulation
from tests.helpers.windows import published

FRAME_S = 1 / 60
SIZE = (900, 560)


class Shown:
    """A simulation and its picture."""

    def __init__(
        self,
        scene: str = "resting",
        ions: int = 4000,
        size: tuple[int, int] = SIZE,
        lang: str = "en",
        changes: Sequence[str] = (),
        text: float = 1.0,
    ) -> None:
        self.file = load(scene, [f"ions={ions}", *changes])
        self.snapshot: Snapshot = published(self.file)
        self.simulation = Simulation(self.file.scene, seed=1, threads=1)
        self.words = Words(lang)
        self.words.open()
        self.box = BoxPicture(Typesetter(size[0] / 1316), self.words)
        self.box.type.resize(size[0] / 1316, text)
        self.screen = pygame.Surface((size[0] + 40, size[1] + 60), 0, 32)
        self.rect = pygame.Rect((20, 30), size)
        self.box.fit(self.rect, self.snapshot)
        self.frames(3)

    def frames(self, count: int, ns: float = 0.0, events: np.ndarray | None = None) -> None:
        for _ in range(count):
            if ns:
                self.simulation.advance(ns)
                self.snapshot.copy_ions(self.simulation)
                self.snapshot.observation = self.simulation.observe()
            self.snapshot.serial += 1
            self.box.show(self.screen, self.snapshot, [] if events is None else [events], FRAME_S)

    def pixels(self) -> np.ndarray:
        return pygame.surfarray.array3d(self.screen.subsurface(self.rect)).astype(int)

    def place_of(self, ident: int) -> tuple[float, float]:
        live = np.concatenate(
            [np.arange(a, a + n) for a, n in zip(self.snapshot.start, self.snapshot.count, strict=True)]
        )
        at = live[self.snapshot.ident[live] == ident]
        assert len(at) == 1
        return float(self.snapshot.x[at[0]]), float(self.snapshot.y[at[0]])
