"""Pulses and spikes without a window: one trial, what it did, and how large a pulse must be.

A spike is only a word for what the trace of the counted voltage looks like; nothing here reaches the simulation.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim import Scene, Simulation
from sim.commands.electrode import Stimulate

LEVEL_MV = -10.0  # a spike rises above it
SMOOTHING_NS = 50.0  # longer than the noise lasts when doors are open, shorter than any part of a spike
PULSE_NS = 200.0
SETTLE_NS = 4000.0
ANSWER_NS = 2500.0  # a spike within this time of the pulse's end is its answer


def smooth(voltage_mV: NDArray[np.float64], step_ns: float = 1.0) -> NDArray[np.float64]:
    """Running mean over SMOOTHING_NS, shorter than the trace by as much. Raises ValueError for too short a trace."""
    width = max(1, round(SMOOTHING_NS / step_ns))
    if len(voltage_mV) < width:
        raise ValueError(f"voltage_mV: expected at least {width} values ({SMOOTHING_NS:g} ns), got {len(voltage_mV)}")
    return np.convolve(voltage_mV, np.full(width, 1 / width), "valid")


def spike_times(voltage_mV: NDArray[np.float64], step_ns: float = 1.0, level_mV: float = LEVEL_MV) -> list[float]:
    """When the smoothed voltage rises through the level, ns from the start of the trace."""
    v = smooth(voltage_mV, step_ns)
    # a spike is over once it is 20 mV below the level: noise at the level does not count twice
    times, up = [], bool(v[0] > level_mV)
    for n in np.flatnonzero((v > level_mV) | (v < level_mV - 20)):
        high = bool(v[n] > level_mV)
        if high and not up:
            times.append(float(n) * step_ns)
        up = high
    return times


@dataclass(frozen=True)
class Trial:
    """voltage_mV: of every macro-step from the pulse's start on; fired: a spike began by ANSWER_NS after its end."""

    voltage_mV: NDArray[np.float64]
    fired: bool


def pulse_trial(
    scene: Scene,
    ions_per_ns: float,
    seed: int,
    *,
    settle_ns: float = SETTLE_NS,
    pulse_ns: float = PULSE_NS,
    answer_ns: float = ANSWER_NS,
    threads: int | None = 1,
) -> Trial:
    """Let a scene settle, give it one pulse (K+ for 100 nm of depth, see `Stimulate`), watch the answer.

    Raises SceneError if scene or pulse is unsound.
    """
    simulation = Simulation(scene, seed, threads)
    simulation.advance(settle_ns)
    simulation.apply(Stimulate(ions_per_ns, pulse_ns))
    voltage = simulation.advance(pulse_ns + answer_ns)
    return Trial(voltage, bool(spike_times(voltage, scene.macro_step_ns)))


def depolarisation_mV(scene: Scene, ions_per_ns: float, pulse_ns: float = PULSE_NS) -> float:
    """What a pulse would do to the bare capacitor: its size whatever the scene's depth and capacitance."""
    simulation = Simulation(replace(scene, ions=1000), threads=1)
    charge = ions_per_ns * pulse_ns * simulation.geometry.depth / 100
    return charge / simulation.field.thermal_charge * simulation.thermal_voltage_mV


def threshold(
    scene: Scene,
    seed: int,
    *,
    low: float = 0.0,
    high: float = 20.0,
    precision: float = 0.1,
    settle_ns: float = SETTLE_NS,
    threads: int | None = 1,
) -> float:
    """The pulse (ions per ns for 100 nm) between one that does not fire and one, `precision` larger at most, that does.

    Each trial starts from the same seed. Gates are random, so the answer is one seed's: average over seeds.
    nan and ValueError as from `bisect`.
    """
    return bisect(
        lambda ions_per_ns: pulse_trial(scene, ions_per_ns, seed, settle_ns=settle_ns, threads=threads).fired,
        low,
        high,
        precision,
    )


def bisect(fires: Callable[[float], bool], low: float, high: float, precision: float) -> float:
    """Middle of an interval no longer than `precision` with a pulse that does not fire below and one that does above.

    nan if `high` does not fire, or `low` does. Raises ValueError unless precision is above 0.
    """
    if not precision > 0:
        raise ValueError(f"precision: expected a positive number, got {precision}")
    if fires(low) or not fires(high):
        return math.nan
    while high - low > precision:
        middle = (low + high) / 2
        low, high = (low, middle) if fires(middle) else (middle, high)
    return (low + high) / 2
