"""The arrays that the kernels share, grouped by what they describe. Lengths nm, times ns, charges e."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

TILE = 8192  # ions a tile: positions, flags and lists stay in the cache
# A list of near ions is rows of one buffer, each at a constant place: so LLVM knows that they do not overlap and can
# vectorise loops over a list. Rows are a little longer than a tile, lest all of them share the same cache lines.
ROOM = TILE + 80
X, Y, LEFT, MOUTH, ENTRY, LOW, HIGH, NEW_X, NEW_Y, WORK, HURDLE, PAID = (row * ROOM for row in range(12))  # float32
# uint32
ION, STATE_A, STATE_B, GATES, PORE, ENTERED, WALKS, STAYING, GOING, LEAVING, DONE = (row * ROOM for row in range(11))
ROWS = 12
BIN, OUTCOME, DRAWN = GATES, PORE, ENTRY  # the same rows, where an ion flies
NODE, UPPER, RIGHT = ION, STATE_A, STATE_B  # and where its charge is laid down
LANES = 16  # float32 in the widest register: lists are filled up to a multiple, so that no loop has a slow end
OUTCOMES = 1024  # entries of the table of steps in a disc, a power of two
INSIDE = 768  # of them end inside the disc, which settles its T0 (sim.kernels.first_passage)
OUTWARD, INWARD = 0, 1  # columns of the crossing counters


class Box(NamedTuple):
    """Numbers that every ion needs, float32. The membrane reaches from -face to face."""

    width: np.float32
    face: np.float32
    half_height: np.float32  # of each side, from the face to the wall
    half_pore: np.float32  # half the width of a pore
    near_step: np.float32  # length of a near step, sigma
    macro_step: np.float32
    inverse_bin: np.float32  # bins of the look-up tables per nm along x


class Particles(NamedTuple):
    """Per ion: place, side it was last in (0 inside, 1 outside), channel it entered last."""

    x: NDArray[np.float32]
    y: NDArray[np.float32]
    origin: NDArray[np.uint8]
    channel: NDArray[np.int16]


class Kinds(NamedTuple):
    """Per species: charge, diffusion coefficient (nm2/ns), sqrt(2 D macro_step). For all: the table of
    `sim.kernels.first_passage.outcomes` and its T0."""

    charge: NDArray[np.float32]
    diffusion: NDArray[np.float32]
    free_step: NDArray[np.float32]
    outcome: NDArray[np.float32]
    longest: np.float32


class Pores(NamedTuple):
    """centre, inner_open, outer_open: [channels]; entry: [species, channels], chance of being let in; low, high:
    [species, channels], part of the membrane for which a pore is the nearest; tables along x: nearest_any [bins],
    nearest_own [species, bins] (-1: none), mouth [species, bins], centre of that pore or far away, reach
    [species, bins], height below which a mouth of its own kind could be met within a macro-step; highest [species],
    the largest of these."""

    centre: NDArray[np.float32]
    inner_open: NDArray[np.uint8]
    outer_open: NDArray[np.uint8]
    entry: NDArray[np.float32]
    low: NDArray[np.float32]
    high: NDArray[np.float32]
    nearest_any: NDArray[np.int32]
    nearest_own: NDArray[np.int32]
    mouth: NDArray[np.float32]
    reach: NDArray[np.float32]
    highest: NDArray[np.float32]


class Scratch(NamedTuple):
    """Room for one tile, a row for each thread: flags [n, TILE], and the lists of ions that fly towards a mouth (0) and
    that walk near one (1), floats and words [n, 2, ROWS * ROOM]: each ion's place, time left (ns), number and random
    sequence, what is known of the pore that is nearest, and who stays, leaves or is done."""

    flag: NDArray[np.uint8]
    floats: NDArray[np.float32]
    words: NDArray[np.uint32]


class Tally(NamedTuple):
    """What each chunk's ions did, a row for each chunk: charge moved (fixed point) [n, 8], full passages [n, 8]
    (columns OUTWARD, INWARD), events [n, m, 4] = ion, channel, direction, step, and how many [n, 8], steps taken
    [n, 8]. Rows fill a cache line: threads share none."""

    moved: NDArray[np.int64]
    crossed: NDArray[np.int64]
    event: NDArray[np.int64]
    events: NDArray[np.int64]
    substeps: NDArray[np.float64]
