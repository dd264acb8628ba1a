"""One measurement: the mean voltage over a window, and everything that was set and counted meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError


@dataclass(frozen=True)
class Record:
    """What is kept of one window. Voltages in mV, concentrations in mM by side and species, times simulated ns.

    ident: its own name among all; at: when it was made, ISO 8601 with zone; scene: name of the scene; effective: as
    many independent samples would have told as much; half_mV: half the 95 % interval of the mean; predicts: the
    scene's claim; predicted_mV: by name ("ghk", "nernst:K"), those that apply, means over the window; set_mM: as each
    side was given; counted_mM: mean over the side; bulk_mM: the same beyond the layers of charge at the membrane, which
    theory is given; permeability: of the membrane, relative, by species; doors_open, doors: by kind; passes: of one
    door, by kind and species; field: sim.scene.FieldKind; bath: of each side; clamp_mV: held, None without a clamp;
    pump: what it is told and has, None without one; note: the student's own words.
    """

    ident: str
    at: str
    scene: str
    seed: int
    ions: int
    time_ns: float
    window_ns: float
    voltage_mV: float
    half_mV: float
    effective: float
    predicts: str
    predicted_mV: Mapping[str, float]
    set_mM: Mapping[str, Mapping[str, float]]
    counted_mM: Mapping[str, Mapping[str, float]]
    bulk_mM: Mapping[str, Mapping[str, float]]
    valence: Mapping[str, int]
    permeability: Mapping[str, float]
    doors_open: Mapping[str, int]
    doors: Mapping[str, int]
    passes: Mapping[str, Mapping[str, float]]
    temperature_C: float
    field: str
    bath: Mapping[str, str]
    clamp_mV: float | None = None
    pump: Mapping[str, bool | int | float] | None = None
    note: str = ""

    # a file may come from a later version, with more in it than is known here; numbers that are none are damage
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="ignore", allow_inf_nan=False)


@cache
def _adapter() -> TypeAdapter[Record]:
    return TypeAdapter(Record)


def to_plain(record: Record) -> dict[str, Any]:
    """As JSON has it."""
    plain: dict[str, Any] = _adapter().dump_python(record, mode="json")
    return plain


def from_plain(plain: object) -> Record:
    """Raises ValueError for what is no record."""
    try:
        return _adapter().validate_python(plain)
    except ValidationError as error:
        raise ValueError(str(error)) from None
