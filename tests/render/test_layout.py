"""Nothing overlaps, nothing is cut off, everything can be touched: in both languages, at every size."""

import itertools
from dataclasses import replace
from functools import cache

import pygame
import pytest

from render import controls
from render.panels import overlay
from render.panels.buttons import place_buttons
from render.panels.panels import Panels
from render.panels.story_card import StoryCard
from render.playback.snapshot import Snapshot
from render.playback.tour import Tour
from render.settings import TEXT_SCALES
from render.stage import Stage
from render.style import theme
from render.style.layout import lay_out
from render.style.text import Typesetter
from render.style.theme import contrast
from render.style.words import Words, prediction_name
from scenes import library
from scenes.languages import codes
from tests.helpers.windows import after_hours, snapshot_of

SWITCHES = ("tour", "excess", "follow", "sliders", "options", "gating", "sound", "contrast", "motion")
SIZES = [(1280, 720), (1920, 1080), (3840, 2160), (1080, 1920)]
SMALLEST = (SIZES[0], SIZES[3])  # where text is most cramped, wide and high
ENDS = (min(TEXT_SCALES), max(TEXT_SCALES))


def painted(
    snapshot: Snapshot, size: tuple[int, int], language: str, scale: float = 1.0, drawer: str = ""
) -> tuple[Stage, list[tuple[str, pygame.Rect]]]:
    """A frame, and all text in it with the places it takes."""
    words = Words(language)
    words.open()
    stage = Stage(Typesetter(1.0), words)
    stage.panels.text_scale, stage.panels.drawer = scale, drawer
    stage.panels.place_in_list = "3 / 9"
    stage.type.placed = []
    stage.show(pygame.Surface(size, 0, 32), snapshot, [], 1 / 60)
    return stage, stage.type.placed


def painted_panels(
    snapshot: Snapshot, size: tuple[int, int], language: str, scale: float = 1.0, drawer: str = ""
) -> Panels:
    """All but the box of ions, with the text noted in panels.type.placed."""
    words = Words(language)
    words.open()
    unit = lay_out(size).unit
    panels = Panels(typesetter(unit, scale), words)
    panels.text_scale, panels.drawer, panels.place_in_list = scale, drawer, "13 / 29"
    layout = panels.lay_out(size, snapshot)
    assert layout.unit == unit
    panels.type.placed = []
    panels.type.grounds.clear()
    panels.fit(layout, snapshot)
    panels.show(screen(size), snapshot, 1.0)
    return panels


@cache
def typesetter(unit: float, scale: float) -> Typesetter:
    """Opening fonts takes long: one for all frames of a size."""
    type_ = Typesetter(1.0)
    type_.resize(unit, scale)
    return type_


@cache
def screen(size: tuple[int, int]) -> pygame.Surface:
    return pygame.Surface(size, 0, 32)


def problems_of(panels: Panels, least_px: int) -> list[str]:
    """What overlaps, leaves its panel or is too small."""
    found = []
    placed = panels.type.placed or []
    boxes = [*panels.layout.parts.values(), *(button.rect for button in panels.buttons)]
    for text, rect in placed:
        if not any(box.contains(rect) for box in boxes):
            found.append(f"{text!r} at {rect} leaves its panel")
        if rect.height < least_px:
            found.append(f"{text!r} at {rect} is too small to read")
    for (text, one), (other_text, other) in itertools.combinations(placed, 2):
        if one.colliderect(other):
            found.append(f"{text!r} {one} and {other_text!r} {other} overlap")
    return found


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
    for name in ("sealed", "resting", "pump", "hyperkalaemia"):
        panels = painted_panels(after_hours(snapshot_of(name)), size, language, scale, drawer)
        assert not problems_of(panels, 10), name
        room = panels.layout.drawer
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
    wanted -= {*(() if pump else controls.PUMP), *(() if gating else controls.GATING)}
    assert wanted <= shown, "at these sizes nothing is left out"


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
    on_window = [(text, rect) for text, rect in placed if not _on_ground(text, rect, stage)]
    for text, rect in on_window:
        assert any(box.contains(rect) for box in boxes), f"{text!r} at {rect} leaves its panel"
        assert rect.height >= 11, f"{text!r} has become too small to read"
    for (text, one), (other_text, other) in itertools.combinations(on_window, 2):
        assert not one.colliderect(other), f"{text!r} {one} and {other_text!r} {other} overlap"


