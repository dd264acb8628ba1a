"""A scene to keep: its text, once it is known that it can be read again."""

import re

from scenes.format.loader import from_text
from scenes.format.problems import SceneFileError
from scenes.keep.code import encoded
from scenes.keep.course import Course
from scenes.keep.writing import kept, text_of
from scenes.scene_file import SceneFile
from scenes.story import Story

MOMENT = re.compile(r"-\d+ns(-\d+)?$")  # how names of kept scenes end


def kept_text(course: Course, scene_file: SceneFile) -> str:
    """The scene file of the cell that is shown.

    Raises SceneFileError for one that could not be played: with more commands than a file holds, or a command that the
    scene as it began has no place for.
    """
    own = kept(course, scene_file)
    content = text_of(own)
    try:
        from_text(content, scene_file.name)
    except SceneFileError as error:
        if not all(problem.key.startswith("claim") for problem in error.problems):
            raise
        # of a mission, or as set by hand: it may start with all doors shut, where the story's claim says nothing
        content = text_of(own, claim=False)
        from_text(content, scene_file.name)
    return content


def code_of(scene_file: SceneFile) -> str:
    """The text that carries a scene as it begins. Raises SceneFileError as `kept_text` does."""
    course = Course(scene_file.scene, scene_file.seed_or(None), 0.0, (), 0, Story(scene_file))
    return encoded(kept_text(course, scene_file))


def stem_of(name: str, time_ns: float) -> str:
    """A file's name without its ending, which tells scene and simulated time."""
    scene = "".join(c if c.isalnum() or c in "-_" else "-" for c in MOMENT.sub("", name)).strip("-") or "scene"
    return f"{scene[:60]}-{time_ns:.0f}ns"
