"""From nanometres to pixels and back, zoomed and moved, and never beyond the edges of the box."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from render.box.camera import MOST_ZOOM, Camera, View

WIDTH, FACE, HALF = 120.0, 3.0, 33.0
SIZE = (1316, 737)
PX = st.tuples(st.floats(0, SIZE[0]), st.floats(0, SIZE[1]))
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("zoom"), PX, st.floats(0.2, 5)),
        st.tuples(st.just("pan"), st.tuples(st.floats(-2000, 2000), st.floats(-2000, 2000)), st.just(1.0)),
        st.tuples(st.just("centre"), PX, st.floats(0, 1)),
    ),
    max_size=12,
)


def moved(moves: list[tuple[str, tuple[float, float], float]], size: tuple[int, int] = SIZE) -> View:
    view = View(size, WIDTH, FACE, HALF)
    for kind, place, number in moves:
        if kind == "zoom":
            view.zoom(place, number)
        elif kind == "pan":
            view.pan(*place)
        else:
            view.centre_on(view.camera.nm(place), number)
    return view


@given(MOVES, PX)
def test_pixels_become_places_and_the_same_pixels_again(
    moves: list[tuple[str, tuple[float, float], float]], px: tuple[float, float]
) -> None:
    camera = moved(moves).camera
    x, y = camera.nm(px)
    assert math.isclose(camera.x(x), px[0], abs_tol=1e-6) and math.isclose(camera.y(y), px[1], abs_tol=1e-6)


@given(MOVES)
def test_the_box_always_fills_as_much_of_the_picture_as_it_can(
    moves: list[tuple[str, tuple[float, float], float]],
) -> None:
    view = moved(moves)
    camera = view.camera
    assert 1 - 1e-9 <= view.magnification <= MOST_ZOOM + 1e-9
    left, right = camera.x(0), camera.x(WIDTH)
    top, bottom = camera.y(FACE + HALF), camera.y(-FACE - HALF)
    for start, end, room in ((left, right, SIZE[0]), (top, bottom, SIZE[1])):
        if end - start >= room:
            assert start <= 1e-6 and end >= room - 1e-6
        else:
            assert math.isclose(start, room - end, abs_tol=1e-6)


def test_what_is_under_the_finger_stays_there() -> None:
    view = View(SIZE, WIDTH, FACE, HALF)
    before = view.camera.nm((700.0, 300.0))
    view.zoom((700.0, 300.0), 3)
    after = view.camera.nm((700.0, 300.0))
    assert after == pytest.approx(before) and view.zoomed and view.magnification == pytest.approx(3)


def test_zooming_back_or_resetting_shows_the_whole_box() -> None:
    for last in (lambda view: view.zoom((5, 5), 0.01), lambda view: view.reset()):
        view = View(SIZE, WIDTH, FACE, HALF)
        view.zoom((100, 100), 6)
        view.pan(40, -80)
        last(view)
        assert not view.zoomed and view.camera == Camera.fit(SIZE, WIDTH, FACE, HALF)
    view.pan(50, 50)
    assert not view.zoomed  # there is nowhere to go


def test_another_window_size_keeps_what_is_seen() -> None:
    view = View(SIZE, WIDTH, FACE, HALF)
    view.zoom((900, 400), 4)
    other = View((700, 392), WIDTH, FACE, HALF)
    other.like(view)
    assert other.magnification == pytest.approx(view.magnification)
    assert other.centre_nm == pytest.approx(view.centre_nm, abs=0.3)
