"""The histogram of frame times that F3 lays over the box."""

import numpy as np
import pygame
from numpy.typing import NDArray

from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.text import TINIEST, Typesetter
from render.style.words import Words, count
from render.timing.profile import KEPT, UP_TO_MS, Profile

LATE_MS = 1.5e3 / theme.FRAMES_PER_S  # from here on a frame has missed its turn
FIGURES_S = 0.5  # how often the figures change
LARGEST_SHARE = 0.9  # of the box
DECADES = (1, 10, 100)  # frames; heights are logarithmic, so that a single late frame is seen beside hundreds
COLUMNS = 2
FIGURES = {  # with the widest text that each may show
    "median": "888.8 ms",
    "percentile": "888.8 ms",
    "worst": "88,888.8 ms",
    "tick": "888.8 ms",
    "frames": "888.8",
    "speed": "88,888 ns/s",
    "ions": "8,888,888",
}


class Histogram:
    """The overlay. rect: what it covers of the window, inside the box."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._fitted: tuple[object, ...] = ()
        self._left_s = 0.0
        self.rect = pygame.Rect(0, 0, 0, 0)

    def draw(
        self,
        surface: pygame.Surface,
        type_: Typesetter,
        box: pygame.Rect,
        profile: Profile,
        snapshot: Snapshot,
        elapsed_s: float,
    ) -> None:
        """Draw into the lower right of the box; to be called every frame, after the box."""
        fitting = (*box, type_.unit, type_.scale, self._words.language, theme.high_contrast)
        if fitting != self._fitted:
            self._fitted, self._left_s = fitting, 0.0
            self._fit(type_, box)
            self._draw_ground(surface, type_)
            self._ground = surface.subsurface(self.rect).copy()
            self._page = self._ground.copy()
        self._left_s -= elapsed_s
        if self._left_s <= 0:
            self._left_s = FIGURES_S
            surface.blit(self._ground, self.rect)
            for name, text in figures(profile, snapshot).items():
                type_.draw(surface, text, self._px, theme.TEXT, self._places[name][1], "topright")
            self._page.blit(surface, (0, 0), self.rect)
        else:
            surface.blit(self._page, self.rect)
        self._draw_bars(surface, profile.frames.counts)

    def _fit(self, type_: Typesetter, box: pygame.Rect) -> None:
        """The largest letters, at most small print, with which all has room; above the scale in the corner."""
        words = self._words
        pad = max(4, round(12 * type_.unit))
        self._title = words("ui.profile.title", count=KEPT)
        self._labels = {name: words(f"ui.profile.{name}") for name in FIGURES}
        room = box.inflate(-2 * pad, -2 * pad)
        room.height -= type_.line_height("label") + pad
        most = round(LARGEST_SHARE * box.width), min(room.height, round(LARGEST_SHARE * box.height))
        px = type_.px("small")
        while True:
            line = type_.line_height(px)
            label = max(type_.width(text, px) for text in self._labels.values())
            value = max(type_.width(text, px) for text in FIGURES.values())
            column = label + px + value
            rows = -(-len(FIGURES) // COLUMNS)
            bars, gap = 5 * line, round(1.4 * px)
            inner = max(COLUMNS * column + (COLUMNS - 1) * gap, type_.width(self._title, px))
            size = inner + 2 * pad, (rows + 2) * line + bars + 3 * pad
            if px <= TINIEST or (size[0] <= most[0] and size[1] <= most[1]):
                break
            px -= 1
        self._px = px
        self.rect = pygame.Rect((0, 0), size)
        self.rect.bottomright = room.bottomright
        self.rect.clamp_ip(box)
        left, top = self.rect.left + pad, self.rect.top + pad
        self._title_at = left, top
        scale = type_.width(str(DECADES[-1]), px) + px // 2
        self._bars = pygame.Rect(left + scale, top + line + pad // 2, inner - scale, bars)
        top = self._bars.bottom + line + pad // 2
        self._places = {}
        for n, name in enumerate(FIGURES):
            x, y = left + (n // rows) * (column + gap), top + (n % rows) * line
            self._places[name] = (x, y), (x + column, y)

    def _draw_ground(self, surface: pygame.Surface, type_: Typesetter) -> None:
        """All that stays: names and both scales."""
        bars, px = self._bars, self._px
        surface.fill(theme.PANEL, self.rect)
        pygame.draw.rect(surface, theme.DIM, self.rect, 1)
        type_.draw(surface, self._title, px, theme.TEXT, self._title_at)
        for name, (place, _) in self._places.items():
            type_.draw(surface, self._labels[name], px, theme.DIM, place)
        for number, share in zip(DECADES, height_shares(np.array(DECADES)), strict=True):
            y = bars.bottom - round(bars.height * float(share))
            surface.fill(theme.PANEL_EDGE, (bars.left, y, bars.width, 1))
            type_.draw(surface, str(number), px, theme.DIM, (bars.left - px // 2, y), "midright")
        surface.fill(theme.DIM, (bars.left, bars.bottom, bars.width, 1))
        for ms in range(0, UP_TO_MS, 10):
            x = bars.left + ms * bars.width // (UP_TO_MS + 1)
            type_.draw(surface, str(ms), px, theme.DIM, (x, bars.bottom + 1), "midtop")
        type_.draw(surface, f"{UP_TO_MS}+ ms", px, theme.DIM, (bars.right, bars.bottom + 1), "topright")

    def _draw_bars(self, surface: pygame.Surface, counts: NDArray[np.int64]) -> None:
        """One bar for each ms. Late ones have their own colour too."""
        bars = self._bars
        heights = np.ceil(bars.height * height_shares(counts)).astype(int)
        for ms in map(int, np.flatnonzero(counts)):
            x, end = (bars.left + n * bars.width // len(counts) for n in (ms, ms + 1))
            height = int(heights[ms])
            colour = theme.WARNING if ms >= LATE_MS else theme.TEXT
            surface.fill(colour, (x, bars.bottom - height, max(end - x - 1, 1), height))


def figures(profile: Profile, snapshot: Snapshot) -> dict[str, str]:
    """What FIGURES show now."""
    median, percentile, worst = profile.frames.spread()
    return {
        "median": _figure(median, " ms"),
        "percentile": _figure(percentile, " ms"),
        "worst": _figure(worst, " ms"),
        "tick": _figure(profile.ticks.spread()[0], " ms"),
        "frames": _figure(1e3 / profile.frames.mean),
        "speed": f"{count(snapshot.achieved)} ns/s",
        "ions": count(int(snapshot.count.sum())),
    }


def height_shares(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Height of bars, 0 to 1 for KEPT frames, on a logarithmic scale on which one frame is seen and none is nothing."""
    foot = 0.4  # of a decade: for one frame
    shares: NDArray[np.float64] = (np.log10(np.maximum(counts, 1)) + foot) / (np.log10(KEPT) + foot)
    return np.where(counts > 0, shares, 0.0)


def _figure(value: float, unit: str = "") -> str:
    return f"{value:,.1f}{unit}" if np.isfinite(value) else "…"
