"""Keeping a scene, finding it again, throwing it away, handing it on: by key, touch, controller and drop."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pygame
import pytest
import zxingcpp

from render import controls
from render.app import App
from render.device import mine
from render.hands.controller import XBOX
from render.kiosk.visitor import FORBIDDEN
from render.playback.messages import Apply
from render.session import Session
from scenes import load
from scenes.keep.code import encoded
from sim.commands.doors import SetGate
from sim.commands.solutions import SetConcentration
from tests.helpers.commands import invoke
from tests.helpers.windows import FEW_IONS, PUMPED, click, start, wait_for


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(mine, "user_config_path", lambda name: tmp_path / name)
    return tmp_path / mine.NAME / mine.FOLDER


@pytest.fixture
def app(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    running = App(Session("resting", seed=3, threads=1, size=(1280, 720), ions=FEW_IONS))
    yield start(running)
    running.close()


def press_ctrl(key: int) -> None:
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, unicode="", mod=pygame.KMOD_LCTRL, scancode=0))


def press(key: int) -> None:
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, unicode="", mod=0, scancode=0))


def pad(button: int) -> None:
    pygame.event.post(pygame.event.Event(pygame.JOYBUTTONDOWN, instance_id=0, joy=0, button=button))


def page(app: App) -> str:
    app.frame(1 / 60)
    app.frame(1 / 60)
    return app.session.entrance.page


def place(app: App, name: str) -> tuple[int, int]:
    return dict(app.session.entrance.buttons)[name].center


def test_a_key_keeps_the_scene_and_what_was_done_and_says_where(app: App, home: Path) -> None:
    app.actions("toggle:K")
    wait_for(app, lambda: app.session.snapshot.act is not None)
    press_ctrl(pygame.K_s)
    app.frame(1 / 60)
    (file,) = home.iterdir()
    assert file.name.startswith("resting-") and file.name.endswith("ns.toml")
    assert app.session.message == app.session.words("keep.done", file=str(file))
    kept = load(file)
    assert kept.seed == 3 and kept.scene.ions == FEW_IONS and not kept.answers
    assert SetGate("K", "closed") in [timed.command for timed in kept.timeline]
    assert kept.title["en"].endswith("(mine)") and kept.title["zh"].endswith("（我的）")
    app.actions("keep")
    app.frame(1 / 60)
    assert len([*home.iterdir()]) == 2, "none takes another one's place"


def test_the_list_is_reached_played_and_thinned_out_by_touch(app: App, home: Path) -> None:
    app.actions("toggle:K")
    wait_for(app, lambda: app.session.snapshot.act is not None)
    app.actions("keep")
    app.actions("keep")
    app.actions("menu")
    assert page(app) == "chapters"
    click(place(app, "mine"))
    assert page(app) == "mine" and len(app.session.entrance.shelf.entries) == 2
    click(place(app, "discard:1"))
    app.frame(1 / 60)
    app.frame(1 / 60)
    assert {name for name, _ in app.session.entrance.buttons} == {"spare", "remove"}
    click(place(app, "spare"))
    app.frame(1 / 60)
    assert len([*home.iterdir()]) == 2 and page(app) == "mine"
    click(place(app, "discard:1"))
    app.frame(1 / 60)
    app.frame(1 / 60)
    click(place(app, "remove"))
    assert page(app) == "mine" and len([*home.iterdir()]) == len(app.session.entrance.shelf.entries) == 1
    click(place(app, "kept:1"))
    stem = next(home.iterdir()).stem
    wait_for(app, lambda: app.session.snapshot.scene_file.name == stem and page(app) == "")
    assert app.session.snapshot.scene_file.seed == 3 and not app.session.entrance.open
    assert app.session.message == ""


def test_what_the_window_kept_runs_to_the_bit_without_it(app: App, home: Path) -> None:
    """Through the thread, whose bites are as the machine's clock has them: a run ends with every ion in its place."""
    from sim import Simulation
    from sim.simulation import Command

    rng = np.random.default_rng(2)
    for name in ("toggle:K", "toggle:Na", "toggle:K", "toggle:Cl", "sliders"):
        app.actions(name)
        app.session.post(Apply(SetConcentration("K", "outside", float(rng.uniform(2, 50)))))
        until = app.session.snapshot.time_ns + float(rng.uniform(5, 60))
        wait_for(app, lambda until=until: app.session.snapshot.time_ns > until)
    app.actions("pause")
    wait_for(app, lambda: app.session.snapshot.paused)
    app.actions("keep")
    (file,) = home.iterdir()
    kept, snapshot = load(file), app.session.snapshot
    assert snapshot.course.count == 9 and snapshot.scene.field.kind == "layered"
    again = Simulation(kept.scene, kept.seed or 0, threads=1)
    acts: list[tuple[float, Command]] = [(timed.at_ns, timed.command) for timed in kept.timeline]
    while acts and acts[0][0] <= snapshot.time_ns:
        at_ns, command = acts.pop(0)
        again.advance(at_ns - again.time_ns)
        again.apply(command)
    again.advance(snapshot.time_ns - again.time_ns)
    assert again.observe().voltage_mV == snapshot.observation.voltage_mV
    assert again.observe().counts == snapshot.observation.counts
    for k in range(len(again.ions.symbols)):
        there = slice(snapshot.start[k], snapshot.start[k] + snapshot.count[k])
        assert np.array_equal(again.ions.y[again.ions.block(k)], snapshot.y[there])


