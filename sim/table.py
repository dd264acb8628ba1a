"""A run as a table: a column for each number of an Observation, a row for each time that one was taken.

Columns (float64[rows] but where said otherwise; of each species X, of each kind of voltage-gated channel D):

time_ns             when the row was taken
voltage_mV          the voltage then, counted from the ions, or held by a clamp
voltage_mean_mV     mean over all macro-steps since the row before
X_inside_mM         concentration inside, and X_outside_mM outside, counted then
X_in, X_out         int64: passages through the channels since the start of the simulation
X_net_out           int64: how many more went out than in since the row before
X_current_pA        the current that these carried, outward positive (a Cl- that leaves is a current inward)
X_permeability      relative, sum over the channels that are open then, flickering ones by their mean
X_exchanged         int64: ions that baths and commands have added in all, negative: taken away
charge_inside_e     counted charge on the membrane's inner side, elementary charges
stimulus_e_per_ns   charge that a stimulating electrode puts in then
D_open_share        of voltage-gated channels; particle_m_share and so on: the open part of their gating particles
pump_cycles         int64, with a pump alone, and so pump_ATP_spent (int64) and pump_ATP (molecules at hand)
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.measure.observables import Observation
from sim.units import ELEMENTARY_CHARGE

Table = dict[str, NDArray[np.float64] | NDArray[np.int64]]
PA_PER_E_NS = ELEMENTARY_CHARGE * 1e9 * 1e12  # a charge a nanosecond in pA, 160


def record(
    ns: float,
    every: float,
    macro_step_ns: float,
    advance: Callable[[float], NDArray[np.float64]],
    observe: Callable[[], Observation],
) -> Table:
    """Advance by ns and look at the end of each `every`; see `Simulation.run`, which says what is refused."""
    for name, value in (("ns", ns), ("every", every)):
        if not (np.isfinite(value) and value >= macro_step_ns):
            raise ValueError(f"{name}: expected a time of at least one macro-step ({macro_step_ns:g} ns), got {value}")
    before, rows = observe(), list[dict[str, float]]()
    done = 0.0
    for stop in _stops(ns, every):
        voltages = advance(stop - done)
        done = stop
        if len(voltages):  # a rest that is shorter than a macro-step stays with the simulation
            now = observe()
            rows.append(dict(_row(before, now, float(voltages.mean()))))
            before = now
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def _stops(ns: float, every: float) -> Iterator[float]:
    """The end of each `every`, and the end."""
    whole = int(ns / every + 1e-9)
    yield from (n * every for n in range(1, whole + 1))
    if ns - whole * every > 1e-9 * ns:
        yield ns


def _row(before: Observation, now: Observation, mean_mV: float) -> Iterator[tuple[str, float]]:
    yield "time_ns", float(now.time_ns)
    yield "voltage_mV", float(now.voltage_mV)
    yield "voltage_mean_mV", mean_mV
    species: Sequence[str] = list(now.counts)
    for side in ("inside", "outside"):
        yield from ((f"{s}_{side}_mM", float(now.concentration_mM[side][s])) for s in species)
    net = {s: _net_out(now, s) - _net_out(before, s) for s in species}
    for s in species:
        yield f"{s}_in", now.crossings[s]["in"]
        yield f"{s}_out", now.crossings[s]["out"]
        yield f"{s}_net_out", net[s]
    passed_ns = now.time_ns - before.time_ns
    yield from ((f"{s}_current_pA", PA_PER_E_NS * now.valence[s] * net[s] / passed_ns) for s in species)
    yield from ((f"{s}_permeability", float(now.permeability.get(s, 0.0))) for s in species)
    yield from ((f"{s}_exchanged", int(now.exchanged.get(s, 0))) for s in species)
    yield "charge_inside_e", float(now.counted_charge)
    yield "stimulus_e_per_ns", float(now.stimulus)
    if now.gating is not None:
        yield from ((f"{kind}_open_share", float(share)) for kind, share in now.gating.open_share.items())
        yield from ((f"particle_{name}_share", float(share)) for name, share in now.gating.particle_share.items())
    if now.pump is not None:
        yield "pump_cycles", now.pump.cycles
        yield "pump_ATP_spent", now.pump.atp_spent
        yield "pump_ATP", float(now.pump.atp)


def _net_out(seen: Observation, symbol: str) -> int:
    return seen.crossings[symbol]["out"] - seen.crossings[symbol]["in"]
