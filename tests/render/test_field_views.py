"""Both views of charge and potential on the whole window: at any size, in any text size, one at a time."""

from collections.abc import Iterator

import pygame
import pytest

from render.app import App
from render.playback.player import Player
from render.playback.snapshot import Snapshot
from render.session import Session
from render.stage import Stage
from render.style.text import Typesetter
from render.style.words import Words
from scenes import load
from scenes.languages import codes
from tests.helpers.windows import FEW_IONS, press, start, wait_for

KINDS = ("layered", "mesh", "capacitor")


@pytest.fixture
def app() -> Iterator[App]:
    running = App(Session("resting", seed=1, threads=1, size=(1280, 720), ions=FEW_IONS))
    yield start(running)
    running.close()


def test_one_view_takes_the_place_of_the_other(app: App) -> None:
    def on() -> tuple[bool | None, ...]:
        return app.session.is_on("excess"), app.session.is_on("field")

    for key, expected in (
        (pygame.K_x, (True, False)),
        (pygame.K_u, (False, True)),
        (pygame.K_x, (True, False)),
        (pygame.K_x, (False, False)),
        (pygame.K_u, (False, True)),
        (pygame.K_u, (False, False)),
    ):
        press(key)
        wait_for(app, lambda wanted=expected: on() == wanted)
    for name, expected in (("field", (False, True)), ("excess", (True, False))):
        app.actions(name)
        assert on() == expected
    assert {"excess", "field"} <= {button.name for button in app.session.stage.panels.buttons}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", [1.0, 2.0])
def test_any_window_shows_both(kind: str, text: float) -> None:
    player, snapshot = Player(1, 1), Snapshot()
    player.open(load("potassium-only", [f"ions={FEW_IONS}", f"field.kind={kind}"]))
    player.advance(100.0)
    player.publish(snapshot)
    for language in codes():
        words = Words(language)
        words.open()
        stage = Stage(Typesetter(1.0), words)
        stage.panels.text_scale = text
        for size in ((480, 320), (640, 480), (480, 960), (1280, 720)):
            for view in ("excess", "field"):
                stage.box.marks.on, stage.box.field.on = view == "excess", view == "field"
                surface = pygame.Surface(size, 0, 32)
                for _ in range(8):
                    stage.show(surface, snapshot, [], 0.1)
                assert stage.box.field.shown == (1.0 if view == "field" or kind != "capacitor" else 0.0)
