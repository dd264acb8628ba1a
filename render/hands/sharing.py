"""Keeping, opening again and handing on what is on the bench."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from render.device import mine
from render.panels.entrance.entrance import DISCARD, EARLIER, KEPT, LATER, OPEN, REMOVE, SPARE
from render.panels.share.code import Code, squares_of
from render.panels.share.shelf import Entry
from render.playback.messages import LoadScene
from render.session import Session

NO_HOME = (OSError, RuntimeError)
KINDS = tuple(kind.rstrip(":") for kind in (KEPT, DISCARD, OPEN))  # of actions with a detail


class Sharing:
    """The actions on one session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        session.entrance.keeps = session.allowed("mine")

    def actions(self) -> dict[str, Callable[[], None]]:
        """Those without a detail, by name."""
        shelf = self.session.entrance.shelf
        return {
            "keep": self._keep,
            "mine": self._mine,
            "share": self._share,
            REMOVE: self._remove,
            SPARE: partial(setattr, shelf, "asking", None),
            EARLIER: partial(shelf.turn, 1),
            LATER: partial(shelf.turn, -1),
        }

    def choose(self, name: str) -> None:
        """One with a detail: what is kept, thrown away, or dropped onto the window."""
        kind, _, detail = name.partition(":")
        if f"{kind}:" == OPEN:
            self._open(detail)
            return
        entry = self.session.entrance.shelf.numbered(int(detail))
        if self.session.entrance.page != "mine" or entry is None:
            return
        if f"{kind}:" == DISCARD:
            self.session.entrance.shelf.asking = entry
        else:
            self._play(name, entry)

    # -- what is on the bench ------------------------------------------------------------------------------------

    def _text(self) -> str | None:
        """The scene file of the cell that is shown; None, and that is said, where there is none."""
        from scenes import SceneFileError
        from scenes.keep.keeping import kept_text

        snapshot = self.session.snapshot
        if snapshot is None or snapshot.course is None:
            return None
        try:
            return kept_text(snapshot.course, snapshot.scene_file)
        except SceneFileError as error:
            self.session.say(self.session.words("keep.refused", reason=str(error).splitlines()[0]))
            return None

    def _keep(self) -> None:
        """Write it to the user's own scenes."""
        from scenes.keep.keeping import stem_of

        session, content = self.session, self._text()
        if content is None or session.snapshot is None:
            return
        try:
            file = mine.keep(content, stem_of(session.snapshot.scene_file.name, session.snapshot.time_ns))
        except NO_HOME as error:
            session.say(session.words("keep.refused", reason=str(error)))
        else:
            session.say(session.words("keep.done", file=str(file)))

    def _share(self) -> None:
        """Show it as a QR code, or take that away."""
        from scenes.keep.code import encoded

        session = self.session
        if session.entrance.page == "code":
            session.entrance.close()
            return
        content = self._text()
        if content is None or session.snapshot is None:
            return
        squares = squares_of(encoded(content))
        if squares is None:
            session.say(session.words("share.too_long"))
            return
        session.help = False
        session.say("")
        session.entrance.code = Code(squares, dict(session.snapshot.scene_file.title))
        session.entrance.turn_to("code")

    # -- what was kept -------------------------------------------------------------------------------------------

    def _mine(self) -> None:
        """Open the list, or close it."""
        session = self.session
        if session.entrance.page == "mine":
            session.entrance.back()
            return
        session.help = False
        session.say("")
        self._fill()
        session.entrance.turn_to("mine")

    def _fill(self) -> None:
        self.session.entrance.shelf.fill([Entry(*kept) for kept in mine.all_kept()])

    def _play(self, name: str, entry: Entry) -> None:
        session = self.session
        if session.snapshot is not None:
            self._load(str(entry.file))
            session.entrance.await_scene(name, entry.file.stem, session.snapshot.telling)

    def _remove(self) -> None:
        """Throw away what was asked about."""
        session, entry = self.session, self.session.entrance.shelf.asking
        if entry is None:
            return
        try:
            mine.remove(entry.file)
        except OSError as error:
            session.say(session.words("mine.not_removed", reason=error.strerror or str(error)))
        self._fill()

    def _open(self, source: str) -> None:
        """Play a scene file, or the text that carries a scene; of one that is wrong it is said what, and nothing
        changes."""
        self.session.help = False
        self.session.entrance.close()
        self._load(source)

    def _load(self, source: str) -> None:
        session, stem = self.session, Path(source).stem
        session.tour.stop()
        session.say("")
        if stem not in session.scene_names:
            session.files[stem] = source
        session.post(LoadScene(source))
