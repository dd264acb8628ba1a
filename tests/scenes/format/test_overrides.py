"""`--set key=value`: every key of a scene can be changed from the command line, and a slip is explained."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scenes import SceneFileError, load
from sim.scene import MAX_MM, Scene


@pytest.mark.parametrize(
    ("override", "value"),
    [
        ("ions=20000", lambda scene: scene.ions == 20000),
        ("outside.K=10", lambda scene: scene.outside["K"] == 10),
        ("inside.Ca=0.1", lambda scene: scene.inside["Ca"] == 0.1),
        ("channels.K.count=6", lambda scene: scene.channels[0].count == 6),
        ("channels[1].count=2", lambda scene: scene.channels[1].count == 2),
        ("channels.1.opens_per_us=9", lambda scene: scene.channels[1].opens_per_us == 9),
        ("channels.K.permeability=0.3", lambda scene: scene.channels[0].permeability == {"K": 0.3}),
        ("channels.K.permeability.Na=1", lambda scene: scene.channels[0].permeability == {"K": 0.4, "Na": 1}),
        ("membrane.capacitance_uF_cm2=50", lambda scene: scene.membrane.capacitance_uF_cm2 == 50),
        ('bath.outside="closed"', lambda scene: scene.bath_outside == "closed"),
        ("bath.outside=closed", lambda scene: scene.bath_outside == "closed"),
        ("clamp_mV = -40", lambda scene: scene.clamp_mV == -40),
        ("species.Mg={charge=2, diffusion=0.7}", lambda scene: scene.extra_species[0].charge == 2),
    ],
)
def test_an_override_changes_the_scene(override: str, value: Callable[[Scene], bool]) -> None:
    assert value(load("resting", [override]).scene)


def test_overrides_reach_the_story_and_follow_each_other() -> None:
    changed = load("resting", ["title.en=Mine", "captions.1.zh=喂", "claim.predicts=nernst:K", "ions=300", "ions=400"])
    assert changed.title["en"] == "Mine" and changed.title["zh"] == "静息电位"
    assert changed.captions[1].text["zh"] == "喂" and changed.claim.predicts == "nernst:K"
    assert changed.scene.ions == 400


@pytest.mark.parametrize(
    ("override", "key", "says"),
    [
        ("ions", "ions", "expected key=value"),
        ("=3", "=3", "expected key=value"),
        ("ions=", "ions", "expected a TOML value"),
        ("ions=1 2", "ions", "expected a TOML value"),
        ("ions=1\ntitle=2", "ions", "expected a TOML value"),
        ("ions=many", "ions", 'expected a whole number, got "many" (text)'),
        ("iosn=3", "iosn", "did you mean 'ions'?"),
        ("outside.K=-1", "outside.K", "0 mM or more"),
        ("outside.K=nan", "outside.K", "finite"),
        ("ions.x=3", "ions.x", "expected a whole number"),
        ("channels.Q.count=3", "channels.Q.count", "there is no 'Q' among the channels"),
        ("channels.7.count=3", "channels.7.count", "has 3 entries, counted from 0"),
        ("captions.x.en=3", "captions.x.en", "there are: 0 to 5"),
        ("timeline.0.at_ns=3", "timeline.0.at_ns", "has 0 entries"),
        ("temperature_C.x=3", "temperature_C.x", "'temperature_C' is a value, not a table"),
        ("channels.K.count=-2", "channels.K.count", "expected 0 or more, got -2"),
        ("outside.K=1e12", "outside.K", "at most 5000 mM, got 1e+12"),
        ("box.width_nm=1e300", "box.width_nm", "at most 10000, got 1e+300"),
        ("box.half_height_nm=1e5", "box.half_height_nm", "at most 10000"),
        ("membrane.thickness_nm=1e300", "membrane.thickness_nm", "at most 10000"),
        ("membrane.capacitance_uF_cm2=1e-9", "membrane.capacitance_uF_cm2", "at least 0.01"),
    ],
)
def test_a_wrong_override_says_so(override: str, key: str, says: str) -> None:
    with pytest.raises(SceneFileError) as caught:
        load("resting", [override])
    (problem,) = caught.value.problems
    assert problem.file == "--set"
    assert problem.key in (key, "ions") and says in problem.message


@pytest.mark.parametrize(
    "override", ["a.b=1", "macro_step_ns=1e6", "inside={K=140,Cl=-1}", "ions.x=3", "channels.K.count=200"]
)
def test_what_an_override_brings_about_is_blamed_on_it(override: str) -> None:
    """Whichever key it shows at."""
    with pytest.raises(SceneFileError) as caught:
        load("resting", [override])
    assert {problem.file for problem in caught.value.problems} == {"--set"}


def test_what_was_wrong_before_is_blamed_on_the_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('title = "x"\nions = 3\n[inside]\nK = 1\n[[cases]]\nlabel = "a"\nset = ["outside.K=9999"]\n')
    with pytest.raises(SceneFileError) as caught:
        load(file, ["temperature_C=400"])
    assert {(problem.file, problem.key) for problem in caught.value.problems} == {
        (str(file), "ions"),
        (str(file), "cases[0].set: outside.K"),
        ("--set", "temperature_C"),
    }


@pytest.mark.parametrize("mM", [0.0, MAX_MM, MAX_MM + 0.1, 1e12])
def test_a_file_and_a_command_have_one_limit(mM: float) -> None:
    command = f"timeline=[{{at_ns=0, do='set_concentration', species='K', side='outside', mM={mM}}}]"
    refused = []
    for override in (f"outside.K={mM}", command):
        try:
            load("resting", [override])
        except SceneFileError:
            refused.append(override)
    assert len(refused) == (2 if mM > MAX_MM else 0)
