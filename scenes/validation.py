"""Every claim of the library, tested: several seeds a scene, in parallel processes; one row a claim.

The interval is that of the mean over independent runs (Student's t on the runs' residuals), so slow modes within a
run do not flatter it. No seed is picked: they are 0, 1, 2, ... for every scene.
"""

import math
import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass

from scenes.headless import play
from scenes.loader import load

# Two-sided 95 % points of Student's t for 1, 2, ... degrees of freedom (Fisher & Yates 1963, table III), then normal.
T_95 = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131)


@dataclass(frozen=True)
class Plan:
    """Work for one scene: runs (seeds 0, 1, ...), ions of each, share of the claim's run_ns after settling."""

    runs: int = 8
    ions: int = 60_000
    share: float = 1.0


QUICK = Plan(runs=4, ions=30_000, share=0.35)


@dataclass(frozen=True)
class Verdict:
    """What was found of one claim, mV. interval: half-width of the 95 % interval of voltage and residual alike."""

    scene: str
    predicts: str
    voltage: float
    prediction: float
    residual: float
    interval: float
    tolerance: float
    published: float | None
    runs: int

    @property
    def verdict(self) -> str:
        """ "met" if the residual is within the tolerance, "missed" if its whole interval is outside, else "open"."""
        if abs(self.residual) <= self.tolerance:
            return "met"
        return "missed" if abs(self.residual) - self.interval > self.tolerance else "open"


def half_width(values: Sequence[float]) -> float:
    """Half of the 95 % confidence interval of the mean of independent values; nan for fewer than two."""
    n = len(values)
    if n < 2:
        return math.nan
    mean = sum(values) / n
    error = math.sqrt(sum((value - mean) ** 2 for value in values) / (n - 1) / n)
    return error * (T_95[n - 2] if n - 2 < len(T_95) else 1.96)


def run_once(name: str, plan: Plan, seed: int) -> tuple[str, int, float, float]:
    """(scene, seed, mean voltage, its residual) of one run; the work of one process."""
    scene_file = load(name, [f"ions={plan.ions}"])
    claim = scene_file.claim
    ns = claim.settle_ns + (claim.run_ns - claim.settle_ns) * plan.share
    report = play(scene_file, seed=seed, ns=ns, threads=1)
    return name, seed, report.result.voltage.mean, report.residual_mV


def validate(
    names: Sequence[str], plan: Plan, processes: int, on_run: Callable[[str, int], None] = lambda name, seed: None
) -> list[Verdict]:
    """Run all claims; on_run is told of each run that has ended."""
    found: dict[str, list[tuple[int, float, float]]] = {name: [] for name in names}
    # fresh processes: forking a program with threads is not safe
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting = [pool.submit(run_once, name, plan, seed) for name in names for seed in range(plan.runs)]
        try:
            for done in as_completed(waiting):
                name, seed, voltage, residual = done.result()
                found[name].append((seed, voltage, residual))
                on_run(name, seed)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [_verdict(name, sorted(runs)) for name, runs in found.items()]


def _verdict(name: str, runs: Sequence[tuple[int, float, float]]) -> Verdict:
    claim = load(name).claim
    voltage = sum(run[1] for run in runs) / len(runs)
    residuals = [run[2] for run in runs]
    residual = sum(residuals) / len(runs)
    return Verdict(
        scene=name,
        predicts=claim.predicts,
        voltage=voltage,
        prediction=voltage - residual,
        residual=residual,
        interval=half_width(residuals),
        tolerance=claim.tolerance_mV,
        published=claim.published_mV,
        runs=len(runs),
    )


def markdown(verdicts: Sequence[Verdict]) -> str:
    """The table, as in the README."""
    lines = [
        "| scene | V, mV | prediction, mV | difference, mV (95 %) | bar, mV | verdict | real cell, mV |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for v in verdicts:
        published = "" if v.published is None else f"{v.published:g}"
        difference = f"{v.residual:+.2f} +- {v.interval:.2f}"
        predicted = f"{v.prediction:.1f} ({v.predicts})"
        row = (v.scene, f"{v.voltage:.1f}", predicted, difference, f"{v.tolerance:g}", v.verdict, published)
        lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines)
