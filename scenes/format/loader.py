"""Loading a scene: find, read, override, check the shape, check the sense. All problems are told at once."""

import copy
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scenes.actions import BY_HAND
from scenes.format import messages, repair
from scenes.format.checks import check, try_problems
from scenes.format.missions import missions, won_already
from scenes.format.overrides import ORIGIN, apply
from scenes.format.problems import FileProblem, SceneFileError
from scenes.format.reading import library, parsed_text, taken
from scenes.format.schema import SceneTable
from scenes.format.story_tables import to_timed_command
from scenes.hands import Hands, hands_of
from scenes.scene_file import Case, Compare, Mission, SceneFile, Text
from sim.problems import Problem
from sim.scene import Scene

__all__ = ["from_text", "library", "load", "load_text"]

MOST_IN_FIELD = 300_000  # ions asked for: beyond, the capacitor is taken, whose steps cost half as much


def load(name_or_path: str | os.PathLike[str], overrides: Sequence[str] = ()) -> SceneFile:
    """A scene of the library by its name, a scene file by its path, or the scene that a text carries (see
    scenes.keep.code).

    overrides: changes such as "outside.K=10" or "channels.K.count=6", made before the file is checked. If they ask for
    more ions than MOST_IN_FIELD and name no field, they ask for a capacitor.
    Raises SceneFileError with everything that is wrong.
    """
    return _loaded(*taken(name_or_path), overrides)


def from_text(content: str, name: str) -> SceneFile:
    """The scene in the text of a scene file. Raises SceneFileError with everything that is wrong."""
    return load_text(content, Path(f"{name}.toml"), f"{name}.toml")


def load_text(text: str, path: Path, label: str, overrides: Sequence[str] = ()) -> SceneFile:
    """A scene from the text of its file, which need not be there: another machine may have sent it.

    path: gives the scene its name; label: what to call it in messages; overrides and errors as for `load`.
    """
    return _loaded(path, label, parsed_text(text, label), overrides)


def _loaded(path: Path, label: str, raw: dict[str, Any], overrides: Sequence[str] = ()) -> SceneFile:
    as_written = copy.deepcopy(raw)
    refused = apply(raw, [*_field_for_many(overrides), *overrides])
    table, scene, cases, tasks, problems = _checked(raw, path.stem)
    own = set(_checked(as_written, path.stem)[4]) if problems and overrides else set(problems)
    in_vain = _asked_in_vain(as_written, path.stem, not problems)
    problems, own = problems + in_vain, own | {*in_vain}
    found = refused + [_in_file(problem, raw, label if problem in own else ORIGIN) for problem in problems]
    if found or table is None:
        raise SceneFileError(found)
    hands = _hands(table, scene, cases)
    if isinstance(hands, str):
        raise SceneFileError([_in_file(Problem("compare.hands", hands), raw, label)])
    if hands is None and table.first_try is not None and BY_HAND in table.first_try.actions and not overrides:
        message = f"'{BY_HAND}' cannot be done here: expected [[cases]] whose changes commands can make"
        raise SceneFileError([FileProblem(label, "try.actions", message)])
    return replace(_scene_file(table, scene, path, cases, tasks), hands=hands)


def _asked_in_vain(raw: dict[str, Any], name: str, sound: bool) -> list[Problem]:
    """What the file as it is written asks of visitors that they cannot do, or need not. sound: whether nothing else is
    wrong, so that its missions can be looked at."""
    try:
        table = SceneTable.model_validate(raw)
    except ValidationError:  # told by others
        return []
    found = [*try_problems(table, table.to_sim(name))]
    tasks, problems = missions(table, raw, name, (), _validate) if sound else ([], [])
    return found if problems else [*found, *won_already(tasks)]


def _field_for_many(overrides: Sequence[str]) -> list[str]:
    """What goes before the overrides, so that a field among them wins."""
    asked = {key.strip(): value for key, _, value in (override.partition("=") for override in overrides)}
    try:
        many = float(asked.get("ions", "0")) > MOST_IN_FIELD
    except ValueError:
        return []
    return ["field.kind=capacitor"] if many else []


def _checked(
    raw: dict[str, Any], name: str
) -> tuple[SceneTable | None, Scene, list[Case], list[Mission], list[Problem]]:
    """The file's table, scene, cases and missions, with all that is wrong in any of them."""
    table, scene, problems = _validate(raw, name)
    cases, of_cases = _cases(table, raw, name, problems) if table else ([], [])
    tasks, of_missions = missions(table, raw, name, problems, _validate) if table else ([], [])
    return table, scene, cases, tasks, problems + of_cases + of_missions


