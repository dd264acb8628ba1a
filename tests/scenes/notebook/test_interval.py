"""The 95 % interval of a mean of noise that remembers itself."""

import math

import numpy as np
import pytest

from scenes.notebook.interval import half_width
from sim.measure.statistics import Series

SIGMA = 2.0


def noise(rng: np.random.Generator, samples: int, tau: float) -> np.ndarray:
    """Noise of SIGMA that fades as e^(-t / tau), from the start as it goes on: an AR(1) series."""
    a = math.exp(-1 / tau)
    kicks = rng.normal(0, SIGMA * math.sqrt(1 - a * a), samples)
    kicks[0] = rng.normal(0, SIGMA)
    from scipy.signal import lfilter

    return np.asarray(lfilter([1.0], [1.0, -a], kicks))


@pytest.mark.parametrize("times", [4, 6, 12, 24, 60])
def test_the_interval_covers_the_mean(times: int) -> None:
    """As in a window of so many of the membrane's own times. Coverage is 95 % or more, and not so much more that the
    interval would say nothing. False alarm: 5 sigma of a share."""
    rng, tau, tries = np.random.default_rng(times), 40.0, 600
    held, widths = 0, []
    for _ in range(tries):
        series = Series()
        series.append(noise(rng, round(times * tau), tau))
        half = half_width(series.estimate(), SIGMA, 1 / times)
        held += abs(series.estimate().mean) < half
        widths.append(half)
    assert held / tries > 0.95 - 5 * math.sqrt(0.95 * 0.05 / tries)
    ideal = 1.96 * SIGMA * math.sqrt(2 / times)
    assert np.median(widths) < 1.5 * ideal


def test_independent_samples_have_nearly_the_plain_interval() -> None:
    series = Series()
    series.append(np.random.default_rng(1).normal(0, 1, 4000))
    assert half_width(series.estimate()) == pytest.approx(1.96 / math.sqrt(4000), rel=0.3)  # drawn rather too large


def test_a_voltage_that_is_held_is_sure() -> None:
    series = Series()
    series.append(np.full(1000, -60.0))
    assert half_width(series.estimate(), SIGMA, math.nan) == 0.0
