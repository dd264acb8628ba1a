"""The keys of a scene's story: texts, answers, cases, captions, timeline, missions and the claim."""

from collections.abc import Collection
from dataclasses import MISSING, fields
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_type_hints

from pydantic import AfterValidator, BeforeValidator, Field, create_model, model_validator

from scenes.actions import ASKABLE, MOST
from scenes.conditions import MEANING
from scenes.format.box_tables import Table
from scenes.languages import codes
from scenes.scene_file import (
    FALLBACK_LANGUAGE,
    Answer,
    Caption,
    Claim,
    FirstTry,
    Handout,
    NotebookPlan,
    Shot,
    Text,
    TimedCommand,
)
from sim.commands import COMMANDS, Command


def _one_language(value: object) -> object:
    return {FALLBACK_LANGUAGE: value} if isinstance(value, str) else value


def _known_languages(value: dict[str, str]) -> dict[str, str]:
    unknown = sorted(set(value) - set(codes()))
    if unknown:
        raise ValueError(f"unknown language '{unknown[0]}'; expected one of {', '.join(codes())}")
    if not any(value.values()):
        raise ValueError(f"expected text in at least one of {', '.join(codes())}")
    return value


LocalText = Annotated[dict[str, str], BeforeValidator(_one_language), AfterValidator(_known_languages)]


def _gathered(table: object, others: Collection[str]) -> object:
    """A table whose keys are languages and a few others: the languages go into `text`."""
    if not isinstance(table, dict):
        return table
    kept = {key: value for key, value in table.items() if key in others}
    return {"text": {key: value for key, value in table.items() if key not in others}} | kept


class AnswerTable(Table):
    """One of two to four answers to the question, best below 9 words; one key for each language."""

    text: LocalText = Field(description="the answer, under the key of its language: en, zh")
    right: bool = Field(default=False, description="whether the ions say so; true for one answer")
    cell: bool = Field(default=False, description="whether the cell that was measured says so, and not the ions here")

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, table: object) -> object:
        return _gathered(table, ("right", "cell"))

    def to_answer(self) -> Answer:
        return Answer(Text(self.text), self.right, self.cell)


class CaseTable(Table):
    """One of several runs that the scene compares, from the same seed: what is changed, where it is on the chart."""

    label: LocalText = Field(description="short name")
    caption: LocalText = Field(default={}, description="line shown while it plays", validate_default=False)
    set: list[str] = Field(default=[], description='changes as for --set, such as "channels.K.count=6"')
    x: float | None = Field(default=None, description="place on the x axis of a curve; without it bars are drawn")
    published_mV: float | None = Field(default=None, description="measured in the real cell under these conditions")


class CompareTable(Table):
    """How the cases are shown."""

    x: LocalText = Field(default={}, description="name and unit of the x axis", validate_default=False)
    log: bool = Field(default=False, description="logarithmic x axis")
    screen_ns: float | None = Field(
        default=None, gt=0, le=1e6, description="how long a case plays on screen; without it run_ns, as in validation"
    )
    quantity: Literal["voltage", "current", "pump", "layer"] = Field(
        default="voltage",
        description="mean voltage, under a clamp the current of each species or of the pump, or thickness of layers "
        "of ions (needs x)",
    )
    hands: bool | None = Field(
        default=None,
        description="whether a visitor sets the cases by hand; without it wherever commands can make their changes",
    )


class CaptionTable(Table):
    """A line of text, best below 15 words and up for 6 seconds or more; one key for each language."""

    at_ns: float = Field(ge=0, description="simulated time at which it appears, ns")
    text: LocalText = Field(description="the text, under the key of its language: en, zh")
    while_: dict[str, bool | float] = Field(
        default={},
        alias="while",
        description=f"shown only where all this is counted, such as {{ K_open = true, V_below = -60 }}; {MEANING}",
    )

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, table: object) -> object:
        return _gathered(table, ("at_ns", "while"))

    def to_caption(self) -> Caption:
        return Caption(self.at_ns, Text(self.text), self.while_)


def _askable(value: list[str]) -> list[str]:
    if not 1 <= len(value) <= MOST:
        raise ValueError(f"expected one to three actions, got {len(value) or 'none'}")
    for name in value:
        if name not in ASKABLE:
            raise ValueError(f"unknown action '{name}'; expected one to three of {', '.join(ASKABLE)}")
    if len(set(value)) < len(value):
        raise ValueError("expected different actions, got one of them twice")
    return value


class TryTable(Table):
    """What a visitor is asked to do first: the controls that come first in the bar, and one short line beside them."""

    actions: Annotated[list[str], AfterValidator(_askable)] = Field(description=f"one to three of {', '.join(ASKABLE)}")
    text: LocalText = Field(description="the line, best below 9 words, under the key of its language: en, zh")

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, table: object) -> object:
        return _gathered(table, ("actions",))

    def to_try(self) -> FirstTry:
        return FirstTry(tuple(self.actions), Text(self.text))


class HandoutTable(Table):
    """What the printed page of `main.py handout` says besides what the screen does."""

    aims: list[LocalText] = Field(default=[], max_length=4, description="what is learnt, a sentence each, at most 4")
    misconception: LocalText = Field(
        default={}, description="what many believe instead, as they would say it", validate_default=False
    )
    source: str = Field(default="", description="where that belief is reported")

    def to_handout(self) -> Handout:
        return Handout(tuple(Text(aim) for aim in self.aims), Text(self.misconception), self.source)


