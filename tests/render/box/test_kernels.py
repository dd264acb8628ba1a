"""The drawing kernels against what they promise, pixel by pixel."""

import numpy as np
import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from render.box.camera import Camera
from render.box.kernels import sea
from render.box.kernels.sprites import shine, stamp
from render.style import sprites
from render.style.theme import species_style

F = np.float32
BYTES = st.integers(0, 255)


def split(pixel: int) -> list[int]:
    return [pixel >> shift & 255 for shift in (0, 8, 16)]


@settings(deadline=None)  # the first call compiles
@given(st.tuples(BYTES, BYTES, BYTES), st.tuples(BYTES, BYTES, BYTES))
def test_adding_light_saturates_each_colour_by_itself(a: tuple[int, int, int], b: tuple[int, int, int]) -> None:
    frame, ground, layer = (np.zeros(1, np.uint32) for _ in range(3))
    ground[0], layer[0] = (v[0] << 16 | v[1] << 8 | v[2] for v in (a, b))
    sea.compose(frame, 0, 1, ground, 1, layer.reshape(1, 1), 1, np.zeros(1, np.uint32), np.zeros(1, np.uint32), False)
    assert split(int(frame[0])) == [min(x + y, 255) for x, y in zip(a[::-1], b[::-1], strict=True)]


def splat(
    layer: np.ndarray, x: np.ndarray, y: np.ndarray, colour: int, scale: float, left: float, middle: float,
    turn: int = 0, turns: int = 1,
) -> None:  # fmt: skip
    cell = np.zeros(sea.TILE, np.int32)
    sea.splat(layer, x, y, np.uint32(colour), F(scale), F(left), F(middle), turn, turns, cell)


def test_splat_lights_the_pixel_under_each_ion_and_no_other() -> None:
    camera = Camera.fit((120, 72), 120.0, 3.0, 33.0)
    layer = np.zeros((72, 120), np.uint32)
    x, y = np.array([0.5, 60.5, 119.5, 130.0, -4.0], F), np.array([35.5, -3.5, -35.5, 0.0, 99.0], F)
    splat(layer, x, y, 0x102030, camera.px_per_nm, camera.left, camera.middle)
    lit = {(int(i), int(j)) for j, i in np.argwhere(layer)}
    assert lit == {(0, 0), (60, 39), (119, 71)}  # those beyond the edges light nothing
    assert set(layer[layer > 0].tolist()) == {0x102030}


def test_light_adds_up_and_fades_to_nothing() -> None:
    layer = np.zeros((3, 3), np.uint32)
    here = np.full(300, 1.5, F)
    splat(layer, here, here * 0, 0x010203, 1, 0, 1.5)
    assert split(int(layer[1, 1])) == [255, 255, 255]
    frame, still, wide, dark = (np.zeros(n, np.uint32) for n in (9, 9, 3, 3))
    sea.compose(frame, 0, 3, still, 3, layer, 1, wide, dark, False)
    assert split(int(frame[4])) == split(int(layer[1, 1])) == [255, 255, 255]
    for n in range(60):
        sea.compose(frame, 0, 3, still, 3, layer, 1, wide, dark, True)
        assert n > 0 or (split(int(frame[4])) == [255, 255, 255] and split(int(layer[1, 1])) == [190, 190, 190])
    assert not layer.any()


