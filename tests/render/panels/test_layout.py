"""Nothing overlaps, nothing is cut off, everything can be touched: in both languages, at every size."""

import itertools
from dataclasses import replace

import pygame
import pytest

from render import controls
from render.panels.buttons import key_shown, place_buttons
from render.panels.hand.sliders import HAND
from render.settings import TEXT_SCALES
from render.stage import Stage
from render.style import theme
from render.style.layout import lay_out
from render.style.words import Words, prediction_name
from scenes import library
from scenes.languages import codes
from tests.helpers.layouts import SIZES, painted, painted_panels, problems_of
from tests.helpers.windows import after_hours, snapshot_of

SMALLEST = (SIZES[0], SIZES[3])  # where text is most cramped, wide and high
ENDS = (min(TEXT_SCALES), max(TEXT_SCALES))


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize(
    ("size", "scale"),
    [(size, scale) for scale in TEXT_SCALES for size in SIZES if scale in ENDS or size in SMALLEST],
)
def test_panels_are_legible_in_every_scene_and_text_size(
    size: tuple[int, int], language: str, scale: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("render.panels.charts.chart.Chart._curves", lambda *_: None)  # slow, and without text
    for n, name in enumerate(library()):
        snapshot = replace(after_hours(snapshot_of(name)), paused=bool(n % 2))
        found = problems_of(painted_panels(snapshot, size, language, scale), 10)
        assert not found, f"{name}: {found}"


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("drawer", ["sliders", "options"])
def test_drawers_are_legible_and_touchable(size: tuple[int, int], language: str, scale: float, drawer: str) -> None:
    for name in ("sealed", "resting", "pump", "hyperkalaemia", "sandbox"):
        panels = painted_panels(after_hours(snapshot_of(name)), size, language, scale, drawer)
        assert not problems_of(panels, 10), name
        room = panels.layout.drawer
        dial = panels.sliders.rows.pop(HAND, None)
        assert (dial is not None) == (name == "hyperkalaemia") and dial == panels.layout.hand
        inside = [*panels.sliders.rows.values(), *(b.rect for b in panels.buttons if b.name in controls.OPTIONS)]
        assert room is not None and inside
        for rect in inside:
            assert room.contains(rect)
            assert rect.height >= theme.MIN_TOUCH and rect.width >= theme.MIN_TOUCH
        for one, other in itertools.combinations(inside, 2):
            assert not one.colliderect(other)


def test_larger_text_is_larger() -> None:
    """What matters most grows with the setting; small print may make way for it."""
    for size in SIZES:
        heights = {}
        for scale in (1.0, 2.0):
            panels = painted_panels(snapshot_of("resting"), size, "en", scale)
            heights[scale] = {text: rect.height for text, rect in panels.type.placed or []}
        for start, least in (("Goldman", 1.6), ("Thirty doors", 1.4), ("inside, mM", 1.4), ("240 ns/s", 1.4)):
            usual, large = (next(h for t, h in heights[s].items() if t.startswith(start)) for s in (1.0, 2.0))
            assert large >= least * usual, f"{start} at {size}: {usual} px, {large} px"


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
@pytest.mark.parametrize(("pump", "gating"), [(False, False), (True, False), (True, True)])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_buttons_can_be_touched(size: tuple[int, int], pump: bool, gating: bool, scale: float) -> None:
    """44 pixels (WCAG 2.5.5) everywhere, and 15 mm on the reference: 24 inches of 1920 x 1080, 3.61 pixels a mm."""
    layout = lay_out(size, pump=pump, text=scale)
    buttons, pace = place_buttons(layout, pump, gating)
    rects = [button.rect for button in buttons] + [pace]
    least = max(theme.MIN_TOUCH, round(15 * 3.61 * min(size) / 1080)) if min(size) >= 1080 else theme.MIN_TOUCH
    for rect in rects:
        assert rect.width >= least and rect.height >= least
        assert layout.bar.contains(rect) or layout.header.inflate(0, 8).contains(rect)
    for one, other in itertools.combinations(rects, 2):
        assert not one.colliderect(other)
    shown = {button.name for button in buttons}
    wanted = {name for row in controls.BAR for name in row} - {"", "pace"}
    wanted -= {controls.MISSIONS, *(() if pump else controls.PUMP), *(() if gating else controls.GATING)}
    assert wanted <= shown, "at these sizes nothing is left out"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("pump", "gating"), [(False, True), (True, False), (True, True)])
def test_missions_have_a_button_beside_all_others_where_there_are_any(
    size: tuple[int, int], pump: bool, gating: bool
) -> None:
    layout = lay_out(size, pump=pump)
    buttons, _ = place_buttons(layout, pump, gating, missions=True)
    mine = next(button.rect for button in buttons if button.name == controls.MISSIONS)
    assert layout.bar.contains(mine) and mine.width >= theme.MIN_TOUCH and mine.height >= theme.MIN_TOUCH
    assert {"pause", "reset", "options"} <= {button.name for button in buttons}


def test_what_is_not_allowed_has_no_button() -> None:
    buttons, _ = place_buttons(lay_out((1280, 720)), allowed=lambda name: name not in ("quit", "fullscreen", "step"))
    assert not {"quit", "fullscreen", "step"} & {button.name for button in buttons}
    assert {"language", "help", "pause"} <= {button.name for button in buttons}


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
    boxes = [*stage.layout.parts.values(), *(button.rect for button in stage.panels.buttons)]
    # names of channels are drawn on the picture behind the ions, in its own coordinates
    names = {stage.box.door_label(n, snapshot) for n in range(len(stage.box.membrane.doors))}
    names.add(stage.words("ui.pump.label"))
    on_window = [(text, rect) for text, rect in placed if text not in names or not _on_ground(rect, stage)]
    for text, rect in on_window:
        assert any(box.contains(rect) for box in boxes), f"{text!r} at {rect} leaves its panel"
        assert rect.height >= 11, f"{text!r} has become too small to read"
    for (text, one), (other_text, other) in itertools.combinations(on_window, 2):
        assert not one.colliderect(other), f"{text!r} {one} and {other_text!r} {other} overlap"


def _on_ground(rect: pygame.Rect, stage: Stage) -> bool:
    in_box = pygame.Rect((0, 0), stage.layout.box.size).contains(rect)
    return in_box and abs(rect.centery - stage.box.camera.middle) < 8 * stage.box.camera.px_per_nm


@pytest.mark.parametrize("language", codes())
def test_every_prediction_has_a_name(language: str) -> None:
    words = Words(language)
    words.open()
    for name in library():
        said = prediction_name(snapshot_of(name).scene_file.claim.predicts, words)
        assert said and "prediction." not in said and "ui." not in said, name


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scene", ["resting", "pump", "spike"])
def test_every_button_shows_its_key(scene: str, size: tuple[int, int], language: str) -> None:
    panels = painted_panels(snapshot_of(scene), size, language, 1.0)
    elsewhere = {*controls.LABORATORY_HEADER, *controls.OPTIONS, *controls.SCRUB}
    for button in panels.buttons:
        key = key_shown(controls.BY_NAME[button.name], panels.words)
        if button.name not in elsewhere and len(key) == 1:
            shown = [text for text, rect in panels.type.placed or [] if button.rect.contains(rect)]
            assert key in shown, button.name
