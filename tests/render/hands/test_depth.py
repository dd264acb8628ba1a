"""From the visitor's depth to the laboratory and back: by key, button and controller, through the real event queue."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pygame
import pytest

from render import controls
from render.app import App
from render.panels.overlay import _rows
from render.session import Session
from render.style.words import Words
from tests.helpers.windows import FEW_IONS, click, press, start, wait_for


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    monkeypatch.chdir(tmp_path)
    running = App(Session("pump", seed=1, threads=1, size=(1280, 720), ions=FEW_IONS, depth="visitor"))
    yield start(running)
    running.close()


def depth(app: App) -> str:
    return str(app.session.settings.depth)


def rect_of(app: App, name: str) -> pygame.Rect:
    app.frame(1 / 60)
    rect = app.session.stage.panels.rect_of(name) if app.session.stage is not None else None
    assert rect is not None, name
    return rect


def post(kind: int, **values: Any) -> None:
    pygame.event.post(pygame.event.Event(kind, **values))


def test_the_key_goes_there_and_back_and_the_choice_is_told(app: App) -> None:
    kept: list[str] = []
    app.session.keep_depth = kept.append
    for expected, table in (("laboratory", True), ("visitor", False)):
        press(pygame.K_y, "y")
        wait_for(app, lambda expected=expected: depth(app) == expected)
        app.frame(1 / 60)
        assert ("table" in app.session.stage.layout.parts) == table
        assert app.session.message == app.session.words(f"ui.depth.{expected}")
    assert kept == ["laboratory", "visitor"]


def test_the_button_goes_there_and_back(app: App) -> None:
    for expected in ("laboratory", "visitor"):
        click(rect_of(app, "depth").center)
        wait_for(app, lambda expected=expected: depth(app) == expected)


def test_a_controller_goes_there_and_back(app: App) -> None:
    for expected in ("laboratory", "visitor"):
        for _ in range(60):
            if app.session.focus.name == "depth":
                break
            post(pygame.JOYHATMOTION, joy=0, instance_id=0, hat=0, value=(1, 0))
            app.frame(1 / 60)
        assert app.session.focus.name == "depth"
        post(pygame.JOYBUTTONDOWN, joy=0, instance_id=0, button=0)
        wait_for(app, lambda expected=expected: depth(app) == expected)


def test_a_drawer_does_not_follow_into_the_other_depth(app: App) -> None:
    app.actions("sliders")
    app.actions("depth")
    assert app.session.stage is not None and app.session.stage.panels.drawer == ""


def test_the_first_button_acts_and_glows_no_more(app: App) -> None:
    first = app.session.stage.panels.first
    assert first.glow(0.0, True) is not None
    click(rect_of(app, "pump").center)
    wait_for(app, lambda: not app.session.snapshot.observation.pump.running)
    assert first.glow(0.0, True) is None
    press(pygame.K_r, "r")
    wait_for(app, lambda: app.session.snapshot.observation.pump.running)
    app.frame(1 / 60)
    assert first.glow(0.0, True) is not None, "the story begins anew"


def test_what_is_exaggerated_opens_with_one_touch_and_closes_with_another(app: App) -> None:
    panels = app.session.stage.panels
    for expected in ("facts", ""):
        click(rect_of(app, "facts").center)
        wait_for(app, lambda expected=expected: panels.drawer == expected)
    press(pygame.K_F6)
    wait_for(app, lambda: panels.drawer == "facts")
    press(pygame.K_ESCAPE)
    wait_for(app, lambda: not panels.drawer)
    assert app.session.running


def test_reduced_motion_makes_the_glow_steady(app: App) -> None:
    app.actions("motion")
    assert app.session.stage.panels.calm


def test_every_key_means_one_thing() -> None:
    keys = [key for action in controls.ACTIONS for key in action.keys]
    assert len(keys) == len(set(keys))
    words = Words("en")
    words.open()
    assert {"Y", "F6"} <= {key for key, _ in _rows(words, True, True)}
