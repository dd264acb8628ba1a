"""Line drawings of the cells in the gallery: of the animal where it is better known than its cell, with the cell in
it bright. They are signs, not to scale."""

import math
import random
from collections.abc import Callable
from functools import lru_cache

import pygame

from render.panels.entrance.sketch import Point, Sketch, ellipse
from render.style import theme
from render.style.theme import Colour, mix

BRIGHT: Colour = (240, 228, 66)  # the cell that is meant
LINE: Colour = (176, 188, 206)
FAINT: Colour = (96, 110, 132)
BODY: Colour = (30, 40, 56)
FLESH: Colour = (58, 40, 50)
BLOOD: Colour = (150, 62, 58)


def _squid(pen: Sketch) -> None:
    """The animal, and in its mantle the nerve fibre."""
    pen.shape([(0.1, 0.5), (0.3, 0.2), (0.46, 0.34), (0.46, 0.66), (0.3, 0.8)], BODY, FAINT)  # fins
    mantle = [(0.08, 0.5), (0.3, 0.36), (0.62, 0.3), (0.98, 0.33), (1.0, 0.5), (0.98, 0.67), (0.62, 0.7), (0.3, 0.64)]
    pen.shape(mantle, BODY, LINE, 0.016)
    for n, reach in enumerate((1.46, 1.5, 1.54, 1.5, 1.46)):
        y = 0.42 + 0.04 * n
        sway = 0.05 * (n - 2)
        pen.curve([(1.14, y), (1.3, y + sway), (reach, y + 2.2 * sway + 0.03)], LINE, 0.026, 0.35)
    pen.shape([(0.99, 0.4), (1.1, 0.36), (1.2, 0.42), (1.2, 0.58), (1.1, 0.64), (0.99, 0.6)], BODY, LINE, 0.016)
    pen.disc((1.11, 0.47), 0.045, theme.PANEL, LINE)
    pen.disc((1.115, 0.47), 0.02, LINE)
    pen.curve([(0.99, 0.53), (0.8, 0.5), (0.5, 0.47), (0.22, 0.49)], BRIGHT, 0.036, 0.5)
    for x, way in ((0.8, 1), (0.66, -1), (0.52, 1), (0.4, -1)):
        pen.curve([(x, 0.49), (x - 0.06, 0.49 + 0.06 * way), (x - 0.13, 0.49 + 0.1 * way)], BRIGHT, 0.014, 0.5)


def _frog(pen: Sketch) -> None:
    """The animal from the side, and in its thigh the muscle."""
    pen.shape([(0.24, 0.74), (0.4, 0.48), (0.74, 0.34), (1.06, 0.32), (1.28, 0.4), (1.32, 0.5), (1.16, 0.6),
               (1.0, 0.72), (0.6, 0.82)], BODY, LINE, 0.016)  # fmt: skip
    pen.disc((1.09, 0.31), 0.085, BODY, LINE, 0.016)
    pen.disc((1.1, 0.3), 0.04, LINE)
    pen.curve([(1.31, 0.5), (1.2, 0.52), (1.12, 0.5)], LINE)
    pen.curve([(1.0, 0.68), (1.06, 0.8), (1.02, 0.9), (1.2, 0.92)], LINE, 0.034, 0.7)
    pen.shape([(0.28, 0.66), (0.42, 0.5), (0.66, 0.5), (0.84, 0.62), (0.8, 0.74), (0.5, 0.8), (0.32, 0.78)], BODY, LINE)
    pen.curve([(0.3, 0.74), (0.44, 0.86), (0.72, 0.88), (0.88, 0.92), (0.98, 0.92)], LINE, 0.034, 0.7)
    for n in range(3):
        pen.curve([(0.36, 0.7 - 0.035 * n), (0.56, 0.62 - 0.035 * n), (0.8, 0.67 - 0.03 * n)], BRIGHT, 0.02, 0.9)


def _muscle(pen: Sketch) -> None:
    """A fibre with its stripes, and the cut end with the fibrils in it."""
    top, bottom, cut = 0.3, 0.7, 1.2
    pen.band([(0.1, top), (cut, top), (cut, bottom), (0.1, bottom)], FLESH)
    for n in range(15):
        x = 0.12 + 0.07 * n
        pen.line(ellipse((x, 0.5), 0.07, 0.2, -math.pi / 2, math.pi / 2), mix(FLESH, BRIGHT, 0.55), 0.018)
    for y in (top, bottom):
        pen.line([(0.08, y), (cut, y)], LINE, 0.016)
    for x, y in ((0.36, 0.34), (0.78, 0.655), (1.0, 0.35)):
        pen.oval((x, y), 0.06, 0.022, FAINT, LINE)
    pen.oval((cut, 0.5), 0.08, 0.2, BODY, BRIGHT, 0.018)
    for row in range(-3, 4):
        for column in (-1, 0, 1):
            place = cut + 0.034 * column, 0.5 + 0.05 * row
            if (column * 0.034 / 0.07) ** 2 + (row * 0.05 / 0.18) ** 2 < 0.9:
                pen.disc(place, 0.012, BRIGHT)
    pen.curve([(0.02, 0.08), (0.3, 0.1), (0.52, 0.2), (0.6, 0.29)], LINE, 0.02, 0.8)  # the nerve that moves it
    for x in (0.55, 0.61, 0.67):
        pen.curve([(0.56, 0.24), (x, 0.27), (x, 0.3)], LINE, 0.014)


