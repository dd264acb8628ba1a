"""What a scene's records are plotted against: read, or refused with the place and what was expected."""

from pathlib import Path

import pytest

from scenes import SceneFileError, library, load
from scenes.format.keys import key_table

VALID = (Path(__file__).parents[2] / "example_scene.toml").read_text(encoding="utf-8")


def with_notebook(folder: Path, table: str) -> Path:
    file = folder / "noted.toml"
    file.write_text(VALID.replace("[inside]", f"[notebook]\n{table}\n\n[inside]", 1), encoding="utf-8")
    return file


def test_it_is_read_and_may_be_left_out(tmp_path: Path) -> None:
    plan = load(with_notebook(tmp_path, 'x = "outside.K"\nlog = false')).notebook
    assert plan is not None and (plan.x, plan.log) == ("outside.K", False)
    plan = load(with_notebook(tmp_path, 'x = "temperature_C"')).notebook
    assert plan is not None and plan.log is None
    (tmp_path / "plain.toml").write_text(VALID, encoding="utf-8")
    assert load(tmp_path / "plain.toml").notebook is None


@pytest.mark.parametrize(
    ("table", "key", "says"),
    [
        ('x = "outside.Ca"', "notebook.x", "expected one of inside.K"),
        ('x = "outside.A"', "notebook.x", "got 'outside.A'"),
        ('x = "doors.Q"', "notebook.x", "doors.K"),
        ("x = 5", "notebook.x", "expected text, got 5"),
        ("log = true", "notebook.x", "missing; expected text"),
        ('x = "outside.K"\nlog = "yes"', "notebook.log", 'expected true or false, got "yes"'),
        ('x = "outside.K"\ny = "V"', "notebook.y", "unknown key"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, table: str, key: str, says: str) -> None:
    with pytest.raises(SceneFileError) as caught:
        load(with_notebook(tmp_path, table))
    told = {problem.key: problem.message for problem in caught.value.problems}
    assert says in told[key], told


def test_the_keys_are_listed_and_the_classic_scenes_have_them() -> None:
    assert "[notebook]" in key_table() and '"outside.K"' in key_table()
    planned = {name: plan.x for name in library() if (plan := load(name).notebook) is not None}
    assert planned == dict.fromkeys(("potassium-only", "hyperkalaemia", "sandbox"), "outside.K")
