"""The depth survives a start, its file is whole or as it was, and nothing about it can stop the window."""

import os
from pathlib import Path

import pytest

from render.app import App, play
from render.device import memory
from render.session import Session
from render.settings import DEPTHS


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path / memory.NAME


def test_the_first_start_is_the_visitors_and_a_choice_survives(home: Path) -> None:
    assert memory.recall() == "visitor"
    for depth in reversed(DEPTHS):
        memory.remember(depth)
        assert memory.recall() == depth
        assert [file.name for file in home.iterdir()] == [memory.FILE], "nothing is left beside it"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"cellar", b"laboratory " * 1_000_000])
def test_what_cannot_be_read_counts_as_nothing(home: Path, content: bytes) -> None:
    home.mkdir()
    (home / memory.FILE).write_bytes(content)
    assert memory.recall() == "visitor"
    memory.remember("laboratory")
    assert memory.recall() == "laboratory"


def test_a_power_cut_leaves_the_old_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.remember("laboratory")

    def cut(*_: object) -> None:
        raise OSError("no power")

    monkeypatch.setattr(os, "replace", cut)
    memory.remember("visitor")
    assert memory.recall() == "laboratory"
    assert [file.name for file in home.iterdir()] == [memory.FILE]


@pytest.mark.parametrize("name", ["/proc/nowhere", "/dev/null", "with\0nul"])
def test_a_home_that_cannot_be_written_is_no_error(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "user_config_path", lambda _: Path(name))
    memory.remember("laboratory")
    assert memory.recall() == "visitor"


def test_no_home_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(_: str) -> Path:
        raise RuntimeError("could not determine home directory")

    monkeypatch.setattr(memory, "user_config_path", nowhere)
    memory.remember("laboratory")
    assert memory.recall() == "visitor"


def test_a_window_that_is_told_no_depth_remembers(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def begin(self: App, *_: object) -> None:
        seen.append(self.session.settings.depth)
        self.actions("depth")

    monkeypatch.setattr(App, "run", begin)
    for depth in (None, None, "visitor", None):
        play("sealed", threads=1, ions=1000, depth=depth)
    assert seen == ["visitor", "laboratory", "visitor", "visitor"], "what is told by hand is not kept"
    assert Session("sealed").settings.depth == "laboratory", "films and tests are not told"
