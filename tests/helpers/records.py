"""Made-up records for the notebook."""

from dataclasses import replace

from scenes.notebook.record import Record
from sim import theory
from sim.units import kelvin

CELSIUS = 37.0


def record(ident: str = "a", outside_K: float = 5.0, voltage_mV: float | None = None, **others: object) -> Record:
    """Of a membrane that passes K+ alone, at the voltage of Nernst unless another is given."""
    inside, outside = {"K": 140.0, "Na": 10.0, "Cl": 10.0, "A": 140.0}, {"K": outside_K, "Na": 145.0, "Cl": 110.0}
    E_K = theory.nernst(1, inside["K"], outside["K"], kelvin(CELSIUS))
    amounts = {"inside": inside, "outside": outside}
    made = Record(
        ident=ident,
        at="2026-01-01T10:00:00+00:00",
        scene="potassium-only",
        seed=1,
        ions=2000,
        time_ns=9000.0,
        window_ns=7000.0,
        voltage_mV=E_K if voltage_mV is None else voltage_mV,
        half_mV=0.5,
        effective=24.0,
        predicts="nernst:K",
        predicted_mV={"zero": 0.0, "ghk": E_K, "nernst:K": E_K},
        set_mM=amounts,
        counted_mM=amounts,
        bulk_mM=amounts,
        valence={"K": 1, "Na": 1, "Cl": -1, "A": -1},
        permeability={"K": 24.0, "Na": 0.0, "Cl": 0.0},
        doors_open={"K": 12},
        doors={"K": 12},
        passes={"K": {"K": 2.0}},
        temperature_C=CELSIUS,
        field="layered",
        bath={"inside": "closed", "outside": "perfused"},
    )
    return replace(made, **others)  # type: ignore[arg-type]
