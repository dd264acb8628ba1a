"""The box that all have to simulate: as a scene for the engine, as plain numbers for everybody else.

K+ 140/5 mM, Na+ 10/145 mM, 12 K+ and 1 Na+ channels, both sides closed, at the resting voltage from the start.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenes import load
from sim import Scene
from sim.scene import SIDES, Side, channel_centres, entry_probability
from sim.species import TABLE
from sim.units import kelvin, thermal_voltage_mV

NEAR_STEP_NM = 0.3  # sigma: a quarter of a pore's width
FASTEST = "K"  # of the species that pass a pore
FILE = Path(__file__).with_name("box.toml")


def scene(ions: int) -> Scene:
    """The box with so many ions; its depth follows from their number."""
    return load(FILE, [f"ions={ions}"]).scene


@dataclass(frozen=True)
class Plain:
    """The scene in numbers. Lengths nm, times ns, charges e.

    The membrane reaches from -face to face, each side on to wall. charge, diffusion: [species]; centre: [pores];
    entry: [species, pores], chance of being let in, 0 for the wrong channel; inside, outside: ions of each species at
    the start; thermal_charge: n0; steps_per_ns: fixed steps that resolve the pore.
    """

    symbols: tuple[str, ...]
    charge: NDArray[np.float64]
    diffusion: NDArray[np.float64]
    width: float
    face: float
    wall: float
    half_pore: float
    centre: NDArray[np.float64]
    entry: NDArray[np.float64]
    thermal_charge: float
    inside: tuple[int, ...]
    outside: tuple[int, ...]
    steps_per_ns: int

    @property
    def dt(self) -> float:
        return 1.0 / self.steps_per_ns

    @property
    def step_nm(self) -> NDArray[np.float64]:
        """Length of a fixed step of each species."""
        return np.sqrt(2 * self.diffusion * self.dt)

    @property
    def total(self) -> int:
        return sum(self.inside) + sum(self.outside)

    def scatter(self, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
        """x, y (nm) and species number of all ions, uniform on each side."""
        generator = np.random.default_rng(seed)
        kind = np.repeat(np.tile(np.arange(len(self.symbols)), 2), [*self.inside, *self.outside])
        y = generator.uniform(self.face, self.wall, self.total)
        y[: sum(self.inside)] *= -1
        return generator.uniform(0, self.width, self.total), y, kind


def steps_per_ns() -> int:
    """The fewest fixed steps a ns of which none is longer than sigma^2 / 2D of the fastest ion that passes a pore."""
    return math.ceil(2 * TABLE[FASTEST].diffusion / NEAR_STEP_NM**2)


def plain(of: Scene) -> Plain:
    """Walls, pores and ions of the scene."""
    geometry = of.geometry
    n0 = geometry.thermal_charge(of.membrane.capacitance_uF_cm2, kelvin(of.temperature_C))
    symbols = ("K", "Na", "Cl", "A")
    inside, outside = (_whole_numbers(of, side, symbols) for side in SIDES)
    leaked = round(-of.initial_mV / thermal_voltage_mV(kelvin(of.temperature_C)) * n0)
    inside["K"] -= leaked
    outside["K"] += leaked
    pores = channel_centres(of)
    return Plain(
        symbols=symbols,
        charge=np.array([TABLE[s].charge for s in symbols], float),
        diffusion=np.array([TABLE[s].diffusion for s in symbols]),
        width=geometry.width,
        face=geometry.face,
        wall=geometry.face + geometry.half_height,
        half_pore=of.membrane.pore_width_nm / 2,
        centre=np.array([x for _, x in pores]),
        entry=np.array(
            [[entry_probability(of, s, of.channels[i].permeability.get(s, 0.0)) for i, _ in pores] for s in symbols]
        ),
        thermal_charge=n0,
        inside=tuple(inside.values()),
        outside=tuple(outside.values()),
        steps_per_ns=steps_per_ns(),
    )


def _whole_numbers(of: Scene, side: Side, symbols: Sequence[str]) -> dict[str, int]:
    """Ions of one side, neutral in integers: the most abundant makes good for rounding."""
    counts = {symbol: round(of.geometry.ions_at(of.balanced(side).get(symbol, 0.0))) for symbol in symbols}
    main = max(counts, key=lambda symbol: counts[symbol])
    counts[main] -= TABLE[main].charge * sum(TABLE[symbol].charge * n for symbol, n in counts.items())
    return counts
