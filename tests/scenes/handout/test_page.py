"""The printed page says what the scene says, in its language, whole by itself, and no more than its reader may know."""

from pathlib import Path

import pytest

from scenes import library, load
from scenes.languages import codes, text
from tests.helpers.pages import page_of, plain, read

BARE = 'title = "Bare"\n[inside]\nK = 140\nCl = 140\n[outside]\nK = 5\nCl = 5\n[[channels]]\nkind = "K"\n'


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("name", library())
def test_a_page_has_all_that_the_scene_asks_and_its_teachers_page_all_that_it_answers(name: str, language: str) -> None:
    scene_file = load(name)
    pupils, teachers = (read(page_of(name, language, answers)) for answers in (False, True))
    assert scene_file.handout is not None and scene_file.note is not None
    asked = [scene_file.title, scene_file.question, *(answer.text for answer in scene_file.answers)]
    asked += [*scene_file.handout.aims, scene_file.handout.misconception, *(case.label for case in scene_file.cases)]
    asked += [mission.text for mission in scene_file.missions] + (
        [scene_file.first_try.text] if scene_file.first_try else []
    )
    for reader in (pupils, teachers):
        for words in asked:
            assert plain(words[language], language) in reader.text, words[language]
        assert not reader.wrong and not reader.open
        assert not [word for word in ("handout.", "ui.facts", "{", "}", "^", "_") if word in reader.text]
    right = f"({text('handout.right', language)})"
    for said in (plain(scene_file.seen[language], language), plain(scene_file.note[language], language), right):
        assert said not in pupils.text and said in teachers.text
    assert teachers.text.count(right) == 1


@pytest.mark.parametrize("name", library())
def test_a_page_stands_by_itself(name: str) -> None:
    html = page_of(name, "en", answers=True)
    assert html.startswith("<!DOCTYPE html>") and "<script" not in html and "url(" not in html and "@import" not in html
    assert "http" not in html.lower() and str(Path.home()) not in html and "/work" not in html
    for tag, attributes in read(html).tags:
        assert not {"src", "href"} & attributes.keys(), tag


def test_every_scene_has_its_own_belief_and_aims_in_every_language() -> None:
    files = [load(name) for name in library()]
    for language in codes():
        beliefs = [file.handout.misconception[language] for file in files if file.handout]
        assert len(beliefs) == len(files) and len(set(beliefs)) > 0.9 * len(files)
        stop = "。" if language == "zh" else "."
        for file in files:
            assert file.handout and 2 <= len(file.handout.aims) <= 3
            assert all(aim[language].endswith(stop) for aim in (*file.handout.aims, file.handout.misconception))


def test_rows_are_the_cases_or_what_the_scene_asks_to_change() -> None:
    def rows(name: str) -> list[str]:
        html = page_of(name)
        body = html[html.index("<tbody>") : html.index("</tbody>")]
        return [read(row).text for row in body.split('<th scope="row">')[1:]]

    doses, own = [f"{mM} mM" for mM in ("2.5", "5", "10", "20", "40", "80")], ["my own: ........"] * 2
    assert rows("hyperkalaemia") == [*doses, *own], "the dial has more values than there are cases"
    assert rows("knock-out") == ["all", "no K+ doors", "no Na+ doors", "no Cl− doors"]
    assert rows("resting")[1:4] == ["K+ doors shut", "Na+ doors shut", "Cl− doors shut"]
    assert rows("where-the-charge-sits")[2] == "K+ doors open", "they are shut at first"
    assert "pump off" in rows("pump") and any("by itself" in row for row in rows("pump"))
    assert [row for row in rows("sealed") if "outside" in row], "the slider of K+ outside"


