"""Nothing overlaps, nothing is cut off, everything can be touched: in both languages, at every size."""

import itertools

import pygame
import pytest
from render_helpers import after_hours, snapshot_of

from render import overlay, theme
from render.chart import spread
from render.controls import place_buttons
from render.layout import lay_out
from render.snapshot import Snapshot
from render.stage import Stage
from render.text import Typesetter
from render.theme import contrast
from render.words import Words, count, signed, typeset
from scenes import library
from scenes.languages import codes

SIZES = [(1280, 720), (1920, 1080), (3840, 2160), (1080, 1920)]


@pytest.fixture(autouse=True)
def _fonts() -> None:
    pygame.font.init()


def painted(snapshot: Snapshot, size: tuple[int, int], language: str) -> tuple[Stage, list[tuple[str, pygame.Rect]]]:
    """A frame, and all text in it with the places it takes."""
    words = Words(language)
    words.open()
    stage = Stage(Typesetter(1.0), words)
    stage.place_in_list = "3 / 9"
    stage.type.placed = []
    stage.show(pygame.Surface(size, 0, 32), snapshot, [], 1 / 60)
    return stage, stage.type.placed


@pytest.mark.parametrize("size", [*SIZES, (1024, 768), (2560, 1080), (800, 600)])
@pytest.mark.parametrize("aspect", [5 / 3, 2.2, 1.2])
def test_parts_lie_side_by_side_inside_the_window(size: tuple[int, int], aspect: float) -> None:
    layout = lay_out(size, aspect)
    window = pygame.Rect((0, 0), size)
    for name, rect in layout.parts.items():
        assert window.contains(rect), name
        assert rect.width > 0 and rect.height > 0, name
    for (a, one), (b, other) in itertools.combinations(layout.parts.items(), 2):
        assert not one.colliderect(other), f"{a} and {b}"


@pytest.mark.parametrize("size", SIZES)
def test_buttons_can_be_touched(size: tuple[int, int]) -> None:
    layout = lay_out(size)
    buttons, pace = place_buttons(layout)
    rects = [button.rect for button in buttons] + [pace]
    for rect in rects:
        assert rect.width >= theme.MIN_TOUCH and rect.height >= theme.MIN_TOUCH
        assert layout.bar.contains(rect) or layout.header.inflate(0, 8).contains(rect)
    for one, other in itertools.combinations(rects, 2):
        assert not one.colliderect(other)


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize(
    ("size", "scene"),
    [
        *((SIZES[0], name) for name in library()),
        *((size, name) for size in SIZES[1:] for name in ("resting", "sealed", "pump")),
    ],
)
@pytest.mark.parametrize("late", [False, True])
def test_no_text_overlaps_or_is_cut_off(size: tuple[int, int], scene: str, language: str, late: bool) -> None:
    snapshot = snapshot_of(scene)
    stage, placed = painted(after_hours(snapshot) if late else snapshot, size, language)
    boxes = [*stage.layout.parts.values(), *(button.rect for button in stage.buttons)]
    # names of channels are drawn on the picture behind the ions, in its own coordinates
    on_window = [(text, rect) for text, rect in placed if not _on_ground(text, rect, stage)]
    for text, rect in on_window:
        assert any(box.contains(rect) for box in boxes), f"{text!r} at {rect} leaves its panel"
        assert rect.height >= 11, f"{text!r} has become too small to read"
    for (text, one), (other_text, other) in itertools.combinations(on_window, 2):
        assert not one.colliderect(other), f"{text!r} {one} and {other_text!r} {other} overlap"


def _on_ground(text: str, rect: pygame.Rect, stage: Stage) -> bool:
    labels = {stage.door_label(n, _of(stage)) for n in range(len(stage.membrane.doors))}
    labels.add(stage.words("ui.pump.label"))
    in_box = pygame.Rect((0, 0), stage.layout.box.size).contains(rect)
    return text in labels and in_box and abs(rect.centery - stage.camera.middle) < 8 * stage.camera.px_per_nm


