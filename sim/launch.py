"""Runs the walk's kernel: prepared arguments, scratch memory, crossing counters and the queue of crossing events."""

from collections import deque
from typing import Any

import numba
import numpy as np
from numba import float32, int64, uint32
from numpy.typing import NDArray

from sim.agents.channels import Channels
from sim.field import Field, PoissonField
from sim.geometry import Geometry
from sim.ions import Ions
from sim.kernels import advance, advance_in_field
from sim.kernels.by_address import address_of
from sim.kernels.first_passage import outcomes
from sim.kernels.poisson import solve
from sim.kernels.tables import OUTWARD, ROOM, ROWS, TILE, Box, Kinds, Particles, Pores, Scratch, Tally
from sim.kernels.threading_layer import load_tbb, start_threads
from sim.membrane import Membrane, bins_per_nm
from sim.scene import Scene

load_tbb()

MAX_CHUNKS = 256
EVENTS_A_CHUNK = 64
EVENTS_KEPT = 4096
PARTS = ("step", "loop")  # of the engine, that are compiled apart
WITHOUT_FIELD = advance.advance_serial, advance.advance_parallel
IN_FIELD = advance_in_field.advance_serial_in_field, advance_in_field.advance_parallel_in_field
EVENT = np.dtype(
    [
        ("ion", np.int64),  # index in the arrays at that time
        ("ident", np.uint32),
        ("species", np.int16),
        ("channel", np.int16),
        ("outward", np.bool_),
        ("time_ns", np.float64),
    ]
)


