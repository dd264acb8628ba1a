"""The story of a scene along its time, and the words of the interface in every language."""

import math
from pathlib import Path
from string import Formatter

import pytest

from scenes import load
from scenes.languages import FOLDER, catalogue, codes, languages, text
from scenes.story import Story
from sim.measure.predictions import Prediction

EXAMPLE = Path(__file__).parents[1] / "example_scene.toml"


def test_commands_come_due_once_and_in_order() -> None:
    story = Story(load(EXAMPLE))
    assert story.due(0, 100) == []
    assert [command.do for command in story.due(100, 200)] == ["set_gate"]
    assert [command.do for command in story.due(0, 1000)] == ["set_gate", "set_concentration"]
    assert (story.next_ns(0), story.next_ns(100), story.next_ns(101), story.next_ns(201)) == (
        100,
        100,
        200,
        None,
    )


def test_a_caption_stays_until_the_next() -> None:
    story = Story(load("resting"))
    first, second = story.scene_file.captions[:2]
    assert story.caption(-1, "en") == ""
    assert story.caption(0, "zh") == first.text["zh"] == story.caption(second.at_ns - 1, "zh")
    assert story.caption(second.at_ns, "en") == second.text["en"]
    assert story.caption(1e9, "en") == story.scene_file.captions[-1].text["en"]


@pytest.mark.parametrize(("predicts", "mV"), [("zero", 0), ("ghk", 1), ("mullins_noda", 2), ("nernst:K", 3)])
def test_the_story_knows_which_prediction_counts(predicts: str, mV: float) -> None:
    story = Story(load("potassium-only", [f"claim.predicts={predicts}"]))
    assert story.prediction(Prediction(ghk=1, mullins_noda=2, nernst={"K": 3})) == mV


def test_the_claim_is_kept_within_its_tolerance() -> None:
    claim = load("sealed").claim
    assert claim.holds(0.2) and claim.holds(-0.2) and not claim.holds(0.21) and not claim.holds(math.nan)


def test_languages_have_the_same_entries_and_placeholders() -> None:
    assert languages() == {"en": "English", "zh": "中文"}
    english = catalogue("en")
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(codes())
    for code in codes():
        assert catalogue(code).keys() == english.keys(), code
        for key, entry in catalogue(code).items():
            assert entry, key
            assert placeholders(entry) == placeholders(english[key]), key


def placeholders(entry: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(entry) if name}


def test_words_fall_back_to_english_and_then_to_their_key() -> None:
    assert text("species.K", "zh") == "钾离子" and text("species.K", "xx") == "potassium"
    assert text("no.such.key", "zh") == "no.such.key"
    assert text("voltage.off_by", "en", difference="-0.3") == "off by -0.3 mV"
