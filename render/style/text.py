"""Text: the font, one scale of sizes, wrapping for English and Chinese, and a bounded cache of rendered pieces.

`_{K}` in a text lowers and shrinks the braced part, as in E_{K}; `^{+}` raises it, as in K^{+} (Noto Sans SC has no
superscript signs); `~{mV}` only shrinks it. Every piece that is drawn is noted in `placed`, so
that a test can ask whether any text overlaps another or leaves its panel.
"""

import importlib.resources
import logging
import math
import re
from collections import OrderedDict

import pygame
import pygame.freetype

from render.style.theme import MIN_TEXT, TEXT_SIZES, Colour

CACHED_PIECES = 768
LONELY = 0.25  # of the width: a last line of one word that is shorter looks lost
CACHED_BLOCKS = 128
CACHED_ADVANCES = 20_000
TINIEST = 8  # px; only a window far too small gets there
_MARKED = re.compile(r"([_^~])\{([^}]*)\}")
_SMALL = {"_": 0.7, "^": 0.7, "~": 0.42}  # size of marked parts
_LOWERED = {"_": 0.18, "^": -0.32, "~": 0.0}
_NEVER_FIRST = "，。、；：？！）》」』”’…·%,.;:?!)]}"  # a line does not start with these
_CJK = re.compile(r"[　-〿㐀-鿿豈-﫿＀-￯]")

log = logging.getLogger(__name__)


def font_path() -> str | None:
    """Noto Sans SC from its package; None (pygame's own font, no Chinese) where that is not installed."""
    try:
        path = importlib.resources.files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf"
    except ModuleNotFoundError:
        log.warning("package pylopdf-fonts-zh-cn is missing: Chinese text cannot be shown")
        return None
    return str(path)


