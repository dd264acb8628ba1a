"""What lies over the picture fits and can be read: help, cards, tooltips, messages, and all of it in a tiny window."""

import itertools

import pygame
import pytest

from render.panels import overlay
from render.panels.story_card import StoryCard
from render.playback.tour import Tour
from render.style import theme
from render.style.card_rooms import membrane_in
from render.style.layout import lay_out
from render.style.text import Typesetter
from render.style.theme import contrast
from render.style.words import Words
from scenes import library
from scenes.languages import codes
from tests.helpers.layouts import SIZES, painted_panels, screen
from tests.helpers.windows import snapshot_of


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
@pytest.mark.parametrize("scale", [1.0, pytest.param(2.0, marks=pytest.mark.slow)])
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
            assert len(card.buttons) == seen and all(card.rect.contains(rect) for _, rect in card.buttons), name
            assert box.union(caption).contains(card.rect), f"{name}: {card.rect} in {box} and {caption}"
            whole = card.rect in (box, box.union(caption))  # neither half a membrane nor a sliver of a panel
            assert whole or not card.rect.colliderect(membrane_in(box)), f"{name}: {card.rect} in {box}"
            assert not (whole and scale == 1), f"{name}: {card.rect} in {box}"
            assert not card.rect.colliderect(caption) or card.rect.contains(caption) or card.rect == box, name
            largest = max(rect.height for _, rect in placed)
            assert largest >= 0.75 * type_.px("caption"), f"{name}: {largest} px"
            for text, rect in placed:
                assert card.rect.contains(rect) and rect.height >= 9, f"{name}: {text!r} {rect} in {card.rect}"
            for (text, one), (other_text, other) in itertools.combinations(placed, 2):
                assert not one.colliderect(other), f"{name}: {text!r} and {other_text!r}"
            assert all(contrast(colour, behind) >= 4.5 for _, colour, behind in type_.grounds), name


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_message_leaves_the_card_legible(size: tuple[int, int], scale: float) -> None:
    for name, phase in itertools.product(("resting", "lost-selectivity", "channel-block"), ("opening", "seen")):
        snapshot = snapshot_of(name)
        panels = painted_panels(snapshot, size, "en", scale)
        type_, box, card, tour = panels.type, panels.layout.box, StoryCard(panels.words), Tour(library())
        tour.phase = phase
        card.update(snapshot, tour, 0.1)
        of_card = type_.placed = []
        card.draw(screen(size), type_, box, panels.layout.caption)
        of_message = type_.placed = []
        room = overlay.message_room(screen(size), box, card.rect)
        overlay.draw_message(screen(size), type_, "This scene has no doors for Na^{+}: nothing to close.", room)
        for text, rect in of_message:
            assert rect.height >= 9 and screen(size).get_rect().contains(rect), f"{text!r} {rect}"
            for of_it, under in of_card:
                assert not rect.colliderect(under), f"{name}: {text!r} {rect} on {of_it!r} {under}"


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
def test_loading_and_error_fit(language: str) -> None:
    from render.playback.preparation import FIRST, Preparation

    words = Words(language)
    words.open()
    type_ = Typesetter(lay_out((1280, 720)).unit)
    type_.placed = []
    surface = pygame.Surface((1280, 720), 0, 32)
    overlay.draw_loading(surface, type_, words, Preparation(FIRST), 3.0)
    overlay.draw_preparing(surface, type_, words, surface.get_rect(), Preparation(FIRST), 3.0)
    overlay.draw_error(surface, type_, words, surface.get_rect(), "Something is wrong. " * 40)
    assert all(surface.get_rect().contains(rect) for _, rect in type_.placed)
