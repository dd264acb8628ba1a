"""Steps of ions in a field that reaches everywhere: proposed as without it, then taken or refused by their work.

Proposals are those of sim.kernels.flight and sim.kernels.walk; what is new is the price. A flight is symmetric and is
taken with the chance min(1, e^-w), w = z (psi(new) - psi(old)) its work in kT (Metropolis et al. 1953, J Chem Phys
21:1087), so that ions at rest stand as e^(-z psi); near and in pores a step happens at the rate of sim.kernels.walk.
Each kind of step is three loops, since look-ups in a mesh keep the rest from vectorising: propose, look up, decide.
"""

import numpy as np
from numba import float32, uint32

from sim.kernels.cache import njit
from sim.kernels.flight import fold
from sim.kernels.mesh import look_up, look_up_free, work_of
from sim.kernels.random import ALIKE, exp_minus, following, gaussian_pair, threefry, uniform
from sim.kernels.tables import (
    DONE,
    ENTERED,
    ENTRY,
    GATES,
    HIGH,
    HURDLE,
    ION,
    LEFT,
    LOW,
    MOUTH,
    NEW_X,
    NEW_Y,
    PAID,
    STATE_A,
    STATE_B,
    WALKS,
    WORK,
    X,
    Y,
)
from sim.kernels.walk import evenness, near_rate, propose

NEVER = np.float32(1e30)  # a hurdle that no step takes


@njit(**ALIKE)
def fly_free_in_field(x, y, near, first, step, key_a, key_b, sigma, z, box, mesh, floats):
    """One Gaussian step of length sigma for every ion that is not near, if the field lets it."""
    width, face, half_height = box.width, box.face, box.half_height
    found = x.shape[0]
    for i in range(found):
        a, b = threefry(uint32(first + i), step, key_a, key_b)
        g0, g1 = gaussian_pair(a, b)
        _, a, b = following(a, b)
        judgement, _, _ = following(a, b)
        here_x, here_y = x[i], y[i]
        height = fold(abs(here_y) - face + sigma * g1, half_height) + face
        floats[X + i], floats[Y + i] = here_x, here_y
        floats[NEW_X + i] = fold(here_x + sigma * g0, width)
        floats[NEW_Y + i] = height if here_y > float32(0.0) else -height
        floats[HURDLE + i] = NEVER if near[i] else uniform(judgement)
    look_up_free(found, floats, z, mesh)
    for i in range(found):
        old_x, old_y, new_x, new_y = floats[X + i], floats[Y + i], floats[NEW_X + i], floats[NEW_Y + i]
        taken = floats[HURDLE + i] < exp_minus(max(floats[WORK + i], float32(0.0)))
        x[i] = new_x if taken else old_x
        y[i] = new_y if taken else old_y


@njit(**ALIKE)
def decide(found, floats, words, z, mesh, particles):
    """Let the field take or refuse the whole way of the ions that are done, by the work of their flights: that from
    where the macro-step began to where it ends, less what their walk has paid step by step."""
    for m in range(found):
        n = words[DONE + m]
        i = words[ION + n]
        work = work_of(particles.x[i], particles.y[i], floats[X + n], floats[Y + n], z, mesh) - floats[PAID + n]
        judgement, _, _ = following(words[STATE_A + n], words[STATE_B + n])
        if uniform(judgement) >= exp_minus(max(work, float32(0.0))):
            floats[X + n], floats[Y + n] = particles.x[i], particles.y[i]


@njit(**ALIKE)
def walk_in_field(lanes, floats, words, z, steepest, diffusion, box, mesh, particles):
    """As sim.kernels.walk.walk, in the field of the mesh. steepest: the largest work of a near step, kT."""
    face = box.face
    steps_per_ns = near_rate(steepest, diffusion, box)
    near_time = float32(1.0) / steps_per_ns
    evenness_there = evenness(steepest * steepest)
    half, zero = float32(0.5), float32(0.0)
    for n in range(lanes):
        x, y, left, centre = floats[X + n], floats[Y + n], floats[LEFT + n], floats[MOUTH + n]
        low, high, gates, entry = floats[LOW + n], floats[HIGH + n], words[GATES + n], floats[ENTRY + n]
        a, b = words[STATE_A + n], words[STATE_B + n]
        walks, allowed, new_x, new_y, _, chance, judgement, next_a, next_b = propose(
            x, y, left, centre, low, high, gates, entry, a, b, steps_per_ns, box
        )
        possible = walks & allowed & (chance > zero)
        floats[NEW_X + n] = new_x if possible else x
        floats[NEW_Y + n] = new_y if possible else y
        floats[HURDLE + n] = uniform(judgement) / chance if possible else NEVER
        floats[LEFT + n] = max(left - near_time, zero) if walks else left
        words[STATE_A + n] = next_a if walks else a
        words[STATE_B + n] = next_b if walks else b
        words[WALKS + n] = uint32(walks)
    look_up(lanes, floats, words, z, particles.x, particles.y, mesh)
    for n in range(lanes):
        x, y, new_x, new_y = floats[X + n], floats[Y + n], floats[NEW_X + n], floats[NEW_Y + n]
        was_inside, is_inside = abs(y) < face, abs(new_y) < face
        work = floats[WORK + n] if was_inside | is_inside else zero
        chance = exp_minus(max(half * (work + steepest), zero)) * (evenness_there / evenness(work * work))
        taken = floats[HURDLE + n] < chance
        floats[X + n] = new_x if taken else x
        floats[Y + n] = new_y if taken else y
        floats[PAID + n] += work if taken else zero
        words[ENTERED + n] |= uint32(taken & is_inside)
