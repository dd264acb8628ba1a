"""Lanes of voltage-gated channels, the chart's range, wide boxes, and figures about real cells."""

from dataclasses import replace

import numpy as np
import pygame
import pytest

from render.box.camera import View
from render.panels.charts.chart import FAR_MV, Chart
from render.panels.charts.lanes import CURRENT, LEAST_PA, OPEN, PARTICLE, Lanes
from render.playback.reading import gating_figures, pump_balances
from render.stage import CROSSER_S, FOLLOW_AFTER_S, Stage
from render.style.layout import MOST_ASPECT
from render.style.text import Typesetter
from render.style.words import Words
from scenes import library
from scenes.facts import soma_share
from tests.helpers.windows import snapshot_of


def typesetter_and_words() -> tuple[Typesetter, Words]:
    words = Words("en")
    words.open()
    return Typesetter(1.0), words


def test_figures_are_those_of_the_observation() -> None:
    seen = snapshot_of("excitability").observation
    figures = gating_figures(seen)
    assert seen.gating is not None
    assert figures[PARTICLE + "h"] == seen.gating.particle_share["h"]
    assert {name for name in figures if name.startswith(OPEN)} == {OPEN + "Na_v", OPEN + "K_v"}
    for symbol in ("Na", "K"):
        assert figures[CURRENT + symbol] == pytest.approx(160.2176634 * seen.current[symbol])
    assert CURRENT + "Cl" not in figures, "it cannot pass"
    assert gating_figures(snapshot_of("resting").observation) == {}


def test_lanes_show_the_spike_and_grow_with_its_currents() -> None:
    type_, words = typesetter_and_words()
    snapshot = snapshot_of("excitability")
    steps = np.arange(len(snapshot.trace.time_ns))
    quiet = dict(snapshot.trace.lines)
    spike = quiet | {CURRENT + "Na": np.where(steps == steps[-5], -2345.0, 0.0), OPEN + "Na_v": steps / steps[-1]}
    surface, rect, lanes = pygame.Surface((400, 200), 0, 32), pygame.Rect(0, 0, 400, 200), Lanes()
    drawn = []
    for lines in (quiet, spike, quiet):
        surface.fill((17, 22, 31))
        lanes.draw(surface, rect, replace(snapshot, trace=replace(snapshot.trace, lines=lines)), type_, words)
        drawn.append((lanes.reach_pA, pygame.image.tobytes(surface, "RGB")))
    assert drawn[0][0] == drawn[2][0] == LEAST_PA and 2345 <= drawn[1][0] <= 3000
    assert drawn[0][1] != drawn[1][1] and drawn[0][1] == drawn[2][1]


def test_the_chart_shows_millivolts_and_names_what_is_far() -> None:
    type_, words = typesetter_and_words()
    snapshot, chart = snapshot_of("pump"), Chart()
    type_.placed = []
    chart.draw(pygame.Surface((500, 300), 0, 32), pygame.Rect(0, 0, 500, 300), snapshot, type_, words)
    low, high = chart.range_mV
    trace = snapshot.trace
    assert low < trace.low.min() and trace.high.max() < high
    assert high - low < trace.high.max() - trace.low.min() + 2 * FAR_MV + 40
    assert any(text.startswith("E_{Na}") and "↑" in text for text, _ in type_.placed)
    said = next(text for text, _ in type_.placed if text.startswith("V "))
    assert said == f"V {snapshot.voltage_mV:+.0f}".replace("-", "−"), "the same as in the large figures"


@pytest.mark.parametrize(("scene", "balances"), [("pump", True), ("spike", False), ("resting", False)])
def test_mullins_and_noda_are_asked_where_pumps_balance_leaks(scene: str, balances: bool) -> None:
    snapshot = snapshot_of(scene)
    assert pump_balances(snapshot) == balances
    assert ("MN" in {line.label for line in Chart().lines(snapshot)}) == balances


def test_of_a_wide_box_the_middle_is_seen_and_the_rest_within_reach() -> None:
    size, face, half = (900, 300), 2.0, 18.0
    view = View(size, 2 * MOST_ASPECT * 40.0, face, half)
    assert not view.zoomed and view.partial and view.magnification == 1
    assert view.centre_nm == pytest.approx((MOST_ASPECT * 40.0, 0))
    left, top, width, height = view.camera.picture
    assert (top, height) == (0, 300) and width == pytest.approx(1800, abs=1)
    view.pan(10_000, 50)
    assert view.camera.x(0) == 0 and view.camera.middle == 150 and view.zoomed
    view.reset()
    assert view.camera.picture[0] == left
    whole = View(size, 100.0, face, half)
    assert not whole.partial


def test_the_charge_of_a_real_neuron_is_a_tiny_share_of_its_potassium() -> None:
    """By hand: 1256.6 um2 of 1 uF/cm2 hold 8.8e-13 C at 70 mV, 4188.8 um3 of 140 mM hold 5.66e-8 C of K+."""
    assert soma_share(-70, 140) == pytest.approx(8.796e-13 / 5.658e-8, rel=1e-3)
    assert soma_share(-35, 140) == pytest.approx(soma_share(-70, 140) / 2)


@pytest.mark.parametrize("scene", [name for name in library() if name in ("follow-one-ion", "resting")])
def test_the_scene_about_one_ion_follows_one(scene: str) -> None:
    type_, words = typesetter_and_words()
    stage, surface, snapshot = Stage(type_, words), pygame.Surface((1280, 720), 0, 32), snapshot_of(scene)
    for _ in range(round(1.3 * (FOLLOW_AFTER_S + CROSSER_S) * 30)):
        stage.show(surface, snapshot, [], 1 / 30)
    wanted = scene == "follow-one-ion"
    assert snapshot.scene_file.follow == wanted
    assert (stage.box.followed is not None and stage.box.followed.symbol == "K") == wanted
    stage.box.stop_following()
    for _ in range(round(1.3 * (FOLLOW_AFTER_S + CROSSER_S) * 30)):
        stage.show(surface, snapshot, [], 1 / 30)
    assert stage.box.followed is None, "a visitor who lets go is not overruled"


def test_when_the_bath_has_taken_the_ion_of_the_story_another_is_followed() -> None:
    type_, words = typesetter_and_words()
    stage, surface = Stage(type_, words), pygame.Surface((1280, 720), 0, 32)
    snapshot = snapshot_of("follow-one-ion")

    def until_followed() -> int:
        for _ in range(200):
            stage.show(surface, snapshot, [], 1 / 30)
            if stage.box.followed is not None:
                return stage.box.followed.ident
        raise AssertionError("no ion is followed")

    first = until_followed()
    stage.box.ions.pin(2**31)
    stage.box.followed.ident = 2**31  # no ion has this name
    for _ in range(120):
        stage.show(surface, snapshot, [], 1 / 30)
        if stage.box.followed is None:
            break
    assert stage.box.followed is None
    assert until_followed() != 2**31 and first != 2**31
