"""The kiosk's window, with time passing as fast as the test likes: idle, countdown, attract loop, reset, no way out."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pygame
import pytest

from render import controls
from render.kiosk.config import KioskConfig
from render.kiosk.people.idle import Idle
from render.kiosk.visitor import FORBIDDEN, KioskApp, SimulationLost
from render.playback.messages import Pause
from render.playback.snapshot import Snapshot
from render.playback.tour import ASKING_S
from scenes.format.reading import LIBRARY
from scenes.languages import text
from tests.helpers.windows import press

CONFIG = KioskConfig(
    ions=1000,
    threads=1,
    fullscreen=False,
    scenes=["sealed", "resting", "pump"],
    first="resting",
    cursor_s=2.0,
    menu=False,
)
STEP_S = 0.2


@pytest.fixture
def app() -> Iterator[KioskApp]:
    running = KioskApp(CONFIG)
    running.open()
    until(running, lambda: running.session.snapshot is not None and running.session.snapshot.time_ns > 0)
    yield running
    running.close()


def until(app: KioskApp, reached: Callable[[], object], seconds: float = 30.0, step_s: float = 0.001) -> None:
    """Frames until something is true; almost no time passes for the kiosk."""
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it did not happen in time"
        app.frame(step_s)
        time.sleep(0.002)


def pass_time(app: KioskApp, seconds: float) -> None:
    for _ in range(round(seconds / STEP_S)):
        app.frame(STEP_S)


def come(app: KioskApp) -> None:
    """A visitor touches the screen, and the first scene begins."""
    telling = now(app).telling
    touch()
    app.frame(0.001)
    first = CONFIG.first_scene
    until(app, lambda: now(app).scene_file.name == first and now(app).telling > telling and now(app).time_ns > 0)


def touch(px: tuple[int, int] = (300, 300)) -> None:
    pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=px, button=1, touch=True))
    pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONUP, pos=px, button=1, touch=True))


def now(app: KioskApp) -> Snapshot:
    assert app.session.snapshot is not None
    return app.session.snapshot


def test_nobody_there_at_first_then_somebody(app: KioskApp) -> None:
    assert app.idle.phase == "attract" and app.session.tour.active
    come(app)
    assert app.idle.phase == "visitor" and not app.session.tour.active and app.visits == 1


def test_idle_countdown_attract_touch_puts_everything_back(app: KioskApp) -> None:
    come(app)
    fresh = app.session.settings
    assert fresh.depth == "visitor"
    app.actions("next_scene")
    until(app, lambda: now(app).scene_file.name == "pump" and now(app).time_ns > 0)
    views = ("excess", "field", "follow", "zoom_in")
    for action in ("depth", "language", "sound", "text_size", "contrast", "motion", *views, "help"):
        app.actions(action)
    for action in ("faster", "toggle:K", "pause"):
        app.actions(action)
    until(app, lambda: now(app).paused and not now(app).passing.all() and now(app).pace > 240)
    assert (
        app.session.settings != fresh and app.session.settings.text_scale > 1 and app.session.settings.language == "zh"
    )
    assert (
        app.session.stage is not None
        and app.session.stage.box.view.zoomed
        and app.session.stage.box.field.on
        and app.session.help
    )

    pass_time(app, CONFIG.idle_s - 1)
    assert app.idle.phase == "visitor"
    pass_time(app, 1.5)
    assert app.idle.phase == "asking" and app.session.words.language == "zh"  # nothing is taken away yet
    pass_time(app, CONFIG.countdown_s - 1)
    assert app.idle.phase == "asking" and now(app).scene_file.name == "pump"
    pass_time(app, 1.5)
    assert app.idle.phase == "attract" and app.session.tour.active

    come(app)
    assert app.session.settings == fresh
    assert (
        not (app.session.stage.box.view.zoomed or app.session.stage.box.field.on or app.session.help)
        and app.session.stage.box.followed is None
    )
    assert now(app).pace == 240 and not now(app).paused and now(app).passing.all()
    assert app.session.focus.name is None and not app.session.stage.panels.drawer


def test_the_seed_comes_back_too(app: KioskApp) -> None:
    """Two visitors see the same ions at the same places: the first snapshots of a scene are equal."""

    def first_positions() -> np.ndarray:
        telling = now(app).telling
        app.start_over()
        app.session.worker.post(Pause(True))  # taken in the same round, before time passes
        until(app, lambda: now(app).telling > telling and now(app).paused)
        assert now(app).time_ns == now(app).scene.macro_step_ns
        return np.array(now(app).x[: int(now(app).count.sum())])

    come(app)
    assert np.array_equal(first_positions(), first_positions())


def test_a_touch_during_the_countdown_keeps_everything_and_does_nothing_else(app: KioskApp) -> None:
    come(app)
    app.actions("language")
    pass_time(app, CONFIG.idle_s + 5)
    assert app.idle.phase == "asking" and 14 < app.idle.left_s < 16
    assert app.session.stage is not None
    help_button = next(button for button in app.session.stage.panels.buttons if button.name == "help")
    touch(help_button.rect.center)
    app.frame(0.001)
    assert (
        app.idle.phase == "visitor" and app.session.words.language == "zh" and not app.session.help and app.visits == 1
    )
    pass_time(app, CONFIG.idle_s - 1)
    assert app.idle.phase == "visitor"  # the full time again


@pytest.mark.slow
def test_a_visitor_who_keeps_touching_is_never_asked(app: KioskApp) -> None:
    come(app)
    for _ in range(8):
        pass_time(app, 30)
        press(pygame.K_x, "x")
        app.frame(0.001)
        assert app.idle.phase == "visitor"


@pytest.mark.slow
def test_the_attract_loop_shows_the_scenes_in_turn_in_every_language(app: KioskApp) -> None:
    seen = []
    for _ in range(2 * len(CONFIG.scenes)):
        until(
            app, lambda: not app.session.tour.waiting
        )  # a scene late by half a minute of the kiosk's time is passed over
        name = now(app).scene_file.name
        seen.append((name, app.session.words.language))
        assert app.session.stage is not None
        pass_time(app, app.session.tour.opening_s + CONFIG.attract_scene_s + app.session.tour.seen_s + 0.5)
        until(app, lambda n=name: now(app).scene_file.name != n, step_s=0.01)  # type: ignore[misc]
    assert [name for name, _ in seen] == CONFIG.scenes * 2
    assert [language for _, language in seen] == ["en", "zh"] * 3


def test_the_opening_picture_is_in_one_language_that_of_its_scene(app: KioskApp) -> None:
    for own, other in (("en", "zh"), ("zh", "en")):
        app.speak(own)
        app.frame(STEP_S)
        said: list[str] = []
        for _ in range(20):
            app.type.placed = []
            app.frame(STEP_S)
            said += [words for words, _ in app.type.placed]
        assert text("kiosk.touch", own) in said and text("kiosk.still_there", own) not in said
        assert not {text(key, other) for key in ("kiosk.touch", "side.inside", "ui.voltage.heading")} & set(said)
        if own == "en":
            assert not [words for words in said if re.search("[\u4e00-\u9fff]", words) and words != "中文"], (
                "but for the button"
            )


def test_the_countdown_is_on_the_screen_in_large_figures(app: KioskApp) -> None:
    come(app)
    pass_time(app, CONFIG.idle_s + 0.5)
    app.type.placed = []
    app.frame(STEP_S)
    placed = dict(app.type.placed)
    assert text("kiosk.still_there", "en") in placed and text("kiosk.still_there", "zh") in placed
    assert placed["20"].height > 1.5 * app.type.line_height("body")
    rects = [placed[text(f"kiosk.{key}", code)] for key in ("still_there", "stay") for code in ("en", "zh")]
    rects.append(placed["20"])
    assert all(not a.colliderect(b) for n, a in enumerate(rects) for b in rects[:n])


def test_there_is_no_way_out_but_the_chord(app: KioskApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    come(app)
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_F4, unicode="", mod=pygame.KMOD_ALT, scancode=0))
    for action in controls.ACTIONS:
        for key in action.keys:
            press(key)
    for name in FORBIDDEN:
        app.actions(name)
    app.frame(0.001)  # takes all events; pygame 2.6.1 drops a reference too many in event.peek
    pass_time(app, 1)
    assert app.session.running and not app.session.window.fullscreen and not list(tmp_path.glob("*.png"))
    assert (
        app.session.stage is not None and not {button.name for button in app.session.stage.panels.buttons} & FORBIDDEN
    )


def test_staff_hold_the_chord_for_three_seconds(app: KioskApp) -> None:
    keys = [pygame.K_RCTRL, pygame.K_LSHIFT, pygame.K_q]
    for key in keys:
        press(key)
    pass_time(app, 2.5)
    pygame.event.post(pygame.event.Event(pygame.KEYUP, key=pygame.K_q, mod=0, unicode="", scancode=0))
    pass_time(app, 2.5)
    assert app.session.running  # let go too soon
    press(pygame.K_q)
    pass_time(app, 2.5)
    assert app.session.running
    pass_time(app, 1)
    assert not app.session.running and app.staff_left


def test_the_cursor_hides_when_it_rests(app: KioskApp) -> None:
    pass_time(app, 0.5)
    assert not pygame.mouse.get_visible()
    moved = pygame.event.Event(pygame.MOUSEMOTION, pos=(5, 5), rel=(1, 1), buttons=(0, 0, 0), touch=False)
    pygame.event.post(moved)
    pass_time(app, 0.5)
    assert pygame.mouse.get_visible() and app.idle.phase == "attract"  # a nudge of the table wakes nobody
    pass_time(app, CONFIG.cursor_s)
    assert not pygame.mouse.get_visible()


def test_a_stopped_simulation_starts_again_by_itself(app: KioskApp) -> None:
    come(app)

    def broken(ns: float) -> float:
        raise RuntimeError("the ions have gone")

    telling = now(app).telling
    app.session.worker._advance = broken  # type: ignore[method-assign]
    until(app, lambda: app._failed_at, step_s=0.05)
    del app.session.worker._advance
    until(app, lambda: now(app).telling > telling)

    def moving() -> bool:
        app.session.tour.skip_opening()  # under which time stands still; it may have stopped, and begun, twice
        return now(app).time_ns > 5

    until(app, moving)
    assert app.idle.phase == "visitor"


def test_a_simulation_that_fails_again_and_again_needs_a_new_process(app: KioskApp) -> None:
    def broken(ns: float) -> float:
        raise RuntimeError("the ions have gone")

    app.session.worker._advance = broken  # type: ignore[method-assign]
    with pytest.raises(SimulationLost, match="gone"):
        until(app, lambda: False, 10)


def test_scenes_that_have_become_wrong_are_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The first before anything plays, one of the others while it is waited for: the exhibit goes on."""
    content = (LIBRARY / "sealed.toml").read_text(encoding="utf-8")
    files = [tmp_path / f"{name}.toml" for name in ("first", "second", "third")]
    for file in files:
        file.write_text(content, encoding="utf-8")
    config = CONFIG.model_copy(update={"scenes": [*map(str, files), "pump"], "first": "first"})
    files[0].write_text("")
    app = KioskApp(config)
    app.open()
    try:
        until(app, lambda: app.session.snapshot is not None and app.session.snapshot.time_ns > 0)
        assert now(app).scene_file.name == "second" and app.session.scene_names == ["second", "third", "pump"]
        files[2].write_text("")
        app.session.load("third")
        until(app, lambda: len(app.session.scene_names) == 2)
        assert app.session.scene_names == ["second", "pump"] and app.session.tour.names == ["second", "pump"]
        come_to = now(app).telling
        touch()
        app.frame(0.001)
        until(app, lambda: now(app).telling > come_to and now(app).scene_file.name == "second")
    finally:
        app.close()
    assert [record.getMessage().split(":")[0] for record in caplog.records if record.levelname == "ERROR"] == [
        "the scene 'first' is left out", "the scene 'third' is left out",
    ]  # fmt: skip


