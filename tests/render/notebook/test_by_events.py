"""The notebook in the window, through the real event queue: measured, written to, taken back, saved, and kept from
whoever is not in the laboratory."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pygame
import pytest

from render import controls
from render.app import App
from render.kiosk.config import KioskConfig
from render.kiosk.visitor import KioskApp
from render.session import Session
from scenes.notebook.book import Notebook
from scenes.notebook.store import Store
from sim.commands.solutions import SetConcentration
from tests.helpers.records import record
from tests.helpers.windows import FEW_IONS, click, press, start, wait_for


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    monkeypatch.chdir(tmp_path)
    running = App(Session("voltage-clamp", seed=1, threads=1, size=(1280, 720), ions=FEW_IONS))
    start(running)

    def read() -> bool:
        """The question is gone, which may come a frame after the ions."""
        running.session.tour.skip_opening()
        return running.session.snapshot.time_ns > 10 and running.session.card.rect is None

    wait_for(running, read)
    running.session.desk.book = Notebook(Store(tmp_path / "kept.jsonl"))
    yield running
    running.close()


def tool(app: App, name: str) -> tuple[int, int]:
    app.frame(1 / 60)
    rect = app.session.stage.panels.rect_of(name)
    assert rect is not None, name
    return rect.center


def fill(app: App) -> None:
    for n, mM in enumerate((2.5, 5.0, 20.0, 80.0)):
        app.session.desk.book.add(record(str(n), mM, scene="voltage-clamp"))


def letters(text: str) -> None:
    """As a keyboard writes them: a key goes down, and its sign comes."""
    for character in text:
        press(pygame.key.key_code(character) if character.isalnum() else pygame.K_SPACE, character)
        pygame.event.post(pygame.event.Event(pygame.TEXTINPUT, text=character, window=None))


def test_a_measurement_is_kept_as_soon_as_it_is_done(app: App) -> None:
    session = app.session
    for _ in range(8):
        app.actions("faster")
    press(pygame.K_F10)
    wait_for(app, lambda: session.desk.measuring is not None)
    wait_for(app, lambda: session.desk.book.records, 60)
    found = session.desk.book.records[0]
    assert session.message.startswith("Record 1") and session.desk.measuring is None
    assert found.scene == "voltage-clamp" and found.seed == 1 and found.window_ns >= 1200
    assert found.clamp_mV is not None and found.voltage_mV == pytest.approx(found.clamp_mV) and found.half_mV == 0
    assert set(found.doors) == {c.kind for c in session.snapshot.scene.channels if c.count}
    again = Notebook(Store(Path("kept.jsonl")))
    again.open()
    assert again.records == [found]


def test_a_command_begins_it_anew_and_says_so_and_a_second_press_gives_it_up(app: App) -> None:
    session = app.session
    app.actions("slower")
    press(pygame.K_F10)
    wait_for(app, lambda: session.desk.measuring is not None and session.desk.measuring.share > 0.02)
    session.order([SetConcentration("K", "outside", 20.0)])
    wait_for(app, lambda: session.desk.measuring is not None and session.desk.measuring.again == 1)
    assert session.message == session.words("ui.notebook.anew") and not session.desk.book.records
    press(pygame.K_F10)
    wait_for(app, lambda: session.desk.measuring is None)
    assert session.message == session.words("ui.notebook.given_up")


def test_another_cell_ends_a_measurement(app: App) -> None:
    press(pygame.K_F10)
    wait_for(app, lambda: app.session.desk.measuring is not None)
    press(pygame.K_r)
    wait_for(app, lambda: app.session.message == app.session.words("ui.notebook.dropped"))
    assert app.session.desk.measuring is None and not app.session.desk.book.records


def test_keys_only_write_while_a_note_is_written(app: App) -> None:
    fill(app)
    session = app.session
    press(pygame.K_F12)
    app.frame(1 / 60)
    assert session.desk.open
    click(tool(app, "note_text"))
    app.frame(1 / 60)
    scene, gates, paused = session.playing, session.snapshot.gate.tobytes(), session.snapshot.paused
    letters("rkn q2")
    app.frame(1 / 60)
    assert session.desk.typing == "rkn q2"
    press(pygame.K_BACKSPACE)
    press(pygame.K_RETURN)
    app.frame(1 / 60)
    assert session.desk.typing is None and session.desk.book.records[-1].note == "rkn q"
    now = session.snapshot
    assert session.running and session.playing == scene and now.paused == paused and now.gate.tobytes() == gates
    click(tool(app, "note_text"))
    letters("no")
    press(pygame.K_ESCAPE)
    app.frame(1 / 60)
    assert session.desk.open and session.desk.book.records[-1].note == "rkn q", "Esc keeps what was there"
    press(pygame.K_ESCAPE)
    app.frame(1 / 60)
    assert not session.desk.open and session.running


def test_a_row_that_is_pressed_gets_the_note_and_the_picture_below_is_left_alone(app: App) -> None:
    fill(app)
    app.actions(controls.NOTEBOOK)
    app.frame(1 / 60)
    sheet, session = app.session.stage.panels.sheet, app.session
    row = sheet._rows["1"].move(sheet.room.topleft)
    view = session.stage.box.camera
    click(row.center)
    app.frame(1 / 60)
    assert session.desk.chosen is not None and session.desk.chosen.ident == "1"
    assert session.stage.box.camera == view and session.stage.box.followed is None
    app.actions("note_row")
    assert session.desk.chosen.ident == "0"


def test_undo_redo_and_saving(app: App, tmp_path: Path) -> None:
    fill(app)
    session = app.session
    app.actions(controls.NOTEBOOK)
    for name in ("note_undo", "note_undo", "note_redo"):
        click(tool(app, name))
        app.frame(1 / 60)
    assert [r.ident for r in session.desk.records] == ["0", "1", "2"]
    click(tool(app, "note_csv"))
    app.frame(1 / 60)
    file = tmp_path / "notebook-voltage-clamp.csv"
    assert session.message == session.words("ui.notebook.saved", file=str(file))
    with file.open(newline="", encoding="utf-8") as stream:
        assert [float(row["outside_K_set_mM"]) for row in csv.DictReader(stream)] == [2.5, 5.0, 20.0]
    click(tool(app, "note_png"))
    app.frame(1 / 60)
    picture = pygame.image.load(str(tmp_path / "notebook-voltage-clamp.png"))
    assert picture.get_width() > 1000
    assert len(np.unique(pygame.surfarray.array2d(picture))) > 100, "lines, points and letters"


def test_axes_and_scenes_turn(app: App) -> None:
    fill(app)
    desk = app.session.desk
    desk.book.add(record("other", scene="sandbox", temperature_C=20.0))
    app.frame(1 / 60)
    assert desk.x == "outside.K" and desk.log and len(desk.records) == 4
    app.actions("note_log")
    assert not desk.log
    app.actions("note_x")
    assert desk.x == "outside.K.set"
    app.actions("note_x_back")
    app.actions("note_scene")
    assert desk.scene == "sandbox" and len(desk.records) == 1
    app.actions("note_scene")
    assert desk.scene == "" and len(desk.records) == 5
    app.actions("note_scene")
    assert desk.scene == "voltage-clamp"


def test_every_tool_is_reached_by_tab_and_has_its_words(app: App) -> None:
    fill(app)
    app.actions(controls.NOTEBOOK)
    app.frame(1 / 60)
    seen = set()
    for _ in app.session.stage.panels.targets():
        press(pygame.K_TAB)
        app.frame(1 / 60)
        seen.add(app.session.focus.name)
        assert app._cover[3] is not None and "control." not in str(app._cover[3])
    assert {*controls.NOTES, controls.NOTE, controls.NOTEBOOK} <= seen


def test_it_lies_in_the_laboratory_only(app: App) -> None:
    session = app.session
    app.actions(controls.NOTEBOOK)
    app.actions("depth")
    app.frame(1 / 60)
    assert not session.desk.open
    names = {button.name for button in session.stage.panels.buttons}
    assert not names & {controls.NOTE, controls.NOTEBOOK, *controls.NOTES}
    for key in (pygame.K_F10, pygame.K_F12):
        press(key)
        app.frame(1 / 60)
        assert session.message == session.words("ui.notebook.laboratory")
    assert not session.desk.open and session.snapshot.note is None


def test_a_damaged_file_costs_one_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenes.notebook.places.user_data_path", lambda name: tmp_path / name)
    file = tmp_path / "ions-that-make-a-voltage" / "notebook.jsonl"
    file.parent.mkdir()
    store = Store(file)
    book = Notebook(store)
    book.add(record("whole"))
    with file.open("ab") as stream:
        stream.write(b"\x00half a li")
    session = Session("sealed", seed=1, threads=1, ions=FEW_IONS)
    session.keeps_notebook = True
    app = App(session)
    start(app, moving=False)
    try:
        assert "damaged: 1 lines" in session.message and "notebook-damaged" in session.message
        assert [r.ident for r in session.desk.book.records] == ["whole"]
    finally:
        app.close()


def test_a_kiosk_keeps_no_notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenes.notebook.places.user_data_path", lambda name: tmp_path / name)
    config = KioskConfig(scenes=["sealed"], first="sealed", fullscreen=False, ions=FEW_IONS, depth="laboratory")
    app = KioskApp(config)
    start(app, moving=False)
    try:
        app.session.restore(replace(app.session.settings, depth="laboratory"))
        app.frame(1 / 60)
        for name in (controls.NOTE, controls.NOTEBOOK, *controls.NOTES):
            app.actions(name)
            assert app.session.stage.panels.rect_of(name) is None
        app.frame(1 / 60)
        assert not app.session.desk.open and not app.session.keeps_notebook and not list(tmp_path.iterdir())
    finally:
        app.close()


def test_keys_that_come_before_the_picture_do_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Physics and scenes are imported on another thread then: what imports them here as well would break both."""
    monkeypatch.chdir(tmp_path)
    app = App(Session("sealed", seed=1, threads=1, ions=FEW_IONS))
    try:
        app.open()
        app.session.worker.ready = False
        for key in (pygame.K_s, pygame.K_F10, pygame.K_F12):
            press(key)
        if app.session.stage is None:
            app.actions("screenshot")
            app.actions(controls.NOTE)
            app.actions(controls.NOTEBOOK)
        assert not list(tmp_path.iterdir()) and not app.session.desk.open
    finally:
        app.close()
