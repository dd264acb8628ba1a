"""How ions cross a channel: a symmetric random walk that the field accepts or refuses, in pores and near their mouths.

A near step has one length sigma for all species. Within a pore the side walls are mirrors, and so is the lipid between
mouths: were steps onto it refused, ions would walk along it more slowly than they fly, and a mouth far from others
would see 5 % more of them than one among many. What would end in lipid from above a mouth, in another pore or behind
a shut mouth is refused: a mirror there would unbalance the entries. Else a step happens at the rate 2 D / sigma^2 B(x),
x = dU the work of the step in kT, U = z u phi, times the entry probability s on the way into a pore, never on the way
out. B(x) = x / (e^x - 1) is the function of Scharfetter & Gummel (1969, IEEE Trans Electron Devices 16:64):
B(x) / B(-x) = e^-x, so that detailed balance is exact for any step, and hops at these rates carry the very flux of
diffusion in a constant field. min(1, e^-x) of Metropolis et al. (1953, J Chem Phys 21:1087) is balanced as well, but
slows an ion by a part abs(x) / 4 or so, the more the higher its charge: then no two species share one pore.

B exceeds 1 downhill. So a step is proposed B(-w) times as often, w the work of the longest one, and accepted with
B(x) / B(-w).
"""

import numpy as np
from numba import float32, int32, uint32

from sim.kernels.cache import njit
from sim.kernels.field import potential
from sim.kernels.flight import NEAR_STEPS, fold
from sim.kernels.random import INLINE, exp_minus, following, uniform, uniform_pair
from sim.kernels.tables import ENTERED, ENTRY, GATES, HIGH, LEFT, LOW, MOUTH, PORE, STATE_A, STATE_B, WALKS, X, Y


@njit(**INLINE)
def mirror(x, half_width):
    """Reflect x at -half_width and half_width (once)."""
    return min(max(x, -float32(2.0) * half_width - x), float32(2.0) * half_width - x)


@njit(**INLINE)
def aim_walkers(first, stop, floats, words, k, box, pores):
    """Look up the pore that each entry from `first` on is in or could enter: its place, gates, entry, and the part of
    the membrane for which it is the nearest. An ion that leaves this part no longer walks, so it holds as long as it
    does."""
    for n in range(first, stop):
        place = uint32(int32(floats[X + n] * box.inverse_bin))  # unsigned: no check for an index from the end
        own, any_kind = pores.nearest_own[k, place], pores.nearest_any[place]
        pore = uint32(any_kind if (abs(floats[Y + n]) < box.face) | (own < 0) else own)
        words[PORE + n], words[ENTERED + n] = pore, uint32(0)
        floats[MOUTH + n] = pores.centre[pore]
        floats[ENTRY + n] = pores.entry[k, pore]
        floats[LOW + n], floats[HIGH + n] = pores.low[k, pore], pores.high[k, pore]
        words[GATES + n] = uint32(pores.inner_open[pore]) | (uint32(pores.outer_open[pore]) << uint32(1))


@njit(**INLINE)
def evenness(x2):
    """sinh(x/2) / (x/2) of x^2, which leaves B(x) = exp(-x/2) / evenness. Even, so a series does not touch the balance;
    this one is short by 0.2 % at x = 2.5."""
    return float32(1.0) + x2 * (float32(1 / 24) + x2 * float32(1 / 1920))


@njit(**INLINE)
def steepest_work(z, u, box):
    """Work in kT of the longest step straight against the field, |z u| sqrt(3) sigma / thickness."""
    return abs(z * u) * float32(np.sqrt(3) / 2) * box.near_step / box.face


@njit(**INLINE)
def near_rate(work, diffusion, box):
    """Near steps proposed in a ns: 2 D / sigma^2 times the largest B(x) of a step. work: the largest of a step, kT."""
    largest = float32(1.0) / (exp_minus(float32(0.5) * work) * evenness(work * work))
    return float32(2.0) * diffusion / (box.near_step * box.near_step) * largest


