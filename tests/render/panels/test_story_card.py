"""The card of what was seen leads on."""

from collections.abc import Iterator

import pygame
import pytest

from render.app import App
from render.session import Session
from tests.helpers.windows import click, start, wait_for


@pytest.fixture
def app() -> Iterator[App]:
    running = start(App(Session("sealed", seed=1, threads=1, ions=1000, size=(1280, 720))))
    yield running
    running.close()


def at_the_end(app: App) -> dict[str, pygame.Rect]:
    """The buttons of the card that says what was seen."""
    wait_for(app, lambda: not app.session.tour.waiting and app.session.worker.progress is None)
    for _ in range(2):  # the tour takes notice of a new scene one frame later
        app.frame(1 / 60)
    app.session.tour.phase = "seen"
    wait_for(app, lambda: app.session.card.buttons)
    return dict(app.session.card.buttons)


def test_the_card_of_what_was_seen_leads_where_it_says(app: App) -> None:
    app.session.load(app.session.scene_names[1])
    wait_for(app, lambda: app.session.playing == app.session.snapshot.scene_file.name == app.session.scene_names[1])
    telling = app.session.snapshot.telling
    buttons = at_the_end(app)
    assert all(min(rect.size) >= 44 for rect in buttons.values())
    click(buttons["reset"].center)
    wait_for(app, lambda: app.session.snapshot.telling == telling + 1)
    assert app.session.snapshot.scene_file.name == app.session.scene_names[1]
    click(at_the_end(app)["next_scene"].center)
    wait_for(app, lambda: app.session.snapshot.scene_file.name == app.session.scene_names[2])
    card = at_the_end(app)["reset"].move(0, -60)
    telling = app.session.snapshot.telling
    click(card.topleft)  # beside the buttons
    wait_for(app, lambda: app.session.card.rect is None)
    app.frame(0.1)
    assert app.session.snapshot.telling == telling


def test_a_card_offers_only_what_is_allowed(app: App) -> None:
    app.session.card.allowed = lambda name: name != "next_scene"
    assert list(at_the_end(app)) == ["reset"]
