"""Random visitors: keys, clicks, drags, wheel, fingers, controllers, resizes and languages in any order. Nothing
breaks, and no ion is lost. IONS_RANDOM_EVENTS and IONS_RANDOM_SEED set how long and which; the default is short. Long
runs also ask whether memory stays flat:

    IONS_RANDOM_EVENTS=100000 python -m pytest -n0 -s tests/render/test_random_visitors.py
"""

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pygame
import pytest

from render import controls
from render.app import App
from render.kiosk.people.leftovers import give_back
from render.session import Session
from scenes import library
from tests.helpers.resident import resident_mb
from tests.helpers.windows import FEW_IONS, start

EVENTS = int(os.environ.get("IONS_RANDOM_EVENTS", "1500"))
SEED = int(os.environ.get("IONS_RANDOM_SEED", "1"))
SIZES = [(1280, 720), (800, 600), (1080, 1920), (640, 480), (320, 240), (1920, 1080)]
WARM_UP = 20_000  # events until every picture and font has been made once
MEMORY_EVERY = 500
MOST_GROWTH = 0.03
LEAVING = ("quit", "quit_now", "screenshot", "fullscreen")


class Visited(App):
    """Does all but leave, so that a run goes on."""

    def allowed(self, name: str) -> bool:
        return name not in LEAVING


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visited]:
    monkeypatch.chdir(tmp_path)
    running = Visited(Session("resting", seed=1, threads=1, size=(1280, 720), ions=FEW_IONS))
    start(running, asked=True)
    yield running
    running.close()


def event_of(rng: random.Random, app: App) -> pygame.event.Event:
    """Anything that a person or the system may do to a window."""
    width, height = app.session.window.canvas.get_size()
    px = rng.randrange(-5, width + 5), rng.randrange(-5, height + 5)
    if app.session.stage is not None and app.session.stage.panels.buttons and rng.random() < 0.5:
        px = rng.choice([*app.session.stage.panels.buttons]).rect.center
    kind = rng.choices(["key", "down", "move", "up", "wheel", "finger", "pad", "resize", "other"],
                       [8, 6, 6, 5, 2, 3, 2, 0.15, 0.3])[0]  # fmt: skip
    values: dict[str, Any] = {}
    if kind == "key":
        action = rng.choice(controls.ACTIONS)
        more = (pygame.K_TAB, pygame.K_RETURN, pygame.K_LEFT, pygame.K_RIGHT, pygame.K_UP, pygame.K_END, pygame.K_z)
        key = rng.choice([*action.keys, *more])
        mod = rng.choice([0, 0, 0, pygame.KMOD_LSHIFT, pygame.KMOD_LCTRL])
        return pygame.event.Event(pygame.KEYDOWN, key=key, unicode="", mod=mod, scancode=0)
    if kind in ("down", "up"):
        button = rng.choice([1, 1, 1, 2, 3])
        which = pygame.MOUSEBUTTONDOWN if kind == "down" else pygame.MOUSEBUTTONUP
        return pygame.event.Event(which, pos=px, button=button, touch=False)
    if kind == "move":
        return pygame.event.Event(pygame.MOUSEMOTION, pos=px, rel=(0, 0), buttons=(0, 0, 0), touch=False)
    if kind == "wheel":
        notches = rng.randrange(-4, 5)
        return pygame.event.Event(pygame.MOUSEWHEEL, x=0, y=notches, flipped=False, precise_y=float(notches))
    if kind == "finger":
        which = rng.choice([pygame.FINGERDOWN, pygame.FINGERMOTION, pygame.FINGERMOTION, pygame.FINGERUP])
        values = {"touch_id": 1, "finger_id": rng.randrange(3), "x": rng.random(), "y": rng.random()}
        return pygame.event.Event(which, **values)
    if kind == "pad":
        pad = {"instance_id": 0, "joy": 0}
        return rng.choice([
            pygame.event.Event(pygame.JOYBUTTONDOWN, **pad, button=rng.randrange(16)),
            pygame.event.Event(pygame.JOYHATMOTION, **pad, hat=0, value=(rng.randrange(-1, 2), rng.randrange(-1, 2))),
            pygame.event.Event(pygame.JOYAXISMOTION, **pad, axis=rng.randrange(4), value=rng.uniform(-1, 1)),
        ])  # fmt: skip
    if kind == "resize":
        size = rng.choice(SIZES)
        pygame.display.set_mode(size, pygame.RESIZABLE)
        return pygame.event.Event(pygame.VIDEORESIZE, size=size, w=size[0], h=size[1])
    return pygame.event.Event(rng.choice([pygame.QUIT, pygame.ACTIVEEVENT, pygame.KEYUP]), key=0, mod=0)


def test_random_visitors_break_nothing_and_lose_no_ion(app: Visited) -> None:
    rng = random.Random(SEED)
    balance: dict[str, int] = {}
    generation = generations = compared = 0
    memory: list[float] = []
    for n in range(EVENTS):
        pygame.event.post(event_of(rng, app))
        if n % 4 == 0:
            app.frame(1 / 60)
            assert app.session.running
            assert app.session.stopped is None, f"event {n} of seed {SEED}: {app.session.stopped}"
            snapshot = app.session.snapshot
            assert snapshot is not None
            observed = snapshot.observation
            now = {s: sum(c.values()) - observed.exchanged[s] for s, c in observed.counts.items()}
            if snapshot.generation != generation:
                generation, balance = snapshot.generation, now
                generations += 1
            assert now == balance, f"ions lost or made before event {n} of seed {SEED}"
            compared += 1
        if n % 100 == 99:
            time.sleep(0.05)  # lets the simulation go on
        if n >= WARM_UP and n % MEMORY_EVERY == 0:
            give_back()  # what is free in pieces is no leak
            memory.append(resident_mb())
    assert compared > generations > 1
    assert set(app.session.scene_names) == set(library())
    if len(memory) >= 20:
        half = len(memory) // 2  # it goes up and down with scenes and windows; what leaks raises the highest level
        first, last = max(memory[:half]), max(memory[half:])
        print(f"\nseed {SEED}: {EVENTS} events, memory at most {first:.1f} MB in one half, {last:.1f} MB in the other")
        print("  on the way:", *(f"{mb:.0f}" for mb in memory[:: len(memory) // 20]))
        assert last < (1 + MOST_GROWTH) * first
