"""Where the ions start: uniform on each side, every side exactly electroneutral in integers."""

import numpy as np
from numpy.typing import NDArray

from sim.geometry import Geometry
from sim.ions import Ions
from sim.problems import Problem, SceneError
from sim.scene import SIDES, Scene, Side
from sim.species import BALANCING
from sim.units import kelvin, thermal_voltage_mV

LAYER_NM = 0.8  # Debye's length at 150 mM: thick enough to begin with


def place(scene: Scene, geometry: Geometry, thermal_charge: float, generator: np.random.Generator) -> Ions:
    """All ions of a scene, at random places.

    Raises SceneError if a side has too few cations for the initial voltage.
    """
    counts = {side: _whole_numbers(scene, side, geometry) for side in SIDES}
    _charge_up(scene, counts, thermal_charge)
    species = scene.species
    evenly = scene.field.kind != "capacitor"  # the noise of dice would be tens of mV for the first nanoseconds
    ions = Ions(species, {symbol: sum(counts[side][symbol] for side in SIDES) for symbol in species})
    for side in SIDES:
        layer = _layer(scene, counts[side]) if evenly else {}
        for symbol, n in counts[side].items():
            k, at_membrane = ions.index[symbol], layer.get(symbol, 0)
            ions.add(k, *anywhere(geometry, side, n - at_membrane, generator, evenly))
            if at_membrane:
                x, y = anywhere(geometry, side, at_membrane, generator)
                heights = np.minimum(generator.exponential(LAYER_NM, at_membrane), geometry.half_height)
                ions.add(k, x, np.copysign(geometry.face + heights, y))
    return ions


def _layer(scene: Scene, counts: dict[str, int]) -> dict[str, int]:
    """The ions that carry a side's net charge, to be placed at the membrane: spread over the side they would make a
    voltage of volts until they got there."""
    net = sum(scene.species[symbol].charge * n for symbol, n in counts.items())
    carriers = [
        symbol for symbol in counts if scene.species[symbol].charge * net > 0 and scene.species[symbol].charge ** 2 == 1
    ]
    if not carriers:
        return {}
    main = max(carriers, key=lambda symbol: counts[symbol])
    return {main: min(abs(net), counts[main])}


def anywhere(
    geometry: Geometry, side: Side, count: int, generator: np.random.Generator, evenly: bool = False
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places x, y (float64[count], nm) of so many ions, uniform on a side; evenly: one in each of `count` layers, as
    ions that screen each other stand, not as the dice have it."""
    x = generator.uniform(0, geometry.width, count)
    if evenly:
        layer = (generator.permutation(count) + generator.random(count)) / count
        y = geometry.face + geometry.half_height * layer
        return x, y if side == "outside" else -y
    y = generator.uniform(geometry.face, geometry.face + geometry.half_height, count)
    return x, y if side == "outside" else -y


def _whole_numbers(scene: Scene, side: Side, geometry: Geometry) -> dict[str, int]:
    """Counts of one side; rounding is made good with the most abundant monovalent ion."""
    concentrations = scene.balanced(side)
    counts = {symbol: round(geometry.ions_at(concentrations.get(symbol, 0.0))) for symbol in scene.species}
    net = sum(scene.species[symbol].charge * n for symbol, n in counts.items())
    monovalent = [symbol for symbol in counts if abs(scene.species[symbol].charge) == 1]
    main = max(monovalent, key=lambda symbol: counts[symbol])
    counts[main] -= net * scene.species[main].charge
    return counts


def _charge_up(scene: Scene, counts: dict[Side, dict[str, int]], thermal_charge: float) -> None:
    """Make the initial voltage by moving cations across, as if they had leaked already. A side with a bath has long
    exchanged them for the cation that it has most of, so that its concentrations are those of the bath."""
    charges = round(scene.initial_mV / thermal_voltage_mV(kelvin(scene.temperature_C)) * thermal_charge)
    if charges == 0:
        return
    source: Side = "inside" if charges < 0 else "outside"
    target: Side = "outside" if charges < 0 else "inside"
    permeant = {s for channel in scene.channels for s, p in channel.permeability.items() if p > 0}
    cations = [s for s, species in scene.species.items() if species.charge == 1]
    main = max(cations, key=lambda s: (s in permeant, counts[source][s]))
    moved = dict.fromkeys((source, target), main)
    for side in moved:
        if scene.bath(side) == "perfused":
            moved[side] = max(cations, key=lambda s: (s not in BALANCING.values(), counts[side][s]))
    if counts[source][moved[source]] < abs(charges):
        message = (
            f"expected a voltage that {counts[source][moved[source]]} {moved[source]} ions {source} can make, "
            f"got {scene.initial_mV:g}"
        )
        raise SceneError([Problem("initial_mV", message)])
    counts[source][moved[source]] -= abs(charges)
    counts[target][moved[target]] += abs(charges)