def test_columns_are_what_the_scene_compares() -> None:
    assert "K+ current, pA" in read(page_of("voltage-clamp")).text
    assert "Na+ current, pA" in read(page_of("voltage-clamp")).text
    assert "Cl− current, pA" not in read(page_of("voltage-clamp")).text, "no door for Cl-"
    assert "pump current, pA" in read(page_of("pump-cost")).text
    assert "inside: thickness, nm" in read(page_of("saltier-thinner")).text
    assert "voltage, mV" in read(page_of("resting")).text


def test_steps_name_the_keys_of_the_window_and_the_controls_of_the_cases() -> None:
    from render.controls import BY_NAME

    resting, dial, switches = (page_of(name) for name in ("resting", "hyperkalaemia", "knock-out"))
    for action in ("toggle:K", "toggle:Na", "toggle:Cl"):
        assert f"<kbd>{BY_NAME[action].shown}</kbd>" in resting
    assert f"menu ({BY_NAME['menu'].shown})" in resting and f"press {BY_NAME['twin'].shown} before" in resting
    assert "Set “K+ outside, mM” with the dial" in read(dial).text
    assert (
        "switches below the picture, one after the other: no K+ doors, no Na+ doors, no Cl− doors."
        in read(switches).text
    )
    assert page_of("sandbox").count("Mission (F7)") == len(load("sandbox").missions) == 3
    assert "twin" not in read(dial).text, "cases are compared already"


def test_a_scene_of_ones_own_that_says_nothing_makes_a_page(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(BARE, encoding="utf-8")
    for language in codes():
        for answers in (False, True):
            reader = read(page_of(str(file), language, answers))
            assert "Bare" in reader.text and "python main.py mine.toml" in reader.text
            assert text("handout.question", language) not in reader.text
            assert text("handout.belief", language) not in reader.text
            assert str(tmp_path) not in reader.text and not reader.wrong
    assert "<kbd>K</kbd>" in page_of(str(file)) and "<kbd>P</kbd>" not in page_of(str(file)), "it has no pump"
    assert (
        "K+ doors shut" in read(page_of(str(file))).text and "K+ outside: ........ mM" in read(page_of(str(file))).text
    )


def test_whatever_a_file_says_is_text(tmp_path: Path) -> None:
    file = tmp_path / "wild.toml"
    wild = "<script>alert('1')</script> & <b>"
    file.write_text(
        BARE.replace("Bare", wild)
        + f'[handout]\naims = ["{wild}"]\nmisconception = "{wild}"\nsource = "{wild}"\n'
        + f'[question]\nen = "{wild}"\n[[answers]]\nen = "{wild}"\n[[answers]]\nen = "no"\nright = true\n',
        encoding="utf-8",
    )
    html = page_of(str(file), answers=True)
    assert "<script" not in html and "<b>" not in html
    assert read(html).text.count("<script>alert('1')</script> & <b>") >= 7


def test_simplifications_are_told_as_on_the_screen() -> None:
    from render.panels.readout import capacitance_told
    from render.style.words import Words
    from tests.helpers.windows import snapshot_of

    words = Words("en")
    words.open()
    told = capacitance_told(snapshot_of("excitability"), words)
    assert told in read(page_of("excitability")).text and "30 times" in told


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ("aims = 3", "handout.aims: expected a list, got 3"),
        ('aims = ["a", "b", "c", "d", "e"]', "handout.aims: expected at most 4 entries"),
        ('misconception = { fr = "Non" }', "handout.misconception: unknown language 'fr'"),
        ('belief = "x"', "handout.belief: unknown key"),
        ("source = 5", "handout.source: expected text, got 5"),
    ],
)
def test_a_wrong_key_is_a_message(tmp_path: Path, wrong: str, expected: str) -> None:
    from scenes import SceneFileError

    file = tmp_path / "wrong.toml"
    file.write_text(f"{BARE}[handout]\n{wrong}\n", encoding="utf-8")
    with pytest.raises(SceneFileError) as caught:
        load(str(file))
    assert expected in str(caught.value) and len(str(caught.value).splitlines()) == 1
