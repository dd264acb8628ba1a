"""Runs that test a field against equilibrium: which voltage or ratio of counts they end at, run by run."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.field import PoissonField
from sim.kernels.field import CHARGE_ONE
from sim.kernels.poisson import U_NOW
from sim.scene import Box, Channel, Field, Scene
from sim.simulation import Simulation
from sim.units import thermal_voltage_mV

OBSERVE_NS = 4.0
Array = NDArray[np.float64]


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


@dataclass(frozen=True)
class Layers:
    """Of one run of a sealed membrane, means over its window: charge in bins of distance from the face, float64[2,
    bins], inside and outside, e; voltage_mV; counted: charge on the inside, e."""

    charge: Array
    voltage_mV: float
    counted: float


def sealed(salt_mM: float, field: Field, ions: int, mV: float, step_ns: float = 1.0, outside_mM: float = 0.0) -> Scene:
    """No doors, so that the charge is what it was made at the start. One salt, KCl, alike on both sides."""
    inside, outside = {"K": salt_mM, "Cl": salt_mM}, {"K": outside_mM or salt_mM, "Cl": outside_mM or salt_mM}
    return Scene(
        inside=inside, outside=outside, ions=ions, macro_step_ns=step_ns, field=field, bath_outside="closed",
        box=Box(100.0, 14.0), initial_mV=mV,
    )  # fmt: skip


def layers(scene: Scene, seed: int, ns: float, edges_nm: Array, settle_ns: float = 60.0) -> Layers:
    """Run a scene of `sealed` on one thread. edges_nm: of the bins, distances from the face."""
    simulation = Simulation(scene, seed, 1)
    simulation.advance(settle_ns)
    ions, face = simulation.ions, simulation.geometry.face
    charge, voltages, looks = np.zeros((2, len(edges_nm) - 1)), [], 0
    while simulation.time_ns < ns:
        voltages.append(simulation.advance(2.0).mean())
        looks += 1
        for k, species in enumerate(ions.species):
            y = ions.y[ions.block(k)]
            for row, heights in enumerate((-y, y)):
                charge[row] += species.charge * np.histogram(heights - face, edges_nm)[0]
    return Layers(charge / looks, float(np.mean(voltages)), simulation.charge / CHARGE_ONE)


def fluctuations(scene: Scene, seed: int, ns: float, settle_ns: float = 100.0) -> tuple[Array, Array]:
    """Voltage (mV) as each solve reads it, and counted charge (e), once in every macro-step."""
    simulation = Simulation(scene, seed, 1)
    simulation.advance(settle_ns)
    voltages, charges = [], []
    while simulation.time_ns < ns:
        simulation.advance(scene.macro_step_ns)
        voltages.append(float(simulation.field.state[U_NOW]) * simulation.thermal_voltage_mV)
        charges.append(simulation.charge / CHARGE_ONE)
    return np.array(voltages), np.array(charges)


def bulk_energy(scene: Scene, seed: int, ns: float, settle_ns: float = 100.0) -> Array:
    """Mean of z psi (kT) over the ions in the middle half of each side, every OBSERVE_NS."""
    simulation = Simulation(scene, seed, 1)
    field, g, ions = simulation.field, simulation.geometry, simulation.ions
    assert isinstance(field, PoissonField)
    simulation.advance(settle_ns)
    energies = []
    while simulation.time_ns < ns:
        simulation.advance(OBSERVE_NS)
        psi = field.mesh.potential.reshape(field.mesh.nodes, -1).mean(axis=1)
        total, number = 0.0, 0
        for k, species in enumerate(ions.species):
            y = ions.y[ions.block(k)]
            part = (np.abs(y) - g.face) / g.half_height
            bulk = y[(part > 0.25) & (part < 0.75)]
            total += species.charge * float(np.interp(bulk, field.heights, psi).sum())
            number += len(bulk)
        energies.append(total / number)
    return np.array(energies)
