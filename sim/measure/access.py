"""The way to a pore: what mouths, the walk's step and the solution before them add to the resistance of channels, and
what GHK is with it.

Theory for charts and reports, never read by the dynamics.
"""

import math
from collections.abc import Mapping

import numpy as np

from sim import theory
from sim.measure.observables import Observation
from sim.scene import Scene, entry_probability
from sim.species import D_REFERENCE
from sim.theory.roots import bernoulli, rising_root
from sim.theory.values import Array
from sim.units import kelvin, thermal_voltage_mV, water_permittivity

MILNE, MILNE_IN_FIELD = 0.516, 0.13  # extrapolation length of a walk at a mouth, in steps; see expected_currents
TOLD_FROM_MV = 1.0  # a correction above this is said when a scene is loaded


def expected_currents(observation: Observation, scene: Scene) -> dict[str, float]:
    """GHK current of each species across the whole membrane at the present voltage, e/ns, outward positive.

    The permeability in nm/ns is P x pore_entry x D_REFERENCE x (width of the pores) / (thickness x width of the box),
    with D_REFERENCE at the scene's temperature.
    The way to a pore is in series with it: the GHK current is divided by 1 + P R_in B(-u) + P R_out B(u), u = z V / V_T
    and B Bernoulli's function, where P R = s w delta / (2 L d) + e sigma / L + P h' / D on each side. The first is that
    of slits of width w at distance d in a thin wall, delta = (2 d / pi) ln(1 / sin(pi w / 2 d)) (Morse & Feshbach 1953,
    Methods of Theoretical Physics, ch. 12.2). The second is the extrapolation length of a walk of uniform steps sigma
    at a mouth, e = 0.516 - 0.13 abs(u) sigma / L: Milne's problem, its constant and its slope in the field from the
    walk's equation in one dimension, solved as a matrix (tests/sim/measure/test_access.py does). The third is the
    solution of a side of height h, from the membrane to where its concentration is the mean that is counted: h' = h / 3
    of a closed side that fills up evenly, (h^2 - t^2) / 2h where a strip of height t at the wall is kept fresh.
    Where the field is solved, a mouth lies in the layer of its face: the voltage is shared by slab and layers as by
    capacitors in series (Debye's layers, linear: 1 % of their part at 100 mV), the pore has the slab's, and ions stand
    at its ends with Boltzmann's factors; the solution beyond, seen from there, resists less by that factor.
    """
    inside, outside = observation.bulk_mM("inside"), observation.bulk_mM("outside")
    u = np.array(observation.voltage_mV / thermal_voltage_mV(observation.temperature_K))
    way, passes = Way(scene, counted=True), observation.permeability
    return {s: float(way.current(s, u, passes[s], inside[s], outside[s])) for s in observation.valence}


def ghk_with_access(observation: Observation, scene: Scene) -> float:
    """Voltage in mV at which these currents cancel; nan where nothing passes."""
    sides = observation.bulk_mM("inside"), observation.bulk_mM("outside")
    return Way(scene, counted=True).voltage_mV(observation.permeability, *sides)


def access_correction_mV(scene: Scene) -> float:
    """What the way to the pores adds to the GHK voltage of the concentrations as they are written, with all doors open
    but those that the voltage opens; nan where nothing passes."""
    valence = {s: scene.species[s].charge for s in {*scene.inside, *scene.outside}}
    inside, outside = ({s: side.get(s, 0.0) for s in valence} for side in (scene.inside, scene.outside))
    leaks = [c for c in scene.channels if c.gating is None]
    passes = {s: sum(c.count * c.permeability.get(s, 0.0) for c in leaks) for s in valence}
    plain = theory.ghk_voltage(passes, inside, outside, kelvin(scene.temperature_C), valence)
    return Way(scene, counted=False).voltage_mV(passes, inside, outside) - plain


