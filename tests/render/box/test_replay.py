"""The last ten seconds are seen again as they were shown, to the pixel; nothing moves by it, and it costs little."""

import math
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pygame
import pytest

from render.app import App
from render.box.replay.again import moment_of, show_again
from render.box.replay.moment import Moment
from render.box.replay.reel import KEPT_S, LEAD_S, MOST, SPEEDS, STEP_S, Reel
from render.session import Session
from scenes.spiking import Spikes
from sim.commands.doors import SetGate, SetPermeability
from tests.helpers.shown import FRAME_S, Shown
from tests.helpers.windows import FEW_IONS, start, wait_for

MOST_MB = 64.0


def without_sea(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> Shown:
    """The sea of faint points is not kept: it is left out of both pictures."""
    monkeypatch.setattr(shown.box.ions, "_wash", lambda *given: None)
    shown.box.ions._sea[:] = 0
    shown.box.ions._fading = True
    return shown


@pytest.mark.parametrize("scene", ["pump", "spike", "channel-block", "lost-selectivity"])
@pytest.mark.parametrize("zoom", [1.0, 4.0])
def test_a_past_moment_looks_as_it_did(scene: str, zoom: float, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = without_sea(Shown(scene), monkeypatch)
    if zoom > 1:
        shown.box.zoom(shown.rect.center, zoom)
    kind = shown.snapshot.kind[0]
    acts = {20: SetGate(kind, "blocked", 0.5), 40: SetGate(kind, "closed"), 60: SetPermeability(kind, "Na", 0.7)}
    moments: list[tuple[Moment, np.ndarray]] = []
    for n in range(90):
        if n in acts:
            shown.simulation.apply(acts[n])
        before = shown.simulation.time_ns
        shown.simulation.advance(8.0)
        shown.snapshot.copy_ions(shown.simulation)
        shown.snapshot.observation = shown.simulation.observe()
        shown.snapshot.voltage_mV = shown.snapshot.observation.voltage_mV
        shown.snapshot.serial += 1
        events = shown.simulation.crossing_events()
        assert shown.simulation.time_ns > before
        shown.box.show(shown.screen, shown.snapshot, [events], FRAME_S)
        moments.append((moment_of(shown.box, shown.snapshot), shown.pixels()))
    assert len({picture.tobytes() for _, picture in moments}) == len(moments), "each moment looks its own way"
    for at in (*range(89, -1, -7), 0, 45, 20, 21, 62):
        moment, picture = moments[at]
        show_again(shown.box, shown.screen, moment)
        off = np.abs(shown.pixels() - picture).max(axis=2)
        assert not off.any(), f"moment {at}: {np.count_nonzero(off)} pixels differ"
    shown.frames(1)
    membrane = shown.box.membrane
    again, energy = pygame.surfarray.array3d(membrane.surface), membrane.pumps.state
    membrane.aim(shown.box.camera, shown.rect.size, not shown.box.view.zoomed)
    membrane.pumps.pose(energy)
    assert np.array_equal(again, pygame.surfarray.array3d(membrane.surface)), "gates and pumps are back in the present"


def test_nothing_moves_by_looking_back() -> None:
    shown = Shown("pump")
    moments = []
    for _ in range(20):
        shown.frames(1, 5.0)
        moments.append(moment_of(shown.box, shown.snapshot))
    ions, time_ns = shown.simulation.ions, shown.simulation.time_ns
    before = ions.x.copy(), ions.y.copy(), ions.ident.copy()
    records = shown.box.ions.shown.copy()
    for moment in reversed(moments):
        show_again(shown.box, shown.screen, moment)
    assert shown.simulation.time_ns == time_ns and np.array_equal(records, shown.box.ions.shown)
    for kept, now in zip(before, (ions.x, ions.y, ions.ident), strict=True):
        assert np.array_equal(kept, now)


def test_ten_seconds_cost_less_than_their_bound() -> None:
    """The scene with most doors, zoomed in as far as it goes, where most ions are in focus; each moment its own."""
    shown = Shown("spike", 60_000)
    shown.box.zoom(shown.rect.center, 12.0)
    shown.frames(30, 1.0)
    reel = Reel()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(40):
            shown.frames(1, 1.0)
            reel.keep(moment_of(shown.box, shown.snapshot), FRAME_S)
        kept = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert len(shown.box.ions.shown) > 2000
    assert len(reel) == 40 and kept * MOST / 40 < MOST_MB * 1e6, f"{kept * MOST / 40e6:.1f} MB"


# -- the reel -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def moment() -> Moment:
    shown = Shown("resting", 2000)
    return moment_of(shown.box, shown.snapshot)


def filled(moment: Moment, seconds: float, spike_ns: float = -math.inf) -> Reel:
    """10 ns are seen in each second on screen."""
    reel = Reel()
    for n in range(round(seconds / FRAME_S)):
        ns = 10 * (n + 1) * FRAME_S
        began = Spikes(began_ns=spike_ns if ns >= spike_ns else -math.inf)
        snapshot = replace(moment.snapshot, time_ns=ns, spikes=began)
        reel.keep(replace(moment, snapshot=snapshot), FRAME_S)
    return reel


def seen_ns(reel: Reel) -> float | None:
    return None if reel.moment is None else reel.moment.snapshot.time_ns


def test_ten_seconds_are_kept_and_no_more(moment: Moment) -> None:
    times = [kept.snapshot.time_ns for kept in filled(moment, 25.0)]
    assert times[-1] == pytest.approx(250) and times[0] == pytest.approx(10 * (25 - KEPT_S), abs=0.5)
    assert len(filled(moment, 4.0)) == 240


def test_it_plays_slowly_from_the_start_and_ends_now(moment: Moment) -> None:
    reel = filled(moment, 20.0)
    assert reel.begin(resumes=True) and seen_ns(reel) == pytest.approx(100, abs=0.5)
    for _ in range(240):  # 4 s at a quarter of the speed
        assert not reel.proceed(FRAME_S)
    assert seen_ns(reel) == pytest.approx(110, abs=0.5) and reel.ago_s == pytest.approx(9.0, abs=0.05)
    reel.change_speed(9)
    reel.proceed(1.0)
    assert SPEEDS[reel.speed] == 2 and seen_ns(reel) == pytest.approx(130, abs=0.5)
    reel.running = False
    assert not reel.proceed(5.0) and seen_ns(reel) == pytest.approx(130, abs=0.5)
    reel.running = True
    assert reel.proceed(5.0) and reel.resumes
    reel.end()
    assert reel.moment is None and not reel.resumes


def test_it_begins_shortly_before_a_spike(moment: Moment) -> None:
    reel = filled(moment, 20.0, spike_ns=160.0)
    assert reel.begin(resumes=False) and seen_ns(reel) == pytest.approx(160 - 10 * LEAD_S, abs=0.5)
    reel = filled(moment, 20.0, spike_ns=50.0)  # too long ago
    assert reel.begin(resumes=False) and seen_ns(reel) == pytest.approx(100, abs=0.5)
    reel.end()
    reel.seek(180.0)
    assert reel.begin(resumes=False) and seen_ns(reel) == pytest.approx(180, abs=0.5)


def test_steps_go_back_and_on_and_past_the_last_lies_now(moment: Moment) -> None:
    reel = filled(moment, 20.0)
    assert reel.step(-1) and seen_ns(reel) == pytest.approx(200 - 10 * STEP_S, abs=0.3)
    for _ in range(5):
        assert reel.step(-1)
    assert seen_ns(reel) == pytest.approx(190, abs=0.3)
    for _ in range(6):
        assert reel.step(1)
    assert reel.step(1) and seen_ns(reel) is None
    for _ in range(60):
        reel.step(-1)
    assert not reel.step(-1), "what is older is not kept"
    assert not Reel().step(-1) and not Reel().begin(resumes=True)


def test_a_time_on_the_chart_is_looked_up_where_it_is_kept(moment: Moment) -> None:
    reel = filled(moment, 20.0)
    for ns in (101.0, 150.0, 199.9):
        reel.seek(ns)
        assert seen_ns(reel) == pytest.approx(ns, abs=0.2)
    for ns in (50.0, 300.0, None):
        reel.seek(ns)
        assert seen_ns(reel) is None


# -- in a window --------------------------------------------------------------------------------------------------


@pytest.fixture
def app() -> Iterator[App]:
    app = start(App(Session("spike", seed=1, threads=1, size=(1280, 720), ions=FEW_IONS)))
    wait_for(app, lambda: app.session.snapshot.time_ns > 0 and len(app.session.stage.reel) > 80)
    yield app
    app.close()


def test_the_replay_stops_the_ions_plays_and_lets_them_go_on(app: App) -> None:
    reel = app.session.stage.reel
    app.actions("replay")
    wait_for(app, lambda: app.session.snapshot.paused)
    at = app.session.snapshot.time_ns
    assert reel.moment is not None and app.session.is_on("replay")
    first = reel.moment.snapshot.time_ns
    wait_for(app, lambda: reel.moment is not None and reel.moment.snapshot.time_ns > first)
    assert app.session.snapshot.time_ns == at
    for _ in range(5):
        app.actions("faster")
    assert app.session.snapshot.pace == app.session.worker.player.pace == 600, "the ions keep their own pace"
    wait_for(app, lambda: reel.moment is None)
    wait_for(app, lambda: app.session.snapshot.time_ns > at and not app.session.snapshot.paused)


@pytest.mark.parametrize("act", ["replay", "back", "stimulate", "reset"])
def test_what_ends_a_replay_lets_the_ions_go_on(app: App, act: str) -> None:
    app.actions("replay")
    wait_for(app, lambda: app.session.snapshot.paused)
    app.actions(act)
    assert app.session.stage.reel.moment is None and app.session.running
    at = app.session.snapshot.time_ns
    wait_for(app, lambda: not app.session.snapshot.paused and app.session.snapshot.time_ns != at)


def test_keys_and_chart_move_the_ions_of_a_paused_scene(app: App) -> None:
    app.actions("pause")
    wait_for(app, lambda: app.session.snapshot.paused)
    stage = app.session.stage
    app.frame(FRAME_S)
    for way, count in (("scrub_back", 3), ("scrub_on", 1)):
        for _ in range(count):
            app.actions(way)
    app.frame(FRAME_S)
    past = stage.reel.moment
    assert past is not None and past.snapshot.time_ns < app.session.snapshot.time_ns
    assert stage.panels.chart.cursor_ns == past.snapshot.time_ns
    app.actions("replay")  # plays on from there
    assert stage.reel.running and stage.reel.moment is past
    app.actions("pause")
    assert not stage.reel.running and app.session.snapshot.paused
    place = stage.panels.chart.plot
    app.gestures.heed(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=place.midright, button=1))
    newest = stage.reel.moment
    assert newest is None or newest.snapshot.time_ns > past.snapshot.time_ns
    app.gestures.heed(pygame.event.Event(pygame.MOUSEBUTTONUP, pos=place.midright, button=1))
    stage.reel.seek(past.snapshot.time_ns)
    app.actions("back")
    assert stage.reel.moment is None and app.session.running
    app.actions("scrub_back")
    assert stage.reel.moment is not None
    app.actions("pause")  # lets the ions go on, as ever
    wait_for(app, lambda: not app.session.snapshot.paused and stage.reel.moment is None)
