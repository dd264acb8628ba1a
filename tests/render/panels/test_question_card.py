"""The card that asks can be read and touched in every window; at the end it says what came of the vote."""

import itertools
from dataclasses import replace

import pygame
import pytest

from render.controls import SKIP, VOTES
from render.panels.story_card import StoryCard
from render.playback.snapshot import Snapshot
from render.playback.tour import Tour
from render.style import theme
from render.style.theme import contrast
from scenes import library
from scenes.languages import codes
from tests.helpers.layouts import painted_panels, screen
from tests.helpers.windows import snapshot_of

SIZES = [(480, 320), (1280, 720), (1920, 1080), (1080, 1920)]


def asking(snapshot: Snapshot) -> Tour:
    tour = Tour(library())
    tour.update(snapshot, 0.1)
    assert tour.offered == len(snapshot.scene_file.answers)
    return tour


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_question_with_its_answers_fits(size: tuple[int, int], language: str, scale: float) -> None:
    for name in library():
        snapshot = snapshot_of(name)
        panels = painted_panels(snapshot, size, language, scale)
        type_, box, caption = panels.type, panels.layout.box, panels.layout.caption
        card = StoryCard(panels.words)
        card.update(snapshot, asking(snapshot), 0.1)
        placed = type_.placed = []
        screen(size).fill(theme.PANEL)
        type_.grounds.clear()
        card.draw(screen(size), type_, box, caption)
        names = [button for button, _ in card.buttons]
        assert names == [*VOTES[: len(snapshot.scene_file.answers)], SKIP] == card.targets
        window = pygame.Rect(0, 0, size[0], panels.layout.bar.top)
        assert card.rect is not None and window.contains(card.rect), f"{name}: {card.rect}"
        for button, rect in card.buttons:
            assert min(rect.size) >= theme.MIN_TOUCH and card.rect.contains(rect), f"{name}: {button} {rect}"
        for (one, a), (other, b) in itertools.combinations(card.buttons, 2):
            assert not a.colliderect(b), f"{name}: {one} and {other}"
        for text, rect in placed:
            assert card.rect.contains(rect) and rect.height >= 9, f"{name}: {text!r} {rect} in {card.rect}"
        for (text, a), (other, b) in itertools.combinations(placed, 2):
            assert not a.colliderect(b), f"{name}: {text!r} and {other!r}"
        assert all(contrast(colour, behind) >= 4.5 for _, colour, behind in type_.grounds), name
        if min(size) >= 720:
            said = [rect.height for text, rect in placed if len(text) > 2]
            assert max(said) >= 0.75 * type_.px("caption"), f"{name}: {max(said)} px"


def test_a_scene_without_answers_that_follows_one_with_them_asks_for_none() -> None:
    """For a frame the tour still stands at the scene before."""
    before = snapshot_of("sandbox")
    tour = asking(before)
    file = before.scene_file.as_mission(0)
    assert tour.offered and not file.answers
    following = replace(before, scene_file=file)
    panels = painted_panels(following, SIZES[1], "en")
    card = StoryCard(panels.words)
    card.update(following, tour, 0.1)
    card.draw(screen(SIZES[1]), panels.type, panels.layout.box, panels.layout.caption)
    assert not card.targets


def told(name: str, voted: int | None, language: str = "en", tally: tuple[int, int] | None = None) -> StoryCard:
    """The card at the end."""
    snapshot, tour = snapshot_of(name), Tour(library())
    tour.update(snapshot, 0.1)
    if voted is not None:
        tour.vote(voted)
    tour.phase = "seen"
    panels = painted_panels(snapshot, (1280, 720), language)
    card = StoryCard(panels.words)
    card.tally = lambda: tally
    card.update(snapshot, tour, 0.1)
    return card


def test_the_end_says_what_was_said_and_why() -> None:
    seen = "Less difference between the sides"
    right, wrong, none = (told("hyperkalaemia", voted).state for voted in (1, 0, None))
    assert right and wrong and none
    assert right[1] == "You were right" and 'You said "Less negative' in str(right[2]) and seen in str(right[2])
    assert wrong[1] == "The ions had another answer" and seen in str(wrong[2])
    assert 'You said "More negative: K^{+} rushes in"; the ions said "Less negative' in str(wrong[2])
    assert none[1] == "What you saw" and "You said" not in str(none[2])
    assert "你说对了" in str(told("hyperkalaemia", 1, "zh").state)


def test_a_cell_that_was_measured_answers_for_itself() -> None:
    """Where the ions follow theory and it does not, they did not say so."""
    wrong, right = (str(told("dog-purkinje-fibre", voted).state) for voted in (0, 1))
    assert "The cell had another answer" in wrong and "the cell that was measured said" in wrong
    assert "You were right" in right and "the cell that was measured said so too" in right
    assert "the ions said" not in wrong + right and "细胞给出了另一个答案" in str(
        told("dog-purkinje-fibre", 0, "zh").state
    )


def test_a_kiosk_tells_how_many_said_the_same() -> None:
    assert "62 % of 148 visitors said the same" in str(told("hyperkalaemia", 0, tally=(92, 148)).state)
    assert "you are the first to answer this" in str(told("hyperkalaemia", 0, tally=(1, 1)).state)
    assert "148 位访客中有 62 %" in str(told("hyperkalaemia", 0, "zh", (92, 148)).state)


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", SIZES[1:])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_what_came_of_the_vote_fits(size: tuple[int, int], language: str, scale: float) -> None:
    for name in library():
        snapshot, tour = snapshot_of(name), Tour(library())
        panels = painted_panels(snapshot, size, language, scale)
        for voted in range(len(snapshot.scene_file.answers)):
            tour.update(snapshot, 0.1)
            tour.voted, tour.phase = voted, "seen"
            card = StoryCard(panels.words)
            card.tally = lambda: (88_888, 888_888)
            card.update(snapshot, tour, 0.1)
            placed = panels.type.placed = []
            card.draw(screen(size), panels.type, panels.layout.box, panels.layout.caption)
            assert card.rect is not None
            for text, rect in placed:
                assert card.rect.contains(rect) and rect.height >= 9, f"{name}: {text!r} {rect} in {card.rect}"
            for (text, a), (other, b) in itertools.combinations(placed, 2):
                assert not a.colliderect(b), f"{name}: {text!r} and {other!r}"
