"""The missions of a scene file: the scene that each starts from, and what is wrong with it."""

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from scenes import conditions
from scenes.actions import lacks
from scenes.format.checks import timeline_problems
from scenes.format.overrides import apply
from scenes.format.schema import SceneTable
from scenes.format.story_tables import MissionTable, to_timed_command
from scenes.scene_file import MISSION_ACTIONS, MISSIONS, Mission, Text
from sim.measure.observables import Observation
from sim.problems import Problem, problems
from sim.scene import Field, Scene

FEW_IONS = 2000  # enough to count how a mission starts
STORY = ("missions", "cases", "compare", "timeline", "captions", "camera", "claim", "try")  # are not of a mission
Validate = Callable[[dict[str, Any], str], tuple[SceneTable | None, Scene, list[Problem]]]


def missions(
    table: SceneTable, raw: dict[str, Any], name: str, known: Sequence[Problem], validate: Validate
) -> tuple[list[Mission], list[Problem]]:
    """Each with its scene, and what is wrong with it that is not known of the scene itself."""
    made, found = [], []
    for n, mission in enumerate(table.missions):
        changed = {key: value for key, value in copy.deepcopy(raw).items() if key not in STORY}
        refused = apply(changed, mission.set)
        _, scene, problems_ = validate(changed, name)
        wrong = [(p.key, p.message) for p in refused] + [(p.key, p.message) for p in problems_ if p not in known]
        found += [Problem(f"missions[{n}].set: {key}", message) for key, message in wrong]
        found += _of_scene(mission, n, scene)
        made.append(
            Mission(
                text=Text(mission.text),
                goal=mission.goal,
                hold_ns=mission.hold_ns,
                hint=Text(mission.hint),
                won=Text(mission.won),
                scene=scene,
                timeline=tuple(to_timed_command(entry) for entry in mission.timeline),
                actions=tuple(mission.actions or ()),
            )
        )
    return made, found


def _of_scene(mission: MissionTable, n: int, scene: Scene) -> Iterator[Problem]:
    for problem in timeline_problems(mission.timeline, scene):
        yield Problem(f"missions[{n}].{problem.key}", problem.message)
    asked = mission.actions or []
    if len([action for action in asked if action != MISSIONS]) > MISSION_ACTIONS:
        yield Problem(f"missions[{n}].actions", f"expected at most {MISSION_ACTIONS}, got {len(asked)}")
    missing = [f"'{action}' cannot be done here: expected {lack}" for action in asked if (lack := lacks(action, scene))]
    if missing:
        yield Problem(f"missions[{n}].actions", "; ".join(missing))


def won_already(made: Sequence[Mission]) -> Iterator[Problem]:
    """Missions whose goal is counted as soon as they start: there would be nothing to do."""
    for n, mission in enumerate(made):
        seen_mV = mission.scene.initial_mV if mission.scene.clamp_mV is None else mission.scene.clamp_mV
        if conditions.holds(mission.goal, _at_start(mission), seen_mV):
            message = "holds as soon as the mission starts; expected something that is yet to be done"
            yield Problem(f"missions[{n}].goal", message)


def _at_start(mission: Mission) -> Observation:
    """What is counted at time 0, of few ions: as its scene has them, after the commands of that time."""
    from sim.simulation import Simulation

    few = replace(mission.scene, ions=min(FEW_IONS, mission.scene.ions), field=Field("capacitor"))
    cell = Simulation(few if not problems(few) else mission.scene, seed=0, threads=1)
    for timed in mission.timeline:
        if timed.at_ns == 0:
            cell.apply(timed.command)
    return cell.observe()
