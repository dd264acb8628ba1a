"""Every concentration is set in its table, by pointer and by keys, and the ions follow at once."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pygame
import pytest

from render.app import App
from render.panels.amounts.ladder import (
    MOST_MM,
    NONE_MM,
    STEPS,
    amount_name,
    amounts_of,
    ladder,
    nearest,
    order_of,
    parts_of,
    stepped,
)
from render.panels.amounts.table import draw_table
from render.panels.focus import SLIDER
from render.panels.hand.quantities import CLAMP, CLAMP_MV, OFF_MV, held_mV
from render.panels.hand.slider import Slider
from render.playback.snapshot import Snapshot
from render.session import Session
from render.style.text import Typesetter
from render.style.words import Words
from scenes import library
from sim.commands.electrode import VoltageClamp
from sim.species import BALANCING
from tests.helpers.windows import FEW_IONS, press, snapshot_of, start, wait_for
from tests.render.hands.test_controls import drag

IONS = 20_000  # so that one of them is no large part of a millimole


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    monkeypatch.chdir(tmp_path)
    running = App(Session("resting", seed=1, threads=1, size=(1280, 720), ions=IONS))
    yield start(running)
    running.close()


def counted(app: App, symbol: str, side: str) -> float:
    return float(app.session.snapshot.observation.concentration_mM[side][symbol])


def place(app: App, name: str, mM: float) -> tuple[int, int]:
    cell = app.session.stage.panels.sliders.cells[name]
    way = Slider("", "", NONE_MM, MOST_MM, True, 0.0, str)
    return round(cell.left + way.share(mM) * cell.width), cell.centery


@pytest.mark.parametrize(
    ("symbol", "side", "mM"), [("K", "inside", 40.0), ("Na", "outside", 30.0), ("Cl", "inside", 80.0)]
)
def test_dragging_a_figure_sets_what_it_says_on_either_side(app: App, symbol: str, side: str, mM: float) -> None:
    name, snapshot = amount_name(symbol, side), app.session.snapshot
    others = {s: counted(app, s, side) for s in ("K", "Na", "Cl") if s != symbol}
    drag(place(app, name, snapshot.set_mM[side][symbol]), place(app, name, mM))
    wait_for(app, lambda: app.session.snapshot.set_mM[side][symbol] != snapshot.set_mM[side].get(symbol, 0.0))
    wait_for(app, lambda: not app.session.stage.panels.sliders._to_post)
    given = app.session.snapshot.set_mM[side][symbol]
    assert given in ladder(name, app.session.snapshot) and given == pytest.approx(mM, rel=0.25)
    wait_for(app, lambda: counted(app, symbol, side) == pytest.approx(given, rel=0.2))
    for other, before in others.items():
        assert counted(app, other, side) == pytest.approx(before, rel=0.35, abs=2.0), "all others are kept"
    assert not app.session.message, "nothing that was ordered has been refused"


def test_the_ion_that_makes_up_for_the_charge_follows_and_has_no_knob(app: App) -> None:
    before = counted(app, "A", "inside")
    name = amount_name("K", "inside")
    drag(place(app, name, 140.0), place(app, name, 20.0))
    wait_for(app, lambda: counted(app, "A", "inside") < before - 80)
    names = {parts_of(cell)[0] for cell in app.session.stage.panels.sliders.cells}
    assert names == {"K", "Na", "Cl"} and not names & set(BALANCING.values())
    net = sum(z * counted(app, s, "inside") for s, z in app.session.snapshot.valence.items())
    assert abs(net) < 12, "but for the charge of the membrane"


def test_keys_reach_a_figure_and_bring_it_to_none_and_back(app: App) -> None:
    name, session = amount_name("Cl", "outside"), app.session
    for _ in range(60):
        press(pygame.K_TAB)
        app.frame(1 / 60)
        if session.focus.slider == name:
            break
    assert session.focus.slider == name and app._cover[3] is not None
    press(pygame.K_HOME)
    wait_for(app, lambda: session.snapshot.set_mM["outside"]["Cl"] == 0.0)
    press(pygame.K_RIGHT)
    wait_for(app, lambda: session.snapshot.set_mM["outside"]["Cl"] == STEPS[0])
    press(pygame.K_END)
    wait_for(app, lambda: session.snapshot.set_mM["outside"]["Cl"] == MOST_MM)
    assert counted(app, "M", "outside") > 100, "plus comes with so much minus"
    press(pygame.K_PAGEDOWN)
    wait_for(app, lambda: session.snapshot.set_mM["outside"]["Cl"] < MOST_MM)
    app.frame(1 / 60)
    assert session.focus.slider == name, "a row that has come leaves the focus where it was"
    assert session.running and session.stopped is None


def test_a_species_that_is_gone_keeps_its_row(app: App) -> None:
    for side in ("inside", "outside"):
        app.session.order([order_of(amount_name("Cl", side), 0.0)])
    wait_for(app, lambda: counted(app, "Cl", "inside") == 0 and app.session.snapshot.set_mM["outside"]["Cl"] == 0)
    app.frame(0.4)
    assert amount_name("Cl", "inside") in app.session.stage.panels.sliders.cells


def test_steps_go_along_the_ladder_from_wherever_one_is() -> None:
    steps = ladder(amount_name("K", "outside"), snapshot_of("resting"))
    assert steps[0] == 0.0 and steps[-1] == MOST_MM and 2.5 in steps and 80.0 in steps
    assert stepped(steps, 5.0, 1) == 6.0 and stepped(steps, 5.0, -1) == 4.0
    assert stepped(steps, 5.5, 1) == 6.0 and stepped(steps, 5.5, -1) == 5.0
    assert stepped(steps, 5.0, 1000) == MOST_MM and stepped(steps, 5.0, -1000) == 0.0
    assert nearest(steps, NONE_MM) == 0.0 and nearest(steps, 0.49) == 0.5 and nearest(steps, 41.0) == 40.0


@pytest.mark.parametrize("scene", library())
def test_every_figure_goes_from_none_to_the_most_and_is_never_refused(scene: str) -> None:
    snapshot = snapshot_of(scene)
    for slider in amounts_of(snapshot):
        steps = ladder(slider.name, snapshot)
        given = snapshot.set_mM[parts_of(slider.name)[1]].get(parts_of(slider.name)[0], 0.0)
        assert slider.value == given and (given in steps or given > 0)
        for mM in (0.0, steps[1], steps[-1]):
            assert not order_of(slider.name, mM).problems(snapshot.scene), slider.name


def texts(snapshot: Snapshot) -> list[str]:
    words, type_ = Words("en"), Typesetter(1.0)
    words.open()
    type_.placed = []
    draw_table(pygame.Surface((560, 260)), pygame.Rect(0, 0, 560, 260), snapshot, type_, words)
    return [text for text, _ in type_.placed]


def test_what_was_set_is_told_beside_the_count_only_where_they_differ() -> None:
    snapshot = snapshot_of("resting")
    given = {side: dict(amounts) for side, amounts in snapshot.set_mM.items()}
    exactly = {side: {**snapshot.observation.concentration_mM[side]} for side in given}
    same = texts(replace(snapshot, set_mM=exactly))
    assert not [text for text in same if text.startswith("(")]
    given["inside"]["K"] = 250.0
    assert "(250)" in texts(replace(snapshot, set_mM=exactly | {"inside": {**exactly["inside"], "K": 250.0}}))


# -- the clamp -------------------------------------------------------------------------------------------------


def test_the_clamps_slider_holds_the_voltage_and_lets_it_go(app: App) -> None:
    app.actions("sliders")
    wait_for(app, lambda: CLAMP in app.session.stage.panels.sliders.rows and app.session.snapshot.voltage_mV < -50, 60)
    app.session.focus.name = SLIDER + CLAMP
    press(pygame.K_RIGHT)
    wait_for(app, lambda: app.session.snapshot.observation.clamp_mV is not None)
    held = app.session.snapshot.observation.clamp_mV
    assert held == pytest.approx(5 * round(held / 5)) and abs(held + 70) < 30, "it begins at the voltage that is there"
    press(pygame.K_RIGHT)
    wait_for(app, lambda: app.session.snapshot.observation.clamp_mV == pytest.approx(held + 5))
    press(pygame.K_HOME)
    wait_for(app, lambda: app.session.snapshot.observation.clamp_mV is None)
    press(pygame.K_LEFT)
    app.frame(1 / 60)
    assert app.session.snapshot.observation.clamp_mV is None, "lower than off is off"


def test_the_left_end_of_the_clamp_is_off() -> None:
    assert held_mV(OFF_MV) is None and held_mV(OFF_MV + 1) is None and held_mV(OFF_MV + 5) == OFF_MV + 5
    assert held_mV(CLAMP_MV[1]) == 100.0
    assert not VoltageClamp(CLAMP_MV[1]).problems(snapshot_of("resting").scene)


def test_a_visitor_has_no_clamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    app = App(Session("resting", seed=1, threads=1, ions=FEW_IONS, depth="visitor"))
    start(app)
    try:
        app.actions("sliders")
        wait_for(app, lambda: app.session.stage.panels.sliders.rows)
        assert CLAMP not in app.session.stage.panels.sliders.rows and not app.session.stage.panels.sliders.cells
    finally:
        app.close()
