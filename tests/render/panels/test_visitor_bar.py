"""The visitor's depth: few things, all of them to be touched and read, and what the scene is about comes first."""

import itertools
from dataclasses import replace

import pygame
import pytest

from render import controls
from render.panels.panels import Panels
from render.panels.visitor_bar import GLOW_LEVELS, GLOW_S, glow_level, said_on, tries_of
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.words import Words
from scenes import library
from scenes.actions import ASKABLE, BY_HAND
from scenes.languages import catalogue, codes
from tests.helpers.layouts import SIZES, painted_panels, problems_of, screen
from tests.helpers.windows import after_hours, snapshot_of

SMALL = (480, 320)
MOST_BUTTONS = 6
IN_DRAWER = {*controls.OPTIONS} - {*controls.VISITOR_HEADER}


def visitors(
    snapshot: Snapshot, size: tuple[int, int], language: str = "en", scale: float = 1.0, drawer: str = ""
) -> Panels:
    return painted_panels(snapshot, size, language, scale, drawer, depth="visitor")


def bar_of(panels: Panels) -> list[controls.Button]:
    return [b for b in panels.buttons if panels.layout.bar.contains(b.rect)]


def test_every_action_that_a_scene_may_ask_for_has_a_control_and_words() -> None:
    for name in set(ASKABLE) - {BY_HAND}:  # which has no button in the bar
        assert name in controls.BY_NAME
        for language in codes():
            assert f"ui.do.{name.partition(':')[0]}" in catalogue(language), (name, language)


@pytest.mark.parametrize("name", library())
def test_at_most_six_buttons_of_which_the_scenes_own_come_first_and_larger(name: str) -> None:
    snapshot = snapshot_of(name)
    assert snapshot.scene_file.first_try is not None
    for size in SIZES:
        panels = visitors(snapshot, size)
        bar = bar_of(panels)
        own = [name for name in snapshot.scene_file.first_try.actions if name != BY_HAND]
        tries = len(own)
        assert len(bar) <= MOST_BUTTONS
        assert [b.name for b in bar] == [*own, *controls.VISITOR]
        areas = [b.rect.width * b.rect.height for b in bar]
        assert not own or min(areas[:tries]) > max(areas[tries:])
        parts = panels.layout.parts
        assert not {"table", "facts", "lanes", "pump", "strip", "drawer"} & parts.keys()
        assert len({"chart", "profile"} & parts.keys()) == 1
        assert panels.chart.lines(snapshot) == []


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", [SMALL, *SIZES])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_everything_can_be_touched(size: tuple[int, int], scale: float, language: str) -> None:
    for name in library():
        panels = visitors(snapshot_of(name), size, language, scale)
        window = pygame.Rect((0, 0), size)
        for button in panels.buttons:
            assert min(button.rect.size) >= theme.MIN_TOUCH, (name, button)
            assert window.contains(button.rect), (name, button)
        for one, other in itertools.combinations(panels.buttons, 2):
            assert not one.rect.colliderect(other.rect), (name, one, other)


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_everything_can_be_read(
    size: tuple[int, int], scale: float, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("render.panels.charts.chart.Chart._curves", lambda *_: None)  # slow, and without text
    for n, name in enumerate(library()):
        snapshot = replace(after_hours(snapshot_of(name)), paused=bool(n % 2))
        found = problems_of(visitors(snapshot, size, language, scale), 10)
        assert not found, f"{name}: {found}"


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_bar_can_be_read_in_the_smallest_window(scale: float, language: str) -> None:
    for name in library():
        panels = visitors(snapshot_of(name), SMALL, language, scale)
        bar = panels.layout.bar
        placed = [(text, rect) for text, rect in panels.type.placed or [] if bar.colliderect(rect)]
        assert placed
        for text, rect in placed:
            assert bar.contains(rect) and rect.height >= 8, (name, text, rect)


@pytest.mark.parametrize("drawer", ["sliders", "options", "facts"])
@pytest.mark.parametrize("size", SIZES)
def test_a_drawer_takes_the_charts_place_and_the_gauge_stays(drawer: str, size: tuple[int, int]) -> None:
    for name, language in itertools.product(("sealed", "pump", "spike", "where-the-charge-sits"), codes()):
        panels = visitors(after_hours(snapshot_of(name)), size, language, 1.0, drawer)
        assert not problems_of(panels, 10), name
        assert {"drawer", "gauge", "voltage"} <= panels.layout.parts.keys()
        for rect in [*panels.sliders.rows.values(), *(b.rect for b in panels.buttons if b.name in IN_DRAWER)]:
            assert panels.layout.drawer is not None and panels.layout.drawer.contains(rect)
            assert min(rect.size) >= theme.MIN_TOUCH


def test_what_is_exaggerated_is_one_touch_away() -> None:
    panels = visitors(snapshot_of("resting"), SIZES[0])
    assert controls.FACTS in panels.targets()
    opened = visitors(snapshot_of("resting"), SIZES[0], drawer="facts")
    said = " ".join(text for text, _ in opened.type.placed or [])
    assert "To calm the noise" in said and "1 second here" in said


def test_the_glow_is_slow_and_steady_where_motion_is_reduced() -> None:
    assert 1 / GLOW_S < 1, "below 1 Hz"
    levels = [glow_level(n / 60, False) for n in range(round(60 * GLOW_S))]
    assert (min(levels), max(levels)) == (0, GLOW_LEVELS)
    assert max(abs(a - b) for a, b in itertools.pairwise(levels)) <= 1
    assert {glow_level(n / 60, True) for n in range(120)} == {GLOW_LEVELS}


def test_the_two_figures_of_the_voltage_are_one() -> None:
    panels = visitors(snapshot_of("resting"), SIZES[0])
    drawn = screen(SIZES[0])
    for n in range(90):
        assert panels.type.placed is not None
        panels.type.placed.clear()
        panels.show(drawn, replace(snapshot_of("resting"), voltage_mV=-40.0 - n), 1 / 60)
        said = [text for text, _ in panels.type.placed]
        large = [text.split("~")[0] for text in said if text.endswith("~{ mV}")]
        small = [text.removeprefix("V ") for text in said if text.startswith("V −")]
        assert large == small
        panels.type.placed.clear()


def test_it_glows_until_one_has_been_used_in_this_telling() -> None:
    panels = visitors(snapshot_of("resting"), SIZES[0])
    first = panels.first
    assert first.glow(0.0, True) == GLOW_LEVELS
    first.note_used("help")
    assert first.glow(0.0, True) == GLOW_LEVELS, "that is not what was asked for"
    first.note_used("toggle:Na")
    assert first.glow(0.0, True) is None
    first.telling += 1
    assert first.glow(0.0, True) == GLOW_LEVELS


def test_what_a_change_has_taken_away_has_no_button() -> None:
    snapshot = replace(snapshot_of("sealed"), scene_file=snapshot_of("pump").scene_file)
    assert tries_of(snapshot) == ()
    panels = visitors(snapshot, SIZES[0])
    assert [b.name for b in bar_of(panels)] == list(controls.VISITOR)


@pytest.mark.parametrize("language", codes())
def test_a_button_says_what_pressing_it_does_now(language: str) -> None:
    words = Words(language)
    words.open()
    panels = visitors(snapshot_of("pump"), SIZES[0], language)
    look = panels._look("pump", snapshot_of("pump"))
    assert look.pump is not None
    stopped = replace(look, pump=replace(look.pump, running=False))
    assert said_on("pump", words, look) == words("ui.do.pump_back") != said_on("pump", words, stopped)
    assert said_on("toggle:K", words, replace(look, gate="open")) != said_on("toggle:K", words, look)
