"""Settings of a kiosk, and what is told when they are wrong: file, key, expectation."""

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

import main
from render.kiosk import boot, service
from render.kiosk.config import ConfigError, KioskConfig, known_languages, known_scenes, read_config
from scenes import library
from scenes.languages import codes


def settings(folder: Path, text: str) -> Path:
    file = folder / "kiosk.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_defaults_are_those_of_a_public_display() -> None:
    config = read_config(None)
    assert (config.idle_s, config.countdown_s, config.chord, config.chord_s) == (60, 20, "ctrl+shift+q", 3)
    assert not config.sound and config.fullscreen and config.language == "en"
    assert config.languages == known_languages() == list(codes()) and config.scenes == known_scenes() == library()
    assert config.hang_s < 5  # leaves time to be back within ten seconds


def test_a_file_and_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text("", encoding="utf-8")
    text = 'languages = ["zh", "en"]\nscenes = ["ours.toml", "pump"]\nidle_s = 90\nchord = "Alt + F9"'
    file = settings(tmp_path, text)
    config = read_config(file)
    assert config.language == "zh" and config.idle_s == 90 and config.chord == "alt+f9"
    assert config.scenes == [str(tmp_path / "ours.toml"), "pump"]
    assert read_config(file, "en").language == "en"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('idle_s = "long"', 'idle_s: expected a number .*got "long"'),
        ("idle_s = 1", "idle_s: expected 5 or more"),
        ("countdown_s = nan", "countdown_s: expected a finite number"),
        ("idel_s = 60", "idel_s: unknown key; did you mean 'idle_s'"),
        ('languages = ["en", "xx"]', "languages: no language 'xx'"),
        ("languages = []", "languages: expected at least one entry"),
        ('language = "xx"', "language: expected one of en, zh"),
        ('scenes = ["restin"]', "scenes: no scene or scene file 'restin'; did you mean 'resting'"),
        ('scenes = ["nowhere.toml"]', "scenes: no scene or scene file"),
        ("scenes = [3]", r"scenes\[0\]: expected text"),
        ('chord = "q"', "chord: expected keys such as"),
        ('chord = "ctrl+hyper+q"', "chord: expected keys such as"),
        ('depth = "cellar"', 'depth: expected "visitor" or "laboratory" .*got "cellar"'),
        ("sound = 1", "sound: expected true or false"),
        ("ions = 10.5", "ions: expected a whole number"),
        ("[kiosk]\nidle_s = 3", "kiosk: unknown key"),
        ("idle_s = ", "not TOML"),
    ],
)
def test_a_wrong_file_is_told_with_file_and_key(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(ConfigError, match=expected) as told:
        read_config(settings(tmp_path, text))
    assert "kiosk.toml: " in str(told.value)


def test_all_errors_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as told:
        read_config(settings(tmp_path, 'idle_s = 1\nsound = "x"\nnope = 1'))
    assert len(str(told.value).splitlines()) == 3


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x00" * 50, b"[" * 5000])
def test_files_that_are_no_settings(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=r"kiosk\.toml"):
        read_config(file)
    for missing in (tmp_path, tmp_path / "none.toml"):
        with pytest.raises(ConfigError, match="cannot be read"):
            read_config(missing)


def test_settings_reach_the_visitor_unchanged() -> None:
    config = KioskConfig(idle_s=77, scenes=["pump"], ions=5000, pace=120)
    assert KioskConfig.model_validate_json(service.visitor_command(config)[3]) == config
    shown = tomllib.loads(service.describe(config))
    assert shown["idle_s"] == 77 and shown["scenes"] == ["pump"]


def test_a_visitor_begins_with_what_a_newcomer_understands_or_where_the_museum_says(tmp_path: Path) -> None:
    assert KioskConfig().first_scene == "potassium-only" and KioskConfig().menu
    assert KioskConfig(scenes=["pump", "sealed"]).first_scene == "pump"
    (tmp_path / "ours.toml").write_text("", encoding="utf-8")
    config = read_config(settings(tmp_path, 'scenes = ["resting", "ours.toml"]\nfirst = "ours.toml"'))
    assert config.first_scene == "ours"
    with pytest.raises(ConfigError, match="first: expected one of resting, pump, got 'nope'"):
        read_config(settings(tmp_path, 'scenes = ["resting", "pump"]\nfirst = "nope"'))


def test_the_command_tells_what_is_wrong(tmp_path: Path) -> None:
    file = settings(tmp_path, "idle_s = 1")
    result = CliRunner().invoke(main.main, ["kiosk", "--config", str(file)])
    assert result.exit_code == 2 and "idle_s" in result.stderr and isinstance(result.exception, SystemExit)
    result = CliRunner().invoke(main.main, ["kiosk", "--lang", "xx"])
    assert result.exit_code == 2 and "--lang: expected one of en, zh" in result.stderr


def test_boot_instructions_name_this_installation(tmp_path: Path) -> None:
    file = settings(tmp_path / "", "idle_s = 90")
    result = CliRunner().invoke(main.main, ["kiosk", "--boot-instructions", "--config", str(file), "--lang", "zh"])
    assert result.exit_code == 0
    assert f"kiosk --config {file} --lang zh" in result.stdout
    assert "[Service]" in result.stdout and "Register-ScheduledTask" in result.stdout


def test_boot_instructions_quote_awkward_paths() -> None:
    assert boot._unit_word("/a b/50%/$x") == '"/a b/50%%/$$x"'
    assert json.loads('"' + boot._quoted("it's") + '"') == "it''s"
