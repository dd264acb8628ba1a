"""Scenes that are written and read again are the same, to the last digit and in the same order."""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, replace
from functools import reduce
from operator import or_
from types import UnionType
from typing import Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenes import SceneFile, SceneFileError, library, load
from scenes.format.loader import from_text
from scenes.format.story_tables import TIMED_TABLES, to_timed_command
from scenes.keep import keeping
from scenes.keep.course import Course
from scenes.keep.keeping import kept_text, stem_of
from scenes.keep.writing import _plain, _timed, kept, text_of
from scenes.scene_file import Text, TimedCommand
from scenes.story import Story, step_of
from sim.cell import Cell
from sim.commands import COMMANDS, Command
from sim.commands.doors import SetGate, SetPermeability
from sim.commands.solutions import SetConcentration
from sim.problems import Problem, problems
from sim.scene import Box, Channel, Field, Gating, Membrane, Pump, Scene
from sim.species import Species

exact = st.floats(allow_nan=False, allow_infinity=False)


def same(one: SceneFile, other: SceneFile) -> None:
    """The same but for where they are from; the order of ions, doors and sides too, on which sums depend."""
    assert replace(one, name="", path=other.path, scene=replace(one.scene, name="")) == replace(
        other, name="", scene=replace(other.scene, name="")
    )
    for side in ("inside", "outside"):
        assert list(getattr(one.scene, side)) == list(getattr(other.scene, side))
    for mine, theirs in zip(one.scene.channels, other.scene.channels, strict=True):
        assert list(mine.permeability) == list(theirs.permeability)


def at_start(file: SceneFile, seed: int = 3) -> Course:
    return Course(file.scene, seed, 0.0, [], 0, Story(file))


@pytest.mark.parametrize("name", library())
def test_every_scene_of_the_library_comes_back(name: str) -> None:
    file = load(name)
    own = kept(at_start(file), file)
    same(from_text(text_of(own), name), own)
    assert own.scene == file.scene and own.timeline == file.timeline and own.claim == file.claim and own.seed == 3
    assert not (own.captions or own.question or own.cases or own.missions or own.camera or own.answers)
    assert own.title["en"] == f"{file.title['en']} (mine)" and own.title["zh"] == f"{file.title['zh']}（我的）"
    again = kept(at_start(own), own)
    assert again.title == own.title, "a title says once that it is one's own"


@pytest.mark.parametrize("name", library())
def test_every_case_and_mission_can_be_kept(name: str) -> None:
    file = load(name)
    for scene in [*(case.scene for case in file.cases), *([file.hands.cell] if file.hands else [])]:
        read = from_text(kept_text(Course(scene, 0, 0.0, [], 0, None), file), name)
        assert replace(read.scene, name="") == replace(scene, name="")
    for n in range(len(file.missions)):
        mission = file.as_mission(n)
        read = from_text(kept_text(at_start(mission), mission), name)
        assert replace(read.scene, name="") == replace(mission.scene, name="")
        assert read.timeline == mission.timeline


def _of(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a command's field: finite numbers, names, and what a Literal lists."""
    if get_origin(hint) in (Union, UnionType):
        return reduce(or_, (_of(argument) for argument in get_args(hint)))
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    if get_origin(hint) is Mapping:
        return st.dictionaries(*map(_of, get_args(hint)))
    kinds: dict[Any, st.SearchStrategy[Any]] = {
        float: exact,
        int: st.integers(-(2**63), 2**63 - 1),
        str: st.text(),
        bool: st.booleans(),
        type(None): st.none(),
    }
    return kinds[hint]


def any_command(kind: type[Command]) -> st.SearchStrategy[Command]:
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: _of(hints[field.name]) for field in fields(kind) if field.name != "do"})


@settings(max_examples=60)
@pytest.mark.parametrize("do", COMMANDS)
@given(st.data())
def test_every_command_comes_back(do: str, data: st.DataObject) -> None:
    import tomli_w

    timed = TimedCommand(data.draw(st.floats(0, 1e9)), data.draw(any_command(COMMANDS[do])))
    table = tomllib.loads(tomli_w.dumps(_plain(_timed(timed))))
    assert to_timed_command(TIMED_TABLES[do].model_validate(table)) == timed


