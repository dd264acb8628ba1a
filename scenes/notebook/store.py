"""The file of a notebook: a line of JSON for everything that happens to it, added and never changed.

A line is on the disk before `append` returns, so a process that is killed loses nothing; several windows may add to one
file. A damaged file is kept aside as it was, and the lines that can be read go on.
"""

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from scenes.study.output import write_whole

LOCK_S = 3.0  # how long another window is waited for
LOCK_EVERY_S = 0.02
Entry = dict[str, Any]


@dataclass(frozen=True)
class Damage:
    """lines: how many could not be read; kept: where the file lies as it was."""

    lines: int
    kept: Path


class Store:
    """One file of lines. `read` all of them, `append` more; both raise OSError where the file cannot be used."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def read(self, sound: Callable[[Entry], bool] = lambda entry: True) -> tuple[list[Entry], Damage | None]:
        """All lines, and what was wrong with the file, which is mended then. sound: whether an entry makes sense."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self._locked():
            try:
                content = self.file.read_bytes()
            except FileNotFoundError:
                return [], None
            good, lines, wrong = [], [], 0
            for line in content.split(b"\n"):
                if not line.strip():
                    continue
                try:
                    entry = json.loads(line)
                    if not isinstance(entry, dict) or not sound(entry):
                        raise ValueError("expected an entry of a notebook")
                except ValueError:  # of UnicodeDecodeError and JSONDecodeError, too
                    wrong += 1
                else:
                    good.append(entry)
                    lines.append(line)
            if not wrong:
                return good, None
            return good, Damage(wrong, self._mend(content, lines))

    def append(self, *entries: Entry) -> None:
        """Add lines; they are on the disk when this returns."""
        text = "".join(json.dumps(entry, ensure_ascii=False, allow_nan=False) + "\n" for entry in entries)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self._locked(), self.file.open("ab+") as stream:
            if stream.tell() > 0:
                stream.seek(-1, os.SEEK_END)
                if stream.read(1) != b"\n":  # what was cut off must not spoil what comes
                    text = "\n" + text
            stream.write(text.encode())
            stream.flush()
            os.fsync(stream.fileno())

    def _mend(self, content: bytes, lines: list[bytes]) -> Path:
        """Keep the file aside, and put one of the lines that can be read in its place; returns where it was put."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        aside = self.file.with_name(f"{self.file.stem}-damaged-{stamp}{self.file.suffix}")
        copies = 1
        while aside.exists():
            copies += 1
            aside = self.file.with_name(f"{self.file.stem}-damaged-{stamp}-{copies}{self.file.suffix}")
        write_whole(aside, content)
        write_whole(self.file, b"".join(line + b"\n" for line in lines))
        return aside

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """No other window reads or writes meanwhile. One that has hung, or a disk without locks, is not waited for: a
        line that is added in one piece stays whole all the same."""
        with self.file.with_name(self.file.name + ".lock").open("ab") as stream:
            end = time.monotonic() + LOCK_S
            while not _lock(stream) and time.monotonic() < end:
                time.sleep(LOCK_EVERY_S)
            yield  # closing the file unlocks it


def _lock(stream: IO[bytes]) -> bool:
    """Whether the file is ours now."""
    try:
        if sys.platform == "win32":
            import msvcrt

            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
