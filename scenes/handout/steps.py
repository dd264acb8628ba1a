"""What a page asks its reader to do: taken from what the scene itself asks for, and from what can be done in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scenes.actions import BY_HAND
from scenes.format.loader import library
from scenes.handout.table import changes_of
from scenes.languages import text
from scenes.scene_file import MISSIONS, SceneFile

CHANGING = ("toggle:", "pump", "dnp", "ouabain", "stoichiometry", "sliders", "gating")  # how such actions begin


@dataclass(frozen=True)
class Step:
    """text: what to do; keys: (key, what it does) of the controls for it; box: whether it is ticked when done."""

    text: str
    keys: tuple[tuple[str, str], ...] = ()
    box: bool = False


def command_of(scene_file: SceneFile) -> str:
    """What is typed to play it. A file is told by its name alone: where it lies is nobody's business."""
    known = scene_file.name in library() and scene_file.path.parent.name == "library"
    return f"python main.py {scene_file.name if known else scene_file.path.name}"


def steps(scene_file: SceneFile, language: str, keys: Mapping[str, tuple[str, str]]) -> list[Step]:
    """In order. keys: action -> (its key as shown, what it does)."""
    return list(_steps(scene_file, language, keys))


def _steps(scene_file: SceneFile, language: str, keys: Mapping[str, tuple[str, str]]) -> Iterator[Step]:
    def said(key: str, **values: object) -> str:
        return text(f"handout.step.{key}", language, **values)

    key = {action: shown for action, (shown, _) in keys.items()}
    command = command_of(scene_file)
    listed = not command.endswith(".toml")
    title = scene_file.title.in_(language)
    yield Step(said("open" if listed else "open_file", title=title, command=command, press=key.get("menu", "")))
    if scene_file.answers:
        yield Step(said("vote", count=len(scene_file.answers)))
    yield Step(said("changes" if scene_file.timeline else "look"))
    first = scene_file.first_try
    asked = first.actions if first else ()
    if not scene_file.cases and any(action.startswith(CHANGING) for action in asked):
        yield Step(said("twin", press=key.get("twin", "")))
    if first is not None:
        shown = tuple(keys[action] for action in asked if action in keys and action not in (BY_HAND, MISSIONS))
        yield Step(first.text.in_(language), shown)
    elif not scene_file.cases:
        yield Step(said("change"), tuple(keys[action] for action in changes_of(scene_file) if action in keys))
    if scene_file.cases:
        yield from _of_cases(scene_file, language)
    for mission in scene_file.missions:
        yield Step(said("mission", press=key.get(MISSIONS, ""), mission=mission.text.in_(language)), box=True)
    if scene_file.answers:
        yield Step(said("end"))


def _of_cases(scene_file: SceneFile, language: str) -> Iterator[Step]:
    hands, compare = scene_file.hands, scene_file.compare
    labels = [case.label.in_(language) for case in scene_file.cases]
    between = text("handout.list", language)
    if hands is not None and hands.xs:
        what = compare.x.in_(language) if compare is not None else ""
        yield Step(text("handout.step.dial", language, what=what or between.join(labels)))
    elif hands is not None:
        pressed = between.join(labels[n] for n in hands.switches)
        yield Step(text("handout.step.switches", language, cases=pressed))
    else:
        yield Step(text("handout.step.cases", language, cases=between.join(labels)))
    if hands is not None and hands.xs:
        yield Step(text("handout.step.theory", language))