def _on_ground(text: str, rect: pygame.Rect, stage: Stage) -> bool:
    labels = {stage.box.door_label(n, _of(stage)) for n in range(len(stage.box.membrane.doors))}
    labels.add(stage.words("ui.pump.label"))
    in_box = pygame.Rect((0, 0), stage.layout.box.size).contains(rect)
    return text in labels and in_box and abs(rect.centery - stage.box.camera.middle) < 8 * stage.box.camera.px_per_nm


def _of(stage: Stage) -> Snapshot:
    return next(s for s in map(snapshot_of, library()) if len(s.kind) == len(stage.box.membrane.doors))


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("pump", [False, True])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_help_fits(size: tuple[int, int], language: str, pump: bool, scale: float) -> None:
    panels = painted_panels(snapshot_of("resting"), size, language, scale)
    room, placed = panels.help_room, panels.type.placed or []
    placed.clear()
    overlay.draw_help(screen(size), panels.type, panels.words, room, pump, pump)
    assert len(placed) > 40
    for text, rect in placed:
        assert room.contains(rect), text
        assert rect.height >= 0.7 * theme.MIN_TEXT, text
    for (text, one), (other_text, other) in itertools.combinations(placed, 2):
        assert not one.colliderect(other), f"{text!r} and {other_text!r}"


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", [(320, 240), (240, 320), (200, 120)])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_window_far_too_small_is_drawn_all_the_same(size: tuple[int, int], language: str, scale: float) -> None:
    for name in ("sealed", "pump", "excitability"):
        snapshot = snapshot_of(name)
        for drawer in ("", "sliders", "options"):
            panels = painted_panels(snapshot, size, language, scale, drawer)
        room, card = panels.help_room, StoryCard(panels.words)
        overlay.draw_help(screen(size), panels.type, panels.words, room, True, True)
        overlay.draw_error(screen(size), panels.type, panels.words, panels.layout.box, "Something is wrong.")
        overlay.draw_message(screen(size), panels.type, "A message", panels.layout.box)
        overlay.draw_tooltip(screen(size), panels.type, "A tooltip", panels.layout.bar)
        card.update(snapshot, Tour(library()), 0.1)
        card.draw(screen(size), panels.type, panels.layout.box, panels.layout.caption)


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_cards_fit_and_leave_the_membrane_in_sight(size: tuple[int, int], language: str, scale: float) -> None:
    """The question and what was seen, of every scene, with what follows and the bar that counts down."""
    for name in library():
        snapshot = snapshot_of(name)
        panels = painted_panels(snapshot, size, language, scale)
        type_, box, caption = panels.type, panels.layout.box, panels.layout.caption
        for seen in (False, True):
            card, tour = StoryCard(panels.words), Tour(library())
            tour.active, tour.phase = seen, "seen" if seen else "opening"
            card.update(snapshot, tour, 0.1)
            placed = type_.placed = []
            screen(size).fill(theme.PANEL)
            type_.grounds.clear()
            card.draw(screen(size), type_, box, caption)
            assert card.rect is not None and len(placed) > 1, name
            assert box.union(caption).contains(card.rect), f"{name}: {card.rect} in {box} and {caption}"
            if scale == 1 and box.height > 0.45 * box.width:
                assert card.rect.bottom < box.centery - 0.05 * box.height, f"{name}: {card.rect} in {box}"
            largest = max(rect.height for _, rect in placed)
            assert largest >= 0.75 * type_.px("caption"), f"{name}: {largest} px"
            for text, rect in placed:
                assert card.rect.contains(rect) and rect.height >= 9, f"{name}: {text!r} {rect} in {card.rect}"
            for (text, one), (other_text, other) in itertools.combinations(placed, 2):
                assert not one.colliderect(other), f"{name}: {text!r} and {other_text!r}"
            assert all(contrast(colour, behind) >= 4.5 for _, colour, behind in type_.grounds), name


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_tooltips_and_messages_fit(size: tuple[int, int], language: str, scale: float) -> None:
    panels = painted_panels(snapshot_of("sandbox"), size, language, scale)
    window, box, words = pygame.Rect((0, 0), size), panels.layout.box, panels.words
    keys = [key for key in words_of(language) if key.startswith(("ui.about.", "ui.message.", "ui.view.", "control."))]
    assert len(keys) > 30
    placed = panels.type.placed = []
    panels.type.grounds.clear()
    for key in keys:
        text = words(key, ion="Na^{+}", reason="no room on the disk", file="ions-sandbox-2026-11-23-001.png")
        for near in (panels.layout.voltage, panels.layout.bar, pygame.Rect(0, 0, 40, 40), window):
            overlay.draw_tooltip(screen(size), panels.type, text, near)
        overlay.draw_message(screen(size), panels.type, text, box)
    for text, rect in placed:
        assert window.contains(rect), f"{text!r} {rect}"
        assert rect.height >= 9, f"{text!r} {rect}"
    assert all(contrast(colour, behind) >= 4.5 for _, colour, behind in panels.type.grounds)


