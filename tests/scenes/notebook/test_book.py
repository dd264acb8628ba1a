"""A notebook on disk: nothing that was recorded is lost, whatever happens to the program or to the file."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scenes.notebook.book import Notebook
from scenes.notebook.record import from_plain, to_plain
from scenes.notebook.store import Store
from tests.helpers.records import record

ROOT = Path(__file__).parents[3]
WRITER = """
import sys
from scenes.notebook.book import Notebook
from scenes.notebook.store import Store
from tests.helpers.records import record
from pathlib import Path
book = Notebook(Store(Path(sys.argv[1])))
for n in range(int(sys.argv[3])):
    book.add(record(f"{sys.argv[2]}{n}"))
    assert not book.trouble, book.trouble
    print(n, flush=True)
"""


def opened(file: Path) -> Notebook:
    book = Notebook(Store(file))
    book.open()
    return book


def test_a_record_survives_writing_and_reading() -> None:
    one = record("x", pump={"running": False, "sodium": 3}, clamp_mV=-60.0, note="noch ein Wort, 一")
    assert from_plain(json.loads(json.dumps(to_plain(one)))) == one
    with pytest.raises(ValueError, match="voltage_mV"):
        from_plain({"ident": "x"})
    with pytest.raises(ValueError, match="finite number"):
        from_plain(to_plain(one) | {"voltage_mV": float("nan")})


def test_what_happened_is_there_after_a_new_start(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "notebook.jsonl"
    book = opened(file)
    for n in range(4):
        book.add(record(str(n), scene="a" if n % 2 else "b"))
    book.annotate("1", 'with "quotes", and\nmore')
    assert book.undo() is not None and book.undo("b") is not None
    assert [r.ident for r in book.records] == ["0", "1"]
    redone = book.redo()
    assert redone is not None and redone.ident == "2" and book.can_redo
    again = opened(file)
    assert [(r.ident, r.note) for r in again.records] == [(r.ident, r.note) for r in book.records]
    assert [r.ident for r in again.records] == ["0", "1", "2"] and again.of("a")[0].note.startswith("with")
    assert again.scenes == ["b", "a"]


def test_undo_with_nothing_there_does_nothing(tmp_path: Path) -> None:
    book = opened(tmp_path / "notebook.jsonl")
    assert book.undo() is None and book.redo() is None and not book.trouble
    book.add(record())
    book.undo()
    book.add(record("b"))
    assert book.redo() is None, "what was taken away before something new cannot come back"


@pytest.mark.parametrize(
    "wrong",
    [b'{"record": {"ident": "half', b"\xff\xfe\x00garbage", b"[1, 2]", b'{"record": {"ident": "x"}}', b"NaN"],
)
def test_a_damaged_line_costs_itself_and_the_file_is_kept_aside(tmp_path: Path, wrong: bytes) -> None:
    file = tmp_path / "notebook.jsonl"
    book = opened(file)
    book.add(record("a"))
    with file.open("ab") as stream:
        stream.write(wrong + b"\n")
    book.add(record("b"))
    before = file.read_bytes()
    again = opened(file)
    assert [r.ident for r in again.records] == ["a", "b"]
    assert again.damage is not None and again.damage.lines == 1
    assert again.damage.kept.read_bytes() == before and not again.trouble
    third = opened(file)
    assert third.damage is None and [r.ident for r in third.records] == ["a", "b"], "it is told once"


def test_a_line_cut_off_does_not_spoil_the_next(tmp_path: Path) -> None:
    file = tmp_path / "notebook.jsonl"
    opened(file).add(record("a"))
    whole = file.read_bytes()
    for cut in (1, 2, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole + whole[:-cut].replace(b'"a"', b'"c"'))
        opened_late = Notebook(Store(file))  # another window, which has read before the cut
        opened_late.add(record("b"))
        again = opened(file)
        idents = [r.ident for r in again.records]
        assert idents == (["a", "c", "b"] if cut == 1 else ["a", "b"])


def test_a_folder_that_cannot_be_written_is_told_and_the_records_stay(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    book = opened(tmp_path / "file" / "notebook.jsonl")
    assert book.trouble
    book.add(record())
    assert book.trouble and len(book.records) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_what_was_recorded_survives_sigkill(tmp_path: Path) -> None:
    """Killed at any moment, all that the program had said to be recorded is there."""
    file = tmp_path / "notebook.jsonl"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", WRITER, str(file), "k", "100000"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(25)]
        process.send_signal(signal.SIGKILL)
        said += process.stdout.readlines()
    told = len([line for line in said if line.endswith("\n")])
    book = opened(file)
    assert told >= 25 and {f"k{n}" for n in range(told)} <= {r.ident for r in book.records}
    assert len(book.records) <= told + 1


def test_two_windows_do_not_spoil_each_others_records(tmp_path: Path) -> None:
    file, many = tmp_path / "notebook.jsonl", 40
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    both = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(file), who, str(many)], cwd=ROOT, env=environment, stdout=subprocess.PIPE
        )
        for who in "ab"
    ]
    for process in both:
        process.communicate(timeout=120)
        assert process.returncode == 0
    book = opened(file)
    assert book.damage is None and {r.ident for r in book.records} == {f"{who}{n}" for who in "ab" for n in range(many)}