def test_a_command_that_nobody_knows_yet_is_written_from_its_fields() -> None:
    @dataclass(frozen=True)
    class PutIn(Command):
        kind: str
        at_nm: float
        turned: bool = False
        do: Literal["put_in"] = "put_in"
        place: ClassVar[float] = 99

        def problems(self, scene: Scene) -> list[Problem]:
            return []

        def apply(self, cell: Cell) -> None: ...

    assert _plain(_timed(TimedCommand(2.5, PutIn("K", 0.1)))) == {
        "at_ns": 2.5, "do": "put_in", "kind": "K", "at_nm": 0.1,
    }  # fmt: skip


amounts = st.floats(1, 300)


@st.composite
def any_scene(draw: st.DrawFn) -> Scene:
    """Odd numbers everywhere, in any order; most are sound."""
    symbols = draw(st.permutations(["K", "Na", "Cl", "Ca", "Mg"]))
    inside = {symbol: draw(amounts) for symbol in symbols[: draw(st.integers(1, 5))]}
    outside = {symbol: draw(amounts) for symbol in reversed(symbols)}
    channels = []
    for kind in draw(st.lists(st.sampled_from(["K", "Na", "leak", "Na_v"]), unique=True, max_size=3)):
        passing = draw(st.permutations(["K", "Na", "Cl"]))[: draw(st.integers(1, 3))]
        passing = [kind] if kind in ("K", "Na") and draw(st.booleans()) else passing
        channels.append(
            Channel(
                kind,
                {symbol: draw(st.just(1.0) | st.floats(0, 0.9)) for symbol in passing},
                count=draw(st.integers(0, 3)),
                state=draw(st.sampled_from(["open", "closed", "blocked"])),
                gating="HH_Na" if kind == "Na_v" else None,
                opens_per_us=draw(st.just(0.0) | st.floats(0.1, 5)),
                closes_per_us=draw(st.just(0.0) | st.floats(0.1, 5)),
            )
        )
    gated = any(channel.gating for channel in channels)
    return Scene(
        inside=inside,
        outside=outside,
        channels=tuple(channels),
        pump=draw(
            st.none() | st.builds(Pump, count=st.integers(0, 2), sodium=st.integers(1, 3), atp=st.floats(1, 1e4))
        ),
        gating=Gating(ns_per_ms=draw(st.floats(10, 2000)), shift_mV=draw(st.floats(-9, 9))) if gated else Gating(),
        temperature_C=draw(st.floats(5, 45)),
        diffusion_C=draw(st.just(25.0) | st.floats(10, 40)),
        ions=draw(st.integers(2000, 200_000)),
        bath_inside=draw(st.sampled_from(["closed", "perfused"])),
        bath_outside=draw(st.sampled_from(["closed", "perfused"])),
        initial_mV=draw(st.floats(-90, 40)),
        clamp_mV=draw(st.none() | st.floats(-90, 40)),
        box=Box(draw(st.floats(90, 160)), draw(st.floats(20, 40))),
        membrane=Membrane(capacitance_uF_cm2=draw(st.floats(5, 20)), pore_entry=draw(st.floats(0.02, 0.1))),
        field=Field(draw(st.sampled_from(["capacitor", "layered", "mesh"])), damped=draw(st.booleans())),
        extra_species=(Species("Mg", 2, draw(st.floats(0.1, 2)), draw(st.text(max_size=9))),),
        near_step_nm=draw(st.floats(0.2, 0.5)),
        macro_step_ns=draw(st.sampled_from([1.0, 0.2, 0.1, 0.7])),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(any_scene(), st.integers(0, 2**63 - 1), st.lists(st.tuples(st.floats(0, 1e6), amounts), max_size=5))
def test_any_scene_comes_back(scene: Scene, seed: int, acts: list[tuple[float, float]]) -> None:
    file = replace(load("sealed"), scene=scene, title=Text({"en": 'A "quoted" \\ title\n', "zh": "标题"}))
    timeline = [TimedCommand(at_ns, SetConcentration("Cl", "outside", mM)) for at_ns, mM in sorted(acts)]
    own = kept(Course(scene, seed, 2e6, timeline, len(timeline), None), file)
    content = text_of(own)
    if problems(scene):
        with pytest.raises(SceneFileError):
            from_text(content, "any")
        return
    read = from_text(content, "any")
    same(read, own)
    assert [repr(t.at_ns) for t in read.timeline] == [repr(at_ns) for at_ns, _ in sorted(acts)]


@given(st.integers(0, 10**8), st.sampled_from([0.01, 0.1, 0.2, 0.3, 0.7, 1.0, 1.5]))
def test_the_time_of_a_macro_step_leads_back_to_it(step: int, step_ns: float) -> None:
    """As it is told by the simulation, rounded as a product is; what falls between two belongs to the earlier one."""
    assert step_of(step * step_ns, step_ns) == step
    assert step_of(step * step_ns + 0.5 * step_ns, step_ns) == step


def test_what_was_done_later_is_not_in_what_was_kept_before() -> None:
    file, done = load("resting"), [TimedCommand(4.0, SetGate("K", "closed"))]
    course = Course(file.scene, 0, 5.0, done, 1, None)
    done.append(TimedCommand(6.0, SetGate("K", "open")))
    assert course.timeline == (TimedCommand(4.0, SetGate("K", "closed")),)


def test_a_claim_that_says_nothing_of_the_cell_makes_way() -> None:
    """All doors shut from the start, as by hand: GHK is of nothing then, and the file is none the worse for it."""
    file = load("resting")
    shut = replace(file.scene, channels=tuple(replace(c, state="closed") for c in file.scene.channels))
    read = from_text(kept_text(Course(shut, 0, 0.0, [], 0, None), file), "shut")
    assert replace(read.scene, name="") == replace(shut, name="") and read.claim.predicts == "zero"


def test_what_could_not_be_read_again_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    file = load("resting")
    many = [TimedCommand(float(n), SetPermeability("K", "K", 0.5)) for n in range(20_000)]
    with pytest.raises(SceneFileError, match="more than 1000 kB"):
        kept_text(Course(file.scene, 0, 3e4, many, len(many), None), file)
    wrong = [TimedCommand(1.0, SetGate("nobody", "open"))]
    with pytest.raises(SceneFileError, match="nobody"):
        keeping.kept_text(Course(file.scene, 0, 3.0, wrong, 1, None), file)


def test_numbers_of_numpy_are_numbers() -> None:
    import numpy as np
    import tomli_w

    value = np.float64(0.1) + np.float64(0.2)
    table = _plain(_timed(TimedCommand(value, SetConcentration("K", "outside", np.float32(0.1)))))  # type: ignore[arg-type]
    read = tomllib.loads(tomli_w.dumps(table))
    assert read["at_ns"] == 0.1 + 0.2 and read["mM"] == float(np.float32(0.1))


def test_a_name_tells_scene_and_time_and_does_not_grow() -> None:
    assert stem_of("resting", 4820.4) == "resting-4820ns"
    assert stem_of("resting-4820ns", 90.0) == "resting-90ns" and stem_of("resting-4820ns-2", 90.0) == "resting-90ns"
    assert stem_of("../a b:c", 1.0) == "a-b-c-1ns" and stem_of("", 0.0) == "scene-0ns"
    assert len(stem_of("x" * 500, 1.0)) < 80


def test_defaults_stay_out_and_what_is_special_stays_in() -> None:
    assert all(field.default is not MISSING or field.default_factory is not MISSING for field in fields(Scene))
    table = tomllib.loads(text_of(kept(at_start(load("resting")), load("resting"))))
    assert {"seed", "ions", "temperature_C", "inside", "outside", "channels", "field", "bath", "claim"} <= table.keys()
    assert "membrane" not in table or table["membrane"], "no empty tables"
