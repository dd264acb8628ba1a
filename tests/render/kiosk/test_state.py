"""Counts outlive a power cut: written whole or not at all."""

import json
import os
from pathlib import Path

import pytest

from render.kiosk.state import State, StateFile


def test_a_state_cut_short_anywhere_is_the_defaults(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = StateFile(tmp_path / "state.json")
    assert file.load() == State()
    whole = State(starts=12, crashes=3, hangs=1, visits=4711, last_start="2024-05-01T09:00:00")
    assert file.save(whole) and file.load() == whole
    content = file.file.read_bytes()
    for length in range(len(content)):
        file.file.write_bytes(content[:length])
        caplog.clear()
        assert file.load() == State(), length
        assert "defaults" in caplog.text
    for other in (b"\x00" * 200, b"\xff\xfe", b"[]", b'{"starts": 1}', content.replace(b"12", b"-1"), b"[" * 100_000):
        file.file.write_bytes(other)
        assert file.load() == State()


def test_a_cut_while_writing_leaves_the_former_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = StateFile(tmp_path / "state.json")
    file.save(State(starts=1))

    def cut(*_: object) -> None:
        raise OSError("no power")

    monkeypatch.setattr(os, "replace", cut)
    assert not file.save(State(starts=2))
    assert file.load() == State(starts=1)
    monkeypatch.undo()
    (tmp_path / "state.json.part").write_text('{"sta')  # what the cut has left
    assert file.save(State(starts=3)) and json.loads(file.file.read_text())["starts"] == 3


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not StateFile(tmp_path / "file" / "state.json").save(State())
    assert StateFile(tmp_path / "file" / "state.json").load() == State()
