"""A visitor builds: pieces are dragged and moved by real events, by keys and by a controller, and the ions go on."""

from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest

from render.app import App
from render.panels.tray.offers import BUILD, PUT
from render.playback.player import Player
from render.playback.snapshot import CLOSED, OPEN, Snapshot
from scenes import load
from sim.building.places import widest_gap
from sim.commands.building import AddPump, MoveChannel, RemoveChannel
from sim.scene import pump_centres
from tests.helpers.hands import at, doors, drag, post, pumped, shifted, shown, tile
from tests.helpers.windows import FEW_IONS, click, press, wait_for


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    monkeypatch.chdir(tmp_path)
    with pumped(tmp_path) as running:
        yield running


def test_a_tile_dragged_onto_the_membrane_is_a_door_there(app: App) -> None:
    """A kind that the scene has none of, too: its ions pass, and the switch of its doors is alive."""
    before, x = doors(app), widest_gap(shown(app).scene, "channel")
    assert x is not None
    assert shown(app).observation.permeability["Cl"] == 0
    drag(app, tile(app, "Cl"), at(app, x, 12.0), let_go=False)
    ghost = app.session.stage.build.ghost
    assert ghost is not None and ghost.fits and ghost.at_nm == pytest.approx(x, abs=1.3)
    post(pygame.MOUSEBUTTONUP, at(app, x, 12.0))
    wait_for(app, lambda: len(doors(app)) == len(before) + 1)
    assert app.session.stage.build.ghost is None and app.session.stage.panels.tray.held == ""
    assert shown(app).observation.permeability["Cl"] == 1 and {*before} < {*doors(app)}
    new = ({*doors(app)} - {*before}).pop()
    assert shown(app).kind[doors(app).index(new)] == "Cl" and new == pytest.approx(ghost.at_nm, abs=1e-2)
    assert app.session.stage.panels.tray.chosen(shown(app))[2] == pytest.approx(new, abs=1e-3)
    wait_for(app, lambda: shown(app).observation.crossings["Cl"]["in"] + shown(app).observation.crossings["Cl"]["out"])
    press(pygame.K_c, "c")
    wait_for(app, lambda: shown(app).gate[doors(app).index(new)] == CLOSED)


def test_where_there_is_no_room_a_piece_does_not_come_to_sit(app: App) -> None:
    x = doors(app)[3]
    for n in (1, 2):  # a place beside it is near enough, on either side
        drag(app, tile(app, "K"), at(app, x))
        wait_for(app, lambda n=n: shown(app).built == n)
    before = doors(app)
    assert {round(x - 2, 2), round(x + 2, 2)} <= {round(door, 2) for door in before}
    drag(app, tile(app, "K"), at(app, x), let_go=False)
    ghost = app.session.stage.build.ghost
    assert ghost is not None and not ghost.fits
    post(pygame.MOUSEBUTTONUP, at(app, x))
    wait_for(app, lambda: app.session.message)
    assert app.session.message == app.session.words("ui.build.overlaps")
    drag(app, tile(app, "K"), tile(app, "Na"), let_go=False)  # and beside the picture
    tray = app.session.stage.panels.tray
    assert tray.held == f"{PUT}K" and tray.carried_px == tile(app, "Na") and app.session.stage.build.ghost is None
    post(pygame.MOUSEBUTTONUP, tile(app, "Na"))
    app.frame(1 / 60)
    assert tray.carried_px is None and not tray.held
    for _ in range(10):
        app.frame(1 / 60)
    assert doors(app) == before and shown(app).built == 2


