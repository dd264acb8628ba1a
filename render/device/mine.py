"""The user's own scenes: a folder of scene files beside what else the program remembers. A file is there whole or not
at all, and none ever takes another one's place."""

import os
from pathlib import Path

from platformdirs import user_config_path

from render.device.memory import NAME

FOLDER = "mine"


def folder() -> Path:
    """Where they are; it may not exist yet. Raises RuntimeError or OSError for a user without a home."""
    return user_config_path(NAME) / FOLDER


def all_kept() -> list[tuple[Path, float]]:
    """Each file with when it was written (seconds since 1970), newest first; none where nothing can be read."""
    found = []
    try:
        for file in folder().glob("*.toml"):
            if file.is_file():
                found.append((file, file.stat().st_mtime))
    except (OSError, RuntimeError):
        return []
    return sorted(found, key=lambda kept: (-kept[1], kept[0].name))


def keep(content: str, stem: str) -> Path:
    """Write a scene under a name of its own that begins with the stem. Raises OSError, RuntimeError without a home."""
    from scenes.study.output import write_whole

    there = folder()
    there.mkdir(parents=True, exist_ok=True)
    file, copies = there / f"{stem}.toml", 1
    while os.path.lexists(file):
        copies += 1
        file = there / f"{stem}-{copies}.toml"
    write_whole(file, content)
    return file


def remove(file: Path) -> None:
    """Throw one away; one that is gone already is no error. Raises OSError."""
    file.unlink(missing_ok=True)
