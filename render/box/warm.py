"""Compiling what draws the ions, ahead of the first frame. Nothing slow is imported before it is called."""


def compile_picture() -> None:
    """Draw an empty picture once, so that the kernels are compiled (or read from numba's cache)."""
    import numpy as np
    import pygame

    from render.box.camera import Camera
    from render.box.ions import IonPainter
    from render.box.kernels.rows import tint_rows
    from render.playback.snapshot import Snapshot
    from render.style.sprites import pixels_of

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
    tint_rows(pixels_of(surfaces[0]), 0, 64, 64, np.ones(40, np.uint32))
