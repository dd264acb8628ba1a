"""Memory goes back to the system when a visitor has gone."""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from render.kiosk.people.leftovers import give_back
from render.kiosk.visitor import KioskApp
from tests.helpers.resident import resident_mb
from tests.render.kiosk.test_front_door import CONFIG, app, come, pass_time

__all__ = ["app"]  # the fixture

PIECE, CRUMB, PIECES = 100_000, 20_000, 600  # bytes; small enough to lie side by side


@contextmanager
def crumbs() -> Iterator[None]:
    """Holes between what is still used: whatever the C library's thresholds are, these stay with it."""
    library = ctypes.CDLL(None)
    library.malloc.restype = ctypes.c_void_p
    library.free.argtypes = [ctypes.c_void_p]
    pieces, between = [], []
    for _ in range(PIECES):
        pieces.append(library.malloc(PIECE))
        ctypes.memset(pieces[-1], 1, PIECE)
        between.append(library.malloc(CRUMB))
    for piece in pieces:
        library.free(piece)
    yield
    for crumb in between:
        library.free(crumb)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the C library of other systems cannot be told to")
def test_what_lies_between_goes_back() -> None:
    give_back()
    before = resident_mb()
    with crumbs():
        held = resident_mb() - before
        assert held > 0.9 * PIECE * PIECES / 1e6, "nothing to give back"
        assert give_back()
        assert resident_mb() - before < 0.1 * held


def test_a_kiosk_does_it_when_a_visitor_has_gone(app: KioskApp, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr("render.kiosk.visitor.give_back", lambda: done.append(app.idle.phase))
    come(app)
    assert not done
    pass_time(app, CONFIG.idle_s + CONFIG.countdown_s + 1)
    assert done == ["attract"]
