"""What is compiled ahead is all that a frame needs: the first one must not wait for the compiler."""

import numpy as np
import pygame

from render.box.kernels import focus, sea
from render.box.kernels import sprites as stamps
from render.box.picture import NO_EVENT, BoxPicture
from render.box.warm import compile_picture
from render.style.text import Typesetter
from render.style.words import Words
from scenes import load
from tests.helpers.windows import published

KERNELS = (focus.choose, focus.follow, focus.index, focus.tell, sea.compose, sea.splat, stamps.shine, stamps.stamp)


def test_no_frame_compiles_anything() -> None:
    compile_picture()
    ready = [set(kernel.signatures) for kernel in KERNELS]
    assert all(ready)
    snapshot = published(load("pump", ["ions=3000"]))
    words = Words("en")
    words.open()
    box = BoxPicture(Typesetter(1.0), words)
    screen = pygame.Surface((960, 620), 0, 32)
    box.fit(pygame.Rect(10, 10, 900, 560), snapshot)
    event = np.zeros(1, [*NO_EVENT.descr, ("time_ns", np.float64)])
    for n in range(40):
        snapshot.serial += n % 2
        box.show(screen, snapshot, [event] if n % 3 else [], 1 / 60)
        if n == 10:
            box.follow_any(snapshot)
            box.marks.on = True
        elif n == 20:
            box.view.zoom((300.0, 200.0), 3.0)
    assert [set(kernel.signatures) for kernel in KERNELS] == ready
