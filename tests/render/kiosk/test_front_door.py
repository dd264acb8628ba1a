"""A museum's front door: pieces for passers-by, then a menu for touch, keys and controllers."""

from collections.abc import Iterator
from types import SimpleNamespace

import pygame
import pytest

from render.kiosk.config import KioskConfig
from render.kiosk.passers.loop import AttractTour
from render.kiosk.visitor import KioskApp
from scenes.entrance.pieces import pieces
from tests.helpers.windows import press
from tests.render.kiosk.test_visitor import now, pass_time, touch, until

SCENES = ["potassium-only", "sealed", "pump", "pump-cost", "electroneutral-pump", "squid-giant-axon", "astrocyte"]
CONFIG = KioskConfig(ions=1000, threads=1, fullscreen=False, scenes=SCENES)


def opened(config: KioskConfig) -> KioskApp:
    app = KioskApp(config)
    app.open()
    until(app, lambda: app.session.snapshot is not None and now(app).time_ns > 0)
    return app


@pytest.fixture
def app() -> Iterator[KioskApp]:
    running = opened(CONFIG)
    yield running
    running.close()


def come(app: KioskApp) -> None:
    """A touch wakes it, and the first scene waits below the menu."""
    telling = now(app).telling
    touch()
    until(app, lambda: now(app).scene_file.name == app.config.first_scene and now(app).telling > telling)
    until(app, lambda: app.session.entrance.buttons)
    until(app, lambda: app.session.worker.progress is None and now(app).time_ns > 0)  # its first step has been made


def tile(app: KioskApp, name: str) -> tuple[int, int]:
    return dict(app.session.entrance.buttons)[name].center


def plays(app: KioskApp, name: str) -> None:
    until(app, lambda: not app.session.entrance.open and now(app).scene_file.name == name)


def test_a_touch_opens_the_menu_and_the_first_scene_waits(app: KioskApp) -> None:
    come(app)
    entrance = app.session.entrance
    assert entrance.page == "chapters" and entrance.fresh and app.visits == 1
    assert [chapter.scenes[0] for chapter in entrance.chapters] == ["potassium-only", "pump", "squid-giant-axon"]
    before = now(app).time_ns
    pass_time(app, 3)
    assert now(app).time_ns == before, "nothing moves below the menu"
    touch(tile(app, "begin"))
    plays(app, "potassium-only")
    assert app.session.tour.offered == 3, "it asks"
    assert app.session.place_in_list == "A wall and a gradient  1 / 2"


def test_by_touch_through_a_chapter_and_back_to_the_menu(app: KioskApp) -> None:
    come(app)
    touch(tile(app, "chapter:2"))
    plays(app, "pump")
    for name in ("pump-cost", "electroneutral-pump"):
        app.actions("next_scene")
        plays(app, name)
    app.frame(0.001)
    app.session.tour.skip_opening()
    app.session.tour._enter("seen")
    app.frame(0.001)
    assert app.session.words("ui.tour.menu") in [text for _, text in app.session.card._offers]
    app.actions("next_scene")
    assert app.session.entrance.page == "chapters" and not app.session.entrance.fresh
    app.frame(0.001)
    touch(tile(app, "begin"))
    app.frame(0.001)
    assert not app.session.entrance.open and now(app).scene_file.name == "electroneutral-pump"
    menu = next(button for button in app.session.stage.panels.buttons if button.name == "menu")  # type: ignore[union-attr]
    touch(menu.rect.center)
    app.frame(0.001)
    assert app.session.entrance.open


def test_by_keys_to_a_cell_and_back(app: KioskApp) -> None:
    come(app)
    for key in (pygame.K_RIGHT, pygame.K_RIGHT, pygame.K_RIGHT):
        press(key)
        app.frame(0.001)
    assert app.session.focus.name == "chapter:3"
    press(pygame.K_RETURN)
    app.frame(0.001)
    app.frame(0.001)
    assert app.session.entrance.page == "cells"
    press(pygame.K_TAB)
    app.frame(0.001)
    press(pygame.K_RIGHT)
    app.frame(0.001)
    assert app.session.focus.name == "cell:2"
    press(pygame.K_SPACE)
    plays(app, "astrocyte")
    app.actions("skip_question")
    app.session.focus.drop()
    press(pygame.K_ESCAPE)
    app.frame(0.001)
    assert app.session.entrance.page == "chapters" and app.session.running, "the way back, not out"
    press(pygame.K_ESCAPE)
    app.frame(0.001)
    assert not app.session.entrance.open
    press(pygame.K_F8)
    app.frame(0.001)
    press(pygame.K_2)
    plays(app, "pump")


