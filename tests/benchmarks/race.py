"""Times of all competitors in one process, in rounds, each in turn: a slow moment of the machine hits them alike."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median

from tests.benchmarks.peer import Peer

Say = Callable[[str], None]
LEAST_NS = 2  # the engine's macro-step: it does nothing in less
AGENTS_NS = 16  # the engine's agents act so often: longer pieces are multiples of it


@dataclass
class Timing:
    """ions: how many; ns_per_s: simulated ns a wall second, one a round; steps_per_ion: ion-steps, an ion and ns."""

    ions: int
    steps_per_ion: float = 0.0
    ns_per_s: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Simulated ns a second, median of the rounds."""
        return median(self.ns_per_s)

    @property
    def ns_per_ion(self) -> float:
        """Wall ns for an ion and simulated ns."""
        return 1e9 / self.rate / self.ions

    @property
    def ns_per_step(self) -> float:
        """Wall ns for an ion-step."""
        return self.ns_per_ion / self.steps_per_ion

    def times(self, other: "Timing") -> float:
        """How many times faster than the other: median of the rounds' ratios."""
        return median(a / b for a, b in zip(self.ns_per_s, other.ns_per_s, strict=True))


def race(peers: Mapping[str, tuple[Peer, int]], rounds: int, seconds: float, say: Say) -> dict[str, Timing]:
    """Timings by name. peers: with their numbers of ions; seconds: of wall time, for each in each round."""
    timings, pieces = {}, {}
    for name, (peer, ions) in peers.items():
        pieces[name] = piece(peer, seconds)
        timings[name] = Timing(ions)
    steps = {name: peer.ion_steps for name, (peer, _) in peers.items()}
    names = list(peers)
    for n in range(rounds):
        for name in names[n % len(names) :] + names[: n % len(names)]:
            timings[name].ns_per_s.append(pieces[name] / spent(peers[name][0], pieces[name]))
        say(f"  round {n + 1} of {rounds}: " + ", ".join(f"{name} {t.ns_per_s[-1]:.3g}" for name, t in timings.items()))
    for name, (peer, ions) in peers.items():
        timings[name].steps_per_ion = (peer.ion_steps - steps[name]) / (rounds * pieces[name]) / ions
    return timings


def spent(peer: Peer, ns: int) -> float:
    """Wall seconds that ns take."""
    began = time.perf_counter()
    peer.advance(ns)
    return time.perf_counter() - began


def piece(peer: Peer, seconds: float) -> int:
    """Simulated ns that take about so many seconds, at least one. Compiles and warms up."""
    peer.advance(LEAST_NS)
    ns, took = LEAST_NS, spent(peer, LEAST_NS)
    while took < seconds / 4:
        ns *= 2
        took = spent(peer, ns)
    wanted = max(round(ns * seconds / took), 1)
    return wanted if wanted < AGENTS_NS else wanted // AGENTS_NS * AGENTS_NS
