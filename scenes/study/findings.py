"""What some scenes claim beyond a single voltage: drifts, ratios, differences between cases, currents, an end state.

Each entry takes the verdicts of one scene (one for each case) and says what was found and what the bar is. All that
noise can move is judged by its interval over the runs, so that "missed" is as sure as for a voltage.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from scenes.format.loader import load
from scenes.study import layer_findings
from scenes.study.certainty import mean, worst
from scenes.study.excitability_curve import NORMAL_MM, RAISED_MM, Point, pooled, said_of
from scenes.study.excitability_curve import SCENE as CURVE_SCENE
from scenes.study.validation import Verdict

REBUILT_NS = 1500.0  # the end of what is watched after a poison
STALL_MV = 5.0
FALL_MV = 1.0  # between two stretches of a run-down: less than that is no fall


@dataclass(frozen=True)
class Finding:
    """One such claim. found and bar: for people; verdict: met, missed or open, as for the voltages."""

    scene: str
    claim: str
    found: str
    bar: str
    verdict: str


def _drift(scene: Sequence[Verdict]) -> list[Finding]:
    """Concentrations inside over the window, mean over runs, as a share of where they began."""
    (verdict,) = scene
    findings = []
    for symbol in ("K", "Na"):
        drifts = [100 * (run.amounts[symbol][1] / run.amounts[symbol][0] - 1) for run in verdict.runs]
        drift = mean(drifts)
        claim = f"{symbol}+ inside is held"
        findings.append(Finding(verdict.scene, claim, f"{drift.text(2)} %", "2 %", drift.within(2)))
    return findings


def _stoichiometry(scene: Sequence[Verdict]) -> list[Finding]:
    """Na+ let go outside minus three for each completed cycle is what the turned pumps hold back: 0 or 3 for each."""
    (verdict,) = scene
    cycles = sum(run.pump["cycles"] for run in verdict.runs)
    potassium = sum(run.pump["K"] for run in verdict.runs)
    exact = all(run.pump["K"] == 2 * run.pump["cycles"] for run in verdict.runs)
    exact &= all((run.pump["Na"] - 3 * run.pump["cycles"]) % 3 == 0 for run in verdict.runs)
    found = f"{cycles} cycles, {potassium} K+ in, {sum(run.pump['Na'] for run in verdict.runs)} Na+ out"
    return [Finding(verdict.scene, "3 Na+ out and 2 K+ in a cycle", found, "exact", "met" if exact else "missed")]


def _king(scene: Sequence[Verdict]) -> list[Finding]:
    """First case: all permeabilities; second: without K+; the others: without another ion. All have the same seeds."""
    everything, without_potassium, *others = scene

    def moves(case: Verdict) -> list[float]:
        # |V - V'| of the means, seed by seed: the sign of the difference of means is that of each seed but for noise
        sign = math.copysign(1, case.voltage - everything.voltage)
        pairs = zip(everything.runs, case.runs, strict=False)
        return [sign * (less.voltage - all_.voltage) for all_, less in pairs]

    far, *near = moves(without_potassium), *(moves(other) for other in others)
    margins = [mean([a - 4 * b for a, b in zip(far, less, strict=False)]) for less in near]
    found = f"{mean(far).text(sign='-')} mV against {', '.join(mean(less).text(sign='-') for less in near)} mV; "
    found += f"4 times and {min(margin.value - margin.interval for margin in margins):+.1f} mV at least"
    claim = "without K+ the voltage moves farther than without another ion"
    said = worst(margin.above(0) for margin in margins)
    return [Finding(everything.scene, claim, found, "4 times", said)]


def _electrogenic(scene: Sequence[Verdict]) -> list[Finding]:
    """Cases: 3 : 2, then 2 : 2. The seeds that both have make the runs pairs."""
    electrogenic, neutral = scene
    differences = [a.voltage - b.voltage for a, b in zip(electrogenic.runs, neutral.runs, strict=False)]
    added, expected = mean(differences), electrogenic.prediction - neutral.prediction
    found = f"{added.text(2)} mV, Mullins-Noda {expected:+.2f}"
    verdict = mean([difference - expected for difference in differences]).within(1)
    return [Finding(electrogenic.scene, "the third Na+ adds a few mV", found, "within 1 mV", verdict)]


def _near_zero(scene: Sequence[Verdict]) -> list[Finding]:
    verdict = scene[-1]
    voltage = mean([run.voltage for run in verdict.runs])
    claim = "the battery is almost flat"
    return [Finding(verdict.scene, claim, f"{voltage.text(2)} mV", "within 5 mV of 0", voltage.within(5))]


def _run_down(scene: Sequence[Verdict]) -> list[Finding]:
    """Without ATP all three voltages end together; on the way V never falls."""
    (verdict,) = scene
    ends = {s: mean([run.nernst.get(s, math.nan) for run in verdict.runs]) for s in ("K", "Na")}
    ends["V"] = mean([run.voltage for run in verdict.runs])
    found = ", ".join(f"{name} {end.text()}" for name, end in ends.items()) + " mV"
    claim = "E_K, E_Na and V fall together to 0"
    findings = [Finding(verdict.scene, claim, found, "3 mV", worst(end.within(3) for end in ends.values()))]
    blocks = [_blocks([row[1] for row in run.trace if row[0] <= run.measured_ns]) for run in verdict.runs]
    steps = [[later - sooner for sooner, later in pairwise(run)] for run in blocks]
    rises = [mean(step) for step in zip(*steps, strict=True)]
    least = min(rises, key=lambda rise: rise.value - rise.interval)
    said = worst(rise.above(-FALL_MV) for rise in rises)
    claim, bar = "V rises all the way", f"none falls by {FALL_MV:g} mV"
    return [*findings, Finding(verdict.scene, claim, f"least of its steps {least.text()} mV", bar, said)]


def _rebuilt(scene: Sequence[Verdict]) -> list[Finding]:
    """With ATP back, V, E_K and E_Na return to what they were before the poison."""
    (verdict,) = scene
    poisoned_ns = next(timed.at_ns for timed in load(verdict.scene).timeline)
    found, said = [], []
    for name, column in (("V", 1), ("E_K", 3), ("E_Na", 4)):
        before = [fmean(r[column] for r in run.trace if 0.4 * poisoned_ns < r[0] < poisoned_ns) for run in verdict.runs]
        again = [fmean(r[column] for r in run.trace if r[0] > run.trace[-1][0] - REBUILT_NS) for run in verdict.runs]
        change = mean([b - a for a, b in zip(before, again, strict=True)])
        found.append(f"{name} {fmean(again):+.1f} ({change.text()})")
        said.append(change.within(5))
    claim = "ATP back: all return to where they were"
    return [Finding(verdict.scene, claim, ", ".join(found) + " mV", "5 mV", worst(said))]


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
    off = mean([b.residual - a.residual for a, b in zip(before.runs, after.runs, strict=False)])
    found = f"{slope:.1f} +- {off.interval / decades:.1f} mV a decade, GHK {expected:.1f}"
    said = off.within(2) if expected < 61.5 else "missed"
    claim = "slope toward 61.5 mV a decade of K+ outside"
    return [Finding(after.scene, claim, found, "1 mV at each end", said)]


def _currents(scene: Sequence[Verdict]) -> list[Finding]:
    """Every species' I-V: the largest deviation from the GHK current, as a share of the largest current."""
    findings = []
    for symbol in scene[0].runs[0].expected_current:
        expected = [fmean(run.expected_current[symbol] for run in verdict.runs) for verdict in scene]
        scale = max(abs(e) for e in expected)
        if scale == 0:
            continue
        off = [
            mean([100 * (run.current[symbol] - run.expected_current[symbol]) / scale for run in verdict.runs])
            for verdict in scene
        ]
        claim = f"{symbol} current against voltage follows the GHK current with access"
        found = f"{max(off, key=lambda share: abs(share.value) + share.interval).text()} % where it is most off"
        said = worst(share.within(5) for share in off)
        findings.append(Finding(scene[0].scene, claim, found, "5 % of full", said))
    return findings


