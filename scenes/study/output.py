"""Files that are written: looked at before the work starts, whole afterwards or not there at all.

A regular file takes the place of a former one only when it is complete; a link stays, and the file that it leads to is
replaced. What is no regular file (a device, a pipe) cannot be replaced: it is written straight through.
"""

import contextlib
import os
import secrets
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self

PROBE_BYTES = 4096


class OutputError(OSError):
    """A place that cannot be written to; str() says which one, and why, in plain words."""


def problem(name: str | os.PathLike[str]) -> str:
    """Why no file can be written under this name, as far as that can be told by looking; empty if nothing is wrong."""
    name = os.fspath(name)
    folder, last = os.path.split(name)
    if not name or "\0" in name:
        return f"expected the name of a file, got {name!r}"
    try:
        mode = os.stat(name).st_mode
    except FileNotFoundError:
        if not last:
            return f"expected a file, got the folder '{name}'"
        folder = os.path.dirname(os.path.realpath(name)) if os.path.islink(name) else folder
        return "" if os.path.isdir(folder or ".") else f"'{name}' cannot be written: there is no folder '{folder}'"
    except NotADirectoryError:
        return f"'{name}' cannot be written: '{folder}' is not a folder"
    except OSError as error:
        return _cannot(name, error)
    return f"expected a file, got the folder '{name}'" if stat.S_ISDIR(mode) else ""


def refuse_twins(names: Mapping[str, str | None]) -> None:
    """Raises OutputError if two options (option -> name of its file) lead to the same file."""
    taken: dict[str, str] = {}
    for option, name in names.items():
        if name is None:
            continue
        place = "-" if _is_standard_output(name) else os.path.normcase(os.path.realpath(name))
        if place in taken:
            raise OutputError(f"{taken[place]} and {option}: expected two places to write to, got '{name}' for both")
        taken[place] = option


class Output:
    """One file, as a context: `write` to it, or let something else fill `part`; it is in its place at the end.

    Left with an exception, nothing stays behind and a former file stays as it was. Where a disk fills up meanwhile the
    work goes on: what comes is dropped, and `trouble` says why. Without a name all is dropped, - is standard output.
    """

    def __init__(self, name: str | os.PathLike[str] | None, option: str = "") -> None:
        """option: stands before every message. Raises OutputError if the place cannot be written to."""
        self.name = None if name is None else os.fspath(name)
        self.trouble = ""
        self.is_standard_output = name is not None and _is_standard_output(os.fspath(name))
        self._before = f"{option}: " if option else ""
        self._part: Path | None = None
        self._target: Path | None = None  # what the part replaces; None for what is written straight through
        self._stream: IO[bytes] | None = None
        if self.name is None or self.is_standard_output:
            return
        if found := problem(self.name):
            raise OutputError(self._before + found)
        try:
            self._open(Path(self.name))
        except OSError as error:
            self._discard()
            raise OutputError(self._before + _cannot(self.name, error)) from None
        except BaseException:
            self._discard()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if kind is None and not self.trouble:
            self._attempt(self._finish)
        self._discard()

    def write(self, content: str | bytes) -> int:
        """Add text (as UTF-8) or bytes. Never raises OSError, but for a reader of standard output that is gone."""
        if not self.trouble:
            self._attempt(self._write, content)
        return len(content)

    @property
    def part(self) -> Path:
        """The file that others may fill; only for an output that has a name."""
        if self._part is None:
            handle, part = tempfile.mkstemp(suffix=".part")
            os.close(handle)
            self._part = Path(part)
        return self._part

    def _open(self, path: Path) -> None:
        if path.exists() and not path.is_file():
            self._stream = path.open("wb")
            return
        self._target = Path(os.path.realpath(path))
        # a name of its own, and a short one: two runs may write to one file, and names have a longest
        self._part = self._target.with_name(f"{self._target.name[:40]}.{secrets.token_hex(4)}.part")
        self._stream = self._part.open("xb")
        self._stream.write(bytes(PROBE_BYTES))  # a disk that is full already is told now
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.seek(0)
        self._stream.truncate()

    def _write(self, content: str | bytes) -> None:
        if self.is_standard_output:
            sys.stdout.write(content if isinstance(content, str) else content.decode())
        elif self._stream is not None:
            self._stream.write(content.encode() if isinstance(content, str) else content)

    def _finish(self) -> None:
        stream = sys.stdout.buffer if self.is_standard_output else self._stream
        if stream is None:
            return
        sys.stdout.flush()
        if self._part is not None and self._target is None:
            with self._part.open("rb") as filled:
                shutil.copyfileobj(filled, stream)
        stream.flush()
        if self._part is not None and self._target is not None:
            os.fsync(stream.fileno())
            if self._target.exists():
                shutil.copymode(self._target, self._part)
            stream.close()
            self._part.replace(self._target)
            self._part = None

    def _attempt(self, step: Callable[..., None], *arguments: str | bytes) -> None:
        try:
            step(*arguments)
        except OSError as error:
            if self.is_standard_output and isinstance(error, BrokenPipeError):
                raise
            self.trouble = self._before + _cannot(self.name or "", error)

    def _discard(self) -> None:
        with contextlib.suppress(OSError):
            if self._stream is not None:
                self._stream.close()
        with contextlib.suppress(OSError):
            if self._part is not None:
                self._part.unlink(missing_ok=True)


def write_whole(file: str | os.PathLike[str], content: str | bytes) -> None:
    """The file is there with all of the content, or as it was. Raises OSError."""
    with Output(file) as output:
        output.write(content)
    if output.trouble:
        raise OutputError(output.trouble)


def _is_standard_output(name: str) -> bool:
    """-, or a name such as /dev/stdout that leads to where standard output goes."""
    if name == "-":
        return True
    try:
        return os.path.samestat(os.stat(name), os.fstat(1))
    except (OSError, ValueError):
        return False


def _cannot(name: str, error: OSError) -> str:
    what = "standard output" if name == "-" else f"'{name}'"
    return f"{what} cannot be written: {error.strerror or error}"
