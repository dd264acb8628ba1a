"""Importing and compiling ahead of the first frame, on the simulation's thread, while the window is already up."""

import contextlib
import importlib
from collections.abc import Callable, Iterator
from typing import Any


def import_all() -> None:
    """The slow imports: the physics with numba, the loader of scenes, the kernels that draw."""
    for module in ("sim", "scenes", "render.kernels.focus", "render.kernels.sea", "render.kernels.sprites"):
        importlib.import_module(module)


def compile_picture() -> None:
    """Draw an empty picture once, so that the drawing kernels are compiled (or read from numba's cache)."""
    import numpy as np
    import pygame

    from render.camera import Camera
    from render.ions import IonPainter
    from render.snapshot import Snapshot

    painter = IonPainter()
    painter.look(Camera.fit((64, 40), 60.0, 3.0, 15.0), (64, 40), ["K"], {"K": 1})
    one = np.ones(1, np.int64)
    snapshot = Snapshot(
        x=np.ones(2, np.float32), y=np.full(2, 5, np.float32), ident=np.zeros(2, np.uint32), start=0 * one, count=one,
        centre_nm=np.ones(1, np.float32), serial=1,
    )  # fmt: skip
    event = np.zeros(1, [("ion", np.int64), ("ident", np.uint32), ("channel", np.int16), ("outward", np.bool_)])
    painter.move(snapshot, event, 0.01)
    surfaces = [pygame.Surface((64, 40), 0, 32) for _ in range(2)]
    painter.draw(surfaces[0], (0, 0), surfaces[1], np.zeros(40, np.uint32))


@contextlib.contextmanager
def compilations(told: Callable[[str], None]) -> Iterator[None]:
    """Call `told` with the name of each function that numba begins to compile."""
    try:
        from numba.core import event
    except ImportError:
        yield
        return

    class Listener(event.Listener):  # type: ignore[misc]
        def on_start(self, happening: Any) -> None:
            told(str(getattr(happening.data.get("dispatcher"), "__name__", "")))

        def on_end(self, happening: Any) -> None:
            pass

    with event.install_listener("numba:compile", Listener()):
        yield
