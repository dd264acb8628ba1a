"""Runs that test a field against equilibrium: which voltage or ratio of counts they end at, run by run."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.kernels.field import CHARGE_ONE
from sim.scene import Box, Channel, Field, Scene
from sim.simulation import Simulation
from sim.units import thermal_voltage_mV

OBSERVE_NS = 4.0


@dataclass(frozen=True)
class Equilibrium:
    """Of one run, means over its window: voltage_mV; nernst_mV: of the permeant ion's counts in the middle half of each
    side, where the bulk is; charge: counted, e."""

    voltage_mV: float
    nernst_mV: float
    charge: float

    @property
    def off_mV(self) -> float:
        """The voltage beyond Nernst's."""
        return self.voltage_mV - self.nernst_mV


def one_ion(symbol: str, field: Field, ions: int, step_ns: float = 1.0, clamp_mV: float | None = None) -> Scene:
    """A shallow closed box in which only one kind of ion passes, near its equilibrium of about -50 mV, or of the
    voltage that is held."""
    charge = {"K": 1, "Cl": -1, "Ca": 2}[symbol]
    aimed = -50.0 if clamp_mV is None else clamp_mV
    ratio = math.exp(charge * aimed / thermal_voltage_mV(310.15))
    inside: Mapping[str, float]
    outside: Mapping[str, float]
    inside, outside = {"K": 140.0, "Na": 10.0, "Cl": 30.0}, {"K": 20.0, "Na": 130.0, "Cl": 110.0}
    if symbol == "K":
        high, low = (140.0, 140.0 * ratio) if ratio < 1 else (140.0 / ratio, 140.0)
        inside, outside = {"K": high, "Na": 150.0 - high, "Cl": 60.0}, {"K": low, "Na": 150.0 - low, "Cl": 60.0}
    elif symbol == "Cl":
        inside, outside = {"K": 150.0, "Cl": 110.0 / ratio if ratio > 1 else 110.0}, {"K": 150.0, "Cl": 110.0}
        inside = {"K": 150.0, "Cl": 110.0 / ratio}
    else:
        inside, outside = {"K": 100.0, "Ca": 40.0, "Cl": 180.0}, {"K": 100.0, "Ca": 40.0 * ratio, "Cl": 150.0}
    # an ion of charge 2 is as permeant in the same pores, as far as an entry below 1 allows
    channel = Channel(symbol, {symbol: 2.0 if symbol == "Ca" else 4.0}, count=24)
    return Scene(
        inside=inside, outside=outside, channels=(channel,), ions=ions, macro_step_ns=step_ns, field=field,
        bath_outside="closed", box=Box(100.0, 14.0), initial_mV=aimed, clamp_mV=clamp_mV,
    )  # fmt: skip


def equilibrium(scene: Scene, seed: int, ns: float, settle_ns: float = 500.0) -> Equilibrium:
    """Run a scene of `one_ion` on one thread."""
    (symbol,) = scene.channels[0].permeability
    simulation = Simulation(scene, seed, 1)
    simulation.advance(settle_ns)
    g, ions = simulation.geometry, simulation.ions
    low, high = g.face + g.half_height / 4, g.face + 3 * g.half_height / 4
    block = ions.block(ions.index[symbol])
    counts, voltages, charges = np.zeros(2), [], []
    while simulation.time_ns < ns:
        voltages.append(simulation.advance(OBSERVE_NS).mean())
        charges.append(simulation.charge / CHARGE_ONE)
        y = ions.y[block]
        counts += [np.count_nonzero((-y > low) & (-y < high)), np.count_nonzero((y > low) & (y < high))]
    charge = ions.species[ions.index[symbol]].charge
    nernst = simulation.thermal_voltage_mV / charge * math.log(counts[1] / counts[0])
    return Equilibrium(float(np.mean(voltages)), nernst, float(np.mean(charges)))
