"""psi'' = -4 pi l_B sum z c e^(-z psi): the layer of ions at a charged face, Gouy's and Chapman's, for any mixture.

psi = V F / RT against the bulk, distances from the face. Once integrated, with a neutral bulk of n ions/nm3,

    psi'^2 = 8 pi l_B f(psi),  f = sum n (e^(-z psi) - 1 + z psi),

where the linear terms add up to 0 and spare the cancellation at small psi. sigma, in elementary charges per nm2, is
that of the FACE, so psi at the face has its sign and the ions of the layer carry -sigma; ions are points and may touch
the face. Impermeant ions move as others do. The bulk is infinite: a box should be many Debye lengths high (25 nm
against 0.8: e^-31 of the layer is cut off), and its concentrations are those far from the face, not the mean of a side.
Source: Gouy 1910, J Phys Theor Appl 9:457; Chapman 1913, Phil Mag 25:475; Grahame 1947, Chem Rev 41:441 (any valences).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.theory.roots import rising_root
from sim.theory.values import Array, V, Values, checked, checked_valence, plain
from sim.units import IONS_PER_MM_NM3, WATER_PERMITTIVITY, bjerrum_nm, thermal_charge

_SMALLEST = 1e-9  # psi below which e^(-kappa x) is exact to nine digits
_LINEAR = 1e-17  # psi below which all is linear, to rounding; the square of a much smaller one would be lost
_PANEL = 0.1  # of ln psi: eight Gauss points in each leave an error below 1e-13
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(8)
_NODES, _WEIGHTS = 0.5 * (_NODES + 1), 0.5 * _WEIGHTS  # on 0 ... 1


def debye_nm(
    concentrations: Mapping[str, float],
    valence: Mapping[str, int],
    kelvin: float,
    permittivity: float = WATER_PERMITTIVITY,
) -> float:
    """Debye's length 1 / kappa = 1 / sqrt(4 pi l_B sum z^2 c), nm: 0.78 in 150 mM of a 1:1 salt at 37 C.

    concentrations: bulk, symbol -> mM; valence: symbol -> z; kelvin: K; permittivity: of water, relative to the vacuum.
    Raises ValueError for a negative concentration, a missing or zero valence, a bulk that is empty or not neutral (to
    one part in a million), kelvin or permittivity <= 0.
    Source: Debye & Hueckel 1923, Phys Z 24:185; Israelachvili, Intermolecular and Surface Forces, 3rd ed., ch. 14.
    """
    return 1 / bath(concentrations, valence, kelvin, permittivity).kappa


def surface_charge(
    potential: V,
    concentrations: Mapping[str, float],
    valence: Mapping[str, int],
    kelvin: float,
    permittivity: float = WATER_PERMITTIVITY,
) -> V:
    """Charge of a face at a given potential, e/nm2: sigma = +- sqrt(f / (2 pi l_B)), Grahame's equation for a mixture.

    potential: psi of the face against the bulk, thermal voltages, any shape. Other arguments, errors: `debye_nm`.
    Source: Grahame 1947, Chem Rev 41:441; Israelachvili, 3rd ed., ch. 14.
    """
    sigma: V = plain(bath(concentrations, valence, kelvin, permittivity).sigma(np.asarray(potential, np.float64)))
    return sigma


def surface_potential(
    sigma_e_nm2: V,
    concentrations: Mapping[str, float],
    valence: Mapping[str, int],
    kelvin: float,
    permittivity: float = WATER_PERMITTIVITY,
) -> V:
    """Potential of a face against the bulk, thermal voltages: the root of Grahame's equation, to rounding.

    sigma_e_nm2: charge of the face, e/nm2, any shape. Other arguments, errors and source: `surface_charge`.
    """
    psi: V = plain(bath(concentrations, valence, kelvin, permittivity).psi(np.asarray(sigma_e_nm2, np.float64)))
    return psi


def profile(
    distance_nm: V,
    sigma_e_nm2: float,
    concentrations: Mapping[str, float],
    valence: Mapping[str, int],
    kelvin: float,
    permittivity: float = WATER_PERMITTIVITY,
) -> tuple[V, V]:
    """(psi, charge): potential against the bulk in thermal voltages and net charge in mM, at distances from the face.

    x(psi) = integral of d psi / sqrt(8 pi l_B f) from psi to the face's, by Gauss's quadrature in ln psi, and inverted
    by Newton's steps; relative error some 1e-9 at any distance. distance_nm: any shape; the answers have it too.
    sigma_e_nm2: charge of the face; the charge adds up to -sigma. Other arguments, errors and source: `surface_charge`;
    also raises ValueError for a negative distance.
    """
    bulk = bath(concentrations, valence, kelvin, permittivity)
    distance = checked("distance_nm", distance_nm)
    psi = _psi_at(distance, float(bulk.psi(np.asarray(sigma_e_nm2, np.float64))), bulk)
    return plain(psi), plain(bulk.charge(psi) / IONS_PER_MM_NM3)


def layer_capacitance(
    sigma_e_nm2: V,
    concentrations: Mapping[str, float],
    valence: Mapping[str, int],
    kelvin: float,
    permittivity: float = WATER_PERMITTIVITY,
) -> V:
    """Differential capacitance d sigma / d psi of one layer, uF/cm2; eps0 eps kappa at sigma = 0.

    Arguments, errors and source: `surface_potential`.
    """
    bulk = bath(concentrations, valence, kelvin, permittivity)
    slope: V = plain(bulk.slope(bulk.psi(np.asarray(sigma_e_nm2, np.float64))) / thermal_charge(1.0, 1.0, kelvin))
    return slope


def integral_layer_capacitance(
    sigma_e_nm2: V,
    concentrations: Mapping[str, float],
    valence: Mapping[str, int],
    kelvin: float,
    permittivity: float = WATER_PERMITTIVITY,
) -> V:
    """Integral capacitance sigma / psi of one layer, uF/cm2; eps0 eps kappa at sigma = 0.

    Arguments, errors and source: `surface_potential`.
    """
    bulk = bath(concentrations, valence, kelvin, permittivity)
    psi = bulk.psi(np.asarray(sigma_e_nm2, np.float64))
    at_zero = np.full_like(psi, bulk.kappa / bulk.four_pi_l)
    chord = np.divide(bulk.sigma(psi), psi, out=at_zero, where=np.abs(psi) > _LINEAR)
    capacitance: V = plain(chord / thermal_charge(1.0, 1.0, kelvin))
    return capacitance


@dataclass(frozen=True)
class Bath:
    """A bulk of ions, and what holds at a potential psi against it (any shape).

    z, n: valence and ions/nm3 of each species that is there; four_pi_l: 4 pi l_B, nm.
    """

    z: Array
    n: Array
    four_pi_l: float

    @property
    def kappa(self) -> float:
        """1/nm."""
        return math.sqrt(self.four_pi_l * float(self.n @ self.z**2))

    def excess(self, psi: Array) -> Array:
        """f, ions/nm3: what the layer holds at this potential beyond the bulk."""
        return np.asarray(np.tensordot(self.n, _exp_beyond_line(-np.multiply.outer(self.z, psi)), 1))

    def charge(self, psi: Array) -> Array:
        """e/nm3."""
        return np.asarray(np.tensordot(self.z * self.n, np.expm1(-np.multiply.outer(self.z, psi)), 1))

    def sigma(self, psi: Array) -> Array:
        """e/nm2 of a face at psi."""
        sigma = np.sign(psi) * np.sqrt(2 * self.excess(psi) / self.four_pi_l)
        return np.where(np.abs(psi) < _LINEAR, psi * self.kappa / self.four_pi_l, sigma)

    def psi(self, sigma: Array) -> Array:
        """Potential of a face with sigma e/nm2."""
        linear = sigma * self.four_pi_l / self.kappa
        unit = np.clip(np.abs(linear), _LINEAR, 1.0)  # so that a small root has its digits, too
        root = rising_root(
            lambda psi: self.sigma(unit * psi) - sigma, np.zeros_like(sigma), lambda psi: unit * self.slope(unit * psi)
        )
        return np.where(np.abs(linear) < _LINEAR, linear, unit * root)

    def slope(self, psi: Array) -> Array:
        """d sigma / d psi, e/nm2: f' / (4 pi l_B sigma), as sigma^2 = 2 f / (4 pi l_B)."""
        at_zero = np.full_like(psi, self.kappa / self.four_pi_l)
        return np.divide(-self.charge(psi), self.four_pi_l * self.sigma(psi), out=at_zero, where=np.abs(psi) > _LINEAR)


