"""What the actions of missions and twins do."""

from render.playback.messages import ToggleTwin
from render.playback.runs.twin import MOST_IONS
from render.session import Session
from render.style.words import count


def mission(session: Session) -> None:
    """The next mission; out of one that is not done yet, back to the scene."""
    if session.missions.playing and not session.missions.won:
        session.leave_mission()
    elif not session.begin_mission():
        session.say(session.words("ui.mission.none"))


def twin(session: Session) -> None:
    """A second cell beside this one, which is left alone; or back to that."""
    snapshot = session.snapshot
    if snapshot is None:
        return
    if snapshot.comparison is not None:
        session.say(session.words("ui.twin.cases"))
        return
    anew = snapshot.twin is None and snapshot.scene.ions > MOST_IONS
    session.tour.skip_opening()
    session.post(ToggleTwin())
    said = "ended" if snapshot.twin is not None else "anew" if anew else "begun"
    session.say(session.words(f"ui.twin.{said}", ions=count(MOST_IONS)))
