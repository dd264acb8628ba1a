"""The notebook: records in the order in which they were made, with undo, redo and notes."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from scenes.notebook.record import Record, from_plain, to_plain
from scenes.notebook.store import Damage, Store


class Notebook:
    """records: all that stand, of every scene; damage: what was wrong with the file, None if nothing; trouble: why the
    last change is not on the disk, "" if it is. Without a store nothing is kept beyond the program's end."""

    def __init__(self, store: Store | None = None) -> None:
        self.records: list[Record] = []
        self.damage: Damage | None = None
        self.trouble = ""
        self._store = store
        self._removed: list[tuple[int, Record]] = []  # by this window, the last one last

    def open(self) -> None:
        """Read what former windows have kept. What cannot be read is told in damage or trouble, never raised."""
        if self._store is None:
            return
        try:
            entries, self.damage = self._store.read(sound)
        except (OSError, RuntimeError) as error:
            self.trouble = _why(error)
            return
        self.records = replayed(entries)

    def add(self, record: Record) -> None:
        self._removed.clear()
        self.records.append(record)
        self._keep({"record": to_plain(record)})

    def undo(self, scene: str | None = None) -> Record | None:
        """Take away the last record, of a scene or of all; which one it was."""
        found = next((n for n in reversed(range(len(self.records))) if scene in (None, self.records[n].scene)), None)
        if found is None:
            return None
        record = self.records.pop(found)
        self._removed.append((found, record))
        self._keep({"removed": record.ident})
        return record

    def redo(self) -> Record | None:
        """Put back what was taken away last; which one it was."""
        if not self._removed:
            return None
        place, record = self._removed.pop()
        self.records.insert(min(place, len(self.records)), record)
        self._keep({"restored": record.ident})
        return record

    def annotate(self, ident: str, note: str) -> None:
        """Write a note to a record."""
        for n, record in enumerate(self.records):
            if record.ident == ident:
                self.records[n] = replace(record, note=note)
                self._keep({"note": note, "of": ident})

    def of(self, scene: str | None) -> list[Record]:
        """The records of a scene, or all, as they were made."""
        return [record for record in self.records if scene in (None, record.scene)]

    @property
    def scenes(self) -> list[str]:
        """Those that have records, in the order of their first."""
        return list(dict.fromkeys(record.scene for record in self.records))

    @property
    def can_redo(self) -> bool:
        return bool(self._removed)

    def _keep(self, entry: dict[str, Any]) -> None:
        self.trouble = ""
        if self._store is not None:
            try:
                self._store.append(entry)
            except (OSError, RuntimeError) as error:
                self.trouble = _why(error)


def replayed(entries: Iterable[dict[str, Any]]) -> list[Record]:
    """The records that stand after all that has happened to them. What this version knows nothing of
    is passed over. Raises ValueError for a record that is none."""
    order: list[str] = []
    records: dict[str, Record] = {}
    gone: set[str] = set()
    for entry in entries:
        if "record" in entry:
            record = from_plain(entry["record"])
            if record.ident not in records:
                order.append(record.ident)
            records[record.ident] = record
        elif isinstance(entry.get("of"), str) and isinstance(entry.get("note"), str) and entry["of"] in records:
            records[entry["of"]] = replace(records[entry["of"]], note=entry["note"])
        elif isinstance(entry.get("removed"), str):
            gone.add(entry["removed"])
        elif isinstance(entry.get("restored"), str):
            gone.discard(entry["restored"])
    return [records[ident] for ident in order if ident not in gone]


def sound(entry: dict[str, Any]) -> bool:
    """Whether an entry can be replayed: a record must be one."""
    try:
        replayed([entry])
    except ValueError:
        return False
    return True


def new_ident() -> str:
    """A name that no other record has, of whichever window."""
    return uuid.uuid4().hex


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
