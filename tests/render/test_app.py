"""The whole window on a dummy display: every key, click and button does its thing, through the real event queue."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest

from render import controls
from render.app import App, play
from render.device.window import SMALLEST
from render.playback.messages import Apply, SetByHand
from render.playback.preparation import LATER, Preparation
from render.playback.reading import kinds_for
from render.playback.snapshot import CLOSED, OPEN
from render.session import Session
from scenes import SceneFileError, library
from tests.helpers.windows import FEW_IONS, click, press, start, wait_for

ROOT = Path(__file__).parents[2]


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    monkeypatch.chdir(tmp_path)
    running = App(Session("resting", seed=1, threads=1, size=(1280, 720), ions=FEW_IONS))
    yield start(running)
    running.close()


def gates(app: App, symbol: str) -> set[int]:
    assert app.session.snapshot is not None
    kinds = kinds_for(app.session.snapshot, symbol)
    return {
        int(g) for g, kind in zip(app.session.snapshot.gate, app.session.snapshot.kind, strict=True) if kind in kinds
    }


THIRDS = [range(n, n + 8) for n in range(0, len(library()), 8)]  # of the library: workers share them


@pytest.mark.parametrize(
    "numbers", [THIRDS[0], *(pytest.param(n, marks=pytest.mark.slow) for n in THIRDS[1:])], ids=str
)
def test_every_key_and_button_in_every_scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, numbers: range) -> None:
    """One window goes from scene to scene with the arrow keys, as a visitor would."""
    monkeypatch.chdir(tmp_path)
    names = library()[numbers.start : numbers.stop]
    app = start(App(Session(names[0], seed=1, threads=1, size=(800, 600), ions=FEW_IONS)))
    try:
        for name in names:
            wait_for(app, lambda n=name: app.session.snapshot.scene_file.name == n and app.session.snapshot.time_ns > 0)
            press_every_key(app, name)
            click_every_button(app)
            press(pygame.K_RIGHT)
        following = next(iter(library()[numbers.stop :]), library()[0])
        wait_for(app, lambda: app.session.snapshot.scene_file.name == following)
        press(pygame.K_LEFT)
        wait_for(app, lambda: app.session.snapshot.scene_file.name == names[-1])
        press(pygame.K_ESCAPE)
        wait_for(app, lambda: not app.session.running)
    finally:
        app.close()


def press_every_key(app: App, name: str) -> None:
    for key, symbol in ((pygame.K_k, "K"), (pygame.K_n, "Na"), (pygame.K_c, "Cl")):
        there = bool(kinds_for(app.session.snapshot, symbol))
        app.session.say("")
        press(key)
        wait_for(app, lambda s=symbol, t=there: gates(app, s) == {CLOSED} if t else app.session._message[1] > 0)
        if there:
            press(key)
            wait_for(app, lambda s=symbol: gates(app, s) == {OPEN})
    observation = app.session.snapshot.observation
    for key, of in ((pygame.K_p, "running"), (pygame.K_d, "dnp"), (pygame.K_o, "ouabain"), (pygame.K_e, "sodium")):
        app.session.say("")
        was = getattr(observation.pump, of, None)
        press(key)
        wait_for(app, lambda o=of, w=was: app.session._message[1] > 0 if w is None else pumps(app, o) != w)
        if was is not None:
            press(key)
            wait_for(app, lambda o=of, w=was: pumps(app, o) == w)
    app.session.say("")
    press(pygame.K_v)
    wait_for(
        app, lambda: app.session._message[1] > 0 if observation.gating is None else app.session.is_on("gating") is False
    )
    press(pygame.K_v)
    wait_for(app, lambda: observation.gating is None or app.session.is_on("gating") is True)
    press(pygame.K_i)
    views = ((pygame.K_x, "excess"), (pygame.K_u, "field"), (pygame.K_j, "follow"))
    for key, on in (*views, (pygame.K_a, "sliders"), (pygame.K_g, "options")):
        press(key)
        wait_for(app, lambda o=on: app.session.is_on(o))
        press(key)
        wait_for(app, lambda o=on: not app.session.is_on(o))
    for key, on in ((pygame.K_m, "sound"), (pygame.K_F2, "contrast"), (pygame.K_F4, "motion")):
        for _ in range(2):
            was = app.session.is_on(on)
            press(key)
            wait_for(app, lambda o=on, w=was: app.session.is_on(o) != w or app.session._message[1] > 0)
    for key, zoomed in ((pygame.K_PAGEUP, True), (pygame.K_HOME, False)):
        press(key)
        wait_for(app, lambda z=zoomed: app.session.stage.box.view.zoomed == z)
    press(pygame.K_SPACE, " ")
    wait_for(app, lambda: app.session.snapshot.paused)
    held = app.session.snapshot.time_ns
    press(pygame.K_PERIOD, ".")
    wait_for(app, lambda: app.session.snapshot.time_ns > held and app.session.snapshot.paused)
    pace = app.session.snapshot.pace
    press(pygame.K_EQUALS, "+")
    wait_for(app, lambda: app.session.snapshot.pace > pace)
    press(pygame.K_MINUS, "-")
    wait_for(app, lambda: app.session.snapshot.pace == pace)
    press(pygame.K_r, "r")
    wait_for(app, lambda: app.session.snapshot.time_ns < held or not app.session.snapshot.paused)
    language = app.session.words.language
    for wanted in (True, False):
        press(pygame.K_l, "l")
        wait_for(app, lambda w=wanted: (app.session.words.language != language) == w)
    for key, character, wanted in ((pygame.K_SLASH, "?", True), (pygame.K_h, "h", False)):
        press(key, character)
        wait_for(app, lambda w=wanted: app.session.help == w)
    for wanted in (True, False):
        press(pygame.K_f, "f")
        wait_for(app, lambda w=wanted: app.session.window.fullscreen == w)
    press(pygame.K_s, "s")
    wait_for(app, lambda: list(Path.cwd().glob(f"ions-{name}-*.png")))


def click_every_button(app: App) -> None:
    """Each is where it is drawn, and stands for its own action: those of a paused scene, and of both drawers."""
    press(pygame.K_SPACE, " ")
    wait_for(
        app, lambda: app.session.snapshot.paused and "scrub_on" in {b.name for b in app.session.stage.panels.buttons}
    )
    for drawer in ("", "sliders", "options"):
        if drawer:
            app.actions(drawer)
        wait_for(app, lambda d=drawer: app.session.stage.panels.drawer == d)
        app.frame(1 / 60)
        done: list[str] = []
        names = [button.name for button in app.session.stage.panels.buttons]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(app.gestures, "_act", done.append)
            for button in app.session.stage.panels.buttons:
                click(button.rect.center)
            wait_for(app, lambda d=done, n=names: len(d) >= len(n))
        assert done == names
    app.actions("options")
    press(pygame.K_SPACE, " ")
    wait_for(app, lambda: not app.session.snapshot.paused)


def pumps(app: App, what: str) -> object:
    assert app.session.snapshot is not None
    return getattr(app.session.snapshot.observation.pump, what)


def test_digits_choose_scenes(app: App) -> None:
    for number in (2, 9):
        press(pygame.K_0 + number, str(number))
        wait_for(app, lambda n=number: app.session.snapshot.scene_file.name == library()[n - 1])


@pytest.mark.parametrize("drawer", ["", "sliders", "options"])
def test_every_button_acts(app: App, monkeypatch: pytest.MonkeyPatch, drawer: str) -> None:
    if drawer:
        app.actions(drawer)
    press(pygame.K_SPACE, " ")
    wait_for(
        app, lambda: app.session.snapshot.paused and "scrub_on" in {b.name for b in app.session.stage.panels.buttons}
    )
    done: list[str] = []
    monkeypatch.setattr(app.gestures, "_act", done.append)
    names = [button.name for button in app.session.stage.panels.buttons]
    assert {"pause", "step", "slower", "faster", "reset", "help", "language", "fullscreen", "tour"} <= set(names)
    assert ("screenshot" in names) == (drawer == "options")
    assert set(names) <= set(controls.BY_NAME)
    for button in app.session.stage.panels.buttons:
        click(button.rect.center)
    wait_for(app, lambda: done == names)


def test_every_key_has_a_visible_control(app: App) -> None:
    """All actions are on a button somewhere, but those that the pointer does otherwise."""
    shown = {name for row in controls.BAR for name in row} | {*controls.OPTIONS, *controls.SCRUB, controls.FACTS}
    shown |= {*controls.LABORATORY_HEADER, *controls.VISITOR, *controls.HAND_SWITCHES, controls.NOTE, *controls.NOTES}
    for action in controls.ACTIONS:
        assert action.name in shown or action.name.startswith("scene:") or action.name == "back", action.name


def test_every_action_is_carried_out_and_every_key_is_unique(app: App) -> None:
    keys = [key for action in controls.ACTIONS for key in action.keys]
    assert len(keys) == len(set(keys))
    for action in controls.ACTIONS:
        if action.name not in ("quit", "back"):
            app.actions(action.name)
            app.frame(1 / 60)
    assert app.session.running


def test_clicking_a_channel_opens_and_closes_it(app: App) -> None:
    for door in (0, len(app.session.stage.box.membrane.doors) // 2):
        place = app.session.stage.box.door_rect(door).center
        assert app.session.stage.box.door_at(place) == door
        click(place)
        wait_for(app, lambda d=door: app.session.snapshot.gate[d] == CLOSED)
        click(place)
        wait_for(app, lambda d=door: app.session.snapshot.gate[d] == OPEN)
    assert app.session.stage.box.door_at((5, 5)) is None


def test_what_was_asked_for_may_be_done_at_the_door_itself(app: App) -> None:
    first = app.session.stage.panels.first
    first._asked = ("toggle:Na",)
    for door, glows in (("K", True), ("Na", False)):
        click(app.session.stage.box.door_rect(app.session.snapshot.kind.index(door)).center)
        app.frame(1 / 60)
        assert (first.glow(0.0, False) is not None) == glows, door


def test_a_scene_on_its_way_leaves_the_last_picture_alone(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a scene is prepared the window holds the snapshot that it drew, and a click finds nothing to switch."""

    def waiting(frames: int) -> None:
        for _ in range(frames):
            app.session.worker.progress = Preparation(LATER)
            app.frame(0.1)
            time.sleep(0.005)  # in which the simulation fills all the snapshots that it has

    waiting(6)
    kept, door = app.session.snapshot, app.session.stage.box.door_rect(3).center
    shown = kept.time_ns
    waiting(60)
    assert app.session.loading and app.session.snapshot is kept and kept.time_ns == shown
    posted: list[object] = []
    with monkeypatch.context() as patch:
        patch.setattr(app.session.worker, "post", posted.append)
        click(door)
        waiting(1)
    assert posted == []
    app.session.worker.progress = None
    wait_for(app, lambda: not app.session.loading and app.session.snapshot.time_ns > shown)