class Launch:
    """Callable that advances all ions by a few macro-steps.

    crossed: int64[species, 2], full passages out and in; substeps: random steps taken by all ions together.
    """

    def __init__(self, scene: Scene, geometry: Geometry, sequence: np.random.SeedSequence, threads: int) -> None:
        self.threads = threads
        if threads > 1:
            start_threads()
        self.macro_step_ns = scene.macro_step_ns
        self.key = sequence.generate_state(4, np.uint32)
        self.update(scene)
        lengths = (geometry.width, geometry.face, geometry.half_height, scene.membrane.pore_width_nm / 2)
        numbers = (*lengths, scene.near_step_nm, scene.macro_step_ns, bins_per_nm(geometry.width))
        self.box = Box(*(np.float32(number) for number in numbers))
        self.crossed = np.zeros((len(scene.species), 2), np.int64)
        self.substeps = 0.0
        workers = max(threads, numba.config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]
        self.scratch = Scratch(
            np.zeros((workers, TILE), np.uint8),
            np.zeros((workers, 2, ROWS * ROOM), np.float32),
            np.zeros((workers, 2, ROWS * ROOM), np.uint32),
        )
        self._start = np.empty(0, np.int64)
        self._at: tuple[Any, ...] = ()
        self._tables: object = None
        self._events: deque[NDArray[np.void]] = deque()
        self._events_held = 0

    def update(self, scene: Scene) -> None:
        """Make the species' numbers anew after the temperature has changed."""
        diffusion = np.array(list(scene.diffusion.values()), np.float32)
        outcome, longest = outcomes()
        self.kinds = Kinds(
            charge=np.array([s.charge for s in scene.species.values()], np.float32),
            diffusion=diffusion,
            free_step=np.sqrt(2 * diffusion * np.float32(scene.macro_step_ns)),
            outcome=outcome,
            longest=np.float32(longest),
        )

    def _divide(self, ions: Ions) -> None:
        """Share the memory of the blocks into chunks."""
        self._start = ions.start.copy()
        room = max(TILE, -(-int(ions.count.sum()) // (MAX_CHUNKS * TILE)) * TILE)
        chunks = []
        for k, count in enumerate(ions.count):
            # an even number of equal pieces, so that two threads can share every species alike
            pieces = 2 * max(-(-int(count) // (2 * room)), 1)
            size = max(-(-int(count) // pieces), 1)
            first, end = int(ions.start[k]), int(ions.start[k + 1])
            chunks += [(k, first + n * size, first + (n + 1) * size) for n in range(pieces - 1)]
            chunks += [(k, first + (pieces - 1) * size, end)]
        # permeant ions cost more and lie together: deal the chunks out so that each half of the list costs the same
        self.chunks = np.array(chunks[0::2] + chunks[1::2], np.int64)
        n = len(chunks)
        moved, crossed, events = (np.zeros((n, 8), np.int64) for _ in range(3))
        self.tally = Tally(moved, crossed, np.zeros((n, EVENTS_A_CHUNK, 4), np.int64), events, np.zeros((n, 8)))

    def __call__(
        self,
        ions: Ions,
        membrane: Membrane,
        channels: Channels,
        field: Field,
        charge: int,
        first_step: int,
        trace: NDArray[np.float64],
    ) -> int:
        """Take len(trace) macro-steps; write u into trace; return the counted charge (fixed point)."""
        if not np.array_equal(self._start, ions.start):
            self._divide(ions)
        counted = np.array([charge], np.int64)
        self.tally.crossed[:] = 0
        self.tally.events[:] = 0
        self.tally.substeps[:] = 0
        loop, called, given = self._given(ions, membrane, channels, field, counted, first_step, trace)
        if self._tables is not membrane.entry:  # the types of what it is given stay what they are, but for new tables
            self._tables = membrane.entry
            self._at = tuple(address_of(function, _types(values)) for function, values in called)
        loop(self._at, *given)
        self.substeps += float(self.tally.substeps[:, 0].sum())
        np.add.at(self.crossed, self.chunks[:, 0], self.tally.crossed[:, :2])
        if self.tally.events.any():
            self._queue(ions)
        return int(counted[0])

    def compile(self, part: str, ions: Ions, membrane: Membrane, channels: Channels, field: Field) -> None:
        """Compile one of PARTS, and move nothing. Raises ValueError for another one."""
        if part not in PARTS:
            raise ValueError(f"expected one of {', '.join(PARTS)}, got {part!r}")
        self._divide(ions)
        loop, (step, *others), given = self._given(
            ions, membrane, channels, field, np.zeros(1, np.int64), 0, np.empty(0)
        )
        if part == "step":
            address_of(step[0], _types(step[1]))
        else:
            at = [address_of(function, _types(values)) for function, values in others]
            loop((0, *at), *given)  # no step is taken, and none called

    def _given(
        self,
        ions: Ions,
        membrane: Membrane,
        channels: Channels,
        field: Field,
        counted: NDArray[np.int64],
        first_step: int,
        trace: NDArray[np.float64],
    ) -> tuple[Any, list[tuple[Any, tuple[Any, ...]]], tuple[Any, ...]]:
        """The loop over steps and chunks; what it calls by address, each with what that takes, first the step of a
        chunk; what the loop takes, but for the addresses."""
        pores = Pores(
            membrane.centre_nm.astype(np.float32), channels.inner_open, channels.outer_open, membrane.entry,
            membrane.low, membrane.high, membrane.nearest_any, membrane.nearest_own, membrane.mouth,
            membrane.reach, membrane.highest,
        )  # fmt: skip
        cells = self.chunks, ions.start[:-1] + ions.count
        moving = Particles(ions.x, ions.y, ions.origin, ions.channel), self.kinds
        rest = self.key, *moving, pores, self.box, self.scratch, self.tally
        if self.threads > 1:
            numba.set_num_threads(self.threads)
        loops, step = WITHOUT_FIELD, advance.step_chunk
        solved: tuple[Any, ...] = ()
        called: list[tuple[Any, tuple[Any, ...]]] = []
        if isinstance(field, PoissonField):
            loops, step, solved = IN_FIELD, advance_in_field.step_chunk, (field.mesh, field.solver)
            laid = int64, int64, *cells, *moving, self.scratch, field.mesh
            called = [(advance_in_field.lay_chunk, laid), (solve, (*solved, field.state))]
        called.insert(0, (step, (int64, int64, *cells, uint32, float32, *rest, *solved[:1])))
        return loops[self.threads > 1], called, (first_step, trace, counted, field.state, *cells, *rest, *solved)

    def _queue(self, ions: Ions) -> None:
        used = self.tally.events[:, 0]
        rows = [(c, self.tally.event[c, : used[c]]) for c in np.flatnonzero(used)]
        raw = np.concatenate([row for _, row in rows])
        events = np.empty(len(raw), EVENT)
        events["ion"] = raw[:, 0]
        events["ident"] = ions.ident[raw[:, 0]]
        events["species"] = np.concatenate([np.full(len(row), self.chunks[c, 0]) for c, row in rows])
        events["channel"] = raw[:, 1]
        events["outward"] = raw[:, 2] == OUTWARD
        events["time_ns"] = (raw[:, 3] + 1) * self.macro_step_ns
        self._events.append(np.sort(events, order=("time_ns", "ident")))
        self._events_held += len(events)
        while self._events_held > EVENTS_KEPT:
            self._events_held -= len(self._events.popleft())

    def renumber(self, after: NDArray[np.int64]) -> None:
        """Give waiting events the doors' new numbers; those through doors that are gone are dropped. after: for each
        old number the new one, -1 for one that is gone; its last entry is that of -1."""
        waiting, self._events = self._events, deque()
        for events in waiting:
            events["channel"] = after[events["channel"]]
            self._events.append(events[events["channel"] >= 0])
        self._events_held = sum(len(events) for events in self._events)

    def take_events(self) -> NDArray[np.void]:
        """The events since the last call, oldest first."""
        taken = np.concatenate([*self._events]) if self._events else np.empty(0, EVENT)
        self._events.clear()
        self._events_held = 0
        return taken


def _types(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """numba's types of values; a type stands for itself."""
    typeof: Any = numba.typeof
    return tuple(value if isinstance(value, numba.types.Type) else typeof(value) for value in values)