@settings(deadline=None)
@given(st.integers(0, 5000), st.integers(1, 7))
def test_in_so_many_turns_every_ion_is_lit_once(ions: int, turns: int) -> None:
    layer = np.zeros((2, 2500), np.uint32)
    x, y = np.arange(ions, dtype=F) % 2500 + F(0.5), (np.arange(ions) // 2500).astype(F)
    for turn in range(turns):
        splat(layer, x, y, 1, 1, 0, 1.5, turn, turns)
    assert layer.sum() == ions and (layer <= 1).all()


@pytest.mark.parametrize("zoom", [1, 2, 3])
def test_compose_fills_its_rectangle_and_leaves_the_rest_of_the_frame(zoom: int) -> None:
    width, height, pitch = 11 - 11 % zoom, 7, 20
    random = np.random.default_rng(zoom)
    layer = random.integers(0, 0x7F7F7F, (-(-height // zoom), -(-width // zoom)), np.uint32) & 0x3F3F3F
    ground = random.integers(0, 0x7F7F7F, width * height, np.uint32) & 0x3F3F3F
    light = np.zeros(height, np.uint32)
    light[2] = 0x010101
    frame = np.full(pitch * 10, 0xABCDEF, np.uint32)
    sea.compose(frame, 2 * pitch + 3, pitch, ground, width, layer, zoom, np.zeros(width, np.uint32), light, False)
    picture = frame.reshape(10, pitch)
    wide = np.repeat(np.repeat(layer, zoom, 0), zoom, 1)[:height, :width]
    expected = ground.reshape(height, width) + wide + light[:, None]
    assert np.array_equal(picture[2 : 2 + height, 3 : 3 + width], expected)
    untouched = np.ones_like(picture, bool)
    untouched[2 : 2 + height, 3 : 3 + width] = False
    assert (picture[untouched] == 0xABCDEF).all()


def stamped(px: float, py: float, alpha: float = 1.0) -> np.ndarray:
    style = species_style("K")
    pictures = sprites.ion_sprite(style, 1, 6.0, 21)[None]
    frame = np.zeros(40 * 30, np.uint32)
    ones = (np.array([v], F) for v in (px, py))
    stamp(
        frame, 0, 40, 40, 30, 1, *ones, np.zeros(1, np.int16), np.array([alpha], F), pictures, sprites.spans(pictures)
    )  # fmt: skip
    return frame.reshape(30, 40)


def test_a_crisp_ion_is_where_it_should_be_to_a_quarter_pixel() -> None:
    for px, py in ((20.1, 15.2), (20.6, 15.9), (19.0, 14.4)):
        green = (stamped(px, py) >> 8 & 255).astype(float)
        j, i = np.mgrid[0:30, 0:40] + 0.5
        inside = np.hypot(i - px, j - py) < 4.5
        outside = np.hypot(i - px, j - py) > 9.0
        assert not green[outside].any()
        assert green[inside].mean() > 60
        shape = (stamped(px, py) > 0).astype(float)
        assert abs((shape * i).sum() / shape.sum() - px) < 0.4
        assert abs((shape * j).sum() / shape.sum() - py) < 0.4


@settings(deadline=None)
@given(st.floats(-30, 70), st.floats(-30, 60), st.floats(0, 1))
def test_sprites_are_cut_at_the_edges_of_the_picture(px: float, py: float, alpha: float) -> None:
    frame = np.zeros(60 * 50, np.uint32)
    pictures = sprites.ion_sprite(species_style("Na"), 1, 6.0, 21)[None]
    halos = sprites.halo((200, 100, 50), 31)[None]
    at = np.array([px], F), np.array([py], F), np.zeros(1, np.int16), np.array([alpha], F)
    stamp(frame, 5 * 60 + 10, 60, 40, 30, 1, *at, pictures, sprites.spans(pictures))
    shine(frame, 5 * 60 + 10, 60, 40, 30, 1, *at, halos)
    picture = frame.reshape(50, 60).copy()
    picture[5:35, 10:50] = 0
    assert not picture.any()


def test_every_species_has_its_own_look() -> None:
    """Colour apart, any two differ in shape or in the sign they carry."""
    shapes = []
    for symbol, valence in (("K", 1), ("Na", 1), ("Cl", -1), ("Ca", 2), ("A", -1), ("M", 1)):
        style = species_style(symbol, valence)
        grey = sprites.ion_sprite(style, valence, 8.0, 27)[0, 0] >> 24
        sign = sprites.ion_picture(style, valence, 8.0, (0, 0, 0)).sum(axis=-1)
        shapes.append((grey, sign))
    for n, (grey, sign) in enumerate(shapes):
        for other_grey, other_sign in shapes[:n]:
            differs = np.mean(np.abs(grey.astype(int) - other_grey.astype(int)) > 60)
            ink = sign.shape != other_sign.shape or np.mean((sign < 120) != (other_sign < 120)) > 0.01
            assert differs > 0.01 or ink


def test_pixels_of_a_surface_are_what_the_kernels_think() -> None:
    surface = pygame.Surface((4, 3), 0, 32)
    surface.fill((1, 2, 3), (2, 1, 1, 1))
    pixels = np.frombuffer(surface.get_buffer(), np.uint32)
    assert pixels[surface.get_pitch() // 4 + 2] & 0xFFFFFF == 0x010203
