"""The numerical pieces of the formulas: where a rising function crosses 0, and Bernoulli's function."""

from collections.abc import Callable

import numpy as np

from sim.theory.values import Array


def bernoulli(x: Array) -> Array:
    """B(x) = x / (e^x - 1), B(0) = 1, without cancellation near 0 or overflow far from it."""
    with np.errstate(over="ignore"):
        return np.divide(x, np.expm1(x), out=np.ones_like(x), where=x != 0)


def rising_root(rising: Callable[[Array], Array], start: Array, slope: Callable[[Array], Array] | None = None) -> Array:
    """Where a rising function crosses 0, by bisection of a bracket that doubles until it holds the root.

    start: any array of the shape of the answer; slope: where it is known, Newton's steps are taken that stay within the
    bracket, a tenth as many. Where there is no root the element is nan.
    """
    low, high = np.full_like(start, -1.0), np.full_like(start, 1.0)
    with np.errstate(over="ignore"):
        for _ in range(12):  # up to |u| = 4096, beyond any ratio of two doubles
            too_high, too_low = rising(low) > 0, rising(high) < 0
            if not (too_high.any() or too_low.any()):
                break
            low, high = np.where(too_high, 2 * low, low), np.where(too_low, 2 * high, high)
        bracketed = (rising(low) <= 0) & (rising(high) >= 0)
        at = 0.5 * (low + high)
        for _ in range(80):
            value = rising(at)
            low, high = np.where(value > 0, low, at), np.where(value > 0, at, high)
            before, at, left = at, 0.5 * (low + high), high - low
            if slope is not None:
                nearer = before - np.divide(value, slope(before), out=np.zeros_like(at), where=value != 0)
                at = np.where((nearer >= low) & (nearer <= high), nearer, at)
                left = np.minimum(left, np.abs(at - before))
            if np.all(left <= 4e-16 * np.maximum(1.0, np.abs(before))):
                break
    return np.where(bracketed, at, np.nan)


def steep_root(rising: Callable[[float], tuple[float, float]], low: float, high: float) -> float:
    """Where a rising function crosses 0 between low and high: Newton's steps, or half the bracket where they leave it.

    rising: x -> (value, slope > 0), with value <= 0 at low and >= 0 at high. For a function that is dear to call.
    """
    x = 0.5 * (low + high)
    for _ in range(100):
        value, slope = rising(x)
        low, high = (low, x) if value > 0 else (x, high)
        nearer = x - value / slope
        nearer = nearer if low <= nearer <= high else 0.5 * (low + high)
        moved, x = abs(nearer - x), nearer
        if moved <= 1e-15 * abs(x):
            break
    return x