def bath(concentrations: Mapping[str, float], valence: Mapping[str, int], kelvin: float, permittivity: float) -> Bath:
    """The bulk that the functions of this file are about. Arguments and errors: `debye_nm`."""
    for symbol, concentration in concentrations.items():
        checked(f"concentrations[{symbol!r}]", concentration)
        if symbol not in valence:
            raise ValueError(f"valence: expected an entry for {symbol!r}")
        checked_valence(f"valence[{symbol!r}]", valence[symbol])
    present = [symbol for symbol, concentration in concentrations.items() if concentration > 0]
    if not present:
        raise ValueError("concentrations: expected ions, got none")
    z = np.array([float(valence[symbol]) for symbol in present])
    mM = np.array([float(concentrations[symbol]) for symbol in present])
    if abs(z @ mM) > 1e-6 * (np.abs(z) @ mM):
        raise ValueError(f"concentrations: expected a neutral bulk, got a charge of {z @ mM:+g} mM")
    return Bath(z, mM * IONS_PER_MM_NM3, 4 * math.pi * bjerrum_nm(kelvin, permittivity))


def _exp_beyond_line(x: Array) -> Array:
    """e^x - 1 - x, by its series where the difference would cancel."""
    near = np.abs(x) < 0.5
    short = np.where(near, x, 0.0)
    series = np.ones_like(x)
    for n in range(16, 2, -1):
        series = 1 + series * short / n
    return np.where(near, 0.5 * short**2 * series, np.expm1(x) - x)


