"""A wrong scene file gets one message for each mistake, which names the key and says what was expected."""

from collections.abc import Callable
from pathlib import Path

import pytest

import scenes.format.reading
from scenes import SceneFileError, load

VALID = (Path(__file__).parents[2] / "example_scene.toml").read_text(encoding="utf-8")
CAPTIONS, QUESTION = "[[captions]]", '[question]\nen = "Why?"\n'


def answers(right: int, wrong: int) -> str:
    """So many right and wrong ones, as a scene file has them."""
    return "".join(f'[[answers]]\nen = "So."\nright = {r}\n' for r in ["true"] * right + ["false"] * wrong)


def refusal(path: Path | str, *overrides: str) -> dict[str, str]:
    """Key -> message of everything that was wrong; every line names the file."""
    with pytest.raises(SceneFileError) as caught:
        load(str(path), overrides)
    lines = str(caught.value).splitlines()
    assert len(lines) == len(caught.value.problems)
    for line, problem in zip(lines, caught.value.problems, strict=True):
        assert line.startswith(f"{problem.file}: ") and problem.message in line
    keys = [problem.key for problem in caught.value.problems]
    assert len(keys) == len(set(keys)), "one message for each key"
    return {problem.key: problem.message for problem in caught.value.problems}


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ("K = 140", "Xx = 140", "inside.Xx", "unknown species; expected one of"),
        ("K = 140", "K = -140", "inside.K", "expected a concentration of 0 mM or more"),
        ("K = 140", "K = nan", "inside.K", "expected a finite number, got nan"),
        ('title = "Test"', 'title = "Test"\nchart = "pie"', "chart", '"voltage"'),
        ('title = "Test"', 'title = "Test"\nzoom = 0.5', "zoom", "1"),
        ("K = 140", "K = inf", "inside.K", "expected a finite number, got inf"),
        ("K = 140", 'K = "140"', "inside.K", 'expected a number, got "140" (text)'),
        ("K = 140", "K = true", "inside.K", "expected a number, got true"),
        ("K = 140", "K = 2026-01-31", "inside.K", "expected a number, got a date or time"),
        ("K = 140", "K = [140]", "inside.K", "expected a number, got a list"),
        ("K = 140", "ions = 140", "inside.ions", "above the first [table]"),
        ("[inside]\nK = 140\nCl = 10", "inside = 3", "inside", "expected a table, got 3"),
        ("ions = 5000", "balance = false", "inside", "the side carries +130 mM of charge"),
        ("ions = 5000", "iosn = 5000", "iosn", "unknown key; did you mean 'ions'?"),
        ("ions = 5000", "width_nm = 5000", "width_nm", "it belongs in [box]"),
        ("ions = 5000", "ions = 5000.5", "ions", "expected a whole number, got 5000.5"),
        ("ions = 5000", "ions = 5", "ions", "expected at least 100 ions"),
        ("ions = 5000", "ions = 100000000000", "ions", "expected at most 1e+07"),
        (
            "ions = 5000",
            "temperature_C = 200",
            "temperature_C",
            "expected a temperature between -20 and 100 C",
        ),
        ("ions = 5000", "initial_mV = 5000", "initial_mV", "expected a voltage between -500 and 500 mV"),
        ('title = "Test"', "", "title", "missing; expected text"),
        (
            'title = "Test"',
            'title = { tlh = "tlhIngan" }',
            "title",
            "unknown language 'tlh'; expected one of en, zh",
        ),
        ('title = "Test"', "title = 3", "title", "expected a table, got 3"),
        (
            "capacitance_uF_cm2 = 20",
            "capacitance_uF_cm2 = 0",
            "membrane.capacitance_uF_cm2",
            "a positive number",
        ),
        ("capacitance_uF_cm2 = 20", "ions = 20", "membrane.ions", "it belongs at the top of the file"),
        ("at_nm = [30]", "at_nm = [150]", "channels.leak.at_nm", "channel outside the box"),
        (
            "at_nm = [30]",
            "at_nm = [30, 40]\ncount = 3",
            "channels.leak.at_nm",
            "expected 3 places (count), got 2",
        ),
        ("at_nm = [30]", "at_nm = [30, 31]", "channels.leak", "overlaps channels.leak: centres 30 and 31 nm"),
        ("at_nm = [30]", "cuont = 1", "channels.leak.cuont", "did you mean 'count'?"),
        (
            "at_nm = [30]",
            'state = "ajar"',
            "channels.leak.state",
            'expected "open", "closed" or "blocked", got "ajar"',
        ),
        ('kind = "leak"', "", "channels[1].kind", "missing; expected text"),
        ('kind = "leak"', 'kind = "K"', "channels[1].kind", "'K' is listed twice"),
        (
            "permeability = { K = 0.5, Na = 0.1 }",
            "",
            "channels.leak.permeability.leak",
            "'leak' is no species",
        ),
        (
            "{ K = 0.5, Na = 0.1 }",
            '"half"',
            "channels.leak.permeability",
            'expected a number, got "half" (text)',
        ),
        ("{ K = 0.5, Na = 0.1 }", "{ Xx = 1 }", "channels.leak.permeability.Xx", "unknown species"),
        ("{ K = 0.5, Na = 0.1 }", "{ K = 99 }", "channels.leak.permeability.K", "too permeable"),
        ("charge = 2", "charge = 0", "species.Mg.charge", "expected a charge other than 0"),
        ("charge = 2", "", "species.Mg.charge", "missing; expected whole number"),
        ("species.Mg", "species.A", "species.A", "kept for the ion that balances a side"),
        ('predicts = "ghk"', 'predicts = "gkh"', "claim.predicts", 'expected one of "zero", "ghk"'),
        ('predicts = "ghk"', 'predicts = "nernst:Xx"', "claim.predicts", "'Xx' is not in this scene"),
        (
            'predicts = "ghk"',
            'predicts = "ghk"\nsettle_ns = 99999',
            "claim.settle_ns",
            "expected less than run_ns",
        ),
        ('en = "Begin."', 'english = "Begin."', "captions[0]", "unknown language 'english'"),
        ("at_ns = 0", "at_ns = -1", "captions[0].at_ns", "expected 0 or more, got -1"),
        (
            'do = "set_gate"',
            'do = "set_gat"',
            "timeline[0]",
            "unknown command 'set_gat'; did you mean 'set_gate'?",
        ),
        (CAPTIONS, QUESTION + answers(0, 2) + CAPTIONS, "answers", "expected one with right = true, got none"),
        (CAPTIONS, QUESTION + answers(2, 1) + CAPTIONS, "answers", "expected one with right = true, got 2"),
        (CAPTIONS, QUESTION + answers(1, 0) + CAPTIONS, "answers", "expected 2 to 4, got 1"),
        (CAPTIONS, QUESTION + answers(1, 4) + CAPTIONS, "answers", "expected 2 to 4, got 5"),
        (CAPTIONS, answers(1, 1) + CAPTIONS, "answers", "no question that they answer; expected [question]"),
        (CAPTIONS, QUESTION + "[[answers]]\nde = 'Ja'\n" + CAPTIONS, "answers[0]", "unknown language 'de'"),
        (
            CAPTIONS,
            QUESTION + "[[answers]]\nright = true\n" + CAPTIONS,
            "answers[0]",
            "expected text in at least one of",
        ),
        ('do = "set_gate"', "", "timeline[0]", 'expected a command (do = "...")'),
        ("fraction = 0.5", "fraktion = 0.5", "timeline[0].fraktion", "did you mean 'fraction'?"),
        ("fraction = 0.5", "fraction = 1.5", "timeline[0].fraction", "expected a number from 0 to 1"),
        (
            'channel = "K"',
            'channel = "Q"',
            "timeline[0].channel",
            "no kind 'Q' in this scene; it has K, leak",
        ),
        ('channel = "K"', "channel = 4", "timeline[0].channel", "expected a number from 0 to 3, got 4"),
        ('channel = "K"', "channel = 0.5", "timeline[0].channel", "expected text or a whole number, got 0.5"),
        ('species = "K"', 'species = "Xx"', "timeline[1].species", "'Xx' is not in this scene"),
        ("mM = 20", "mM = -20", "timeline[1].mM", "got -20"),
        ("mM = 20", "", "timeline[1].mM", "missing; expected number"),
        ("at_ns = 200", "at_ns = 50", "timeline[1].at_ns", "expected times in order, got 50 after 100"),
        ("at_ns = 200", "at_ns = -5", "timeline[1].at_ns", "expected 0 or more, got -5"),
    ],
)
def test_one_mistake_gives_one_message_with_its_key(
    write: Callable[[str], Path], old: str, new: str, key: str, says: str
) -> None:
    assert VALID.count(old) >= 1
    found = refusal(write(VALID.replace(old, new, 1)))
    assert list(found) == [key], found
    assert says in found[key]


