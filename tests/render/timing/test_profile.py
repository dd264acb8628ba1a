"""Frame times: the histogram counts what it is given, its overlay stays inside the box, the table is printed."""

import itertools
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pygame
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import main
from render import bench
from render.app import App, play
from render.kiosk.visitor import FORBIDDEN
from render.panels.charts.histogram import Histogram, height_shares
from render.session import Session
from render.style import theme
from render.style.layout import lay_out
from render.style.text import Typesetter
from render.style.words import Words
from render.timing.profile import KEPT, UP_TO_MS, Profile, Times, spread
from render.timing.report import EDGES_MS, PARTS, Report, histogram_line, lines
from scenes.languages import codes
from tests.helpers.windows import FEW_IONS, after_hours, press, snapshot_of, start, wait_for

SIZES = [(1280, 720), (1920, 1080), (3840, 2160), (1080, 1920)]


@given(st.lists(st.floats(0, 1e4), max_size=60), st.integers(1, 20))
def test_the_histogram_counts_the_last_times_it_was_given(given_ms: list[float], kept: int) -> None:
    times = Times(kept)
    for ms in given_ms:
        times.add(ms)
    last = given_ms[-kept:]
    assert sorted(times.ms) == sorted(last)
    assert list(times.counts) == [
        *(sum(ms == int(t) for t in last) for ms in range(UP_TO_MS)),
        sum(t >= UP_TO_MS for t in last),
    ]


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=60))
def test_percentiles_agree_with_numpy(given_ms: list[float]) -> None:
    times = Times()
    for ms in given_ms:
        times.add(ms)
    expected = np.median(given_ms), np.percentile(given_ms, 99), max(given_ms)
    assert times.spread() == pytest.approx(expected)
    assert times.mean == pytest.approx(np.mean(given_ms))
    assert spread(given_ms) == pytest.approx(expected)


def test_before_the_first_frame_there_are_no_figures() -> None:
    assert all(np.isnan(value) for value in (*Times().spread(), Times().mean))


def test_one_frame_is_seen_and_more_frames_stand_higher() -> None:
    shares = height_shares(np.array([0, 1, 2, 30, KEPT]))
    assert shares[0] == 0 and shares[1] > 0.1 and shares[-1] == pytest.approx(1)
    assert np.all(np.diff(shares) > 0)


def filled() -> Profile:
    """A profile with the widest bars and figures."""
    profile = Profile()
    for n in range(KEPT):
        profile.frames.add(float(n % 60))
        profile.ticks.add(123.4)
    profile.frames.add(12_345.6)
    return profile


def drawn(
    size: tuple[int, int], language: str, scale: float, profile: Profile, scene: str = "resting"
) -> tuple[Histogram, Typesetter, pygame.Surface, pygame.Rect]:
    words = Words(language)
    words.open()
    layout = lay_out(size, text=scale)
    type_ = Typesetter(layout.unit)
    type_.resize(layout.unit, scale)
    type_.placed = []
    surface = pygame.Surface(size, 0, 32)
    surface.fill((1, 2, 3))
    histogram = Histogram(words)
    histogram.draw(surface, type_, layout.box, profile, after_hours(snapshot_of(scene)), 1 / 60)
    return histogram, type_, surface, layout.box


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", [*SIZES, (480, 320)])
@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("empty", [False, True])
def test_the_overlay_stays_inside_the_box_and_can_be_read(
    size: tuple[int, int], language: str, scale: float, empty: bool
) -> None:
    histogram, type_, surface, box = drawn(size, language, scale, Profile() if empty else filled())
    assert box.contains(histogram.rect)
    painted = pygame.mask.from_threshold(surface, (1, 2, 3), (1, 1, 1, 255))
    painted.invert()
    assert painted.count() and all(histogram.rect.contains(rect) for rect in painted.get_bounding_rects())
    texts = type_.placed or []
    assert len(texts) > 20
    for text, rect in texts:
        assert histogram.rect.contains(rect), text
        assert not text.startswith("ui."), "a word is missing"
    for (one, here), (other, there) in itertools.combinations(texts, 2):
        assert not here.colliderect(there), f"{one} and {other}"
    if size in SIZES:
        assert min(rect.height for _, rect in texts) >= 10


def test_late_frames_are_drawn_in_their_own_colour() -> None:
    profile = Profile()
    for ms in (16.5, 40.5):
        profile.frames.add(ms)
    histogram, _, surface, _ = drawn((1920, 1080), "en", 1.0, profile)
    bars = histogram._bars
    foot = [surface.get_at((bars.left + round((ms + 0.4) * bars.width / (UP_TO_MS + 1)), bars.bottom - 2))[:3]
            for ms in (16, 40, 30)]  # fmt: skip
    assert foot == [theme.TEXT, theme.WARNING, theme.PANEL]


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    monkeypatch.chdir(tmp_path)
    running = App(Session("resting", seed=1, threads=1, size=(1280, 720), ions=FEW_IONS))
    running.session.opening_s = 0.0  # time stands still while the scene opens
    yield start(running)
    running.close()


