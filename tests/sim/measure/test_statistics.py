"""Means and errors of series whose autocorrelation is known exactly.

Seeds are fixed, so a test passes or fails for good; the 5 sigma bounds say how likely a sound estimator would have
been to fail when the seeds were drawn: 6e-7 a comparison, for normal errors.
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import lfilter

from sim.measure.statistics import (
    Estimate,
    Series,
    blocking_standard_error,
    estimate,
    integrated_autocorrelation_time,
    standard_error,
)

pytestmark = pytest.mark.filterwarnings("error")


def ar1(a: float, samples: int, series: int, seed: int) -> np.ndarray:
    """Stationary series x' = a x + noise of mean 0 and variance 1; shape (series, samples).

    rho(t) = a^t, so tau = (1 + a) / (1 - a). An Ornstein-Uhlenbeck process of correlation time T sampled every dt
    is the same with a = exp(-dt / T).
    """
    random = np.random.default_rng(seed)
    noise = math.sqrt(1 - a * a) * random.standard_normal((series, samples))
    noise[:, 0] /= math.sqrt(1 - a * a)
    return lfilter([1.0], [1.0, -a], noise, axis=1)


def true_error(a: float, samples: int) -> float:
    """Exact standard deviation of the mean of an AR(1) series: var = sum over pairs of a^|i - j| / n^2."""
    t = np.arange(1, samples)
    return math.sqrt((samples + 2 * np.sum((samples - t) * a**t)) / samples**2)


@pytest.mark.parametrize("a", [0.0, 0.5, 0.9, math.exp(-1 / 30)])
def test_autocorrelation_time_of_ar1(a):
    """Mean of 100 series of 1000 tau against (1 + a) / (1 - a), within 5 standard errors of that mean.

    The window at 5 tau drops exp(-10) of the sum (rho falls as exp(-2 t / tau)), far below the error.
    """
    tau = (1 + a) / (1 - a)
    found = [integrated_autocorrelation_time(x) for x in ar1(a, int(1000 * tau), 100, seed=1)]
    # Madras & Sokal 1988: relative variance 2 (2 W + 1) / N, W = 5 tau. A bias of second order may be as large; the
    # variance of 100 normal numbers lies within a factor 1 + 5 sqrt(2 / 100) = 1.71.
    variance = 2 * (2 * math.ceil(5 * tau) + 1) / (1000 * tau)
    assert abs(np.mean(found) / tau - 1) <= 5 * math.sqrt(variance / 100) + variance
    assert np.var(found, ddof=1) / tau**2 <= 1.71 * variance


@pytest.mark.parametrize("a", [0.0, 0.9, math.exp(-1 / 30)])
@pytest.mark.parametrize("lengths", [10, 50, 200])
def test_z_scores_of_the_mean(a, lengths):
    """z = mean / standard error: an honest error gives it a variance of 1, a cautious one less.

    The variance of n normal scores is 1 +- sqrt(2 / n). A naive error, without tau, would give tau. Below 1/4 the
    error would be more than twice too large, and caution useless.
    """
    tau, series = (1 + a) / (1 - a), 15_000 // lengths
    scores = [x.mean() / standard_error(x) for x in ar1(a, int(lengths * tau), series, seed=2)]
    assert 0.25 <= np.mean(np.square(scores)) <= 1 + 5 * math.sqrt(2 / series)


@pytest.mark.parametrize("a", [0.0, 0.9, math.exp(-1 / 30)])
def test_error_and_blocking_agree_with_the_exact_error(a):
    """500 tau, 100 series: means of both estimates against the exact value.

    Blocks of B samples keep all of the error but tau / 2 B of it, and B > (2 N tau^2)^(1/3) = 10 tau here: 5 %. The
    cautious error must not be below the exact one; above it by a fifth it would be as wrong as a tau 40 % too large.
    """
    tau = (1 + a) / (1 - a)
    samples = int(500 * tau)
    exact = true_error(a, samples)
    series = ar1(a, samples, 100, seed=3)
    cautious = np.mean([standard_error(x) for x in series])
    blocked = [blocking_standard_error(x) for x in series]
    assert exact <= cautious <= 1.2 * exact
    noise = 5 * np.std(blocked, ddof=1) / math.sqrt(len(blocked))
    assert abs(np.mean(blocked) - exact) <= noise + 0.05 * exact


@pytest.mark.parametrize("a", [0.0, 0.9])
def test_sigma_is_that_of_one_sample(a):
    """E[sigma^2] = 1 in spite of the correlation, which lowers the sample variance by 1 / 50 in series of 50 tau."""
    tau = (1 + a) / (1 - a)
    found = [estimate(x).sigma ** 2 for x in ar1(a, int(50 * tau), 1000, seed=4)]
    # cautious: the variance of the mean that is added back is too large by no more than itself, 1 / 50
    assert -5 * np.std(found) / math.sqrt(1000) <= np.mean(found) - 1 <= 5 * np.std(found) / math.sqrt(1000) + 1 / 50


def test_effective_samples_count_correlation_times():
    a = 0.9
    result = estimate(ar1(a, 19_000, 1, seed=5)[0])
    assert result.samples == 19_000
    assert result.effective_samples == pytest.approx((result.sigma / result.standard_error) ** 2, rel=1e-12)
    # 1000 correlation times; Madras & Sokal's relative error of tau is sqrt(2 x 191 / 19000) = 0.14
    assert 1000 / (1 + 5 * 0.14) <= result.effective_samples <= 1000 / (1 - 5 * 0.14)


@pytest.mark.parametrize("share", [0.03, 0.1, 0.3])
def test_a_weak_slow_mode_is_not_missed(share):
    """White noise upon a slow mode (tau 199) with a small share of the variance, 100 series of 200 slow tau.

    At 3 % rho(1) is 0.03 but tau 7: the plain window closes at once, and its error is less than half the exact one.
    The variance of 100 scores is 1 +- 0.14.
    """
    samples, series, a = 40_000, 100, 0.99
    fast = np.random.default_rng(6).standard_normal((series, samples))
    signal = math.sqrt(1 - share) * fast + math.sqrt(share) * ar1(a, samples, series, seed=7)
    exact = math.sqrt((1 - share) / samples + share * true_error(a, samples) ** 2)
    errors = [standard_error(x) for x in signal]
    assert 0.25 <= np.mean(np.square(signal.mean(axis=1) / errors)) <= 1 + 5 * 0.14
    assert exact <= np.mean(errors) <= 1.3 * exact
    plain = np.mean([integrated_autocorrelation_time(x) for x in signal[:20]])
    assert share > 0.03 or math.sqrt(plain / samples) < 0.5 * exact  # the trap is real


def test_a_constant_signal_is_one_observation():
    series = Series(8)
    series.append(np.full(100, 0.1))
    for result in (estimate(np.full(100, 0.1)), series.estimate()):
        assert (result.mean, result.standard_error, result.sigma) == (0.1, 0.0, 0.0)
        assert result.effective_samples == 1.0
    assert blocking_standard_error(np.full(100, 0.1)) == 0.0
    assert integrated_autocorrelation_time(np.full(100, 0.1)) == 100.0


def test_one_sample_has_no_error():
    result = estimate([3.0])
    assert (result.mean, result.samples, result.effective_samples) == (3.0, 1, 1.0)
    assert math.isnan(result.standard_error) and math.isnan(result.sigma)
    assert math.isnan(blocking_standard_error([3.0]))


@pytest.mark.parametrize("wrong", [[], [[1.0, 2.0]], [1.0, math.nan], [math.inf]])
@pytest.mark.parametrize("function", [estimate, blocking_standard_error, integrated_autocorrelation_time])
def test_wrong_samples_are_refused(function, wrong):
    with pytest.raises(ValueError, match="samples"):
        function(wrong)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60))
def test_any_series_gets_a_sane_estimate(samples):
    result = estimate(samples)
    assert isinstance(result, Estimate)
    assert min(samples) - 1e-9 <= result.mean <= max(samples) + 1e-9
    assert 0 <= result.standard_error <= result.sigma * (1 + 1e-12)
    assert 1 <= result.effective_samples <= len(samples) * (1 + 1e-9)
    # the worst that independent samples could do is the floor
    assert result.standard_error >= np.std(samples - np.array(samples[0])) / math.sqrt(len(samples)) * (1 - 1e-9)


chunks = st.lists(st.lists(st.floats(-100.0, 100.0), max_size=50), min_size=1, max_size=12)


@given(chunks, st.sampled_from([4, 6, 16]))
def test_series_is_the_same_however_it_arrives(pieces, capacity):
    """Against one pass over all samples: raw mean and variance, and points that are plain averages of the samples."""
    series = Series(capacity)
    for piece in pieces:
        series.append(piece)
    everything = np.array([sample for piece in pieces for sample in piece])
    assert len(series) == everything.size
    assert series.points.size < capacity and series.points.size == everything.size // series.stride
    if everything.size == 0:
        assert math.isnan(series.mean) and math.isnan(series.variance)
        return
    assert series.mean == pytest.approx(everything.mean(), abs=1e-11)
    assert series.variance == pytest.approx(everything.var(), abs=1e-9)
    whole = everything[: series.points.size * series.stride].reshape(-1, series.stride)
    assert series.points == pytest.approx(whole.mean(axis=1), abs=1e-11)


def test_one_sample_at_a_time():
    series = Series(8)
    samples = np.random.default_rng(8).standard_normal(100)
    for sample in samples:
        series.append(sample)
    assert len(series) == 100 and series.stride == 16 and series.points.size == 6
    assert series.mean == pytest.approx(samples.mean(), abs=1e-14)
    assert series.variance == pytest.approx(samples.var(), abs=1e-14)


def test_a_series_that_was_never_full_is_the_plain_estimate():
    x = ar1(0.9, 5000, 1, seed=9)[0]
    series = Series()
    series.append(x)
    plain, kept = estimate(x), series.estimate()
    for name in ("mean", "standard_error", "sigma", "effective_samples", "samples"):
        assert getattr(kept, name) == pytest.approx(getattr(plain, name), rel=1e-9)


def test_coarse_points_keep_mean_error_and_the_sigma_of_single_samples():
    """64 samples averaged to a point lower the points' own sigma by about 2, and must lower nothing else."""
    a, samples = 0.9, 64 * 1500
    exact, found = true_error(a, samples), []
    for x in ar1(a, samples, 40, seed=10):
        series = Series(2048)
        series.append(x)
        result = series.estimate()
        assert series.stride == 64 and result.samples == samples
        assert result.mean == pytest.approx(x.mean(), abs=1e-12)
        assert result.sigma == pytest.approx(x.std(), rel=2e-3)  # the error's square is added: 19 / 96,000
        assert series.points.std() < 0.6
        found.append(result.standard_error)
    # at least exact, by caution, and as far above it as in test_error_and_blocking_agree_with_the_exact_error
    assert 1 <= np.mean(found) / exact <= 1.2