def test_many_mistakes_are_told_at_once(write: Callable[[str], Path]) -> None:
    wrong = VALID
    for old, new in (
        ('title = "Test"', "titel = 3"),
        ("K = 140", "K = nan"),
        ("Cl = 10", "Cl = -10"),
        ("Na = 145", "Xx = 145"),
        ("count = 3", "count = 2.5"),
        ("Na = 0.1", "Zz = 0.1"),
        ("capacitance_uF_cm2", "capacity"),
        ("fraction = 0.5", "fraction = 7"),
        ('side = "outside"', 'side = "left"'),
    ):
        wrong = wrong.replace(old, new, 1)
    assert set(refusal(write(wrong))) == {
        "title",
        "titel",
        "inside.K",
        "inside.Cl",
        "outside.Xx",
        "channels.K.count",
        "channels.leak.permeability.Zz",
        "membrane.capacity",
        "timeline[0].fraction",
        "timeline[1].side",
    }


def test_a_mistake_is_not_told_a_hundred_times(write: Callable[[str], Path]) -> None:
    found = refusal(write(VALID.replace("count = 3", "count = 300")))
    assert set(found) <= {"channels.K", "channels.K.at_nm", "channels.leak"}
    assert "more like it" in found["channels.K"]


def test_a_mistake_is_not_taken_for_others_that_follow_from_it(write: Callable[[str], Path]) -> None:
    wide = VALID.replace("at_nm = [30]", "at_nm = [190]").replace("K = 0.5", "K = 12.0")
    box = "[box]\nwidth_nm = 200.0\n"
    assert load(str(write(wide.replace("[membrane]", "[membrane]\npore_entry = 0.05") + box))).scene.box.width_nm == 200
    wrong = wide.replace("[membrane]", '[membrane]\npore_entry = "low"') + box.replace("200.0", '"200"')
    assert set(refusal(write(wrong))) == {"box.width_nm", "membrane.pore_entry"}
    mg = VALID.replace("Cl = 10", "Mg = 1\nCl = 10").replace('species = "K"', 'species = "Mg"')
    assert load(str(write(mg)))
    assert set(refusal(write(mg.replace("charge = 2", "charge = 2.5")))) == {"species.Mg.charge"}
    assert set(refusal(write(VALID.replace('kind = "K"', 'kind = "K"\nstate = 3')))) == {"channels.K.state"}


