"""One run of a sweep: a function of the scene's text, the changes, the seed and the time alone, so that any worker on
any machine can do it and gives the same numbers."""

import math
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

from scenes.format.loader import load_text
from scenes.format.problems import SceneFileError
from scenes.study.certainty import student_t
from scenes.study.headless import Moment, Report, play
from sim.problems import SceneError

MOST_FREEDOM = 200  # beyond, Student's t is the normal distribution's for all purposes


class Job(NamedTuple):
    """text: of the scene file; name: of the scene; label: what the file is called in messages; ns: None for the
    claim's time."""

    text: str
    name: str
    label: str
    changes: tuple[str, ...]
    seed: int
    ns: float | None


class Done(NamedTuple):
    """values: column -> number, None where it is not defined; refused: why the run could not be made, or empty."""

    values: dict[str, float | int | None]
    wall_s: float
    refused: str = ""


def run(job: Job) -> Done:
    """The run, on one thread."""
    moments: list[Moment] = []
    try:
        scene_file = load_text(job.text, Path(f"{job.name}.toml"), job.label, job.changes)
        report = play(scene_file, seed=job.seed, ns=job.ns, threads=1, on_moment=moments.append)
    except SceneFileError as error:
        return Done({}, 0.0, str(error))
    except SceneError as error:
        return Done({}, 0.0, "; ".join(f"{problem.key}: {problem.message}" for problem in error.problems))
    return Done({name: _defined(value) for name, value in _values(report, moments).items()}, report.wall_s)


def _values(report: Report, moments: list[Moment]) -> dict[str, float | int]:
    voltage, prediction = report.result.voltage, report.result.prediction
    first, last = report.first, report.last
    freedom = voltage.effective_samples - 1
    enough = math.isfinite(freedom) and freedom >= 1
    t = student_t(min(int(freedom), MOST_FREEDOM), 0.95) if enough else math.nan
    found: dict[str, Any] = {
        "simulated_ns": last.time_ns,
        "window_ns": report.result.window_ns,
        "counted_ions": sum(sum(count.values()) for count in last.counts.values()),
        "voltage_mV": voltage.mean,
        "voltage_interval_mV": voltage.standard_error * t,
        "voltage_standard_error_mV": voltage.standard_error,
        "voltage_sigma_mV": voltage.sigma,
        "thermal_sigma_mV": report.result.sigma_thermal_mV,
        "prediction_mV": voltage.mean - report.residual_mV,
        "residual_mV": report.residual_mV,
        "residual_standard_error_mV": report.residual_error_mV,
        "ghk_mV": prediction.ghk,
        "ghk_with_access_mV": prediction.ghk + report.way_mV,
        "mullins_noda_mV": prediction.mullins_noda,
        "donnan_mV": prediction.donnan,
        "stall_mV": prediction.stall,
        **{f"nernst_{symbol}_mV": mV for symbol, mV in prediction.nernst.items()},
    }
    measured, expected = report.capacitance_uF_cm2
    found |= {"capacitance_uF_cm2": measured, "expected_capacitance_uF_cm2": expected}
    for side, layer in report.layers.items():
        found |= {f"debye_{side}_nm": layer.debye_nm, f"decay_{side}_nm": layer.decay_nm}
    window = [m.observation for m in moments if m.observation.time_ns > report.settle_ns + 1e-9]
    for face, concentrations in last.concentration_mM.items():
        for symbol in concentrations:
            mean = fmean(observed.concentration_mM[face][symbol] for observed in window)
            found[f"mean_{symbol}_{face}_mM"] = mean
    us = (last.time_ns - first.time_ns) * 1e-3
    for symbol, crossed in last.crossings.items():
        before = first.crossings[symbol]
        net = crossed["out"] - before["out"] - (crossed["in"] - before["in"])
        found[f"net_{symbol}_outward_per_us"] = net / us
    if first.pump is not None and last.pump is not None:
        found["pump_cycles_per_us"] = (last.pump.cycles - first.pump.cycles) / us
        found["pump_ATP_per_us"] = (last.pump.atp_spent - first.pump.atp_spent) / us
    return found


def _defined(value: float | int) -> float | int | None:
    if isinstance(value, bool | int):
        return int(value)
    return float(value) if math.isfinite(value) else None