class CameraTable(Table):
    """Where the picture goes and what it shows there, until the next of these tables. Where cases are compared the
    whole box is seen, or what a table shows whose time is past the end of the story."""

    at_ns: float = Field(ge=0, description="simulated time at which it begins to go there, ns")
    at: str = Field(
        default=Shot.at,
        description="box, door (the middle one; door:K of a kind, or of those that pass a species), pump, or ion, the "
        "one that is followed",
    )
    zoom: float = Field(default=Shot.zoom, ge=1, le=12, description="how much nearer than the whole box")
    pace: float | None = Field(
        default=Shot.pace_ns_per_s, gt=0, le=1e5, description="simulated ns in a second on screen meanwhile"
    )

    def to_shot(self) -> Shot:
        return Shot(self.at_ns, self.at, self.zoom, self.pace)


# -- timeline: one table for each command of sim.commands, made from its fields --------------------


class TimedTable(Table):
    """A command and its time."""

    at_ns: float = Field(ge=0, description="simulated time at which it is done, ns")
    mark: LocalText | None = Field(
        default=None, description="its name on the chart, best one word, where that is not to be what the command does"
    )


def _timed_table(command: type[Command]) -> type[TimedTable]:
    hints = get_type_hints(command)
    columns: dict[str, Any] = {}
    for field in fields(command):
        columns[field.name] = (hints[field.name], ... if field.default is MISSING else field.default)
    return create_model(command.__name__, __base__=TimedTable, __doc__=command.__doc__, **columns)


TIMED_TABLES: dict[str, type[TimedTable]] = {do: _timed_table(command) for do, command in COMMANDS.items()}

if TYPE_CHECKING:
    TimelineEntry = TimedTable
else:
    TimelineEntry = Annotated[reduce(or_, TIMED_TABLES.values()), Field(discriminator="do")]


def to_timed_command(table: TimedTable) -> TimedCommand:
    given = table.model_dump(exclude={"at_ns", "mark"})
    return TimedCommand(table.at_ns, COMMANDS[given["do"]](**given), None if table.mark is None else Text(table.mark))


class NotebookTable(Table):
    """What a student's records of this scene are plotted against at first; F10 makes one, F12 shows them."""

    x: str = Field(
        description='"outside.K" or another concentration (as counted; "outside.K.set" as set), "temperature_C", '
        '"clamp_mV", "permeability.K" (of the membrane), "doors.K" (open doors of a kind)'
    )
    log: bool | None = Field(default=None, description="logarithmic x axis; without it where x is a concentration")

    def to_plan(self) -> NotebookPlan:
        return NotebookPlan(self.x, self.log)


class MissionTable(Table):
    """Something that a visitor is to bring about; F7 plays one after the other. The scene begins anew for it, without
    its story; the text is the mission, best below 9 words."""

    text: LocalText = Field(description="what is to be done, under the key of its language: en, zh")
    goal: dict[str, bool | float] = Field(description="what must be counted: conditions as in a caption's while")
    hold_ns: float = Field(default=600.0, ge=0, le=1e6, description="how long the goal must hold, simulated ns")
    hint: LocalText = Field(description="a line that comes after 20 s")
    won: LocalText = Field(default={}, description="a line for when it is done", validate_default=False)
    actions: Annotated[list[str], AfterValidator(_askable)] | None = Field(
        default=None, description="what stands first in the visitor's bar, as in [try], at most two"
    )
    set: list[str] = Field(default=[], description='how its start differs, as for --set: "channels.K.count=6"')
    timeline: list[TimelineEntry] = Field(
        default=[], description="what happens by itself, in place of the scene's own [[timeline]]"
    )

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, table: object) -> object:
        return _gathered(table, ("goal", "hold_ns", "hint", "won", "actions", "set", "timeline"))


class ClaimTable(Table):
    """What the mean voltage must be; checked by `validate`."""

    predicts: str = Field(
        pattern=r"^(zero|ghk|mullins_noda|donnan|stall|nernst:\w+)$",
        description="zero, ghk, mullins_noda, donnan, stall (where a turn of the pump costs an ATP) or nernst:K (any)",
    )
    tolerance_mV: float = Field(default=1.0, gt=0, description="how near the mean must come")
    settle_ns: float = Field(default=4000.0, ge=0, description="time left out at the start")
    run_ns: float = Field(default=12000.0, gt=0, le=1e7, description="length of the whole run, settling included")
    after_ns: float = Field(default=0.0, ge=0, le=1e7, description="how much longer `validate` watches what follows")
    least_runs: int = Field(default=0, ge=0, le=1000, description="seeds that a full `validate` takes at least")
    least_ions: int = Field(default=0, ge=0, le=10_000_000, description="ions of each of its runs, at least")
    published_mV: float | None = Field(default=None, description="measured in the real cell; for comparison")
    name: LocalText | None = Field(default=None, description="what the prediction is called on screen")
    secret: bool = Field(default=True, description="whether who answers the question sees it only after the ions")

    def to_claim(self) -> Claim:
        return Claim(**self.model_dump() | {"name": Text(self.name) if self.name else None})