def _branches(pen: Sketch, start: Point, way: float, long: float, thick: float, colour: Colour, depth: int) -> None:
    """A branch that forks; way: its angle; drawn alike every time."""
    chance = random.Random(f"{start[0]:.4f} {start[1]:.4f} {way:.4f}")
    bend = chance.uniform(-0.35, 0.35)
    middle = start[0] + 0.55 * long * math.cos(way + bend), start[1] + 0.55 * long * math.sin(way + bend)
    end = start[0] + long * math.cos(way), start[1] + long * math.sin(way)
    pen.curve([start, middle, end], colour, thick, 0.6)
    if depth:
        for side in (-1, 1):
            turn = way + side * chance.uniform(0.3, 0.6)
            _branches(pen, end, turn, long * chance.uniform(0.6, 0.78), 0.6 * thick, colour, depth - 1)


def _neuron(pen: Sketch) -> None:
    """Body with nucleus, dendrites, an axon in its sheath, and where it ends."""
    centre = 0.44, 0.5
    for way in (1.9, 2.7, 3.5, 4.4, 5.2, 0.95):
        start = centre[0] + 0.1 * math.cos(way), centre[1] + 0.1 * math.sin(way)
        _branches(pen, start, way, 0.14, 0.034, BRIGHT, 2)
    axon = [(0.5, 0.5), (0.75, 0.52), (1.0, 0.48), (1.24, 0.5)]
    pen.curve(axon, BRIGHT, 0.022)
    for x, y in ((0.66, 0.515), (0.82, 0.512), (0.98, 0.485), (1.14, 0.487)):
        pen.oval((x, y), 0.062, 0.034, BODY, LINE)
    pen.shape([(0.32, 0.46), (0.4, 0.38), (0.5, 0.4), (0.57, 0.5), (0.5, 0.6), (0.39, 0.62)], FLESH, BRIGHT, 0.018)
    pen.disc(centre, 0.05, BODY, LINE)
    for way in (-0.6, -0.15, 0.3, 0.7):
        end = 1.24 + 0.24 * math.cos(way), 0.5 + 0.24 * math.sin(way)
        pen.curve([(1.24, 0.5), (1.34, 0.5 + 0.06 * way), end], BRIGHT, 0.016)
        pen.disc(end, 0.026, BRIGHT)


def _astrocyte(pen: Sketch) -> None:
    """A star whose arms fork, two of them with a foot on a small vessel."""
    pen.shape([(1.28, -0.1), (1.22, 0.3), (1.26, 0.7), (1.22, 1.1), (1.42, 1.1), (1.46, 0.7), (1.42, 0.3),
               (1.48, -0.1)],              mix(theme.PANEL, BLOOD, 0.35), BLOOD)  # fmt: skip
    for y in (0.12, 0.5, 0.86):
        pen.oval((1.34, y), 0.05, 0.08, mix(theme.PANEL, BLOOD, 0.7), BLOOD)
    centre = 0.66, 0.5
    for n in range(9):
        way = 0.55 + n * (math.tau - 1.1) / 8
        start = centre[0] + 0.07 * math.cos(way), centre[1] + 0.07 * math.sin(way)
        _branches(pen, start, way, 0.17, 0.034, BRIGHT, 2)
    for y in (0.36, 0.62):
        pen.curve([(0.72, 0.5), (0.95, 0.5 + 0.4 * (y - 0.5)), (1.2, y)], BRIGHT, 0.03, 0.8)
        pen.shape([(1.19, y - 0.1), (1.25, y - 0.07), (1.26, y), (1.25, y + 0.07), (1.19, y + 0.1), (1.17, y)],
                  BRIGHT, BRIGHT)  # fmt: skip
    pen.disc(centre, 0.1, FLESH, BRIGHT, 0.018)
    pen.disc(centre, 0.045, BODY, LINE)


