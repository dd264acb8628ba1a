"""What the commands write: refused before the work, the report there whatever a disk does, nothing left behind."""

import json
import os
from pathlib import Path

import pytest

from render.device.window import Window
from scenes.study import results
from scenes.study.findings import Finding
from tests.helpers.commands import SHORT, invoke
from tests.scenes.study.test_output import device, room_for


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_device_stays_a_device() -> None:
    device("null", 3)
    for option in ("--json", "--csv"):
        code, out, _ = invoke("run", *SHORT, option, "null")
        assert code == 0 and "mV" in out and Path("null").is_char_device()
    Path("film.png").symlink_to("null")
    code, out, _ = invoke("record", *SHORT[:1], "--ions", "1000", "--seconds", "0.1", "--out", "film.png")
    assert code == 0 and Path("null").is_char_device() and Path("film.png").is_symlink()


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", *SHORT, "--json", "folder"),
        ("run", *SHORT, "--csv", ""),
        ("run", *SHORT, "--json", ".."),
        ("run", *SHORT, "--json", "x", "--csv", "./x"),
        ("run", *SHORT, "--json", "file/x"),
        ("record", "sealed", "--out", "file/x.mp4"),
        ("record", "sealed", "--out", "n" * 252 + ".png"),
        ("validate", "sealed", "--out", "file/sub"),
        ("validate", "sealed", "--out", "file"),
        ("validate", "sealed", "--out", ""),
        ("validate", "sealed", "--out", "taken"),
    ],
)
def test_a_place_that_cannot_be_written_is_told_before_the_work(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(*_: object, **__: object) -> None:
        raise AssertionError("the work was begun")

    for place in ("scenes.study.written_run.play", "render.film.record.pictures", "scenes.study.results.study"):
        monkeypatch.setattr(place, work)
    Path("folder").mkdir()
    Path("file").touch()
    Path("taken/sealed.png").mkdir(parents=True)
    code, out, err = invoke(*arguments)
    assert (code, out) == (2, "") and err.startswith("error: --") and "\n" not in err.strip()
    assert sorted(os.listdir()) == ["file", "folder", "taken"]
    assert not os.listdir("folder") and os.listdir("taken") == ["sealed.png"]


def test_a_disk_that_fills_up_costs_the_file_not_the_report() -> None:
    Path("x").write_text("old")
    with room_for(4500):
        code, out, err = invoke("run", "resting", "--ns", "600", "--ions", "1000", "--csv", "x", "--json", "y")
    assert code == 2 and "mV" in out and "crossed" in out
    assert "error: --csv: 'x' cannot be written" in err and "Traceback" not in err
    assert Path("x").read_text() == "old" and json.loads(Path("y").read_text())["simulated_ns"] == 600
    assert sorted(os.listdir()) == ["x", "y"]


@pytest.mark.parametrize("suffix", [".png", ".mp4", ".gif"])
def test_a_film_on_a_full_disk_is_a_message(suffix: str) -> None:
    with room_for(4500):
        code, out, err = invoke(
            "record", "sealed", "--ions", "1000", "--seconds", "0.3", "--fps", "10", "--out", f"film{suffix}"
        )
    assert (code, out) == (2, "") and f"error: --out: 'film{suffix}' cannot be written" in err
    assert not os.listdir()


def test_a_film_is_as_large_as_was_asked_or_refused() -> None:
    for arguments in (("record", "sealed", "--out", "film.png"), ("bench", "sealed")):
        code, _, err = invoke(*arguments, "--size", "400x300")
        assert code == 2 and "480x320" in err
    assert not os.listdir()


def test_a_validation_is_told_whatever_becomes_of_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    found = results.Results((), (Finding("x", "claim", "found", "bar", "met"),), ())
    monkeypatch.setattr(results, "study", lambda *_: found)
    monkeypatch.setattr(results.plots, "draw", lambda verdicts: [("sealed", bytes(9000))])
    code, out, _ = invoke("validate", "sealed", "--out", "new/folder")
    assert code == 0 and "| claim |" in out
    assert sorted(os.listdir("new/folder")) == ["sealed.png", "validation.json", "validation.md"]
    with room_for(5000):
        code, out, err = invoke("validate", "sealed", "--out", "new/folder")
    assert code == 2 and "| claim |" in out and "error: --out: 'new/folder/sealed.png' cannot be written" in err
    assert len(Path("new/folder/sealed.png").read_bytes()) == 9000


def test_a_validation_that_fails_leaves_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(results, "study", fail)
    code, _, err = invoke("validate", "sealed", "--out", "new")
    assert code == 2 and "No space left" in err and not os.listdir()


def test_a_screenshot_is_whole_or_not_there() -> None:
    window = Window((480, 320), False)
    window.open()
    Path("a.png").symlink_to("nowhere")
    assert window.save("a") == "a-2.png"
    with room_for(100), pytest.raises(OSError, match="too large"):
        window.save("b")
    assert sorted(os.listdir()) == ["a-2.png", "a.png"]


def test_a_letter_that_the_terminal_lacks_does_not_cost_the_report() -> None:
    Path("细胞.toml").write_text('title = "x"\n[inside]\nK = 140\n[outside]\nK = 5\n')
    code, out, err = invoke("run", "细胞.toml", *SHORT[1:], charset="cp1252")
    assert code == 0 and out.startswith("??: ") and "mV" in out and not err
