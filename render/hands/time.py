"""What is done to time: it stands still, goes slower or faster, is looked back on, and is seen again, slowly."""

from collections.abc import Callable
from functools import partial

from render.playback.messages import ChangePace, Pause, StepOnce
from render.session import Session


def actions_of_time(session: Session) -> dict[str, Callable[[], None]]:
    """The actions by name."""
    time = _Time(session)
    return {
        "pause": time.pause,
        "step": lambda: session.post(StepOnce()),
        "slower": partial(time.speed, -1),
        "faster": partial(time.speed, 1),
        "scrub_back": partial(time.scrub, -1),
        "scrub_on": partial(time.scrub, 1),
        "replay": time.replay,
    }


class _Time:
    """The actions on one session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def pause(self) -> None:
        """Time stands still under a question with answers: there the same press lets it go on, without a vote."""
        session = self.session
        if session.tour.offered:
            session.tour.skip_opening()
        elif session.stage is not None and session.stage.reel.begun:
            session.stage.reel.running = not session.stage.reel.running
        else:
            session.post(Pause())

    def speed(self, steps: int) -> None:
        """Of the ions, or of what is seen again."""
        stage = self.session.stage
        if stage is not None and stage.reel.begun:
            stage.reel.change_speed(steps)
        else:
            self.session.post(ChangePace(steps))

    def scrub(self, way: int) -> None:
        session = self.session
        if session.stage is None or session.snapshot is None:
            return
        if not session.snapshot.paused:
            session.say(session.words("ui.chart.pause_first"))
            return
        chart, reel = session.stage.panels.chart, session.stage.reel
        from_kept = reel.moment is not None or chart.cursor_ns is None
        if from_kept and reel.step(way):
            chart.cursor_ns = None if reel.moment is None else reel.moment.snapshot.time_ns
        else:
            chart.scrub(way, chart.trace(session.snapshot))
            reel.seek(chart.cursor_ns)

    def replay(self) -> None:
        """See the last seconds again, slowly, or what follows on where the eye is; the ions stand still meanwhile. The
        same press ends it."""
        session = self.session
        if session.stage is None or session.snapshot is None:
            return
        reel, moving = session.stage.reel, not session.snapshot.paused
        if reel.begun:
            session.end_replay()
        elif not reel.begin(resumes=moving):
            session.say(session.words("ui.replay.nothing"))
        elif moving:
            session.worker.post(Pause())
