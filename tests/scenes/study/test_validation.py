"""Verdicts and intervals of `validate`: honest about noise, and able to fail."""

import math

import numpy as np
import pytest
from scipy import stats

from scenes.study.findings import EXTRA, findings
from scenes.study.validation import Job, Plan, Run, Verdict, _more, half_width, jobs_of, markdown, validate


def verdict(residual: float, interval: float, tolerance: float = 1.0) -> str:
    return Verdict("x", "", "ghk", 0.0, 0.0, residual, interval, tolerance, None, None, ()).verdict


def test_verdict_compares_the_interval() -> None:
    assert verdict(0.5, 0.3) == "met"
    assert verdict(-0.5, 0.3) == "met"
    assert verdict(1.2, 0.5) == "open"
    assert verdict(0.2, 5.0) == "open", "within the bar by luck"
    assert verdict(-2.0, 0.5) == "missed"


def test_half_width_is_students() -> None:
    values = [0.3, 1.1, -0.4, 0.9, 0.0]
    low, high = stats.t.interval(0.95, 4, np.mean(values), stats.sem(values))
    assert half_width(values) == pytest.approx((high - low) / 2, rel=1e-3)
    assert math.isnan(half_width([1.0]))


def test_a_true_claim_is_met() -> None:
    plan = Plan(runs=2, most=2, ions=2000, share=0.1)
    (right,) = validate(["sealed"], plan, 2)
    assert right.verdict == "met"
    assert "| sealed |" in markdown([right])


def test_cases_are_jobs_of_their_own() -> None:
    assert len(jobs_of("knock-out", 3)) == 12
    assert {job.case for job in jobs_of("sealed", 2)} == {-1}


def test_findings_can_fail() -> None:
    def run(voltage: float) -> Run:
        return Run(voltage, 0.0, {}, {}, {})

    def case(name: str, voltages: list[float]) -> list[Verdict]:
        return [Verdict(name, str(v), "ghk", v, v, 0.0, 0.1, 1.0, None, None, (run(v), run(v))) for v in voltages]

    assert [f.verdict for f in findings(case("knock-out", [-70, 10, -72, -69]))] == ["met"]
    assert [f.verdict for f in findings(case("knock-out", [-70, -50, -60, -69]))] == ["missed"]
    assert [f.verdict for f in findings(case("lost-selectivity", [-2]))] == ["met"]
    assert [f.verdict for f in findings(case("lost-selectivity", [-20]))] == ["missed"]
    assert set(EXTRA) >= {"pump", "electroneutral-pump", "hyperkalaemia", "voltage-clamp"}


def test_more_seeds_until_the_interval_is_no_wider_than_the_bar() -> None:
    """Whatever the mean is: only the width decides, so no lucky end is favoured."""
    plan = Plan(runs=3, most=10)

    def runs(*residuals: float) -> list[Run]:
        return [Run(0.0, residual, {}, {}, {}) for residual in residuals]

    job = Job("resting", -1, 0)  # bar 1 mV
    assert not _more(job, runs(5.0, 5.1, 5.2), plan)
    assert list(_more(job, runs(0.5, -0.5, 0.0), plan)) == [3, 4]
    assert len(_more(job, runs(9.0, -9.0, 0.0), plan)) == 3
    assert not _more(job, runs(*range(-5, 5)), plan), "no more than the plan has"
