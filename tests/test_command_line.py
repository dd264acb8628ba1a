"""The command line as a user meets it: reports, files, and one clear message for every bad input."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scenes.study.findings import Finding
from scenes.study.results import Results
from tests.helpers.commands import invoke

ROOT = Path(__file__).parent.parent


def test_json_report_has_the_promised_keys() -> None:
    code, out, _ = invoke("run", "resting", "--ns", "60", "--ions", "3000", "--seed", "4", "--json", "-")
    assert code == 0
    report = json.loads(out)
    expected = {
        "scene": None, "seed": None, "ions": None, "simulated_ns": None, "wall_s": None, "threads": None,
        "voltage_mV": {"mean", "standard_error", "last", "sigma", "sigma_thermal", "window_ns"},
        "prediction_mV": {"ghk", "mullins_noda", "nernst"},
        "residual_mV": None,
        "concentration_mM": {"inside", "outside"},
        "crossings": {"K", "Na", "Cl"},
        "counts": {"K", "Na", "Cl"},
    }  # fmt: skip
    for key, inner in expected.items():
        assert key in report
        if inner:
            assert inner <= report[key].keys()
    assert report["scene"] == "resting"
    assert report["seed"] == 4
    assert report["simulated_ns"] == 60
    assert report["crossings"]["K"].keys() == {"in", "out"}
    assert report["residual_mV"] == pytest.approx(report["voltage_mV"]["mean"] - report["prediction_mV"]["ghk"])


def test_same_command_same_numbers() -> None:
    arguments = ("run", "resting", "--ns", "40", "--ions", "3000", "--json", "-")
    first, second = (json.loads(invoke(*arguments)[1]) for _ in range(2))
    first.pop("wall_s"), second.pop("wall_s")
    assert first == second


def test_files_are_written_whole(tmp_path: Path) -> None:
    table, report = tmp_path / "run.csv", tmp_path / "run.json"
    code, out, _ = invoke(
        "run",
        "resting",
        "--ns",
        "100",
        "--ions",
        "3000",
        "--csv",
        str(table),
        "--json",
        str(report),
        "--set",
        "outside.K=10",
    )
    assert code == 0
    assert "mV" in out
    rows = list(csv.DictReader(table.open(encoding="utf-8")))
    assert [float(row["time_ns"]) for row in rows] == [20, 40, 60, 80, 100]
    assert abs(float(rows[0]["K_outside_mM"]) - 10) < 3
    assert json.loads(report.read_text())["simulated_ns"] == 100
    assert [file.name for file in tmp_path.iterdir()] == [table.name, report.name] or len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["run", "nowhere"], "nowhere"),
        (["run", "resting", "--set", "outside.K=-1"], "outside.K"),
        (["run", "resting", "--set", "outside.Xx=1"], "outside.Xx"),
        (["run", "resting", "--ns", "0.01"], "--ns"),
        (["run", "resting", "--ns", "-5"], "--ns"),
        (["run", "resting", "--ns", "nan"], "--ns"),
        (["run", "resting", "--ns", "inf"], "--ns"),
        (["run", "resting", "--ions", "3"], "--ions"),
        (["run", "resting", "--seed", "-1"], "--seed"),
        (["run", "resting", "--json", "-", "--csv", "-"], "--json and --csv"),
        (["run", "resting", "--ns", "20", "--ions", "1000", "--json", "/nowhere/x.json"], "/nowhere/x.json"),
        (["run", "resting", "--set", "inside={K=1,Cl=1}", "--set", "initial_mV=-400"], "initial_mV"),
        (
            ["run", "resting", "--set", "outside.K=5001"],
            "--set: outside.K: expected a concentration of 0 mM or more, at",
        ),
        (["run", "resting", "--set", "a.b=1"], "--set: a: unknown key"),
        (["run", "resting", "--set", "macro_step_ns=1e300"], "--set: box.width_nm: expected at least 1.209e+151 nm"),
        (["play", "resting", "--size", "wide"], "--size"),
        (["bench", "--seconds", "nan"], "--seconds"),
        (["bench", "--seconds", "inf"], "--seconds"),
        (["validate", "sealed", "--runs", "1000000000"], "--runs"),
        (["validate", "nowhere"], "nowhere"),
        (["validate", "sealed", "--field", "magnetic"], "'magnetic' is not one of 'capacitor', 'layered', 'mesh'"),
        (["scenes", "nowhere"], "nowhere"),
    ],
)
def test_bad_input_is_a_message(arguments: list[str], expected: str) -> None:
    code, _, err = invoke(*arguments)
    assert code == 2
    assert expected in err
    assert "Traceback" not in err and max(map(len, err.splitlines())) < 500


@pytest.mark.parametrize(("verdict", "expected"), [("met", 0), ("open", 0), ("missed", 1)])
@pytest.mark.parametrize("quick", [True, False])
def test_only_a_missed_claim_ends_with_one(
    monkeypatch: pytest.MonkeyPatch, verdict: str, expected: int, quick: bool
) -> None:
    said = Results([], [Finding("sealed", "a claim", "found", "bar", verdict)], [])
    monkeypatch.setattr("scenes.study.results.study", lambda *_: said)
    assert invoke("validate", "sealed", *["--quick"] * quick)[0] == expected


def test_scenes_and_keys_are_listed() -> None:
    code, out, _ = invoke("scenes")
    assert code == 0
    assert "potassium-only" in out
    assert "temperature_C" in invoke("scenes", "--keys")[1]


def test_without_a_display_it_says_what_to_do() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment.pop("SDL_VIDEODRIVER", None)
    environment["SDL_VIDEODRIVER"] = "x11"
    result = subprocess.run(
        [sys.executable, "main.py"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert result.returncode == 2
    assert "run" in result.stderr
    assert "record" in result.stderr
    assert "Traceback" not in result.stderr