def test_by_controller(app: KioskApp) -> None:
    come(app)

    def push(kind: int, **what: object) -> None:
        pygame.event.post(pygame.event.Event(kind, joy=0, instance_id=0, **what))
        app.frame(0.001)

    push(pygame.JOYHATMOTION, hat=0, value=(1, 0))
    push(pygame.JOYHATMOTION, hat=0, value=(1, 0))
    assert app.session.focus.name == "chapter:2"
    push(pygame.JOYBUTTONDOWN, button=0)
    plays(app, "pump")
    push(pygame.JOYBUTTONDOWN, button=6)
    assert app.session.entrance.open
    push(pygame.JOYBUTTONDOWN, button=1)
    assert not app.session.entrance.open


def test_left_alone_the_menu_goes_and_language_comes_back(app: KioskApp) -> None:
    come(app)
    app.actions("language")
    assert app.session.words.language == "zh" and app.session.entrance.open
    pass_time(app, CONFIG.idle_s + CONFIG.countdown_s + 1)
    assert app.idle.phase == "attract" and not app.session.entrance.open
    assert app.session.entrance.chapter is None and app.session.words.language == "en"


def test_without_a_menu_a_visitor_begins_with_the_first_scene() -> None:
    app = opened(CONFIG.model_copy(update={"menu": False}))
    try:
        telling = now(app).telling
        touch()
        until(app, lambda: now(app).scene_file.name == "potassium-only" and now(app).telling > telling)
        app.frame(0.001)
        assert not app.session.entrance.open and not app.allowed("menu")
        assert "menu" not in [button.name for button in app.session.stage.panels.buttons]  # type: ignore[union-attr]
        app.actions("menu")
        assert not app.session.entrance.open and app.session.place_in_list == "1 / 7"
    finally:
        app.close()


@pytest.mark.slow
@pytest.mark.long
def test_pieces_follow_each_other_whatever_played_before() -> None:
    """At the first start the visitors' first scene comes before the first piece; after a visitor, another one does."""
    scenes = ["potassium-only", "spike", "where-the-charge-sits", "pump"]
    app = opened(CONFIG.model_copy(update={"scenes": scenes, "pace": 9000.0}))
    try:
        assert app.session.stage is not None
        for name in ("spike", "where-the-charge-sits", "spike"):
            until(app, lambda name=name: now(app).scene_file.name == name, 90.0)  # type: ignore[misc]
            assert not now(app).scene_file.seen and app.session.tour.active, "a piece"
        until(app, lambda: now(app).scene_file.name == "where-the-charge-sits" and app.session.stage.box.marks.on, 90.0)
        assert app.session.words.language == "zh", "the second round"
        come(app)
        assert not app.session.stage.box.marks.on and app.session.words.language == "en"
        touch(tile(app, "chapter:2"))
        plays(app, "pump")
        pass_time(app, CONFIG.idle_s + CONFIG.countdown_s + 1)
        for name in ("spike", "where-the-charge-sits"):
            until(app, lambda name=name: now(app).scene_file.name == name, 90.0)  # type: ignore[misc]
    finally:
        app.close()


def attract(config: KioskConfig, spoken: list[str], looks: list[str]) -> AttractTour:
    tour = AttractTour(config, {name: name for name in config.scenes}, spoken.append, looks.append)
    tour.begin()
    return tour


def moment(name: str, telling: int, time_ns: float) -> SimpleNamespace:
    from scenes import load

    return SimpleNamespace(
        scene_file=load(name), telling=telling, time_ns=time_ns, paused=False, comparison=None, voltage_mV=0.0
    )


def test_pieces_pass_by_in_one_language_a_round() -> None:
    spoken: list[str] = []
    looks: list[str] = []
    tour = attract(KioskConfig(), spoken, looks)
    names, asked = [piece.scene for piece in pieces()], []
    for telling in range(1, 8):
        following = tour.update(moment(asked[-1] if asked else "sealed", telling, 0.0), 0.1)  # type: ignore[arg-type]
        while following is None:
            following = tour.update(moment(asked[-1], telling, 1e5), 0.1)  # type: ignore[arg-type]
        asked.append(following)
    assert asked == (names * 3)[:7] and spoken == ["en"] * 3 + ["zh"] * 3 + ["en"]
    assert "excess" in looks and "" in looks


def test_a_piece_takes_what_the_settings_say_of_every_scene() -> None:
    part = attract(KioskConfig(ions=1234, pace=77.0), [], []).part_of("spike")
    assert part is not None and part.scene.ions == 1234 and part.pace_ns_per_s == 77.0 and not part.seen


def test_an_exhibit_without_scenes_of_pieces_plays_its_scenes() -> None:
    spoken: list[str] = []
    tour = attract(CONFIG, spoken, [])
    assert tour.names == SCENES and tour.part_of("pump") is None
