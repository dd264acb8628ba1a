"""What a person sets for himself: language, size of text, contrast, motion, sound, depth, and whether he is asked."""

from collections.abc import Callable
from dataclasses import replace

from render.session import Session
from render.settings import DEPTHS, next_scale


def actions_of_settings(session: Session) -> dict[str, Callable[[], None]]:
    """The actions by name."""
    of = _Settings(session)
    return {
        "skip_question": of.questions,
        "depth": of.depth,
        "sound": of.sound,
        "contrast": of.contrast,
        "motion": of.motion,
        "text_size": of.text_size,
        "profile": of.profile,
        "language": of.language,
    }


class _Settings:
    """The actions on one session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def say_switched(self, word: str, on: bool) -> None:
        words = self.session.words
        self.session.say(f"{words(f'control.{word}')}: {words('ui.on' if on else 'ui.off')}")

    def contrast(self) -> None:
        on = not self.session.settings.high_contrast
        self.session.restore(replace(self.session.settings, high_contrast=on))
        self.say_switched("high_contrast", on)

    def motion(self) -> None:
        on = not self.session.settings.reduced_motion
        self.session.restore(replace(self.session.settings, reduced_motion=on))
        self.say_switched("reduced_motion", on)

    def questions(self) -> None:
        """Off, the one on screen goes too."""
        on = not self.session.settings.questions
        self.session.restore(replace(self.session.settings, questions=on))
        self.say_switched("questions", on)
        if not on:
            self.session.tour.skip_opening()

    def sound(self) -> None:
        on = not self.session.settings.sound
        self.session.restore(replace(self.session.settings, sound=on))
        self.say_switched("sound", on)
        if on and not self.session.sound.works:
            self.session.say(self.session.words("ui.message.no_sound"))

    def text_size(self) -> None:
        session = self.session
        scale = next_scale(session.settings.text_scale)
        session.restore(replace(session.settings, text_scale=scale))
        session.say(f"{session.words('control.text_size')}: {100 * scale:.0f} %")

    def depth(self) -> None:
        """From the visitor's few things to the laboratory's many, or back."""
        session, settings = self.session, self.session.settings
        depth = next(depth for depth in DEPTHS if depth != settings.depth)
        session.desk.close()
        if session.stage is not None:
            session.stage.panels.drawer = ""
        session.restore(replace(settings, depth=depth))
        session.keep_depth(depth)
        session.say(session.words(f"ui.depth.{depth}"))

    def profile(self) -> None:
        """Show or hide the histogram of frame times."""
        self.session.profile.on = not self.session.profile.on

    def language(self) -> None:
        session = self.session
        session.words.switch()
        session.restore(session.settings)
