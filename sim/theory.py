"""What textbooks predict for the voltage: Nernst, Goldman-Hodgkin-Katz (GHK), Mullins-Noda, Donnan.

Read by charts and validation only; nothing here feeds back into the dynamics.

Voltages are inside against outside, mV; concentrations mM; temperatures K. In the formulas u = V F / RT is
the voltage in thermal voltages and B(x) = x / (e^x - 1), so that the GHK flux of a species of valence z is

    J = P [c_in B(-z u) - c_out B(z u)],      outward minus inward, each term positive.

Numbers may be floats or numpy arrays that broadcast; floats in give a float, arrays give an array. A species
missing from a concentration mapping is at 0 mM. Where no voltage is defined the answer is nan, not a warning.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, overload

import numpy as np
import numpy.typing as npt

from sim.units import IONS_PER_MM_NM3, thermal_voltage_mV

Array: TypeAlias = npt.NDArray[np.float64]
Values: TypeAlias = float | Array


def _checked(name: str, values: Values) -> Array:
    array = np.asarray(values, dtype=np.float64)
    if np.any(array < 0):
        raise ValueError(f"{name}: expected 0 or more, got {values}")
    return array


def _valence(name: str, z: int) -> int:
    if z == 0:
        raise ValueError(f"{name}: expected a valence other than 0")
    return z


def _plain(values: Array) -> Values:
    return values if values.ndim else float(values)


def _bernoulli(x: Array) -> Array:
    """B(x) = x / (e^x - 1), B(0) = 1, without cancellation near 0 or overflow far from it."""
    with np.errstate(over="ignore"):
        return np.divide(x, np.expm1(x), out=np.ones_like(x), where=x != 0)


def _rising_root(rising: Callable[[Array], Array], start: Array) -> Array:
    """Where a rising function crosses 0, by bisection of a bracket that doubles until it holds the root.

    start: any array of the shape of the answer. Where there is no root the element is nan.
    """
    low, high = np.full_like(start, -1.0), np.full_like(start, 1.0)
    with np.errstate(over="ignore"):
        for _ in range(12):  # up to |u| = 4096, beyond any ratio of two doubles
            too_high, too_low = rising(low) > 0, rising(high) < 0
            if not (too_high.any() or too_low.any()):
                break
            low, high = np.where(too_high, 2 * low, low), np.where(too_low, 2 * high, high)
        bracketed = (rising(low) <= 0) & (rising(high) >= 0)
        for _ in range(80):
            middle = 0.5 * (low + high)
            above = rising(middle) > 0
            low, high = np.where(above, low, middle), np.where(above, middle, high)
            if np.all(high - low <= 4e-16 * np.maximum(1.0, np.abs(middle))):
                break
    return np.where(bracketed, 0.5 * (low + high), np.nan)


@overload
def nernst(z: int, c_in: float, c_out: float, kelvin: float) -> float: ...
@overload
def nernst(z: int, c_in: Values, c_out: Values, kelvin: float) -> Values: ...
def nernst(z: int, c_in: Values, c_out: Values, kelvin: float) -> Values:
    """Equilibrium voltage of one species, mV: E = (V_T / z) ln(c_out / c_in).

    z: valence, not 0; c_in, c_out: mM; kelvin: K. One empty side gives +-inf, two give nan.
    Raises ValueError for a negative concentration, z = 0 or kelvin <= 0.
    Source: Nernst 1889, Z Phys Chem 4:129; Hille, Ion Channels of Excitable Membranes, 3rd ed., ch. 1.
    """
    inside, outside = _checked("c_in", c_in), _checked("c_out", c_out)
    with np.errstate(divide="ignore", invalid="ignore"):
        u = np.log(np.divide(outside, inside)) / _valence("z", z)
    return _plain(np.asarray(thermal_voltage_mV(kelvin) * u))


@dataclass(frozen=True)
class _Permeant:
    """One species that crosses the membrane: valence, permeability, concentrations (mM)."""

    symbol: str
    z: int
    p: Array
    c_in: Array
    c_out: Array

    @property
    def outward(self) -> Array:
        """What this species adds where the current is outward: cations leaving or anions entering."""
        return self.p * (self.c_in if self.z > 0 else self.c_out)

    @property
    def inward(self) -> Array:
        return self.p * (self.c_out if self.z > 0 else self.c_in)

    def current(self, u: Array) -> Array:
        """Outward current, rising with u (at fixed concentrations)."""
        x = self.z * u
        return self.z * self.p * (self.c_in * _bernoulli(-x) - self.c_out * _bernoulli(x))


def _permeants(
    permeability: Mapping[str, Values],
    inside: Mapping[str, Values],
    outside: Mapping[str, Values],
    valence: Mapping[str, int],
) -> list[_Permeant]:
    for name, side in (("inside", inside), ("outside", outside)):
        for symbol, concentration in side.items():
            _checked(f"{name}[{symbol!r}]", concentration)
    found = []
    for symbol, permeability_here in permeability.items():
        p = _checked(f"permeability[{symbol!r}]", permeability_here)
        if not np.any(p != 0):
            continue
        if symbol not in valence:
            raise ValueError(f"valence: expected an entry for {symbol!r}")
        c_in, c_out = (np.asarray(side.get(symbol, 0.0), dtype=np.float64) for side in (inside, outside))
        found.append(_Permeant(symbol, _valence(f"valence[{symbol!r}]", valence[symbol]), p, c_in, c_out))
    return found


@overload
def ghk_voltage(
    permeability: Mapping[str, float],
    inside: Mapping[str, float],
    outside: Mapping[str, float],
    kelvin: float,
    valence: Mapping[str, int],
) -> float: ...
@overload
def ghk_voltage(
    permeability: Mapping[str, Values],
    inside: Mapping[str, Values],
    outside: Mapping[str, Values],
    kelvin: float,
    valence: Mapping[str, int],
) -> Values: ...
def ghk_voltage(
    permeability: Mapping[str, Values],
    inside: Mapping[str, Values],
    outside: Mapping[str, Values],
    kelvin: float,
    valence: Mapping[str, int],
) -> Values:
    """Voltage at which the GHK currents of all permeant species add up to zero, mV.

    permeability: relative, any common unit; inside, outside: mM; kelvin: K; valence: species -> z.
    For |z| = 1 throughout: V = V_T ln[(sum P_+ c_out + sum P_- c_in) / (sum P_+ c_in + sum P_- c_out)]; with
    any other valence: the root of the total current, which rises with V and so has only one. +-inf if current
    can flow one way only; nan if nothing permeates.
    Raises ValueError for a negative permeability or concentration, a permeant species without valence or
    kelvin <= 0.
    Source: Goldman 1943, J Gen Physiol 27:37; Hodgkin & Katz 1949, J Physiol 108:37; Hille, 3rd ed., ch. 14.
    """
    scale = thermal_voltage_mV(kelvin)
    permeants = _permeants(permeability, inside, outside, valence)
    outward = np.asarray(sum((ion.outward for ion in permeants), start=np.zeros(())))
    inward = np.asarray(sum((ion.inward for ion in permeants), start=np.zeros(())))
    with np.errstate(divide="ignore", invalid="ignore"):
        u = np.log(np.divide(inward, outward))
    if any(abs(ion.z) != 1 for ion in permeants):
        root = _rising_root(lambda at: np.asarray(sum(ion.current(at) for ion in permeants)), u)
        u = np.where(np.isfinite(u), root, u)  # the one-way and empty cases are the same for any valence
    return _plain(np.asarray(scale * u))


@overload
def mullins_noda(
    permeability: Mapping[str, float],
    inside: Mapping[str, float],
    outside: Mapping[str, float],
    kelvin: float,
    valence: Mapping[str, int],
    r: float = 1.5,
) -> float: ...
@overload
def mullins_noda(
    permeability: Mapping[str, Values],
    inside: Mapping[str, Values],
    outside: Mapping[str, Values],
    kelvin: float,
    valence: Mapping[str, int],
    r: float = 1.5,
) -> Values: ...
def mullins_noda(
    permeability: Mapping[str, Values],
    inside: Mapping[str, Values],
    outside: Mapping[str, Values],
    kelvin: float,
    valence: Mapping[str, int],
    r: float = 1.5,
) -> Values:
    """Steady voltage with a pump that balances the leaks of K+ and Na+, mV.

    V = V_T ln[(r P_K K_out + P_Na Na_out) / (r P_K K_in + P_Na Na_in)]; arguments as for `ghk_voltage`.
    r: Na+ moved for each K+, 1.5 for the Na+/K+-ATPase; r = 1 is GHK without anions. Anions are taken as
    passive (E = V, no current). nan if r is, if no cation permeates, or one for which the equation has no term.
    Raises ValueError as `ghk_voltage` does, and unless r is above 0.
    Source: Mullins & Noda 1963, J Gen Physiol 47:117.
    """
    if math.isnan(r):
        return float("nan")
    if not r > 0:
        raise ValueError(f"r: expected a positive stoichiometry, got {r}")
    scale = thermal_voltage_mV(kelvin)
    cations = [ion for ion in _permeants(permeability, inside, outside, valence) if ion.z > 0]
    if any(ion.symbol not in ("K", "Na") for ion in cations):
        return float("nan")
    weight = {"K": r, "Na": 1.0}
    outward = np.asarray(sum((weight[ion.symbol] * ion.outward for ion in cations), start=np.zeros(())))
    inward = np.asarray(sum((weight[ion.symbol] * ion.inward for ion in cations), start=np.zeros(())))
    with np.errstate(divide="ignore", invalid="ignore"):
        return _plain(np.asarray(scale * np.log(np.divide(inward, outward))))


def ghk_fluxes(
    z: int, permeability: Values, voltage_mV: Values, c_in: Values, c_out: Values, kelvin: float
) -> tuple[Values, Values]:
    """Unidirectional GHK fluxes (efflux, influx) of one species, ions per ns and nm2 of membrane, both >= 0.

    z: valence; permeability: nm/ns (1 nm/ns = 100 cm/s); voltage_mV: mV; c_in, c_out: mM; kelvin: K.
    Their ratio is Ussing's, efflux / influx = (c_in / c_out) e^(z u).
    Raises ValueError for a negative permeability or concentration, z = 0 or kelvin <= 0.
    Source: Goldman 1943; Hodgkin & Katz 1949; Hille, ch. 14; Ussing 1949, Acta Physiol Scand 19:43.
    """
    x = np.asarray(_valence("z", z) * np.asarray(voltage_mV, dtype=np.float64) / thermal_voltage_mV(kelvin))
    per_mM = _checked("permeability", permeability) * IONS_PER_MM_NM3
    efflux = per_mM * _checked("c_in", c_in) * _bernoulli(-x)
    influx = per_mM * _checked("c_out", c_out) * _bernoulli(x)
    return _plain(np.asarray(efflux)), _plain(np.asarray(influx))


@overload
def ghk_current(z: int, permeability: float, voltage_mV: float, c_in: float, c_out: float, kelvin: float) -> float: ...
@overload
def ghk_current(
    z: int, permeability: Values, voltage_mV: Values, c_in: Values, c_out: Values, kelvin: float
) -> Values: ...
def ghk_current(z: int, permeability: Values, voltage_mV: Values, c_in: Values, c_out: Values, kelvin: float) -> Values:
    """Net GHK current of one species, elementary charges per ns and nm2 of membrane, outward positive.

    Arguments, errors and source as for `ghk_fluxes`. 1 e/ns = 160.2 pA. At V = 0 it is z P (c_in - c_out).
    """
    efflux, influx = ghk_fluxes(z, permeability, voltage_mV, c_in, c_out, kelvin)
    return _plain(np.asarray(z * (np.asarray(efflux) - np.asarray(influx))))


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
    _checked("n0", n0)
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
        _checked(f"{name}[{symbol!r}]", amount)
        if symbol not in valence:
            raise ValueError(f"valence: expected an entry for {symbol!r}")
        _valence(f"valence[{symbol!r}]", valence[symbol])
    return np.array([float(valence[s]) for s in amounts]), np.array([float(a) for a in amounts.values()])


def _ends(z: Array, amount: Array, fixed: float, *, unlimited: bool) -> tuple[float, float]:
    """Minus the charge inside as u goes to -inf (cations rush in) and to +inf (anions do)."""
    cations, anions = (float(np.sum(np.abs(z * amount)[sign * z > 0])) for sign in (1, -1))
    if unlimited:
        cations, anions = (np.inf if side > 0 else 0.0 for side in (cations, anions))
    return -cations - fixed, anions - fixed


def _single_root(rising: Callable[[Array], Array], *, minus_charge_at_ends: tuple[float, float]) -> float:
    low, high = minus_charge_at_ends
    return float(_rising_root(rising, np.zeros(()))) if low < 0 < high else float("nan")


def _named(keys: Mapping[str, float], values: Array) -> dict[str, float]:
    return {symbol: float(value) for symbol, value in zip(keys, values, strict=True)}


def thermal_noise_mV(n0: float, kelvin: float) -> float:
    """Standard deviation of a capacitor's voltage in thermal equilibrium, mV: V_T / sqrt(n0) = sqrt(kT/C).

    n0: elementary charges per thermal voltage; kelvin: K. Raises ValueError unless both are above 0.
    Source: equipartition; Johnson 1928, Phys Rev 32:97; Nyquist 1928, Phys Rev 32:110.
    """
    if not n0 > 0:
        raise ValueError(f"n0: expected a positive number of charges, got {n0}")
    return thermal_voltage_mV(kelvin) / math.sqrt(n0)
