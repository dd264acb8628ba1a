"""Sliders, focus, gestures, game controllers, settings, sound and languages, through the real event queue."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pygame
import pytest

from render import controls
from render.app import App
from render.hands.controller import PLAYSTATION, SWITCH, XBOX, Controllers, layout_of
from render.panels.focus import SLIDER, Focus
from render.panels.hand import sliders
from render.session import Session
from render.settings import Settings
from render.style import theme
from scenes import library
from tests.helpers.windows import FEW_IONS, click, press, snapshot_of, start, wait_for


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    monkeypatch.chdir(tmp_path)
    running = App(Session("pump", seed=1, threads=1, size=(1280, 720), ions=FEW_IONS))
    yield start(running)
    running.close()


def post(kind: int, **values: Any) -> None:
    pygame.event.post(pygame.event.Event(kind, **values))


def drag(begin: tuple[int, int], end: tuple[int, int], steps: int = 4) -> None:
    post(pygame.MOUSEBUTTONDOWN, pos=begin, button=1, touch=False)
    before = begin
    for n in range(1, steps + 1):
        at = begin[0] + (end[0] - begin[0]) * n // steps, begin[1] + (end[1] - begin[1]) * n // steps
        moved = at[0] - before[0], at[1] - before[1]
        post(pygame.MOUSEMOTION, pos=at, rel=moved, buttons=(1, 0, 0), touch=False)
        before = at
    post(pygame.MOUSEBUTTONUP, pos=end, button=1, touch=False)


# -- sliders ---------------------------------------------------------------------------------------------------


def test_dragging_a_slider_orders_what_it_says(app: App) -> None:
    app.actions("sliders")
    known = {"P_K", "P_Na", "K_out", "temperature", "clamp", "pace"}
    wait_for(app, lambda: set(app.session.stage.panels.sliders.rows) == known)
    tracks = app.session.stage.panels.sliders.tracks
    before = app.session.snapshot.observation.concentration_mM["outside"]["K"]
    drag(tracks["K_out"].center, (tracks["K_out"].right - 4, tracks["K_out"].centery))
    wait_for(app, lambda: app.session.snapshot.observation.concentration_mM["outside"]["K"] > 5 * before)
    drag(tracks["temperature"].center, (tracks["temperature"].left, tracks["temperature"].centery))
    wait_for(app, lambda: app.session.snapshot.scene.temperature_C == 0.0)
    drag(tracks["pace"].center, (tracks["pace"].left, tracks["pace"].centery))
    wait_for(app, lambda: app.session.snapshot.pace == 1.0)
    was = dict(app.session.snapshot.observation.permeability)
    drag(tracks["P_Na"].center, (tracks["P_Na"].right, tracks["P_Na"].centery))
    wait_for(app, lambda: app.session.snapshot.observation.permeability["Na"] > 3 * was["Na"])
    assert app.session.snapshot.observation.permeability["K"] == was["K"]
    assert not app.session.message, "nothing that was ordered has been refused"


@pytest.mark.parametrize("name", library())
def test_sliders_go_from_end_to_end_and_are_never_refused(name: str) -> None:
    snapshot = snapshot_of(name)
    for slider in sliders.sliders_of(snapshot):
        assert slider.low < slider.high
        assert slider.share(slider.low) == 0 and slider.share(slider.high) == pytest.approx(1)
        for share in (0.0, 0.3, 1.0):
            assert slider.share(slider.at(share)) == pytest.approx(share)
            for command in sliders.orders(slider.name, slider.at(share), snapshot):
                assert not command.problems(snapshot.scene), slider.name


def test_keys_move_the_focused_slider_and_nothing_else(app: App) -> None:
    app.actions("sliders")
    wait_for(app, lambda: app.session.stage.panels.sliders.rows)
    for _ in range(40):
        press(pygame.K_TAB)
        app.frame(1 / 60)
        if app.session.focus.slider == "temperature":
            break
    scene, was = app.session.playing, app.session.snapshot.scene.temperature_C
    press(pygame.K_RIGHT)
    wait_for(app, lambda: app.session.snapshot.scene.temperature_C > was)
    press(pygame.K_HOME)
    wait_for(app, lambda: app.session.snapshot.scene.temperature_C == sliders.CELSIUS[0])
    assert app.session.playing == scene, "arrows belong to the slider while it is focused"
    press(pygame.K_ESCAPE)
    wait_for(app, lambda: app.session.focus.name is None and app.session.stage.panels.drawer)
    press(pygame.K_ESCAPE)
    wait_for(app, lambda: not app.session.stage.panels.drawer)
    assert app.session.running


# -- focus -----------------------------------------------------------------------------------------------------


def test_tab_goes_through_every_control_in_reading_order_and_back(app: App) -> None:
    app.frame(1 / 60)
    targets = app.session.stage.panels.targets()
    assert targets[: len(controls.LABORATORY_HEADER)] == list(controls.LABORATORY_HEADER)
    seen = []
    for _ in targets:
        press(pygame.K_TAB)
        app.frame(1 / 60)
        seen.append(app.session.focus.name)
        assert app._cover[3] is not None, "a focused control has its tooltip"
    assert seen == targets
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_TAB, unicode="", mod=pygame.KMOD_LSHIFT))
    app.frame(1 / 60)
    assert app.session.focus.name == targets[-2]


def test_the_ring_is_drawn_and_enter_acts(app: App) -> None:
    while app.session.focus.name != "help":
        press(pygame.K_TAB)
        app.frame(1 / 60)
    app.frame(1 / 60)
    rect = app.session.stage.panels.rect_of("help")
    assert tuple(app.session.window.canvas.get_at((rect.left + 1, rect.centery)))[:3] == theme.FOCUS
    press(pygame.K_RETURN)
    app.frame(1 / 60)
    assert app.session.help
    paused = app.session.snapshot.paused
    press(pygame.K_SPACE, " ")
    app.frame(1 / 60)
    assert not app.session.help and app.session.snapshot.paused == paused, (
        "space acts on the focused button, and pauses without one"
    )


def test_focus_leaves_a_control_that_has_gone() -> None:
    focus = Focus()
    focus.offer(["a", SLIDER + "b"])
    focus.move(-1)
    assert focus.slider == "b"
    focus.offer(["a"])
    assert focus.name is None
    focus.offer([])
    focus.move(1)
    assert focus.name is None


# -- pointers --------------------------------------------------------------------------------------------------


def test_wheel_zooms_drag_pans_and_home_resets(app: App) -> None:
    centre = app.session.stage.layout.box.center
    post(pygame.MOUSEMOTION, pos=centre, rel=(0, 0), buttons=(0, 0, 0), touch=False)
    post(pygame.MOUSEWHEEL, x=0, y=3, flipped=False, precise_x=0.0, precise_y=3.0, touch=False)
    wait_for(app, lambda: app.session.stage.box.view.zoomed)
    gates = app.session.snapshot.gate.tobytes()
    before = app.session.stage.box.camera
    drag(centre, (centre[0] + 90, centre[1] + 40))
    app.frame(1 / 60)
    assert app.session.stage.box.camera != before
    wait_for(app, lambda: app.session.snapshot.serial > 3)
    assert app.session.snapshot.gate.tobytes() == gates, "a drag switches no channel"
    press(pygame.K_HOME)
    wait_for(app, lambda: not app.session.stage.box.view.zoomed)


def test_two_fingers_zoom(app: App) -> None:
    def finger(kind: int, number: int, x: float, y: float) -> None:
        post(kind, touch_id=1, finger_id=number, x=x, y=y, dx=0.0, dy=0.0)

    finger(pygame.FINGERDOWN, 1, 0.30, 0.4)
    finger(pygame.FINGERDOWN, 2, 0.40, 0.4)
    for n in range(1, 6):
        finger(pygame.FINGERMOTION, 2, 0.40 + 0.03 * n, 0.4)
    wait_for(app, lambda: app.session.stage.box.view.zoomed)
    finger(pygame.FINGERUP, 1, 0.3, 0.4)
    finger(pygame.FINGERUP, 2, 0.5, 0.4)
    app.frame(1 / 60)
    assert not app.gestures._fingers


def test_the_chart_can_be_scrubbed_while_paused(app: App) -> None:
    wait_for(app, lambda: len(app.session.snapshot.trace.time_ns) > 20)
    press(pygame.K_LEFTBRACKET, "[")
    wait_for(app, lambda: app.session.message == app.session.words("ui.chart.pause_first"))
    assert app.session.stage.panels.chart.cursor_ns is None
    press(pygame.K_SPACE, " ")
    wait_for(app, lambda: app.session.snapshot.paused)
    trace = app.session.snapshot.trace
    press(pygame.K_LEFTBRACKET, "[")
    wait_for(app, lambda: app.session.stage.panels.chart.cursor_ns is not None)
    assert app.session.stage.panels.chart.cursor_ns < trace.time_ns[-1]
    plot = app.session.stage.panels.chart.plot
    drag((plot.right - 5, plot.centery), (plot.left + 1, plot.centery))
    wait_for(app, lambda: app.session.stage.panels.chart.cursor_ns == trace.time_ns[0])
    from render.style.words import signed

    assert signed(float(trace.mean[0])) in app.session.stage.panels.chart.told(app.session.snapshot, app.session.words)
    press(pygame.K_SPACE, " ")
    wait_for(app, lambda: app.session.stage.panels.chart.cursor_ns is None)


# -- hooks and the story ---------------------------------------------------------------------------------------


def test_what_is_not_allowed_is_not_done_and_has_no_button(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Guarded(App):
        touches = 0

        def allowed(self, name: str) -> bool:
            return name not in ("quit", "quit_now", "screenshot", "fullscreen")

        def touched(self) -> None:
            self.touches += 1

        def draw_over(self, canvas: pygame.Surface) -> bool:
            canvas.fill((1, 2, 3), (0, 0, 2, 2))
            return True

    monkeypatch.chdir(tmp_path)
    app = Guarded(Session("sealed", seed=1, threads=1, ions=FEW_IONS))
    start(app)
    try:
        before = app.touches
        for key in (pygame.K_ESCAPE, pygame.K_q, pygame.K_s, pygame.K_f):
            press(key)
        post(pygame.QUIT)
        app.frame(1 / 60)
        assert app.session.running and not app.session.window.fullscreen and not list(tmp_path.iterdir())
        assert app.touches == before + 1, "once a frame"
        assert not {"quit", "screenshot", "fullscreen"} & {b.name for b in app.session.stage.panels.buttons}
        assert tuple(app.session.window.canvas.get_at((0, 0)))[:3] == (1, 2, 3)
    finally:
        app.close()


def test_a_scene_opens_with_its_question_and_a_touch_takes_that_away(app: App) -> None:
    app.session.load("resting")
    wait_for(app, lambda: app.session.snapshot.scene_file.name == "resting" and app.session.card.rect is not None)
    assert app.session.card.state is not None and app.session.card.state[0] == "opening"
    assert "70" in str(app.session.card.state[2])
    click(app.session.card.rect.center)
    wait_for(app, lambda: app.session.card.state is None)


def test_what_was_seen_comes_at_the_end_and_names_the_next_scene_on_a_tour(app: App) -> None:
    press(pygame.K_t, "t")
    wait_for(
        app,
        lambda: (
            app.session.tour.active
            and app.session.playing == app.session.scene_names[0]
            and app.session.tour.phase == "opening"
        ),
    )
    app.session.tour.skip_opening()
    app.session.tour.longest_s = 0.05
    wait_for(app, lambda: app.session.card.state is not None and app.session.card.state[0] == "seen")
    assert app.session.words("ui.tour.next", scene="").strip() in str(app.session.card.state[3])
    press(pygame.K_t, "t")
    wait_for(app, lambda: not app.session.tour.active)


# -- settings --------------------------------------------------------------------------------------------------


def test_settings_are_switched_by_keys_and_restored_at_once(app: App) -> None:
    first = app.session.settings
    for key in (pygame.K_F2, pygame.K_F4, pygame.K_F5, pygame.K_m, pygame.K_l):
        press(key)
    app.frame(1 / 60)
    now = app.session.settings
    assert now == Settings(app.session.words.language, 1.25, True, True, True, False)
    assert now.language != first.language
    assert theme.PANEL == (0, 0, 0) and app.session.stage.box.calm and app.type.scale == 1.25
    app.session.restore(first)
    app.frame(1 / 60)
    assert (
        app.session.settings == first
        and theme.PANEL != (0, 0, 0)
        and not app.session.stage.box.calm
        and app.type.scale == 1.0
    )


# -- game controllers ------------------------------------------------------------------------------------------


def test_a_controller_moves_the_focus_acts_and_pauses(app: App) -> None:
    post(pygame.JOYHATMOTION, instance_id=7, joy=7, hat=0, value=(0, -1))
    app.frame(1 / 60)
    assert app.session.focus.name == app.session.stage.panels.targets()[0]
    while app.session.focus.name != "help":
        post(pygame.JOYHATMOTION, instance_id=7, joy=7, hat=0, value=(1, 0))
        app.frame(1 / 60)
    post(pygame.JOYBUTTONDOWN, instance_id=7, joy=7, button=XBOX.act)
    app.frame(1 / 60)
    assert app.session.help
    post(pygame.JOYBUTTONDOWN, instance_id=7, joy=7, button=XBOX.back)
    app.frame(1 / 60)
    assert not app.session.help
    post(pygame.JOYBUTTONDOWN, instance_id=7, joy=7, button=XBOX.start)
    wait_for(app, lambda: app.session.snapshot.paused)
    scene = app.session.playing
    post(pygame.JOYBUTTONDOWN, instance_id=7, joy=7, button=XBOX.right)
    wait_for(app, lambda: app.session.playing != scene)


def test_one_push_of_the_stick_is_one_move() -> None:
    pads = Controllers()

    def axis(value: float, number: int = 1) -> str | None:
        return pads.heed(pygame.event.Event(pygame.JOYAXISMOTION, instance_id=1, joy=1, axis=number, value=value))

    assert [axis(v) for v in (0.2, 0.7, 0.9, 0.5, 0.1, 0.8)] == ["", "focus_down", "", "", "", "focus_down"]
    assert axis(-0.9) == "focus_up" and axis(0.9, 0) == "focus_right" and axis(0.9, 5) == ""
    assert pads.heed(pygame.event.Event(pygame.JOYDEVICEREMOVED, instance_id=1)) == ""
    assert pads.heed(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_a)) is None
    assert pads.heed(pygame.event.Event(pygame.JOYDEVICEADDED, device_index=99)) == ""


def test_buttons_are_numbered_as_each_make_does() -> None:
    assert layout_of("Xbox 360 Controller", 11) == XBOX
    assert layout_of("Sony PS4 Controller", 16) == PLAYSTATION
    assert layout_of("Nintendo Switch Pro Controller", 16) == SWITCH
