"""A macro-step of all ions: fly, walk, count. The voltage is counted before each, and held while the ions move."""

from numba import float32, get_thread_id, int64, prange, uint32

from sim.kernels.by_address import call_at
from sim.kernels.cache import njit
from sim.kernels.field import voltage
from sim.kernels.flight import fly_free, fly_toward, list_near
from sim.kernels.lists import close_gaps, fill_up, move, note_entries, settle, sort_out, take_up
from sim.kernels.random import INLINE
from sim.kernels.tables import TILE
from sim.kernels.walk import aim_walkers, near_rate, steepest_work, walk

FLIGHTS_A_ROUND, WALKS_A_ROUND = 3, 4  # steps of a list between two looks at who is done


@njit(inline="always", **INLINE)
def step_tile(c, thread, k, first, stop, step, u, key, particles, kinds, pores, box, scratch, tally):
    """Move the ions [first, stop) of species k, at most TILE of them, by one macro-step; add to row c of the tally.

    Ions that could meet a mouth are listed. They go back and forth between two lists, of those that fly and those that
    walk, until their time is up.
    """
    x, y, near = particles.x[first:stop], particles.y[first:stop], scratch.flag[thread]
    floats, words = scratch.floats[thread, 0], scratch.words[thread, 0]
    walking, walking_words = scratch.floats[thread, 1], scratch.words[thread, 1]
    flying = list_near(x, y, pores.reach[k], pores.highest[k], box.face, box.inverse_bin, near, words)
    take_up(flying, floats, words, uint32(first), step, key[2], key[3], x, y, box.macro_step)
    fly_free(x, y, near, uint32(first), step, key[0], key[1], kinds.free_step[k], box)
    steps = float32(stop - first - flying)
    steps_per_ns = near_rate(steepest_work(kinds.charge[k], u, box), kinds.diffusion[k], box)
    walkers = int64(0)  # a literal would have what it is given to compiled twice
    while flying + walkers > 0:
        if flying > 0:
            lanes = fill_up(flying, floats)
            for _ in range(FLIGHTS_A_ROUND):
                flown = fly_toward(
                    lanes, floats, words, pores.mouth[k], kinds.outcome, kinds.longest, kinds.diffusion[k], box
                )
                steps += float32(flown)
            staying, going, leaving, done = sort_out(flying, floats, words, uint32(0))
            settle(c, k, done, floats, words, step, particles, kinds, box, tally)
            steps += steps_per_ns * move(leaving, floats, words, walking, walking_words, walkers)
            aim_walkers(walkers, walkers + leaving, walking, walking_words, k, box, pores)
            close_gaps(staying, going, floats, words, uint32(0))
            flying, walkers = staying, walkers + leaving
        if walkers > 0:
            lanes = fill_up(walkers, walking)
            for _ in range(WALKS_A_ROUND):
                walk(lanes, walking, walking_words, kinds.charge[k], u, kinds.diffusion[k], box)
            staying, going, leaving, done = sort_out(walkers, walking, walking_words, uint32(1))
            note_entries(going, walking_words, particles.channel)
            settle(c, k, done, walking, walking_words, step, particles, kinds, box, tally)
            steps -= steps_per_ns * move(leaving, walking, walking_words, floats, words, flying)
            close_gaps(staying, going, walking, walking_words, uint32(1))
            flying, walkers = flying + leaving, staying
    tally.substeps[c, 0] += steps


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
    at, first_step, trace, charge, field, chunks, block_stop, key, particles, kinds, pores, box, scratch, tally
):
    """Take len(trace) macro-steps, on one thread.

    at: (where step_chunk lies,), see sim.kernels.by_address; trace: float64[steps], u after each; charge: int64[1],
    counted, fixed point, updated; field: float64[4], see kernels/field.py; chunks: int64[n, 3] = species, first, stop;
    block_stop: int64[species], end of the ions in each block; key: uint32[4], two words for each use of random numbers;
    the rest: see kernels/tables.py.
    """
    for s in range(trace.shape[0]):
        u = float32(voltage(charge[0], field))
        for c in range(chunks.shape[0]):
            call_at(
                at[0],
                (
                    int64(c), int64(0), chunks, block_stop, uint32(first_step + s), u, key, particles, kinds, pores,
                    box, scratch, tally,
                ),
            )  # fmt: skip
        charge[0] += tally.moved[:, 0].sum()
        trace[s] = voltage(charge[0], field)


@njit(parallel=True, **INLINE)
def advance_parallel(
    at, first_step, trace, charge, field, chunks, block_stop, key, particles, kinds, pores, box, scratch, tally
):
    """The same with the chunks shared among numba's threads."""
    for s in range(trace.shape[0]):
        u = float32(voltage(charge[0], field))
        for c in prange(chunks.shape[0]):
            call_at(
                at[0],
                (
                    int64(c), int64(get_thread_id()), chunks, block_stop, uint32(first_step + s), u, key, particles,
                    kinds, pores, box, scratch, tally,
                ),
            )  # fmt: skip
        for c in range(chunks.shape[0]):
            charge[0] += tally.moved[c, 0]
        trace[s] = voltage(charge[0], field)
