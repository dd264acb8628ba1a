"""An answer by key, touch, Tab and controller; digits choose scenes where nothing is asked."""

from collections.abc import Iterator

import pygame
import pytest

from render import controls
from render.app import App
from render.session import Session
from render.settings import Settings
from tests.helpers.windows import click, press, start, wait_for


@pytest.fixture
def app() -> Iterator[App]:
    running = start(App(Session("resting", seed=1, threads=1, ions=1000, size=(1280, 720))), asked=True)
    wait_for(running, lambda: running.session.card.buttons and running.session.worker.progress is None)
    yield running
    running.close()


def test_digits_vote_under_the_card_and_choose_scenes_without_it(app: App) -> None:
    session = app.session
    for _ in range(300):
        app.frame(0.1)
    assert session.tour.offered == 3 and session.snapshot is not None
    assert session.snapshot.time_ns <= session.snapshot.scene.macro_step_ns, "time stands still"
    press(pygame.K_4, "4")  # there are three answers
    app.frame(0.01)
    assert session.tour.offered == 3 and session.playing == "resting"
    press(pygame.K_2, "2")
    wait_for(app, lambda: session.snapshot is not None and session.snapshot.time_ns > 10)
    assert session.tour.voted == 1 and session.playing == "resting"
    assert session.stage is not None and session.stage.panels.hides
    press(pygame.K_2, "2")
    app.frame(0.01)
    assert session.playing == session.scene_names[1]


def test_a_touch_on_an_answer_votes_and_one_beside_it_does_nothing(app: App) -> None:
    session = app.session
    assert session.card.rect is not None
    click((session.card.rect.left + 3, session.card.rect.bottom - 3))
    app.frame(0.01)
    assert session.tour.offered
    click(dict(session.card.buttons)["vote:3"].center)
    app.frame(0.01)
    assert session.tour.voted == 2 and session.tour.phase == "running"


@pytest.mark.parametrize("key", [pygame.K_SPACE, pygame.K_ESCAPE])
def test_space_and_escape_go_on_without_a_vote(app: App, key: int) -> None:
    press(key)
    app.frame(0.01)
    assert app.session.running and app.session.tour.phase == "running" and app.session.tour.voted is None
    assert app.session.stage is not None and not app.session.stage.panels.hides


def test_the_button_beside_the_title_goes_on_too(app: App) -> None:
    click(dict(app.session.card.buttons)[controls.SKIP].center)
    app.frame(0.01)
    assert app.session.tour.phase == "running" and app.session.tour.voted is None


def test_tab_and_enter_vote(app: App) -> None:
    press(pygame.K_TAB)
    press(pygame.K_TAB)
    app.frame(0.01)
    assert app.session.focus.name == "vote:2"
    press(pygame.K_RETURN)
    app.frame(0.01)
    assert app.session.tour.voted == 1
    app.frame(0.01)
    assert app.session.focus.name is None


def test_a_controller_votes(app: App) -> None:
    act = pygame.event.Event(pygame.JOYBUTTONDOWN, instance_id=0, button=0)
    pygame.event.post(act)  # begins to answer
    pygame.event.post(pygame.event.Event(pygame.JOYHATMOTION, instance_id=0, value=(0, -1)))
    app.frame(0.01)
    assert app.session.focus.name == "vote:2"
    pygame.event.post(act)
    app.frame(0.01)
    assert app.session.tour.voted == 1


def test_a_teacher_switches_the_questions_off_for_the_session(app: App) -> None:
    session = app.session
    press(pygame.K_z, "z")
    app.frame(0.01)
    assert not session.settings.questions and session.tour.phase == "running"
    press(pygame.K_r, "r")
    wait_for(app, lambda: session.tour.phase == "opening")
    assert not session.tour.offered
    press(pygame.K_z, "z")
    app.frame(0.01)
    assert session.settings == Settings() and session.tour.offered == 3
