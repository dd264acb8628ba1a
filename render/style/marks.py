"""Marks that parts of the window share: the ground of a panel, an ion with its name, the colour of a prediction, a
diamond, the ring round what has the focus."""

from collections.abc import Sequence
from functools import lru_cache

import pygame

from render.style import theme
from render.style.sprites import ion_picture
from render.style.text import Typesetter
from render.style.theme import species_style
from render.style.words import Words

LEAST_NOTE = 0.72  # of the size of a label: facts and notes in smaller letters are left out


def panel(surface: pygame.Surface, rect: pygame.Rect, unit: float) -> None:
    pygame.draw.rect(surface, theme.PANEL, rect, border_radius=round(10 * unit))


def least_px(type_: Typesetter) -> int:
    """The smallest letters for facts and notes."""
    return max(theme.MIN_TEXT, round(LEAST_NOTE * type_.px("label")))


def prediction_colour(predicts: str) -> theme.Colour:
    """The colour that a prediction has on the charts: an equilibrium voltage that of its ion."""
    kind, _, symbol = predicts.partition(":")
    if kind == "nernst":
        return species_style(symbol).colour
    return theme.MULLINS_NODA if kind in ("mullins_noda", "stall") else theme.GHK


def draw_diamond(
    surface: pygame.Surface,
    place: tuple[float, float],
    radius: float,
    colour: theme.Colour,
    thick: int = 0,
    fill: theme.Colour | None = None,
) -> None:
    """A square on its corner. thick: of its edge, 0 for one that is full; fill: of its inside, None for what lies
    there."""
    x, y = place
    corners = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
    if fill is not None:
        pygame.draw.polygon(surface, fill, corners)
    pygame.draw.polygon(surface, colour, corners, thick)


def ion_key(symbol: str, valence: int, radius: float) -> pygame.Surface:
    """One ion on a panel, for legends. radius: pixels."""
    return _ion_key(species_style(symbol, valence), valence, radius, theme.PANEL)


@lru_cache(maxsize=64)
def _ion_key(style: theme.SpeciesStyle, valence: int, radius: float, ground: theme.Colour) -> pygame.Surface:
    return pygame.surfarray.make_surface(ion_picture(style, valence, radius, ground).swapaxes(0, 1))


def draw_legend(
    surface: pygame.Surface, rect: pygame.Rect, ions: Sequence[tuple[str, int]], type_: Typesetter, words: Words
) -> None:
    """One line with shape, colour and name of each ion (symbol, valence), as large as fits."""
    texts = [_ion_name(symbol, valence, words) for symbol, valence in ions]
    px = min(type_.px("label"), int(rect.height / 1.28))
    while px > theme.MIN_TEXT and sum(type_.width(t, px) + 2.8 * px for t in texts) > rect.width:
        px -= 1
    x = float(rect.left)
    for (symbol, valence), text in zip(ions, texts, strict=True):
        image = ion_key(symbol, valence, 0.46 * px)
        surface.blit(image, image.get_rect(center=(round(x + 0.6 * px), rect.centery)))
        colour = species_style(symbol, valence).colour
        x = type_.draw(surface, text, px, colour, (x + 1.5 * px, rect.centery), "midleft").right + 1.3 * px


def _ion_name(symbol: str, valence: int, words: Words) -> str:
    """Label and name of an ion; of one that a scene file has added, the label."""
    name = words(f"species.{symbol}")
    label = species_style(symbol, valence).label
    return label if name == f"species.{symbol}" else f"{label} {name}"


def draw_focus(surface: pygame.Surface, rect: pygame.Rect, unit: float) -> None:
    """The ring round the control that the keyboard is on."""
    thick = max(2, round(3 * unit))
    pygame.draw.rect(surface, theme.INK, rect, thick + max(1, round(unit)), border_radius=round(8 * unit))
    pygame.draw.rect(surface, theme.FOCUS, rect, thick, border_radius=round(8 * unit))