def _of(stage: Stage) -> Snapshot:
    return next(s for s in map(snapshot_of, library()) if len(s.kind) == len(stage.membrane.doors))


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("pump", [False, True])
def test_help_fits(size: tuple[int, int], language: str, pump: bool) -> None:
    snapshot = snapshot_of("resting")
    stage, placed = painted(snapshot, size, language)
    room = stage.layout.box.union(stage.layout.caption)
    placed.clear()
    overlay.draw_help(pygame.Surface(size, 0, 32), stage.type, stage.words, room, pump)
    for text, rect in placed:
        assert room.contains(rect), text
        assert rect.height >= 0.7 * theme.MIN_TEXT, text
    for (text, one), (other_text, other) in itertools.combinations(placed, 2):
        assert not one.colliderect(other), f"{text!r} and {other_text!r}"


@pytest.mark.parametrize("language", codes())
def test_loading_and_error_fit(language: str) -> None:
    from render.worker import Progress

    words = Words(language)
    words.open()
    type_ = Typesetter(lay_out((1280, 720)).unit)
    type_.placed = []
    surface = pygame.Surface((1280, 720), 0, 32)
    overlay.draw_loading(surface, type_, words, Progress("picture", 1, 5, "follow"), 3.0)
    overlay.draw_error(surface, type_, words, surface.get_rect(), "Something is wrong. " * 40)
    assert all(surface.get_rect().contains(rect) for _, rect in type_.placed)


def test_text_colours_have_contrast() -> None:
    """WCAG 1.4.3: 4.5 to 1 for text; FAINT is for what is switched off, which is exempt."""
    for colour in (theme.TEXT, theme.DIM, theme.GHK, theme.MULLINS_NODA, theme.WARNING, theme.FOCUS):
        assert contrast(colour, theme.PANEL) >= 4.5
    for symbol in ("K", "Na", "Cl", "Ca", "A", "M"):
        assert contrast(theme.species_style(symbol).colour, theme.PANEL) >= 4.5
    for fill in (theme.BUTTON, theme.BUTTON_HOVER, theme.BUTTON_ON):
        assert contrast(theme.TEXT, fill) >= 4.5
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)


def test_lines_break_where_each_script_allows() -> None:
    type_ = Typesetter(1.0)
    for text in (
        "Only potassium can pass through these doors today",
        "只有钾离子可以通过这些门，电压因此为负。K+ 很多。",
    ):
        lines = type_.wrap(text, 20, 150)
        assert len(lines) > 1
        assert all(type_.width(line, 20) <= 150 for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert not any(line[0] in "，。、" for line in lines)


def test_labels_are_moved_apart_within_their_room() -> None:
    places = spread([50.0, 51.0, 52.0, 90.0], 10.0, 0.0, 100.0)
    assert places[0] < places[1] < places[2] < places[3]
    assert min(b - a for a, b in itertools.pairwise(places)) >= 10 - 1e-9
    assert spread([95.0, 96.0], 10.0, 0.0, 100.0) == [90.0, 100.0]
    assert spread([30.0, 10.0], 5.0, 0.0, 100.0) == [30.0, 10.0]


def test_numbers_are_written_with_true_signs() -> None:
    assert signed(-68.24) == "−68.2" and signed(3.04) == "+3.0" and signed(-0.04) == "0.0"
    assert count(12345.6) == "12,346"
    assert typeset("K+ at -89 mV, Ca2+ and Cl- too") == "K^{+} at −89 mV, Ca^{2+} and Cl^{−} too"
    assert typeset("a well-known two-way gate, 3-2") == "a well-known two-way gate, 3-2"


def test_the_font_has_every_character_of_the_catalogues() -> None:
    """A missing character is drawn as the same box as one that no font has."""
    from scenes.languages import catalogue

    type_ = Typesetter(1.0)
    font = type_._font(24)
    box = pygame.image.tobytes(font.render("\uffff", True, (255, 255, 255)), "RGBA")
    characters = {c for code in codes() for text in catalogue(code).values() for c in text if not c.isspace()}
    missing = [
        c for c in sorted(characters) if pygame.image.tobytes(font.render(c, True, (255, 255, 255)), "RGBA") == box
    ]
    assert not missing
