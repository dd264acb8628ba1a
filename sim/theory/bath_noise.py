"""cov(psi) = L^-1 - (L + K)^-1: how the potential of a layered electrolyte fluctuates by the heat of its ions.

Cells of a column of membrane area A, charges rho (e), potentials psi = G rho (thermal voltages), G = L^-1. L is
Poisson's operator, -d/dy (eps dpsi/dy) A / (4 pi l_B) on the cells, no flux at the inner wall and psi = 0 at the outer
edge, l_B that of the vacuum; K is diagonal, the sum of z^2 over the ions of a cell. To second order a state costs,
in kT,

    1/2 rho (G + K^-1) rho    (Coulomb's energy, and the entropy of ideal ions, as in Debye's and Hueckel's theory)

so cov(rho) = (G + K^-1)^-1, and psi = G rho gives the line at the top: all of the vacuum's fluctuations less those that
screening leaves. The spectrum in an endless bath is K k^2 / (k^2 + kappa^2), which Stillinger & Lovett 1968 ask for.

What does not change is projected out: the charge of each side if the membrane is sealed, that of both together if not.
Of a field in two or three dimensions this is the mean over x, which no other mode mixes with while eps and the ions
depend on y alone. An average over times longer than the bath's relaxation (0.5 ns) has less noise.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.theory.values import Array, checked
from sim.units import IONS_PER_MM_NM3, WATER_PERMITTIVITY, bjerrum_nm, thermal_voltage_mV


def bath_noise_mV(
    heights_nm: Array,
    permittivity: Array,
    screening_mM: Array,
    weight: Array,
    area_nm2: float,
    kelvin: float,
    *,
    sealed: bool = True,
) -> float:
    """Standard deviation of sum weight psi at an instant, mV, exact for a mesh in Debye's and Hueckel's theory.

    heights_nm, permittivity (relative to the vacuum), screening_mM (sum z^2 c, 0 in the membrane and only there),
    weight: float64[cells], from the inner wall to the grounded outer edge; `bulk_weight` makes those of a voltage.
    sealed: the charge of each side is fixed, so this is the noise at a given counted charge. Otherwise charges cross
    freely, and it has in it that of the series of capacitors as well: for a bulk-to-bulk weight and a fine mesh
    noise^2 = sealed noise^2 + V_T^2 / n0, n0 from `Series.noise_n0` at 0 mV, if layers end before the averages begin.
    kelvin: K; area_nm2: of the membrane. For a bulk-to-bulk weight `bath_noise_estimate_mV` says what this is roughly.
    Raises ValueError for arrays of unlike length, a height, permittivity, area or temperature <= 0, a negative
    screening, and unless there is one membrane with ions on either side.
    Source: Debye & Hueckel 1923, Phys Z 24:185; Stillinger & Lovett 1968, J Chem Phys 48:3858; the quadratic form is
    derived above. A conductor that is a capacitor too: Johnson and Nyquist 1928, Phys Rev 32:97, 32:110.
    """
    height, eps, w = (np.asarray(values, np.float64) for values in (heights_nm, permittivity, weight))
    inside, outside = _sides(screening_mM)
    if not height.shape == eps.shape == w.shape == inside.shape:
        raise ValueError(f"heights_nm: expected arrays of one length, got {height.shape}, {eps.shape}, {w.shape}")
    for name, values in (("heights_nm", height), ("permittivity", eps), ("area_nm2", np.asarray(area_nm2))):
        if not np.all(values > 0):
            raise ValueError(f"{name}: expected positive numbers, got {values}")
    ions = checked("screening_mM", screening_mM) * IONS_PER_MM_NM3 * height * area_nm2
    poisson = _poisson(height, eps) * area_nm2 / (4 * math.pi * bjerrum_nm(kelvin, 1.0))
    screened = poisson + np.diag(ions)
    answer = np.linalg.solve(screened, w)
    variance = float(w @ np.linalg.solve(poisson, w) - w @ answer)

    kept = np.stack([inside, outside] if sealed else [inside | outside], axis=1).astype(np.float64)
    loaded = ions[:, None] * kept
    spread = kept.T @ loaded - loaded.T @ np.linalg.solve(screened, loaded)  # covariance of the charges that are kept
    along = loaded.T @ answer  # and theirs with the voltage
    variance -= float(along @ np.linalg.solve(spread, along))
    return thermal_voltage_mV(kelvin) * math.sqrt(max(variance, 0.0))


def bath_noise_estimate_mV(
    half_height_nm: float,
    debye_nm: Sequence[float],
    area_nm2: float,
    kelvin: float,
    part: tuple[float, float] = (0.25, 0.75),
    permittivity: float = WATER_PERMITTIVITY,
) -> float:
    """The noise of a sealed box's voltage as that of layers of water, mV: V_T / sqrt(n), n = A / (4 pi l_B d).

    A layer of water d thick is a capacitor with n charges per thermal voltage, and although it conducts, the voltage
    across it has all of the noise kT / C, as a resistor beside a capacitor has (Nyquist). Each side counts with
    d = H (near + (far - near) / 3) - lambda: full weight from the face to where the averaging begins, falling weight
    squared along it, and less one Debye length as the field dies at a face whose charge is fixed. With both sides alike
    and the middle half: d = 5 H / 6 - 2 lambda. What is left out is about lambda^2 / ((far - near) H) of each d.
    half_height_nm: H; debye_nm: lambda of the inside and of the outside; part: near, far, shares of H from the face;
    area_nm2: of the membrane; kelvin: K; permittivity: of water, relative to the vacuum.
    Raises ValueError unless 0 <= near < far <= 1, and if a layer is not thinner than what is left of H.
    Source: Nyquist 1928, Phys Rev 32:110; from E's covariance (4 pi l_B / A) (kappa / 2) e^(-kappa |y - y'|).
    """
    near, far = _checked_part(part)
    water = half_height_nm * (near + (far - near) / 3)
    if not all(0 <= length < water for length in debye_nm):
        raise ValueError(f"debye_nm: expected lengths below {water:.3g}, got {debye_nm}")
    if not area_nm2 > 0:
        raise ValueError(f"area_nm2: expected a positive area, got {area_nm2}")
    thickness = sum(water - length for length in debye_nm)
    return thermal_voltage_mV(kelvin) * math.sqrt(4 * math.pi * bjerrum_nm(kelvin, permittivity) * thickness / area_nm2)


def bulk_weight(heights_nm: Array, screening_mM: Array, part: tuple[float, float] = (0.25, 0.75)) -> Array:
    """Weights of a voltage, bulk against bulk: the mean of psi over a part of the inside less that of the outside.

    heights_nm, screening_mM: as for `bath_noise_mV`; part: from near to far, as shares of a side's height, counted from
    the membrane. float64[cells], the share of a cell that lies within. Raises ValueError unless 0 <= near < far <= 1.
    """
    near, far = _checked_part(part)
    height = np.asarray(heights_nm, np.float64)
    total = np.zeros_like(height)
    inside, outside = _sides(screening_mM)
    for side, sign in ((inside, 1.0), (outside, -1.0)):
        own = np.where(side, height, 0.0)
        top = np.cumsum(own) if sign < 0 else np.cumsum(own[::-1])[::-1]  # distance of a cell's far end from the face
        whole = own.sum()
        within = np.minimum(top, far * whole) - np.maximum(top - own, near * whole)
        total += sign * np.where(side, np.maximum(within, 0.0), 0.0) / ((far - near) * whole)
    return total


def _sides(screening_mM: Array) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which cells are inside and outside: those before and after the one run of cells without ions."""
    empty = np.asarray(screening_mM) == 0
    ends = np.flatnonzero(np.diff(empty.astype(np.int8)))
    if empty.ndim != 1 or len(ends) != 2 or empty[0]:
        raise ValueError("screening_mM: expected ions, one membrane without any, and ions again")
    number = np.arange(len(empty))
    return number <= ends[0], number > ends[1]


def _poisson(height: Array, eps: Array) -> Array:
    """-d/dy (eps d/dy), integrated over each cell, for cells of unlike height: float64[cells, cells], 1/nm."""
    half = 0.5 * height / eps
    link = 1 / (half[:-1] + half[1:])
    diagonal = np.zeros_like(height)
    diagonal[:-1] += link
    diagonal[1:] += link
    diagonal[-1] += 1 / half[-1]  # the grounded edge
    matrix: Array = np.diag(diagonal) - np.diag(link, 1) - np.diag(link, -1)
    return matrix


def _checked_part(part: tuple[float, float]) -> tuple[float, float]:
    near, far = part
    if not 0 <= near < far <= 1:
        raise ValueError(f"part: expected 0 <= near < far <= 1, got {part}")
    return near, far