@pytest.mark.parametrize(
    ("content", "key", "says"),
    [
        ("title = \n", "line 1, column 9", "not TOML: Invalid value in: title ="),
        ("K 140", "line 1, column 3", "in: K 140"),
        ('title = "x"\n[inside]\nK = 1\nK = 2\n', "line 4, column 6", "not TOML: Cannot overwrite a value"),
        ('title = "x', "end of file", "not TOML"),
        ("a = " + "[" * 5000, "", "not TOML that can be read"),
        ("a = 1" + "0" * 5000, "", "not TOML that can be read"),
        ("", "", "the file is empty"),
        ("# only a comment\n", "", "the file is empty"),
        ("\0\0\0", "", "binary data"),
    ],
)
def test_no_toml(write: Callable[[str], Path], content: str, key: str, says: str) -> None:
    found = refusal(write(content))
    assert len(found) == 1 and says in next(iter(found.values()))
    if key:
        assert list(found) == [key]


def test_no_text(tmp_path: Path) -> None:
    picture = tmp_path / "picture.toml"
    picture.write_bytes(b'title = "x"\n\x89PNG\r\n\x1a\n')
    assert "UTF-8" in refusal(picture)["line 2"]
    (tmp_path / "utf16.toml").write_text(VALID, encoding="utf-16")
    assert "UTF-8" in refusal(tmp_path / "utf16.toml")["line 1"]
    huge = tmp_path / "huge.toml"
    huge.write_bytes(b"#" * 2_000_000)
    assert "more than 1000 kB" in refusal(huge)[""]


def test_no_file(tmp_path: Path) -> None:
    assert "is not a file" in refusal(tmp_path)[""]
    assert "did you mean 'resting'? (scenes: sealed, potassium-only" in refusal("restign")[""]
    assert "did you mean 'potassium-only'?" in refusal("Potassium_Only")[""]
    assert "no such file or scene (scenes:" in refusal(tmp_path / "nothing-like-it.toml")[""]
    for odd in ("", "\0", "x" * 5000):
        assert "no such file or scene" in refusal(odd)[""]


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "locked.toml"
    path.write_text(VALID, encoding="utf-8")

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(SceneFileError, match="cannot be read: Permission denied"):
        scenes.format.reading.read(path, "locked.toml")
