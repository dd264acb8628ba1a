"""Scenes with cases: one after another, results kept, all of it legible."""

import itertools
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pygame
import pytest

from render.app import App
from render.panels.charts.axes import Axes, nice_step
from render.playback.comparison import CaseResult, Recorder
from render.session import Session
from render.stage import Stage
from render.style.text import Typesetter
from render.style.words import Words
from scenes import SceneFile, load
from scenes.languages import codes
from sim import Simulation
from sim.measure.predictions import predict
from tests.helpers.layouts import painted_panels, problems_of
from tests.helpers.windows import PUMPED, after_hours, press, published, snapshot_of, start, wait_for

SIZES = [(1280, 720), (1920, 1080), (3840, 2160), (1080, 1920)]
BARS = [
    ("all doors", "门全开", "", None),
    ("no K+", "无 K+ 门", "channels.K.count=0", None),
    ("no Na+", "无 Na+ 门", "channels.Na.count=0", None),
    ("2 : 2", "2 : 2", "pump.sodium=2", None),
]
CURVE = [(f"{k:g} mM K+", f"{k:g} mM K+", f"outside.K={k}", k) for k in (2.5, 5, 10, 20, 40, 80)]
CLAMPS = [(f"{v} mV", f"{v} mV", f"clamp_mV={v}", None) for v in (-120, -60, 0, 60)]
KINDS = {"bars": (BARS, ""), "curve": (CURVE, "log = true"), "current": (CLAMPS, 'quantity = "current"')}
KINDS["pump"] = CLAMPS, 'quantity = "pump"'


def text_of(kind: str) -> str:
    cases, compare = KINDS[kind]
    lines = ['[compare]\nx = { en = "K+ outside, mM", zh = "细胞外 K+，mM" }', compare]
    for en, zh, change, x in cases:
        lines += [f'[[cases]]\nlabel = {{ en = "{en}", zh = "{zh}" }}', f'set = ["{change}"]' if change else ""]
        lines += [f'caption = {{ en = "What happens in {en}.", zh = "{zh} 会怎样。" }}']
        lines += [f"x = {x}"] if x is not None else []
    return PUMPED + "\n".join(lines)


def file_of(kind: str, folder: Path) -> SceneFile:
    path = folder / f"{kind}.toml"
    path.write_text(text_of(kind), encoding="utf-8")
    return load(str(path))


def recorded(scene_file: SceneFile, cases: int) -> Recorder:
    """So many cases played to their end."""
    recorder = Recorder(scene_file)
    for _ in range(cases):
        recorder.begin()
        simulation = Simulation(recorder.scene, seed=1, threads=1)
        while not recorder.done:
            voltages = simulation.advance(8.0)
            observation = simulation.observe()
            recorder.add(voltages, observation, predict(observation))
        recorder.finish()
    recorder.begin()
    return recorder


def test_cases_follow_each_other_and_results_stay(tmp_path: Path) -> None:
    recorder = recorded(file_of("bars", tmp_path), 2)
    view = recorder.view()
    assert view.case == 2 and view.now is None and not view.complete
    assert [result is not None for result in view.results] == [True, True, False, False]
    assert len(view.expected_mV) == 4 and np.isfinite(view.expected_mV[2])
    first, second = view.results[:2]
    assert first is not None and second is not None
    assert second.predicted_mV > first.predicted_mV + 20  # no K+: far less negative
    assert abs(view.predicted_mV(2) - view.predicted_mV(0)) < 30
    again = recorded(file_of("bars", tmp_path), 2).view().results[1]
    assert again == second  # the same seed gives the same case


def test_after_the_last_case_nothing_is_due_and_nothing_more_is_counted(tmp_path: Path) -> None:
    recorder = recorded(file_of("bars", tmp_path), 4)
    view = recorder.view()
    assert view.case == 3 and view.complete and not recorder.done


def test_currents_are_counted_passages(tmp_path: Path) -> None:
    recorder = recorded(file_of("current", tmp_path), 3)
    view = recorder.view()
    assert set(view.line_pA) == {"K", "Na"} and view.clamp_mV[0] < -120 and view.clamp_mV[-1] > 60
    currents = [result.current_pA["K"] for result in view.results if result is not None]
    assert currents[2] > max(currents[0], 0.0)  # outward, the more so the higher the voltage
    at_zero = float(np.interp(0.0, view.clamp_mV, view.line_pA["K"]))
    counted = view.results[2]
    assert counted is not None and at_zero > 0
    assert abs(counted.current_pA["K"] - at_zero) < 3 * counted.current_error_pA["K"] + 0.3 * at_zero


def test_the_current_of_the_pump_is_that_of_its_cycles(tmp_path: Path) -> None:
    fast = [f"pump.{step}_per_us=5000" for step in ("turn_out", "turn_in", "bind_sodium", "bind_potassium")]
    fast += ["pump.count=12"]  # of three a run may count one turn back
    recorder = recorded(load(str(file_of("pump", tmp_path).path), fast), 4)
    result = recorder.view().results[3]
    simulation = Simulation(recorder.scene_file.cases[3].scene, seed=1, threads=1)
    cycles = []
    for ns in (recorder.settle_ns, recorder.run_ns - recorder.settle_ns):
        simulation.advance(ns)
        cycles.append(simulation.pumps.cycles)
    assert result is not None and recorder.settle_ns % 8 == 0 and cycles[1] > cycles[0]
    per_ns = (cycles[1] - cycles[0]) / (recorder.run_ns - recorder.settle_ns)
    assert result.pump_pA == pytest.approx(per_ns * 160.2, rel=1e-3) and result.pump_error_pA > 0


