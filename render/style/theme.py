"""How things look: one dark palette, one style for each species, one scale of sizes.

Species colours are those of Okabe & Ito (2008, "Color Universal Design"), which people with any kind of colour vision
tell apart; a species also has its own shape, and every crisp ion carries the sign of its charge.
"""

from dataclasses import dataclass, replace
from typing import Literal

Colour = tuple[int, int, int]
Shape = Literal["disc", "square", "hexagon", "diamond"]

WINDOW: Colour = (9, 12, 18)
PANEL: Colour = (17, 22, 31)
PANEL_EDGE: Colour = (44, 54, 70)
OUTSIDE_SEA: Colour = (8, 15, 27)
INSIDE_SEA: Colour = (22, 13, 26)
TEXT: Colour = (242, 245, 250)
DIM: Colour = (176, 188, 206)
FAINT: Colour = (84, 96, 116)
INK: Colour = (8, 11, 17)
LIPID_HEAD: Colour = (150, 128, 96)
LIPID_TAIL: Colour = (98, 82, 62)
LIPID_CORE: Colour = (30, 25, 22)
FOCUS: Colour = (240, 228, 66)
WARNING: Colour = (255, 150, 110)
BUTTON: Colour = (33, 42, 58)
BUTTON_HOVER: Colour = (40, 51, 70)
BUTTON_ON: Colour = (0, 114, 178)  # Okabe-Ito blue: a fill under white text, never a text colour

VOLTAGE: Colour = (255, 255, 255)
MEAN: Colour = (120, 134, 170)  # running mean and its band
GHK: Colour = (240, 228, 66)
MULLINS_NODA: Colour = (255, 122, 40)
HAND: Colour = (168, 232, 96)  # a visitor's own points
UNCHANGED: Colour = (222, 178, 255)  # the cell of two that is left alone
PUMP: Colour = (186, 174, 240)
PROTEIN: Colour = (146, 132, 204)  # of a pump, where it is drawn large


@dataclass(frozen=True)
class SpeciesStyle:
    """colour; shape of the crisp ion; radius against that of K+; label with charge (see render.style.text)."""

    colour: Colour
    shape: Shape
    radius: float
    label: str


_STYLES = {
    "K": SpeciesStyle((230, 159, 0), "disc", 1.0, "K^{+}"),
    "Na": SpeciesStyle((86, 180, 233), "square", 0.92, "Na^{+}"),
    "Cl": SpeciesStyle((0, 178, 130), "disc", 1.0, "Cl^{−}"),
    "Ca": SpeciesStyle((240, 228, 66), "hexagon", 1.05, "Ca^{2+}"),
    "A": SpeciesStyle((214, 136, 178), "diamond", 1.16, "A^{−}"),
    "M": SpeciesStyle((213, 94, 0), "diamond", 1.16, "M^{+}"),
}
_OTHERS: tuple[Colour, ...] = ((200, 200, 210), (170, 200, 120), (200, 170, 240))


def species_style(symbol: str, valence: int = 1) -> SpeciesStyle:
    """Style of a species; one that a scene file has added gets a hexagon in a neutral colour."""
    if symbol in _STYLES:
        style = _STYLES[symbol]
        return replace(style, colour=_BRIGHTER[symbol]) if high_contrast and symbol in _BRIGHTER else style
    magnitude = str(abs(valence)) if abs(valence) > 1 else ""
    label = f"{symbol}^{{{magnitude}{'+' if valence > 0 else '−'}}}"
    return SpeciesStyle(_OTHERS[sum(symbol.encode()) % len(_OTHERS)], "hexagon", 1.0, label)


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """The colour that has `share` of b and the rest of a."""
    return (
        round(a[0] + (b[0] - a[0]) * share),
        round(a[1] + (b[1] - a[1]) * share),
        round(a[2] + (b[2] - a[2]) * share),
    )


def packed(colour: Colour) -> int:
    """0x00RRGGBB, the pixel format of all drawing surfaces."""
    return colour[0] << 16 | colour[1] << 8 | colour[2]


def contrast(a: Colour, b: Colour) -> float:
    """Contrast ratio of two colours (WCAG 2.1, relative luminance)."""

    def luminance(colour: Colour) -> float:
        linear = [c / 12.92 if (c := v / 255) <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for v in colour]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


# The high-contrast theme: 7 to 1 (WCAG 1.4.6) for all text, on black.
_HIGH: dict[str, Colour] = {
    "WINDOW": (0, 0, 0),
    "PANEL": (0, 0, 0),
    "PANEL_EDGE": (120, 130, 146),
    "DIM": (222, 228, 238),
    "FAINT": (150, 160, 178),
    "INK": (0, 0, 0),
    "WARNING": (255, 176, 146),
    "BUTTON": (16, 20, 28),
    "BUTTON_HOVER": (30, 37, 50),
    "BUTTON_ON": (0, 62, 104),
    "MEAN": (150, 164, 200),
    "MULLINS_NODA": (255, 158, 92),
    "PUMP": (212, 202, 255),
}
_USUAL: dict[str, Colour] = {name: globals()[name] for name in _HIGH}
_BRIGHTER: dict[str, Colour] = {
    "A": (238, 170, 208),
    "M": (255, 150, 84),
    "Cl": (40, 214, 164),
    "K": (244, 176, 32),
    "Na": (118, 200, 246),
}
high_contrast = False


def use_contrast(high: bool) -> None:
    """Take the high-contrast colours into use, or the usual ones. Pictures made before keep theirs."""
    global high_contrast
    high_contrast = high
    globals().update(_HIGH if high else _USUAL)


# Text sizes in pixels on a 1920 x 1080 window; the layout's unit scales them, MIN_TEXT is the floor.
TEXT_SIZES = {"huge": 112, "title": 34, "question": 60, "lead": 44, "caption": 32, "body": 25, "label": 21, "small": 18}
MIN_TEXT = 12
LEAST_UNIT = 2 / 3  # of 1920 x 1080: on smaller windows ions and marks shrink no further
MIN_TOUCH = 44  # px, WCAG 2.5.5

FADE_S = 0.5  # crossings glow and fade
FRAMES_PER_S = 60
