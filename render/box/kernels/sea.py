"""The sea of all ions as faint light: points added into a fading layer, and that layer added onto the background.

Pixels are uint32 0x00RRGGBB. Every kernel is serial, releases the GIL and allocates nothing.
"""

import numpy as np
from numba import uint32

from sim.kernels.cache import njit

TILE = 1024  # ions whose cells are worked out together (that loop vectorises) before they are lit
RUN = 32  # neighbours in memory that are lit in the same frame


@njit(inline="always")
def add_saturated(a, b):  # type: ignore[no-untyped-def]
    """Add two packed pixels byte by byte, each byte stopping at 255, without branches (so that the loop vectorises)."""
    low = (a & uint32(0x7F7F7F7F)) + (b & uint32(0x7F7F7F7F))
    total = low ^ ((a ^ b) & uint32(0x80808080))
    over = ((a & b) | ((a | b) & ~total)) & uint32(0x80808080)
    return total | over | (over - (over >> uint32(7)))


@njit(inline="always")
def faded(p):  # type: ignore[no-untyped-def]
    """Three quarters of a pixel's light."""
    return ((p >> uint32(1)) & uint32(0x7F7F7F7F)) + ((p >> uint32(2)) & uint32(0x3F3F3F3F))


@njit(nogil=True, cache=True, error_model="numpy")
def splat(sea, x, y, colour, cells_per_nm, left, middle, turn, turns, cell):  # type: ignore[no-untyped-def]
    """Add the ions of one species whose turn it is, each as a point of light at its place.

    sea: uint32[rows, columns]; x, y: float32[n], nm; colour: uint32 light of one point; cells_per_nm, left, middle
    (cell of x = 0, y = 0): float32 camera; turn, turns: every RUN neighbours in memory have one turn in so many;
    cell: int32[TILE], scratch.
    """
    rows, columns = sea.shape
    flat = sea.reshape(rows * columns)
    zero, right, bottom = np.float32(0), np.float32(columns), np.float32(rows)
    begin, filled = turn * RUN, 0
    while begin < x.shape[0]:
        end = min(begin + RUN, x.shape[0])
        for n in range(begin, end):
            i = left + x[n] * cells_per_nm
            j = middle - y[n] * cells_per_nm
            seen = (i >= zero) & (i < right) & (j >= zero) & (j < bottom)
            cell[filled + n - begin] = np.int32(j) * np.int32(columns) + np.int32(i) if seen else np.int32(-1)
        filled += end - begin
        begin += turns * RUN
        if filled > TILE - RUN or begin >= x.shape[0]:
            for n in range(filled):
                at = cell[n]
                if at >= 0:
                    flat[at] = add_saturated(flat[at], colour)
            filled = 0


@njit(nogil=True, cache=True, error_model="numpy")
def compose(  # type: ignore[no-untyped-def]
    frame, offset, pitch, ground, ground_pitch, sea, zoom, wide, light, fading
):  # fmt: skip
    """frame = ground + sea + light of the row; with `fading`, the sea's light then falls to three quarters.

    frame: uint32[...] pixels of the window, of which the picture starts at `offset` with rows `pitch` pixels apart;
    ground: uint32[...], the still background, rows ground_pitch apart; sea: uint32[rows, columns], each cell
    zoom x zoom pixels; wide: uint32[width], scratch; light: uint32[height], added to a whole row (the glow of
    charge at the membrane).
    """
    width = wide.shape[0]
    height = light.shape[0]
    for j in range(height):
        to, source, glow = frame[offset + j * pitch :], ground[j * ground_pitch :], light[j]
        cells = sea[j // zoom]
        if zoom == 1:
            if fading:
                for i in range(width):
                    to[i] = add_saturated(source[i], cells[i])
                    cells[i] = faded(cells[i])
            else:
                for i in range(width):
                    to[i] = add_saturated(source[i], cells[i])
        else:
            if j % zoom == 0:
                if zoom == 2:  # told apart so that it vectorises
                    for cell in range(width // 2):
                        wide[2 * cell] = wide[2 * cell + 1] = cells[cell]
                else:
                    for cell in range(width // zoom):
                        wide[cell * zoom : (cell + 1) * zoom] = cells[cell]
                for i in range(width - width % zoom, width):
                    wide[i] = cells[width // zoom]
                if fading:
                    for i in range(cells.shape[0]):
                        cells[i] = faded(cells[i])
            for i in range(width):
                to[i] = add_saturated(source[i], wide[i])
        if glow:
            for i in range(width):
                to[i] = add_saturated(to[i], glow)
