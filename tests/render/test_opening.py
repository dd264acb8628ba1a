"""While the question lies over the picture, time stands still: nothing of the scene is missed."""

import threading
from collections.abc import Iterator

import pygame
import pytest

from render.app import App
from render.panels import overlay
from render.session import Session
from tests.helpers.windows import click, press, start, wait_for


@pytest.fixture
def app() -> Iterator[App]:
    running = start(App(Session("potassium-only", seed=1, threads=1, ions=1000, size=(640, 360))))
    wait_for(running, lambda: running.session.card.rect is not None and running.session.worker.progress is None)
    yield running
    running.close()


def step_ns(app: App) -> float:
    return float(app.session.snapshot.scene.macro_step_ns)


def test_time_stands_still_until_the_question_goes(app: App) -> None:
    frames = 0
    while app.session.tour.phase == "opening":
        app.frame(0.05)
        pygame.time.wait(10)
        frames += 1
        assert app.session.snapshot.time_ns <= step_ns(app)  # the first, which compiles what is missing
    assert frames > 60
    wait_for(app, lambda: app.session.snapshot.time_ns > 10)


def test_a_press_on_the_card_lets_time_pass(app: App) -> None:
    click(app.session.card.rect.center)
    wait_for(app, lambda: app.session.snapshot.time_ns > 10, 3.0)
    assert app.session.tour.phase == "running"


def test_who_acts_has_read_the_question(app: App) -> None:
    press(pygame.K_k, "k")
    wait_for(app, lambda: app.session.snapshot.time_ns > 10 and app.session.tour.phase == "running", 3.0)
    press(pygame.K_r, "r")
    wait_for(app, lambda: app.session.tour.phase == "opening" and app.session.snapshot.time_ns <= step_ns(app))
    for _ in range(10):
        app.frame(0.02)
        pygame.time.wait(10)
    assert app.session.snapshot.time_ns <= step_ns(app)


def test_a_scene_stands_in_its_place_while_the_engine_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its question and a bar that grows; the ions are there, and move when they can."""
    compiled, bars = threading.Event(), []
    drawn = overlay.draw_preparing
    monkeypatch.setattr("render.app.overlay.draw_preparing", lambda *a: (bars.append(a[4].share()), drawn(*a)))
    app = App(Session("potassium-only", seed=1, threads=1, ions=1000, size=(640, 360)))
    app.session.opening_s = 0.2
    app.session.worker._warm_picture = lambda: compiled.wait(30)  # type: ignore[assignment]
    try:
        start(app, moving=False)
        wait_for(app, lambda: len(bars) > 60)
        session = app.session
        assert session.tour.phase == "opening" and session.card.rect is not None and not session.loading
        assert session.snapshot is not None and session.snapshot.time_ns == 0
        box = pygame.surfarray.array3d(session.window.canvas.subsurface(session.stage.layout.box))
        assert (box.max(axis=2) > 120).mean() > 0.02  # ions, not a dark box
        assert bars == sorted(bars) and 0 < bars[0] < bars[-1] < 1
        compiled.set()
        wait_for(app, lambda: session.tour.phase == "running" and session.snapshot.time_ns > 10)
        assert session.worker.progress is None
    finally:
        compiled.set()
        app.close()
