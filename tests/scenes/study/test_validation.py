"""Verdicts and intervals of `validate`: honest about noise, and able to fail."""

import math
from dataclasses import replace

import numpy as np

from scenes import library, load
from scenes.study.certainty import COMPARISONS
from scenes.study.findings import EXTRA, findings
from scenes.study.validation import (
    QUICK,
    Job,
    Plan,
    Run,
    Verdict,
    _more,
    _verdict,
    jobs_of,
    markdown,
    run_once,
    validate,
)


def test_a_true_claim_is_met() -> None:
    plan = Plan(runs=2, most=2, ions=2000, share=0.1, field="capacitor")  # no noise of the bath in so few ions
    (right,) = validate(["sealed"], plan, 2)
    assert right.verdict == "met"
    assert "| sealed |" in markdown([right])


def test_cases_are_jobs_of_their_own() -> None:
    assert len(jobs_of("knock-out", Plan(runs=3, full=False))) == 12
    assert {job.case for job in jobs_of("sealed", Plan(runs=2))} == {-1}


def test_seeds_go_on_from_the_first() -> None:
    assert [job.seed for job in jobs_of("sealed", Plan(runs=2, first=40))] == [40, 41]
    taken = [run(0.0, residual) for residual in (5.0, 5.1, 5.2)]
    assert list(_more(Job("resting", -1, 42), taken, replace(QUICK, first=40))) == [43, 44, 45]


def test_the_way_to_the_pores_is_part_of_what_ghk_predicts() -> None:
    """And of no other prediction; both differences are in the table."""

    def found(predicts: str, way_mV: float) -> Verdict:
        runs = tuple(replace(run(-70, 1.2 + noise), way_mV=way_mV) for noise in (-0.1, 0.0, 0.1))
        return Verdict("resting", "", predicts, -70, -71.2, 1.2, 0.25, 1.0, None, None, runs, True, 0.3)

    assert found("ghk", 1.2).verdict == "met" and "| +1.20 +- 0.25 | +0.00 +- 0.25 |" in markdown([found("ghk", 1.2)])
    assert found("ghk", 0.0).verdict == found("ghk", math.nan).verdict == "open"
    assert found("ghk", -60.0).verdict == "missed"
    assert found("mullins_noda", 1.2).verdict == "open"


def test_the_way_is_that_of_the_doors_as_the_story_left_them() -> None:
    """The toxin of lost-selectivity lets Na+ through thirty doors instead of one, whose way would be 9 mV."""
    job = Job("lost-selectivity", -1, 0)
    _, found = run_once(job, Plan(ions=2000, share=0.3, field="capacitor", full=False))
    assert abs(found.way_mV) < 1


def run(voltage: float, residual: float = 0.0) -> Run:
    return Run(voltage, residual, {}, {}, {})


def cases(name: str, *voltages: list[float]) -> list[Verdict]:
    """A case for each list, a run for each voltage in it."""
    return [
        Verdict(name, "", "ghk", np.mean(mV), np.mean(mV), 0.0, 0.1, 1.0, None, None, tuple(map(run, mV)))
        for mV in map(list, voltages)
    ]


def test_findings_can_fail() -> None:
    def verdicts(name: str, *mV: float) -> list[str]:
        return [f.verdict for f in findings(cases(name, *([one, one] for one in mV)))]

    assert verdicts("knock-out", -70, 10, -72, -69) == ["met"]
    assert verdicts("knock-out", -70, -50, -60, -69) == ["missed"]
    assert verdicts("lost-selectivity", -2) == ["met"]
    assert verdicts("lost-selectivity", -20) == ["missed"]
    assert set(EXTRA) >= {"pump", "electroneutral-pump", "hyperkalaemia", "voltage-clamp"}


def test_a_finding_is_missed_only_where_noise_cannot_explain_it() -> None:
    noise = np.array([-3.0, 0.0, 3.0])
    without, others = -48 + noise, (-64 - noise, -70 + noise)
    (king,) = findings(cases("knock-out", -70 + noise, without, *others))
    assert king.verdict == "open", "22 mV against 4 x 6 mV, each known within some mV"
    (flat,) = findings(cases("lost-selectivity", -9 + noise))
    assert flat.verdict == "open"
    (flat,) = findings(cases("lost-selectivity", -9 + 0.001 * noise))
    assert flat.verdict == "missed"


def test_a_finding_tells_how_sure_it_is() -> None:
    """Each number that noise moves has its interval beside it, also where few runs leave a finding open."""
    noise = np.array([-3.0, 0.0, 3.0])
    (king,) = findings(cases("knock-out", -70 + noise, 10 - noise, -60 - noise, -70 + noise))
    assert king.found.startswith("80.0 +- 14.9 mV against 10.0 +- 14.9, 0.0 +- 0.0 mV")  # 4.303 x 2 x 3 / sqrt 3
    (flat,) = findings(cases("lost-selectivity", -2 + noise))
    assert (flat.found, flat.verdict) == ("-2.00 +- 7.45 mV", "open")