def _psi_at(distance: Array, at_face: float, bulk: Bath) -> Array:
    """Panels of ln |psi| from the face down to where the layer is exponential; in each, x is a quadrature."""
    if abs(at_face) <= _SMALLEST:
        return np.asarray(at_face * np.exp(-bulk.kappa * distance))
    sign, start, end = math.copysign(1.0, at_face), math.log(abs(at_face)), math.log(_SMALLEST)
    panels = math.ceil((start - end) / _PANEL)
    width = (start - end) / panels
    log_psi = start - width * np.arange(panels + 1)

    def step(log_size: Values) -> Array:
        """-dx / d ln |psi|, nm: 1 / kappa where psi is small."""
        size = np.exp(log_size)
        return np.asarray(size / np.sqrt(2 * bulk.four_pi_l * bulk.excess(sign * size)))

    lengths = width * (step(log_psi[:-1, None] - width * _NODES) @ _WEIGHTS)
    x = np.concatenate([[0.0], np.cumsum(lengths)])
    panel = np.clip(np.searchsorted(x, distance, "right") - 1, 0, panels - 1)
    share = np.clip((distance - x[panel]) / lengths[panel], 0.0, 1.0)
    for _ in range(4):  # the step hardly varies within a panel, so each doubles the digits from two on
        within = width * share
        here = x[panel] + within * (step(log_psi[panel][..., None] - within[..., None] * _NODES) @ _WEIGHTS)
        share = np.clip(share - (here - distance) / (width * step(log_psi[panel] - within)), 0.0, 1.0)
    near = np.exp(log_psi[panel] - width * share)
    far = math.exp(end) * np.exp(-bulk.kappa * np.maximum(distance - x[-1], 0.0))
    psi: Array = sign * np.where(distance < x[-1], near, far)
    return psi
