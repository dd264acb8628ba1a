"""Honest means of an autocorrelated signal: what a mean voltage is worth when neighbouring samples are alike.

The standard error of a mean of N samples is sigma sqrt(tau / N), where tau = 1 + 2 sum rho(t) is the
integrated autocorrelation time in samples. tau is estimated with Sokal's self-consistent window (Sokal 1997,
in: Functional Integration, NATO ASI B 361:131), corrected for the subtracted mean (Wolff 2004, Comput Phys
Commun 156:143).

Samples are one-dimensional, equally spaced in time and in any unit; means, sigmas and errors share it.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

WINDOW = 5.0  # the sum of rho(t) stops at t = WINDOW * tau
COARSENING = 4  # samples averaged to one from one look at a series to the next, coarser one
FEWEST_POINTS = 128  # a coarser look than this tells more about noise than about slow modes


@dataclass(frozen=True)
class Estimate:
    """A mean and how far to trust it.

    mean; standard_error: of the mean, one sigma, nan for a single sample; sigma: standard deviation of one
    sample; effective_samples: as many independent samples would do as well, (sigma / standard_error)^2.
    Below about 20 the error itself is a rough guess, and modes slower than the series are invisible;
    samples: number.
    """

    mean: float
    standard_error: float
    sigma: float
    effective_samples: float
    samples: int


def _series(samples: npt.ArrayLike) -> Array:
    x = np.asarray(samples, dtype=np.float64)
    if x.ndim != 1 or x.size == 0:
        raise ValueError(f"samples: expected one dimension and at least one sample, got shape {x.shape}")
    if not np.isfinite(x).all():
        raise ValueError("samples: expected finite numbers")
    return x


def _averaged(x: Array, block: int) -> Array:
    """Means of successive blocks; samples that do not fill a last block are left out."""
    return np.asarray(x[: x.size // block * block].reshape(-1, block).mean(axis=1))


def _autocovariance(x: Array) -> Array:
    """Mean of the products of deviations at lag t, over the n - t pairs there are; lags 0 to n / 2."""
    n = x.size
    padded = 1 << (2 * n - 1).bit_length()  # zeros enough that the circular correlation does not wrap
    spectrum = np.fft.rfft(x - x.mean(), padded)
    products = np.fft.irfft(spectrum * spectrum.conj(), padded)[: n // 2 + 1]
    return np.asarray(products / (n - np.arange(products.size)))


def _correlation_times(x: Array) -> tuple[float, float]:
    """tau by the self-consistent window, and a cautious tau that short series do not make too small.

    The cautious one takes the largest partial sum within the window, since the sum drops again where noise
    makes rho negative; it is raised by half the relative variance of tau, 2 (2 W + 1) / N (Madras & Sokal
    1988, J Stat Phys 50:109), because an error drawn too small costs more than one drawn too large; and it is
    at least 1, that of independent samples.
    """
    n = x.size
    covariance = _autocovariance(x)
    if n < 2 or np.ptp(x) == 0 or covariance[0] <= 0:
        return float(n), float(n)  # a signal that never moved counts as one observation
    sums = 2 * np.cumsum(covariance) - covariance[0]
    lags = np.arange(covariance.size)
    closed = np.flatnonzero(lags >= WINDOW * sums / covariance[0])
    window = int(closed[0]) if closed.size else int(np.argmax(sums))

    def corrected(total: float) -> float:
        # subtracting the sample mean lowers every covariance by the variance of the mean, total / n
        total *= 1 + (2 * window + 1) / n
        return float(total / (covariance[0] + total / n))

    cautious = corrected(sums[: window + 1].max()) * (1 + (2 * window + 1) / n)
    return max(corrected(sums[window]), 0.0), max(cautious, 1.0)


def integrated_autocorrelation_time(samples: npt.ArrayLike) -> float:
    """tau = 1 + 2 sum rho(t), in samples: 1 for white noise, (1 + a) / (1 - a) for an AR(1) series.

    The plain estimate. Its window closes too early on a weak slow mode under strong fast noise, which `estimate`
    looks for. A constant series gives its own length.
    Raises ValueError for an empty, many-dimensional or non-finite input.
    """
    return _correlation_times(_series(samples))[0]


def _error(x: Array) -> float:
    """Standard error of the mean of x: the largest found while x is averaged to ever coarser points.

    Averaging leaves the mean and its error alone but takes fast noise away. A slow mode that it hid (3 % of the
    variance and a hundred times slower more than double the error) then stands out and holds the window open.
    """
    largest = 0.0 if x.size > 1 else float("nan")
    while x.size > 1:
        tau = min(_correlation_times(x)[1], 0.5 * x.size)
        # s^2 = sigma^2 tau / n with sigma^2 = variance + s^2: the sample variance lacks that of the mean
        largest = max(largest, math.sqrt(x.var() * tau / (x.size - tau)))
        if x.size < COARSENING * FEWEST_POINTS:
            break
        x = _averaged(x, COARSENING)
    return largest


def _estimate(mean: float, mean_square: float, error: float, samples: int) -> Estimate:
    """mean_square: of the deviations from the sample mean, which lacks the variance of that mean."""
    if samples < 2:
        return Estimate(mean, float("nan"), float("nan"), 1.0, samples)
    if mean_square == 0:
        return Estimate(mean, 0.0, 0.0, 1.0, samples)
    error = max(error, math.sqrt(mean_square / (samples - 1)))  # never better than independent samples
    sigma = math.sqrt(mean_square + error**2)
    return Estimate(mean, error, sigma, (sigma / error) ** 2, samples)


def estimate(samples: npt.ArrayLike) -> Estimate:
    """Mean, its standard error, sigma and the number of effective samples of an equally spaced series.

    The error is meant to err on the large side: z-scores of AR(1) series have a root mean square of 1.1 at
    N = 5 tau, 0.9 from 10 tau on. Numbers known to be independent deserve the plain sigma / sqrt(N) instead.
    A constant series has an error of 0 and one effective sample.
    Raises ValueError for an empty, many-dimensional or non-finite input.
    """
    x = _series(samples)
    y = x - x[0]  # a constant series then has a variance of exactly 0
    return _estimate(float(x[0] + y.mean()), float(y.var()), _error(y), x.size)


def standard_error(samples: npt.ArrayLike) -> float:
    """Standard error of the mean, as `estimate` has it, which also tells the effective samples behind it."""
    return estimate(samples).standard_error


def blocking_standard_error(samples: npt.ArrayLike) -> float:
    """Standard error of the mean by averaging neighbours pair by pair: a check of `standard_error`.

    Flyvbjerg & Petersen 1989, J Chem Phys 91:461. The block length B is the smallest power of two with B^3 >
    2 N tau_B^2, where statistical and systematic error are about equal (Wolff 2004; Lee et al. 2011, Phys
    Rev B 83:113403). nan if the series is too short for any B to qualify.
    Raises ValueError for an empty, many-dimensional or non-finite input.
    """
    x = _series(samples)
    x = x - x[0]
    n, naive, block = x.size, 0.0, 1
    while x.size >= 2:
        square = float(x.var(ddof=1)) / x.size
        if block == 1:
            naive = square
        if naive == 0:
            return 0.0
        if float(block) ** 3 > 2 * n * (square / naive) ** 2:
            return float(np.sqrt(square))
        x = _averaged(x, 2)
        block *= 2
    return float("nan")


class Series:
    """A signal of any length in constant memory.

    Keeps at most `capacity` points. When they are full, pairs of neighbours are averaged, and from then on
    each point is the mean of twice as many samples. Mean and sigma are those of all single samples ever
    appended (Chan, Golub & LeVeque 1983, Am Stat 37:242), however coarse the points have become.
    """

    def __init__(self, capacity: int = 2**16) -> None:
        """capacity: an even number of points, 4 or more (else ValueError)."""
        if capacity < 4 or capacity % 2:
            raise ValueError(f"capacity: expected an even number, 4 or more, got {capacity}")
        self._buffer = np.empty(capacity)
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._filled = 0
        self._stride = 1
        self._waiting_sum, self._waiting = 0.0, 0  # samples of the point that is not complete yet
        # mean: counted from the origin, the first sample, so that a constant signal has no variance at all;
        # squares: sum of the squared deviations from the mean
        self._samples, self._origin, self._mean, self._squares = 0, 0.0, 0.0, 0.0

    def __len__(self) -> int:
        """Number of samples appended."""
        return self._samples

    @property
    def points(self) -> Array:
        """A copy of the complete points, oldest first, each the mean of `stride` samples; shape (points,)."""
        return self._buffer[: self._filled].copy()

    @property
    def stride(self) -> int:
        """Samples to a point: a power of two."""
        return self._stride

    @property
    def mean(self) -> float:
        """Mean of all samples; nan if there are none."""
        return self._origin + self._mean if self._samples else float("nan")

    @property
    def variance(self) -> float:
        """Mean squared deviation of the single samples (not of the points) from their mean; nan if none."""
        return self._squares / self._samples if self._samples else float("nan")

    def append(self, samples: npt.ArrayLike) -> None:
        """Add one sample or an array of them, in order of time. Raises ValueError if any is not finite."""
        x = np.asarray(samples, dtype=np.float64).ravel()
        if x.size == 0:
            return
        x = _series(x)
        self._merge(x)
        while x.size:
            room = (self._buffer.size - self._filled) * self._stride - self._waiting
            self._store(x[:room])
            x = x[room:]
            if self._filled == self._buffer.size:
                self._halve()

    def estimate(self) -> Estimate:
        """As the function `estimate`, for all samples; the standard error comes from the points.

        Raises ValueError if the series is empty.
        """
        if not self._samples:
            raise ValueError("samples: expected at least one sample, got none")
        error = _error(self.points) if self._filled else float("nan")
        return _estimate(self.mean, self.variance, error, self._samples)

    def _merge(self, x: Array) -> None:
        if not self._samples:
            self._origin = float(x[0])
        x = x - self._origin
        mean = float(x.mean())
        shift, total = mean - self._mean, self._samples + x.size
        self._squares += float(((x - mean) ** 2).sum()) + shift**2 * self._samples * x.size / total
        self._mean += shift * x.size / total
        self._samples = total

    def _store(self, x: Array) -> None:
        """Turn samples that fit the room left into points."""
        if self._waiting:
            head = x[: self._stride - self._waiting]
            self._waiting_sum += float(head.sum())
            self._waiting += head.size
            if self._waiting < self._stride:
                return
            self._push(np.array([self._waiting_sum / self._stride]))
            self._waiting_sum, self._waiting = 0.0, 0
            x = x[head.size :]
        self._push(_averaged(x, self._stride))
        rest = x[x.size // self._stride * self._stride :]
        self._waiting_sum, self._waiting = float(rest.sum()), rest.size

    def _push(self, points: Array) -> None:
        self._buffer[self._filled : self._filled + points.size] = points
        self._filled += points.size

    def _halve(self) -> None:
        self._filled //= 2
        self._buffer[: self._filled] = _averaged(self._buffer, 2)
        self._stride *= 2