@njit(inline="always", **INLINE)  # called, it would keep the loops around it from vectorising: 17 ns a step for 2
def propose(x, y, left, centre, low, high, gates, entry, a, b, steps_per_ns, box):
    """A near step from (x, y), before its work is looked at: whether the ion walks; whether lipid, gates and the edges
    of its part of the membrane allow the step; where it would end, and whether that is inside the membrane; its
    chance without the field; the bits that judge it; and the ion's next random state."""
    face, half_pore, sigma = box.face, box.half_pore, box.near_step
    one, zero = float32(1.0), float32(0.0)
    height = abs(y) - face
    was_inside = height < zero
    aside = max(abs(x - centre) - half_pore, zero)
    near_distance2 = NEAR_STEPS * NEAR_STEPS * sigma * sigma
    near = was_inside | ((aside * aside + height * height < near_distance2) & (entry > zero))
    walks = near & (left > zero) & (x >= low) & (x <= high)
    proposal, next_a, next_b = following(a, b)
    judgement, next_a, next_b = following(next_a, next_b)
    d0, d1 = uniform_pair(proposal)
    moved = x + sigma * d0
    new_y = y + sigma * d1
    is_inside = abs(new_y) < face
    new_x = mirror(moved - centre, half_pore) + centre if was_inside & is_inside else fold(moved, box.width)
    in_lipid = is_inside & (not was_inside) & (abs(new_x - centre) >= half_pore)
    mirrored = in_lipid & (aside > zero) & (new_x >= low) & (new_x <= high)
    there_and_back = float32(2.0) * (face if y > zero else -face)
    new_y = there_and_back - new_y if mirrored else new_y
    is_inside = is_inside & (not mirrored)
    refused = in_lipid & (not mirrored)
    below = (y if was_inside else new_y) < zero
    shut = ((gates if below else gates >> uint32(1)) & uint32(1)) == uint32(0)
    crosses = was_inside != is_inside
    allowed = not (refused | (crosses & (shut | (new_x < low) | (new_x > high))))
    chance = min(left * steps_per_ns, one)
    chance *= entry if is_inside & (not was_inside) else one
    return walks, allowed, new_x, new_y, is_inside, chance, judgement, next_a, next_b


@njit(**INLINE)
def walk(lanes, floats, words, z, u, diffusion, box):
    """One near step of every listed ion that is near its pore and has time left; marks these. This loop must vectorise.

    What is left of its time when that is less than a step's is spent on a step taken with that share: near steps stay
    symmetric. A step into or out of a pore has to stay in the part of the membrane for which that is the nearest.
    z: charge; u: V / V_T.
    """
    face = box.face
    steepest = steepest_work(z, u, box)
    steps_per_ns = near_rate(steepest, diffusion, box)
    near_time = float32(1.0) / steps_per_ns
    evenness_there = evenness(steepest * steepest)
    zu, half, zero = z * u, float32(0.5), float32(0.0)
    for n in range(lanes):
        x, y, left, centre = floats[X + n], floats[Y + n], floats[LEFT + n], floats[MOUTH + n]
        low, high, gates, entry = floats[LOW + n], floats[HIGH + n], words[GATES + n], floats[ENTRY + n]
        a, b = words[STATE_A + n], words[STATE_B + n]
        walks, allowed, new_x, new_y, is_inside, chance, judgement, next_a, next_b = propose(
            x, y, left, centre, low, high, gates, entry, a, b, steps_per_ns, box
        )
        work = zu * (potential(new_y, face) - potential(y, face))
        chance *= exp_minus(max(half * (work + steepest), zero)) * (evenness_there / evenness(work * work))
        taken = walks & allowed & (uniform(judgement) < chance)
        floats[X + n] = new_x if taken else x
        floats[Y + n] = new_y if taken else y
        floats[LEFT + n] = max(left - near_time, zero) if walks else left
        words[STATE_A + n] = next_a if walks else a
        words[STATE_B + n] = next_b if walks else b
        words[ENTERED + n] |= uint32(taken & is_inside)
        words[WALKS + n] = uint32(walks)
