"""The pumps on screen: they follow the real ones, never invent a cycle, and their keys do what they say."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pygame
import pytest

from render import controls
from render.app import App
from render.box.pump import Pose, picture, site_places
from render.box.pumps import ShownPump, rest_of
from render.panels.buttons import place_buttons
from render.session import Session
from render.style.layout import lay_out
from scenes import load
from tests.helpers.windows import PUMPED, press, start, wait_for

FRAME_S = 1 / 60
SITES = (3, 2)


def after(pump: ShownPump, state: str, held: int = 0, seconds: float = 2.0, locked: bool = False) -> list[Pose]:
    return [pump.follow(state, held, SITES, locked, True, FRAME_S) for _ in range(round(seconds / FRAME_S))]


def test_a_shown_pump_follows_the_cycle_and_carries_what_it_should() -> None:
    pump = ShownPump(10.0)
    assert after(pump, "E1", 1)[-1] == Pose(0.0, "Na", 1, 3)
    arriving = after(pump, "E1P")
    assert pump.atp == 1 and arriving[-1] == Pose(0.0, "Na", 3, 3)
    out = after(pump, "E2P", 1)
    turning = [pose for pose in out if 0 < pose.turn < 1]
    assert turning and all((pose.cargo, pose.held) == ("Na", 3) for pose in turning)
    assert [pose.turn for pose in turning] == sorted(pose.turn for pose in turning)
    assert out[-1] == Pose(1.0, "K", 1, 2) and pump.phosphate
    assert after(pump, "E2")[-1] == Pose(1.0, "K", 2, 2) and not pump.phosphate
    back = after(pump, "E1")
    turning = [pose for pose in back if 0 < pose.turn < 1]
    assert turning and all((pose.cargo, pose.held) == ("K", 2) for pose in turning)
    assert back[-1] == Pose(0.0, "Na", 0, 3)


def test_without_a_real_turn_nothing_turns() -> None:
    pump = ShownPump(10.0)
    assert {pose.turn for pose in after(pump, "E1", 3)} == {0.0} and pump.atp == 0
    other = ShownPump(10.0)
    assert {pose.turn for pose in after(other, "E2P", 2, locked=True)} == {1.0}
    assert other.plug == 1


def test_a_pump_faster_than_its_picture_is_not_left_half_turned() -> None:
    pump = ShownPump(10.0)
    turns = 0
    before = 0.0
    for n in range(600):
        state = ("E1", "E1P", "E2P", "E2")[n // 3 % 4]
        now = pump.follow(state, 0, SITES, False, True, FRAME_S).turn
        turns += int(before < 1 <= now)
        before = now
    assert 3 <= turns <= 50 and after(pump, "E1")[-1].turn == 0


def turned(pump: ShownPump, state: str, turns: int, held: int = 0) -> list[Pose]:
    return [pump.follow(state, held, SITES, False, True, FRAME_S, turns) for _ in range(120)]


def test_an_atp_that_is_made_again_turns_nothing() -> None:
    pump = ShownPump(10.0)
    for _ in range(5):
        assert {pose.turn for pose in turned(pump, "E1P", 0) + turned(pump, "E1", 0, 3)} == {0.0}
    assert pump.atp == 0


def test_a_pump_that_runs_backward_brings_its_ions_back() -> None:
    """K+ out, Na+ in, without an ATP; and forward again after."""
    pump = ShownPump(10.0)
    turned(pump, "E1", 7)
    out = [pose for pose in turned(pump, "E2", 7, 2) if 0 < pose.turn < 1]
    assert out and all((pose.cargo, pose.held) == ("K", 2) for pose in out)
    back = [pose for pose in turned(pump, "E1P", 6, 3) if 0 < pose.turn < 1]
    assert back and all((pose.cargo, pose.held) == ("Na", 3) for pose in back)
    turned(pump, "E1", 6)
    forward = [pose for pose in turned(pump, "E2P", 7) if 0 < pose.turn < 1]
    assert forward and all((pose.cargo, pose.held) == ("Na", 3) for pose in forward)


def test_ions_that_come_and_go_do_not_make_it_flicker() -> None:
    pump = ShownPump(10.0)
    seen = [pump.follow("E1", n % 2 * 3, SITES, False, True, FRAME_S, 0).held for n in range(120)]
    assert sum(a != b for a, b in pairwise(seen)) <= 8


@pytest.mark.parametrize("sites", [0, 1, 3, 8])
@pytest.mark.parametrize("turn", [0.0, 0.5, 1.0])
def test_every_pose_can_be_drawn_and_its_sites_lie_in_the_protein(sites: int, turn: float) -> None:
    for pose in (Pose(turn, "Na", sites, sites, 1.0), Pose(turn, "K", 0, sites, 0.25, False)):
        image, middle = picture(pose, 8.8, 3.0)
        assert pygame.mask.from_surface(image).count() > 0.3 * image.get_width() * image.get_height()
        assert 0 < middle < image.get_height()
    assert all(abs(place) < 3.0 for place in site_places(sites, turn))


def test_lipid_is_what_channels_and_pumps_leave() -> None:
    assert rest_of(0, 10, [(6, 7), (1, 2)]) == [(0, 1), (2, 6), (7, 10)]
    assert rest_of(0, 10, []) == [(0, 10)]


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (3840, 2160), (1080, 1920), (1024, 768)])
@pytest.mark.parametrize("aspect", [5 / 3, 2.8])
def test_the_buttons_of_a_pump_have_room(size: tuple[int, int], aspect: float) -> None:
    layout = lay_out(size, aspect, pump=True)
    buttons, pace = place_buttons(layout, pump=True)
    rects = [button.rect for button in buttons] + [pace]
    assert set(controls.PUMP) <= {button.name for button in buttons}
    assert all(rect.width >= 44 and rect.height >= 44 for rect in rects)
    assert all(rect.unionall(rects).width <= size[0] for rect in rects)
    without, _ = place_buttons(layout)
    assert not set(controls.PUMP) & {button.name for button in without}


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    monkeypatch.chdir(tmp_path)
    Path("pumped.toml").write_text(PUMPED, encoding="utf-8")
    running = App(Session(load("pumped.toml"), seed=1, threads=1, size=(1280, 720)))
    yield start(running)
    running.close()


def test_keys_switch_the_pump_and_its_poisons(app: App) -> None:
    def reading() -> object:
        return app.session.snapshot.observation.pump

    for key, name in ((pygame.K_p, "running"), (pygame.K_d, "dnp"), (pygame.K_o, "ouabain")):
        for _ in range(2):
            before = getattr(reading(), name)
            press(key)
            wait_for(app, lambda n=name, b=before: getattr(reading(), n) != b)
    for wanted in (2, 3):
        press(pygame.K_e)
        wait_for(app, lambda w=wanted: (reading().sodium, reading().potassium) == (w, 2))
    assert app.session.stage.box.pump_at(app.session.stage.box.pump_rect(0).center) == 0
    app.actions("help")
    app.frame(FRAME_S)
    app.actions("language")
    app.frame(FRAME_S)


def test_without_a_pump_the_keys_say_so() -> None:
    app = start(App(Session("resting", seed=1, threads=1, ions=2000)))
    press(pygame.K_o)
    wait_for(app, lambda: "pump" in app.session.message)
    app.close()
