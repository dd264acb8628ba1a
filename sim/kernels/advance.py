"""A macro-step of all ions: fly, walk, count. The voltage is counted before each, and held while the ions move."""

from numba import float32, get_thread_id, int64, njit, prange, uint32

from sim.kernels.field import fixed_phi, voltage
from sim.kernels.flight import fly_free, fly_toward, list_near
from sim.kernels.random import INLINE, philox
from sim.kernels.tables import ENTERED, INWARD, ION, LEFT, OUTWARD, PORE, STATE_A, STATE_B, TILE, WALKS, X, Y
from sim.kernels.walk import aim_walkers, walk

FLIGHTS_A_ROUND, WALKS_A_ROUND = 3, 4  # steps of a list between two looks at who is done


@njit(**INLINE)
def step_tile(c, thread, k, first, stop, step, u, key, particles, kinds, pores, box, scratch, tally):
    """Move the ions [first, stop) of species k, at most TILE of them, by one macro-step; add to row c of the tally.

    Ions that could meet a mouth are listed. They go back and forth between two lists, of those that fly and those that
    walk, until their time is up.
    """
    x, y, near = particles.x, particles.y, scratch.flag[thread]
    floats, words = scratch.floats[thread, 0], scratch.words[thread, 0]
    walking, walking_words = scratch.floats[thread, 1], scratch.words[thread, 1]
    flying = list_near(x[first:stop], y[first:stop], pores.reach[k], box.face, box.inverse_bin, near, words)
    fly_free(x[first:stop], y[first:stop], near, first, step, key[0], kinds.free_step[k], box)
    start_sequences(flying, words, uint32(first), step, key[1])
    for n in range(flying):
        i = words[ION + n]
        floats[X + n], floats[Y + n], floats[LEFT + n] = x[i], y[i], box.macro_step
    steps = float32(stop - first - flying)
    steps_per_ns = float32(2.0) * kinds.diffusion[k] / (box.near_step * box.near_step)
    walkers = 0
    while flying + walkers > 0:
        if flying > 0:
            for _ in range(FLIGHTS_A_ROUND):
                steps += fly_toward(flying, floats, words, pores.mouth[k], kinds.diffusion[k], box)
            kept = 0
            for n in range(flying):
                if words[WALKS + n]:
                    steps += floats[LEFT + n] * steps_per_ns
                    hand_over(floats, words, n, walking, walking_words, walkers)
                    walkers += 1
                    continue
                if floats[LEFT + n] > float32(0.0):
                    hand_over(floats, words, n, floats, words, kept)
                    kept += 1
                else:
                    settle(c, k, floats, words, n, step, particles, kinds, box, tally)
            flying = kept
        if walkers > 0:
            aim_walkers(walkers, walking, walking_words, k, box, pores)
            for _ in range(WALKS_A_ROUND):
                walk(walkers, walking, walking_words, kinds.charge[k], u, kinds.diffusion[k], box)
            kept = 0
            for n in range(walkers):
                if walking_words[ENTERED + n]:
                    particles.channel[walking_words[ION + n]] = walking_words[PORE + n]
                if walking[LEFT + n] <= float32(0.0):
                    settle(c, k, walking, walking_words, n, step, particles, kinds, box, tally)
                elif walking_words[WALKS + n]:
                    hand_over(walking, walking_words, n, walking, walking_words, kept)
                    kept += 1
                else:
                    steps -= walking[LEFT + n] * steps_per_ns
                    hand_over(walking, walking_words, n, floats, words, flying)
                    flying += 1
            walkers = kept
    tally.substeps[c, 0] += steps


@njit(**INLINE)
def start_sequences(found, words, first, step, key):
    """Number listed ions from the first of all, and seed the sequence of each. This loop must vectorise."""
    for n in range(found):
        i = uint32(words[ION + n] + first)
        words[ION + n] = i
        words[STATE_A + n], words[STATE_B + n] = philox(i, step, key)


@njit(inline="always", **INLINE)
def hand_over(floats, words, n, to_floats, to_words, m):
    """Copy entry n of a list to entry m of a list."""
    to_floats[X + m], to_floats[Y + m], to_floats[LEFT + m] = floats[X + n], floats[Y + n], floats[LEFT + n]
    to_words[ION + m] = words[ION + n]
    to_words[STATE_A + m], to_words[STATE_B + m] = words[STATE_A + n], words[STATE_B + n]
    to_words[ENTERED + m] = 0


@njit(inline="always", **INLINE)
def settle(c, k, floats, words, n, step, particles, kinds, box, tally):
    """Put a listed ion back at the end of its macro-step; count the charge that it moved, and a full passage."""
    x, y, i = floats[X + n], floats[Y + n], words[ION + n]
    old_y = particles.y[i]
    particles.x[i], particles.y[i] = x, y
    side = 1 if y > float32(0.0) else 0
    if min(abs(y), abs(old_y)) < box.face or side != particles.origin[i]:
        tally.moved[c, 0] += (fixed_phi(y, box.face) - fixed_phi(old_y, box.face)) * int64(kinds.charge[k])
        if abs(y) >= box.face and side != particles.origin[i]:
            particles.origin[i] = side
            record_passage(c, i, particles.channel[i], OUTWARD if side == 1 else INWARD, step, tally)


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
def step_chunk(c, thread, chunks, block_stop, step, u, key, particles, kinds, pores, box, scratch, tally):
    """One macro-step of all ions in the memory that chunk c owns, tile by tile."""
    k, first = chunks[c, 0], chunks[c, 1]
    stop = min(chunks[c, 2], block_stop[k])
    tally.moved[c, 0] = 0
    while first < stop:
        end = min(first + TILE, stop)
        step_tile(c, thread, k, first, end, step, u, key, particles, kinds, pores, box, scratch, tally)
        first = end


# Two twins of one loop: numba caches a serial and a parallel dispatcher of one function under the same key (#6845).
@njit(**INLINE)
def advance_serial(
    first_step, trace, charge, field, chunks, block_stop, key, particles, kinds, pores, box, scratch, tally
):
    """Take len(trace) macro-steps, on one thread.

    trace: float64[steps], u after each; charge: int64[1], counted, fixed point, updated; field: float64[4], see
    kernels/field.py; chunks: int64[n, 3] = species, first, stop; block_stop: int64[species], end of the ions in each
    block; key: uint32[2], one for each use of random numbers; the rest: see kernels/tables.py.
    """
    for s in range(trace.shape[0]):
        u = float32(voltage(charge[0], field))
        for c in range(chunks.shape[0]):
            step_chunk(
                c, 0, chunks, block_stop, uint32(first_step + s), u, key, particles, kinds, pores, box, scratch, tally
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
                c, get_thread_id(), chunks, block_stop, uint32(first_step + s), u, key, particles, kinds, pores, box,
                scratch, tally,
            )  # fmt: skip
        for c in range(chunks.shape[0]):
            charge[0] += tally.moved[c, 0]
        trace[s] = voltage(charge[0], field)