def _stall(scene: Sequence[Verdict]) -> list[Finding]:
    """Cases: voltages that are held. The stall is where the mean turnover changes sign, on the line between the two
    cases beside it; a seed's own is off that by its turnover there over the slope."""
    held = sorted(scene, key=lambda verdict: verdict.x or 0.0)
    turnover = [[run.per_us["cycles"] for run in verdict.runs] for verdict in held]
    rises = [mean([b - a for a, b in zip(low, high, strict=False)]) for low, high in pairwise(turnover)]
    found = ", ".join(f"{v.x:g} mV {mean(cycles).text()}" for v, cycles in zip(held, turnover, strict=True))
    bar, said = "none falls", worst(rise.above(0) for rise in rises)
    findings = [Finding(scene[0].scene, "the pump turns the faster the less negative it is", found, bar, said)]
    made = mean([-run.per_us["ATP"] for run in held[0].runs])
    claim = "held far beyond, it turns backward and makes ATP"
    said = worst([made.above(0), mean([-cycles for cycles in turnover[0]]).above(0)])
    findings.append(Finding(scene[0].scene, claim, f"{made.text(sign='-')} ATP/us", "above 0", said))
    claim, bar = "it stalls where a turn costs what an ATP gives", f"{STALL_MV:g} mV"
    beside = next((n for n in range(len(rises)) if fmean(turnover[n]) <= 0 < fmean(turnover[n + 1])), None)
    if beside is None:
        return [*findings, Finding(scene[0].scene, claim, "turnover does not change sign", bar, "open")]
    low, high = held[beside], held[beside + 1]
    assert low.x is not None and high.x is not None
    below, above = fmean(turnover[beside]), fmean(turnover[beside + 1])
    share, per_mV = below / (below - above), (above - below) / (high.x - low.x)
    off = []
    for a, b in zip(low.runs, high.runs, strict=False):
        there = (1 - share) * a.per_us["cycles"] + share * b.per_us["cycles"]
        expected = (1 - share) * (a.voltage - a.residual) + share * (b.voltage - b.residual)
        off.append(low.x + share * (high.x - low.x) - there / per_mV - expected)
    stalls = mean(off)
    expected = fmean(v.prediction for v in (low, high))
    found = f"{expected + stalls.value:.1f} +- {stalls.interval:.1f} mV, theory {expected:.1f}"
    return [*findings, Finding(scene[0].scene, claim, found, bar, stalls.within(STALL_MV))]


