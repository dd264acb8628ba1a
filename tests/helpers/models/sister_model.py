"""A sister of the ion model with none of its ions: the equations of Hodgkin & Huxley with the same numbers.

    n0 du/dt = -sum z_i J_i + stimulus,    dp/dt = (p_inf(V) - p) / tau(V) for p = m, h, n

J_i is the GHK flux of species i through the doors that are open on average (leaks; m3h of the Na_v; n4 of the K_v),
divided by 1 + P R u coth(u / 2) for what lies in series with the doors: the way to them (as in
`sim.measure.access.expected_currents`) and the unstirred layer between membrane and perfused strip. Used by
tests only: what the ions do must not need it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from sim.agents.hodgkin_huxley import open_share, time_constant_ns
from sim.field import field_of
from sim.measure.access import MILNE
from sim.scene import Scene, entry_probability
from sim.theory import ghk_fluxes
from sim.units import kelvin, thermal_voltage_mV

DEPTH_NM = 100.0


@dataclass(frozen=True)
class Trace:
    """time_ns, one each ns; voltage_mV; m, h, n: open shares of the particles."""

    time_ns: NDArray[np.float64]
    voltage_mV: NDArray[np.float64]
    m: NDArray[np.float64]
    h: NDArray[np.float64]
    n: NDArray[np.float64]


class Sister:
    """The equations for a scene with monovalent cations and perfused sides."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.kelvin = kelvin(scene.temperature_C)
        self.V_T = thermal_voltage_mV(self.kelvin)
        self.geometry = scene.geometry
        self.n0 = field_of(scene, self.geometry).thermal_charge

    def currents(self, voltage_mV: float, open_doors: dict[str, float]) -> dict[str, float]:
        """Outward current of each species, e/ns. open_doors: doors that are open, by kind (a mean, not whole)."""
        scene, membrane = self.scene, self.scene.membrane
        found = {}
        for symbol, species in scene.species.items():
            kinds = [c for c in scene.channels if c.permeability.get(symbol, 0) > 0]
            doors = sum(open_doors[c.kind] for c in kinds)
            if doors < 1e-9:
                continue
            # entry probability of the mean door
            s = sum(open_doors[c.kind] * entry_probability(scene, symbol, c.permeability[symbol]) for c in kinds)
            pitch = scene.box.width_nm / doors
            w, length = membrane.pore_width_nm, membrane.thickness_nm
            permeability = s * scene.diffusion[symbol] * w / (length * scene.box.width_nm)
            narrow = min(w / pitch, 1.0)
            delta = 2 * pitch / math.pi * math.log(1 / math.sin(math.pi * narrow / 2))
            strip = scene.geometry.strip_height
            layer = scene.box.half_height_nm - strip / 2
            series = (s / doors) * w * delta / (2 * length * pitch) + MILNE * scene.near_step_nm / length
            series += permeability * layer / scene.diffusion[symbol]
            u = species.charge * voltage_mV / self.V_T
            spread = u / math.tanh(u / 2) if abs(u) > 1e-6 else 2.0
            concentrations = scene.balanced("inside").get(symbol, 0.0), scene.balanced("outside").get(symbol, 0.0)
            efflux, influx = ghk_fluxes(species.charge, permeability, voltage_mV, *concentrations, self.kelvin)
            net = float(efflux) - float(influx)
            found[symbol] = species.charge * net * self.geometry.membrane_area / (1 + series * spread)
        return found

    def open_doors(self, m: float, h: float, n: float) -> dict[str, float]:
        share = {"HH_Na": m**3 * h, "HH_K": n**4, None: 1.0}
        return {c.kind: c.count * share[c.gating] * (c.state == "open") for c in self.scene.channels}

    def run(
        self,
        end_ns: float,
        stimulus: Callable[[float], float] = lambda t: 0.0,
        start_mV: float | None = None,
        corners: tuple[float, ...] = (),
    ) -> Trace:
        """Solve from start_mV, gates at rest there. stimulus: ions per ns for 100 nm of depth, as in
        `sim.commands.electrode.Stimulate`; corners: times at which it jumps."""
        gating, celsius = self.scene.gating, self.scene.temperature_C
        share = self.geometry.depth / DEPTH_NM

        def change(t: float, y: NDArray[np.float64]) -> list[float]:
            voltage, m, h, n = y
            out = sum(self.currents(voltage, self.open_doors(m, h, n)).values())
            gates = [
                (float(open_share(p, voltage, gating)) - x) / float(time_constant_ns(p, voltage, gating, celsius))
                for p, x in zip("mhn", (m, h, n), strict=True)
            ]
            return [self.V_T * (stimulus(t) * share - out) / self.n0, *gates]

        voltage = self.scene.initial_mV if start_mV is None else start_mV
        y = [voltage, *(float(open_share(p, voltage, gating)) for p in "mhn")]
        times, states = [], []
        edges = sorted({0.0, *(c for c in corners if 0 < c < end_ns), end_ns})
        for begin, end in pairwise(edges):
            grid = np.arange(math.ceil(begin), end, 1.0)
            solved = solve_ivp(change, (begin, end), y, method="LSODA", t_eval=[*grid, end], rtol=1e-6, atol=1e-8)
            y = list(solved.y[:, -1])
            times.append(solved.t[:-1])
            states.append(solved.y[:, :-1])
        return Trace(np.concatenate(times), *np.concatenate(states, axis=1))


def pulse(ions_per_ns: float, at_ns: float, duration_ns: float) -> tuple[Callable[[float], float], tuple[float, ...]]:
    """A rectangular stimulus and its corners, for `Sister.run`."""
    return lambda t: ions_per_ns if at_ns <= t < at_ns + duration_ns else 0.0, (at_ns, at_ns + duration_ns)


def peak_and_width(voltage_mV: NDArray[np.float64], level_mV: float) -> tuple[float, float]:
    """Highest voltage (mV) and time spent above a level (ns), of a value each ns."""
    return float(voltage_mV.max()), float((voltage_mV > level_mV).sum())