def test_f3_shows_and_hides_it(app: App) -> None:
    assert not app.session.profile.on and not app.histogram.rect.width
    press(pygame.K_F3)
    wait_for(app, lambda: app.session.is_on("profile") and app.histogram.rect.width)
    assert app.session.stage is not None and app.session.stage.layout.box.contains(app.histogram.rect)
    assert app.session.window.canvas.get_at(app.histogram.rect.topleft)[:3] == theme.DIM
    press(pygame.K_F3)
    wait_for(app, lambda: not app.session.is_on("profile"))
    app.frame(1 / 60)
    rect = app.histogram.rect
    edge = {app.session.window.canvas.get_at((x, rect.top))[:3] for x in range(rect.left, rect.right)}
    assert edge != {theme.DIM}


def test_frames_on_screen_are_counted_and_so_is_the_simulation(app: App) -> None:
    frames, ticks = len(app.session.profile.frames.ms), len(app.session.profile.ticks.ms)
    before = time.perf_counter()
    for _ in range(20):
        app.frame(1 / 60)
        time.sleep(0.005)
    spent = 1e3 * (time.perf_counter() - before)
    added = app.session.profile.frames.ms[frames:]
    assert len(added) == 20
    assert 20 * 5 <= added.sum() <= spent + 100, "whole intervals, with the waiting between frames"
    assert len(app.session.profile.ticks.ms) > ticks and app.session.worker.tick_ms > 0
    assert not app.session.profile.parts_ms, "parts are timed only if asked for"


def test_a_kiosk_does_not_show_it() -> None:
    assert "profile" in FORBIDDEN


@pytest.mark.slow
def test_a_session_reports_where_its_time_went() -> None:
    report = play("sealed", threads=1, size=(640, 480), ions=FEW_IONS, seconds=2.0, profile=True)
    assert list(report.parts_ms) == list(PARTS)
    work = report.frame_ms[-20:]
    parts = [sum(times[n - 20] for times in report.parts_ms.values()) for n in range(20)]
    assert np.allclose(parts, work, atol=1.0), "the parts add up to the work of a frame"
    assert report.shown_s == pytest.approx(sum(report.interval_ms) / 1e3)
    assert report.frames == len(report.interval_ms) and report.ions > 0 and report.simulated_ns > 0
    assert np.median(report.interval_ms) >= 0.9 * np.median(report.frame_ms)


def test_simulated_time_goes_on_over_a_restart() -> None:
    report, profile, snapshot = Report(), Profile(), snapshot_of("resting")
    for time_ns in (100.0, 150.0, 10.0, 30.0):
        report.add(1.0, profile, type(snapshot)(**{**vars(snapshot), "time_ns": time_ns}))
    assert report.simulated_ns == 150 + 20


def test_the_histogram_in_print_counts_every_frame() -> None:
    times = np.random.default_rng(1).gamma(16, 1.5, 500).tolist()
    counted = {part.rsplit(" ", 1)[0]: int(part.rsplit(" ", 1)[1]) for part in histogram_line(times).split(", ")}
    assert sum(counted.values()) == 500
    assert counted["16-17 ms"] == sum(16 <= t < 17 for t in times)
    assert histogram_line([EDGES_MS[-1] + 100.0]) == "50+ ms 1"


def test_without_a_moving_ion_the_table_says_so() -> None:
    assert any("nothing to measure" in line for line in lines(Report()))


@pytest.mark.slow
def test_play_prints_the_table_at_its_end() -> None:
    arguments = f"sealed --profile --seconds 2 --size 640x480 --ions {FEW_IONS} --threads 1".split()
    result = CliRunner().invoke(main.main, arguments)
    assert result.exit_code == 0, result.output
    for expected in (*PARTS.values(), "median", "99 %", "worst", "frame to frame", "histogram", "start: window in"):
        assert expected in result.stdout
    assert "ns simulated a second" in result.stdout
    quiet = CliRunner().invoke(main.main, [argument for argument in arguments if argument != "--profile"])
    assert quiet.exit_code == 0 and not quiet.stdout


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "soon"])
def test_a_wrong_length_is_a_message(seconds: str) -> None:
    result = CliRunner().invoke(main.main, ["sealed", "--seconds", seconds])
    assert result.exit_code == 2 and "--seconds" in result.stderr


def test_the_bench_tells_what_a_visitor_sees() -> None:
    seen = [100.0] * 30 + [16.0] * 98 + [50.0] * 2
    played = {"frames": 130, "frame_ms": [5.0] * 130, "interval_ms": seen, "shown_s": 2.0, "simulated_ns": 500.0}
    found = "\n".join(bench._window_lines(played, (1920, 1080), {}))
    expected = np.percentile(seen[30:], 99)
    assert f"frame to frame on screen: median 16.0 ms, 99th percentile {expected:.1f} ms, longest 50.0 ms" in found
    assert "1920x1080" in found and "65 frames a second while 250 ns pass each second" in found
    assert "more --seconds" in next(bench._window_lines({**played, "frames": 0}, (640, 480), {}))
