"""The numbers of a page: those of a file that `validate` has written, or counted; and the page says which."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scenes import SceneFileError, load
from scenes.handout.chart import chart_of
from scenes.handout.numbers import count, label_of, read
from scenes.study.validation import QUICK
from tests.helpers.pages import page_of
from tests.helpers.pages import read as seen


def verdict(scene: str = "knock-out", case: str = "no K+ doors", **changes: Any) -> dict[str, Any]:
    return {
        "scene": scene, "case": case, "field": "layered", "predicts": "ghk",
        "voltage_mV": -17.8, "prediction_mV": -17.7,
        "residual_mV": -0.113, "interval_mV": 0.734, "tolerance_mV": 1.0, "published_mV": None, "verdict": "met",
        "runs": [{"seed": seed, "ions": 20000, "voltage_mV": -17.8, "residual_mV": 0.1} for seed in (3, 4, 5)],
    } | changes  # fmt: skip


def written(tmp_path: Path, verdicts: list[dict[str, Any]], findings: tuple[dict[str, Any], ...] = ()) -> str:
    file = tmp_path / "validation.json"
    file.write_text(json.dumps({"verdicts": verdicts, "findings": list(findings)}), encoding="utf-8")
    return str(file)


def test_a_page_tells_the_numbers_of_its_file_and_where_they_are_from(tmp_path: Path) -> None:
    finding = {"scene": "knock-out", "claim": "K+ counts most", "found": "58.6 mV", "bar": "4 times", "verdict": "open"}
    other = finding | {"scene": "pump", "claim": "of another scene"}
    file = written(tmp_path, [verdict(), verdict("pump", "", voltage_mV=-75.25)], (finding, other))
    numbers = read(file, load("knock-out"))
    html = seen(page_of("knock-out", "zh", answers=True, numbers=numbers)).text
    assert "无 K+ 门 −17.8 −17.7 −0.11 ± 0.73" in html and "75.2" not in html
    assert "取自 validation.json：每种情形 3 次，种子 3 到 5。" in html and str(tmp_path) not in html
    assert "K+ counts most" in html and "of another scene" not in html
    pupils = seen(page_of("knock-out", "zh", answers=False, numbers=numbers)).text
    assert "17.8" not in pupils, "the pupils' page has no numbers"


def test_the_teachers_diagram_has_the_points_where_they_were_counted(tmp_path: Path) -> None:
    """The grid reaches from 20 to -100 mV over 250 units; 0 % is at its left end, 90 % at its right."""
    rows = [
        verdict("channel-block", "0 %", voltage_mV=-75.0, interval_mV=5.0),
        verdict("channel-block", "90 %", voltage_mV=-46.0, interval_mV=0.5),
        verdict("channel-block", "gone", voltage_mV=-10.0),
    ]
    scene_file = load("channel-block")
    chart = chart_of(scene_file, "en", read(written(tmp_path, rows), scene_file))
    blank = chart_of(scene_file, "en")
    assert chart is not None and blank is not None and blank.points == ()
    (x0, y0, high, low), (x1, y1, *_) = chart.points
    assert (x0, x1) == (blank.x[0][0], blank.x[-1][0]) and y0 == pytest.approx(250 * 95 / 120)
    assert y1 == pytest.approx(250 * 66 / 120) and low - high == pytest.approx(250 * 10 / 120)
    numbers = read(written(tmp_path, rows), scene_file)
    assert page_of("channel-block", answers=True, numbers=numbers).count("<circle") == 2
    assert "<circle" not in page_of("channel-block", answers=False, numbers=numbers)
    assert chart_of(load("knock-out"), "en") is None, "bars have no axis"


def test_seeds_are_told_only_where_they_are_known(tmp_path: Path) -> None:
    old = verdict(runs=[{"voltage_mV": -17.8}, {"voltage_mV": -17.9}])
    numbers = read(written(tmp_path, [old]), load("knock-out"))
    assert numbers.seeds is None and numbers.runs == "2"
    text = seen(page_of("knock-out", answers=True, numbers=numbers)).text
    assert "From validation.json: 2 runs of each case." in text and "seed" not in text


def test_a_case_that_is_no_more_keeps_its_name(tmp_path: Path) -> None:
    numbers = read(written(tmp_path, [verdict(case="no doors at all")]), load("knock-out"))
    assert label_of(numbers.rows[0], load("knock-out"), "zh") == "no doors at all"


def test_a_voltage_that_is_held_is_no_result(tmp_path: Path) -> None:
    held = verdict("voltage-clamp", "0 mV", verdict="held", voltage_mV=0.123)
    text = seen(
        page_of("voltage-clamp", answers=True, numbers=read(written(tmp_path, [held]), load("voltage-clamp")))
    ).text
    assert "0.1 " not in text and "An electrode holds the voltage" in text


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"no JSON", "which is JSON"),
        (b"\x00\xff", "which is JSON"),
        (b"[" * 100_000, "which is JSON"),
        (b"[]", "expected a validation.json"),
        (b'{"verdicts": [{"scene": "sealed"}]}', "verdicts[0].case: expected a validation.json"),
        (json.dumps({"verdicts": [verdict(voltage_mV="high")]}).encode(), "verdicts[0].voltage_mV"),
        (json.dumps({"verdicts": [verdict(runs=[])]}).encode(), "verdicts[0].runs"),
        (
            json.dumps({"verdicts": [verdict("pump", "")]}).encode(),
            "verdicts: expected the scene 'knock-out', got pump",
        ),
        (b'{"verdicts": []}', "got nothing"),
    ],
)
def test_a_file_that_is_none_is_one_message(tmp_path: Path, content: bytes, expected: str) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(content)
    with pytest.raises(SceneFileError) as caught:
        read(str(file), load("knock-out"))
    assert str(caught.value).startswith("--numbers: ") and expected in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["nowhere.json", ".", "a\0b"])
def test_a_file_that_cannot_be_read_is_one_message(name: str) -> None:
    with pytest.raises(SceneFileError, match=r"^--numbers: .*: cannot be read: "):
        read(name, load("knock-out"))


def test_what_is_counted_for_a_page_says_its_runs_ions_and_seeds() -> None:
    plan = replace(QUICK, runs=2, most=2, most_if_missed=0, ions=1000, share=0.02)
    numbers = count("sealed", load("sealed"), plan=plan)
    (row,) = numbers.rows
    assert abs(row.voltage_mV) < 5 and row.predicts == "zero" and numbers.seeds == (0, 1)
    text = seen(page_of("sealed", answers=True, numbers=numbers)).text
    assert "Counted for this page: 2 runs of each case with 1,000 ions, seeds 0 to 1." in text