def _cases(
    table: SceneTable, raw: dict[str, Any], name: str, known: Sequence[Problem]
) -> tuple[list[Case], list[Problem]]:
    """The scene of each case, and what is wrong with it that is not known of the scene itself."""
    cases, found = [], []
    for n, case in enumerate(table.cases):
        changed = copy.deepcopy(raw)
        refused = apply(changed, case.set)
        _, scene, problems = _validate(changed, name)
        wrong = [(p.key, p.message) for p in refused] + [(p.key, p.message) for p in problems if p not in known]
        found += [Problem(f"cases[{n}].set: {key}", message) for key, message in wrong]
        cases.append(Case(Text(case.label), Text(case.caption), scene, case.x, case.published_mV))
    return cases, found


def _validate(raw: dict[str, Any], name: str) -> tuple[SceneTable | None, Scene, list[Problem]]:
    try:
        table = SceneTable.model_validate(raw)
    except ValidationError as error:
        explained = messages.explain(error.errors(), raw)
    else:
        scene = table.to_sim(name)
        return table, scene, check(table, scene)
    wrong = [path for path, _ in explained]
    found = [problem for _, problem in explained]
    try:
        mended = SceneTable.model_validate(repair.without(raw, wrong))
    except ValidationError:
        return None, Scene(), found
    scene = mended.to_sim(name)
    more = repair.consequences(check(mended, scene), wrong, [problem.key for problem in found])
    return None, scene, found + list(more)


def _in_file(problem: Problem, raw: dict[str, Any], label: str) -> FileProblem:
    """The problem as the author would look it up: channels by kind. label: what is to blame, the file or --set."""
    channels = raw["channels"] if isinstance(raw.get("channels"), list) else []
    kinds = [entry.get("kind") if isinstance(entry, dict) else None for entry in channels]

    def by_kind(found: re.Match[str]) -> str:
        n = int(found[1])
        kind = kinds[n] if n < len(kinds) else None
        plain = isinstance(kind, str) and re.fullmatch(r"[A-Za-z][\w+-]*", kind) and kinds.count(kind) == 1
        return f"channels.{kind}" if plain else found[0]

    key, message = (re.sub(r"\bchannels\[(\d+)\]", by_kind, text) for text in (problem.key, problem.message))
    return FileProblem(label, key, message)


def _compare(table: SceneTable) -> Compare | None:
    if table.compare is None:
        return None
    return Compare(Text(table.compare.x), table.compare.log, table.compare.quantity, table.compare.screen_ns)


def _hands(table: SceneTable, scene: Scene, cases: Sequence[Case]) -> Hands | str | None:
    """What sets the cases by hand; why nothing can, where the file says that something does."""
    wished = table.compare.hands if table.compare else None
    if not cases or wished is False:
        return None
    held = table.compare is not None and table.compare.quantity in ("current", "pump")
    xs = [case.scene.clamp_mV if held and case.x is None else case.x for case in cases]
    found = hands_of(scene, [case.scene for case in cases], xs)
    return found if wished or isinstance(found, Hands) else None


def _scene_file(
    table: SceneTable, scene: Scene, path: Path, cases: Sequence[Case] = (), tasks: Sequence[Mission] = ()
) -> SceneFile:
    return SceneFile(
        name=path.stem,
        path=path,
        title=Text(table.title),
        question=Text(table.question),
        seen=Text(table.seen),
        note=Text(table.note) if table.note else None,
        scene=scene,
        pace_ns_per_s=table.pace_ns_per_s,
        timeline=tuple(to_timed_command(entry) for entry in table.timeline),
        captions=tuple(caption.to_caption() for caption in table.captions),
        claim=table.to_claim(scene),
        follow=table.follow,
        chart=table.chart,
        zoom=table.zoom,
        camera=tuple(shot.to_shot() for shot in table.camera),
        source=table.source,
        cases=tuple(cases),
        compare=_compare(table),
        answers=tuple(answer.to_answer() for answer in table.answers),
        first_try=table.first_try.to_try() if table.first_try else None,
        missions=tuple(tasks),
        seed=table.seed,
        notebook=table.notebook.to_plan() if table.notebook else None,
        handout=table.handout.to_handout() if table.handout else None,
    )
