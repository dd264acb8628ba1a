"""The random numbers: uniform, Gaussian, and without an echo between ions, steps or keys."""

import numpy as np
from numba import njit, uint32
from scipy import stats

from sim.kernels.random import gaussian_pair, philox, splitmix, uniform, uniform_pair

ALPHA = 5.7e-7  # five sigma, two-sided


@njit
def table(ions: int, steps: int, key: int) -> np.ndarray:
    out = np.empty((steps, ions, 2), np.float32)
    for s in range(steps):
        for i in range(ions):
            a, b = philox(uint32(i), uint32(s), uint32(key))
            out[s, i] = gaussian_pair(a, b)
    return out


@njit
def sequence(start: int, n: int) -> np.ndarray:
    out = np.empty((n, 3), np.float32)
    state = np.uint64(start)
    for i in range(n):
        state, r = splitmix(state)
        out[i, 0] = uniform(r)
        out[i, 1], out[i, 2] = uniform_pair(r)
    return out


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


def test_walk_sequence_is_uniform_and_symmetric() -> None:
    u = sequence(42, 400_000)
    assert u[:, 0].min() > 0 and u[:, 0].max() < 1
    assert stats.kstest(u[:, 0], "uniform").pvalue > ALPHA
    for column in u[:, 1:].T:
        assert stats.kstest(column, "uniform", args=(-np.sqrt(3), 2 * np.sqrt(3))).pvalue > ALPHA
    assert abs(stats.pearsonr(u[:, 1], u[:, 2]).statistic) < 5 / np.sqrt(len(u))
    assert abs(stats.pearsonr(u[:-1, 1], u[1:, 1]).statistic) < 5 / np.sqrt(len(u))
