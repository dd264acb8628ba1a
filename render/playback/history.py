"""The recent past of the voltage in bins of equal simulated time, in bounded memory."""

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
    and what `render.panels.charts.lanes.gating_figures` names, in units of its own.
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


class History:
    """Takes every macro-step's voltage and the predictions of the moment; keeps the last span_ns."""

    def __init__(self, span_ns: float) -> None:
        self.span_ns = span_ns
        self.bin_ns = span_ns / BINS
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
