"""A scene file, read and checked: the physics (`scene`) and the story around it. Plain immutable data."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from scenes.hands import Hands
from sim.commands import Command
from sim.scene import Scene, channel_centres, pump_centres

FALLBACK_LANGUAGE = "en"
MISSIONS = "missions"  # the action that begins one, and leaves it
MISSION_ACTIONS = 2  # that stand beside it in the visitor's bar


class Text(dict[str, str]):
    """The same words in several languages: language code -> text."""

    def in_(self, language: str) -> str:
        """The text in a language; in English, or else in whichever there is, where that one is missing."""
        return self.get(language) or self.get(FALLBACK_LANGUAGE) or next(iter(self.values()), "")


@dataclass(frozen=True)
class Caption:
    """A line shown from at_ns (simulated ns) on, until the next one, as long as all of while_ holds
    (see `scenes.conditions`)."""

    at_ns: float
    text: Text
    while_: Mapping[str, bool | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """One of those that the question offers; right: whether the ions say so; cell: whether it is the cell that was
    measured that says so, and not the ions here."""

    text: Text
    right: bool
    cell: bool = False


@dataclass(frozen=True)
class FirstTry:
    """What a visitor is asked to do first. actions: one to three of scenes.actions.ASKABLE; text: the line."""

    actions: tuple[str, ...]
    text: Text


@dataclass(frozen=True)
class Handout:
    """What a printed page says of a scene beyond what the screen does. aims: what is learnt, a sentence each;
    misconception: what many believe instead; source: where that is reported."""

    aims: tuple[Text, ...] = ()
    misconception: Text = field(default_factory=Text)
    source: str = ""


@dataclass(frozen=True)
class Mission:
    """Something that a visitor is to bring about.

    text: what; goal: what must be counted (see `scenes.conditions`), for hold_ns of simulated time; hint, won: lines
    for who does not get on, and for who has done it; scene: as it starts; timeline: what happens by itself meanwhile;
    actions: what stands first in the visitor's bar, where that is not what the scene asks for.
    """

    text: Text
    goal: Mapping[str, bool | float]
    hold_ns: float
    hint: Text
    won: Text
    scene: Scene
    timeline: tuple["TimedCommand", ...] = ()
    actions: tuple[str, ...] = ()


@dataclass(frozen=True)
class TimedCommand:
    """A command carried out at at_ns (simulated ns). mark: what the chart calls it, None for a name of its own."""

    at_ns: float
    command: Command
    mark: Text | None = None


@dataclass(frozen=True)
class Shot:
    """What the picture shows from at_ns (simulated ns) on, until the next one.

    at: "box", "door" or "door:K", "pump", "ion"; zoom: 1 for the whole height of the box; pace_ns_per_s: simulated ns
    in a second on screen while it lasts, None for the scene's own.
    """

    at_ns: float
    at: str = "box"
    zoom: float = 1.0
    pace_ns_per_s: float | None = None

    def place_nm(self, scene: Scene) -> float | None:
        """Where along the membrane the door or the pump is that it shows, the nearest to the middle of all such; None
        if there is none, or it shows something else."""
        what, _, kind = self.at.partition(":")
        if what == "pump":
            places = pump_centres(scene)
        elif what == "door":
            wanted = _of_kind(scene, kind)
            places = [x for n, x in channel_centres(scene) if n in wanted]
        else:
            return None
        return min(places, key=lambda x: abs(x - scene.box.width_nm / 2), default=None)


def _of_kind(scene: Scene, kind: str) -> set[int]:
    """Which channels bear a name; where none does, which let that species pass; all for no name."""
    named = {n for n, channel in enumerate(scene.channels) if kind in ("", channel.kind)}
    return named or {n for n, channel in enumerate(scene.channels) if channel.permeability.get(kind, 0.0) > 0}


@dataclass(frozen=True)
class Claim:
    """What the scene promises of the mean voltage, and how to look.

    predicts: "zero", "ghk", "mullins_noda", "donnan", "stall" or "nernst:K" (any species), from the counted ions;
    tolerance_mV: how near the mean must come; settle_ns: time left out at the start; run_ns: length of the
    whole run, settling included; after_ns: how much longer `validate` goes on watching; least_runs, least_ions: what
    a full validation must spend on it, where a finding asks for more than the voltage does; published_mV: voltage
    measured in the real cell, for comparison only; name: what the prediction is called on screen, None for its own
    name; secret: whether a visitor who answers the question sees it only once the ions have been counted.
    """

    predicts: str
    tolerance_mV: float
    settle_ns: float
    run_ns: float
    after_ns: float = 0.0
    least_runs: int = 0
    least_ions: int = 0
    published_mV: float | None = None
    name: Text | None = None
    secret: bool = True

    def holds(self, residual_mV: float) -> bool:
        """Whether a mean voltage that far from its prediction keeps the promise."""
        return abs(residual_mV) <= self.tolerance_mV


@dataclass(frozen=True)
class Case:
    """One of several runs that a scene compares. x: its place on the axis of a curve, None for bars; published_mV: as
    in `Claim`, under these conditions."""

    label: Text
    caption: Text
    scene: Scene
    x: float | None
    published_mV: float | None = None


@dataclass(frozen=True)
class Compare:
    """How cases are shown. quantity: "voltage", under a clamp "current" (of each species) or "pump" (current), or
    "layer" (the length over which the layers of ions fall to 1 / e); screen_ns: how long each plays on screen, None
    for the claim's run_ns."""

    x: Text
    log: bool
    quantity: str
    screen_ns: float | None = None


