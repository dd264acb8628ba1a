"""What a kiosk keeps over a power cut: how often it started, failed and was visited, and what visitors answered.
Written whole or not at all."""

import contextlib
import json
import logging
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from render.kiosk import votes
from render.kiosk.votes import Votes

log = logging.getLogger(__name__)


@dataclass
class State:
    """Counts since the kiosk was set up; last_start: local time, ISO 8601; votes: by scene, on its question."""

    starts: int = 0
    crashes: int = 0
    hangs: int = 0
    display_losses: int = 0
    visits: int = 0
    last_start: str = ""
    votes: Votes = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "votes": votes.plain(self.votes)}


class StateFile:
    """`load` never fails: what cannot be read becomes the defaults. `save` never leaves half a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def load(self) -> State:
        try:
            return _parsed(self.file.read_bytes())
        except FileNotFoundError:
            return State()
        except (OSError, ValueError, RecursionError) as error:
            log.warning("%s cannot be used (%s): starting from defaults", self.file, error)
            return State()

    def save(self, state: State) -> bool:
        """Whether it was written; a full or read-only disk is logged, and the exhibit goes on."""
        part = self.file.with_name(self.file.name + ".part")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with part.open("w", encoding="utf-8") as stream:
                json.dump(state.plain(), stream)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(part, self.file)
            _sync_folder(self.file.parent)
        except OSError as error:
            log.warning("%s cannot be written: %s", self.file, error)
            return False
        return True


def _parsed(content: bytes) -> State:
    """Raises ValueError for anything but a whole state; one from before votes were counted has none."""
    values = json.loads(content.decode("utf-8"))
    known = {field.name: type(field.default) for field in fields(State) if field.name != "votes"}
    cast = votes.from_plain(values.pop("votes", {})) if isinstance(values, dict) else {}
    if not isinstance(values, dict) or values.keys() != known.keys():
        raise ValueError(f"expected the keys {', '.join(known)}")
    for name, value in values.items():
        if type(value) is not known[name] or (isinstance(value, int) and value < 0):
            raise ValueError(f"{name}: expected {'text' if known[name] is str else 'a count'}, got {value!r}")
    return State(**values, votes=cast)


def _sync_folder(folder: Path) -> None:
    """The new name must be on the disk too; only POSIX lets a program ask for that."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
