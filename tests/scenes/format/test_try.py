"""What a scene asks its visitor to do first: read, or refused with the place and what was expected."""

from pathlib import Path

import pytest

from scenes import SceneFileError, library, load
from scenes.actions import ASKABLE, MOST, lacks
from scenes.languages import codes

VALID = (Path(__file__).parents[2] / "example_scene.toml").read_text(encoding="utf-8")
MAX_WORDS, MAX_HAN = 8, 16


def with_try(folder: Path, table: str) -> Path:
    file = folder / "asked.toml"
    file.write_text(VALID.replace("[inside]", f"[try]\n{table}\n\n[inside]", 1), encoding="utf-8")
    return file


def test_it_is_read_and_may_be_left_out(tmp_path: Path) -> None:
    asked = load(with_try(tmp_path, 'actions = ["sliders", "toggle:K"]\nen = "Try it."\nzh = "试试。"')).first_try
    assert asked is not None and asked.actions == ("sliders", "toggle:K")
    assert asked.text.in_("zh") == "试试。"
    (tmp_path / "plain.toml").write_text(VALID, encoding="utf-8")
    assert load(tmp_path / "plain.toml").first_try is None


@pytest.mark.parametrize(
    ("table", "key", "says"),
    [
        ('actions = []\nen = "x"', "try.actions", "expected one to three actions, got none"),
        ('actions = ["sliders", "follow", "excess", "field"]\nen = "x"', "try.actions", "one to three actions, got 4"),
        ('actions = ["quit"]\nen = "x"', "try.actions", "unknown action 'quit'; expected one to three of toggle:K"),
        ('actions = ["follow", "follow"]\nen = "x"', "try.actions", "expected different actions"),
        ('actions = "follow"\nen = "x"', "try.actions", 'expected a list, got "follow" (text)'),
        ('actions = ["pump"]\nen = "x"', "try.actions", "'pump' cannot be done here: expected a pump ([pump])"),
        ('actions = ["stimulate"]\nen = "x"', "try.actions", "'stimulate' cannot be done here: expected voltage-gated"),
        ('actions = ["toggle:Cl"]\nen = "x"', "try.actions", "expected doors that Cl passes best"),
        ('actions = ["follow"]', "try", "expected text in at least one of en, zh"),
        ('actions = ["follow"]\ntlh = "x"', "try", "unknown language 'tlh'; expected one of en, zh"),
        ('en = "x"', "try.actions", "missing; expected list of texts"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, table: str, key: str, says: str) -> None:
    with pytest.raises(SceneFileError) as caught:
        load(with_try(tmp_path, table))
    told = {problem.key: problem.message for problem in caught.value.problems}
    assert says in told[key], told


def test_a_change_may_take_away_what_the_scene_asks_for() -> None:
    assert load("resting", ["channels.K.count=0"]).first_try is not None


@pytest.mark.parametrize("name", library())
def test_a_library_scene_asks_for_what_it_can_do_in_every_language(name: str) -> None:
    file = load(name)
    asked = file.first_try
    assert asked is not None and 1 <= len(asked.actions) <= MOST
    assert set(asked.actions) <= set(ASKABLE)
    assert not [lack for action in asked.actions if (lack := lacks(action, file.scene))]
    assert set(asked.text) == set(codes())
    assert len(asked.text["en"].split()) <= MAX_WORDS, asked.text["en"]
    assert len(asked.text["zh"]) <= MAX_HAN + 4, asked.text["zh"]
