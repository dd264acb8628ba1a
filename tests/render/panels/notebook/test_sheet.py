"""The sheet of the notebook: nothing overlaps or is cut off, and what is drawn is what was counted."""

import itertools

import pygame
import pytest

from render import controls
from render.panels.notebook.desk import Desk
from render.panels.notebook.details import details
from render.panels.notebook.plot import draw_plot
from render.panels.notebook.sheet import Sheet, slope_told
from render.style import theme
from render.style.layout import lay_out
from render.style.text import Typesetter
from render.style.words import Words
from scenes.languages import codes
from scenes.notebook.book import Notebook
from scenes.notebook.variables import slopes
from tests.helpers.layouts import SIZES
from tests.helpers.records import record

LEAST_PX = 8  # of ink


def sheet_of(size: tuple[int, int], language: str, scale: float = 1.0, few: bool = False) -> Sheet:
    words = Words(language)
    words.open()
    layout = lay_out(size, text=scale)
    type_ = Typesetter(1.0)
    type_.resize(layout.unit, scale)
    sheet = Sheet(type_, words)
    sheet.desk = Desk()
    sheet.desk.book, sheet.desk.open, sheet.desk.playing = Notebook(), True, "potassium-only"
    for n, mM in enumerate(() if few else (2.5, 5.0, 10.0, 20.0, 40.0, 80.0, 100.0, 7.0)):
        long = "a note that is much too long for its column, 也有中文" if n == 1 else ""
        sheet.desk.book.add(record(str(n), mM, note=long, pump={"running": True, "DNP": True}, clamp_mV=-60.0))
    sheet.desk.book.add(record("other", scene="sandbox"))
    sheet.place(layout.box.union(layout.caption), lambda name: True)
    return sheet


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("typing", [None, "what I saw"])
def test_no_text_overlaps_or_leaves_the_sheet(
    size: tuple[int, int], language: str, scale: float, typing: str | None
) -> None:
    for few in (False, True):
        sheet = sheet_of(size, language, scale, few)
        sheet.desk.typing = typing
        sheet.type.placed = []
        sheet.draw(pygame.Surface(size, 0, 32), None, "note_csv")
        room = pygame.Rect((0, 0), sheet.room.size)
        for text, rect in sheet.type.placed:
            assert room.contains(rect), f"{text!r} at {rect} leaves the sheet"
            assert rect.height >= LEAST_PX, f"{text!r} at {rect} is too small to read"
        for (text, one), (other, two) in itertools.combinations(sheet.type.placed, 2):
            assert not one.colliderect(two), f"{text!r} {one} and {other!r} {two} overlap"


@pytest.mark.parametrize("size", [*SIZES, (640, 480)])
def test_tools_can_be_touched_and_lie_on_the_sheet(size: tuple[int, int]) -> None:
    sheet = sheet_of(size, "en")
    assert [button.name for button in sheet.tools] == [*controls.NOTES]
    for button in sheet.tools:
        assert sheet.room.contains(button.rect), button.name
        assert button.rect.width >= theme.MIN_TOUCH and button.rect.height >= theme.MIN_TOUCH
    for one, other in itertools.combinations(sheet.tools, 2):
        assert not one.rect.colliderect(other.rect)


def test_it_is_painted_anew_only_when_something_on_it_has_changed() -> None:
    sheet, surface = sheet_of((1280, 720), "en"), pygame.Surface((1280, 720), 0, 32)
    painted = []
    paint = sheet._paint
    sheet._paint = lambda *a: (painted.append(1), paint(*a))[1]  # type: ignore[method-assign, func-returns-value]
    for _ in range(3):
        sheet.draw(surface, None, None)
    assert len(painted) == 1
    sheet.desk.toggle_log()
    sheet.draw(surface, None, None)
    sheet.draw(surface, "note_csv", None)
    assert len(painted) == 3


def test_points_stand_where_they_were_counted() -> None:
    """In colour: a point lies on the line that is fitted through two of them."""
    words, type_ = Words("en"), Typesetter(1.0)
    words.open()
    surface = pygame.Surface((600, 400), 0, 32)
    records = [record("a", 5.0, voltage_mV=-80.0, half_mV=0.01), record("b", 50.0, voltage_mV=-20.0, half_mV=0.01)]
    found = slopes(records, "outside.K", True)
    assert found is not None and found.counted.slope == pytest.approx(60.0)
    draw_plot(surface, surface.get_rect(), records, "outside.K", True, found, None, type_, words)
    white = pygame.mask.from_threshold(surface, theme.VOLTAGE, (10, 10, 10, 255))
    spots = sorted(mask.get_rect().size for mask in white.connected_components(60))
    assert len(spots) == 2, "two points, and letters that are smaller"
    assert "+60.00" in slope_told(found, "outside.K", words) and "+61.5" in slope_told(found, "outside.K", words)


def test_details_tell_setting_and_count_where_they_differ() -> None:
    words = Words("en")
    words.open()
    counted = {"inside": {"K": 134.2, "Na": 10.0, "Ca": 0.0}, "outside": {"K": 5.0}}
    told = details(record(counted_mM=counted, note="hm"), 3, words)
    assert "Record 3" in told and "K^{+} 134.2 (140)" in told and "Na^{+} 10.0\n" in told and "(10)" not in told
    assert "Ca" not in told and "K 12/12" in told and told.endswith("hm")
