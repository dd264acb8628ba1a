"""Two cells from one state: alike to the bit until one is changed, and then the other stays as it would have been."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pygame
import pytest

from render.app import App
from render.panels.charts.chart import Chart
from render.playback.player import Player
from render.playback.runs.twin import MOST_IONS, with_fewer
from render.playback.snapshot import Snapshot
from render.session import Session
from render.style.text import Typesetter
from render.style.words import Words
from scenes import library, load
from scenes.scene_file import SceneFile
from sim.commands.doors import SetGate
from tests.helpers.windows import FEW_IONS, press, start, wait_for


def playing(file: SceneFile, ns: float = 400.0) -> tuple[Player, Snapshot]:
    player, snapshot = Player(1, 1), Snapshot()
    player.open(file)
    go_on(player, snapshot, ns)
    return player, snapshot


def go_on(player: Player, snapshot: Snapshot, ns: float) -> None:
    for _ in range(int(ns / 8)):
        player.advance(8.0)
        player.publish(snapshot)


@pytest.fixture(scope="module")
def sandbox() -> SceneFile:
    return load("sandbox", [f"ions={FEW_IONS}"])


@pytest.mark.parametrize("name", ["sandbox", "excitability", "metabolic-poison"])
def test_with_nothing_changed_both_traces_are_the_same_to_the_bit(name: str) -> None:
    """Over the story's own commands, too: they are done to both."""
    player, snapshot = playing(
        load(name, [f"ions={FEW_IONS}", "timeline=[{at_ns=600,do='set_temperature',celsius=20}]"])
    )
    assert not player.toggle_twin()
    go_on(player, snapshot, 480)
    assert snapshot.twin is not None and snapshot.twin.since_ns == 400
    assert len(snapshot.trace.mean) > 30 and player.simulation.scene.temperature_C == 20
    assert np.array_equal(snapshot.trace.time_ns, snapshot.twin.trace.time_ns)
    for line in ("mean", "low", "high"):
        assert np.array_equal(getattr(snapshot.trace, line), getattr(snapshot.twin.trace, line))
    assert snapshot.voltage_mV == snapshot.twin.voltage_mV
    assert np.isnan(snapshot.twin.apart_mV[snapshot.trace.time_ns < 400]).all()


def test_what_is_done_changes_one_alone_and_w_again_goes_back_to_the_other() -> None:
    sandbox = load("sandbox", ["ions=16000"])
    player, snapshot = playing(sandbox)
    player.toggle_twin()
    player.intervene(SetGate("K", "closed"))
    go_on(player, snapshot, 3600)
    alone, untouched = playing(sandbox, 4000)
    assert snapshot.twin is not None and snapshot.observation.permeability["K"] == 0
    assert np.array_equal(snapshot.twin.trace.mean, untouched.trace.mean), "left alone it is as if there were no other"
    changed, unchanged = (trace.mean[-100:].mean() for trace in (snapshot.trace, snapshot.twin.trace))
    assert changed > unchanged + 10, "the change has done that"
    generation = snapshot.generation
    assert not player.toggle_twin() and player.act is None
    go_on(player, snapshot, 80)
    go_on(alone, untouched, 80)
    assert snapshot.twin is None and snapshot.generation == generation + 1
    assert np.array_equal(snapshot.trace.mean, untouched.trace.mean)
    assert snapshot.observation.permeability["K"] > 0
    for values in ("x", "y", "ident"):
        assert np.array_equal(getattr(player.simulation.ions, values), getattr(alone.simulation.ions, values))


def test_a_scene_of_many_ions_begins_anew_with_fewer() -> None:
    player, snapshot = playing(load("potassium-only", ["ions=60000"]), 16)
    telling = player.telling
    assert player.toggle_twin() and player.simulation.time_ns == 0 and player.telling == telling
    go_on(player, snapshot, 16)
    assert player.simulation.scene.ions == MOST_IONS == player.twin.unchanged.simulation.scene.ions
    assert np.array_equal(snapshot.trace.mean, snapshot.twin.trace.mean)
    player.start()
    assert player.twin is None and player.simulation.scene.ions == 60_000, "restart tells the scene as it is"


@pytest.mark.parametrize("name", library())
def test_every_scene_is_sound_with_the_ions_of_a_twin(name: str) -> None:
    fewer = with_fewer(load(name).scene)
    assert fewer is not None and fewer.ions <= MOST_IONS


def test_none_while_cases_are_compared() -> None:
    player, _ = playing(load("voltage-clamp", [f"ions={FEW_IONS}"]), 16)
    player.start(next_case=True)
    assert player.recorder is not None
    assert not player.toggle_twin() and player.twin is None


def test_the_chart_shows_and_names_both(sandbox: SceneFile) -> None:
    player, snapshot = playing(sandbox)
    player.toggle_twin()
    player.intervene(SetGate("K", "closed"))
    go_on(player, snapshot, 1200)
    words = Words("en")
    words.open()
    for alone in (False, True):
        surface, type_, chart = pygame.Surface((700, 300), 0, 32), Typesetter(0.67), Chart()
        chart.alone, type_.placed = alone, []
        chart.draw(surface, surface.get_rect(), snapshot, type_, words)
        said = [text for text, _ in type_.placed]
        assert any(text.startswith("twin") for text in said) and any("from its twin" in text for text in said)
        low, high = chart.range_mV
        assert low < np.nanmin(snapshot.twin.apart_mV) and np.nanmax(snapshot.twin.apart_mV) < high


# -- in the window ---------------------------------------------------------------------------------------------


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    monkeypatch.chdir(tmp_path)
    yield start(running := App(Session("sandbox", 1, 1, size=(1280, 720), ions=FEW_IONS)))
    running.close()


def test_w_begins_and_ends_it_and_a_switch_is_of_the_shown_one(app: App) -> None:
    session = app.session
    press(pygame.K_w)
    wait_for(app, lambda: session.snapshot.twin is not None)
    assert session.is_on("twin") and session.message == session.words("ui.twin.begun")
    press(pygame.K_k)
    wait_for(app, lambda: session.snapshot.observation.permeability["K"] == 0)
    unchanged = session.worker.player.twin.unchanged.simulation
    assert unchanged.permeability()["K"] > 0
    press(pygame.K_w)
    wait_for(app, lambda: session.snapshot.twin is None)
    assert session.snapshot.observation.permeability["K"] > 0 and not session.is_on("twin")


def test_another_scene_or_restart_ends_it(app: App) -> None:
    app.actions("twin")
    wait_for(app, lambda: app.session.snapshot.twin is not None)
    app.actions("reset")
    wait_for(app, lambda: app.session.snapshot.twin is None)


def test_it_has_a_button_among_the_options(app: App) -> None:
    app.actions("options")
    wait_for(app, lambda: "twin" in app.session.stage.panels.targets())
