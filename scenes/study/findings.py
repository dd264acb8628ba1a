"""What some scenes claim beyond a single voltage: drifts, ratios, differences between cases, currents, an end state.

Each entry takes the verdicts of one scene (one for each case) and says what was found and what the bar is.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from scenes.format.loader import load
from scenes.study.excitability_curve import SCENE as CURVE_SCENE
from scenes.study.excitability_curve import Point, rises_then_falls
from scenes.study.validation import Verdict, half_width, judge

REBUILT_NS = 1500.0  # the end of what is watched after a poison


@dataclass(frozen=True)
class Finding:
    """One such claim. found and bar: for people; verdict: met, missed or open, as for the voltages."""

    scene: str
    claim: str
    found: str
    bar: str
    verdict: str


def _plainly(met: bool) -> str:
    """Verdict of a claim that is told without an interval."""
    return "met" if met else "missed"


def _drift(scene: Sequence[Verdict]) -> list[Finding]:
    """Concentrations inside over the window, mean over runs, as a share of where they began."""
    (verdict,) = scene
    findings = []
    for symbol in ("K", "Na"):
        drifts = [100 * (run.amounts[symbol][1] / run.amounts[symbol][0] - 1) for run in verdict.runs]
        mean, interval = fmean(drifts), half_width(drifts)
        found = f"{mean:+.2f} +- {interval:.2f} %"
        findings.append(Finding(verdict.scene, f"{symbol}+ inside is held", found, "2 %", judge(mean, interval, 2)))
    return findings


def _stoichiometry(scene: Sequence[Verdict]) -> list[Finding]:
    """Na+ let go outside minus three for each completed cycle is what the turned pumps hold back: 0 or 3 for each."""
    (verdict,) = scene
    cycles = sum(run.pump["cycles"] for run in verdict.runs)
    potassium = sum(run.pump["K"] for run in verdict.runs)
    exact = all(run.pump["K"] == 2 * run.pump["cycles"] for run in verdict.runs)
    exact &= all((run.pump["Na"] - 3 * run.pump["cycles"]) % 3 == 0 for run in verdict.runs)
    found = f"{cycles} cycles, {potassium} K+ in, {sum(run.pump['Na'] for run in verdict.runs)} Na+ out"
    return [Finding(verdict.scene, "3 Na+ out and 2 K+ in a cycle", found, "exact", _plainly(exact))]


def _king(scene: Sequence[Verdict]) -> list[Finding]:
    """First case: all permeabilities; second: without K+; the others: without another ion."""
    everything, without_potassium, *others = scene
    moved = [abs(verdict.voltage - everything.voltage) for verdict in (without_potassium, *others)]
    factor = moved[0] / max(moved[1:])
    found = f"{moved[0]:.1f} mV against {', '.join(f'{mV:.1f}' for mV in moved[1:])}: {factor:.1f} times"
    claim = "without K+ the voltage moves farther than without another ion"
    return [Finding(everything.scene, claim, found, "4 times", _plainly(factor >= 4))]


def _electrogenic(scene: Sequence[Verdict]) -> list[Finding]:
    """Cases: 3 : 2, then 2 : 2. The seeds that both have make the runs pairs."""
    electrogenic, neutral = scene
    differences = [a.voltage - b.voltage for a, b in zip(electrogenic.runs, neutral.runs, strict=False)]
    mean, interval = fmean(differences), half_width(differences)
    expected = electrogenic.prediction - neutral.prediction
    found = f"{mean:+.2f} +- {interval:.2f} mV, Mullins-Noda {expected:+.2f}"
    verdict = judge(mean - expected, interval, 1)
    return [Finding(electrogenic.scene, "the third Na+ adds a few mV", found, "within 1 mV", verdict)]


def _near_zero(scene: Sequence[Verdict]) -> list[Finding]:
    verdict = scene[-1]
    found = f"{verdict.voltage:+.2f} mV"
    said = judge(verdict.voltage, verdict.interval, 5)
    return [Finding(verdict.scene, "the battery is almost flat", found, "within 5 mV of 0", said)]


def _run_down(scene: Sequence[Verdict]) -> list[Finding]:
    """Without ATP all three voltages end together; on the way V only rises, but for noise."""
    (verdict,) = scene
    ends = {s: fmean(run.nernst[s] for run in verdict.runs) for s in ("K", "Na")} | {"V": verdict.voltage}
    found = ", ".join(f"{name} {mV:+.1f}" for name, mV in ends.items()) + " mV"
    met = all(abs(mV) < 3 for mV in ends.values())
    claim = "E_K, E_Na and V fall together to 0"
    findings = [Finding(verdict.scene, claim, found, "3 mV", _plainly(met))]
    blocks = [_blocks([row[1] for row in run.trace if row[0] <= run.measured_ns]) for run in verdict.runs]
    steps = [[later - sooner for sooner, later in pairwise(run)] for run in blocks]
    falls = [fmean(step) + half_width(step) for step in zip(*steps, strict=True)]
    found = f"smallest upper limit of a step {min(falls):+.1f} mV"
    return [*findings, Finding(verdict.scene, "V rises all the way", found, "none below 0", _plainly(min(falls) > 0))]


def _rebuilt(scene: Sequence[Verdict]) -> list[Finding]:
    """With ATP back, V, E_K and E_Na return to what they were before the poison."""
    (verdict,) = scene
    poisoned_ns = next(timed.at_ns for timed in load(verdict.scene).timeline)
    found, said = [], []
    for name, column in (("V", 1), ("E_K", 3), ("E_Na", 4)):
        before = [fmean(r[column] for r in run.trace if 0.4 * poisoned_ns < r[0] < poisoned_ns) for run in verdict.runs]
        again = [fmean(r[column] for r in run.trace if r[0] > run.trace[-1][0] - REBUILT_NS) for run in verdict.runs]
        changes = [b - a for a, b in zip(before, again, strict=True)]
        found.append(f"{name} {fmean(again):+.1f} ({fmean(changes):+.1f} +- {half_width(changes):.1f})")
        said.append(judge(fmean(changes), half_width(changes), 5))
    worst = next(one for one in ("missed", "open", "met") if one in said)
    return [Finding(verdict.scene, "ATP back: all return to where they were", ", ".join(found) + " mV", "5 mV", worst)]


def _blocks(values: Sequence[float], count: int = 5) -> list[float]:
    """Means of equal stretches."""
    size = len(values) // count
    return [fmean(values[n * size : (n + 1) * size]) for n in range(count)]


def _slope(scene: Sequence[Verdict]) -> list[Finding]:
    """Between the two highest concentrations, per decade."""
    before, after = scene[-2:]
    if before.x is None or after.x is None:
        return []
    decades = math.log10(after.x / before.x)
    slope, expected = (after.voltage - before.voltage) / decades, (after.prediction - before.prediction) / decades
    found = f"{slope:.1f} mV a decade, GHK {expected:.1f}"
    met = abs(slope - expected) < 2 / decades and expected < 61.5
    claim = "slope toward 61.5 mV a decade of K+ outside"
    return [Finding(after.scene, claim, found, "1 mV at each end", _plainly(met))]


def _currents(scene: Sequence[Verdict]) -> list[Finding]:
    """Every species' I-V: the largest deviation from the GHK current, as a share of the largest current."""
    findings = []
    for symbol in scene[0].runs[0].expected_current:
        measured = [fmean(run.current[symbol] for run in verdict.runs) for verdict in scene]
        expected = [fmean(run.expected_current[symbol] for run in verdict.runs) for verdict in scene]
        scale = max(abs(e) for e in expected)
        if scale == 0:
            continue
        worst = max(abs(m - e) for m, e in zip(measured, expected, strict=True)) / scale
        claim = f"{symbol} current against voltage follows the GHK current"
        found = f"at most {100 * worst:.1f} % off"
        findings.append(Finding(scene[0].scene, claim, found, "5 % of full", _plainly(worst < 0.05)))
    return findings


