"""How an ion crosses a channel: a symmetric random walk with Metropolis acceptance, in pores and near their mouths.

A near step has one length for all species (each has its own time for it, sigma^2 / 2D). Within a pore the
side walls are mirrors. A step from outside that would end in lipid, in another pore or behind a shut mouth is refused;
else it is accepted with min(1, exp(-dU)), U = z u phi, times the entry probability s on the way into a pore, never on
the way out. There is no drift term: detailed balance
is exact for any step (Metropolis et al. 1953, J Chem Phys 21:1087), and every species walks the same pore, only
faster or slower.
"""

import numpy as np
from numba import float32, int32, njit

from sim.kernels.field import potential
from sim.kernels.flight import fold
from sim.kernels.random import INLINE, splitmix, uniform, uniform_pair


@njit(**INLINE)
def mirror(x, half_width):
    """Reflect x at -half_width and half_width (once)."""
    return min(max(x, -float32(2.0) * half_width - x), float32(2.0) * half_width - x)


@njit(**INLINE)
def walk_near(x, y, left, bits, u, z, diffusion, k, box, pores):
    """Near steps of one ion until its time is up or it is far enough from its mouth to fly.

    bits: state of its random sequence; z: charge; k: number of its species.
    Returns (x, y, time left, bits, channel last entered or -1).
    """
    width, face, half_pore = box.width, box.face, box.half_pore
    sigma, inverse_bin = box.near_step, box.inverse_bin
    nearest_any, nearest_own, centre = pores.nearest_any, pores.nearest_own[k], pores.centre
    near_time = sigma * sigma / (float32(2.0) * diffusion)
    near_distance2 = float32(16.0) * sigma * sigma
    zu = z * u
    entered = int32(-1)
    phi = potential(y, face)
    while True:
        height = abs(y) - face
        here = int32(-1)
        if height < float32(0.0):
            here = nearest_any[int32(x * inverse_bin)]
        else:
            own = nearest_own[int32(x * inverse_bin)]
            if own < 0:
                break
            aside = max(abs(x - centre[own]) - half_pore, float32(0.0))
            if aside * aside + height * height >= near_distance2:
                break
        bits, r = splitmix(bits)
        if left < near_time:
            # the last step is taken with the share of it that there is time for: near steps stay symmetric
            took = uniform(r) * near_time <= left
            left = float32(0.0)
            if not took:
                break
            bits, r = splitmix(bits)
        else:
            left -= near_time
        d0, d1 = uniform_pair(r)
        new_x = fold(x + sigma * d0, width)
        new_y = y + sigma * d1
        there = int32(-1)
        chance = float32(1.0)
        refused = False
        if abs(new_y) < face:
            if here >= 0:
                there = here
                new_x = mirror(new_x - centre[here], half_pore) + centre[here]
            else:
                there = nearest_any[int32(new_x * inverse_bin)]
                refused = there < 0 or abs(new_x - centre[there]) >= half_pore
        if not refused and here != there:
            mouth = there if here < 0 else here
            below = y < float32(0.0) if here < 0 else new_y < float32(0.0)
            refused = (pores.inner_open[mouth] if below else pores.outer_open[mouth]) == 0
            if here < 0:
                chance = pores.entry[k, there]
        if not refused and (here >= 0 or there >= 0):
            new_phi = potential(new_y, face)
            cost = zu * (new_phi - phi)
            if cost > float32(0.0):
                chance *= np.exp(-cost)
            if chance < float32(1.0):
                bits, r = splitmix(bits)
                refused = uniform(r) >= chance
            if not refused:
                phi = new_phi
        if not refused:
            x, y = new_x, new_y
            if there >= 0:
                entered = there
        if left <= float32(0.0):
            break
    return x, y, left, bits, entered