@dataclass(frozen=True)
class NotebookPlan:
    """What records of the scene are plotted against at first: a variable of scenes.notebook.variables; log: None for
    logarithmic where it is a concentration."""

    x: str
    log: bool | None = None


@dataclass(frozen=True)
class SceneFile:
    """name: file name without .toml; answers: to the question, one of them right, or none; seen: what the visitor has
    seen, shown at the end; note: for teachers; pace_ns_per_s: simulated ns that pass in a second on screen; source:
    where the numbers are from; follow: whether one ion is followed from the start; chart: "profile" for one that shows
    charge and potential across the membrane, too; zoom: how much nearer than the whole box the picture begins;
    first_try: what a visitor is asked to do first; camera: what the picture shows after that; missions: what a visitor
    may be set to bring about; handout: what a printed page says besides, None for nothing; mission: which of them this
    is the file of, from 0, None for the scene itself; hands: what sets the cases by hand, None where nothing does;
    seed: of its run, None where any will do; notebook: how its records are plotted at first."""

    name: str
    path: Path
    title: Text
    question: Text
    seen: Text
    note: Text | None
    scene: Scene
    pace_ns_per_s: float
    timeline: tuple[TimedCommand, ...]
    captions: tuple[Caption, ...]
    claim: Claim
    source: str
    follow: bool = False
    cases: tuple[Case, ...] = ()
    compare: Compare | None = None
    chart: str = "voltage"
    zoom: float = 1.0
    answers: tuple[Answer, ...] = ()
    first_try: FirstTry | None = None
    camera: tuple[Shot, ...] = ()
    hands: Hands | None = None
    missions: tuple[Mission, ...] = ()
    handout: Handout | None = None
    mission: int | None = None
    seed: int | None = None
    notebook: NotebookPlan | None = None

    def seed_or(self, asked: int | None) -> int:
        """The seed to run with. asked: on the command line, which comes first; None for none."""
        return asked if asked is not None else self.seed or 0

    def mark_of(self, command: Command) -> Text | None:
        """What the scene calls a command, whoever gives it; None where it has no word for it."""
        return next((timed.mark for timed in self.timeline if timed.mark and timed.command == command), None)

    @property
    def paces(self) -> set[float]:
        """All that the scene plays at by itself, simulated ns in a second on screen."""
        return {self.pace_ns_per_s, *(shot.pace_ns_per_s for shot in self.camera if shot.pace_ns_per_s is not None)}

    def as_mission(self, number: int) -> "SceneFile":
        """The same scene with a mission in place of its story: as that starts, asking for it."""
        mission = self.missions[number]
        actions = mission.actions or (self.first_try.actions if self.first_try else ())
        actions = tuple(action for action in actions if action != MISSIONS)[:MISSION_ACTIONS]
        return replace(
            self,
            question=mission.text,
            answers=(),
            seen=Text(),
            scene=mission.scene,
            timeline=mission.timeline,
            captions=(),
            cases=(),
            compare=None,
            camera=(),
            follow=False,
            first_try=FirstTry((*actions, MISSIONS), mission.text),
            mission=number,
        )
