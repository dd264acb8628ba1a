"""Lists of ions that are near a mouth: taken up, sorted after each round of steps, moved, put back.

Who stays, leaves or is done is as good as random, and a branch that goes either way costs more than the whole move.
So the entries of each kind are numbered first, without a branch, and then treated one kind after the other.
"""

from numba import float32, int64, uint32

from sim.kernels.cache import njit
from sim.kernels.field import fixed_phi
from sim.kernels.random import INLINE, threefry
from sim.kernels.tables import (
    DONE,
    ENTERED,
    ENTRY,
    GATES,
    GOING,
    HIGH,
    INWARD,
    ION,
    LANES,
    LEAVING,
    LEFT,
    LOW,
    MOUTH,
    OUTWARD,
    PAID,
    PORE,
    STATE_A,
    STATE_B,
    STAYING,
    WALKS,
    X,
    Y,
)


@njit(**INLINE)
def take_up(found, floats, words, first, step, key_a, key_b, x, y, time):
    """Copy the places of listed ions, number them from the first of all, start the random sequence of each."""
    for n in range(found):
        i = words[ION + n]
        floats[X + n], floats[Y + n], floats[LEFT + n] = x[i], y[i], time
    for n in range(found):  # this loop must vectorise
        i = uint32(words[ION + n] + first)
        words[ION + n] = i
        words[STATE_A + n], words[STATE_B + n] = threefry(i, step, key_a, key_b)


@njit(**INLINE)
def fill_up(found, floats):
    """Entries without time up to a multiple of LANES; return that."""
    lanes = (found + LANES - 1) // LANES * LANES
    for n in range(found, lanes):
        floats[LEFT + n] = float32(0.0)
    return lanes


@njit(**INLINE)
def sort_out(found, floats, words, walking):
    """Number the entries that stay in a list of those that walk (1) or fly (0), those that go, and of these the ones
    that leave for the other list and the ones that have no time left; return how many each."""
    staying, going, leaving, done = 0, 0, 0, 0
    for n in range(found):
        stays = (words[WALKS + n] == walking) & (floats[LEFT + n] > float32(0.0))
        words[STAYING + staying] = uint32(n)
        words[GOING + going] = uint32(n)
        staying += stays
        going += not stays
    for m in range(going):
        n = words[GOING + m]
        over = floats[LEFT + n] <= float32(0.0)
        words[LEAVING + leaving] = n
        words[DONE + done] = n
        leaving += not over
        done += over
    return staying, going, leaving, done


@njit(**INLINE)
def copy_entry(n, floats, words, m, to_floats, to_words):
    """Copy what flying and walking ions both have."""
    to_floats[X + m], to_floats[Y + m], to_floats[LEFT + m] = floats[X + n], floats[Y + n], floats[LEFT + n]
    to_floats[PAID + m] = floats[PAID + n]
    to_words[ION + m] = words[ION + n]
    to_words[STATE_A + m], to_words[STATE_B + m] = words[STATE_A + n], words[STATE_B + n]


@njit(**INLINE)
def move(found, floats, words, to_floats, to_words, at):
    """Copy the entries that leave to the end of a list that has `at`; return the sum of their times left."""
    time = float32(0.0)
    for m in range(found):
        n = words[LEAVING + m]
        time += floats[LEFT + n]
        copy_entry(n, floats, words, at + m, to_floats, to_words)
    return time


@njit(**INLINE)
def close_gaps(staying, going, floats, words, aimed):
    """Put the last of those that stay where others went, so that the list has no gaps: far fewer are moved than stay.
    aimed: whether what `aim_walkers` has found goes along, 1 or 0."""
    last, gap = staying - 1, 0
    while gap < going and words[GOING + gap] < staying:
        n, m = words[STAYING + last], int64(words[GOING + gap])
        copy_entry(n, floats, words, m, floats, words)
        if aimed:
            floats[MOUTH + m], floats[ENTRY + m] = floats[MOUTH + n], floats[ENTRY + n]
            floats[LOW + m], floats[HIGH + m] = floats[LOW + n], floats[HIGH + n]
            words[GATES + m], words[PORE + m] = words[GATES + n], words[PORE + n]
            words[ENTERED + m] = words[ENTERED + n]
        last -= 1
        gap += 1


@njit(**INLINE)
def note_entries(going, words, channel):
    """Remember which channel an ion that stops walking was last in."""
    for m in range(going):
        n = words[GOING + m]
        if words[ENTERED + n]:
            channel[words[ION + n]] = words[PORE + n]


@njit(**INLINE)
def settle(c, k, found, floats, words, step, particles, kinds, box, tally):
    """Put ions that are done back at the end of their macro-step; count the charge that each moved, and full
    passages."""
    for m in range(found):
        n = words[DONE + m]
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
