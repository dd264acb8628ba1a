"""Random building by real events: nothing breaks, and no ion is lost."""

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest

from render.app import App
from render.panels.tray.offers import BUILD, PUT
from tests.helpers.hands import at, drag, post, pumped, shifted, shown
from tests.helpers.windows import press


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    monkeypatch.chdir(tmp_path)
    with pumped(tmp_path) as running:
        yield running


EVENTS = 300
NAMES = (
    "left",
    "right",
    "fine_left",
    "fine_right",
    "far_left",
    "far_right",
    "remove",
    "put:",
    "put:K",
    "put:Na",
    "put:Cl",
)


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_random_building_breaks_nothing_and_loses_no_ion(app: App, seed: int) -> None:
    rng, done = random.Random(seed), Counter[str]()
    balance = {}
    for n in range(EVENTS):
        box, panels = app.session.stage.box, app.session.stage.panels
        here = rng.randrange(0, 900), rng.randrange(40, 560)
        pieces = [box.door_rect(d).center for d in range(len(box.membrane.doors))]
        tiles = [button.rect.center for button in panels.buttons if button.name.startswith(PUT)]
        match rng.randrange(6):
            case 0 if tiles:
                drag(app, rng.choice(tiles), at(app, rng.uniform(-5, 105), rng.uniform(-20, 20)))
            case 1 if pieces:
                drag(app, rng.choice(pieces), at(app, rng.uniform(-5, 105), rng.uniform(-9, 9)))
            case 2 if pieces:
                drag(app, rng.choice(pieces), here, let_go=rng.random() < 0.8)
            case 3:
                app.actions(f"{BUILD}:{rng.choice(NAMES)}")
            case 4:
                press(rng.choice([pygame.K_LEFT, pygame.K_RIGHT, pygame.K_DELETE, pygame.K_PAGEUP, pygame.K_HOME]))
                shifted(rng.choice([pygame.K_LEFT, pygame.K_RIGHT, pygame.K_UP, pygame.K_DOWN]))
            case _:
                post(rng.choice([pygame.MOUSEBUTTONUP, pygame.MOUSEMOTION]), here)
                press(rng.choice([pygame.K_b, pygame.K_x, pygame.K_j, pygame.K_u, pygame.K_BACKSPACE]))
        if rng.random() < 0.02:
            app.actions("depth" if rng.random() < 0.5 else "language")
        if not panels.drawer:
            app.actions(BUILD)
        app.frame(1 / 60)
        assert app.session.stopped is None, f"event {n}: {app.session.stopped}"
        observed = shown(app).observation
        now = {s: sum(c.values()) - observed.exchanged[s] for s, c in observed.counts.items()}
        assert balance.setdefault(shown(app).generation, now) == now, f"ions lost or made before event {n}"
        done[str(shown(app).built)] += 1
    assert len(done) > 20, "little was built"