def test_a_lost_thread_is_noticed_at_once(app: KioskApp) -> None:
    app.session.worker.stop()
    with pytest.raises(SimulationLost):
        app.frame(STEP_S)


def test_idle_goes_through_its_phases() -> None:
    idle = Idle(60, 20)
    assert idle.tick(1000, False) is None and idle.phase == "attract"
    assert idle.tick(0.1, True) == "came"
    assert [idle.tick(59, False), idle.tick(1, False), idle.tick(10, False)] == [None, "asked", None]
    assert idle.left_s == pytest.approx(10)
    assert idle.tick(0.1, True) == "stayed" and idle.tick(30, True) is None
    assert [idle.tick(60, False), idle.tick(20, False)] == ["asked", "left"]


def test_an_answer_is_counted_once_a_visit_and_its_share_is_told(app: KioskApp) -> None:
    assert not app.session.tour.offered, "the attract loop asks nobody"
    for visit in (1, 2):
        come(app)
        app.frame(0.001)
        for again in range(2):
            until(app, lambda: app.session.tour.offered)
            app.actions(f"vote:{1 + again}")
            app.frame(0.001)
            assert app.session.tour.phase == "running"
            app.actions("reset")
            until(app, lambda: app.session.tour.phase == "opening")
        assert app.poll.since["resting"].votes == (visit, 0, 0)
        app.session.tour.skip_opening()
        pass_time(app, CONFIG.idle_s + CONFIG.countdown_s + 1)
        assert app.idle.phase == "attract"


def test_a_question_does_not_hold_a_kiosk_for_ever(app: KioskApp) -> None:
    come(app)
    assert app.session.tour.offered and app.session.tour.left_s <= ASKING_S
    pass_time(app, ASKING_S + 1)
    assert app.session.tour.phase == "running" and not app.poll.since
