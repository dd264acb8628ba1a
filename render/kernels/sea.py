"""The sea of all ions as faint light: points added into a fading layer, and that layer added onto the background.

Pixels are uint32 0x00RRGGBB. Every kernel is serial, releases the GIL and allocates nothing.
"""

from numba import njit, uint32


@njit(inline="always")
def add_saturated(a, b):  # type: ignore[no-untyped-def]
    """Add two packed pixels byte by byte, each byte stopping at 255, without branches (so that the loop vectorises)."""
    low = (a & uint32(0x7F7F7F7F)) + (b & uint32(0x7F7F7F7F))
    total = low ^ ((a ^ b) & uint32(0x80808080))
    over = ((a & b) | ((a | b) & ~total)) & uint32(0x80808080)
    return total | over | (over - (over >> uint32(7)))


@njit(nogil=True, cache=True, error_model="numpy")
def fade(sea):  # type: ignore[no-untyped-def]
    """Let the light of earlier frames fade to three quarters. sea: uint32[height, width], changed in place."""
    for j in range(sea.shape[0]):
        row = sea[j]
        for i in range(row.shape[0]):
            p = row[i]
            half, quarter = (p >> uint32(1)) & uint32(0x7F7F7F7F), (p >> uint32(2)) & uint32(0x3F3F3F3F)
            row[i] = half + quarter


@njit(nogil=True, cache=True, error_model="numpy")
def splat(sea, x, y, colour, cells_per_nm, left, middle):  # type: ignore[no-untyped-def]
    """Add each ion of one species as a point of light at its place.

    sea: uint32[rows, columns]; x, y: float32[n], nm; colour: uint32 light of one point; cells_per_nm, left, middle
    (cell of x = 0, y = 0): float32 camera.
    """
    rows, columns = sea.shape
    for n in range(x.shape[0]):
        i = int(left + x[n] * cells_per_nm)
        j = int(middle - y[n] * cells_per_nm)
        if 0 <= i < columns and 0 <= j < rows:
            sea[j, i] = add_saturated(sea[j, i], colour)


@njit(nogil=True, cache=True, error_model="numpy")
def compose(frame, offset, pitch, ground, ground_pitch, sea, zoom, wide, light):  # type: ignore[no-untyped-def]
    """frame = ground + sea + light of the row.

    frame: uint32[...] pixels of the window, of which the picture starts at `offset` with rows `pitch` pixels apart;
    ground: uint32[...], the still background, rows ground_pitch apart; sea: uint32[rows, columns], each cell
    zoom x zoom pixels; wide: uint32[width], scratch; light: uint32[height], added to a whole row (the glow of
    charge at the membrane).
    """
    width = wide.shape[0]
    row = wide
    for j in range(light.shape[0]):
        if zoom == 1:
            row = sea[j]
        elif j % zoom == 0:
            cells = sea[j // zoom]
            if zoom == 2:  # told apart so that it vectorises
                for cell in range(width // 2):
                    wide[2 * cell] = wide[2 * cell + 1] = cells[cell]
            else:
                for cell in range(width // zoom):
                    wide[cell * zoom : (cell + 1) * zoom] = cells[cell]
        to, source, glow = frame[offset + j * pitch :], ground[j * ground_pitch :], light[j]
        for i in range(width):
            to[i] = add_saturated(source[i], row[i])
        if glow:
            for i in range(width):
                to[i] = add_saturated(to[i], glow)
