"""How the fraction of pulses that make a spike depends on K+ outside: more at first, then none.

Every trial is a run of its own: it starts at the voltage that the open leaks alone would give for its K+ (any start
would do, given time), settles, gets the same pulse and fires or not. Na+ outside makes up for the K+.
"""

import math
from collections.abc import Callable, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass, replace
from itertools import islice
from statistics import NormalDist

from scenes.format.loader import load
from scenes.study.certainty import SURELY
from scenes.study.spikes import pulse_trial
from scenes.study.workers import Place, workers
from sim.scene import Scene
from sim.theory import ghk_voltage
from sim.units import kelvin

SCENE = "excitability"
K_OUT_MM = (3.0, 5.0, 6.5, 8.0, 10.0, 15.0, 25.0)
PULSE_IONS_PER_NS = 3.4
IONS = 20_000
TRIALS = 20
TRIALS_AT_END = 40  # none of so many is below a tenth for sure, none of twenty is not
NORMAL_MM, RAISED_MM = 5.0, 10.0  # K+ outside of a healthy cell, and a little more
HARDLY = 0.1  # the largest fraction that counts as none


@dataclass(frozen=True)
class Point:
    """K_out_mM; fired of tried trials."""

    K_out_mM: float
    fired: int
    tried: int

    @property
    def fraction(self) -> float:
        return self.fired / self.tried

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the fraction."""
        return self.within(0.95)

    def within(self, share: float) -> tuple[float, float]:
        """Interval of the fraction at a level (Wilson 1927, J Am Stat Assoc 22:209)."""
        z = NormalDist().inv_cdf(0.5 + share / 2)
        n, p, z2 = self.tried, self.fraction, z * z
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        half = z / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)


def with_potassium(scene: Scene, K_out_mM: float) -> Scene:
    """The scene with another K+ outside, Na+ less by as much, at the voltage of its leaks."""
    change = K_out_mM - scene.outside["K"]
    outside = {**scene.outside, "K": K_out_mM, "Na": scene.outside["Na"] - change}
    changed = replace(scene, outside=outside)
    leaks: dict[str, float] = {}
    for channel in scene.channels:
        if channel.gating is None:
            for symbol, p in channel.permeability.items():
                leaks[symbol] = leaks.get(symbol, 0.0) + channel.count * p
    valence = {symbol: species.charge for symbol, species in scene.species.items()}
    sides = changed.balanced("inside"), changed.balanced("outside")
    return replace(changed, initial_mV=ghk_voltage(leaks, *sides, kelvin(scene.temperature_C), valence))


def _fires(job: tuple[float, int, float, list[str]]) -> bool:
    K_out_mM, seed, ions_per_ns, changes = job
    scene = with_potassium(load(SCENE, changes).scene, K_out_mM)
    return pulse_trial(scene, ions_per_ns, seed).fired


def curve(
    K_out_mM: Sequence[float] = K_OUT_MM,
    trials: int = TRIALS,
    ions_per_ns: float = PULSE_IONS_PER_NS,
    ions: int = IONS,
    processes: Place = None,
    on_trial: Callable[[], None] = lambda: None,
    first: int = 0,
    changes: Sequence[str] = (),
) -> list[Point]:
    """The points, seeds first, first + 1, ... at each; the last has more, as TRIALS_AT_END is to TRIALS.

    ions_per_ns = 0 gives the spikes that come by themselves; on_trial is told of each trial that has ended; changes: to
    the scene file, as for `load`. Raises WorkerLostError if a process is ended from outside.
    """
    tried = trials_of(len(K_out_mM), trials)
    changed = [*changes, f"ions={ions}"]
    jobs = [
        (mM, first + n, ions_per_ns, changed) for mM, many in zip(K_out_mM, tried, strict=True) for n in range(many)
    ]
    with workers(processes) as pool:
        waiting = [pool.submit(_fires, job) for job in jobs]
        for done in as_completed(waiting):
            done.result()
            on_trial()
    fired = iter([done.result() for done in waiting])
    return [Point(mM, sum(islice(fired, many)), many) for mM, many in zip(K_out_mM, tried, strict=True)]


def trials_of(points: int, trials: int = TRIALS) -> list[int]:
    """How many pulses each point of a curve gets."""
    return [trials] * (points - 1) + [trials * TRIALS_AT_END // TRIALS]


def said_of(points: Sequence[Point]) -> str:
    """met: pulses fire more often at a little more K+ outside than at 5 mM and less, and hardly at the highest; missed:
    surely not; open: neither.

    More often: the 95 % interval of the difference of the pooled fractions (Newcombe 1998, Stat Med 17:873, method 10)
    lies above 0. What is pooled is fixed beforehand: the best of several points would be above by luck alone. Hardly:
    the whole 95 % interval lies within HARDLY.
    """
    low, high, end = pooled(points, 0, NORMAL_MM), pooled(points, NORMAL_MM, RAISED_MM), points[-1]
    if _difference(low, high, SURELY)[1] < 0 or end.within(SURELY)[0] > HARDLY:
        return "missed"
    return "met" if _difference(low, high, 0.95)[0] > 0 and end.interval[1] <= HARDLY else "open"


def _difference(low: Point, high: Point, share: float) -> tuple[float, float]:
    """Interval of high's fraction minus low's at a level, as Newcombe has it."""
    (low_from, low_to), (high_from, high_to) = low.within(share), high.within(share)
    difference = high.fraction - low.fraction
    below = math.hypot(high.fraction - high_from, low_to - low.fraction)
    above = math.hypot(high_to - high.fraction, low.fraction - low_from)
    return difference - below, difference + above


def pooled(points: Sequence[Point], above_mM: float, to_mM: float) -> Point:
    """The trials of all points in a range together, at the highest K+ of them."""
    chosen = [point for point in points if above_mM < point.K_out_mM <= to_mM]
    fired, tried = (sum(getattr(point, name) for point in chosen) for name in ("fired", "tried"))
    return Point(max(point.K_out_mM for point in chosen), fired, tried)
