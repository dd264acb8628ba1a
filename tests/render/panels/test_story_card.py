"""The card of what was seen leads on."""

from collections.abc import Iterator
from dataclasses import replace

import pygame
import pytest

from render.app import App
from render.panels.telling import told_now
from render.playback.caption import Answering
from render.session import Session
from render.style.words import typeset
from sim.commands.solutions import SetTemperature
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
    below = at_the_end(app)["reset"].move(0, 60)
    assert app.session.card.rect is not None and app.session.card.rect.contains(below)
    telling = app.session.snapshot.telling
    click(below.center)  # beside the buttons
    wait_for(app, lambda: app.session.card.rect is None)
    app.frame(0.1)
    assert app.session.snapshot.telling == telling


def test_what_was_seen_is_said_once(app: App) -> None:
    """By the card as long as it is there, then by the caption."""
    snapshot = app.session.snapshot
    assert snapshot is not None and app.session.stage is not None
    over = replace(snapshot, time_ns=1e9)
    panels, words = app.session.stage.panels, app.session.words
    seen = typeset(snapshot.scene_file.seen["en"])

    def told() -> tuple[str, bool]:
        return told_now(over, Answering(), panels.missions, words, not panels.card_tells)

    at_the_end(app)
    assert app.session.card.tells and panels.card_tells and seen in str(app.session.card.state)
    text, is_seen = told()
    assert text and seen not in text and not is_seen
    assert app.session.card.rect is not None
    click((app.session.card.rect.centerx, app.session.card.rect.bottom - 5))
    wait_for(app, lambda: app.session.card.rect is None)
    app.frame(0.1)
    assert told() == (seen, True)


def test_the_card_of_what_was_seen_gives_way_to_the_answer_to_an_act(app: App) -> None:
    """Which is the caption's: the card may lie over it."""
    at_the_end(app)
    assert app.session.snapshot is not None
    app.session.order([SetTemperature(30.0)])
    wait_for(app, lambda: app.session.snapshot.act is not None)
    app.frame(1 / 60)
    assert app.session.card.rect is None and not app.session.card.tells
    app.frame(0.1)
    assert app.session.stage is not None and not app.session.stage.panels.card_tells


def test_a_card_offers_only_what_is_allowed(app: App) -> None:
    app.session.card.allowed = lambda name: name != "next_scene"
    assert list(at_the_end(app)) == ["reset"]
