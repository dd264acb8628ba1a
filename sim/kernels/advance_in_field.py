"""A macro-step of all ions in the field of their own charge: lay it down, solve, fly, walk, count.

As sim.kernels.advance, but the potential is solved before each step and held while the ions move.
"""

import numpy as np
from numba import float32, get_thread_id, int64, prange, uint32

from sim.kernels.advance import FLIGHTS_A_ROUND, WALKS_A_ROUND
from sim.kernels.by_address import call_at
from sim.kernels.cache import njit
from sim.kernels.flight import fly_toward, list_near
from sim.kernels.lists import close_gaps, fill_up, move, note_entries, settle, sort_out, take_up
from sim.kernels.mesh import lay_down
from sim.kernels.poisson import STEEPEST, U
from sim.kernels.push import decide, fly_free_in_field, walk_in_field
from sim.kernels.random import INLINE
from sim.kernels.tables import PAID, TILE
from sim.kernels.walk import aim_walkers, near_rate


@njit(inline="always", **INLINE)
def step_tile(c, thread, k, first, stop, step, slope, key, particles, kinds, pores, box, scratch, tally, mesh):
    """Move the ions [first, stop) of species k, at most TILE of them, by one macro-step; add to row c of the tally.
    slope: the steepest of psi, kT / nm."""
    x, y, near = particles.x[first:stop], particles.y[first:stop], scratch.flag[thread]
    floats, words = scratch.floats[thread, 0], scratch.words[thread, 0]
    walking, walking_words = scratch.floats[thread, 1], scratch.words[thread, 1]
    z, diffusion = kinds.charge[k], kinds.diffusion[k]
    flying = list_near(x, y, pores.reach[k], pores.highest[k], box.face, box.inverse_bin, near, words)
    fly_free_in_field(
        x, y, near, uint32(first), step, key[0], key[1], kinds.free_step[k], z, box, mesh, walking
    )  # before any walks, so the list of these has room
    take_up(flying, floats, words, uint32(first), step, key[2], key[3], x, y, box.macro_step)
    for n in range(flying):
        floats[PAID + n] = float32(0.0)
    steps = float32(stop - first - flying)
    steepest = abs(z) * slope * box.near_step * float32(np.sqrt(3.0))
    steps_per_ns = near_rate(steepest, diffusion, box)
    walkers = int64(0)  # a literal would have what it is given to compiled twice
    while flying + walkers > 0:
        if flying > 0:
            lanes = fill_up(flying, floats)
            for _ in range(FLIGHTS_A_ROUND):
                flown = fly_toward(lanes, floats, words, pores.mouth[k], kinds.outcome, kinds.longest, diffusion, box)
                steps += float32(flown)
            staying, going, leaving, done = sort_out(flying, floats, words, uint32(0))
            decide(done, floats, words, z, mesh, particles)
            settle(c, k, done, floats, words, step, particles, kinds, box, tally)
            steps += steps_per_ns * move(leaving, floats, words, walking, walking_words, walkers)
            aim_walkers(walkers, walkers + leaving, walking, walking_words, k, box, pores)
            close_gaps(staying, going, floats, words, uint32(0))
            flying, walkers = staying, walkers + leaving
        if walkers > 0:
            lanes = fill_up(walkers, walking)
            for _ in range(WALKS_A_ROUND):
                walk_in_field(lanes, walking, walking_words, z, steepest, diffusion, box, mesh, particles)
            staying, going, leaving, done = sort_out(walkers, walking, walking_words, uint32(1))
            note_entries(going, walking_words, particles.channel)
            decide(done, walking, walking_words, z, mesh, particles)
            settle(c, k, done, walking, walking_words, step, particles, kinds, box, tally)
            steps -= steps_per_ns * move(leaving, walking, walking_words, floats, words, flying)
            close_gaps(staying, going, walking, walking_words, uint32(1))
            flying, walkers = flying + leaving, staying
    tally.substeps[c, 0] += steps


@njit(**INLINE)
def step_chunk(c, thread, chunks, block_stop, step, slope, key, particles, kinds, pores, box, scratch, tally, mesh):
    """One macro-step of all ions in the memory that chunk c owns, tile by tile."""
    k, first = chunks[c, 0], chunks[c, 1]
    stop = min(chunks[c, 2], block_stop[k])
    tally.moved[c, 0] = 0
    while first < stop:
        end = min(first + TILE, stop)
        step_tile(c, thread, k, first, end, step, slope, key, particles, kinds, pores, box, scratch, tally, mesh)
        first = end


@njit(**INLINE)
def lay_chunk(c, thread, chunks, block_stop, particles, kinds, scratch, mesh):
    """Lay down the charge of all ions in the memory that chunk c owns, tile by tile."""
    k, first = chunks[c, 0], chunks[c, 1]
    stop = min(chunks[c, 2], block_stop[k])
    while first < stop:
        end = min(first + TILE, stop)
        x, y, charge = particles.x[first:end], particles.y[first:end], int64(kinds.charge[k])
        lay_down(x, y, charge, mesh, mesh.laid[thread], scratch.words[thread, 0])
        first = end


@njit(**INLINE)
def advance_serial_in_field(
    at,
    first_step,
    trace,
    charge,
    state,
    chunks,
    block_stop,
    key,
    particles,
    kinds,
    pores,
    box,
    scratch,
    tally,
    mesh,
    solver,
):
    """Take len(trace) macro-steps, on one thread. As in sim.kernels.advance, but at: where step_chunk and lay_chunk of
    this module and solve of sim.kernels.poisson lie; state: float64[STATE]; mesh, solver: see sim.kernels.mesh and
    sim.kernels.poisson."""
    for s in range(trace.shape[0]):
        for c in range(chunks.shape[0]):
            call_at(at[1], (int64(c), int64(0), chunks, block_stop, particles, kinds, scratch, mesh))
        call_at(at[2], (mesh, solver, state))
        slope = float32(state[STEEPEST])
        for c in range(chunks.shape[0]):
            call_at(
                at[0],
                (
                    int64(c), int64(0), chunks, block_stop, uint32(first_step + s), slope, key, particles, kinds, pores,
                    box, scratch, tally, mesh,
                ),
            )  # fmt: skip
        charge[0] += tally.moved[:, 0].sum()
        trace[s] = state[U]


@njit(parallel=True, **INLINE)
def advance_parallel_in_field(
    at,
    first_step,
    trace,
    charge,
    state,
    chunks,
    block_stop,
    key,
    particles,
    kinds,
    pores,
    box,
    scratch,
    tally,
    mesh,
    solver,
):
    """The same with the chunks shared among numba's threads."""
    for s in range(trace.shape[0]):
        for c in prange(chunks.shape[0]):
            call_at(at[1], (int64(c), int64(get_thread_id()), chunks, block_stop, particles, kinds, scratch, mesh))
        call_at(at[2], (mesh, solver, state))
        slope = float32(state[STEEPEST])
        for c in prange(chunks.shape[0]):
            call_at(
                at[0],
                (
                    int64(c), int64(get_thread_id()), chunks, block_stop, uint32(first_step + s), slope, key, particles,
                    kinds, pores, box, scratch, tally, mesh,
                ),
            )  # fmt: skip
        for c in range(chunks.shape[0]):
            charge[0] += tally.moved[c, 0]
        trace[s] = state[U]
