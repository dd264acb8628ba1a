"""What playback keeps of layers of ions: means over the time on screen, theory now and then, lengths of cases."""

import math

import numpy as np
import pytest

from render.playback import layers as kept
from render.playback.layers import CaseLayers, Layers
from render.playback.player import Player
from render.playback.snapshot import Snapshot
from scenes import load
from sim import Simulation

FEW = ["ions=6000"]


def test_the_chart_has_counts_theory_and_lengths() -> None:
    scene_file = load("where-the-charge-sits", [*FEW, "initial_mV=-85"])
    simulation, layers = Simulation(scene_file.scene, 1, 1), Layers(scene_file)
    view = None
    for _ in range(20):
        simulation.advance(16.0)
        view = layers.view(simulation.observe(), simulation.scene, -85.0)
    assert view is not None
    assert view.debye_nm == pytest.approx((0.779, 0.779), abs=0.02) and view.face_nm == 3.0
    assert 3.0 + 4 * 0.77 < view.reach_nm < 3.0 + 7 * 0.79
    assert np.abs(view.theory_nm).min() >= 3.0 and np.abs(view.theory_nm).max() <= view.reach_nm + 1e-5
    inside = np.abs(view.y_nm + 3.3) < 0.05
    outside = np.abs(view.y_nm - 3.3) < 0.05
    # -73 and 71 mM, with a scatter of 2 mM over twelve other seeds: 6 sigma
    assert view.charge_mM[inside].item() < -60 and view.charge_mM[outside].item() > 59
    assert view.theory_mM[view.theory_nm < 0][-1] < -80 and view.theory_mM[view.theory_nm > 0][0] > 80


def test_theory_is_asked_now_and_then_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes as long as several frames: at 120 ns a second on screen every 180 ns, a little sooner at first."""
    asked = []
    scene_file = load("where-the-charge-sits", FEW)
    layers = Layers(scene_file)
    monkeypatch.setattr(layers, "_ask", lambda *arguments: asked.append(arguments))
    simulation = Simulation(scene_file.scene, 1, 1)
    for _ in range(180):
        simulation.advance(4.0)
        layers.view(simulation.observe(), simulation.scene, math.nan)
    assert 4 <= len(asked) <= 7


def test_a_capacitor_has_none_and_plays() -> None:
    player, snapshot = Player(1, 1), Snapshot()
    for changes, there in ((FEW, True), ([*FEW, "field.kind=capacitor"], False)):
        player.open("where-the-charge-sits", changes)
        player.advance(4.0)
        player.publish(snapshot)
        assert (snapshot.layers is not None) == there
    player.open("potassium-only", FEW)
    player.publish(snapshot)
    assert snapshot.layers is None


def test_the_same_run_shows_the_same() -> None:
    """A film of a seed is the same file each time."""
    shown = []
    for _ in range(2):
        player, snapshot = Player(3, 1), Snapshot()
        player.open("where-the-charge-sits", FEW)
        for _ in range(5):
            player.advance(8.0)
            player.publish(snapshot)
        assert snapshot.layers is not None
        shown.append(snapshot.layers)
    for name in ("charge_mM", "psi_mV", "theory_mM", "theory_mV"):
        assert np.array_equal(getattr(shown[0], name), getattr(shown[1], name))


def test_all_cases_are_seen_at_one_scale() -> None:
    scene_file = load("saltier-thinner", FEW)
    reaches = []
    for case in scene_file.cases:
        simulation = Simulation(case.scene, 1, 1)
        simulation.advance(1.0)
        view = Layers(scene_file).view(simulation.observe(), simulation.scene, -88.0)
        assert view is not None
        reaches.append(view.reach_nm)
    assert reaches == pytest.approx([reaches[0]] * 3, rel=0.02)


def test_a_case_tells_a_length_and_how_sure_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths = iter([0.70, 0.80, 0.78])  # of two blocks, then of all
    monkeypatch.setattr(kept, "_decay_nm", lambda *_: (next(lengths), 0.77))
    scene = load("saltier-thinner", FEW).scene
    simulation, case = Simulation(scene, 1, 1), CaseLayers(40.0)
    assert all(math.isnan(value) for value in case.result(simulation.observe(), scene))
    while simulation.time_ns < 440.0:
        simulation.advance(20.0)
        case.add(simulation.observe(), scene)
    assert case.result(simulation.observe(), scene) == pytest.approx((0.78, 1.96 * 0.0707107 / math.sqrt(2), 0.77))


def test_cases_are_compared_by_their_layers() -> None:
    """Half and twice the salt, in short runs of few ions. Over ten other seeds the lengths are 1.08, 0.77 and 0.55 nm
    and scatter by 0.011 nm at most: half-way between two is ten sigma off."""
    player, snapshot = Player(1, 1), Snapshot()
    scene_file = load("saltier-thinner", ["ions=6000", "compare.screen_ns=900"])
    player.open(scene_file)
    player.start(next_case=True)
    assert player.recorder is not None
    for _ in range(3):
        while not player.part_over:
            player.advance(8.0)
            player.publish(snapshot)
        if not player.go_on():
            break
    assert snapshot.comparison is not None
    player.publish(snapshot)
    half, same, twice = (result.layer_nm for result in snapshot.comparison.results if result is not None)
    assert half is not None and same is not None and twice is not None
    assert half[0] > 0.5 * (1.10 + 0.78) > same[0] > 0.5 * (0.78 + 0.55) > twice[0] > 0.4
    assert [one[2] for one in (half, same, twice)] == pytest.approx([1.10, 0.78, 0.55], abs=0.02)  # of what is counted
    assert snapshot.comparison.debye_nm == pytest.approx((1.10, 0.779, 0.551), abs=0.005)
