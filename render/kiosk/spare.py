"""The watchdog's copy of the compiled code: a window that starts from damaged disks need not wait for the compiler."""

import contextlib
import hashlib
import os
import time
from pathlib import Path

SUFFIXES = (".nbi", ".nbc")
SEAL_BYTES = hashlib.sha256().digest_size  # at the end of each file: sim.kernels.cache, which needs numba
WHERE = "where-"  # begins the name of a file that says where the first copy of a version is: sim.kernels.folders
CLOCKS_APART_S = 3.0  # a file's time may lag behind the system's


class Spare:
    """Some MB in memory. `tend` takes what is whole in a folder, and puts back what has been damaged or lost there, or
    where the first copies are: else a blow to the one disk, and a later one to the other, would leave none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._since = time.time() - CLOCKS_APART_S
        self._kept: dict[Path, bytes] = {}
        self._first: dict[str, Path] = {}  # by the name of the version

    def tend(self) -> None:
        """Nothing that is wrong with the disk is raised: then the code is compiled."""
        with contextlib.suppress(OSError):
            for entry in self.folder.iterdir():
                if entry.stat().st_mtime < self._since:  # those of other versions are not used
                    continue
                if entry.is_dir():
                    self._take(entry)
                elif entry.name.startswith(WHERE) and (told := _content(entry)) is not None:
                    self._first[entry.name.removeprefix(WHERE)] = Path(os.fsdecode(told[:-SEAL_BYTES]))
        for file, content in self._kept.items():
            first = self._first.get(file.parent.name)
            for copy in (file, first / file.name) if first else (file,):
                if _content(copy) is None:
                    _write(copy, content)

    def _take(self, version: Path) -> None:
        for file in version.iterdir():
            if file.suffix in SUFFIXES and (content := _content(file)) is not None:
                self._kept[file] = content


def _content(file: Path) -> bytes | None:
    """Of a file that is there and whole."""
    with contextlib.suppress(OSError):
        content = file.read_bytes()
        if hashlib.sha256(content[:-SEAL_BYTES]).digest() == content[-SEAL_BYTES:]:
            return content
    return None


def _write(file: Path, content: bytes) -> None:
    part = file.with_name(f"{file.name}.tmp.spare")
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        os.replace(part, file)
        return
    with contextlib.suppress(OSError):
        part.unlink()
