"""What a sweep found at each point of its grid: means over the seeds, with 95 % intervals of Student's t."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scenes.study.certainty import Mean, mean
from scenes.sweep.columns import columns
from scenes.sweep.job import Done
from scenes.sweep.journal import Key
from scenes.sweep.plan import Sweep


@dataclass(frozen=True)
class Found:
    """Of one point, mV. texts: a value of each axis; difference: of the voltage and its prediction; both None where the
    scene's prediction is not defined for every run."""

    texts: tuple[str, ...]
    runs: int
    voltage: Mean
    prediction: Mean | None
    difference: Mean | None


def found(asked: Sweep, done: Mapping[Key, Done]) -> list[Found]:
    """A row for each point of which there are runs."""
    rows = []
    for point in asked.points:
        runs = [done[point.texts, seed].values for seed in asked.seeds if (point.texts, seed) in done]
        if runs:
            of = {name: _mean([run.get(name) for run in runs]) for name in NAMES}
            voltage = of["voltage_mV"] or Mean(math.nan, math.nan, math.nan)
            rows.append(Found(point.texts, len(runs), voltage, of["prediction_mV"], of["residual_mV"]))
    return rows


NAMES = ("voltage_mV", "prediction_mV", "residual_mV")


def _mean(values: Sequence[float | int | None]) -> Mean | None:
    numbers = [float(value) for value in values if value is not None]
    return mean(numbers) if numbers and len(numbers) == len(values) else None


def markdown(asked: Sweep, rows: Sequence[Found]) -> str:
    """The table, for the README's readers too."""
    names = [*columns(asked.axes), "runs", "voltage, mV (95 %)", f"prediction, mV ({asked.predicts})"]
    names.append("difference, mV (95 %)")
    lines = [f"| {' | '.join(names)} |", f"|{' --- |' * len(names)}"]
    for row in rows:
        predicted = "" if row.prediction is None else f"{row.prediction.value:.2f}"
        cells = [*row.texts, str(row.runs), _text(row.voltage, "-"), predicted, _text(row.difference, "+")]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _text(value: Mean | None, sign: str) -> str:
    if value is None:
        return ""
    return value.text(2, sign) if math.isfinite(value.interval) else f"{value.value:{sign}.2f}"
