"""The menu of chapters and the gallery of cells: tiles with a picture and a name, and one button that leads on."""

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pygame

from render.panels.entrance.cells import drawing, together
from render.panels.entrance.entrance import BEGIN, CELL, CHAPTER, CHAPTERS, Entrance
from render.panels.entrance.plate import Plates
from render.panels.entrance.sketch import WIDE
from render.panels.share.pages import Page
from render.style import theme
from render.style.marks import draw_focus
from render.style.text import Typesetter
from render.style.words import Words, typeset

if TYPE_CHECKING:
    from scenes.scene_file import Text

PICTURES = Path(__file__).parents[2] / "pictures" / "chapters"
NAME, LINE = "lead", "body"  # sizes of the words below a picture
MOST_COLUMNS = 4
LEAST_LINE = 10  # px, in the smallest window
BAR = 104  # height of the button at the foot, in units


@dataclass(frozen=True)
class Tile:
    """action; words below the picture, large and small; picture: file of a still, or names of cells to draw."""

    action: str
    name: str
    line: str
    picture: Path | tuple[str, ...] | None


def tiles_of(entrance: Entrance, words: Words) -> list[Tile]:
    """What is there to choose on the page of the moment."""
    language = words.language
    if entrance.page == "cells" and entrance.chapter is not None:
        names = entrance.chapter.names
        return [_cell(n, scene, names.get(scene), words) for n, scene in enumerate(entrance.chapter.scenes, 1)]
    tiles = []
    for n, chapter in enumerate(entrance.chapters, 1):
        still: Path | tuple[str, ...] | None = chapter.scenes if chapter.gallery else None
        if chapter.picture is not None:
            still = PICTURES / f"{chapter.picture.scene}.png"
        line = chapter.line.in_(language)
        tiles.append(Tile(f"{CHAPTER}{n}", typeset(chapter.name.in_(language)), typeset(line), still))
    return tiles


def _cell(number: int, scene: str, name: "Text | None", words: Words) -> Tile:
    """Name of a cell, else its scene's title; what was measured in it is what its question asks for."""
    told = name.in_(words.language) if name else _title(scene, words.language)
    return Tile(f"{CELL}{number}", typeset(told), "", (scene,))


@lru_cache(maxsize=256)
def _title(scene: str, language: str) -> str:
    """The file's name where the file is wrong."""
    from scenes import SceneFileError, load

    try:
        return load(scene).title.in_(language)
    except SceneFileError:
        return scene


