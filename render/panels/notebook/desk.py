"""What lies open of the notebook: which records, against what, and the note that is being written. It draws nothing."""

from typing import TYPE_CHECKING

from render.playback.counted.noting import NoteView
from render.playback.snapshot import Snapshot

if TYPE_CHECKING:
    from scenes.notebook.book import Notebook
    from scenes.notebook.record import Record

LONGEST_NOTE = 160
ALL = ""  # scenes: every one


class Desk:
    """book: all records, once what is slow has been imported; open: whether the sheet is up; measuring: how far a
    measurement is, None without one; playing: the scene on screen; typing: the note so far, None while none is
    written; changes: grows whenever anything that is drawn has changed.
    """

    def __init__(self) -> None:
        self.book: Notebook
        self.open = False
        self.measuring: NoteView | None = None
        self.playing = ""
        self.typing: str | None = None
        self.changes = 0
        self.giving_up = False  # the measurement that runs, at its user's wish
        self._scene: str | None = None  # None: the one that plays
        self._x: dict[str, str] = {}  # by scene, as chosen
        self._log: dict[str, bool] = {}
        self._planned: dict[str, tuple[str, bool | None]] = {}
        self._chosen: str | None = None
        self._again = 0
        self._taken = ""

    # -- records ---------------------------------------------------------------------------------------------------

    @property
    def scene(self) -> str:
        """Whose records are shown, ALL for all."""
        return self.playing if self._scene is None else self._scene

    @property
    def records(self) -> "list[Record]":
        return self.book.of(self.scene or None)

    @property
    def chosen(self) -> "Record | None":
        """The last one, unless another was chosen."""
        records = self.records
        return next((r for r in records if r.ident == self._chosen), records[-1] if records else None)

    def choose(self, ident: str) -> None:
        self._chosen, self.changes = ident, self.changes + 1

    def choose_next(self) -> None:
        """The record before the chosen one; the last after the first."""
        records, chosen = self.records, self.chosen
        if chosen is not None:
            self.choose(records[records.index(chosen) - 1].ident)

    def next_scene(self) -> None:
        """The scene that plays, then the others that have records, then all together."""
        others = [name for name in self.book.scenes if name != self.playing]
        turns = [self.playing, *others, *([ALL] if others else [])]
        at = turns.index(self.scene) if self.scene in turns else 0
        following = turns[(at + 1) % len(turns)]
        self._scene = None if following == self.playing else following
        self._chosen, self.changes = None, self.changes + 1

    def undo(self) -> "Record | None":
        self.changes += 1
        return self.book.undo(self.scene or None)

    def redo(self) -> "Record | None":
        self.changes += 1
        return self.book.redo()

    # -- what it is plotted against --------------------------------------------------------------------------------

    @property
    def x(self) -> str:
        """Name of the variable: the chosen one, else the scene's, else what differs first."""
        from scenes.notebook.variables import variables

        known = variables(self.records)
        asked = self._x.get(self.scene) or self._planned.get(self.scene or self.playing, ("", None))[0]
        return asked if asked in known or not known else known[0]

    @property
    def log(self) -> bool:
        """Whether the axis is logarithmic: as chosen or planned, else where it is a concentration."""
        from scenes.notebook.variables import species_of, value

        planned = self._planned.get(self.scene, ("", None))[1]
        chosen = self._log.get(self.scene, planned)
        wanted = species_of(self.x) is not None if chosen is None else chosen
        values = [x for r in self.records if (x := value(r, self.x)) is not None]
        return wanted and any(x > 0 for x in values)

    def next_x(self, way: int) -> None:
        from scenes.notebook.variables import variables

        known = variables(self.records)
        if known:
            at = known.index(self.x) if self.x in known else 0
            self._x[self.scene] = known[(at + way) % len(known)]
        self.changes += 1

    def toggle_log(self) -> None:
        self._log[self.scene] = not self.log
        self.changes += 1

    # -- the note --------------------------------------------------------------------------------------------------

    def begin_typing(self) -> bool:
        """Whether there is a record to write to."""
        chosen = self.chosen
        if chosen is None:
            return False
        self.open, self.typing, self._chosen = True, chosen.note, chosen.ident
        self.changes += 1
        return True

    def type(self, text: str) -> None:
        if self.typing is not None:
            self.typing = (self.typing + "".join(c for c in text if c.isprintable()))[:LONGEST_NOTE]
            self.changes += 1

    def rub_out(self) -> None:
        if self.typing is not None:
            self.typing = self.typing[:-1]
            self.changes += 1

    def end_typing(self, keep: bool) -> None:
        if self.typing is not None and keep and self._chosen is not None:
            self.book.annotate(self._chosen, self.typing.strip())
        self.typing, self.changes = None, self.changes + 1

    def close(self) -> None:
        self.open, self.typing, self.changes = False, None, self.changes + 1

    # -- what happens ----------------------------------------------------------------------------------------------

    def see(self, snapshot: Snapshot) -> str:
        """Take notice of the picture that is shown: a record that is done is kept. Returns what there is to say of it,
        an entry of ui.notebook: "recorded", "anew", "dropped", or ""."""
        file, before, now = snapshot.scene_file, self.measuring, snapshot.note
        if file.name != self.playing:
            self.playing, self._scene, self._chosen = file.name, None, None
            self.close()  # the scene's question lies where it was
        self._planned[file.name] = ("", None) if file.notebook is None else (file.notebook.x, file.notebook.log)
        self.measuring = now if now is not None and now.record is None else None
        if now is not None and now.record is not None:
            if now.record.ident == self._taken:
                return ""
            self._taken, self.giving_up = now.record.ident, False
            self.book.add(now.record)
            self._chosen, self.changes = now.record.ident, self.changes + 1
            return "recorded"
        if before is None or now is None:
            self._again = 0 if now is None else now.again
            given_up, self.giving_up = self.giving_up, self.giving_up and now is not None
            return "dropped" if before is not None and not given_up else ""
        again, self._again = now.again > self._again, now.again
        return "anew" if again else ""