def test_a_hand_means_the_scene_that_is_seen(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    posted: list[Apply | SetByHand] = []
    with monkeypatch.context() as patch:
        patch.setattr(app.session.worker, "post", posted.append)
        app.session.post(SetByHand(x=1.0))
        app.actions("toggle:K")
    assert posted and {message.scene for message in posted} == {"resting"}


def test_resizing_fits_the_picture_again(app: App) -> None:
    for size in ((800, 600), (720, 1280), (300, 200), (120, 400), (400, 90), (1600, 900)):
        pygame.display.set_mode(size, pygame.RESIZABLE)
        pygame.event.post(pygame.event.Event(pygame.VIDEORESIZE, size=size, w=size[0], h=size[1]))
        shown = max(size[0], SMALLEST[0]), max(size[1], SMALLEST[1])
        wait_for(app, lambda s=shown: app.session.window.canvas.get_size() == s)
        for cover in ("help", "help", "language"):
            app.actions(cover)
            app.frame(1 / 60)


def test_hovering_says_what_a_thing_does(app: App) -> None:
    door = app.session.stage.box.door_rect(0).center
    pygame.event.post(pygame.event.Event(pygame.MOUSEMOTION, pos=door, rel=(0, 0), buttons=(0, 0, 0), touch=False))
    wait_for(app, lambda: app._cover[3] and "open" in app._cover[3][0])
    button = app.session.stage.panels.buttons[0].rect.center
    pygame.event.post(pygame.event.Event(pygame.MOUSEMOTION, pos=button, rel=(0, 0), buttons=(0, 0, 0), touch=False))
    wait_for(app, lambda: app.session.stage.panels.hovered == app.session.stage.panels.buttons[0].name)


def test_a_stopped_simulation_is_told_and_reset_brings_it_back(app: App) -> None:
    def broken(ns: float) -> float:
        raise RuntimeError("the ions have gone")

    app.session.worker._advance = broken  # type: ignore[method-assign]
    wait_for(app, lambda: app.session.stopped == "the ions have gone")
    app.frame(1 / 60)
    del app.session.worker._advance
    press(pygame.K_r, "r")
    wait_for(app, lambda: app.session.stopped is None and app.session.snapshot.time_ns > 0)


def test_screenshots_never_overwrite_each_other(app: App) -> None:
    press(pygame.K_SPACE, " ")
    wait_for(app, lambda: app.session.snapshot.paused)
    for count in (1, 2, 3):
        press(pygame.K_s, "s")
        wait_for(app, lambda c=count: len(list(Path.cwd().glob("*.png"))) == c)
        assert app.session.message.endswith(".png") or "png" in app.session.message
    assert pygame.image.load(str(next(Path.cwd().glob("*.png")))).get_size() == (1280, 720)


def test_play_reports_and_a_wrong_scene_is_raised() -> None:
    report = play("sealed", threads=1, size=(640, 480), ions=FEW_IONS, seconds=1.5)
    assert report.first_window_s < 10 and report.frame_ms and report.simulated_ns > 0
    with pytest.raises(SceneFileError):
        play("no-such-scene")
    with pytest.raises(SceneFileError):
        play("sealed", changes=["outside.K=-1"])


def test_without_a_display_it_says_so() -> None:
    program = "from render.app import NoDisplay, play\ntry:\n    play('sealed')\nexcept NoDisplay: print('no display')"
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")}
    if sys.platform in ("win32", "darwin"):
        environment["SDL_VIDEODRIVER"] = "no-such-driver"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.stdout.strip().endswith("no display"), done.stderr


def test_importing_opens_no_display_and_waits_with_what_is_slow() -> None:
    program = (
        "import sys, pygame, render.app\n"
        "slow = {'numba', 'sim', 'scenes', 'pydantic', 'scipy'} & set(sys.modules)\n"
        "sys.exit(bool(slow) or pygame.display.get_init())"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT).returncode == 0


def test_the_window_is_up_before_anything_is_loaded() -> None:
    app = App(Session("resting", threads=1, ions=FEW_IONS))
    app.open()
    assert pygame.display.get_surface().get_size() == (1280, 720)
    assert app.session.snapshot is None
    press(pygame.K_h, "h")
    press(pygame.K_l, "l")
    click((100, 100))
    app.frame(1 / 60)
    wait_for(app, lambda: app.session.snapshot is not None)
    app.close()
