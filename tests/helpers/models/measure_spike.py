"""The spike of the ions against its equations: `python -m tests.helpers.models.measure_spike [seeds] [ions]`."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from scenes import load
from scenes.study.spikes import ANSWER_NS, LEVEL_MV, PULSE_NS, pulse_trial, smooth, spike_times
from sim import Scene
from tests.helpers.models.sister_model import Sister, peak_and_width, pulse

STRONG = 7.5  # ions per ns for 100 nm of depth, as the strong pulse of the scene
SETTLE_NS = 500.0
WATCH_NS = 3300.0
WIDTH_AT_MV = -20.0


@dataclass(frozen=True)
class Comparison:
    """Means over the seeds that fired, their standard errors, and the sister's values (mV, ns)."""

    fired: int
    tried: int
    peak_mV: float
    peak_error_mV: float
    width_ns: float
    width_error_ns: float
    sister_peak_mV: float
    sister_width_ns: float


def rested(scene: Scene) -> float:
    """The sister's resting voltage, mV."""
    return float(Sister(scene).run(8000).voltage_mV[-1])


def sister_spike(scene: Scene, ions_per_ns: float) -> tuple[float, float]:
    """Peak and width of the equations' spike, smoothed as the ions' trace is."""
    stimulus, corners = pulse(ions_per_ns, SETTLE_NS, PULSE_NS)
    trace = Sister(scene).run(SETTLE_NS + PULSE_NS + WATCH_NS, stimulus, rested(scene), corners)
    return peak_and_width(smooth(trace.voltage_mV[round(SETTLE_NS) :]), WIDTH_AT_MV)


def sister_threshold(scene: Scene) -> float:
    """The smallest pulse that fires the equations, to 0.05 ions per ns for 100 nm."""
    low, high, start = 0.0, 15.0, rested(scene)
    sister = Sister(scene)
    while high - low > 0.05:
        middle = (low + high) / 2
        stimulus, corners = pulse(middle, 0.0, PULSE_NS)
        peak = sister.run(PULSE_NS + ANSWER_NS, stimulus, start, corners).voltage_mV.max()
        low, high = (low, middle) if peak > LEVEL_MV else (middle, high)
    return (low + high) / 2


def compare(scene: Scene, seeds: Iterable[int], ions_per_ns: float = STRONG, threads: int = 1) -> Comparison:
    """Spikes of the ions, one a seed, and the sister's."""
    begin = replace(scene, initial_mV=rested(scene))
    traces = [
        pulse_trial(begin, ions_per_ns, seed, settle_ns=SETTLE_NS, answer_ns=WATCH_NS, threads=threads).voltage_mV
        for seed in seeds
    ]
    spikes = np.array([peak_and_width(smooth(trace), WIDTH_AT_MV) for trace in traces if spike_times(trace)])
    error = spikes.std(axis=0, ddof=1) / np.sqrt(len(spikes))
    peak, width = spikes.mean(axis=0)
    return Comparison(len(spikes), len(traces), peak, error[0], width, error[1], *sister_spike(scene, ions_per_ns))


if __name__ == "__main__":
    count, ions = (int(given) for given in (*sys.argv[1:], "20", "36000")[:2])
    measured = load("excitability", [f"ions={ions}"]).scene
    print(compare(measured, range(count), threads=2))
    print(f"threshold of the equations: {sister_threshold(measured):.2f} ions per ns for 100 nm")
