"""Answers to a visitor fit where captions are: short enough to be read in eight seconds, and not cut off."""

import re
from dataclasses import replace

import pytest

from render.style import theme
from scenes.languages import codes
from scenes.replies import table
from scenes.scene_file import Caption, Text
from tests.helpers.layouts import SIZES, painted_panels, problems_of
from tests.helpers.windows import snapshot_of

WIDEST = {"change": "-120", "V": "-120", "ion": "Na+", "mM": "12.5", "C": "37"}
MOST_WORDS, MOST_HAN, MOST_TRIED = 16, 32, 4


def said(language: str) -> list[str]:
    """All texts, the longest first."""
    return sorted((row.text[language].format(**WIDEST) for row in table()), key=len, reverse=True)


def test_answers_are_short() -> None:
    assert max(len(text.split()) for text in said("en")) <= MOST_WORDS
    assert max(len(re.findall(r"[\u4e00-\u9fff]", text)) for text in said("zh")) <= MOST_HAN


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("depth", ["visitor", "laboratory"])
def test_the_longest_fit(size: tuple[int, int], language: str, depth: str) -> None:
    snapshot = snapshot_of("resting")
    for text in said(language)[:MOST_TRIED]:
        file = replace(snapshot.scene_file, captions=(Caption(0, Text({language: text})),))
        panels = painted_panels(replace(snapshot, scene_file=file), size, language, depth=depth)
        placed = " ".join(words for words, _ in panels.type.placed or [])
        assert text[-4:-1] in placed, f"{text!r} is not all there"
        assert not problems_of(panels, round(0.7 * theme.MIN_TEXT)), text
