"""Every claim of the library, tested: several seeds a scene, in parallel processes; one row a claim.

The interval is that of the mean over independent runs (Student's t), so slow modes within a run do not flatter it. No
seed is picked: they are 0, 1, 2, ... (or those from a given one on) for every scene, and more are taken, up to a bound,
until the interval is narrow enough to lie within the bar. Its width alone decides that, never where the mean is:
looking at the mean would favour lucky ends. A voltage that GHK predicts is judged against GHK with the way to the pores
counted in (sim.measure.access), which this box has and the formula has not; both differences are told. A quick
validation has too few seeds to be sure of a miss; there, and only there, a claim that seems missed gets more of them.
Cases of a comparison are rows of their own.
"""

import math
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, wait
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from scenes.format.loader import load
from scenes.scene_file import SceneFile
from scenes.study.certainty import Mean, mean
from scenes.study.headless import Moment, play
from scenes.study.workers import Place, workers
from sim import Observation
from sim.measure.access import expected_currents
from sim.measure.layers import Layer
from sim.scene import Side


@dataclass(frozen=True)
class Plan:
    """Work for one claim: runs (seeds first, first + 1, ...), how many at most, how many where it seems missed; most
    ions of each; share of the claim's run_ns after settling; full: whether a claim may ask for more runs and ions
    than that; field: in which all is run, None for what each scene says."""

    runs: int = 5
    most: int = 24
    most_if_missed: int = 0
    ions: int = 20_000
    share: float = 1.0
    full: bool = True
    first: int = 0
    field: str | None = None

    @property
    def changes(self) -> list[str]:
        """What it changes in a scene file."""
        return [] if self.field is None else [f"field.kind={self.field}"]

    def ions_for(self, scene_file: SceneFile) -> int:
        """Ions of a run of this scene."""
        return min(scene_file.scene.ions, max(self.ions, scene_file.claim.least_ions * self.full))

    def runs_for(self, scene_file: SceneFile) -> int:
        """Seeds to begin with."""
        return max(self.runs, scene_file.claim.least_runs * self.full)


QUICK = Plan(runs=3, most=3, most_if_missed=9, ions=12_000, share=0.3, full=False)
MOST_AT_ONCE = 3  # seeds between two looks at the interval
NARROW = 0.5  # of the bar: half-width with which a mean that is off by a quarter of it is called met, mostly


class Job(NamedTuple):
    """One run. case: number of the case, -1 for the scene itself."""

    scene: str
    case: int
    seed: int


@dataclass(frozen=True)
class Run:
    """What is kept of a run, mV and mM.

    amounts: concentrations inside at the start of the window and at its end; current, expected_current: of each
    species, e/ns, outward, as counted and as GHK has it for the counted concentrations;
    nernst: of each species over the window; pump: completed cycles and ions moved; per_us: cycles completed and ATP
    spent in a microsecond of the window; way_mV: what the way to the pores adds to GHK, nan where nothing passes;
    trace: time, voltage, its prediction, E_K and E_Na every 20 ns, to measured_ns and for the claim's after_ns beyond;
    capacitance: measured and expected, uF/cm2; layers: of ions, none with a capacitor; field: its kind; seed, ions: of
    the run.
    """

    voltage: float
    residual: float
    amounts: dict[str, tuple[float, float]]
    current: dict[str, float]
    expected_current: dict[str, float]
    nernst: dict[str, float] = field(default_factory=dict)
    pump: dict[str, int] = field(default_factory=dict)
    per_us: dict[str, float] = field(default_factory=dict)
    way_mV: float = math.nan
    measured_ns: float = math.inf
    trace: list[tuple[float, float, float, float, float]] = field(default_factory=list)
    capacitance: tuple[float, float] = (math.nan, math.nan)
    layers: dict[Side, Layer] = field(default_factory=dict)
    field: str = "capacitor"
    seed: int = 0
    ions: int = 0

    def whole_residual(self, predicts: str) -> float:
        """The residual, against GHK with the way to the pores counted in where GHK is the prediction."""
        way = self.way_mV if predicts == "ghk" and math.isfinite(self.way_mV) else 0.0
        return self.residual - way


