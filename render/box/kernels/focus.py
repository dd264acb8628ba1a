"""The ions of the focal slice and their shown places: chosen by hash, smoothed, led through channels.

`x, d` below: d is the distance (nm) from the membrane's face into the side an ion is on, 0 to half_height.
"""

import numpy as np
from numba import uint32

from sim.kernels.cache import njit

FREE, APPROACH, PORE, LEAVING = 0, 1, 2, 3
TABLE_SIZE = 16384  # slots of the hash table from ident to record; a power of two, at least twice the records
BLOCK = 256  # ions that `choose` looks at together
NOBODY = 2**32 - 1  # an ident that no ion has
LEAVE_S = 0.35  # an ion that is no longer there fades so fast
GLOW_S = 0.1  # rise of the glow
STROBE_S = 0.55  # at one channel no glow begins sooner after the last

FOCUSED = np.dtype(
    [
        ("ident", np.uint32),
        ("kind", np.int16),  # species number
        ("side", np.int8),  # where it is shown: +1 outside, -1 inside
        ("phase", np.int8),  # FREE, APPROACH (to its channel's mouth), PORE, or LEAVING (taken away, fading)
        ("goal", np.int8),  # the side it is bound for while in its channel
        ("channel", np.int16),  # the channel it last went through, -1 unknown
        ("true_x", np.float32),  # true place, unfolded at the walls (nm)
        ("true_d", np.float32),
        ("lag_x", np.float32),  # smoothed once
        ("lag_d", np.float32),
        ("soft_x", np.float32),  # smoothed twice, still unfolded
        ("soft_d", np.float32),
        ("x", np.float32),  # shown place (nm)
        ("y", np.float32),
        ("glow", np.float32),  # 1 in its channel, 0 half a second later
        ("lit", np.bool_),  # it may glow on this passage
        ("alpha", np.float32),  # 0 unseen to 1
        ("guest", np.bool_),  # shown for its passage only
    ]
)


@njit(inline="always")
def mixed(a):  # type: ignore[no-untyped-def]
    """Scatter the bits of a 32-bit number (finaliser of MurmurHash3)."""
    a = uint32(a)
    a = uint32((a ^ (a >> uint32(16))) * uint32(0x85EBCA6B))
    a = uint32((a ^ (a >> uint32(13))) * uint32(0xC2B2AE35))
    return uint32(a ^ (a >> uint32(16)))


@njit(inline="always")
def _in_slice(name, low, high):  # type: ignore[no-untyped-def]
    """Whether an ion's depth lies in the focal slice."""
    return uint32(mixed(name) - low) < uint32(high - low)


@njit(nogil=True, cache=True, error_model="numpy")
def choose(ident, first, count, low, high, wanted, place, sought, chosen, kinds):  # type: ignore[no-untyped-def]
    """List the ions to be shown crisply. Returns how many.

    ident: uint32 of all ions; first, count: int64[species]; low, high: the focal slice as a range of depths (uint32),
    an ion's depth being mixed(ident); wanted: uint32[room] idents to be shown as well, NOBODY where there is none;
    place: int64[room], where each was found last and is looked for first, set to -1 where it is no more;
    sought: int64[room], scratch; chosen: int64[room] to fill with indices, kinds: int16[room] with species numbers.
    Ions are looked at BLOCK at a time by loops that vectorise; only a block with a hit is gone through one by one.
    """
    found = 0
    seeking = 0
    for w in range(wanted.shape[0]):
        if wanted[w] == uint32(NOBODY):
            place[w] = -1
            continue
        at = place[w]
        kept = False
        for k in range(first.shape[0]):
            if first[k] <= at < first[k] + count[k] and ident[at] == wanted[w]:
                kept = True
                if not _in_slice(wanted[w], low, high) and found < chosen.shape[0]:
                    chosen[found] = at
                    kinds[found] = k
                    found += 1
        if not kept:
            place[w] = -1
            sought[seeking] = w
            seeking += 1
    for k in range(first.shape[0]):
        last = first[k] + count[k]
        for begin in range(first[k], last, BLOCK):
            names = ident[begin : min(begin + BLOCK, last)]
            hits = uint32(0)
            for i in range(names.shape[0]):
                hits |= uint32(_in_slice(names[i], low, high))
            for s in range(seeking):
                name = wanted[sought[s]]
                for i in range(names.shape[0]):
                    hits |= uint32(names[i] == name)
            if hits == uint32(0):
                continue
            for i in range(names.shape[0]):
                shown = _in_slice(names[i], low, high)
                for s in range(seeking):
                    if names[i] == wanted[sought[s]]:
                        place[sought[s]] = begin + i
                        shown = True
                if shown and found < chosen.shape[0]:
                    chosen[found] = begin + i
                    kinds[found] = k
                    found += 1
    return found


