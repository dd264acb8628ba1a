"""A page and the file that it goes to: that is looked at first, then comes what takes time."""

from collections.abc import Callable

from scenes.handout.numbers import PLAN, count, read
from scenes.handout.page import Window, page
from scenes.scene_file import SceneFile
from scenes.study.output import Output, OutputError
from scenes.study.validation import Job

__all__ = ["PLAN", "written"]


def written(
    scene_file: SceneFile,
    name: str,
    language: str,
    window: Window,
    out: str,
    answers: bool = False,
    numbers: str | None = None,
    on_run: Callable[[Job, float], None] = lambda job, known: None,
) -> None:
    """Write the page of a scene. name: of the scene or its file, as `load` takes it; out: see `Output`; numbers: the
    file that has them, None to count them where the page is one with answers; on_run: told of each run then.

    Raises OutputError for a place that cannot be written to, before anything is counted; SceneFileError for a file of
    numbers that is none.
    """
    known = read(numbers, scene_file) if numbers is not None else None
    with Output(out, "--out") as file:
        if answers and known is None:
            known = count(name, scene_file, on_run)
        file.write(page(scene_file, language, window, answers, known))
    if file.trouble:
        raise OutputError(file.trouble)