class Typesetter:
    """Renders text at the sizes of one window. unit: size of the window against 1920 x 1080; scale: what a visitor
    wants text to be larger by."""

    def __init__(self, unit: float) -> None:
        pygame.freetype.init()
        self.face = pygame.freetype.Font(font_path())  # one for all sizes: opening a large font takes 10 ms
        self._advances: dict[tuple[str, int], float] = {}
        self._cache: OrderedDict[tuple[str, int, Colour], pygame.Surface] = OrderedDict()
        self._blocks: dict[tuple[str, str, tuple[int, int]], tuple[int, list[str]]] = {}
        self.placed: list[tuple[str, pygame.Rect]] | None = None
        self.grounds: list[tuple[str, Colour, Colour]] = []  # text, its colour, what lies behind; noted with `placed`
        self.unit = unit
        self.scale = 1.0

    def resize(self, unit: float, scale: float = 1.0) -> None:
        if (unit, scale) != (self.unit, self.scale):
            self.unit, self.scale = unit, scale
            self._cache.clear()
            self._blocks.clear()

    def px(self, role: str) -> int:
        """Font size of a role in pixels."""
        return max(MIN_TEXT, round(TEXT_SIZES[role] * self.unit * self.scale))

    def line_height(self, role_or_px: str | int) -> int:
        px = role_or_px if isinstance(role_or_px, int) else self.px(role_or_px)
        return round(px * 1.28)

    def render(self, text: str, px: int, colour: Colour) -> pygame.Surface:
        """One line, tightly as high as `line_height`."""
        px = max(px, TINIEST)
        key = (text, px, colour)
        if key in self._cache:
            self._cache.move_to_end(key)
            return self._cache[key]
        piece = self._set(text, px, colour)
        self._cache[key] = piece
        if len(self._cache) > CACHED_PIECES:
            self._cache.popitem(last=False)
        return piece

    def _set(self, text: str, px: int, colour: Colour) -> pygame.Surface:
        # Noto Sans leaves much room above capitals for accents: the line is cut to what Latin and Chinese need
        x, base, inks = 0.0, round(px * 0.99), []
        for part, mark in _runs(text):
            size = round(px * _SMALL.get(mark, 1.0))
            image, place = self.face.render(part, colour, size=size)  # cut to its ink, `place` from its origin
            inks.append((image, (max(round(x) + place.x, 0), base + round(px * _LOWERED.get(mark, 0.0)) - place.y)))
            x += sum(self._advance(char, size) for char in part)
        right = max((left + image.get_width() for image, (left, _) in inks), default=0)  # a Y is wider than its advance
        piece = pygame.Surface((max(self.width(text, px), right, 1), self.line_height(px)), pygame.SRCALPHA, 32)
        piece.blits(inks)
        return piece

    def width(self, text: str, role_or_px: str | int) -> int:
        """Pixels. As in `render`, no text is set smaller than `TINIEST`, however little room a window leaves for it."""
        px = max(role_or_px if isinstance(role_or_px, int) else self.px(role_or_px), TINIEST)
        return math.ceil(self._length(text, px))

    def _length(self, text: str, px: int) -> float:
        runs = ((part, round(px * _SMALL.get(mark, 1.0))) for part, mark in _runs(text))
        return sum(self._advance(char, size) for part, size in runs for char in part)

    def _advance(self, char: str, px: int) -> float:
        key = char, px
        if key not in self._advances:
            if len(self._advances) >= CACHED_ADVANCES:
                self._advances.clear()
            metrics = self.face.get_metrics(char, size=px)[0]
            self._advances[key] = metrics[4] if metrics else px
        return self._advances[key]

    def fitting(self, text: str, role: str, width: int) -> int:
        """Largest size in pixels, at most the role's, at which the text is no wider than `width`."""
        px = self.px(role)
        while px > TINIEST and self.width(text, px) > width:
            px -= 1
        return px

    def draw(
        self,
        surface: pygame.Surface,
        text: str,
        role_or_px: str | int,
        colour: Colour,
        place: tuple[float, float],
        anchor: str = "topleft",
        within: int | None = None,
    ) -> pygame.Rect:
        """Draw one line with its `anchor` (a pygame.Rect attribute) at `place`; shrink it to `within` pixels."""
        px = role_or_px if isinstance(role_or_px, int) else self.px(role_or_px)
        while within is not None and px > TINIEST and self.width(text, px) > within:
            px -= 1
        piece = self.render(text, px, colour)
        rect = piece.get_rect(**{anchor: (round(place[0]), round(place[1]))})
        if self.placed is not None and text.strip():
            self.note_ground(surface, text, colour, rect)
        surface.blit(piece, rect)
        if self.placed is not None and text.strip():
            offset = surface.get_abs_offset()
            ink = rect.inflate(0, -round(rect.height * 0.22))
            self.placed.append((text, ink.move(offset)))
        return rect

    def note_ground(self, surface: pygame.Surface, text: str, colour: Colour, rect: pygame.Rect) -> None:
        """Note the colours of a text that is about to be drawn, for a test of their contrast."""
        behind = rect.clip(surface.get_rect())
        if behind.width and behind.height:
            red, green, blue, _ = pygame.transform.average_color(surface, behind)
            self.grounds.append((text, colour, (red, green, blue)))

    def wrap(self, text: str, px: int, width: int) -> list[str]:
        """Break a text into lines no wider than `width`: Latin between words, Chinese between any two characters."""
        px = max(px, TINIEST)
        return [line for paragraph in text.split("\n") for line in self._paragraph(paragraph, px, width)]

    def _paragraph(self, paragraph: str, px: int, width: int) -> list[str]:
        """Its lines; a last one of a single word takes a few from the line before."""
        lines: list[list[str]] = [[]]
        length = 0.0
        for token in _tokens(paragraph):
            if lines[-1] and math.ceil(length + self._length(token.rstrip(" "), px)) > width:
                lines.append([])
                token, length = token.lstrip(), 0.0
            lines[-1].append(token)
            length += self._length(token, px)
        while len(lines) > 1 and self._alone(lines[-1], px, width) and len(lines[-2]) > 2:
            moved = [lines[-2][-1], *lines[-1]]
            if math.ceil(self._length("".join(moved).rstrip(" "), px)) > width / 2:
                break
            lines[-2].pop()
            lines[-1] = moved
        return ["".join(line).rstrip() for line in lines]

    def _alone(self, tokens: list[str], px: int, width: int) -> bool:
        """Whether a last line is a word alone, or a few signs of a script without blanks."""
        text = "".join(tokens).strip()
        return " " not in text and self._length(text, px) < LONELY * width

    def fit_block(self, text: str, role: str, size: tuple[int, int]) -> tuple[int, list[str]]:
        """(font size in pixels, lines): the text wrapped into a box, shrunk from the role's size until it fits."""
        key = text, role, size
        if key not in self._blocks:
            if len(self._blocks) >= CACHED_BLOCKS:
                self._blocks.clear()
            fitting, too_large = TINIEST, max(self.px(role), TINIEST) + 1
            px, lines = too_large - 1, self.wrap(text, too_large - 1, size[0])
            while True:
                if self._fits(lines, px, size):
                    fitting = px
                else:
                    too_large = px
                if too_large - fitting <= 1:
                    break
                px = (fitting + too_large) // 2
                lines = self.wrap(text, px, size[0])
            self._blocks[key] = fitting, self.wrap(text, fitting, size[0])
        return self._blocks[key]

    def _fits(self, lines: list[str], px: int, size: tuple[int, int]) -> bool:
        return len(lines) * self.line_height(px) <= size[1] and all(self.width(line, px) <= size[0] for line in lines)

    def block(
        self, surface: pygame.Surface, text: str, role: str, colour: Colour, rect: pygame.Rect, middle: bool = False
    ) -> pygame.Rect:
        """Draw a wrapped text inside a rectangle (from its top, or centred in height); returns what it covers."""
        px, lines = self.fit_block(text, role, rect.size)
        height = self.line_height(px)
        y = rect.top + (max(0, rect.height - height * len(lines)) // 2 if middle else 0)
        covered = pygame.Rect(rect.left, y, rect.width, height * len(lines))
        for line in lines:
            self.draw(surface, line, px, colour, (rect.left, y))
            y += height
        return covered


def _runs(text: str) -> list[tuple[str, str]]:
    """(part, mark) of a text, mark "" for plain parts."""
    pieces = _MARKED.split(text)
    runs = [(pieces[0], "")]
    for n in range(1, len(pieces), 3):
        runs += [(pieces[n + 1], pieces[n]), (pieces[n + 2], "")]
    return [(part, mark) for part, mark in runs if part]


def _tokens(paragraph: str) -> list[str]:
    """The pieces between which a line may break."""
    tokens: list[str] = []
    for word in re.findall(r"[^ ]+ *| +", paragraph):
        start = 0
        for n, char in enumerate(word):
            if n > start and (_CJK.match(char) or _CJK.match(word[n - 1])) and char not in _NEVER_FIRST:
                tokens.append(word[start:n])
                start = n
        tokens.append(word[start:])
    return tokens
