"""What theory predicts for the ions as they are counted now. Read by charts and validation, never by the dynamics."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from sim import theory
from sim.measure.observables import Observation
from sim.scene import Scene, entry_probability
from sim.species import D_REFERENCE
from sim.units import thermal_voltage_mV


@dataclass(frozen=True)
class Prediction:
    """Voltages in mV, inside against outside; nan where no formula applies (nothing permeant, a species missing).

    mullins_noda: for the pump's present stoichiometry, 3 : 2 without one; donnan: where V ends in a closed box when all
    that can cross has come to equilibrium, nan for a perfused or clamped one.
    """

    ghk: float
    mullins_noda: float
    nernst: Mapping[str, float]
    donnan: float = math.nan

    def named(self) -> dict[str, float]:
        """All predictions by name: "zero", "ghk", "mullins_noda", "donnan", "nernst:K", ..."""
        nernst = {f"nernst:{symbol}": mV for symbol, mV in self.nernst.items()}
        return {"zero": 0.0, "ghk": self.ghk, "mullins_noda": self.mullins_noda, "donnan": self.donnan, **nernst}


def predict(observation: Observation) -> Prediction:
    """Nernst, GHK and Mullins-Noda voltages from the counted concentrations and the open channels."""
    inside, outside = observation.concentration_mM["inside"], observation.concentration_mM["outside"]
    membrane = (observation.permeability, inside, outside, observation.temperature_K, observation.valence)
    present = [s for s in observation.valence if inside[s] > 0 or outside[s] > 0]
    return Prediction(
        ghk=theory.ghk_voltage(*membrane),
        mullins_noda=theory.mullins_noda(*membrane, r=_stoichiometry(observation)),
        nernst={
            s: theory.nernst(observation.valence[s], inside[s], outside[s], observation.temperature_K) for s in present
        },
        donnan=_donnan(observation),
    )


def _stoichiometry(observation: Observation) -> float:
    """Na+ moved for each K+; infinite for a pump that moves no K+ (where Mullins-Noda has no answer but E_K)."""
    pump = observation.pump
    if pump is None:
        return 1.5
    return pump.sodium / pump.potassium if pump.sodium and pump.potassium else math.nan


def _donnan(observation: Observation) -> float:
    """Equilibrium of a closed box in which only open channels let ions cross; the pumps count as still. What a clamp
    has left on the membrane is charge that cannot cross."""
    if observation.perfused or observation.clamp_mV is not None:
        return math.nan
    permeant = {s for s, p in observation.permeability.items() if p > 0}
    totals = {s: float(sum(observation.counts[s].values())) for s in observation.valence if s in permeant}
    if not any(totals.values()):
        return math.nan
    fixed: float = sum(z * observation.counts[s]["inside"] for s, z in observation.valence.items() if s not in permeant)
    fixed += observation.clamp_charge
    volume = observation.side_volume_nm3
    return theory.donnan_closed(
        totals,
        volume,
        volume,
        fixed,
        observation.temperature_K,
        observation.valence,
        n0=observation.thermal_charge,
    ).voltage_mV


def expected_currents(observation: Observation, scene: Scene) -> dict[str, float]:
    """GHK current of each species across the whole membrane at the present voltage, e/ns, outward positive.

    The permeability in nm/ns is P x pore_entry x D_REFERENCE x (width of the pores) / (thickness x width of the box),
    with D_REFERENCE at the scene's temperature.
    The way to a pore is in series with it: the GHK current is divided by 1 + P R u coth(u / 2), u = z V / V_T, where
    P R = s w delta / (2 L d) + 0.58 sigma / L on each side: slits of width w at distance d in a thin wall with
    delta = (2 d / pi) ln(1 / sin(pi w / 2 d)), and the extrapolation length of a random walk of step sigma at an
    absorbing face (Morse & Feshbach 1953, Methods of Theoretical Physics, ch. 12.2; 0.5825 for Gaussian steps).
    """
    return {symbol: _current(symbol, observation, scene) for symbol in observation.valence}


def _current(symbol: str, observation: Observation, scene: Scene) -> float:
    membrane, geometry = scene.membrane, scene.geometry
    doors = sum(channel.count for channel in scene.channels if channel.permeability.get(symbol, 0) > 0)
    total = observation.permeability[symbol]
    if doors == 0 or total == 0:
        return 0.0
    w, length, pitch = membrane.pore_width_nm, membrane.thickness_nm, geometry.width / doors
    z = observation.valence[symbol]
    free = theory.ghk_current(
        z,
        total * membrane.pore_entry * D_REFERENCE * scene.diffusion_ratio * w / (length * geometry.width),
        observation.voltage_mV,
        observation.concentration_mM["inside"][symbol],
        observation.concentration_mM["outside"][symbol],
        observation.temperature_K,
    )
    delta = 2 * pitch / math.pi * math.log(1 / math.sin(math.pi * w / (2 * pitch)))
    series = entry_probability(scene, symbol, total / doors) * w * delta / (2 * length * pitch)
    series += 0.58 * scene.near_step_nm / length
    u = z * observation.voltage_mV / thermal_voltage_mV(observation.temperature_K)
    spread = u / math.tanh(u / 2) if abs(u) > 1e-6 else 2.0
    return geometry.membrane_area * free / (1 + series * spread)