def _red_cell(pen: Sketch) -> None:
    """From above, and from the side: thinner in the middle."""
    fill = mix(theme.PANEL, BLOOD, 0.6)
    pen.disc((0.52, 0.48), 0.34, fill, BRIGHT, 0.018)
    pen.disc((0.52, 0.48), 0.17, mix(theme.PANEL, BLOOD, 0.38), mix(fill, BRIGHT, 0.3))
    pen.line(ellipse((0.52, 0.48), 0.27, 0.27, 3.4, 4.5), mix(fill, (255, 255, 255), 0.4), 0.018)
    side = [(1.16, 0.14), (1.24, 0.2), (1.25, 0.32), (1.2, 0.48), (1.25, 0.64), (1.24, 0.76), (1.16, 0.82),
            (1.08, 0.76),            (1.07, 0.64), (1.12, 0.48), (1.07, 0.32), (1.08, 0.2)]  # fmt: skip
    pen.shape(side, fill, BRIGHT, 0.018)


def _mudpuppy(pen: Sketch) -> None:
    """Nerve fibres, cut across, and the cell that wraps them."""
    fibres = [(0.5, 0.3), (0.78, 0.24), (1.06, 0.32), (0.44, 0.6), (0.7, 0.72), (1.0, 0.7), (1.16, 0.54)]
    hull = [(0.3, 0.46), (0.36, 0.2), (0.62, 0.08), (0.92, 0.08), (1.2, 0.22), (1.34, 0.5), (1.18, 0.78), (0.86, 0.92),
            (0.5, 0.86), (0.3, 0.68)]  # fmt: skip
    pen.shape(hull, FLESH, BRIGHT, 0.02)
    for place in fibres:
        pen.disc(place, 0.11, BODY, BRIGHT, 0.016)
        pen.disc(place, 0.07, theme.PANEL, FAINT)
    pen.oval((0.78, 0.48), 0.11, 0.075, BODY, LINE)
    pen.disc((0.8, 0.47), 0.02, LINE)


def _heart(pen: Sketch) -> None:
    """The heart, and in its walls the fibres that carry the beat."""
    outline = [(0.8, 0.24), (0.92, 0.12), (1.12, 0.12), (1.24, 0.28), (1.2, 0.52), (1.02, 0.76), (0.8, 0.94),
               (0.58, 0.76),               (0.4, 0.52), (0.36, 0.28), (0.48, 0.12), (0.68, 0.12)]  # fmt: skip
    for x, lean in ((0.66, -0.04), (0.82, 0.02), (0.96, 0.08)):
        pen.curve([(x, 0.26), (x + lean / 2, 0.1), (x + lean, -0.02)], BLOOD, 0.09)
    pen.shape(outline, mix(theme.PANEL, BLOOD, 0.3), BLOOD, 0.02)
    pen.curve([(0.78, 0.3), (0.8, 0.42), (0.8, 0.5)], BRIGHT, 0.022)
    for side in (-1, 1):
        arm = [(0.8, 0.5), (0.8 + 0.05 * side, 0.66), (0.8 + 0.1 * side, 0.76), (0.8 + 0.22 * side, 0.66),
               (0.8 + 0.3 * side, 0.48)]  # fmt: skip
        pen.curve(arm, BRIGHT, 0.022, 0.6)
        for n in (1, 2, 3):
            x, y = arm[n]
            pen.curve([(x, y), (x + 0.06 * side, y - 0.04), (x + 0.1 * side, y - 0.12)], BRIGHT, 0.012, 0.6)


_DRAWINGS: dict[str, Callable[[Sketch], None]] = {
    "squid-giant-axon": _squid,
    "frog-sartorius-muscle": _frog,
    "mammalian-skeletal-muscle": _muscle,
    "mammalian-neuron": _neuron,
    "astrocyte": _astrocyte,
    "human-red-cell": _red_cell,
    "necturus-glia": _mudpuppy,
    "dog-purkinje-fibre": _heart,
}
DRAWN = tuple(_DRAWINGS)


@lru_cache(maxsize=32)
def drawing(scene: str, size: tuple[int, int], ground: Colour) -> pygame.Surface | None:
    """Picture of a cell, by the name of its scene; None for one that has none. ground: what lies around it, the panels'
    colour of the moment."""
    if scene not in _DRAWINGS:
        return None
    pen = Sketch(size)
    pen.surface.fill(ground)
    _DRAWINGS[scene](pen)
    return pen.picture()


@lru_cache(maxsize=8)
def together(scenes: tuple[str, ...], size: tuple[int, int], ground: Colour) -> pygame.Surface:
    """Up to four cells in one picture, two beside two."""
    shown = [scene for scene in scenes if scene in _DRAWINGS][:4]
    picture = pygame.Surface(size, 0, 32)
    picture.fill(ground)
    columns = 2 if len(shown) > 1 else 1
    rows = max(1, -(-len(shown) // columns))
    cell = size[0] // columns, size[1] // rows
    for n, scene in enumerate(shown):
        one = drawing(scene, cell, ground)
        assert one is not None
        picture.blit(one, (n % columns * cell[0], n // columns * cell[1]))
    return picture