@dataclass(frozen=True)
class Verdict:
    """What was found of one claim, mV. interval: half-width of the 95 % interval of the residual; surely: what chance
    does not reach (see `Mean`); judged: by its voltage; where an electrode holds that, the currents are judged."""

    scene: str
    case: str
    predicts: str
    voltage: float
    prediction: float
    residual: float
    interval: float
    tolerance: float
    published: float | None
    x: float | None
    runs: tuple[Run, ...]
    judged: bool = True
    surely: float = math.inf

    @property
    def field(self) -> str:
        """The field that it was taken in."""
        return self.runs[0].field if self.runs else "capacitor"

    @property
    def with_way(self) -> Mean | None:
        """What is left of the residual where the prediction is GHK and the way to the pores is counted in."""
        known = self.predicts == "ghk" and self.runs and all(math.isfinite(run.way_mV) for run in self.runs)
        return mean([run.whole_residual(self.predicts) for run in self.runs]) if known else None

    @property
    def verdict(self) -> str:
        """Of the residual against the whole prediction, as `Mean.within` has it; held: by a clamp, not judged."""
        whole = self.with_way or Mean(self.residual, self.interval, self.surely)
        return whole.within(self.tolerance) if self.judged else "held"


def run_once(job: Job, plan: Plan) -> tuple[Job, Run]:
    """One run; the work of one process."""
    scene_file = load(job.scene, plan.changes)
    if scene_file.scene.ions > plan.ions_for(scene_file):
        scene_file = load(job.scene, [*plan.changes, f"ions={plan.ions_for(scene_file)}"])
    claim = scene_file.claim
    ns = claim.settle_ns + (claim.run_ns - claim.settle_ns) * plan.share
    trace: list[tuple[float, float, float, float, float]] = []

    def on_moment(moment: Moment) -> None:
        named = moment.prediction.named()
        predicted, potassium, sodium = (named.get(n, math.nan) for n in (claim.predicts, "nernst:K", "nernst:Na"))
        trace.append((moment.observation.time_ns, moment.observation.voltage_mV, predicted, potassium, sodium))

    case = scene_file.cases[job.case] if job.case >= 0 else None
    report = play(scene_file, case=case, seed=job.seed, ns=ns, after_ns=claim.after_ns, threads=1, on_moment=on_moment)
    first, last = report.first, report.last
    passed = last.time_ns - first.time_ns
    inside = {s: (c, last.concentration_mM["inside"][s]) for s, c in first.concentration_mM["inside"].items()}
    net = {s: {way: n - first.crossings[s][way] for way, n in crossed.items()} for s, crossed in last.crossings.items()}
    return job, Run(
        voltage=report.result.voltage.mean,
        residual=report.residual_mV,
        amounts=inside,
        current={s: last.valence[s] * (n["out"] - n["in"]) / passed for s, n in net.items()},
        expected_current=expected_currents(last, report.scene),
        nernst=dict(report.result.prediction.nernst),
        pump={"cycles": last.pump.cycles, **last.pump.moved} if last.pump else {},
        per_us=_per_us(first, last),
        way_mV=report.way_mV,
        measured_ns=ns,
        trace=trace,
        capacitance=report.capacitance_uF_cm2,
        layers=report.layers,
        field=report.scene.field.kind,
        seed=job.seed,
        ions=report.scene.ions,
    )


def _per_us(first: Observation, last: Observation) -> dict[str, float]:
    if first.pump is None or last.pump is None:
        return {}
    us = (last.time_ns - first.time_ns) * 1e-3
    done = {"cycles": last.pump.cycles - first.pump.cycles, "ATP": last.pump.atp_spent - first.pump.atp_spent}
    return {name: number / us for name, number in done.items()}


def cost(job: Job, plan: Plan) -> float:
    """Simulated time times ions: work to be done, in no particular unit."""
    scene_file = load(job.scene)
    claim = scene_file.claim
    ns = claim.settle_ns + (claim.run_ns - claim.settle_ns) * plan.share + claim.after_ns
    return ns * plan.ions_for(scene_file)


def jobs_of(name: str, plan: Plan) -> list[Job]:
    """The runs that every claim of a scene begins with."""
    scene_file = load(name)
    cases, runs = range(len(scene_file.cases)) or (-1,), plan.runs_for(scene_file)
    return [Job(name, case, plan.first + n) for case in cases for n in range(runs)]


def _more(job: Job, runs: Sequence[Run], plan: Plan) -> range:
    """Seeds to go on with, a few at a time: where the interval of a claim is not yet narrow, as many as may be
    needed; where it seems missed, as many as the plan has for that."""
    scene_file = load(job.scene)
    found, tolerance = (
        mean([run.whole_residual(scene_file.claim.predicts) for run in runs]),
        scene_file.claim.tolerance_mV,
    )
    narrow = NARROW * tolerance
    if not _by_voltage(scene_file):
        return range(0)
    needed = 0.0
    if found.interval > narrow:
        needed = min(len(runs) * (found.interval / narrow) ** 2, plan.most)
    if found.seems_outside(tolerance):
        needed = max(needed, plan.most_if_missed)
    first = plan.first + len(runs)
    return range(first, plan.first + math.ceil(min(needed, len(runs) + MOST_AT_ONCE)))


def _by_voltage(scene_file: SceneFile) -> bool:
    return scene_file.compare is None or scene_file.compare.quantity == "voltage"


