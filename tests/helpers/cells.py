"""Shared scenes for the tests: small boxes that mix fast, so that equilibria are reached in seconds."""

from dataclasses import replace
from typing import Any

import numpy as np

from sim import Box, Channel, Membrane, Scene, Simulation
from sim.measure.measurement import Measurement, Result
from sim.measure.statistics import Estimate, estimate

# A statistical test fails by chance less than once in 1.7 million runs of another seed (two-sided five sigma).
SIGMAS = 5.0

INSIDE = {"K": 140.0, "Na": 10.0, "Cl": 10.0}
OUTSIDE = {"K": 5.0, "Na": 145.0, "Cl": 110.0}


def potassium_only(**changes: Any) -> Scene:
    """Twelve K+ channels and nothing else; K+ outside raised to 25 mM, where V relaxes sooner than at 5."""
    scene = Scene(inside=INSIDE, outside=OUTSIDE | {"K": 25.0}, channels=(Channel("K", {"K": 1.0}, 12),), ions=20_000)
    return replace(scene, **changes)


def resting(**changes: Any) -> Scene:
    """Leaks for K+, Na+ and Cl- in the ratio 30 : 1 : 5; both sides perfused."""
    channels = (Channel("K", {"K": 1.0}, 12), Channel("Na", {"Na": 0.4}, 1), Channel("Cl", {"Cl": 1.0}, 2))
    scene = Scene(inside=INSIDE, outside=OUTSIDE, channels=channels, ions=20_000, bath_inside="perfused")
    return replace(scene, **{"initial_mV": -70.0, **changes})


# The smallest box and the widest doors: ions cross within tens of nanoseconds.
QUICK_BOX = Box(width_nm=27.0, half_height_nm=6.5)
QUICK_MEMBRANE = Membrane(thickness_nm=4.0, pore_entry=0.55)


def measure(scene: Scene, seed: int, settle_ns: float, run_ns: float, every_ns: float = 20.0) -> Result:
    """Voltage and predictions of a run, averaged after settle_ns."""
    simulation = Simulation(scene, seed, threads=1)
    measurement = Measurement(settle_ns)
    while simulation.time_ns < run_ns:
        voltages = simulation.advance(every_ns)
        measurement.add(voltages, simulation.observe())
    result = measurement.result()
    assert result is not None
    return result


def ratio_voltage(scene: Scene, symbol: str, seed: int, settle_ns: float, looks: int) -> Estimate:
    """ln of the count ratio of a species as a voltage, mV, from a look every 10 ns."""
    simulation = Simulation(scene, seed, threads=1)
    simulation.advance(settle_ns)
    counts = np.empty((looks, 2))
    for row in counts:
        simulation.advance(10)
        count = simulation.observe().counts[symbol]
        row[:] = count["inside"], count["outside"]
    mean = counts.mean(axis=0)
    # the logarithm of the mean ratio, with its fluctuation linearised about the mean for the error
    log_ratio = np.log(mean[1] / mean[0]) + counts[:, 1] / mean[1] - counts[:, 0] / mean[0]
    return estimate(log_ratio * simulation.thermal_voltage_mV / scene.species[symbol].charge)
