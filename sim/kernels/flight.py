"""Free flight: exact Gaussian steps of ions that no mouth of their own kind can stop.

Far ions take one step for the whole macro-step. Nearer ones take steps that grow with the distance d to the nearest
such mouth, dt = d^2 / (32 D): a step reaches d at four sigma, and the rare one that does is refused. Distance to
the mouth, not to the membrane: between mouths flat lipid is just a mirror, and folding is exact for a reflecting
wall.
"""

import numpy as np
from numba import float32, int32, njit, uint32

from sim.kernels.random import INLINE, following, gaussian_pair, threefry
from sim.kernels.tables import ION, LEFT, MOUTH, STATE_A, STATE_B, WALKS, X, Y

SAFETY = np.float32(32.0)  # steps last d^2 / (SAFETY D)


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


@njit(**INLINE)
def fly_toward(lanes, floats, words, mouth, diffusion, box):
    """One free step for each listed ion that has time left, as long as its distance to the nearest mouth allows; how
    many these were. The second loop must vectorise.

    mouth: float32[bins], centre of the nearest pore that the species can enter. Marks the ions that are so close to
    it, or in a pore, that they must walk, and leaves these where they are.
    """
    width, face, half_height = box.width, box.face, box.half_height
    half_pore, near_distance2 = box.half_pore, float32(16.0) * box.near_step * box.near_step
    rate = float32(1.0) / (SAFETY * diffusion)
    double = float32(2.0) * diffusion
    for n in range(lanes):  # apart, since look-ups do not vectorise; unsigned: no check for an index from the end
        floats[MOUTH + n] = mouth[uint32(int32(floats[X + n] * box.inverse_bin))]
    flown = uint32(0)  # 32 bits, as all else in the loop: a wider number would halve the lanes
    for n in range(lanes):
        x, y, left = floats[X + n], floats[Y + n], floats[LEFT + n]
        first, a, b = following(words[STATE_A + n], words[STATE_B + n])
        second, a, b = following(a, b)
        g0, g1 = gaussian_pair(first, second)
        height = abs(y) - face
        aside = max(abs(x - floats[MOUTH + n]) - half_pore, float32(0.0))
        distance2 = aside * aside + height * height
        walks = (distance2 < near_distance2) | (height < float32(0.0))
        used = min(distance2 * rate, left)
        length2 = double * used
        length = np.sqrt(length2)
        reaches = length2 * (g0 * g0 + g1 * g1) >= distance2
        new_x = fold(x + length * g0, width)
        new_height = fold(height + length * g1, half_height) + face
        new_y = new_height if y > float32(0.0) else -new_height
        rests = walks | (left <= float32(0.0))
        stays = rests | reaches
        floats[X + n] = x if stays else new_x
        floats[Y + n] = y if stays else new_y
        floats[LEFT + n] = left if rests else left - used
        words[STATE_A + n] = words[STATE_A + n] if rests else a
        words[STATE_B + n] = words[STATE_B + n] if rests else b
        words[WALKS + n] = uint32(walks)
        flown = uint32(flown + uint32(not rests))
    return flown
