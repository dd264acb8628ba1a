"""V = slope x + level through points that are known with different certainty: weighted least squares."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SIGMAS_95 = 1.96
LEAST_SIGMA_MV = 1e-3  # a voltage that was held has no scatter at all; one point must not outweigh all others


@dataclass(frozen=True)
class Line:
    """slope, level: mV a unit of x, and mV at x = 0; half: half the 95 % interval of the slope; misfit: chi squared for
    each degree of freedom, nan for two points; points: how many."""

    slope: float
    level: float
    half: float
    misfit: float
    points: int


def weighted_line(x: Sequence[float], y_mV: Sequence[float], half_mV: Sequence[float]) -> Line | None:
    """The line through points whose 95 % intervals reach half_mV to each side; None for fewer than two different x.

    Where the points lie further from the line than their intervals say (a curve, or something that was not recorded)
    the interval of the slope is widened by the square root of the misfit (Birge 1932, Phys Rev 40:207).
    Source: Bevington & Robinson 2003, Data Reduction and Error Analysis, ch. 6.
    """
    at, mV = np.asarray(x, np.float64), np.asarray(y_mV, np.float64)
    sigma = np.maximum(np.asarray(half_mV, np.float64) / SIGMAS_95, LEAST_SIGMA_MV)
    if len(at) < 2 or np.ptp(at) <= 1e-9 * max(1.0, float(np.abs(at).max())):
        return None
    weight = 1 / sigma**2
    middle = float(np.average(at, weights=weight))
    off = at - middle
    spread = float((weight * off**2).sum())
    slope = float((weight * off * mV).sum()) / spread
    mean = float(np.average(mV, weights=weight))
    left = mV - mean - slope * off
    freedom = len(at) - 2
    misfit = float((weight * left**2).sum()) / freedom if freedom else math.nan
    half = SIGMAS_95 / math.sqrt(spread) * math.sqrt(max(1.0, misfit if freedom else 1.0))
    return Line(slope, mean - slope * middle, half, misfit, len(at))