def test_a_door_is_dragged_along_the_membrane_and_off_it(app: App) -> None:
    before = doors(app)
    box = app.session.stage.box
    shut = app.session.snapshot.kind.index("K")
    click(box.door_rect(shut).center)
    app.frame(1 / 60)
    assert app.session.stage.panels.tray.chosen(shown(app))[:2] == ("channel", shut)
    assert shown(app).gate[shut] == OPEN, "with the tray open a click chooses"
    view = box.camera
    drag(app, box.door_rect(0).center, at(app, before[0] + 1.7))
    wait_for(app, lambda: shown(app).built == 1)
    assert doors(app)[0] == pytest.approx(before[0] + 1.7, abs=0.1) and doors(app)[1:] == before[1:]
    assert box.camera == view, "the picture stays where it is"
    drag(app, app.session.stage.box.door_rect(0).center, at(app, doors(app)[0], 20.0), let_go=False)
    assert app.session.stage.build.ghost.gone
    post(pygame.MOUSEBUTTONUP, at(app, doors(app)[0], 20.0))
    wait_for(app, lambda: shown(app).built == 2)
    assert doors(app) == before[1:]
    pump = pump_centres(shown(app).scene)
    drag(app, app.session.stage.box.pump_rect(1).center, at(app, pump[1], 20.0))
    wait_for(app, lambda: shown(app).built == 3)
    assert pump_centres(shown(app).scene) == [pump[0], pump[2]]
    assert len(app.session.stage.box.membrane.pumps.shown) == 2


def test_while_the_tray_is_closed_a_click_switches_a_door(app: App) -> None:
    press(pygame.K_F9)
    wait_for(app, lambda: app.session.stage.panels.drawer == "")
    app.frame(1 / 60)
    click(app.session.stage.box.door_rect(0).center)
    wait_for(app, lambda: shown(app).gate[0] == CLOSED)
    drag(app, app.session.stage.box.door_rect(1).center, at(app, 50.0, 20.0))
    for _ in range(10):
        app.frame(1 / 60)
    assert shown(app).built == 0


def test_keys_choose_move_and_remove_and_leave_the_scene_alone(app: App) -> None:
    scene, before = app.session.playing, doors(app)
    press(pygame.K_RIGHT)
    wait_for(app, lambda: app.session.stage.panels.tray.chosen_nm is not None)
    for _ in range(20):
        press(pygame.K_LEFT)
        app.frame(1 / 60)
    assert app.session.stage.panels.tray.chosen(shown(app))[:2] == ("channel", 0)
    assert app.session.stage.build.mark is not None
    shifted(pygame.K_RIGHT)
    wait_for(app, lambda: shown(app).built == 1)
    assert doors(app)[0] == pytest.approx(before[0] + 0.5, abs=1e-3)
    shifted(pygame.K_UP)  # far: past the neighbours that are in its way
    wait_for(app, lambda: shown(app).built == 2)
    chosen = app.session.stage.panels.tray.chosen(shown(app))
    assert chosen[2] >= before[0] + 5.4 and chosen[2] == pytest.approx(doors(app)[chosen[1]], abs=1e-3)
    count = len(before)
    press(pygame.K_DELETE)
    wait_for(app, lambda: len(doors(app)) == count - 1)
    assert app.session.playing == scene and doors(app) == before[1:]
    press(pygame.K_ESCAPE)
    wait_for(app, lambda: not app.session.stage.panels.drawer)
    press(pygame.K_RIGHT)
    wait_for(app, lambda: app.session.playing != scene)


def test_a_focused_tile_puts_one_into_the_widest_gap(app: App) -> None:
    """By Tab and Enter, and by a controller's d-pad and A."""
    for _ in range(60):
        press(pygame.K_TAB)
        app.frame(1 / 60)
        if app.session.focus.name == PUT:
            break
    assert app.session.focus.name == PUT, "the pump's tile"
    press(pygame.K_RETURN)
    wait_for(app, lambda: len(pump_centres(shown(app).scene)) == 4)
    assert app.session.focus.name == PUT
    for _ in range(60):
        pygame.event.post(pygame.event.Event(pygame.JOYHATMOTION, instance_id=0, joy=0, hat=0, value=(-1, 0)))
        app.frame(1 / 60)
        if app.session.focus.name == f"{PUT}Na":
            break
    count = shown(app).kind.count("Na")
    pygame.event.post(pygame.event.Event(pygame.JOYBUTTONDOWN, instance_id=0, joy=0, button=0))
    wait_for(app, lambda: shown(app).kind.count("Na") == count + 1)


