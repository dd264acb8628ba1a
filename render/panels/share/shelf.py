"""The list of scenes that somebody has kept, as it stands: which part of it is seen, and which is about to go."""

import re
import time
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

FALLBACK = "en"
MOST_BYTES = 1_000_000
_MOMENT = re.compile(r"-(\d{1,12})ns(-\d+)?$")  # how names of kept scenes end


class Entry(NamedTuple):
    """A file, and when it was written (seconds since 1970)."""

    file: Path
    written_s: float

    @property
    def date(self) -> str:
        """Local time, as everybody can read it."""
        return time.strftime("%Y-%m-%d %H:%M", time.localtime(self.written_s))

    @property
    def moment_ns(self) -> int | None:
        """Simulated time at which it was kept, as its name tells it; None where that tells none."""
        found = _MOMENT.search(self.file.stem)
        return int(found[1]) if found else None

    def title(self, language: str) -> str:
        """As the file has it; its name where it cannot be read, so that it can be thrown away all the same."""
        return _title(self.file, self.written_s, language)


@lru_cache(maxsize=512)
def _title(file: Path, written_s: float, language: str) -> str:
    try:
        with file.open("rb") as stream:
            title = tomllib.loads(stream.read(MOST_BYTES).decode())["title"]
    except (OSError, ValueError, KeyError, RecursionError):
        return file.stem
    if isinstance(title, dict):
        title = title.get(language) or title.get(FALLBACK) or next(iter(title.values()), "")
    return title if isinstance(title, str) and title.strip() else file.stem


class Shelf:
    """entries: newest first; first: the first one that is seen; room: how many are seen at a time, known once the page
    has been drawn; asking: the one that is to be thrown away if that is confirmed."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.first = 0
        self.room = 1
        self.asking: Entry | None = None

    def fill(self, entries: list[Entry]) -> None:
        self.entries, self.asking = entries, None
        self.first = min(self.first, max(len(entries) - 1, 0)) // self.room * self.room

    def turn(self, way: int) -> None:
        """To the next (+1) or former (-1) part of the list, if there is one."""
        wanted = self.first + way * self.room
        if 0 <= wanted < len(self.entries):
            self.first = wanted

    def fit(self, room: int) -> None:
        """Take notice of how many there is room for: the part that is seen begins where it did, or a little before."""
        self.room = max(room, 1)
        self.first = self.first // self.room * self.room

    @property
    def seen(self) -> list[Entry]:
        return self.entries[self.first : self.first + self.room]

    def numbered(self, number: int) -> Entry | None:
        """The one of a number on the page, from 1."""
        return self.seen[number - 1] if 1 <= number <= len(self.seen) else None

    @property
    def state(self) -> tuple[object, ...]:
        """What its picture depends on."""
        return tuple(self.entries), self.first, self.asking


def listed(kept: Iterable[tuple[Path, float]]) -> list[str]:
    """A line of text for each file and when it was written: date, title in English, file."""
    return [f"{entry.date}  {entry.title(FALLBACK):<40}  {entry.file}" for entry in (Entry(*one) for one in kept)]