def words_of(language: str) -> dict[str, str]:
    from scenes.languages import catalogue

    return dict(catalogue(language))


@pytest.mark.parametrize("language", codes())
def test_every_prediction_has_a_name(language: str) -> None:
    words = Words(language)
    words.open()
    for name in library():
        said = prediction_name(snapshot_of(name).scene_file.claim.predicts, words)
        assert said and "prediction." not in said and "ui." not in said, name


@pytest.mark.parametrize("language", codes())
def test_loading_and_error_fit(language: str) -> None:
    from render.playback.worker import Progress

    words = Words(language)
    words.open()
    type_ = Typesetter(lay_out((1280, 720)).unit)
    type_.placed = []
    surface = pygame.Surface((1280, 720), 0, 32)
    overlay.draw_loading(surface, type_, words, Progress("picture", 1, 5, "follow"), 3.0)
    overlay.draw_error(surface, type_, words, surface.get_rect(), "Something is wrong. " * 40)
    assert all(surface.get_rect().contains(rect) for _, rect in type_.placed)


@pytest.mark.parametrize("high", [False, True])
@pytest.mark.parametrize("drawer", ["", "sliders", "options"])
def test_every_text_stands_out_from_what_is_behind_it(high: bool, drawer: str) -> None:
    """WCAG 1.4.3: 4.5 to 1, and 7 to 1 (1.4.6) in high contrast; FAINT is for what cannot be used, which is exempt."""
    least = 7.0 if high else 4.5
    theme.use_contrast(high)
    try:
        for name in library():
            snapshot = snapshot_of(name)
            if snapshot.observation.pump is not None:
                poisoned = replace(snapshot.observation.pump, dnp=True, running=False)
                snapshot = replace(snapshot, observation=replace(snapshot.observation, pump=poisoned))
            panels = painted_panels(snapshot, (1280, 720), "en", drawer=drawer)
            panels.type.grounds.clear()
            panels.on = lambda button: button in SWITCHES
            screen = pygame.Surface((1280, 720), 0, 32)
            for hovered in (None, "toggle:K", "toggle:Na", "toggle:Cl", "pump", "dnp", "tour"):
                panels.hovered = hovered
                panels.show(screen, snapshot, 10.0)
            for text, colour, behind in panels.type.grounds:
                ratio = contrast(colour, behind)
                assert colour == theme.FAINT or ratio >= least, f"{name}: {text!r} {colour} on {behind}: {ratio:.1f}"
    finally:
        theme.use_contrast(False)


@pytest.mark.parametrize("high", [False, True])
def test_species_stand_out_from_every_panel(high: bool) -> None:
    theme.use_contrast(high)
    try:
        for symbol in ("K", "Na", "Cl", "Ca", "A", "M", "Mg", "Rb"):
            colour = theme.species_style(symbol).colour
            assert contrast(colour, theme.PANEL) >= (7.0 if high else 4.5), symbol
    finally:
        theme.use_contrast(False)
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
