"""What the next start remembers of the last: the depth that was chosen. A file that cannot be read or written is no
error: the window then begins as for a newcomer."""

import contextlib
from pathlib import Path

from platformdirs import user_config_path

from render.settings import DEPTHS

NAME = "ions-that-make-a-voltage"
FILE = "depth"
MOST_BYTES = 64


def _file() -> Path:
    """Raises RuntimeError or OSError for a user without a home."""
    return user_config_path(NAME) / FILE


def recall() -> str:
    """The depth that was chosen last; the visitor's at the first start, or where nothing can be read."""
    with contextlib.suppress(OSError, RuntimeError, ValueError):
        with _file().open("rb") as stream:
            depth = stream.read(MOST_BYTES).decode().strip()
        if depth in DEPTHS:
            return depth
    return DEPTHS[0]


def remember(depth: str) -> None:
    """Keep a depth for the next start: the file is there whole, or as it was."""
    from scenes.study.output import write_whole

    with contextlib.suppress(OSError, RuntimeError, ValueError):
        file = _file()
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, depth + "\n")
