"""Whether a scene file of the right shape makes sense: its physics, timeline, answers, captions and claim."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from scenes import conditions
from scenes.actions import lacks
from scenes.format.schema import SceneTable, anything_passes
from scenes.format.story_tables import TimedTable, to_timed_command
from sim.problems import Problem, problems
from sim.scene import Scene
from sim.species import BALANCING, TABLE

FEWEST_ANSWERS, MOST_ANSWERS = 2, 4


def check(table: SceneTable, scene: Scene) -> list[Problem]:
    """All that is wrong, by the dotted keys of the file."""
    found = [*_kind_problems(table, scene), *_species_problems(table)]
    explained = {problem.key for problem in found}
    found += [problem for problem in problems(scene) if problem.key not in explained]
    found += _answer_problems(table)
    found += _order("captions", [caption.at_ns for caption in table.captions])
    for n, caption in enumerate(table.captions):
        for name, message in conditions.problems(caption.while_, [*scene.species]):
            found.append(Problem(f"captions[{n}].while.{name}", message))
    found += _order("timeline", [entry.at_ns for entry in table.timeline])
    found += _order("camera", [shot.at_ns for shot in table.camera])
    for n, mission in enumerate(table.missions):
        for name, message in [*conditions.problems(mission.goal, [*scene.species]), *conditions.never(mission.goal)]:
            found.append(Problem(f"missions[{n}].goal.{name}", message))
        if not mission.goal:
            found.append(Problem(f"missions[{n}].goal", f"expected at least one condition; {conditions.MEANING}"))
        found += _order(f"missions[{n}].timeline", [entry.at_ns for entry in mission.timeline])
    found += _camera_problems(table, scene)
    found += timeline_problems(table.timeline, scene)
    found += _claim_problems(table, scene)
    if table.compare and table.compare.quantity == "pump" and not (scene.pump and scene.pump.count):
        found.append(Problem("compare.quantity", "there is no pump whose current could be shown; expected [pump]"))
    if table.notebook and table.notebook.x not in (known := notebook_variables(scene)):
        message = f"expected one of {', '.join(known)}, got '{table.notebook.x}'"
        found.append(Problem("notebook.x", message))
    if table.gating and not any(channel.gating for channel in table.channels):
        found.append(Problem("gating", 'no channel is voltage-gated; give one gating = "HH_Na" or "HH_K"'))
    return list(_one_for_each_key(found))


def notebook_variables(scene: Scene) -> list[str]:
    """What records of a scene can be plotted against, as scenes.notebook.variables names it."""
    mobile = [symbol for symbol in scene.species if symbol not in BALANCING.values()]
    amounts = [f"{side}.{symbol}" for side in ("inside", "outside") for symbol in mobile]
    passing = [f"permeability.{s}" for s in mobile if any(c.permeability.get(s, 0) > 0 for c in scene.channels)]
    doors = [f"doors.{channel.kind}" for channel in scene.channels if channel.count]
    return [*amounts, *(f"{name}.set" for name in amounts), *passing, *doors, "temperature_C", "clamp_mV"]


def timeline_problems(timeline: Sequence[TimedTable], scene: Scene) -> Iterator[Problem]:
    """What keeps commands from making sense, each for the scene that those before it have left."""
    at_start = scene
    for n, entry in enumerate(timeline):
        command = to_timed_command(entry).command
        wrong = command.problems(scene)
        yield from (Problem(f"timeline[{n}].{problem.key}", problem.message) for problem in wrong)
        if not wrong:
            scene = at_start if command.do == "reset" else command.after(scene)


def _one_for_each_key(found: Sequence[Problem]) -> Iterator[Problem]:
    """A hundred doors that overlap are one mistake."""
    by_key: dict[str, list[str]] = {}
    for problem in found:
        by_key.setdefault(problem.key, []).append(problem.message)
    for key, messages in by_key.items():
        if len(messages) <= 2:
            yield Problem(key, "; ".join(messages))
        else:
            yield Problem(key, f"{messages[0]} (and {len(messages) - 1} more like it)")


def _kind_problems(table: SceneTable, scene: Scene) -> Iterator[Problem]:
    known = TABLE.keys() | table.species.keys()
    for n, channel in enumerate(table.channels):
        if channel.kind not in known and list(channel.permeability) == [channel.kind]:
            example = "permeability = { K = 1, Na = 0.1 }"
            message = f"'{channel.kind}' is no species, so say what passes, such as {example}"
            yield Problem(f"channels[{n}].permeability.{channel.kind}", message)


def _species_problems(table: SceneTable) -> Iterator[Problem]:
    for symbol in table.species.keys() & BALANCING.values():
        yield Problem(f"species.{symbol}", "this symbol is kept for the ion that balances a side; take another")
    for side in ("inside", "outside"):
        for symbol in getattr(table, side).keys() & SceneTable.model_fields.keys():
            message = "unknown species; a key of the scene belongs at the top, above the first [table]"
            yield Problem(f"{side}.{symbol}", message)


def _answer_problems(table: SceneTable) -> Iterator[Problem]:
    answers, right = len(table.answers), sum(answer.right for answer in table.answers)
    if not answers:
        return
    if not table.question:
        yield Problem("answers", "there is no question that they answer; expected [question]")
    if not FEWEST_ANSWERS <= answers <= MOST_ANSWERS:
        yield Problem("answers", f"expected {FEWEST_ANSWERS} to {MOST_ANSWERS}, got {answers}")
    if right != 1:
        yield Problem("answers", f"expected one with right = true, got {right or 'none'}")


def _order(key: str, times: Sequence[float]) -> Iterator[Problem]:
    for n, (before, at_ns) in enumerate(pairwise(times), start=1):
        if at_ns < before:
            yield Problem(f"{key}[{n}].at_ns", f"expected times in order, got {at_ns:g} after {before:g}")


def try_problems(table: SceneTable, scene: Scene) -> Iterator[Problem]:
    """Actions that visitors are asked for and that the scene, as it is written, cannot do; changes and cases may take
    them away."""
    asked = table.first_try.actions if table.first_try else ()
    missing = [
        f"'{action}' cannot be done here: expected {lack}"
        for action in asked
        if (lack := lacks(action, scene, bool(table.missions)))
    ]
    if missing:
        yield Problem("try.actions", "; ".join(missing))


def _camera_problems(table: SceneTable, scene: Scene) -> Iterator[Problem]:
    for n, shot in enumerate(table.camera):
        what, named, kind = shot.at.partition(":")
        there = shot.to_shot().place_nm(scene) is not None
        message = ""
        if what not in ("box", "door", "pump", "ion") or (named and what != "door"):
            message = f'expected "box", "door", "door:K" (or another kind), "pump" or "ion", got "{shot.at}"'
        elif what == "pump" and not there:
            message = "there is no pump to be shown; expected [pump]"
        elif what == "door" and not there:
            kinds = ", ".join(f'"door:{channel.kind}"' for channel in scene.channels if channel.count)
            missing = f"no door is of kind '{kind}' or lets it pass" if named else "there is no door to be shown"
            message = f"{missing}; expected {kinds or '[[channels]]'}"
        elif what == "ion" and not table.follow:
            message = "no ion is followed in this scene; expected follow = true at the top of the file"
        if message:
            yield Problem(f"camera[{n}].at", message)


def _claim_problems(table: SceneTable, scene: Scene) -> Iterator[Problem]:
    claim = table.claim
    if claim is None:
        return
    kind, _, symbol = claim.predicts.partition(":")
    if kind == "nernst" and symbol not in scene.species:
        yield Problem("claim.predicts", f"'{symbol}' is not in this scene; it has {', '.join(scene.species)}")
    if kind == "donnan" and "perfused" in (scene.bath_inside, scene.bath_outside):
        yield Problem("claim.predicts", "donnan holds for a closed box; expected [bath] inside and outside closed")
    if kind in ("ghk", "mullins_noda", "donnan") and not anything_passes(scene):
        yield Problem("claim.predicts", f'no channel lets anything pass, so {kind} says nothing; expected "zero"')
    pump = scene.pump
    if kind == "stall" and (pump is None or not pump.count or pump.sodium == pump.potassium):
        message = (
            "no pump moves net charge, so no voltage makes one stall; expected [pump] with 3 sodium and 2 potassium"
        )
        yield Problem("claim.predicts", message)
    if claim.settle_ns >= claim.run_ns:
        message = f"expected less than run_ns ({claim.run_ns:g}), got {claim.settle_ns:g}"
        yield Problem("claim.settle_ns", message)
