"""Whole rows of a picture in one colour each, where nothing changes along the membrane."""

from numba import uint32

from sim.kernels.cache import njit


@njit(nogil=True, cache=True, error_model="numpy")
def tint_rows(frame, offset, pitch, width, tint):  # type: ignore[no-untyped-def]
    """Lay a colour over each row.

    frame: uint32[...] pixels 0x00RRGGBB, of which the part starts at `offset`, rows `pitch` apart; width: of a row;
    tint: uint32[rows], 0xAARRGGBB with colours premultiplied; 0 leaves a row as it is.
    """
    for j in range(tint.shape[0]):
        colour = tint[j] & uint32(0xFFFFFF)
        alpha = tint[j] >> uint32(24)
        left = uint32(256) - alpha - (alpha >> uint32(7))  # of 256
        if alpha or colour:
            row = frame[offset + j * pitch : offset + j * pitch + width]
            for i in range(width):
                red_blue = ((row[i] & uint32(0xFF00FF)) * left >> uint32(8)) & uint32(0xFF00FF)
                green = ((row[i] & uint32(0xFF00)) * left >> uint32(8)) & uint32(0xFF00)
                row[i] = colour + red_blue + green