def test_a_file_that_is_damaged_is_listed_refused_and_can_go(app: App, home: Path) -> None:
    home.mkdir(parents=True)
    (home / "resting-7ns.toml").write_bytes(b"title = [[[")
    playing = app.session.playing
    app.actions("mine")
    assert page(app) == "mine"
    app.actions("kept:1")
    wait_for(app, lambda: app.session.message)
    assert "not TOML" in app.session.message and page(app) == "mine" and app.session.playing == playing
    app.actions("discard:1")
    app.actions("remove")
    assert not list(home.iterdir()) and not app.session.entrance.shelf.entries
    app.actions("kept:1")
    app.actions("discard:7")
    assert page(app) == "mine" and app.session.entrance.shelf.asking is None


def test_keys_and_a_controller_reach_all_of_it(app: App, home: Path) -> None:
    press_ctrl(pygame.K_s)
    press_ctrl(pygame.K_o)
    assert page(app) == "mine"
    press(pygame.K_ESCAPE)
    assert page(app) == "" and app.session.running
    pad(XBOX.select)
    assert page(app) == "chapters"
    while app.session.focus.name != "mine":
        press(pygame.K_TAB)
        app.frame(1 / 60)
    pad(XBOX.act)
    assert page(app) == "mine"
    while app.session.focus.name != "discard:1":
        pygame.event.post(pygame.event.Event(pygame.JOYHATMOTION, instance_id=0, joy=0, hat=0, value=(1, 0)))
        app.frame(1 / 60)
    pad(XBOX.act)
    page(app)
    assert app.session.entrance.shelf.asking is not None
    pad(XBOX.back)
    assert page(app) == "mine" and app.session.entrance.shelf.asking is None, "back is no"
    pad(XBOX.back)
    assert page(app) == "chapters"
    pad(XBOX.back)
    assert page(app) == ""
    press_ctrl(pygame.K_o)
    assert page(app) == "mine"
    press(pygame.K_1)
    wait_for(app, lambda: app.session.snapshot.scene_file.name.startswith("resting-") and page(app) == "")


def test_the_code_on_the_window_is_the_scene_that_plays(app: App, home: Path) -> None:
    app.actions("toggle:Na")
    wait_for(app, lambda: app.session.snapshot.act is not None)
    press_ctrl(pygame.K_e)
    assert page(app) == "code"
    still = app.session.worker.released
    assert still == 0, "what lies below waits"
    pixels = pygame.surfarray.array3d(app.session.window.canvas).swapaxes(0, 1).copy()
    (found,) = zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormat.QRCode)
    carried = load(found.text)
    assert carried.seed == 3 and SetGate("Na", "closed") in [timed.command for timed in carried.timeline]
    app.actions("keep")
    click((5, 5))
    assert page(app) == "" and app.session.running
    app.actions("keep")
    (file,) = home.iterdir()
    assert load(file).scene.channels == carried.scene.channels and load(file).timeline == carried.timeline
    press_ctrl(pygame.K_e)
    assert page(app) == "code"
    press(pygame.K_ESCAPE)
    assert page(app) == "" and app.session.running
    app.actions("share")
    assert page(app) == "code"
    pad(XBOX.back)
    assert page(app) == ""


def test_too_much_for_a_code_is_said(app: App) -> None:
    snapshot = app.session.snapshot
    rng = np.random.default_rng(1)
    for mM in rng.uniform(1, 100, 200):
        app.session.post(Apply(SetConcentration("K", "outside", float(mM))))
    wait_for(app, lambda: app.session.snapshot.course.count >= 200)
    app.actions("share")
    app.frame(1 / 60)
    assert page(app) == "" and app.session.message == app.session.words("share.too_long")
    assert snapshot is not None