@njit(inline="always")
def _seek(table, records, name):  # type: ignore[no-untyped-def]
    """Record number of an ident, or -1."""
    at = mixed(name) >> uint32(7)
    while True:
        slot = table[at & uint32(TABLE_SIZE - 1)]
        if slot < 0 or records[slot].ident == name:
            return slot
        at += uint32(1)


@njit(nogil=True, cache=True, error_model="numpy")
def index(records, count, table):  # type: ignore[no-untyped-def]
    """Fill the hash table (int32[TABLE_SIZE]) that finds a record by its ident."""
    table[:] = -1
    for n in range(count):
        at = mixed(records[n].ident) >> uint32(7)
        while table[at & uint32(TABLE_SIZE - 1)] >= 0:
            at += uint32(1)
        table[at & uint32(TABLE_SIZE - 1)] = n


@njit(nogil=True, cache=True, error_model="numpy")
def tell(records, table, ident, channel, known):  # type: ignore[no-untyped-def]
    """Tell shown ions which channel they went through. known: bool[events], set where the ion is shown."""
    for e in range(ident.shape[0]):
        slot = _seek(table, records, ident[e])
        known[e] = slot >= 0
        if slot >= 0:
            records[slot].channel = channel[e]


@njit(inline="always")
def fold(q, length):  # type: ignore[no-untyped-def]
    """Back from an unfolded coordinate into 0 to length, as if mirrored at both ends."""
    r = q % (2 * length)
    return r if r <= length else 2 * length - r


@njit(inline="always")
def unfold(q, now, length, variance, chance):  # type: ignore[no-untyped-def]
    """Continue an unfolded path to the place `now` (0 to length).

    q: unfolded coordinate so far; variance: mean square step since (nm2); chance: 0 to 1. A diffusing ion that was at
    a and is at b has come straight or off a wall, with odds exp(-(b - a)^2 / 2 var) : exp(-(b + a)^2 / 2 var) (method
    of images); `chance` decides between the three, so that the unfolded path is that of an ion without walls.
    """
    r = q % (2 * length)
    slope = 1.0 if r <= length else -1.0
    before = r if r <= length else 2 * length - r
    straight, low, high = now - before, -now - before, 2 * length - now - before
    off_low = np.exp((straight * straight - low * low) / (2 * variance))
    off_high = np.exp((straight * straight - high * high) / (2 * variance))
    draw = chance * (1.0 + off_low + off_high)
    step = straight if draw < 1.0 else (low if draw < 1.0 + off_low else high)
    return q + slope * step


@njit(inline="always")
def _settle(p, face):  # type: ignore[no-untyped-def]
    """Let a record's smoothing start from the place where it is shown."""
    p.phase = FREE
    p.true_x = p.lag_x = p.soft_x = p.x
    p.true_d = p.lag_d = p.soft_d = abs(p.y) - face


