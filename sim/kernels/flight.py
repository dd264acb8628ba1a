"""Free flight: exact steps of ions that no mouth of their own kind can stop.

Far ions take one Gaussian step for the whole macro-step: its length reaches the nearest mouth at four sigma. Nearer
ones fly in discs that end MARGIN_STEPS near steps short of the nearest such mouth, until they reach the edge or their
time is up; both are drawn exactly (`sim.kernels.first_passage`), so a step lasts several times as long as a
Gaussian one of which too few would reach too far. Distance to the mouth, not to the membrane: between mouths flat lipid
is just a mirror, and folding is exact for a reflecting wall.
"""

import numpy as np
from numba import float32, int32, int64, uint32

from sim.kernels.cache import njit
from sim.kernels.random import INLINE, direction, following, gaussian_pair, threefry
from sim.kernels.tables import (
    BIN,
    DRAWN,
    INSIDE,
    ION,
    LEFT,
    MOUTH,
    OUTCOME,
    OUTCOMES,
    STATE_A,
    STATE_B,
    WALKS,
    X,
    Y,
)
from sim.kernels.vectors import Apart

OUTCOME_BITS = OUTCOMES.bit_length() - 1
NEAR_STEPS = np.float32(4.0)  # near steps from a mouth, below which an ion walks
MARGIN_STEPS = np.float32(2.0)  # near steps from a mouth that no flight ends in


@njit(**INLINE)
def fold(a, length):
    """Reflect a at 0 and at length (once)."""
    return length - abs(length - abs(a))


@njit(**INLINE)
def list_near(x, y, reach, highest, face, inverse_bin, near, words):
    """Mark ions that could meet a mouth of their own kind within the macro-step; list them; return how many.

    reach: float32[bins], height above the membrane face up to which a place along x is near; highest: its maximum.
    The first loop must vectorise, the second has no branch; the look-ups are for those alone that pass it.
    """
    low = uint32(0)
    for i in range(x.shape[0]):
        is_low = uint32(abs(y[i]) - face < highest)
        near[i] = is_low
        low = uint32(low + is_low)
    if low == uint32(0):
        return 0
    listed = 0
    for i in range(x.shape[0]):
        words[ION + listed] = uint32(i)
        listed += near[i]
    found = 0
    for n in range(listed):
        i = words[ION + n]
        is_near = abs(y[i]) - face < reach[uint32(int32(x[i] * inverse_bin))]
        near[i] = is_near
        words[ION + found] = i
        found += is_near
    return found


@njit(**INLINE)
def fly_free(x, y, near, first, step, key_a, key_b, sigma, box):
    """One Gaussian step of length sigma for every ion that is not near. This loop must vectorise."""
    width, face, half_height = box.width, box.face, box.half_height
    for i in range(x.shape[0]):
        a, b = threefry(uint32(first + i), step, key_a, key_b)
        g0, g1 = gaussian_pair(a, b)
        here_x, here_y = x[i], y[i]
        new_x = fold(here_x + sigma * g0, width)
        height = fold(abs(here_y) - face + sigma * g1, half_height) + face
        new_y = height if here_y > float32(0.0) else -height
        stay = near[i]
        x[i] = here_x if stay else new_x
        y[i] = here_y if stay else new_y


@njit(pipeline_class=Apart, **INLINE)
def read_table(lanes, words, place, table, floats, found):
    """Look up each entry's place, a row of words, in a table; put what is found into a row of floats."""
    for n in range(lanes):
        floats[found + n] = table[words[place + n]]


@njit(**INLINE)
def fly_toward(lanes, floats, words, mouth, outcome, longest, diffusion, box):
    """One free step for each listed ion that has time left, in a disc that ends short of the nearest mouth; how many
    these were. All loops must vectorise.

    mouth: float32[bins], centre of the nearest pore that the species can enter; outcome, longest: table and T0 of
    `sim.kernels.first_passage.outcomes`. Marks the ions that are so close to a mouth, or in a pore, that they must
    walk, and leaves these where they are.
    """
    width, face, half_height = box.width, box.face, box.half_height
    half_pore, near, margin = box.half_pore, NEAR_STEPS * box.near_step, MARGIN_STEPS * box.near_step
    by_time = diffusion / longest
    per_diffusion = float32(1.0) / diffusion
    for n in range(lanes):
        bits, _, _ = following(words[STATE_A + n], words[STATE_B + n])
        words[OUTCOME + n] = bits >> uint32(32 - OUTCOME_BITS)
        words[BIN + n] = uint32(int32(floats[X + n] * box.inverse_bin))
    read_table(lanes, words, int64(BIN), mouth, floats, int64(MOUTH))
    read_table(lanes, words, int64(OUTCOME), outcome, floats, int64(DRAWN))
    flown = uint32(0)  # 32 bits, as all else in the loop: a wider number would halve the lanes
    for n in range(lanes):
        x, y, left, drawn = floats[X + n], floats[Y + n], floats[LEFT + n], floats[DRAWN + n]
        _, a, b = following(words[STATE_A + n], words[STATE_B + n])
        second, a, b = following(a, b)
        cosine, sine = direction(second)
        height = abs(y) - face
        aside = max(abs(x - floats[MOUTH + n]) - half_pore, float32(0.0))
        distance2 = aside * aside + height * height
        walks = (distance2 < near * near) | (height < float32(0.0))
        room = np.sqrt(distance2) - margin
        room2, time2 = room * room, by_time * left
        in_time = time2 < room2
        radius2 = time2 if in_time else room2
        inside = words[OUTCOME + n] < uint32(INSIDE)
        length = np.sqrt(radius2) * (drawn if inside else float32(1.0))
        used = radius2 * per_diffusion * (longest if inside else drawn)
        new_left = float32(0.0) if in_time & inside else left - used
        new_x = fold(x + length * cosine, width)
        new_height = fold(height + length * sine, half_height) + face
        new_y = new_height if y > float32(0.0) else -new_height
        rests = walks | (left <= float32(0.0))
        floats[X + n] = x if rests else new_x
        floats[Y + n] = y if rests else new_y
        floats[LEFT + n] = left if rests else new_left
        words[STATE_A + n] = words[STATE_A + n] if rests else a
        words[STATE_B + n] = words[STATE_B + n] if rests else b
        words[WALKS + n] = uint32(walks)
        flown = uint32(flown + uint32(not rests))
    return flown
