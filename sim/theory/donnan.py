"""sum z c_out e^(-z u) + fixed = 0: Donnan's equilibrium of ions that can cross with a charge that cannot."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.theory.roots import rising_root
from sim.theory.values import Array, Values, checked, checked_valence
from sim.units import thermal_voltage_mV


@dataclass(frozen=True)
class DonnanEquilibrium:
    """voltage_mV; ratio: c_in / c_out = e^(-z u) of each permeant species; inside, outside: amounts at
    equilibrium, mM from `donnan`, ions from `donnan_closed`. All nan if no voltage gives equilibrium."""

    voltage_mV: float
    ratio: Mapping[str, float]
    inside: Mapping[str, float]
    outside: Mapping[str, float]


def donnan(
    bath: Mapping[str, float], fixed_inside_mM: float, kelvin: float, valence: Mapping[str, int]
) -> DonnanEquilibrium:
    """Donnan equilibrium of a side that holds a fixed charge with a large bath.

    Solves sum z c_out e^(-z u) + fixed = 0, which has one root if permeant ions of the missing sign exist.
    bath: permeant species outside, mM; fixed_inside_mM: impermeant charge inside, mM of elementary charges,
    signed; kelvin: K; valence: species -> z.
    Raises ValueError for a negative concentration, a species without a valence, kelvin <= 0.
    Source: Donnan 1911, Z Elektrochem 17:572; Overbeek 1956, Prog Biophys 6:57.
    """
    scale = thermal_voltage_mV(kelvin)
    z, amount = _charges("bath", bath, valence)
    present = amount > 0

    def minus_charge(u: Array) -> Array:
        return np.asarray(-np.sum((z * amount)[present] * np.exp(-z[present] * u)) - fixed_inside_mM)

    u = _single_root(minus_charge, minus_charge_at_ends=_ends(z, amount, fixed_inside_mM, unlimited=True))
    with np.errstate(over="ignore"):
        ratio = np.exp(-z * u)
    inside, outside = amount * ratio, np.where(np.isnan(ratio), np.nan, amount)
    return DonnanEquilibrium(scale * u, *(_named(bath, values) for values in (ratio, inside, outside)))


def donnan_closed(
    totals: Mapping[str, float],
    volume_inside_nm3: float,
    volume_outside_nm3: float,
    fixed_inside: float,
    kelvin: float,
    valence: Mapping[str, int],
    *,
    fixed_outside: float | None = None,
    n0: float = 0.0,
) -> DonnanEquilibrium:
    """Donnan equilibrium of two closed compartments that share a fixed number of each permeant ion.

    Each species spreads as N_in / N_out = (v_in / v_out) e^(-z u), and the charge inside loads the membrane:
    sum z N_in + fixed_inside = n0 u. Ions within the membrane itself are not counted.
    totals: ions of each permeant species in the whole box; volumes: nm3; fixed_inside, fixed_outside: charge
    of the impermeant ions, elementary charges, signed; n0: charges per thermal voltage, 0 for exact
    neutrality; kelvin: K; valence: species -> z. The voltage follows from the charge inside alone;
    fixed_outside, if given, serves to check that the whole box is neutral, to half a charge or one part in a
    million.
    Raises ValueError for negative totals or n0, a volume or kelvin <= 0, a missing valence, a charged box.
    Source: as `donnan`; end state of a pump-leak cell without pump: Dijkstra 2016, J Neurosci 36:11881.
    """
    scale = thermal_voltage_mV(kelvin)
    z, amount = _charges("totals", totals, valence)
    checked("n0", n0)
    for side, volume in (("inside", volume_inside_nm3), ("outside", volume_outside_nm3)):
        if not volume > 0:
            raise ValueError(f"volume_{side}_nm3: expected a positive volume, got {volume}")
    if fixed_outside is not None:
        net = float(z @ amount) + fixed_inside + fixed_outside
        size = float(np.abs(z) @ amount) + abs(fixed_inside) + abs(fixed_outside)
        if abs(net) > max(0.5, 1e-6 * size):
            raise ValueError(f"fixed_outside: expected a neutral box, got a charge of {net:+g} e")
    volume_log = np.log(volume_inside_nm3 / volume_outside_nm3)

    def shares(u: Values) -> tuple[Array, Array]:
        x = volume_log - z * u
        with np.errstate(over="ignore"):
            return amount / (1 + np.exp(-x)), amount / (1 + np.exp(x))

    def minus_charge(u: Array) -> Array:
        return np.asarray(n0 * u - fixed_inside - z @ shares(u)[0])

    ends = (-np.inf, np.inf) if n0 > 0 else _ends(z, amount, fixed_inside, unlimited=False)
    u = _single_root(minus_charge, minus_charge_at_ends=ends)
    with np.errstate(over="ignore"):
        ratio = np.exp(-z * u)
    inside, outside = shares(u)
    return DonnanEquilibrium(scale * u, *(_named(totals, values) for values in (ratio, inside, outside)))


def _charges(name: str, amounts: Mapping[str, float], valence: Mapping[str, int]) -> tuple[Array, Array]:
    for symbol, amount in amounts.items():
        checked(f"{name}[{symbol!r}]", amount)
        if symbol not in valence:
            raise ValueError(f"valence: expected an entry for {symbol!r}")
        checked_valence(f"valence[{symbol!r}]", valence[symbol])
    return np.array([float(valence[s]) for s in amounts]), np.array([float(a) for a in amounts.values()])


def _ends(z: Array, amount: Array, fixed: float, *, unlimited: bool) -> tuple[float, float]:
    """Minus the charge inside as u goes to -inf (cations rush in) and to +inf (anions do)."""
    cations, anions = (float(np.sum(np.abs(z * amount)[sign * z > 0])) for sign in (1, -1))
    if unlimited:
        cations, anions = (np.inf if side > 0 else 0.0 for side in (cations, anions))
    return -cations - fixed, anions - fixed


def _single_root(rising: Callable[[Array], Array], *, minus_charge_at_ends: tuple[float, float]) -> float:
    low, high = minus_charge_at_ends
    return float(rising_root(rising, np.zeros(()))) if low < 0 < high else float("nan")


def _named(keys: Mapping[str, float], values: Array) -> dict[str, float]:
    return {symbol: float(value) for symbol, value in zip(keys, values, strict=True)}
