"""What a caption supposes is answered by the count; a condition that nothing answers is refused."""

from dataclasses import replace
from pathlib import Path

import pytest

from scenes import SceneFileError, library, load
from scenes.conditions import FLAGS, NUMBERS, NUMBERS_OF_ION, OF_ION, holds, problems
from scenes.story import Story
from sim import Observation, Simulation
from sim.commands.doors import SetGate
from sim.commands.pump_and_drugs import SetPump

VALID = (Path(__file__).parents[1] / "example_scene.toml").read_text(encoding="utf-8")
IONS = ("K", "Na", "Cl", "A")


@pytest.fixture(scope="module")
def pumped() -> Simulation:
    return Simulation(load("pump", ["ions=1500", "field.kind=capacitor"]).scene, seed=1, threads=1)


def seen_after(simulation: Simulation, *commands: SetGate | SetPump) -> Observation:
    for command in commands:
        simulation.apply(command)
    return simulation.observe()


def test_flags_follow_what_is_done(pumped: Simulation) -> None:
    seen = seen_after(pumped, SetGate("K", "closed"), SetPump(False))
    assert holds({"K_open": False, "Na_open": True, "all_shut": False, "pump_on": False}, seen, -70)
    assert not holds({"K_open": True}, seen, -70) and not holds({"pump_on": True}, seen, -70)
    seen = seen_after(pumped, SetGate("K", "open"), SetPump(True))
    assert holds({"K_open": True, "pump_on": True, "usual_pump": True, "dnp": False, "clamped": False}, seen, -70)


def test_bounds_are_of_what_is_counted(pumped: Simulation) -> None:
    seen = pumped.observe()
    outside = seen.concentration_mM["outside"]["K"]
    assert holds({"K_outside_above": outside - 0.1, "K_outside_below": outside + 0.1}, seen, -70)
    assert holds({"V_below": -60, "V_above": -80, "T_above": 36, "T_below": 38}, seen, -70)
    assert not holds({"V_below": -70}, seen, -70) and not holds({"V_above": -70}, seen, -70)
    assert holds({"E_K_below": -70, "Na_P_above": 0, "ATP_above": 50}, seen, -70)
    assert not holds({"h_above": 0.0}, seen, -70) and not holds({"h_below": 1.0}, seen, -70), "there are no such gates"
    near = load("potassium-only").scene
    assert holds({"K_balanced": 40}, seen, -89) and not holds({"K_balanced": 1}, seen, -60) and near


def test_every_name_is_known_and_no_other() -> None:
    good: dict[str, object] = {**dict.fromkeys(FLAGS, True), **{f"Na_{name}": True for name in OF_ION}}
    good |= {f"{name}_below": 1 for name in (*NUMBERS, "V", "E_K", *(f"Cl_{name}" for name in NUMBERS_OF_ION))}
    assert not problems({**good, "K_balanced": 3.5}, IONS)
    for name, wanted in (
        ("K_opne", True),
        ("Ca_open", True),
        ("V", -60),
        ("E_Ca_below", 3),
        ("pump", True),
        ("X_P_above", 1),
    ):
        ((key, message),) = problems({name: wanted}, IONS)
        assert key == name and "unknown condition; expected flags: K_open" in message
    assert problems({"K_open": 1}, IONS) == [("K_open", "expected true or false, got 1")]
    assert problems({"V_below": True}, IONS) == [("V_below", "expected a number, got True")]


@pytest.mark.parametrize(
    ("said", "key"),
    [("{ K_opne = true }", "K_opne"), ("{ K_open = 3 }", "K_open"), ("{ V_below = true }", "V_below")],
)
def test_a_file_with_a_wrong_one_is_refused(tmp_path: Path, said: str, key: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(VALID.replace("at_ns = 0\n", f"at_ns = 0\nwhile = {said}\n", 1), encoding="utf-8")
    with pytest.raises(SceneFileError, match=rf"captions\[0\]\.while\.{key}"):
        load(str(file))


def test_a_caption_is_up_only_while_it_is_true(pumped: Simulation) -> None:
    story, seen = Story(load("pump")), seen_after(pumped, SetPump(True))
    turning = story.caption(2000, "en", seen, -70)
    assert turning.startswith("Each pump catches")
    assert story.caption(2000, "en", seen_after(pumped, SetPump(False)), -70) == story.caption(0, "en")
    both = seen_after(pumped, SetPump(False), SetGate("K", "closed"))
    assert story.caption(2000, "en", both, -70) == ""
    assert story.caption(2000, "en") == turning, "without a look at the ions the script is what it is"


def test_captions_without_a_condition_do_not_come_back() -> None:
    file = load("sealed")
    first, second = (replace(caption, while_={}) for caption in file.captions[:2])
    story = Story(replace(file, captions=(first, replace(second, while_={"K_open": True}))))
    seen = Simulation(replace(file.scene, ions=600), seed=1, threads=1).observe()
    assert story.caption(second.at_ns, "en", seen, 0.0) == ""


def test_the_library_says_what_its_captions_suppose() -> None:
    captions = [caption for name in library() for caption in load(name).captions]
    assert sum(bool(caption.while_) for caption in captions) > 100
