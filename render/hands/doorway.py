"""Through the front door: what the actions of the menu do, and how next and back go through a chapter."""

from collections.abc import Callable

from render.session import Session


class Doorway:
    """The menu's actions on one session."""

    def __init__(self, session: Session, act: Callable[[str], None]) -> None:
        """act: carries out another action by its name."""
        self.session, self._act = session, act

    def menu(self) -> None:
        """Open the menu, or close it."""
        session = self.session
        if session.entrance.open:
            session.entrance.close()
        else:
            session.help = False
            session.entrance.show()

    def begin(self) -> None:
        """To what lies below the menu: a visitor who has just come is then in the chapter of that scene."""
        session = self.session
        if session.snapshot is not None:
            if session.entrance.fresh:
                session.entrance.enter(session.playing)
            session.entrance.begin(session.snapshot.telling)

    def choose(self, name: str) -> None:
        """A tile of the menu. The first scene of the exhibit is below it already, for who has just come."""
        session = self.session
        if session.snapshot is None:
            return
        scene = session.entrance.choose(name, session.snapshot.telling)
        if scene is not None:
            session.tour.stop()
            if session.entrance.fresh and scene == session.playing:
                session.entrance.begin(session.snapshot.telling)
            else:
                session.load(scene)

    def go(self, way: int) -> bool:
        """To the next (+1) or former (-1) scene of the chapter, from its ends to the menu; False where none was
        chosen."""
        session = self.session
        following = session.entrance.leads(session.playing, way)
        if following:
            session.load(following)
        elif following is not None:
            self._act("menu")
        return following is not None
