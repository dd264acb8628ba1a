"""Where compiled kernels are kept: folders that belong to the present sources of a package of kernels.

numba watches only the file of the function that it compiles, not those of the functions that it inlines, and would go
on using old code after a change to these. A folder named after all sources of the package together, numba and Python
cannot be stale, and edits elsewhere leave it alone.
"""

import atexit
import contextlib
import functools
import hashlib
import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numba
from platformdirs import user_cache_path

NAME = "ions-that-make-a-voltage"
GIVEN = "NUMBA_CACHE_DIR"  # a folder that takes the place of the usual ones
SPARE = "IONS_SPARE_CACHE_DIR"  # a folder for a second copy of everything,
WHERE = "where-"  # and there the start of the name of a file that says where the first one is
VERSIONS_KEPT = 8  # of a package in a folder, those last used; each takes some MB
ROOM_BYTES = 16_000_000  # what a package of kernels may need
LEFT_S = 3600.0  # after that long nobody goes on writing a file

log = logging.getLogger(__name__)


@functools.cache
def folders(package: Path) -> tuple[Path, ...]:
    """Those of the present version of a package, best first; a temporary one where none of the usual can be written,
    none at all where that cannot be made either.

    The usual ones: under NUMBA_CACHE_DIR, or beside the sources, or in the user's cache. One that cannot be written is
    still read. Under IONS_SPARE_CACHE_DIR a second copy is kept.
    """
    kind = f"compiled-{package.parent.name}"
    name = f"{kind}-{_version(package)}"
    found, written = list[Path](), False
    for base in _usual(package):
        if _usable(base / name):
            written = True
            found.append(base / name)
            _tidy(base, kind, name)
            break
        if _holds_something(base / name):
            found.append(base / name)
    spare = os.environ.get(SPARE)
    if spare and _usable(Path(spare) / name):
        written = True
        if found:
            _note(Path(spare) / f"{WHERE}{name}", found[0].absolute())
        found.append(Path(spare) / name)
        _tidy(Path(spare), kind, name)
    if not written and (temporary := _temporary(told=not found)):
        found.append(temporary / name)
    return tuple(found)


def _note(file: Path, folder: Path) -> None:
    """Say in a file, sealed as compiled code is, where a folder is: who keeps the spare copy can mend that one, too."""
    told, part = os.fsencode(folder), file.with_name(f"{file.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        part.write_bytes(told + hashlib.sha256(told).digest())
        os.replace(part, file)


def _version(package: Path) -> str:
    sources = b"".join(file.read_bytes() for file in sorted(package.glob("*.py")))
    makers = f"{numba.__version__} {sys.implementation.cache_tag}".encode()
    return hashlib.sha256(sources + makers).hexdigest()[:12]


def _usual(package: Path) -> Iterator[Path]:
    if given := os.environ.get(GIVEN):
        with contextlib.suppress(OSError):  # relative to a folder that is gone
            yield Path(given).absolute()
        return
    yield package / "__pycache__"
    with contextlib.suppress(RuntimeError):  # there is no home; an older platformdirs leaves its "~" as it is
        users = user_cache_path(NAME, appauthor=False)
        if users.is_absolute():
            yield users


def _usable(folder: Path) -> bool:
    """Whether files can be written there, with room for all of a package."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
        return shutil.disk_usage(folder).free >= ROOM_BYTES
    except (OSError, ValueError):
        return False


def _holds_something(folder: Path) -> bool:
    try:
        return any(folder.glob("*.nbi"))
    except (OSError, ValueError):
        return False


def _temporary(told: bool) -> Path | None:
    """Until this process ends, for it and for those that it starts; told: whether a line is said about it."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="ions-compiled-"))
    except OSError as error:
        if told:
            log.warning("no folder for compiled code can be written (%s): compiled at every start", error.strerror)
        return None
    if told:
        log.warning("no usual folder for compiled code can be written or has room: kept in %s until the end", folder)
    os.environ[SPARE] = str(folder)
    atexit.register(remove_temporary, folder)
    return folder


def remove_temporary(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _tidy(base: Path, kind: str, present: str) -> None:
    """Mark the present version as used; keep the versions last used, for another program may share the folder."""
    with contextlib.suppress(OSError):
        os.utime(base / present)
    for old in sorted(base.glob(f"{kind}-*"), key=_used, reverse=True)[VERSIONS_KEPT:]:
        if old.name != present:
            shutil.rmtree(old, ignore_errors=True)
    for part in (base / present).glob("*.tmp.*"):  # numba's own name; its writer was ended
        if _used(part) < time.time() - LEFT_S:
            with contextlib.suppress(OSError):
                part.unlink()


def _used(path: Path) -> float:
    """When it was last used, seconds of the system's clock; 0 for what is gone."""
    with contextlib.suppress(OSError):
        return path.stat().st_mtime
    return 0.0