class Menu:
    """Draws the page that is open; keeps it until something on it changes."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._kept: pygame.Surface | None = None

    def show(
        self,
        surface: pygame.Surface,
        type_: Typesetter,
        words: Words,
        entrance: Entrance,
        focused: str | None,
        begins: str,
        language: bool,
    ) -> None:
        """Over the whole window. begins: title of the scene below; language: whether that can be changed."""
        size = surface.get_size()
        chosen = entrance.chapter.name.in_("en") if entrance.chapter else ""
        key = (size, words.language, type_.unit, type_.scale, theme.high_contrast, entrance.page, entrance.fresh,
               entrance.hovered, entrance.chosen, chosen, focused, begins, language, entrance.keeps,
               entrance.shelf.state, entrance.code)  # fmt: skip
        if key != self._key or self._kept is None or type_.placed is not None or not entrance.buttons:
            self._kept, self._key = pygame.Surface(size, 0, 32), key
            if entrance.page in ("mine", "code"):
                Page(self._kept, type_, words, entrance, focused).draw(language)
            else:
                _Page(self._kept, type_, words, entrance, focused).draw(begins, language)
        surface.blit(self._kept, (0, 0))


class _Page(Plates):
    """The chapters, or the cells of one."""

    def draw(self, begins: str, language: bool) -> None:
        surface, gap = self.surface, self.gap
        self.clear()
        cells = self.entrance.page == "cells"
        head, grid, foot = self.parts(BAR)
        end, right = foot.right, head.right
        if language:
            button = self.language_at(head)
            self.plate("language", button, self.words.following, "body")
            right = button.left - gap
        title = self.words("menu.cells" if cells else "menu.title")
        px = self.type.fitting(title, "question", right - head.left)
        self.type.draw(surface, title, px, theme.TEXT, (head.left, head.centery), "midleft")
        if cells:
            half = (foot.width - gap) // 2
            self.plate(CHAPTERS, pygame.Rect(foot.left, foot.top, half, foot.height), self.words("menu.chapters"))
            foot = pygame.Rect(foot.right - half, foot.top, half, foot.height)
            self.plate(BEGIN, foot, self.words("menu.resume"))
        else:
            if self.entrance.keeps:
                foot.width = (foot.width - gap) * 2 // 3
                own = pygame.Rect(foot.right + gap, foot.top, end - foot.right - gap, foot.height)
                self.plate("mine", own, self.words("menu.mine"))
            said = self.words("menu.begin", scene=begins) if self.entrance.fresh else self.words("menu.resume")
            self.plate(BEGIN, foot, said, "lead", strong=self.entrance.fresh)
        self._tiles(tiles_of(self.entrance, self.words), grid)

    def _tiles(self, tiles: list[Tile], grid: pygame.Rect) -> None:
        """As many columns as make the pictures largest; names and lines of one size on all."""
        words = self._words_height
        columns = max(range(1, MOST_COLUMNS + 1), key=lambda n: self._picture_area(len(tiles), n, grid))
        rows = -(-len(tiles) // columns)
        wide, high = self._cell(columns, rows, grid)
        pad = max(6, round(16 * self.unit))
        name_px = min(self.type.fitting(tile.name, NAME, wide - 2 * pad) for tile in tiles)
        lines = [tile.line for tile in tiles if tile.line]
        line_px = min((self.type.fitting(line, LINE, wide - 2 * pad) for line in lines), default=0)
        if line_px < LEAST_LINE:  # nobody could read them
            tiles = [replace(tile, line="") for tile in tiles]
        places = []
        for n, tile in enumerate(tiles):
            row, column = divmod(n, columns)
            rect = pygame.Rect(grid.left + column * (wide + self.gap), grid.top + row * (high + self.gap), wide, high)
            self._tile(tile, rect, words, name_px, line_px, pad)
            places.append((tile.action, rect))
        self.entrance.buttons = [*places, *self.entrance.buttons]

    @property
    def _words_height(self) -> int:
        return self.type.line_height(NAME) + self.type.line_height(LINE) + max(6, round(16 * self.unit))

    def _cell(self, columns: int, rows: int, grid: pygame.Rect) -> tuple[int, int]:
        wide = (grid.width - self.gap * (columns - 1)) // columns
        return wide, (grid.height - self.gap * (rows - 1)) // rows

    def _picture_area(self, count: int, columns: int, grid: pygame.Rect) -> float:
        """Of a picture of the drawings' shape that fits."""
        wide, high = self._cell(columns, -(-count // columns), grid)
        fits = min(wide / WIDE, high - self._words_height)
        return max(fits, 0.0) * (1 if columns <= count else 0)

    def _tile(self, tile: Tile, rect: pygame.Rect, words: int, name_px: int, line_px: int, pad: int) -> None:
        surface, unit, entrance = self.surface, self.unit, self.entrance
        radius = round(14 * unit)
        ground = theme.BUTTON_ON if tile.action == entrance.chosen else theme.BUTTON
        if tile.action == entrance.hovered and ground == theme.BUTTON:
            ground = theme.BUTTON_HOVER
        pygame.draw.rect(surface, ground, rect, border_radius=radius)
        edge = max(2, round(4 * unit))
        frame = pygame.Rect(
            rect.left + edge, rect.top + edge, rect.width - 2 * edge, max(rect.height - words - edge, 1)
        )
        picture = _picture(tile.picture, frame.size, theme.PANEL)
        if picture is not None:
            surface.blit(picture, frame)
        else:
            words = rect.height  # the words alone, in the middle
        top = rect.bottom - words + (words - self.type.line_height(name_px) - self.type.line_height(LINE)) // 2
        if not tile.line:
            top = rect.bottom - words + (words - self.type.line_height(name_px)) // 2
        self.type.draw(surface, tile.name, name_px, theme.TEXT, (rect.left + pad, top))
        if tile.line:
            place = rect.left + pad, top + self.type.line_height(name_px)
            self.type.draw(surface, tile.line, line_px, theme.DIM, place)
        if tile.action == self.focused:
            draw_focus(surface, rect, unit)
        elif theme.high_contrast:
            pygame.draw.rect(surface, theme.DIM, rect, 1, border_radius=radius)


@lru_cache(maxsize=32)
def _picture(
    what: "Path | tuple[str, ...] | None", size: tuple[int, int], ground: theme.Colour
) -> pygame.Surface | None:
    """A still, cut to the shape, or drawings; None where there is neither."""
    if what is None:
        return None
    if isinstance(what, tuple):
        return drawing(what[0], size, ground) if len(what) == 1 else together(what, size, ground)
    try:
        still = pygame.image.load(str(what))
    except (OSError, pygame.error):  # without it the name stands alone
        return None
    scale = max(size[0] / still.get_width(), size[1] / still.get_height())
    whole = pygame.transform.smoothscale(
        _true_colour(still),
        (max(size[0], round(still.get_width() * scale)), max(size[1], round(still.get_height() * scale))),
    )
    left, top = (whole.get_width() - size[0]) // 2, (whole.get_height() - size[1]) // 2
    return whole.subsurface((left, top, *size)).copy()


def _true_colour(still: pygame.Surface) -> pygame.Surface:
    """Smooth scaling needs 32 bits, which no window has to be open for."""
    copy = pygame.Surface(still.get_size(), 0, 32)
    copy.blit(still, (0, 0))
    return copy
