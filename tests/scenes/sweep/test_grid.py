"""What --vary says: the values of a grid, and one message for everything that is none."""

from pathlib import Path

import pytest

from scenes.format.problems import SceneFileError
from scenes.sweep.columns import column
from scenes.sweep.grid import axes
from scenes.sweep.plan import planned
from tests.helpers.commands import invoke


def texts(grid: str) -> list[str]:
    return [value.text for value in axes([f"outside.K={grid}"])[0].values]


def test_values_are_those_that_were_asked_for() -> None:
    assert texts("2.5,5,10") == ["2.5", "5", "10"]
    assert texts("0.1:0.9:5") == ["0.1", "0.3", "0.5", "0.7", "0.9"]
    assert texts("10:2:5") == ["10", "8", "6", "4", "2"]
    assert texts("1:100:3:log") == ["1", "10", "100"]
    assert texts("0:1:3") == ["0", "0.5", "1"]


@pytest.mark.parametrize(
    ("grid", "log"), [("2.5,5,10,20", True), ("1:100:4:log", True), ("1:9:3", False), ("0,1,2", False), ("1,2", False)]
)
def test_an_axis_is_logarithmic_where_its_values_grow_by_factors(grid: str, log: bool) -> None:
    assert axes([f"outside.K={grid}"])[0].log is log


def test_columns_have_units() -> None:
    keys = ["outside.K", "channels.Na.permeability", "temperature_C", "channels.K.opens_per_us", "species.Rb.diffusion"]
    assert [column(key) for key in keys] == [
        "outside_K_mM", "channels_Na_permeability", "temperature_C", "channels_K_opens_per_us",
        "species_Rb_diffusion_nm2_per_ns",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nonsense=1,2"], "--vary: nonsense: unknown key"),
        (["outside.K="], "the grid is empty"),
        (["outside.K"], "expected KEY=a,b,c"),
        (["outside.K=1,,2"], "a value between the commas is missing"),
        (["outside.K=1:2"], "expected low:high:n"),
        (["outside.K=1:2:3:lin"], "expected low:high:n"),
        (["outside.K=1:2:1"], "2 or more, got '1'"),
        (["outside.K=1:2:2.5"], "expected a whole number of points"),
        (["outside.K=a:2:3"], "expected two different numbers"),
        (["outside.K=nan:2:3"], "expected two different numbers"),
        (["outside.K=0:2:3:log"], "numbers above 0"),
        (["outside.K=5,5.0"], "the value 5 is there twice"),
        (["outside.K=abc,5"], '--vary: outside.K: expected a number, got "abc"'),
        (["outside.K=5,-1"], "got -1"),
        (["channels.K.count=1:4:3"], "expected a whole number, got 2.5"),
        (["channels.Ca.count=1,2"], "there is no 'Ca' among the channels"),
        (["outside.K=5,6", "outside.K=7,8"], "varied twice"),
        (["outside.K=5,6", "--set", "outside.K=7"], "also set for all runs"),
        (["ions=1000,2000", "--ions", "3000"], "also set for all runs"),
        (["outside.K=5,6", "--ns", "0.1"], "--ns: expected at least one macro-step"),
    ],
)
def test_what_is_no_grid_is_one_message_before_anything_runs(arguments: list[str], told: str, tmp_path: Path) -> None:
    first, *more = arguments
    options = [option for one in more for option in (("--vary", one) if "=" in one and "--set" not in more else (one,))]
    code, out, err = invoke("sweep", "resting", "--vary", first, *options, "--out", str(tmp_path / "new"))
    assert (code, out) == (2, "")
    assert told in err and "Traceback" not in err
    assert not (tmp_path / "new").exists()


def test_a_thousand_million_points_are_refused_with_what_they_would_take(tmp_path: Path) -> None:
    code, _, err = invoke("sweep", "resting", "--vary", "outside.K=1:2:1000000000", "--out", str(tmp_path / "new"))
    assert code == 2 and "16,000,000,000 runs" in err and "years" in err
    assert not (tmp_path / "new").exists()


def test_an_error_of_the_scene_is_not_laid_on_the_grid() -> None:
    with pytest.raises(SceneFileError) as found:
        planned("resting", ["outside.K=5,6"], ["inside.K=x"])
    assert [problem.file for problem in found.value.problems] == ["--set"]


def test_every_combination_is_a_point_in_the_order_of_the_grid() -> None:
    plan = planned("resting", ["outside.K=5,10", "channels.Na.permeability=0.1:0.3:3"], ions=1000, ns=60)
    assert [point.texts for point in plan.points] == [
        ("5", "0.1"), ("5", "0.2"), ("5", "0.3"), ("10", "0.1"), ("10", "0.2"), ("10", "0.3"),
    ]  # fmt: skip
    scene = plan.scene_file(("10", "0.3")).scene
    assert scene.outside["K"] == 10 and scene.ions == 1000
    assert next(channel for channel in scene.channels if channel.kind == "Na").permeability == {"Na": 0.3}