@njit(nogil=True, cache=True, error_model="numpy")
def follow(  # type: ignore[no-untyped-def]
    chosen, kinds, count, x, y, ident, old, table, new, guests, guest_way, guest_count,
    diffusion, centre, width, face, half_height, radius,
    elapsed_ns, elapsed_s, ease_s, pore_s, tick, slice_low, slice_high, old_count, pinned, lit, clock,
):  # fmt: skip
    """Carry the records of shown ions over to the ions chosen now and move each towards where its ion is.

    chosen, kinds, count: see `choose`; x, y, ident: all ions; old, table: records of the last frame and their index;
    new: records to fill, in the order of chosen. guests: uint32[guest_count + 1] idents shown for a passage; guest_way:
    int16[room, 2] channel (-1: its passage has been shown) and side (+1, -1) they come from.
    diffusion: float32[species], nm2/ns; centre: float32 of the channels (nm); width, face, half_height: box (nm);
    radius: nm kept free between a shown ion and a wall; elapsed_ns, elapsed_s: simulated and wall time since the last
    frame; ease_s: smoothing time; pore_s: time a passage takes; tick: any number that changes; slice_low, slice_high:
    see `choose`; old_count: records in old; pinned: ident of an ion shown in any case; lit: float64[channels], when a
    glow last began there, of wall time `clock` (s). Ions that were shown and are not chosen any more fade where they
    were. Returns the records in use.
    """
    share = np.float32(1.0 - np.exp(-elapsed_s / ease_s))
    kept = 0
    for n in range(count):
        i = chosen[n]
        name = ident[i]
        slot = _seek(table, old, name)
        guest = not _in_slice(name, slice_low, slice_high)
        p = new[kept]
        distance = abs(y[i]) - face
        side = 0 if distance < 0 else (1 if y[i] > 0 else -1)
        back = slot >= 0 and old[slot].phase == LEAVING
        if slot >= 0:
            new[kept] = old[slot]
            old[slot].kind = -1
            p.guest = guest
        if slot < 0 or back:
            p.ident, p.kind, p.channel, p.glow, p.alpha, p.guest = name, kinds[n], -1, 0.0, 0.0, guest
            p.lit = False
            p.x, p.y = x[i], y[i]
            p.side = 1 if y[i] > 0 else -1
            _settle(p, face)
            if guest:
                way = -1
                for g in range(guest_count + 1):  # the last one is pinned
                    if guests[g] == name and guest_way[g, 0] >= 0:
                        way = g
                if way >= 0:
                    p.channel, p.side = guest_way[way, 0], guest_way[way, 1]
                    p.x, p.y = centre[p.channel], p.side * (face + radius)
                    p.phase, p.goal, p.lit = PORE, -p.side, True
                elif name != pinned:
                    continue
        if p.guest and p.phase == FREE and p.glow <= 0.0 and name != pinned:
            continue
        kept += 1

        if p.phase == FREE and side != 0 and side != p.side:
            if 0 <= p.channel < centre.shape[0]:
                p.phase, p.goal = APPROACH, side
            else:  # its passage went unreported: it appears anew where it is
                p.x, p.y, p.side, p.alpha = x[i], y[i], side, 0.0
                _settle(p, face)

        if p.phase == FREE:
            variance = 2.0 * diffusion[p.kind] * elapsed_ns + 1e-4
            chance_x = mixed(name ^ uint32(tick)) * 2.0**-32
            chance_d = mixed(name + uint32(tick) * uint32(0x9E3779B9)) * 2.0**-32
            p.true_x = unfold(p.true_x, x[i], width, variance, chance_x)
            p.true_d = unfold(p.true_d, max(distance, 0.0), half_height, variance, chance_d)
            p.lag_x += (p.true_x - p.lag_x) * share
            p.lag_d += (p.true_d - p.lag_d) * share
            p.soft_x += (p.lag_x - p.soft_x) * share
            p.soft_d += (p.lag_d - p.soft_d) * share
            p.x = min(max(fold(p.soft_x, width), radius), width - radius)
            p.y = p.side * (face + min(max(fold(p.soft_d, half_height), radius), half_height - radius))
        elif p.phase == APPROACH:
            if side == p.side:  # it has come back by itself
                _settle(p, face)
            else:
                to_x, to_y = centre[p.channel] - p.x, p.side * (face + radius) - p.y
                away = np.sqrt(to_x * to_x + to_y * to_y)
                reach = min(max(away / 0.12, 25.0), 110.0) * elapsed_s
                if away <= reach + 0.05:
                    p.x, p.y = centre[p.channel], p.side * (face + radius)
                    p.phase = PORE
                    p.lit = clock - lit[p.channel] >= STROBE_S
                    if p.lit:
                        lit[p.channel] = clock
                else:
                    p.x += to_x / away * reach
                    p.y += to_y / away * reach
        else:
            if side != 0:
                p.goal = side
            if p.lit:
                p.glow = min(1.0, p.glow + elapsed_s / GLOW_S)
            p.y += p.goal * 2.0 * (face + radius) / pore_s * elapsed_s
            if abs(p.y) >= face + radius and p.y * p.goal > 0:
                p.y = p.goal * (face + radius)
                p.side = p.goal
                _settle(p, face)

        if p.phase == FREE:
            p.glow = max(0.0, p.glow - 2.0 * elapsed_s)
        if p.guest and p.phase == FREE and name != pinned:
            p.alpha = p.glow
        else:
            p.alpha = min(1.0, p.alpha + 5.0 * elapsed_s)
    for s in range(old_count):
        p = old[s]
        if p.kind >= 0 and not p.guest and p.alpha > elapsed_s / LEAVE_S and kept < new.shape[0]:
            new[kept] = old[s]
            new[kept].phase = LEAVING
            new[kept].alpha -= elapsed_s / LEAVE_S
            new[kept].glow = max(0.0, p.glow - 2.0 * elapsed_s)
            kept += 1
    return kept