def test_what_is_dropped_onto_the_window_plays(app: App, tmp_path: Path) -> None:
    file = tmp_path / "given.toml"
    file.write_text(PUMPED, encoding="utf-8")
    app.actions("menu")
    assert page(app) == "chapters"
    pygame.event.post(pygame.event.Event(pygame.DROPFILE, file=str(file)))
    wait_for(app, lambda: app.session.snapshot.scene_file.name == "given")
    assert not app.session.entrance.open and app.session.playing == "given"
    pygame.event.post(pygame.event.Event(pygame.DROPTEXT, text=encoded(PUMPED)))
    wait_for(app, lambda: app.session.snapshot.scene_file.name.startswith("shared-"))
    wrong = tmp_path / "wrong.toml"
    wrong.write_bytes(b"\x00\x01")
    for source in (str(wrong), str(tmp_path), "IONS1:ABC", str(tmp_path / "nowhere")):
        app.session.say("")
        pygame.event.post(pygame.event.Event(pygame.DROPFILE, file=source))
        wait_for(app, lambda: app.session.message)
        assert app.session.snapshot.scene_file.name.startswith("shared-") and app.session.stopped is None


def test_a_folder_that_cannot_be_written_is_said(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(_: str) -> Path:
        raise RuntimeError("could not determine home directory")

    for path in (lambda _: Path("/proc/nowhere"), lambda _: Path("/dev/null"), nowhere):
        monkeypatch.setattr(mine, "user_config_path", path)
        app.session.say("")
        app.actions("keep")
        app.frame(1 / 60)
        assert app.session.message.startswith(app.session.words("keep.refused", reason=""))
        app.actions("mine")
        assert page(app) == "mine" and not app.session.entrance.shelf.entries
        app.actions("mine")
        assert page(app) == ""


def test_nothing_is_left_of_a_file_that_could_not_be_finished(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(*_: object) -> None:
        raise OSError("no power")

    mine.keep("title = 'A'\n", "a")
    monkeypatch.setattr(Path, "replace", cut)
    with pytest.raises(OSError, match="no power"):
        mine.keep("title = 'B'\n", "a")
    assert [file.name for file in home.iterdir()] == ["a.toml"] and (home / "a.toml").read_text() == "title = 'A'\n"


def test_a_window_that_may_not_has_no_list_and_takes_no_drops(home: Path, tmp_path: Path) -> None:
    class Guarded(App):
        def allowed(self, name: str) -> bool:
            return name.partition(":")[0] not in FORBIDDEN

    file = tmp_path / "given.toml"
    file.write_text(PUMPED, encoding="utf-8")
    app = Guarded(Session("sealed", seed=1, threads=1, ions=FEW_IONS))
    start(app)
    try:
        press_ctrl(pygame.K_s)
        press_ctrl(pygame.K_o)
        pygame.event.post(pygame.event.Event(pygame.DROPFILE, file=str(file)))
        for _ in range(20):
            app.frame(1 / 60)
        assert page(app) == "" and not home.exists() and app.session.playing == "sealed"
        app.actions("menu")
        assert page(app) == "chapters" and "mine" not in dict(app.session.entrance.buttons)
        app.actions("mine")
        app.actions("kept:1")
        assert page(app) == "chapters"
    finally:
        app.close()


def test_keys_with_ctrl_mean_one_thing_each() -> None:
    def meant(key: int, mod: int) -> str | None:
        return controls.action_of_key(pygame.event.Event(pygame.KEYDOWN, key=key, unicode="", mod=mod))

    for key, name in controls.WITH_CTRL.items():
        assert meant(key, pygame.KMOD_LCTRL) == meant(key, pygame.KMOD_RMETA) == name
        assert meant(key, pygame.KMOD_LCTRL | pygame.KMOD_LSHIFT) is None and meant(key, pygame.KMOD_LALT) is None
        assert meant(key, 0) not in (name, None) and controls.BY_NAME[name].shown.startswith("Ctrl+")
    assert meant(pygame.K_q, pygame.KMOD_LCTRL) is None


def test_the_command_line_plays_and_lists_them(home: Path) -> None:
    assert invoke("scenes", "--mine")[:2] == (0, f"none yet; Ctrl+S in the window keeps a scene in {home}\n")
    mine.keep(PUMPED, "pumped-9ns")
    code, out, _ = invoke("scenes", "--mine")
    assert code == 0 and out.splitlines()[0].endswith("pumped-9ns.toml") and "Pumped" in out
    text = encoded(PUMPED)
    for scene in (str(home / "pumped-9ns.toml"), text, text.lower()):
        code, out, _ = invoke("run", scene, "--ns", "60", "--ions", "1000")
        assert code == 0 and "ions, 60 ns" in out
    code, _, told = invoke("run", text[:-3], "--ns", "60")
    assert code == 2 and len(told.splitlines()) == 1 and "Traceback" not in told
    code, out, _ = invoke("scenes", "resting", "--code")
    assert code == 0 and load(out).scene.channels == load("resting").scene.channels
