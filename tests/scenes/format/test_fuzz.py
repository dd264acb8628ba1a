"""Whatever a scene file or an override says, the answer is a scene or a SceneFileError, never a crash."""

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenes import FileProblem, SceneFileError, load
from scenes.format.loader import _in_file, _scene_file, _validate
from sim.problems import problems

VALID = (Path(__file__).parents[2] / "example_scene.toml").read_text(encoding="utf-8")

ODD_VALUES = st.one_of(
    st.none().map(lambda _: "K"),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.integers(-3, 300),
    st.floats(),
    st.text(max_size=8),
    st.lists(st.floats(), max_size=3),
    st.dictionaries(st.text("KNaClxyz_", min_size=1, max_size=4), st.floats(), max_size=3),
    st.builds(lambda: [{}]),
    st.sampled_from(["K", "Na", "A", "M", "open", "perfused", "ghk", "nernst:A", "reset", "off", "set_gate"]),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, entry in entries:
        found += places(entry, (*path, step))
    return found


def refusals(name_or_path: str, *overrides: str) -> list[FileProblem]:
    """Why a file is refused; empty if it is not. Any other exception fails the test."""
    try:
        load(name_or_path, overrides)
    except SceneFileError as error:
        assert error.problems  # noqa: PT017 (most files are refused, some are not)
        return error.problems
    return []


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    raw = copy.deepcopy(tomllib.loads(VALID))
    for _ in range(draw(st.integers(1, 4))):
        every = places(raw)
        if not every:
            break
        *parents, last = draw(st.sampled_from(every))
        place = raw
        for step in parents:
            place = place[step]
        match draw(st.sampled_from(("replace", "delete", "rename", "repeat"))):
            case "replace":
                place[last] = draw(ODD_VALUES)
            case "delete":
                del place[last]
            case "rename" if isinstance(place, dict):
                place[draw(st.sampled_from(("K", "Na", "do", "at_ns", "kind", "zz")))] = place.pop(last)
            case _ if isinstance(place, list):
                place.append(copy.deepcopy(place[last]))
    return raw


@settings(max_examples=400, deadline=None)
@given(raw=mutated())
def test_a_mutated_file_is_valid_or_refused(raw: dict[str, Any]) -> None:
    table, scene, found = _validate(raw, "fuzz")
    assert (table is None) <= bool(found)
    if table and not found:
        assert problems(scene) == []
        assert _scene_file(table, scene, Path("fuzz.toml")).claim.tolerance_mV > 0
    for problem in (_in_file(problem, raw, "fuzz.toml") for problem in found):
        assert problem.message and "Error" not in problem.message and "pydantic" not in problem.message


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=60), where=st.integers(0, len(VALID)), cut=st.integers(0, 40))
def test_garbage_in_a_file_is_refused_or_harmless(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, where: int, cut: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "garbage.toml"
    path.write_bytes(VALID.encode()[:where] + content + VALID.encode()[where + cut :])
    for problem in refusals(str(path)):
        assert problem.file == str(path) and problem.message


@settings(max_examples=150, deadline=None)
@given(override=st.one_of(st.text(max_size=30), st.from_regex(r"\A[a-z_.\[\]0-9K]{1,20}=.{0,9}\Z")))
def test_any_override_is_valid_or_refused(override: str) -> None:
    for problem in refusals("resting", override):
        assert problem.file in ("resting.toml", "--set") and problem.message
