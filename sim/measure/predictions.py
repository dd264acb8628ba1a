"""What theory predicts for the ions as they are counted now. Read by charts and validation, never by the dynamics."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from sim import theory
from sim.measure.observables import Observation
from sim.theory.pump_energy import stall_mV


@dataclass(frozen=True)
class Prediction:
    """Voltages in mV, inside against outside; nan where no formula applies (nothing permeant, a species missing).

    mullins_noda: for the pump's present stoichiometry, 3 : 2 without one; donnan: where V ends in a closed box when all
    that can cross has come to equilibrium, nan for a perfused or clamped one; stall: where a turn of the pump costs
    what an ATP gives now.
    """

    ghk: float
    mullins_noda: float
    nernst: Mapping[str, float]
    donnan: float = math.nan
    stall: float = math.nan

    def named(self) -> dict[str, float]:
        """All predictions by name: "zero", "ghk", "mullins_noda", "donnan", "stall", "nernst:K", ..."""
        nernst = {f"nernst:{symbol}": mV for symbol, mV in self.nernst.items()}
        pumped = {"mullins_noda": self.mullins_noda, "stall": self.stall}
        return {"zero": 0.0, "ghk": self.ghk, "donnan": self.donnan, **pumped, **nernst}


def predict(observation: Observation) -> Prediction:
    """All voltages, from the counted concentrations, the open channels and the ATP at hand."""
    inside, outside = observation.bulk_mM("inside"), observation.bulk_mM("outside")
    membrane = (observation.permeability, inside, outside, observation.temperature_K, observation.valence)
    present = [s for s in observation.valence if inside[s] > 0 or outside[s] > 0]
    return Prediction(
        ghk=theory.ghk_voltage(*membrane),
        mullins_noda=theory.mullins_noda(*membrane, r=_stoichiometry(observation)),
        nernst={
            s: theory.nernst(observation.valence[s], inside[s], outside[s], observation.temperature_K) for s in present
        },
        donnan=_donnan(observation),
        stall=_stall(observation),
    )


def _stoichiometry(observation: Observation) -> float:
    """Na+ moved for each K+; infinite for a pump that moves no K+ (where Mullins-Noda has no answer but E_K)."""
    pump = observation.pump
    if pump is None:
        return 1.5
    return pump.sodium / pump.potassium if pump.sodium and pump.potassium else math.nan


def _stall(observation: Observation) -> float:
    pump, inside, outside = observation.pump, *(observation.bulk_mM(side) for side in ("inside", "outside"))
    if pump is None or any(side[symbol] <= 0 for side in (inside, outside) for symbol in ("Na", "K")):
        return math.nan
    ATP = pump.atp_kJ_per_mol
    mV = stall_mV(ATP, pump.sodium, pump.potassium, inside, outside, observation.temperature_K)
    return mV if math.isfinite(mV) else math.nan


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
