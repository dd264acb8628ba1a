"""What is said of the layers of ions, on made-up runs: met, missed and open where it should be; nothing with a
capacitor."""

import json
from collections.abc import Sequence

import numpy as np
import pytest

from scenes.study.findings import findings
from scenes.study.results import Results
from scenes.study.validation import Job, Plan, Run, Verdict, as_json, markdown, run_once
from sim.measure.layers import Layer

GOUY_CHAPMAN = np.array([20.0, 32.0, 21.0, 14.0, 10.0, 6.5, 4.5, 3.0])
NOISE = np.random.default_rng(3).normal(size=(5, len(GOUY_CHAPMAN)))
SPREAD = (-1.0, -0.5, 0.0, 0.5, 1.0)


def verdict(runs: Sequence[Run], name: str = "where-the-charge-sits", case: str = "") -> Verdict:
    return Verdict(name, case, "nernst:K", -88.0, -88.0, 0.0, 0.1, 1.0, None, None, tuple(runs))


def layer(charge: np.ndarray, decay: float = 0.78, sign: int = 1) -> Layer:
    expected = tuple((sign * GOUY_CHAPMAN).tolist())
    return Layer(0.78, decay, tuple((sign * charge).tolist()), expected, sign * GOUY_CHAPMAN.sum() / 0.95)


def scene(charge: np.ndarray, noise: float = 0.05, capacitance: float = 9.36) -> Verdict:
    """Five runs whose layers have such a charge, but for noise."""
    runs = []
    for n, off in enumerate(NOISE):
        found = charge + noise * off
        both = {"inside": layer(found, sign=-1), "outside": layer(found)}
        one = (capacitance * (1 + 0.002 * SPREAD[n]), 9.36)
        runs.append(Run(-88.0, 0.0, {}, {}, {}, capacitance=one, layers=both, field="layered"))  # type: ignore[arg-type]
    return verdict(runs)


def said(*verdicts: Verdict) -> list[str]:
    return [finding.verdict for finding in findings(verdicts)]


def test_layers_as_in_theory_are_met() -> None:
    assert said(scene(GOUY_CHAPMAN)) == ["met", "met", "met"]
    near, shape, capacitance = findings([scene(GOUY_CHAPMAN)])
    assert near.found.startswith("inside 95 % (") and "outside 95 %" in near.found
    assert shape.found.endswith(" %") and shape.bar == "5 %"
    assert capacitance.found.startswith("9.36 uF/cm2, in series 9.36 (")


def test_charge_that_is_elsewhere_is_missed() -> None:
    assert said(scene(0.85 * GOUY_CHAPMAN))[0] == "missed", "less near the face"
    spread = np.full_like(GOUY_CHAPMAN, GOUY_CHAPMAN.mean())
    assert said(scene(spread))[:2] == ["met", "missed"], "as much, but evenly"
    assert said(scene(GOUY_CHAPMAN, capacitance=12.0))[2] == "missed", "that of the slab alone"


def test_noise_leaves_open_and_adds_up_to_nothing() -> None:
    """Deviations that differ from run to run cancel; plain absolute values would add up to 10 % here."""
    noisy = scene(GOUY_CHAPMAN, noise=1.5)
    plain = np.mean(np.abs(1.5 * NOISE).sum(axis=1)) / GOUY_CHAPMAN.sum()
    assert plain > 0.05
    assert "missed" not in said(noisy) and said(noisy)[1] == "open"
    assert said(scene(GOUY_CHAPMAN * np.where(np.arange(8) % 2, 1.08, 0.92), noise=0.05))[1] == "missed"


def thickness(*percent: float, noise: float = 0.002) -> list[Verdict]:
    """A case for each deviation of the length from Debye's."""
    found = []
    for off in percent:
        lengths = [0.78 * (1 + off / 100 + noise * one) for one in SPREAD]
        both = [
            {"inside": layer(GOUY_CHAPMAN, length, -1), "outside": layer(GOUY_CHAPMAN, length)} for length in lengths
        ]
        runs = [Run(-88.0, 0.0, {}, {}, {}, layers=one, field="layered") for one in both]  # type: ignore[arg-type]
        found.append(verdict(runs, "saltier-thinner", f"{off:g} off"))
    return found


def test_a_layer_of_another_thickness_is_missed() -> None:
    (finding,) = findings(thickness(0.0, -1.0, 1.5))
    assert finding.verdict == "met" and "-1 off 0.772 +- " in finding.found and "Debye 0.780" in finding.found
    assert said(*thickness(0.0, 9.0, 0.0)) == ["missed"], "one case is enough"
    assert said(*thickness(0.0, 4.9, 0.0)) == ["open"]
    assert said(*thickness(0.0, 9.0, noise=0.5)) == ["open"]


def test_nothing_is_said_of_a_capacitor() -> None:
    runs = [Run(-88.0, 0.0, {}, {}, {})] * 3
    assert not findings([verdict(runs), verdict(runs, "saltier-thinner")])


@pytest.mark.parametrize("kind", ["layered", "capacitor"])
def test_all_is_run_in_the_field_that_is_asked_for(kind: str) -> None:
    """A scene of either kind, in the other."""
    name = "potassium-only" if kind == "layered" else "where-the-charge-sits"
    _, run = run_once(Job(name, -1, 0), Plan(ions=1000, share=0.005, field=kind))
    assert run.field == kind and bool(run.layers) == (kind == "layered")
    told = verdict([run], name)
    assert as_json([told])[0]["field"] == kind
    assert ("[layered]" in markdown([told])) == (kind == "layered")
    written = json.loads(Results([told], [], [], kind).as_json())
    assert written["field"] == kind and written["verdicts"][0]["field"] == kind
    assert ("layers" in written["verdicts"][0]["runs"][0]) == (kind == "layered")
