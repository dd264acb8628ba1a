"""While the question lies over the picture, time stands still: nothing of the scene is missed."""

from collections.abc import Iterator

import pygame
import pytest

from render.app import App
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
