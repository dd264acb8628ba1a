"""What is kept of voltage-gated channels for the chart: open shares and currents, by name."""

from typing import TYPE_CHECKING

from render.playback.comparison import PICOAMPERE

if TYPE_CHECKING:
    from sim import Observation

OPEN, PARTICLE, CURRENT = "open:", "particle:", "current:"


def gating_figures(observation: "Observation") -> dict[str, float]:
    """What the lanes show of a moment, by name: shares from 0 to 1, currents in pA, outward positive; nothing without
    voltage-gated channels."""
    gating = observation.gating
    if gating is None:
        return {}
    found = {OPEN + kind: share for kind, share in gating.open_share.items()}
    found |= {PARTICLE + name: share for name, share in gating.particle_share.items() if name == "h"}
    permeant = [symbol for symbol, p in observation.permeability.items() if p > 0]
    return found | {CURRENT + s: PICOAMPERE * observation.current[s] for s in permeant if s in observation.current}