def amperes(share: float, noise: float) -> Verdict:
    """A clamped case whose K+ current is off by a share of the expected one, in five runs."""
    off = (share + noise * deviation for deviation in (-1.0, 0.0, 1.0, 0.5, -0.5))
    runs = tuple(Run(0.0, 0.0, {}, {"K": 10 * (1 + one)}, {"K": 10.0}) for one in off)
    return Verdict("voltage-clamp", "", "ghk", 0.0, 0.0, 0.0, 0.0, 1.0, None, None, runs, judged=False)


def test_a_noisy_current_is_open_not_missed() -> None:
    def said(*scene: Verdict) -> list[str]:
        return [finding.verdict for finding in findings(scene)]

    assert said(amperes(0.01, 0.01), amperes(0.0, 0.01)) == ["met"]
    assert said(amperes(0.01, 0.01), amperes(0.08, 0.05)) == ["open"], "8 % off by the noise of a few short runs"
    assert said(amperes(0.08, 0.001)) == ["missed"]


def turning(per_us_mV: float, stall_mV: float, noise: float) -> list[Verdict]:
    """A pump whose turnover rises evenly with the voltage held; theory says -177 mV."""
    cases = []
    for held in (-240.0, -185.0, -170.0, 0.0):
        rates = [per_us_mV * (held - stall_mV) + noise * d for d in (-1.0, 0.0, 1.0, 0.5, -0.5)]
        runs = [Run(held, held + 177, {}, {}, {}, per_us={"cycles": r, "ATP": r}) for r in rates]
        cases.append(Verdict("pump-cost", "", "stall", held, -177, held + 177, 0, 1, None, held, tuple(runs), False))
    return cases[::-1]  # in whatever order they are told


def test_a_pump_must_stall_where_an_atp_just_pays() -> None:
    def said(*pump: float) -> list[str]:
        return [finding.verdict for finding in findings(turning(*pump))]

    assert said(3.0, -177.0, 5.0) == ["met", "met", "met"]
    assert said(3.0, -184.0, 0.1) == ["met", "met", "missed"]
    assert said(3.0, -177.0, 60.0)[2] == "open", "known to no better than its bar"
    assert said(-3.0, -177.0, 0.1) == ["missed", "missed", "open"], "no sign change upward"
    stall = findings(turning(3.0, -179.0, 1.0))[2]
    assert stall.found == "-179.0 +- 0.3 mV, theory -177.0"  # 2.776 x sqrt(2.5 / 20) / 3, both cases with one noise


def test_no_more_is_compared_than_was_allowed_for() -> None:
    """Each number of a finding may be looked at after 3, 6 or 9 seeds; a voltage is looked at once."""
    voltages = sum(len(jobs_of(name, Plan(runs=1, full=False))) for name in library())
    clamped = len(load("voltage-clamp").cases) * 2  # K+ and Na+; what has no channel is not compared
    pumped = len(load("pump-cost").cases) - 1 + 2 + 1  # rises, backward in two ways, the stall
    others = 2 + 2 + 1 + 1 + (3 + 4) + 3 + 1 + 2 + 1 + (3 + 1 + 3)  # pulses that fire, all cells; layers of ions
    assert voltages + 3 * (clamped + pumped + others) <= COMPARISONS


def test_a_quick_validation_takes_more_seeds_before_it_says_missed() -> None:
    def seeds(*residuals: float) -> list[int]:
        return list(_more(Job("resting", -1, 0), [run(0.0, residual) for residual in residuals], QUICK))

    assert seeds(5.0, 5.1, 5.2) == [3, 4, 5]
    assert seeds(5.0, 5.1, 5.2, 5.0, 5.0, 5.0) == [6, 7, 8]
    assert not seeds(*[5.0, 5.1, 5.2] * 3)
    assert not seeds(0.5, 5.0, -4.0) and not seeds(0.5, 0.4, 0.3)


def test_more_seeds_until_the_interval_is_narrow() -> None:
    """Whatever the mean is: only the width decides, so no lucky end is favoured."""
    plan = Plan(runs=3, most=10)

    def runs(*residuals: float) -> list[Run]:
        return [run(0.0, residual) for residual in residuals]

    job = Job("resting", -1, 0)  # bar 1 mV
    assert not _more(job, runs(5.0, 5.1, 5.2), plan)
    assert list(_more(job, runs(0.25, -0.25, 0.0), plan)) == [3, 4]
    assert list(_more(job, runs(5.25, 4.75, 5.0), plan)) == [3, 4], "wherever the mean is"
    assert len(_more(job, runs(9.0, -9.0, 0.0), plan)) == 3
    assert not _more(job, runs(*range(-5, 5)), plan), "no more than the plan has"


def test_what_was_measured_stands_beside_each_case() -> None:
    """A case has the voltage of its own conditions, not that of the scene."""
    runs = [run(-90.0), run(-91.0)]
    scene_file = load("dog-purkinje-fibre")
    measured = [_verdict(scene_file, case, runs).published for case in range(-1, 3)]
    assert measured == [-84.4, -53.8, -84.4, -86.0]
