"""What is done with the notebook: a measurement is begun, its records are looked at, written to, taken back, saved."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from render import controls
from render.device.window import free_file, png
from render.playback.messages import Note
from render.session import Session


def actions_of_notes(session: Session) -> dict[str, Callable[[], None]]:
    """The actions by name."""
    notes = _Notes(session)
    return {
        controls.NOTE: notes.measure,
        controls.NOTEBOOK: notes.open,
        "note_close": notes.open,
        "note_x_back": partial(notes.turn, -1),
        "note_x": partial(notes.turn, 1),
        "note_log": session.desk.toggle_log,
        "note_scene": session.desk.next_scene,
        "note_row": session.desk.choose_next,
        "note_text": notes.write,
        "note_undo": notes.undo,
        "note_redo": notes.redo,
        "note_csv": notes.table,
        "note_png": notes.picture,
    }


class _Notes:
    """The actions on one session."""

    def __init__(self, session: Session) -> None:
        self.session, self.desk = session, session.desk

    def measure(self) -> None:
        """Begin a measurement, or give up the one that runs."""
        session = self.session
        if session.stage is None or session.snapshot is None:
            return
        if session.stage.panels.few:
            session.say(session.words("ui.notebook.laboratory"))
            return
        session.tour.skip_opening()
        session.end_replay()
        session.post(Note())
        self.desk.giving_up = self.desk.measuring is not None
        session.say(session.words(f"ui.notebook.{'begun' if self.desk.measuring is None else 'given_up'}"))

    def open(self) -> None:
        """Open the sheet, or close it."""
        session = self.session
        if session.stage is None:
            return
        if session.stage.panels.few:
            session.say(session.words("ui.notebook.laboratory"))
            return
        if self.desk.open:
            self.desk.close()
        else:
            session.tour.skip_opening()  # the question lies where the sheet comes
            self.desk.open = True
            self.desk.changes += 1
        session.stage.refit()

    def turn(self, way: int) -> None:
        self.desk.next_x(way)

    def write(self) -> None:
        if not self.desk.begin_typing():
            self.session.say(self.session.words("ui.notebook.nothing"))

    def undo(self) -> None:
        self._tell("undone", self.desk.undo() is not None)

    def redo(self) -> None:
        self._tell("redone", self.desk.redo() is not None)

    def _tell(self, key: str, done: bool) -> None:
        session = self.session
        session.say(session.words(f"ui.notebook.{key if done else 'nothing'}"))
        session.tell_trouble()

    def table(self) -> None:
        """All that the sheet shows, as CSV."""
        from scenes.notebook.table import as_csv

        self._save(".csv", lambda: as_csv(self.desk.records).encode())

    def picture(self) -> None:
        stage = self.session.stage
        if stage is not None:
            self._save(".png", lambda: png(stage.panels.sheet.printed()))

    def _save(self, suffix: str, content: Callable[[], bytes]) -> None:
        """Beside the screenshots, never over another file."""
        from scenes.study.output import Output

        session = self.session
        if not self.desk.records:
            session.say(session.words("ui.notebook.nothing"))
            return
        file = free_file(f"notebook-{Path(self.desk.scene or 'all').stem}", suffix)
        try:
            with Output(file) as output:
                output.write(content())
            trouble = output.trouble
        except OSError as error:
            trouble = str(error)
        if trouble:
            session.say(session.words("ui.notebook.not_saved", reason=trouble))
        else:
            session.say(session.words("ui.notebook.saved", file=str(file.absolute())))