EXTRA: dict[str, tuple[Callable[[Sequence[Verdict]], list[Finding]], ...]] = {
    "pump": (_drift, _stoichiometry),
    "knock-out": (_king,),
    "electroneutral-pump": (_electrogenic,),
    "lost-selectivity": (_near_zero,),
    "metabolic-poison": (_run_down, _rebuilt),
    "hyperkalaemia": (_slope,),
    "voltage-clamp": (_currents,),
}


def findings(verdicts: Sequence[Verdict]) -> list[Finding]:
    """All further claims of the scenes that were validated."""
    found: list[Finding] = []
    for name, entries in EXTRA.items():
        scene = [verdict for verdict in verdicts if verdict.scene == name]
        for entry in entries if scene else ():
            found += entry(scene)
    return found


def excitability(points: Sequence[Point]) -> Finding:
    """The fraction of pulses that fire against K+ outside."""
    found = ", ".join(f"{point.K_out_mM:g} mM {point.fired}/{point.tried}" for point in points)
    claim = "pulses that fire: more with a little more K+ outside, none with far more"
    bar = "6.5 to 10 mM surely above 5 mM and less, end at most 10 %"
    return Finding(CURVE_SCENE, claim, found, bar, _plainly(rises_then_falls(points)))


def markdown(found: Sequence[Finding]) -> str:
    """The table, as in the README; empty without findings."""
    if not found:
        return ""
    lines = ["| scene | further claim | found | bar | verdict |", "| --- | --- | --- | --- | --- |"]
    lines += [f"| {f.scene} | {f.claim} | {f.found} | {f.bar} | {f.verdict} |" for f in found]
    return "\n".join(lines)