def test_a_large_offset_does_not_spoil_the_variance():
    """Welford's and Chan's point: variance 1 upon a mean of 1e9, where the naive sum of squares has no digit left."""
    x = np.random.default_rng(11).standard_normal(10_000)
    series = Series(64)
    for piece in np.array_split(x + 1e9, 37):
        series.append(piece)
    # x + 1e9 is itself rounded to 1.2e-7, which moves the variance by less than 1e-7
    assert series.variance == pytest.approx(x.var(), abs=1e-6)


def test_memory_stays_bounded():
    series = Series(1024)
    before = series._buffer.nbytes
    for _ in range(50):
        series.append(np.ones(100_000))
    assert series._buffer.nbytes == before == 1024 * 8
    assert len(series) == 5_000_000 and series.points.size <= 1024


def test_clear_forgets():
    series = Series(4)
    series.append([1e9, 2e9, 3e9, 4e9, 5e9])
    series.clear()
    assert len(series) == 0 and series.points.size == 0 and series.stride == 1
    with pytest.raises(ValueError, match="samples"):
        series.estimate()
    series.append([1.0, 2.0])
    assert series.mean == 1.5 and series.variance == 0.25


@pytest.mark.parametrize("capacity", [0, 2, 7])
def test_odd_or_tiny_capacities_are_refused(capacity):
    with pytest.raises(ValueError, match="capacity"):
        Series(capacity)