def test_the_last_pump_and_the_last_door_can_go_and_come_back(app: App) -> None:
    for _ in range(3):
        built = shown(app).built
        app.session.stage.panels.tray.chosen_nm = pump_centres(shown(app).scene)[0]
        app.actions(f"{BUILD}:remove")
        wait_for(app, lambda b=built: shown(app).built == b + 1)
    assert shown(app).observation.pump is None
    assert "pump" not in {button.name for button in app.session.stage.panels.buttons}
    while doors(app):
        built = shown(app).built
        app.actions(f"{BUILD}:right")
        app.actions(f"{BUILD}:remove")
        wait_for(app, lambda b=built: shown(app).built == b + 1)
    app.actions(f"{BUILD}:right")
    assert app.session.message == app.session.words("ui.build.nothing")
    for _ in range(5):
        app.frame(1 / 60)
    app.actions(PUT)
    wait_for(app, lambda: shown(app).observation.pump is not None)
    app.actions(f"{PUT}K")
    wait_for(app, lambda: len(doors(app)) == 1)
    assert "pump" in {button.name for button in app.session.stage.panels.buttons}
    press(pygame.K_r, "r")
    wait_for(app, lambda: shown(app).built == 0 and len(doors(app)) == 9)


@pytest.mark.parametrize("scene", ["hyperkalaemia", "knock-out"])
def test_a_case_that_is_built_on_is_no_longer_the_one_it_is_named_for(scene: str) -> None:
    """Whether doors are what the cases are about or not; a new start is that case again."""
    player, into = Player(1, 1), Snapshot()
    for command in (RemoveChannel(0), MoveChannel(0, 0.7), AddPump()):
        player.open(load(scene, [f"ions={FEW_IONS}"]))
        player.start(next_case=True)  # the story is over
        player.advance(40.0)
        player.publish(into)
        assert into.place is not None and into.comparison is not None and not into.comparison.meddled
        player.intervene(RemoveChannel(0))  # for there may be no gap
        player.intervene(command)
        player.publish(into)
        assert into.place is None and (into.comparison.meddled or into.comparison.hand is not None)
        assert into.comparison.hand is None or into.comparison.hand.place is None
        player.start()
        player.start(next_case=True)
        player.publish(into)
        assert into.place is not None and into.built == 0


def test_a_twin_is_left_as_it_was(app: App) -> None:
    before = doors(app)
    app.actions("twin")
    wait_for(app, lambda: shown(app).twin is not None)
    app.actions(f"{PUT}K")
    wait_for(app, lambda: len(doors(app)) == len(before) + 1)
    app.actions("twin")
    wait_for(app, lambda: shown(app).twin is None and doors(app) == before)
    assert len(app.session.stage.box.membrane.doors) == len(before)


def test_what_was_built_is_answered_for(app: App) -> None:
    app.actions(f"{PUT}Na")
    wait_for(app, lambda: shown(app).act is not None and shown(app).act.ion == "Na")
    app.actions(f"{BUILD}:remove")
    wait_for(app, lambda: shown(app).act.number == 2 and shown(app).act.command.do == "remove_channel")


def test_looking_back_shows_the_membrane_of_then(app: App) -> None:
    """Across buildings, by replay and by hand: no moment is painted with doors that came later."""
    app.session.tour.skip_opening()
    for n in range(5):
        for _ in range(4):
            app.frame(0.2)
        if n == 4:
            break
        built = shown(app).built
        app.actions(f"{PUT}K" if n % 2 else PUT)
        wait_for(app, lambda b=built: shown(app).built == b + 1)
    press(pygame.K_SPACE, " ")
    wait_for(app, lambda: shown(app).paused)
    seen, stage = set(), app.session.stage
    for _ in range(90):
        press(pygame.K_LEFTBRACKET, "[")
        app.frame(1 / 60)
        moment = stage.reel.moment
        if moment is not None:
            assert len(stage.box.membrane.doors) == len(moment.snapshot.gate) == len(moment.membrane.steps)
            assert len(stage.box.membrane.pumps.shown) == len(moment.membrane.pumps.poses)
            seen.add(len(moment.snapshot.gate) + len(stage.box.membrane.pumps.shown))
            click(stage.box.door_rect(len(stage.box.membrane.doors) - 1).center)  # of then: nothing to be had
    assert len(seen) == 5, "every membrane that there was"
    press(pygame.K_BACKSPACE)
    for _ in range(20):
        app.frame(1 / 10)
    app.session.end_replay()
    app.frame(1 / 60)
    assert len(stage.box.membrane.doors) == len(doors(app)) == 11
