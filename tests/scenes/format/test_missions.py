"""What a scene file sets its visitors to do: read as written, and refused where it cannot be or is done already."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scenes import SceneFileError, library, load
from scenes.format.keys import key_table
from scenes.languages import codes
from scenes.scene_file import MISSIONS
from sim.commands.doors import SetGate
from tests.scenes.format.test_messages import VALID

Write = Callable[[str], Path]
SHUT = '[[missions.timeline]]\nat_ns = 0\ndo = "set_gate"\nchannel = "K"\nstate = "closed"\n'


def mission(goal: str = "{ V_above = 20 }", more: str = "", hint: str = 'hint = "Try."') -> str:
    return f'[[missions]]\nen = "Do it"\nzh = "做吧"\ngoal = {goal}\n{hint}\n{more}\n'


def refused(write: Write, text: str) -> dict[str, str]:
    with pytest.raises(SceneFileError) as caught:
        load(write(text))
    return {problem.key: problem.message for problem in caught.value.problems}


def test_it_is_read_as_written_and_starts_as_it_says(write: Write) -> None:
    more = 'hold_ns = 90\nactions = ["sliders"]\nset = ["initial_mV=-30", "outside.K=20"]\n' + SHUT
    file = load(write(VALID + mission(more=more)))
    told = file.missions[0]
    assert told.text.in_("zh") == "做吧" and told.hint.in_("en") == "Try." and told.goal == {"V_above": 20}
    assert told.hold_ns == 90 and told.scene.initial_mV == -30 and told.scene.outside["K"] == 20
    assert [timed.command for timed in told.timeline] == [SetGate("K", "closed")]
    played = file.as_mission(0)
    assert played.scene == told.scene and played.timeline == told.timeline and played.mission == 0
    assert not played.captions and not played.answers and played.question == told.text
    assert played.first_try is not None and played.first_try.actions == ("sliders", MISSIONS)
    assert file.mission is None and file.scene.initial_mV != -30, "the scene itself stays as it is"


@pytest.mark.parametrize(
    ("entry", "key", "says"),
    [
        (mission("{ V_over = 20 }"), "missions[0].goal.V_over", "unknown condition; expected flags"),
        (mission("{ K_open = 3 }"), "missions[0].goal.K_open", "expected true or false"),
        (mission("{}"), "missions[0].goal", "expected at least one condition"),
        (mission() + mission("{ V_above = 5, V_below = 5 }"), "missions[1].goal.V_below", "nothing lies between"),
        ('[[missions]]\nen = "x"\nhint = "y"', "missions[0].goal", "missing"),
        (mission(hint=""), "missions[0].hint", "missing"),
        (mission(more="hold_ns = -1"), "missions[0].hold_ns", "0"),
        (mission(more='actions = ["quit"]'), "missions[0].actions", "unknown action 'quit'"),
        (mission(more='actions = ["pump"]'), "missions[0].actions", "cannot be done here: expected a pump"),
        (mission(more='actions = ["sliders", "follow", "pause"]'), "missions[0].actions", "expected at most 2, got 3"),
        (mission(more='set = ["inside.K=-4"]'), "missions[0].set: inside.K", "0"),
        (mission(more='set = ["nonsense"]'), "missions[0].set: nonsense", "expected key=value"),
        (mission(more=SHUT.replace('"K"', '"Xy"')), "missions[0].timeline[0].channel", "Xy"),
        (mission(more=SHUT.replace("set_gate", "sing")), "missions[0].timeline[0]", "unknown command 'sing'"),
        (mission(more="tlh = 'x'"), "missions[0]", "unknown language 'tlh'"),
        (mission("{ K_open = true }"), "missions[0].goal", "holds as soon as the mission starts"),
        (mission("{ K_P_below = 1 }", SHUT), "missions[0].goal", "holds as soon as the mission starts"),
        (mission("{ V_below = -30 }", 'set = ["initial_mV=-40"]'), "missions[0].goal", "holds as soon as"),
        ('[try]\nactions = ["missions"]\nen = "x"', "try.actions", "expected a mission ([[missions]])"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(write: Write, entry: str, key: str, says: str) -> None:
    found = refused(write, VALID + entry)
    assert key in found and says in found[key], found


def test_a_change_from_outside_may_do_it_already(write: Write) -> None:
    file = load(write(VALID + mission("{ V_above = -30 }", 'set = ["initial_mV=-60"]')), ["temperature_C=20"])
    assert file.missions[0].scene.initial_mV == -60 and file.missions[0].scene.temperature_C == 20
    assert load(write(VALID + mission("{ T_above = 30 }", 'set = ["temperature_C=20"]')), ["ions=3000"]).missions


def test_a_file_without_missions_has_none_and_the_keys_are_listed(write: Write) -> None:
    assert load(write(VALID)).missions == ()
    block = key_table().split("[[missions]]")[1].split("\n[[")[0]
    assert all(f" {key} " in block for key in ("goal", "hold_ns", "hint", "won", "actions", "set", "timeline"))


def test_the_library_has_missions_in_every_language() -> None:
    files = [load(name) for name in library()]
    missions = [mission for file in files for mission in file.missions]
    assert len(load("sandbox").missions) >= 2 and len(missions) >= 4
    for told in missions:
        for text in (told.text, told.hint, told.won):
            assert set(text) == set(codes()) and all(text.values())
            assert len(text["en"].split()) <= 15 and len(text["zh"]) <= 40, text
        assert len(told.text["en"].split()) <= 9, told.text["en"]
