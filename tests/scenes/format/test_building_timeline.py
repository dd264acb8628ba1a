"""A timeline can build: each command is checked against the membrane that those before it have left."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scenes import SceneFileError, load
from scenes.study.headless import play

SCENE = """
title = "Built"
ions = 2000
[inside]
K = 140
Na = 10
Cl = 10
[outside]
K = 5
Na = 145
Cl = 110
[[channels]]
kind = "K"
count = 4
[claim]
predicts = "ghk"
settle_ns = 40
run_ns = 200
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], str]:
    def written(timeline: str) -> str:
        path = tmp_path / "built.toml"
        path.write_text(SCENE + timeline)
        return str(path)

    return written


def entry(at_ns: float, do: str, rest: str = "") -> str:
    return f'[[timeline]]\nat_ns = {at_ns}\ndo = "{do}"\n{rest}\n'


def test_a_timeline_builds(write: Callable[[str], str]) -> None:
    """The fifth door is there only once it has been put in, and so is the pump."""
    timeline = entry(20, "add_channel", 'channel = "Na"')
    timeline += entry(40, "add_channel", 'channel = "leak"\npermeability = { K = 0.5, Na = 0.1 }\nat_nm = 4.5')
    timeline += (
        entry(60, "remove_channel", "channel = 5")
        + entry(80, "add_pump")
        + entry(90, "move_pump", "pump = 0\nat_nm = 96.5")
    )
    last = play(load(write(timeline)), seed=1, threads=1).last
    assert last.permeability == pytest.approx({s: {"K": 3.5, "Na": 1.1}.get(s, 0.0) for s in last.permeability})
    assert last.pump is not None and "hand" in last.charges


@pytest.mark.parametrize(
    ("timeline", "key", "says"),
    [
        (entry(20, "remove_channel", "channel = 4"), "timeline[0].channel", "from 0 to 3, got 4"),
        (
            entry(20, "remove_channel", "channel = 0") + entry(30, "remove_channel", "channel = 3"),
            "timeline[1].channel",
            "from 0 to 2, got 3",
        ),
        (entry(20, "add_channel", 'channel = "K"\nat_nm = 13'), "timeline[0].at_nm", "overlaps what sits at 12.5 nm"),
        (entry(20, "add_channel", 'channel = "K"\nat_nm = "left"'), "timeline[0].at_nm", "number"),
        (entry(20, "add_channel", 'channel = "Ca"'), "timeline[0].permeability", "no kind and no species"),
        (
            entry(20, "add_channel", 'channel = "x"\npermeability = { Ca = 1 }'),
            "timeline[0].permeability.Ca",
            "'Ca' is not in this scene",
        ),
        (entry(20, "add_channel", 'channel = "x"\npermeability = 1'), "timeline[0].permeability", "expected a table"),
        (entry(20, "move_pump", "pump = 0\nat_nm = 50"), "timeline[0].pump", "there is no pump here"),
        (entry(20, "add_pump", "at_nm = 1000"), "timeline[0].at_nm", "outside the box: 1000 nm"),
    ],
)
def test_what_cannot_be_built_is_told_with_its_place(
    write: Callable[[str], str], timeline: str, key: str, says: str
) -> None:
    with pytest.raises(SceneFileError) as caught:
        load(write(timeline))
    assert {problem.key for problem in caught.value.problems} == {key}
    assert says in str(caught.value)
