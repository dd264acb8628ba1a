"""The past of the voltage in bins of equal simulated time, in bounded memory: the recent one, and the whole."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 720
LINES = 24  # most predictions and other figures kept at a time


@dataclass(frozen=True)
class Trace:
    """A copy of the past, oldest first; all in mV but time_ns (middle of a bin) and bin_ns.

    mean, low, high: of the voltage in a bin; running: its trailing mean over running_ns; lines: predictions by name,
    and what `render.panels.charts.lanes.gating_figures` names, in units of its own; peaks: whether low and high are
    those of means over shorter bins, without which a spike would look smaller.
    """

    bin_ns: float
    running_ns: float
    span_ns: float
    time_ns: NDArray[np.float64]
    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    running: NDArray[np.float64]
    lines: Mapping[str, NDArray[np.float64]]
    peaks: bool = False


class Whole:
    """All of the past from time 0 on. Bins are made twice as long whenever they no longer reach; each keeps the lowest
    and the highest of the shorter ones that went into it, so that no spike is lost or made smaller."""

    def __init__(self, bin_ns: float) -> None:
        self.bin_ns = bin_ns
        self._sums = np.zeros((3, BINS))  # ns that are in a bin, and their time and voltage, times so many ns
        self._low, self._high = np.full(BINS, np.inf), np.full(BINS, -np.inf)

    def add(self, time_ns: float, mean_mV: float, lasted_ns: float) -> None:
        """A mean over lasted_ns, in the middle of which time_ns is."""
        n = int(time_ns / self.bin_ns)
        while n >= BINS:
            self._widen()
            n = int(time_ns / self.bin_ns)
        self._sums[:, n] += lasted_ns, lasted_ns * time_ns, lasted_ns * mean_mV
        self._low[n], self._high[n] = min(self._low[n], mean_mV), max(self._high[n], mean_mV)

    def _widen(self) -> None:
        half = BINS // 2
        self.bin_ns *= 2
        self._sums[:, :half] = self._sums.reshape(3, half, 2).sum(axis=2)
        self._low[:half] = self._low.reshape(half, 2).min(axis=1)
        self._high[:half] = self._high.reshape(half, 2).max(axis=1)
        self._sums[:, half:], self._low[half:], self._high[half:] = 0.0, np.inf, -np.inf

    def trace(self) -> Trace:
        """Bins that have anything in them; no predictions."""
        some = self._sums[0] > 0
        lasted, times, voltages = self._sums[:, some]
        mean, low, high = voltages / lasted, self._low[some], self._high[some]
        return Trace(self.bin_ns, self.bin_ns, BINS * self.bin_ns, times / lasted, mean, low, high, mean, {}, True)


class History:
    """Takes every macro-step's voltage and the predictions of the moment; keeps the last span_ns. whole: the voltage
    alone, from the beginning."""

    def __init__(self, span_ns: float) -> None:
        self.span_ns = span_ns
        self.bin_ns = span_ns / BINS
        self.whole = Whole(self.bin_ns)
        self.running_ns = span_ns / 40
        self._columns = np.full((5 + LINES, 2 * BINS), np.nan)  # filled to the end, then moved back by half
        self._filled = 0
        self._names: list[str] = []
        self._start_ns = 0.0  # of the open bin
        self._open: list[NDArray[np.float64]] = []
        self._smooth = math.nan

    def add(self, voltages_mV: NDArray[np.float64], now_ns: float, lines: Mapping[str, float]) -> None:
        """voltages_mV: one for each macro-step up to now_ns; lines: predictions (mV) and other figures as they are now,
        by name."""
        if len(voltages_mV) == 0:
            return
        self._open.append(voltages_mV)
        if now_ns - self._start_ns < self.bin_ns:
            return
        voltages = np.concatenate(self._open)
        self._open.clear()
        for name in lines:
            if name not in self._names and len(self._names) < LINES:
                self._names.append(name)
        mean = float(voltages.mean())
        passed = now_ns - self._start_ns
        share = 1.0 if math.isnan(self._smooth) else 1 - math.exp(-passed / self.running_ns)
        self._smooth = mean if math.isnan(self._smooth) else self._smooth + share * (mean - self._smooth)
        if self._filled == self._columns.shape[1]:
            self._columns[:, :BINS] = self._columns[:, BINS:]
            self._filled = BINS
        column = self._columns[:, self._filled]
        column[:5] = (self._start_ns + now_ns) / 2, mean, voltages.min(), voltages.max(), self._smooth
        column[5:] = np.nan
        for n, name in enumerate(self._names):
            column[5 + n] = lines.get(name, math.nan)
        self._filled += 1
        self.whole.add((self._start_ns + now_ns) / 2, mean, passed)
        self._start_ns = now_ns

    def recent(self, name: str, window_ns: float) -> float:
        """Mean over the last window_ns of the voltage (name "") or of a prediction; nan before there is any."""
        if self._filled == 0 or (name and name not in self._names):
            return math.nan
        row = 5 + self._names.index(name) if name else 1
        times = self._columns[0, : self._filled]
        first = max(0, int(np.searchsorted(times, times[-1] - window_ns)))
        values = self._columns[row, first : self._filled]
        values = values[np.isfinite(values)]
        return float(values.mean()) if len(values) else math.nan

    def trace(self) -> Trace:
        first = max(0, self._filled - BINS)
        kept = self._columns[:, first : self._filled].copy()
        lines = {name: kept[5 + n] for n, name in enumerate(self._names)}
        return Trace(self.bin_ns, self.running_ns, self.span_ns, kept[0], kept[1], kept[2], kept[3], kept[4], lines)
