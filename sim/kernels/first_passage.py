"""Exact steps of a Brownian particle that must not leave a disc unnoticed: a table of outcomes.

A particle starts at the centre of a disc of radius R. It is watched until it reaches the edge, or until the time
T0 R^2 / D, whichever comes first. The chance that it has not reached the edge by the time t = T R^2 / D, and is then no
farther than r R from the centre, is

    F(r, T) = sum_n 2 r J1(j_n r) / (j_n J1(j_n)^2) exp(-j_n^2 T),    S(T) = F(1, T),    J0(j_n) = 0

(Carslaw & Jaeger 1959, Conduction of Heat in Solids, section 7.6). Both outcomes, "still inside, at this radius" and
"at the edge, at this time", lie in one table, each entry as likely as any other; the direction is uniform. The use of
such steps near absorbing places is the walk on spheres (Muller 1956, Ann Math Stat 27:569), here with a limited time.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from sim.kernels.tables import INSIDE, OUTCOMES

TERMS = 30  # of the series: for times from EARLIEST on the next one is below 1e-18
EARLIEST = 0.005  # the edge is reached before this time once in 10^21 times
FINE = 2000  # points at which F and S are tabulated before they are inverted
QUADRATURE = 160  # points for Bessel's integral, whose error falls exponentially beyond the argument
Array = NDArray[np.float64]


def bessel(order: int, x: Array) -> Array:
    """J_order(x) from Bessel's integral, by the trapezoidal rule."""
    angle = (np.arange(QUADRATURE) + 0.5) * np.pi / QUADRATURE
    return np.asarray(np.cos(order * angle - np.multiply.outer(x, np.sin(angle))).mean(axis=-1))


def zeros_of_j0() -> Array:
    """The first TERMS zeros of J0, by Newton's method from McMahon's expansion."""
    beta = (np.arange(1, TERMS + 1) - 0.25) * np.pi
    zeros: Array = beta + 1 / (8 * beta)
    for _ in range(5):
        zeros = zeros + bessel(0, zeros) / bessel(1, zeros)
    return zeros


_ZEROS = zeros_of_j0()
_AT_ZEROS = bessel(1, _ZEROS)


def still_inside(time: Array | float) -> Array:
    """S(T): chance that the edge has not been reached; T >= EARLIEST in units of R^2 / D."""
    damped = np.exp(-np.multiply.outer(np.asarray(time, float), _ZEROS**2))
    return np.asarray(damped @ (2 / (_ZEROS * _AT_ZEROS)))


def no_farther(radius: Array, time: float) -> Array:
    """F(r, T) for radii from 0 to 1, in units of R; T > EARLIEST."""
    weights = 2 / (_ZEROS * _AT_ZEROS**2) * np.exp(-(_ZEROS**2) * time)
    used = weights > 1e-16 * weights[0]
    return np.asarray(radius * (bessel(1, np.multiply.outer(radius, _ZEROS[used])) @ weights[used]))


def longest_time() -> float:
    """T0, at which INSIDE of OUTCOMES are still inside."""
    low, high = 0.01, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if still_inside(middle) > INSIDE / OUTCOMES else (low, middle)
    return (low + high) / 2


@cache
def outcomes() -> tuple[NDArray[np.float32], float]:
    """(table float32[OUTCOMES], T0): first INSIDE radii in units of R, then times of reaching the edge in units of
    R^2 / D. Each entry stands for the mean over its share of all outcomes, of the squared radius or of the time: so the
    mean square of a step is exact, 4 D times its mean time."""
    end = longest_time()
    radius = np.linspace(0, 1, FINE)
    reached = no_farther(radius, end)
    inside = np.sqrt(_means(reached, radius**2, np.arange(INSIDE + 1) / OUTCOMES))
    time = np.linspace(EARLIEST, end, FINE)
    edge = _means(1 - still_inside(time), time, np.arange(OUTCOMES - INSIDE + 1) / OUTCOMES)
    return np.concatenate([inside, edge]).astype(np.float32), end


def _means(share: Array, value: Array, ends: Array) -> Array:
    """Mean of a value over each interval of its cumulative share, which grows with the value."""
    share = np.maximum.accumulate(np.clip(share, 0, ends[-1]))
    share[-1] = ends[-1]
    integral = np.concatenate([[0.0], np.cumsum(np.diff(share) * (value[1:] + value[:-1]) / 2)])
    at_ends = np.interp(ends, share, integral)
    means: Array = np.diff(at_ends) / np.diff(ends)
    return means