class Way:
    """To and through the pores of a scene. counted: whether concentrations are the means of whole sides, not those of
    the reservoirs."""

    def __init__(self, scene: Scene, counted: bool) -> None:
        self._scene = scene
        self._kelvin = kelvin(scene.temperature_C)
        self._V_T = thermal_voltage_mV(self._kelvin)
        high, strip = scene.geometry.half_height, scene.geometry.strip_height
        fresh = (high**2 - strip**2) / (2 * high) if counted else high - strip / 2
        self._layers_nm = [
            fresh if bath == "perfused" else high / 3 for bath in (scene.bath_inside, scene.bath_outside)
        ]
        self._shares = layer_shares(scene)

    def voltage_mV(
        self, permeability: Mapping[str, float], inside: Mapping[str, float], outside: Mapping[str, float]
    ) -> float:
        """Where all currents cancel. permeability: of all open doors, relative; inside, outside: mM."""
        passing = [s for s, p in permeability.items() if p > 0 and (inside.get(s, 0.0) > 0 or outside.get(s, 0.0) > 0)]
        if not passing:
            return math.nan

        def net(u: Array) -> Array:
            each = [self.current(s, u, permeability[s], inside.get(s, 0.0), outside.get(s, 0.0)) for s in passing]
            return np.asarray(np.sum(each, axis=0))

        return float(rising_root(net, np.zeros(()))) * self._V_T

    def current(self, symbol: str, u: Array, total: float, inside_mM: float, outside_mM: float) -> Array:
        """Of a species at V = u V_T, e/ns. total: relative permeability of all its open doors."""
        scene = self._scene
        membrane, width, species = scene.membrane, scene.geometry.width, scene.species[symbol]
        doors = sum(channel.count for channel in scene.channels if channel.permeability.get(symbol, 0) > 0)
        if doors == 0 or total == 0:
            return np.zeros_like(u)
        w, length, pitch, z = membrane.pore_width_nm, membrane.thickness_nm, width / doors, species.charge
        permeability = total * membrane.pore_entry * D_REFERENCE * scene.diffusion_ratio * w / (length * width)
        in_layer, beyond = (np.exp(sign * z * share * u) for sign, share in zip((1, -1), self._shares, strict=True))
        at_ends = inside_mM * in_layer, outside_mM * beyond
        slab = u * (1 - sum(self._shares))
        free = theory.ghk_current(z, np.asarray(permeability), slab * self._V_T, *at_ends, self._kelvin)
        delta = 2 * pitch / math.pi * math.log(1 / math.sin(math.pi * w / (2 * pitch)))
        work, step = np.abs(z * slab), scene.near_step_nm / length
        mouth = entry_probability(scene, symbol, total / doors) * w * delta / (2 * length * pitch)
        mouths = mouth + np.maximum(MILNE - MILNE_IN_FIELD * work * step, 0.0) * step
        inner, outer = (
            mouths + permeability * layer / scene.diffusion[symbol] * factor
            for layer, factor in zip(self._layers_nm, (in_layer, beyond), strict=True)
        )
        slowed = 1 + inner * bernoulli(np.asarray(-z * slab)) + outer * bernoulli(np.asarray(z * slab))
        return np.asarray(scene.geometry.membrane_area * free / slowed)


def layer_shares(scene: Scene) -> tuple[float, float]:
    """Of a small voltage, what stands across the layers inside and outside; none where the capacitance is given.

    Of the concentrations as written. Source: capacitors in series, `sim.theory.series_capacitance`.
    """
    if scene.field.kind == "capacitor":
        return 0.0, 0.0
    water = water_permittivity(scene.temperature_C)
    inner, outer = (
        theory.debye_nm(mM, {s: scene.species[s].charge for s in mM}, kelvin(scene.temperature_C), water) / water
        for mM in (scene.balanced("inside"), scene.balanced("outside"))
    )
    whole = inner + scene.membrane.thickness_nm / scene.permittivity + outer
    return inner / whole, outer / whole
