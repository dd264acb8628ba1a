"""The cards leave in sight what they speak of, and cut no label of the picture in half."""

import pygame
import pytest

from render.panels.overlay import message_room
from render.panels.story_card import StoryCard
from render.playback.snapshot import Snapshot
from render.playback.tour import Tour
from render.stage import Stage
from render.style.card_rooms import crowded_rooms, free_rooms
from render.style.text import Typesetter
from render.style.words import Words
from scenes import library
from scenes.languages import codes
from tests.helpers.windows import snapshot_of

SIZES = [(1280, 720), (1920, 1080), (1080, 1920)]
SCENES = ("channel-block", "pump", "excitability", "saltier-thinner", "mammalian-skeletal-muscle", "human-red-cell")
GATED = "excitability"


class Told:
    """A frame with its card, as a visitor sees it."""

    def __init__(
        self, snapshot: Snapshot, size: tuple[int, int], language: str, phase: str, scale: float = 1.0
    ) -> None:
        words = Words(language)
        words.open()
        self.snapshot, self.surface = snapshot, pygame.Surface(size, 0, 32)
        self.stage, self.card, self.tour = Stage(Typesetter(1.0), words), StoryCard(words), Tour(library())
        self.stage.panels.depth, self.stage.panels.text_scale = "visitor", scale
        self.tour.update(snapshot, 0.1)
        if phase == "seen":
            self.tour.voted, self.tour.phase = 0, "seen"
        for _ in range(2):  # the picture hears in the second where the card lies
            self.frame()

    def frame(self) -> None:
        stage, labels, card = self.stage, self.stage.box.labels, self.card
        card.update(self.snapshot, self.tour, 0.1)
        stage.panels.card_tells, labels.covered = card.tells, card.rect
        stage.invalidate()
        self.picture = stage.type.placed = []
        stage.show(self.surface, self.snapshot, [], 0.1)
        stage.type.placed = None
        self.band = labels.band(stage.box.gates.rect)
        card.draw(self.surface, stage.type, stage.layout.box, stage.layout.caption, self.band)
        assert card.rect is not None
        self.rect = card.rect


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", SIZES)
def test_the_answer_leaves_the_membrane_and_its_words_in_sight(size: tuple[int, int], language: str) -> None:
    for name in SCENES:
        told = Told(snapshot_of(name), size, language, "seen")
        box, layout, labels = told.stage.box, told.stage.layout, told.stage.box.labels
        assert not told.rect.colliderect(told.band), f"{name}: {told.rect} on {told.band}"
        doors = [box.door_rect(n).clip(layout.box) for n in range(len(box.membrane.doors))]
        names = [placed.rect for placed in labels.placed]
        assert doors and names
        count = [] if box.gates.rect is None else [box.gates.rect]
        assert bool(count) == (name == GATED)
        for rect in (*doors, *names, *count):
            assert not rect.colliderect(told.rect), f"{name}: {rect} under {told.rect}"
        assert layout.hand is None or not layout.hand.colliderect(told.rect), f"{name}: the hand's row"
        others = [part for part in layout.parts.values() if part not in (layout.box, layout.caption)]
        assert told.rect.collidelist(others) < 0, f"{name}: {told.rect}"


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("phase", ["opening", "seen"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_card_cuts_no_label_in_half(size: tuple[int, int], language: str, phase: str, scale: float) -> None:
    for name in SCENES:
        told = Told(snapshot_of(name), size, language, phase, scale)
        box = told.stage.layout.box
        assert len(told.picture) > 10
        for text, rect in told.picture:
            assert not rect.colliderect(told.rect) or told.rect.contains(rect), f"{name}: {text!r} {rect} {told.rect}"
            assert not (rect.colliderect(told.rect) and box.contains(rect)), f"{name}: {text!r} is drawn for nobody"


def test_labels_come_back_when_the_card_goes() -> None:
    told = Told(snapshot_of("human-red-cell"), SIZES[0], "en", "seen")
    box = told.stage.layout.box

    def said() -> list[str]:
        return [text for text, rect in told.picture if box.contains(rect)]

    hidden = said()
    assert told.card.press(told.rect.midbottom) is None and told.card.press(told.rect.center) == ""
    told.stage.box.labels.covered = told.card.rect
    told.picture = told.stage.type.placed = []
    told.stage.show(told.surface, told.snapshot, [], 0.1)
    assert set(said()) - set(hidden) == {"outside · kept fresh"}


def test_a_card_stays_where_it_is_while_names_come_and_go() -> None:
    told = Told(snapshot_of("human-red-cell"), SIZES[1], "en", "seen")
    labels, before = told.stage.box.labels, told.rect
    named = labels.placed
    for placed in ([], named, named[:2], named):
        labels.placed = placed
        band = labels.band()
        layout, type_ = told.stage.layout, told.stage.type
        told.card.draw(told.surface, type_, layout.box, layout.caption, band)
        assert told.card.rect == before
    in_the_way = before.inflate(0, 20)
    told.card.draw(told.surface, type_, layout.box, layout.caption, in_the_way)
    assert told.card.rect is not None and not told.card.rect.colliderect(in_the_way)


def test_a_message_goes_beside_a_card_that_lies_low() -> None:
    told = Told(snapshot_of("excitability"), SIZES[0], "en", "seen")
    box = told.stage.layout.box
    assert told.rect.top > box.centery
    room = message_room(told.surface, box, told.rect)
    assert box.contains(room) and not room.colliderect(told.rect) and room.height > box.height / 3


def test_rooms_cover_panels_whole_or_not_at_all() -> None:
    box, band = pygame.Rect(10, 60, 800, 400), pygame.Rect(10, 220, 800, 80)
    for gap in (10, 80):  # nothing, and a row for the hand, between the box and its caption
        caption = pygame.Rect(10, box.bottom + gap, 800, 100)
        free = list(free_rooms(box, caption, band))
        crowded = list(crowded_rooms(box, caption, band))
        assert bool(crowded) == (gap == 80)
        for room in (*free, *crowded):
            for height in (20, 90, 140, 200):
                card = room.card(height)
                assert not card.colliderect(band), f"{room} {height}: {card}"
                assert not card.colliderect(caption) or card.contains(caption), f"{room} {height}: {card}"
                assert card.height >= min(height, room.rect.height)
        between = pygame.Rect(10, box.bottom + 5, 800, gap - 10)
        assert all(room.card(90).collidelist([between] if gap == 80 else []) < 0 for room in free)
