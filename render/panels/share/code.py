"""A text as a QR code: its squares, and their picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pygame

LARGEST = 25  # version: 117 squares a side, which the camera of a telephone still tells apart on a screen
LEVELS = ("m", "l")  # of error correction: the sturdier one where there is room for it
QUIET = 4  # squares of white around it, as the standard asks for


class Squares(NamedTuple):
    """rows: of each square whether it is black; version: of the code, 1 to 40."""

    rows: tuple[tuple[bool, ...], ...]
    version: int

    @property
    def side(self) -> int:
        """Squares on a side, the white around it too."""
        return len(self.rows) + 2 * QUIET


@dataclass(frozen=True)
class Code:
    """What a page of its own shows. title: of the scene, by language."""

    squares: Squares
    title: dict[str, str]


def squares_of(content: str) -> Squares | None:
    """The code of a text; None for one that is too long for it."""
    import segno

    for level in LEVELS:
        try:
            code = segno.make_qr(content, error=level, boost_error=False)
        except segno.DataOverflowError:
            continue
        if isinstance(code.version, int) and code.version <= LARGEST:
            return Squares(tuple(tuple(bool(square) for square in row) for row in code.matrix), code.version)
    return None


def draw_squares(surface: pygame.Surface, squares: Squares, room: pygame.Rect) -> pygame.Rect:
    """Black on white, in the middle of a room, each square as many whole pixels wide as fit; where it is."""
    px = max(min(room.size) // squares.side, 1)
    paper = pygame.Rect(0, 0, px * squares.side, px * squares.side)
    paper.center = room.center
    surface.fill((255, 255, 255), paper)
    for y, row in enumerate(squares.rows):
        for x, width in _runs(row):
            left, top = paper.left + (QUIET + x) * px, paper.top + (QUIET + y) * px
            surface.fill((0, 0, 0), (left, top, width * px, px))
    return paper


def _runs(row: Sequence[bool]) -> list[tuple[int, int]]:
    """(where it begins, how long it is) of each run of black."""
    found: list[tuple[int, int]] = []
    for x, black in enumerate(row):
        if black and found and sum(found[-1]) == x:
            found[-1] = found[-1][0], found[-1][1] + 1
        elif black:
            found.append((x, 1))
    return found
