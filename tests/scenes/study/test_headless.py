"""Short runs: a report of what there is, whatever the claim, the steps and the censuses; what is not there is null."""

import pytest

from scenes import load
from scenes.study.headless import Moment, play, report_lines


@pytest.mark.parametrize("ns", [1.0, 1.5, 5.0, 20.0, 21.0, 35.0, 41.0])
def test_a_short_run_has_a_report(ns: float) -> None:
    report = play(load("resting", ["ions=1000"]), ns=ns, threads=1)
    assert report.last.time_ns == int(ns)
    window = report.as_dict()["voltage_mV"]
    assert window["window_ns"] == int(ns) - report.settle_ns >= 1
    assert report.settle_ns == min(int(ns / 2), int(ns) - 1)
    assert (window["standard_error"] is None) == (window["sigma"] is None) == (window["window_ns"] == 1)


@pytest.mark.parametrize(
    "changes",
    [["claim.settle_ns=33.3", "claim.run_ns=34"], ["macro_step_ns=10", "field.kind=capacitor"], ["claim.settle_ns=39"]],
)
def test_whatever_the_claim_and_the_steps(changes: list[str]) -> None:
    wide = ["box.half_height_nm=60", "ions=1000"]
    report = play(load("resting", [*wide, *changes]), ns=40, threads=1)
    assert report.result.window_ns == 40 - report.settle_ns > 0


def test_what_is_measured_begins_between_two_censuses() -> None:
    """Which does not move the ions otherwise, nor put a row into the table."""
    moments: list[Moment] = []
    report = play(load("resting", ["ions=1000"]), ns=100, threads=1, on_moment=moments.append)
    assert report.settle_ns == 50 == report.first.time_ns == report.result.window_ns
    assert [moment.observation.time_ns for moment in moments] == [20, 40, 60, 80, 100]
    other = play(load("resting", ["ions=1000", "claim.settle_ns=40"]), ns=100, threads=1)
    assert other.last == report.last


def test_what_is_not_known_is_said_in_words() -> None:
    lines = "\n".join(report_lines(play(load("resting", ["ions=1000"]), ns=1, threads=1)))
    assert "too short for a standard error" in lines and "nan" not in lines and "+- 0" not in lines
    unknown = load("resting", ["ions=1000", "claim.predicts=nernst:Ca", "inside.Ca=1", "outside.Ca=0"])
    lines = "\n".join(report_lines(play(unknown, ns=20, threads=1)))
    assert "difference       none\n" in lines


def test_less_than_a_step_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one macro-step"):
        play(load("resting", ["ions=1000"]), ns=0.5)


def test_of_one_ion_the_way_to_the_doors_changes_nothing() -> None:
    """GHK with it is told of the same time as GHK: of the last moment alone it was off by what one count is."""
    report = play(load("potassium-only", ["ions=2000"]), seed=3, ns=1500, threads=1)
    told = report.as_dict()["prediction_mV"]
    assert told["ghk_with_access"] == pytest.approx(told["ghk"], abs=1e-3)
    assert told["ghk"] == pytest.approx(told["nernst"]["K"], abs=1e-6)
