"""`main.py handout`: what the page needs of the window is put together here."""

import contextlib

from render.controls import ACTIONS
from render.device.signals import heeding
from render.panels.buttons import action_words, key_shown
from render.style.words import Words, typeset
from scenes import FileProblem, SceneFileError, load, progress
from scenes.handout.page import Window
from scenes.handout.written import PLAN, written


def write(scene: str, language: str, answers: bool, numbers: str | None, out: str) -> None:
    """Write the page of a scene (a name or a file) to `out`; the others are the command's options.

    Raises SceneFileError or OutputError for whatever of these makes no sense.
    """
    if numbers is not None and not answers:
        raise SceneFileError([FileProblem("--numbers", "", "go to the teacher's part; expected --answers, too")])
    scene_file = load(scene)
    counting = answers and numbers is None
    with progress.of_validation(PLAN, 0) if counting else contextlib.nullcontext((_untold, None)) as (on_run, _):
        written(scene_file, scene, language, window(language), out, answers, numbers, heeding(on_run))


def window(language: str) -> Window:
    """The keys of all actions and how plain text is marked, as the window has them in a language."""
    words = Words(language)
    words.open()
    keys = {action.name: (key_shown(action, words), action_words(action.name, words)) for action in ACTIONS}
    return Window(keys, typeset)


def _untold(*_: object) -> None:
    pass