def _of_layers(told: Callable[[Sequence[Verdict]], list[layer_findings.Said]]) -> Callable[..., list[Finding]]:
    return lambda scene: [Finding(scene[0].scene, *said) for said in told(scene)]


EXTRA: dict[str, tuple[Callable[[Sequence[Verdict]], list[Finding]], ...]] = {
    "pump": (_drift, _stoichiometry),
    "pump-cost": (_stall,),
    "knock-out": (_king,),
    "electroneutral-pump": (_electrogenic,),
    "lost-selectivity": (_near_zero,),
    "metabolic-poison": (_run_down, _rebuilt),
    "hyperkalaemia": (_slope,),
    "voltage-clamp": (_currents,),
    "where-the-charge-sits": (_of_layers(layer_findings.where), _of_layers(layer_findings.capacitance)),
    "saltier-thinner": (_of_layers(layer_findings.thickness),),
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
    low, high = pooled(points, 0, NORMAL_MM), pooled(points, NORMAL_MM, RAISED_MM)
    shares = (
        f"{100 * low:.0f} to {100 * high:.0f} %" for low, high in (low.interval, high.interval, points[-1].interval)
    )
    found += "; up to 5 mM {}, 6.5 to 10 mM {}, at the end {}".format(*shares)
    claim = "pulses that fire: more with a little more K+ outside, none with far more"
    bar = "6.5 to 10 mM surely above 5 mM and less, end at most 10 %"
    return Finding(CURVE_SCENE, claim, found, bar, said_of(points))


def markdown(found: Sequence[Finding]) -> str:
    """The table, as in the README; empty without findings."""
    if not found:
        return ""
    lines = ["| scene | further claim | found | bar | verdict |", "| --- | --- | --- | --- | --- |"]
    lines += [f"| {f.scene} | {f.claim} | {f.found} | {f.bar} | {f.verdict} |" for f in found]
    return "\n".join(lines)
