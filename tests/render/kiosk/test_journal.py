"""kiosk.log costs lines when its disk is full or gone, and nothing else."""

import io
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from render.kiosk.journal import Journal, open_log
from render.kiosk.places import ConfigError

log = logging.getLogger("render.kiosk")


class Full(io.StringIO):
    """A file on a full disk: what was written is refused when it is flushed, and again when it is closed."""

    def flush(self) -> None:
        if not self.closed:
            raise OSError(28, "No space left on device")

    def close(self) -> None:
        if not self.closed:
            super().close()
            raise OSError(28, "No space left on device")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = open_log(tmp_path / "logs" / "kiosk.log", 10_000, 2) if (tmp_path / "logs").mkdir() is None else None
    assert opened
    yield opened
    log.removeHandler(opened)
    opened.close()


def test_the_log_turns_over(journal: Journal) -> None:
    for _ in range(30):
        log.info("x" * 2000)
    logs = sorted(Path(journal.baseFilename).parent.iterdir())
    assert [path.name for path in logs] == ["kiosk.log", "kiosk.log.1", "kiosk.log.2"]
    assert all(0 < path.stat().st_size <= 10_000 for path in logs) and "xxxx" in logs[1].read_text()


def test_a_full_disk_is_said_once_and_what_was_lost_is_counted(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(journal, "_open", Full)
    for n in range(5):
        log.info("lost %d", n)
    journal.close()  # as at the end of a kiosk
    assert journal.lost == 5
    assert capsys.readouterr().err.splitlines() == [
        f"{journal.baseFilename} cannot be written: [Errno 28] No space left on device"
    ]
    monkeypatch.undo()
    log.info("there is room again")
    told = Path(journal.baseFilename).read_text().splitlines()
    assert "there is room again" in told[0] and told[1].endswith("WARNING 5 lines before this were lost")


def test_a_log_folder_that_is_taken_away_is_made_again(journal: Journal) -> None:
    file = Path(journal.baseFilename)
    log.info("before")
    shutil.rmtree(file.parent)
    log.info("after")
    assert "after" in file.read_text()
    shutil.rmtree(file.parent)
    file.parent.write_text("a file in its place")
    log.info("lost")
    assert journal.lost == 1
    file.parent.unlink()
    log.info("again")
    assert "1 lines before this were lost" in file.read_text()


def test_a_log_that_can_never_be_written_is_told_with_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kiosk.log").mkdir()
    with pytest.raises(ConfigError, match=r"log_folder: .* cannot be written: Is a directory"):
        open_log(tmp_path / "kiosk.log", 10_000, 2)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "open", full)
    opened = open_log(tmp_path / "other.log", 10_000, 2)  # full now; there may be room later
    log.removeHandler(opened)
