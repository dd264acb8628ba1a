"""A macro-step of all ions: fly, walk, count. The voltage is counted before each, and held while the ions move."""

import numpy as np
from numba import float32, int32, int64, njit, prange, uint32, uint64

from sim.kernels.field import fixed_phi, voltage
from sim.kernels.flight import fly_free, fly_toward, list_near, mouths_of
from sim.kernels.random import INLINE, philox
from sim.kernels.tables import INWARD, OUTWARD, TILE
from sim.kernels.walk import walk_near

ROUND_KEY = np.uint32(0x85EBCA6B)


@njit(**INLINE)
def step_tile(c, k, first, stop, step, u, key, particles, kinds, pores, box, scratch, tally):
    """Move the ions [first, stop) of species k, at most TILE of them, by one macro-step; add to row c of the tally."""
    x, y = particles.x, particles.y
    near, ion, bits = scratch.flag[c], scratch.ion[c], scratch.bits[c]
    xs, ys, left, mouth = scratch.floats[c, 0], scratch.floats[c, 1], scratch.floats[c, 2], scratch.floats[c, 3]
    found = list_near(x[first:stop], y[first:stop], pores.reach[k], box.face, box.inverse_bin, near, ion)
    fly_free(x[first:stop], y[first:stop], near, first, step, key[0], kinds.free_step[k], box)
    for n in range(found):
        ion[n] += int32(first)
        a, b = philox(uint32(ion[n]), step, key[1])
        bits[n] = (uint64(a) << uint64(32)) | uint64(b)
        xs[n], ys[n], left[n] = x[ion[n]], y[ion[n]], box.macro_step
    charge = int64(0)
    round_key = key[2]
    near_rate = float32(2.0) * kinds.diffusion[k] / (box.near_step * box.near_step)
    substeps = float32(stop - first - found)
    while found > 0:
        substeps += float32(found)
        mouths_of(xs, found, pores.nearest_own[k], pores.centre, box.inverse_bin, mouth)
        fly_toward(xs[:found], ys[:found], left, mouth, ion, step, round_key, kinds.diffusion[k], box, near)
        round_key = uint32(round_key + ROUND_KEY)
        kept = 0
        for n in range(found):
            i = ion[n]
            if near[n]:
                substeps += left[n] * near_rate - float32(1.0)
                xs[n], ys[n], left[n], bits[n], entered = walk_near(
                    xs[n], ys[n], left[n], bits[n], u, kinds.charge[k], kinds.diffusion[k], k, box, pores
                )
                substeps -= left[n] * near_rate
                if entered >= 0:
                    particles.channel[i] = entered
            if left[n] > float32(0.0):
                ion[kept], xs[kept], ys[kept], left[kept], bits[kept] = i, xs[n], ys[n], left[n], bits[n]
                kept += 1
                continue
            charge += fixed_phi(ys[n], box.face) - fixed_phi(y[i], box.face)
            x[i], y[i] = xs[n], ys[n]
            side = 1 if y[i] > float32(0.0) else 0
            if abs(y[i]) >= box.face and side != particles.origin[i]:
                particles.origin[i] = side
                record_passage(c, i, particles.channel[i], OUTWARD if side == 1 else INWARD, step, tally)
        found = kept
    tally.moved[c, 0] += charge * int64(kinds.charge[k])
    tally.substeps[c, 0] += substeps


@njit(**INLINE)
def record_passage(c, ion, channel, direction, step, tally):
    """Count a full passage; queue it as an event while there is room."""
    tally.crossed[c, direction] += 1
    n = tally.events[c, 0]
    if n < tally.event.shape[1]:
        tally.event[c, n, 0], tally.event[c, n, 1] = ion, channel
        tally.event[c, n, 2], tally.event[c, n, 3] = direction, step
        tally.events[c, 0] = n + 1


@njit(**INLINE)
def step_chunk(c, chunks, block_stop, step, u, key, particles, kinds, pores, box, scratch, tally):
    """One macro-step of all ions in the memory that chunk c owns, tile by tile."""
    k, first = chunks[c, 0], chunks[c, 1]
    stop = min(chunks[c, 2], block_stop[k])
    tally.moved[c, 0] = 0
    while first < stop:
        end = min(first + TILE, stop)
        step_tile(c, k, first, end, step, u, key, particles, kinds, pores, box, scratch, tally)
        first = end


# Two twins of one loop: numba caches a serial and a parallel dispatcher of one function under the same key (#6845).
@njit(**INLINE)
def advance_serial(
    first_step, trace, charge, field, chunks, block_stop, key, particles, kinds, pores, box, scratch, tally
):
    """Take len(trace) macro-steps, on one thread.

    trace: float64[steps], u after each; charge: int64[1], counted, fixed point, updated; field: float64[4], see
    kernels/field.py; chunks: int64[n, 3] = species, first, stop; block_stop: int64[species], end of the ions in each
    block; key: uint32[3], one for each use of random numbers; the rest: see kernels/tables.py.
    """
    for s in range(trace.shape[0]):
        u = float32(voltage(charge[0], field))
        for c in range(chunks.shape[0]):
            step_chunk(
                c, chunks, block_stop, uint32(first_step + s), u, key, particles, kinds, pores, box, scratch, tally
            )
        charge[0] += tally.moved[:, 0].sum()
        trace[s] = voltage(charge[0], field)


@njit(parallel=True, **INLINE)
def advance_parallel(
    first_step, trace, charge, field, chunks, block_stop, key, particles, kinds, pores, box, scratch, tally
):
    """The same with the chunks shared among numba's threads."""
    for s in range(trace.shape[0]):
        u = float32(voltage(charge[0], field))
        for c in prange(chunks.shape[0]):
            step_chunk(
                c, chunks, block_stop, uint32(first_step + s), u, key, particles, kinds, pores, box, scratch, tally
            )
        for c in range(chunks.shape[0]):
            charge[0] += tally.moved[c, 0]
        trace[s] = voltage(charge[0], field)
