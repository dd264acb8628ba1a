"""What is kept of a moment so that it can be seen again: the ions in focus, gates, pumps, and all that was counted."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from render.box.doors.gates import GateCount
from render.box.field.charge import LaidCharge
from render.box.membrane import MembraneState
from render.playback.history import Trace
from render.playback.snapshot import Snapshot

KEPT = np.dtype(
    [
        ("ident", np.uint32),
        ("kind", np.uint8),
        ("x", np.float32),
        ("y", np.float32),
        ("glow", np.float32),
        ("alpha", np.float32),
    ]
)
_NO = np.empty(0)
NO_PAST = Trace(0.0, 0.0, 0.0, _NO, _NO, _NO, _NO, _NO, {})
NO_PLACES, NO_NAMES = np.empty(0, np.float32), np.empty(0, np.uint32)


@dataclass(frozen=True)
class Moment:
    """snapshot: without places of its ions and the chart's past; ions: KEPT records of those in focus, as shown;
    light_mV: voltage for which the glow of the faces was drawn; charge: its place, as painted; count, door: of the
    doors that can inactivate."""

    snapshot: Snapshot
    ions: NDArray[np.void]
    membrane: MembraneState
    light_mV: float
    charge: LaidCharge | None
    count: GateCount | None
    door: int


def kept_ions(shown: NDArray[np.void]) -> NDArray[np.void]:
    """Of the records of shown ions what a later drawing needs."""
    ions = np.empty(len(shown), KEPT)
    for name in KEPT.names or ():
        ions[name] = shown[name]
    return ions


def kept_snapshot(snapshot: Snapshot) -> Snapshot:
    """Arrays that are filled again are left out, and large ones of which another form is kept; all others are made anew
    for each snapshot."""
    seen = snapshot.observation
    field = None if seen.field is None else replace(seen.field, heights_nm=_NO, charge=_NO, psi=_NO)
    gating = None if seen.gating is None else replace(seen.gating, particles_open=())
    observation = replace(seen, field=field, gating=gating)
    return replace(
        snapshot,
        observation=observation,
        x=NO_PLACES,
        y=NO_PLACES,
        ident=NO_NAMES,
        trace=NO_PAST,
        whole=None,
        deeds=(),
        paused=True,
    )