def test_a_balance_that_moves_is_drawn_from_where_it_began(tmp_path: Path) -> None:
    """Each row's mark begins at the balance as the case was written, and ends where the ions have brought it."""
    wished = load("chloride", ["ions=20000"])
    file = replace(
        wished, claim=replace(wished.claim, settle_ns=200.0), compare=replace(wished.compare, screen_ns=2000.0)
    )
    recorder = recorded(file, 3)
    results = recorder.view().results
    written = [-61.54 * math.log10(110 / mM) for mM in (5, 15, 30)]
    for result, began in zip(results, written, strict=True):
        assert result is not None and result.ends_mV[0] == pytest.approx(began, abs=6)
    high = results[2]
    assert high is not None and high.ends_mV[1] < high.ends_mV[0] - 8  # of 15; chance: 0.9 mV in each


@pytest.mark.slow
def test_the_window_plays_the_cases_and_reset_forgets(tmp_path: Path) -> None:
    scene_file = file_of("bars", tmp_path)
    claim = replace(scene_file.claim, settle_ns=60.0, run_ns=240.0)
    app = start(App(Session(replace(scene_file, claim=claim, captions=()), seed=1, threads=1, size=(1280, 720))))
    app.actions("slower")
    wait_for(app, lambda: app.session.snapshot.pace < scene_file.pace_ns_per_s)
    wait_for(app, lambda: app.session.snapshot.comparison.case == 2)
    assert (
        app.session.snapshot.comparison.results[1] is not None and app.session.snapshot.pace < scene_file.pace_ns_per_s
    )
    assert app.session.snapshot.time_ns < 300
    press(pygame.K_SPACE, " ")
    wait_for(app, lambda: app.session.snapshot.paused)
    held = app.session.snapshot.comparison.case
    app.frame(0.5)
    assert app.session.snapshot.comparison.case == held
    press(pygame.K_r, "r")
    wait_for(
        app, lambda: app.session.snapshot.comparison.case == 0 and app.session.snapshot.comparison.results[1] is None
    )
    press(pygame.K_1, "1")
    wait_for(app, lambda: app.session.snapshot.comparison is None)
    app.close()


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ended", [0, 2, 9])
def test_the_chart_fits(kind: str, size: tuple[int, int], language: str, ended: int, tmp_path: Path) -> None:
    snapshot = published(file_of(kind, tmp_path))
    recorder = Recorder(snapshot.scene_file)
    recorder.begin()
    recorder.add(np.zeros(1), snapshot.observation, snapshot.prediction)
    wide = dict.fromkeys(snapshot.observation.valence, -1888.8)
    some = CaseResult(-88.8, 8.8, -88.8, wide, dict.fromkeys(wide, 18.8), -1888.8, 18.8)
    view = recorder.view()
    results = tuple(some if n < ended else None for n in range(len(view.results)))
    snapshot = replace(snapshot, comparison=replace(view, results=results, now=some, case=1))
    words = Words(language)
    words.open()
    stage = Stage(Typesetter(1.0), words)
    stage.type.placed = []
    stage.show(pygame.Surface(size, 0, 32), snapshot, [], 1 / 60)
    panels = [rect for name, rect in stage.layout.parts.items() if name != "box"]
    panels += [button.rect for button in stage.panels.buttons]
    inside = [(t, r) for t, r in stage.type.placed if any(p.contains(r) for p in panels)]
    outside = [t for t, r in stage.type.placed if not any(p.contains(r) for p in [*panels, stage.layout.box])]
    assert not [t for t in outside if t not in ("K^{+}", "Na^{+}", words("ui.pump.label"))]
    for (text, one), (other_text, other) in itertools.combinations(inside, 2):
        assert not one.colliderect(other), f"{text!r} {one} and {other_text!r} {other} overlap"
    in_chart = [(t, r) for t, r in inside if stage.layout.chart.contains(r)]
    assert len(in_chart) > 6 and all(r.height >= 9 for _, r in in_chart)


def test_axes_map_ends_to_ends() -> None:
    plot = pygame.Rect(10, 20, 100, 50)
    axes = Axes(plot, (1.0, 100.0), (-10.0, 10.0), log=True)
    assert axes.at_x(10.0) == pytest.approx(60) and axes.at_y(10.0) == 20 and axes.at_y(-10.0) == 70
    assert nice_step(100.0, 4) == 25 and nice_step(100.0, 10) == 10 and nice_step(0.9, 4) == pytest.approx(0.25)


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["knock-out", "hyperkalaemia", "voltage-clamp", "pump-cost"])
def test_a_case_that_was_touched_says_so_on_chart_and_caption(name: str, size: tuple[int, int], language: str) -> None:
    snapshot = after_hours(snapshot_of(name))
    assert snapshot.comparison is not None
    cases = len(snapshot.scene_file.cases)
    touched = replace(snapshot.comparison, now=None, touched=(True,) + (False,) * (cases - 1))
    panels = painted_panels(replace(snapshot, comparison=touched), size, language)
    assert not problems_of(panels, 10)
    said = " ".join(text for text, _ in panels.type.placed or ())
    assert panels.words("ui.compare.touched") in said
