"""The kiosk's folders and files: found, made, and held against a second kiosk."""

import contextlib
import errno
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

FULL = (errno.ENOSPC, errno.EDQUOT)
LOCK = "kiosk.lock"
SHOWN = 80  # characters of a name in a message


class ConfigError(ValueError):
    """All that is wrong, one line each in str()."""


def folder(chosen: str | None, usual: Callable[[], Path], key: str) -> Path:
    """A folder that exists, unless the disk is full just now. Raises ConfigError with its key."""
    try:
        path = (Path(chosen).expanduser() if chosen else usual()).absolute()
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if error.errno in FULL:
            return path
        raise _unfit(key, chosen or usual(), error.strerror or str(error)) from None
    except ValueError as error:  # a NUL
        raise _unfit(key, chosen or "", str(error)) from None
    except RuntimeError:
        if chosen:
            raise _unfit(key, chosen, "there is no such user, or that user has no home") from None
        raise ConfigError(f"{key}: expected a folder, for this user has no home to put it in") from None
    return path


def _unfit(key: str, path: object, why: str) -> ConfigError:
    return ConfigError(f"{key}: expected a folder that can be made and written to, got {shown(path)}: {why}")


def shown(path: object) -> str:
    """A name as messages have it: in quotes, without characters that cannot be printed, not endless."""
    text = str(path)
    plain = text if text.isprintable() else repr(text)[1:-1]
    return f"'{plain}'" if len(plain) <= SHOWN else f"'{plain[:SHOWN]}...' ({len(text)} characters)"


def is_file(path: str | Path) -> bool:
    """Whether there is such a file; False also for a name that none can have."""
    with contextlib.suppress(OSError, ValueError):
        return Path(path).is_file()
    return False


def beside(file: Path, name: str) -> str:
    """The file that a name in the settings means, seen from the settings; the name itself if none can have it."""
    with contextlib.suppress(OSError, ValueError, RuntimeError):
        return str((file.parent / Path(name).expanduser()).resolve())
    return name


def hold(path: Path, key: str) -> IO[bytes] | None:
    """Keep a folder from other kiosks as long as what is returned stays open; it ends with this process, whichever way.
    None where the disk is full or knows no locks.

    Raises ConfigError with the folder's key, if it is held already or nothing can be written there.
    """
    try:
        stream = (path / LOCK).open("ab")
    except OSError as error:
        if error.errno in FULL:
            return None
        raise _unfit(key, path, error.strerror or str(error)) from None
    try:
        _lock(stream)
    except OSError as error:
        stream.close()
        if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
            return None
        raise ConfigError(
            f"{key}: another kiosk is running with {shown(path)}; end it, or give this one a log_folder and a "
            "state_folder of its own"
        ) from None
    return stream


def _lock(stream: IO[Any]) -> None:
    """Raises OSError if another process has locked it."""
    if sys.platform == "win32":
        import msvcrt

        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
