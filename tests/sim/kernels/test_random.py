"""The random numbers: uniform, Gaussian, and without an echo between ions, steps or keys."""

import numpy as np
import pytest
from numba import njit, uint32
from scipy import stats

from sim.kernels.random import exp_minus, following, gaussian_pair, threefry, uniform, uniform_pair

ALPHA = 5.7e-7  # five sigma, two-sided


@njit
def table(ions: int, steps: int, key: int) -> np.ndarray:
    out = np.empty((steps, ions, 2), np.float32)
    for s in range(steps):
        for i in range(ions):
            a, b = threefry(uint32(i), uint32(s), uint32(key), uint32(key + 1))
            out[s, i] = gaussian_pair(a, b)
    return out


@njit
def sequences(ions: int, n: int) -> np.ndarray:
    """n draws of each ion's sequence, started as the walk does: uniform, proposal (two), and a Gaussian pair."""
    out = np.empty((ions, n, 5), np.float32)
    for i in range(ions):
        a, b = threefry(uint32(i), uint32(7), uint32(99), uint32(100))
        for j in range(n):
            first, a, b = following(a, b)
            second, a, b = following(a, b)
            out[i, j, 0] = uniform(second)
            out[i, j, 1], out[i, j, 2] = uniform_pair(first)
            out[i, j, 3], out[i, j, 4] = gaussian_pair(first, second)
    return out


@pytest.mark.parametrize(
    ("counter_and_key", "expected"),
    [
        ((0, 0, 0, 0), (0x9D1C5EC6, 0x8BD50731)),
        ((0xFFFFFFFF,) * 4, (0xFD36D048, 0x2D17272C)),
        ((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xBA3E4725, 0xF27D669E)),
    ],
)
def test_threefry_gives_the_published_answers(counter_and_key: tuple[int, ...], expected: tuple[int, int]) -> None:
    """Threefry2x32 with 13 rounds, from the known answers that come with Random123 (Salmon et al. 2011)."""
    assert threefry(*(np.uint32(word) for word in counter_and_key)) == expected


@pytest.mark.slow
def test_gaussians_are_gaussian() -> None:
    g = table(20_000, 50, 12345).reshape(-1, 2)
    for column in g.T:
        assert stats.kstest(column, "norm").pvalue > ALPHA
    assert stats.kstest(np.hypot(*g.T), "rayleigh").pvalue > ALPHA
    tail = int((np.abs(g) > 4).sum())
    assert stats.binomtest(tail, g.size, 2 * stats.norm.sf(4)).pvalue > ALPHA
    assert np.abs(g).max() < 6


def test_no_echo_between_ions_steps_and_keys() -> None:
    """One ion's noise must not be another's, nor its own of another time: a key that is linear in (ion, step) would
    show."""
    a, b = table(256, 256, 1)[:, :, 0], table(256, 256, 2)[:, :, 0]
    n = a.size
    spectra = np.fft.rfft2(a), np.fft.rfft2(b)
    for other in spectra:
        correlation = np.fft.irfft2(spectra[0] * other.conj(), a.shape) / np.sqrt(n)
        if other is spectra[0]:
            correlation[0, 0] = 0.0  # itself
        # the largest of n normal numbers, at five sigma for the whole table
        assert np.abs(correlation).max() < stats.norm.isf(ALPHA / 2 / n)


def test_walk_sequences_are_uniform_symmetric_gaussian_and_independent() -> None:
    drawn = sequences(8000, 50)
    u = drawn.reshape(-1, 5)
    assert u[:, 0].min() >= 0 and u[:, 0].max() < 1
    assert stats.kstest(u[:, 0], "uniform").pvalue > ALPHA
    for column in u[:, 1:3].T:
        assert stats.kstest(column, "uniform", args=(-np.sqrt(3), 2 * np.sqrt(3))).pvalue > ALPHA
    for column in u[:, 3:].T:
        assert stats.kstest(column, "norm").pvalue > ALPHA
    for one, other in ((0, 1), (0, 2), (1, 2), (3, 4)):
        assert abs(stats.pearsonr(u[:, one], u[:, other]).statistic) < 5 / np.sqrt(len(u))
    for column in range(5):
        for lag in (1, 2, 7):
            early, late = drawn[:, :-lag, column].ravel(), drawn[:, lag:, column].ravel()
            assert abs(stats.pearsonr(early, late).statistic) < 5 / np.sqrt(len(early))
        neighbour = stats.pearsonr(drawn[:-1, :, column].ravel(), drawn[1:, :, column].ravel()).statistic
        assert abs(neighbour) < 5 / np.sqrt(u.shape[0])


def test_exponential_of_the_acceptance() -> None:
    cost = np.linspace(0, 80, 20_001).astype(np.float32)
    found = np.array([exp_minus(c) for c in cost])
    expected = np.exp(-cost.astype(float))
    assert np.all(np.abs(found / expected - 1) < 3e-7 * (1 + cost))
    assert exp_minus(np.float32(0)) == 1 and exp_minus(np.float32(1e6)) < 1e-37
