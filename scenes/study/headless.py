"""Plays a scene without a window: its timeline, its measurement, a report and a table of what happened."""

import csv
import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.scene_file import Case, SceneFile
from scenes.story import Story, step_of
from scenes.study.output import Output
from sim import Observation, Scene, Simulation
from sim.measure.access import ghk_with_access
from sim.measure.capacitance import expected_uF_cm2, measured_uF_cm2
from sim.measure.layers import Layer, layers
from sim.measure.measurement import Measurement, Result
from sim.measure.predictions import Prediction, predict
from sim.scene import Side

OBSERVE_NS = 20.0  # between two censuses


@dataclass(frozen=True)
class Report:
    """A finished run. scene: as the timeline had left it at the end of the averages; settle_ns: time at the start that
    was left out of these; first, last: at their beginning and end."""

    scene_file: SceneFile
    scene: Scene
    seed: int
    threads: int
    wall_s: float
    settle_ns: float
    result: Result
    first: Observation
    last: Observation

    @property
    def residual_mV(self) -> float:
        """Mean voltage minus the scene's own prediction, mV; nan if that was not defined."""
        estimate = self.result.residual.get(self.scene_file.claim.predicts)
        return estimate.mean if estimate else math.nan

    @property
    def residual_error_mV(self) -> float:
        """Standard error of residual_mV."""
        estimate = self.result.residual.get(self.scene_file.claim.predicts)
        return estimate.standard_error if estimate else math.nan

    @property
    def way_mV(self) -> float:
        """What the way to the pores adds to GHK, mV: of the concentrations at the end, for it hardly varies with them,
        while GHK itself does; nan where nothing passes."""
        return ghk_with_access(self.last, self.scene) - predict(self.last).ghk

    @property
    def capacitance_uF_cm2(self) -> tuple[float, float]:
        """Measured, and that of the slab, with a field that finds them in series with the layers."""
        voltage_mV = self.result.voltage.mean
        measured = measured_uF_cm2(self.result.charge, voltage_mV, self.last.membrane_nm2)
        return measured, expected_uF_cm2(self.last, self.scene, voltage_mV)

    @property
    def layers(self) -> dict[Side, Layer]:
        """The layers of ions at the membrane's faces; none with a capacitor."""
        return layers(self.result.profile, self.last, self.scene) if self.result.profile is not None else {}

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON has it; numbers that are not defined become None."""
        voltage, prediction, last = self.result.voltage, self.result.prediction, self.last
        measured, expected = self.capacitance_uF_cm2
        report = {
            "scene": self.scene_file.name,
            "seed": self.seed,
            "ions": sum(sum(count.values()) for count in last.counts.values()),
            "simulated_ns": last.time_ns,
            "wall_s": self.wall_s,
            "threads": self.threads,
            "field": self.scene.field.kind,
            "capacitance_uF_cm2": {
                "measured": measured,
                "expected": expected,
            },
            "voltage_mV": {
                "mean": voltage.mean,
                "standard_error": voltage.standard_error,
                "last": last.voltage_mV,
                "sigma": voltage.sigma,
                "sigma_thermal": self.result.sigma_thermal_mV,
                "effective_samples": voltage.effective_samples,
                "window_ns": self.result.window_ns,
            },
            "prediction_mV": {
                "ghk": prediction.ghk,
                "ghk_with_access": prediction.ghk + self.way_mV,
                "mullins_noda": prediction.mullins_noda,
                "donnan": prediction.donnan,
                "stall": prediction.stall,
                "nernst": {s: prediction.nernst.get(s, math.nan) for s in ("K", "Na", "Cl")} | dict(prediction.nernst),
                "scene": voltage.mean - self.residual_mV,
            },
            "residual_mV": self.residual_mV,
            "residual_standard_error_mV": self.residual_error_mV,
            "concentration_mM": {side: dict(c) for side, c in last.concentration_mM.items()},
            "crossings": {s: dict(c) for s, c in last.crossings.items()},
            "counts": {s: dict(c) for s, c in last.counts.items()},
            "exchanged": dict(last.exchanged),
            "claim": {
                "predicts": self.scene_file.claim.predicts,
                "tolerance_mV": self.scene_file.claim.tolerance_mV,
                "published_mV": self.scene_file.claim.published_mV,
                "settle_ns": self.settle_ns,
            },
        }
        if self.layers:
            lengths = {side: {"debye": one.debye_nm, "decay": one.decay_nm} for side, one in self.layers.items()}
            report["layers_nm"] = lengths
        return _without_nan(report)  # type: ignore[no-any-return]

    def as_json(self) -> str:
        """The same as text."""
        return json.dumps(self.as_dict(), indent=2)


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return value


@dataclass(frozen=True)
class Moment:
    """What the table has a row for."""

    observation: Observation
    prediction: Prediction


def play(
    scene_file: SceneFile,
    *,
    case: Case | None = None,
    seed: int | None = None,
    ns: float | None = None,
    after_ns: float = 0.0,
    threads: int | None = None,
    on_moment: Callable[[Moment], None] = lambda moment: None,
) -> Report:
    """Run a scene, or one of its cases, for ns nanoseconds (its claim's run_ns if None).

    seed: None for the scene's own. on_moment is called every OBSERVE_NS, also for the after_ns that follow what is
    measured and reported. Where the run is too short for the claim's settling time, half of it counts as settling; a
    single macro-step is left to be measured.
    Raises sim.SceneError if the scene is unsound, ValueError if ns is not positive or shorter than a macro-step.
    """
    end = scene_file.claim.run_ns if ns is None else ns
    seed = scene_file.seed_or(seed)
    if not (math.isfinite(end) and end > 0):
        raise ValueError(f"ns: expected a positive time, got {end}")
    scene = case.scene if case else scene_file.scene
    settle_ns = _settling(scene_file.claim.settle_ns, end, scene.macro_step_ns)
    simulation = Simulation(scene, seed, threads)
    measurement = Measurement(settle_ns)
    story = Story(scene_file)
    began = time.perf_counter()
    observation = first = simulation.observe()
    done = 0.0
    for stop in _stops(story, end, after_ns):
        for command in story.due(done, stop):
            simulation.apply(command)
        if done < settle_ns < stop:  # what is measured begins between two censuses
            settled = _advance(simulation, done, settle_ns)
            done, first = settle_ns, simulation.observe()
            measurement.add(settled, first)
        voltages = _advance(simulation, done, stop)
        done = stop
        now = simulation.observe()
        moment = Moment(now, predict(now))
        on_moment(moment)
        if stop > end:
            continue
        observation, scene = now, simulation.scene
        if now.time_ns <= settle_ns:
            first = now
        measurement.add(voltages, now, moment.prediction)
    result = measurement.result()
    assert result is not None, "at least one macro-step follows the settling"
    wall_s = time.perf_counter() - began
    return Report(scene_file, scene, seed, simulation.threads, wall_s, settle_ns, result, first, observation)


def _advance(simulation: Simulation, from_ns: float, to_ns: float) -> NDArray[np.float64]:
    """Take the macro-steps that begin between two times; voltages, mV. Counted, not added up, so that a command comes
    before the very step that it falls into."""
    step_ns = simulation.scene.macro_step_ns
    return simulation.advance((step_of(to_ns, step_ns) - step_of(from_ns, step_ns)) * step_ns)


def _settling(claimed_ns: float, end: float, step_ns: float) -> float:
    """What is left out at the start, in whole macro-steps. Raises ValueError if there is not one to be measured."""
    steps = int(end / step_ns + 1e-9)
    if steps < 1:
        raise ValueError(f"ns: expected at least one macro-step ({step_ns:g} ns), got {end:g}")
    wanted = claimed_ns if claimed_ns < end else end / 2
    return min(int(wanted / step_ns + 1e-9), steps - 1) * step_ns


def _stops(story: Story, end: float, after: float) -> Iterator[float]:
    """Times at which to stop: every OBSERVE_NS, at each command's time, at the end, and as long after it as asked."""
    now = 0.0
    while now < end + after - 1e-9:
        upcoming = story.next_ns(now + 1e-9)
        ahead = [(now // OBSERVE_NS + 1) * OBSERVE_NS, end if now < end else end + after]
        now = min(ahead if upcoming is None else [*ahead, upcoming])
        yield now


class CsvTable:
    """Writes one row a moment: time, voltage, predictions, concentrations, crossings."""

    def __init__(self, stream: Output) -> None:
        self._writer = csv.writer(stream)
        self._header: list[str] = []

    def __call__(self, moment: Moment) -> None:
        row = self._row(moment)
        if not self._header:
            self._header = list(row)
            self._writer.writerow(self._header)
        self._writer.writerow([row.get(name, "") for name in self._header])

    @staticmethod
    def _row(moment: Moment) -> dict[str, object]:
        observation, prediction = moment.observation, moment.prediction
        row: dict[str, object] = {"time_ns": observation.time_ns, "voltage_mV": f"{observation.voltage_mV:.4f}"}
        predicted = {"ghk_mV": prediction.ghk, "mullins_noda_mV": prediction.mullins_noda}
        predicted |= {f"E_{symbol}_mV": mV for symbol, mV in prediction.nernst.items()}
        row |= {name: f"{mV:.4f}" if math.isfinite(mV) else "" for name, mV in predicted.items()}
        for side, concentrations in observation.concentration_mM.items():
            row |= {f"{symbol}_{side}_mM": f"{mM:.4f}" for symbol, mM in concentrations.items()}
        for symbol, crossed in observation.crossings.items():
            row |= {f"{symbol}_in": crossed["in"], f"{symbol}_out": crossed["out"]}
        return row


def report_lines(report: Report) -> list[str]:
    """The main figures of a run, for people."""
    data = report.as_dict()
    voltage, prediction, claim = data["voltage_mV"], data["prediction_mV"], data["claim"]

    def mV(value: float | None) -> str:
        return "  none" if value is None else f"{value:+8.2f} mV"

    error = voltage["standard_error"]
    sure = "too short for a standard error" if error is None else f"+- {error:.2f} (standard error)"
    near = f"{'' if report.scene_file.claim.holds(report.residual_mV) else 'not '}within {claim['tolerance_mV']:g} mV"
    found = [
        f"{data['scene']}: {data['ions']} ions, {data['simulated_ns']:g} ns in {data['wall_s']:.1f} s",
        f"  voltage        {mV(voltage['mean'])}  {sure}",
        f"  prediction     {mV(prediction['scene'])}  ({claim['predicts']}, from the counted ions)",
        f"  difference     {mV(data['residual_mV'])}  {'' if data['residual_mV'] is None else near}".rstrip(),
    ]
    if prediction["ghk_with_access"] is not None and claim["predicts"] == "ghk":
        found.append(f"  GHK            {mV(prediction['ghk_with_access'])}  (with the way to the pores)")
    if claim["published_mV"] is not None:
        found.append(f"  published      {mV(claim['published_mV'])}")
    capacitance = data["capacitance_uF_cm2"]
    if data["field"] != "capacitor" and capacitance["measured"] is not None:
        series = f"slab and layers in series {capacitance['expected']:.2f}"
        found.append(f"  capacitance    {capacitance['measured']:8.2f} uF/cm2, {series}")
    found.append(
        f"  noise          {mV(voltage['sigma']).replace('+', ' ')}, thermal {voltage['sigma_thermal']:.2f} mV"
    )
    for symbol, crossed in data["crossings"].items():
        if crossed["in"] or crossed["out"]:
            found.append(f"  {symbol:<3} crossed     {crossed['out']} out, {crossed['in']} in")
    return found
