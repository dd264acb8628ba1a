"""Where a card may lie so that what it speaks of stays in sight: the membrane, its doors, their names and counts."""

from collections.abc import Iterator
from dataclasses import dataclass

from pygame import Rect

from render.style.theme import MIN_TOUCH

MARGIN = 0.008  # of the box's width
MIDDLE = 0.1  # of the box's height: what is taken for the membrane by those who draw no picture


@dataclass(frozen=True)
class Room:
    """rect: where a card may lie; at_top: whether from its upper edge down, else from its lower edge up; covers: what
    it has to cover whole, since half a label or half a panel says nothing."""

    rect: Rect
    at_top: bool = False
    covers: Rect | None = None

    @property
    def whole(self) -> bool:
        return self.covers == self.rect

    def card(self, height: int) -> Rect:
        """The card, for what it says to have that height."""
        card = Rect(self.rect.left, 0, self.rect.width, min(height, self.rect.height))
        card.top = self.rect.top if self.at_top else self.rect.bottom - card.height
        return card if self.covers is None else card.union(self.covers)


def membrane_in(box: Rect) -> Rect:
    """The middle of a box whose picture nobody has drawn."""
    band = Rect(box.left, 0, box.width, round(MIDDLE * box.height))
    band.centery = box.centery
    return band


def free_rooms(box: Rect, caption: Rect, band: Rect) -> Iterator[Room]:
    """Those that leave the membrane in sight, and what a visitor sets it with; the least that is covered first. band:
    the membrane with the words at it."""
    margin = round(MARGIN * box.width)
    left, width = box.left + margin, box.width - 2 * margin
    yield Room(Rect(left, box.top + margin, width, band.top - box.top - 2 * margin), at_top=True)
    yield Room(Rect(left, band.bottom + margin, width, box.bottom - band.bottom - 2 * margin))
    yield Room(caption, covers=caption)
    if not _apart(box, caption):
        yield _lower(caption, band.bottom + margin, caption)


def crowded_rooms(box: Rect, caption: Rect, band: Rect) -> Iterator[Room]:
    """Those that still leave the membrane in sight, though not what lies between the box and its caption."""
    margin = round(MARGIN * box.width)
    if _apart(box, caption):
        top = box.bottom + margin // 2
        row = Rect(caption.left, top, caption.width, caption.bottom - top)
        yield Room(row, covers=row)
        yield _lower(caption, band.bottom + margin, row)


def whole_rooms(box: Rect, caption: Rect) -> Iterator[Room]:
    """All of the picture, in the end its caption as well: half a membrane or a sliver of a panel says nothing."""
    for rect in (box, box.union(caption)):
        yield Room(rect, covers=rect)


def _lower(caption: Rect, top: int, covers: Rect) -> Room:
    return Room(Rect(caption.left, top, caption.width, caption.bottom - top), covers=covers)


def _apart(box: Rect, caption: Rect) -> bool:
    """Whether a row for a visitor's hand lies between."""
    return caption.top - box.bottom >= MIN_TOUCH
