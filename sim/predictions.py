"""What theory predicts for the ions as they are counted now. Read by charts and validation, never by the dynamics."""

from collections.abc import Mapping
from dataclasses import dataclass

from sim import theory
from sim.observables import Observation


@dataclass(frozen=True)
class Prediction:
    """Voltages in mV, inside against outside; nan where no formula applies (nothing permeant, a species missing)."""

    ghk: float
    mullins_noda: float
    nernst: Mapping[str, float]

    def named(self) -> dict[str, float]:
        """All predictions by name: "zero", "ghk", "mullins_noda", "nernst:K", ..."""
        nernst = {f"nernst:{symbol}": mV for symbol, mV in self.nernst.items()}
        return {"zero": 0.0, "ghk": self.ghk, "mullins_noda": self.mullins_noda, **nernst}


def predict(observation: Observation) -> Prediction:
    """Nernst, GHK and Mullins-Noda voltages from the counted concentrations and the open channels."""
    inside, outside = observation.concentration_mM["inside"], observation.concentration_mM["outside"]
    membrane = (observation.permeability, inside, outside, observation.temperature_K, observation.valence)
    present = [s for s in observation.valence if inside[s] > 0 or outside[s] > 0]
    return Prediction(
        ghk=theory.ghk_voltage(*membrane),
        mullins_noda=theory.mullins_noda(*membrane),
        nernst={
            s: theory.nernst(observation.valence[s], inside[s], outside[s], observation.temperature_K) for s in present
        },
    )
