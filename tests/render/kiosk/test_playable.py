"""Scenes that cannot be played: told at the start, left out later."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import main
from render.kiosk import service
from render.kiosk.config import ConfigError, KioskConfig, read_config
from render.kiosk.playable import overrides, wrong_with
from render.playback.tour import Tour
from scenes.format.reading import LIBRARY


def museum(folder: Path, **scenes: str) -> Path:
    """A kiosk's settings with files of its own between two of the library."""
    for name, content in scenes.items():
        (folder / f"{name}.toml").write_text(content, encoding="utf-8")
    names = ", ".join(f'"{name}.toml"' for name in scenes)
    file = folder / "kiosk.toml"
    file.write_text(
        f'scenes = ["pump", {names}, "sealed"]\nlog_folder = "{folder}/logs"\nstate_folder = "{folder}/state"'
    )
    return file


def test_all_that_is_wrong_with_any_scene_is_told_at_the_start(tmp_path: Path) -> None:
    good = (LIBRARY / "sealed.toml").read_text(encoding="utf-8")
    file = museum(tmp_path, ours=good, empty="", typo=good.replace("title", "titel"), binary="\0\0\0")
    result = CliRunner().invoke(main.main, ["kiosk", "--config", str(file)])
    assert result.exit_code == 2 and isinstance(result.exception, SystemExit)
    lines = result.stderr.splitlines()
    assert all(line.startswith("error: ") for line in lines) and "ours" not in result.stderr
    assert all(any(f"{name}.toml" in line for line in lines) for name in ("empty", "typo", "binary"))
    assert not (tmp_path / "logs" / "kiosk.log").exists()  # nothing was started


def test_settings_that_no_scene_can_have_are_told_too(tmp_path: Path) -> None:
    config = KioskConfig(scenes=["pump"], ions=1000, pace=120)
    assert overrides(config) == ["ions=1000", "pace_ns_per_s=120.0"] and not wrong_with("pump", config)
    assert wrong_with(str(tmp_path / "gone.toml"), config)


def test_two_scenes_of_one_file_name_are_refused(tmp_path: Path) -> None:
    file = museum(tmp_path, pump="")
    with pytest.raises(ConfigError, match=r"scenes: expected different file names, got 'pump' and '.*pump\.toml'"):
        read_config(file)


def test_a_check_that_fails_itself_stops_no_kiosk(monkeypatch: pytest.MonkeyPatch) -> None:
    config = KioskConfig(scenes=["pump"])
    assert service.check_scenes(config) == ""
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    assert "could not be checked" in service.check_scenes(config)


def test_staff_leave_with_exit_code_0_though_nothing_can_be_logged_or_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    from render.kiosk import journal, state

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    file = museum(tmp_path)
    file.write_text(file.read_text().replace(", ,", ","))
    monkeypatch.setattr(journal.Journal, "_open", full)
    monkeypatch.setattr(state.os, "replace", full)
    monkeypatch.setattr(service, "check_scenes", lambda config: "")
    monkeypatch.setattr(service, "visitor_command", lambda config, cast: [sys.executable, "-c", "raise SystemExit(10)"])
    result = CliRunner().invoke(main.main, ["kiosk", "--config", str(file)])
    assert result.exit_code == 0 and result.exception is None
    assert result.stderr.count("No space left") == 1 and "Traceback" not in result.stderr


def test_a_tour_goes_on_without_a_scene_that_cannot_be_played() -> None:
    tour = Tour(["a", "b", "c"], loop=True)
    tour.begin()
    tour.drop("a")
    assert tour.names == ["b", "c"] and tour.waiting and tour._to_ask == "b"
    tour._at, tour._wanted, tour._to_ask = 1, None, None  # c plays
    tour.drop("b")
    assert tour.place == (1, 1) and not tour.waiting and tour.next == "c"
    tour.drop("nowhere")
    once = Tour(["a", "b"])
    once.begin()
    once._ask(1)
    once.drop("b")
    assert not once.active and not once.waiting
