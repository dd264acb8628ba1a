"""What a snapshot tells: which doors are for an ion, whether they are open, whether there are pumps, how much noise."""

from typing import TYPE_CHECKING, Any

from render.playback.comparison import NO_CASE, PICOAMPERE
from render.playback.snapshot import Snapshot

if TYPE_CHECKING:
    from sim import Observation

OPEN, PARTICLE, CURRENT = "open:", "particle:", "current:"  # lanes of the chart of voltage-gated channels
NERNST = ("K", "Na", "Cl", "Ca")  # whose equilibrium voltages are shown


def gate_name(code: Any) -> str:
    return ("open", "closed", "blocked")[int(code)]


def switch_case(name: str, snapshot: Snapshot) -> int | None:
    """The case that a switch is for, by its action: "hand:1" and on."""
    hands, n = snapshot.scene_file.hands, int(name.partition(":")[2]) - 1
    return hands.switches[n] if hands is not None and n < len(hands.switches) else None


def door_state(snapshot: Snapshot, door: int) -> str:
    """What a door does now: "open", "closed" or "blocked" as it was told, and of one that was told to be open also what
    shuts it: "off" (gates are switched off), "inactivated" (plugged by its ball), "ready" (its voltage gate, the ball
    being away), "gated" (the gate of a door without a ball) or "flicker"."""
    told = gate_name(snapshot.gate[door])
    if told != "open" or snapshot.passing[door]:
        return told
    if not snapshot.gated[door]:
        return "flicker"
    gating = snapshot.observation.gating
    if gating is not None and not gating.responding:
        return "off"
    if snapshot.inactive[door]:
        return "inactivated"
    return "ready" if snapshot.ball[door] else "gated"


def switch_of(snapshot: Snapshot, symbol: str) -> str | None:
    """What a species' button says: gate_of, or "gated" where the voltage alone opens the doors that are left free."""
    kinds, gate = kinds_for(snapshot, symbol), gate_of(snapshot, symbol)
    gated = [bool(g) for g, kind in zip(snapshot.gated, snapshot.kind, strict=True) if kind in kinds]
    return "gated" if gate == "open" and all(gated) else gate


def has_pump(snapshot: Snapshot) -> bool:
    return snapshot.observation.pump is not None


def kinds_for(snapshot: Snapshot, symbol: str) -> list[str]:
    """The kinds of channel that pass this species best of all."""
    return [c.kind for c in snapshot.scene.channels if c.passes_best == symbol and c.kind in snapshot.kind]


def gate_of(snapshot: Snapshot, symbol: str) -> str | None:
    """ "open" if any channel for a species is open, else the state of the first; None if there are none."""
    kinds = kinds_for(snapshot, symbol)
    gates = [gate_name(g) for g, kind in zip(snapshot.gate, snapshot.kind, strict=True) if kind in kinds]
    return "open" if "open" in gates else (gates[0] if gates else None)


def published_mV(snapshot: Snapshot) -> float | None:
    """What was measured in the real cell as it is shown now: under the conditions of the running case, if any."""
    compared, file = snapshot.comparison, snapshot.scene_file
    if compared is None:
        return file.claim.published_mV
    return None if compared.case == NO_CASE else file.cases[compared.case].published_mV


def pump_balances(snapshot: Snapshot) -> bool:
    """Whether pumps run and make good for the leaks, as Mullins and Noda suppose: not where a bath does, or ATP is
    gone."""
    pump = snapshot.observation.pump
    if pump is None or not pump.running or pump.atp < 1 or any(pump.locked):
        return False
    return "closed" in (snapshot.scene.bath_inside, snapshot.scene.bath_outside)


def predicts(snapshot: Snapshot) -> str:
    """Name of the prediction that is shown: the scene's own as long as what it supposes is so. Pumps that stand still
    leave the voltage to the leaks; one that is free to turn keeps it from running down to zero."""
    claimed, pump = snapshot.scene_file.claim.predicts, snapshot.observation.pump
    free = pump is not None and pump.running and not any(pump.locked)
    if claimed == "mullins_noda" and (pump is None or not free or pump.atp < 1):
        return "ghk"
    if claimed == "stall" and not free:
        return "ghk"
    if claimed == "zero" and pump is not None and free and not pump.dnp:
        return "mullins_noda"
    if claimed.startswith("nernst:") and not snapshot.observation.permeability.get(
        claimed.removeprefix("nernst:"), 0.0
    ):
        return "ghk"  # an ion that cannot pass has no say
    return claimed


def thermal_noise_mV(snapshot: Snapshot) -> float:
    """sigma_V = V_T / sqrt(n0)."""
    from sim.theory import thermal_noise_mV as noise

    return float(noise(snapshot.observation.thermal_charge, snapshot.observation.temperature_K))


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
