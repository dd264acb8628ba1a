"""Every scene has one chapter, wrong files are told with place and expectation, and a piece is part of a scene."""

from pathlib import Path

import pytest

from scenes import SceneFileError, library, load
from scenes.entrance.chapters import chapters, of_scenes
from scenes.entrance.pieces import Piece, cut, pieces
from scenes.languages import codes
from scenes.scene_file import Shot, Text

GOOD = """
[[chapters]]
name = { en = "One", zh = "一" }
line = "First."
scenes = ["sealed"]
picture = { scene = "sealed", at_ns = 1 }
"""
PIECE = '[[pieces]]\nscene = "spike"\nline = "A spike"\nstretches = [[100, 300], [500, 900]]\npace_ns_per_s = 100\n'


def test_every_scene_of_the_library_is_in_one_chapter() -> None:
    found = [name for chapter in chapters() for name in chapter.scenes]
    assert sorted(found) == sorted(library())


def test_there_are_six_chapters_in_every_language_and_the_first_begins_with_potassium() -> None:
    every = chapters()
    assert len(every) == 6 and every[0].scenes[0] == "potassium-only"
    assert all(set(chapter.name) == set(chapter.line) == set(codes()) for chapter in every)
    cells = {name for name in library() if load(name).claim.published_mV is not None}
    assert {name for chapter in every if chapter.gallery for name in chapter.scenes} == cells


@pytest.mark.parametrize("chapter", [chapter for chapter in chapters() if chapter.picture], ids=lambda c: c.name["en"])
def test_a_picture_shows_what_is_there(chapter: object) -> None:
    picture = chapter.picture  # type: ignore[attr-defined]
    scene_file = load(picture.scene)
    assert picture.scene in chapter.scenes  # type: ignore[attr-defined]
    assert picture.shot.at == "box" or picture.shot.place_nm(scene_file.scene) is not None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (GOOD.replace('"sealed"]', '"seald"]'), "chapters[0].scenes[0]: no scene 'seald'; did you mean 'sealed'?"),
        (GOOD + GOOD, "chapters[1].scenes[0]: expected each scene in one chapter; 'sealed' is in chapters[0] too"),
        (GOOD.replace("name =", "nome ="), "chapters[0].nome: unknown key; did you mean 'name'?"),
        (GOOD.replace("at_ns = 1", "at_ns = -1"), "chapters[0].picture.at_ns: expected 0 or more, got -1"),
        (GOOD.replace(", at_ns = 1", ""), "chapters[0].picture.at_ns: missing; expected simulated time"),
        (GOOD.replace('["sealed"]', "[]"), "chapters[0].scenes: expected at least one entry"),
        (GOOD + "gallery = true", "chapters[0].picture: expected no picture beside gallery = true"),
        (GOOD.replace("picture =", "# "), "chapters[0].picture: missing; expected a picture"),
        (GOOD + "names.resting = 'R'", "chapters[0].names.resting: expected the name of a scene of this chapter"),
        (GOOD.replace("zh", "xx"), "chapters[0].name: unknown language 'xx'"),
        ("[[chapters]", "line 1, column 11: not TOML"),
    ],
)
def test_a_wrong_file_is_told(tmp_path: Path, wrong: str, told: str) -> None:
    file = tmp_path / "chapters.toml"
    file.write_text(wrong, encoding="utf-8")
    with pytest.raises(SceneFileError) as error:
        chapters(file)
    assert f"chapters.toml: {told}" in str(error.value)


def test_a_list_of_an_exhibit_keeps_chapters_that_have_some_of_it() -> None:
    kept = of_scenes(chapters(), ["spike", "ours", "resting", "knock-out"])
    assert [chapter.scenes for chapter in kept] == [("resting", "knock-out"), ("spike",), ("ours",)]
    assert kept[-1].name["en"] == "More" and all(set(chapter.name) == set(codes()) for chapter in kept)
    assert of_scenes(chapters(), library()) == chapters()


def test_a_piece_is_told_with_what_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "pieces.toml"
    for wrong, told in (
        (PIECE.replace("spike", "spoke"), "pieces[0].scene: no scene 'spoke'; did you mean 'spike'?"),
        (PIECE.replace("500", "200"), "pieces[0].stretches: expected spans [from, to] one after another, from 0 on"),
        (PIECE.replace("100\n", "0\n"), "pieces[0].pace_ns_per_s: expected more than 0, got 0"),
    ):
        file.write_text(wrong, encoding="utf-8")
        with pytest.raises(SceneFileError) as error:
            pieces(file)
        assert f"pieces.toml: {told}" in str(error.value)
    file.write_text(PIECE, encoding="utf-8")
    assert pieces(file)[0].length_ns == 600


@pytest.mark.parametrize("piece", pieces(), ids=lambda piece: piece.scene)
def test_a_piece_is_short_and_has_its_scenes_own_story(piece: Piece) -> None:
    whole = load(piece.scene, piece.overrides)
    part = cut(whole, piece)
    assert set(piece.line) == set(codes())
    assert 5 <= piece.length_ns / piece.pace_ns_per_s <= 16, "seconds"
    assert part.captions and {c.text["en"] for c in part.captions} <= {c.text["en"] for c in whole.captions}
    assert part.timeline and all(0 <= timed.at_ns < piece.length_ns for timed in part.timeline)
    assert part.name == whole.name and not part.seen and part.scene == whole.scene


def test_a_cut_shifts_times_and_does_at_once_what_was_done_before() -> None:
    whole = load("metabolic-poison")
    part = cut(whole, Piece("metabolic-poison", Text(), ((2400, 8400), (21400, 25600)), 800.0))
    assert [timed.at_ns for timed in part.timeline] == [400, 6200]
    assert [timed.command for timed in part.timeline] == [timed.command for timed in whole.timeline]
    late = cut(whole, Piece("metabolic-poison", Text(), ((3000, 8000),), 800.0))
    assert [timed.at_ns for timed in late.timeline] == [0]
    assert late.captions[0].at_ns == 0 and late.captions[0].text == whole.captions[1].text
    assert list(late.camera) == [Shot(0, "pump", 5), Shot(2600)]
