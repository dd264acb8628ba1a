"""While the kernels compile, ions at rest are drawn without them: the same ions, at the same places."""

import numpy as np
import pygame

from render.style import theme
from tests.helpers.shown import SIZE, Shown


def picture(shown: Shown) -> "np.ndarray":
    return pygame.surfarray.array3d(shown.screen).astype(float)


def test_the_still_picture_is_that_of_the_kernels() -> None:
    shown = Shown("resting", 4000)
    ions = shown.box.ions
    ions.restart()
    ions.compiled = False
    shown.frames(2)
    still = picture(shown)
    assert ions._still is not None
    drawn, radius = ions._still.crisp, ions.radius_px
    ions.compiled = True
    shown.frames(1)
    records, camera = ions.shown, shown.box.camera
    assert len(drawn) == len(records) > 300 and (records["alpha"] == 1).all()
    places = {(round(camera.x(float(r["x"]))), round(camera.y(float(r["y"])))) for r in records}
    half = drawn[0][0].get_width() // 2
    near = [min((x + half - a) ** 2 + (y + half - b) ** 2 for a, b in places) for _, (x, y) in drawn]
    near.sort()  # those at walls keep off them; the very few in pores are drawn on their way to a mouth
    assert near[int(0.995 * len(near))] < (1.5 * radius) ** 2 and np.mean(np.array(near) <= 2) > 0.95
    moving = picture(shown)
    for part in (np.s_[:, : SIZE[1] // 2], np.s_[:, SIZE[1] // 2 :]):
        assert np.allclose(still[part].mean((0, 1)), moving[part].mean((0, 1)), rtol=0.15, atol=2)


def test_the_still_picture_is_made_once_and_follows_the_camera() -> None:
    shown = Shown("sealed", 2000)
    stills = []
    shown.box.ions.compiled = False
    for factor in (1.0, 1.0, 2.0, 1.0):
        shown.box.zoom((SIZE[0] // 2, SIZE[1] // 2), factor)
        shown.box.show(shown.screen, shown.snapshot, [], 0.02)
        stills.append(shown.box.ions._still)
    assert stills[0] is stills[1] is not stills[2] and stills[2] is stills[3] is not None


def test_the_fade_is_as_long_as_the_first_frame_after_it() -> None:
    assert theme.FADE_S > 0.2  # within which an ion becomes crisp (kernels.focus.follow)