def validate(
    names: Sequence[str],
    plan: Plan,
    processes: Place,
    on_run: Callable[[Job, float], None] = lambda job, known: None,
) -> list[Verdict]:
    """Run all claims, with more seeds where that is needed; on_run is told of each run that has ended, and of how much
    work is known of by then. Raises WorkerLostError if one of the processes is ended from outside."""
    found: dict[tuple[str, int], dict[int, Run]] = {}
    jobs = [job for name in names for job in jobs_of(name, plan)]
    for job in jobs:
        found.setdefault((job.scene, job.case), {})
    jobs.sort(key=lambda job: -cost(job, plan))  # the longest first, so that no processor is left with one at the end
    asked = {(scene, case): plan.runs_for(load(scene)) for scene, case in found}
    known = sum(cost(job, plan) for job in jobs)
    with workers(processes) as pool:
        waiting = {pool.submit(run_once, job, plan) for job in jobs}
        while waiting:
            ended, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for done in ended:
                job, run = done.result()
                runs = found[job.scene, job.case]
                runs[job.seed] = run
                if len(runs) == asked[job.scene, job.case]:
                    more = [job._replace(seed=seed) for seed in _more(job, list(runs.values()), plan)]
                    waiting |= {pool.submit(run_once, another, plan) for another in more}
                    asked[job.scene, job.case] += len(more)
                    known += sum(cost(another, plan) for another in more)
                on_run(job, known)
    return [_verdict(load(name), case, [runs[seed] for seed in sorted(runs)]) for (name, case), runs in found.items()]


def _verdict(scene_file: SceneFile, case: int, runs: Sequence[Run]) -> Verdict:
    claim = scene_file.claim
    voltage = sum(run.voltage for run in runs) / len(runs)
    residual = mean([run.residual for run in runs])
    chosen = scene_file.cases[case] if case >= 0 else None
    return Verdict(
        scene=scene_file.name,
        case=chosen.label.in_("en") if chosen else "",
        predicts=claim.predicts,
        voltage=voltage,
        prediction=voltage - residual.value,
        residual=residual.value,
        interval=residual.interval,
        tolerance=claim.tolerance_mV,
        published=chosen.published_mV if chosen else claim.published_mV,
        x=chosen.x if chosen else None,
        runs=tuple(runs),
        judged=_by_voltage(scene_file),
        surely=residual.surely,
    )


def markdown(verdicts: Sequence[Verdict]) -> str:
    """The table, as in the README, with the field that is not a capacitor; empty where no voltage was judged."""
    if not any(verdict.judged for verdict in verdicts):
        return ""
    lines = [
        "| scene | V, mV | prediction, mV | difference, mV (95 %) | with the way to the pores | bar, mV | verdict | "
        "real cell, mV |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for v in (v for v in verdicts if v.judged):
        published = "" if v.published is None else f"{v.published:g}"
        difference = f"{v.residual:+.2f} +- {v.interval:.2f}"
        with_way = v.with_way.text(2) if v.with_way else ""
        predicted = f"{v.prediction:.1f} ({v.predicts})"
        name = f"{v.scene}: {v.case}" if v.case else v.scene
        name += "" if v.field == "capacitor" else f" [{v.field}]"
        row = (name, f"{v.voltage:.1f}", predicted, difference, with_way, f"{v.tolerance:g}", v.verdict, published)
        lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines)


def as_json(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    """The verdicts with the mean voltage and residual of each run, GHK with access where GHK is the prediction, and
    the layers of ions where the field shows any."""
    return [
        {
            "scene": v.scene,
            "case": v.case,
            "field": v.field,
            "predicts": v.predicts,
            "voltage_mV": v.voltage,
            "prediction_mV": v.prediction,
            "residual_mV": v.residual,
            "interval_mV": v.interval,
            **({"residual_with_access_mV": v.with_way.value} if v.with_way else {}),
            "tolerance_mV": v.tolerance,
            "published_mV": v.published,
            "verdict": v.verdict,
            "runs": [_run_as_json(v, run) for run in v.runs],
        }
        for v in verdicts
    ]


def _run_as_json(verdict: Verdict, run: Run) -> dict[str, Any]:
    found: dict[str, Any] = {"seed": run.seed, "ions": run.ions}
    found |= {"voltage_mV": run.voltage, "residual_mV": run.residual}
    if verdict.predicts == "ghk" and math.isfinite(run.way_mV):
        found["ghk_with_access_mV"] = run.voltage - run.residual + run.way_mV
    if run.layers:
        found["capacitance_uF_cm2"] = dict(zip(("measured", "expected"), run.capacitance, strict=True))
        found["layers"] = {side: vars(layer) for side, layer in run.layers.items()}
    return found
