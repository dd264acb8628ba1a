"""Folders and names of files that cannot be are told in a line with their key; a second kiosk is kept out."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import main
from render.kiosk import places
from render.kiosk.config import ROOT, read_config
from render.kiosk.places import ConfigError, folder, hold, shown

IMPOSSIBLE = ["~nosuchuser/x", "a\0b", "x" * 5000, "/dev/null/x"]


@pytest.mark.parametrize("name", IMPOSSIBLE)
@pytest.mark.parametrize("key", ["log_folder", "state_folder"])
def test_folders_that_cannot_be_are_told_with_their_key(tmp_path: Path, key: str, name: str) -> None:
    with pytest.raises(ConfigError, match=f"{key}: expected a folder that can be made and written to, got '") as told:
        folder(name, lambda: tmp_path, key)
    assert len(str(told.value)) < 300 and str(told.value).isprintable()


def test_without_a_home_a_folder_is_asked_for() -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    with pytest.raises(ConfigError, match="log_folder: expected a folder, for this user has no home"):
        folder(None, homeless, "log_folder")


def test_a_disk_that_is_full_now_keeps_no_kiosk_from_starting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    assert folder(str(tmp_path / "logs"), Path, "log_folder") == tmp_path / "logs"
    monkeypatch.setattr(Path, "open", full)
    assert hold(tmp_path, "log_folder") is None


@pytest.mark.parametrize("name", IMPOSSIBLE[:3])
@pytest.mark.parametrize("suffix", ["", ".toml"])
def test_scenes_that_cannot_be_are_told(tmp_path: Path, name: str, suffix: str) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text(f'scenes = ["pump", "{name.replace(chr(0), chr(92) + "u0000")}{suffix}"]')
    with pytest.raises(ConfigError, match=r"kiosk\.toml: scenes: no scene or scene file '"):
        read_config(file)


@pytest.mark.parametrize("name", IMPOSSIBLE)
@pytest.mark.parametrize("command", [["kiosk", "--config"], ["run"], ["scenes"], ["bench"], ["validate"]])
def test_every_command_tells_it(command: list[str], name: str) -> None:
    if command[0] == "kiosk" and "\0" in name:
        return  # no command line can have it, and click does not expect it
    result = CliRunner().invoke(main.main, [*command, name])
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 2 and result.stderr.startswith("error: ")


def test_a_second_kiosk_is_kept_out_until_the_first_is_gone(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from render.kiosk.places import hold\n"
        "held = hold(Path(sys.argv[1]), 'state_folder'); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdout and first.stdout.readline() == b"held\n"
        with pytest.raises(ConfigError, match=r"state_folder: another kiosk is running with '.*'; end it"):
            hold(tmp_path, "state_folder")
        first.kill()
        first.wait()
        again = hold(tmp_path, "state_folder")  # what is left of a dead one holds nothing
        assert again is not None
        again.close()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / places.LOCK).mkdir()
    with pytest.raises(ConfigError, match="state_folder: expected a folder that can be made and written to"):
        hold(tmp_path, "state_folder")


def test_names_in_messages_are_printable_and_not_endless() -> None:
    assert shown("a\0b\n") == "'a\\x00b\\n'" and shown("x" * 5000).endswith("...' (5000 characters)")
