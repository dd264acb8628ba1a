"""What a scene file says of its camera: read as written, and refused where there is nothing to be shown."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scenes import SceneFileError, library, load
from scenes.format.keys import key_table
from scenes.scene_file import Shot
from scenes.story import Story
from tests.scenes.format.test_messages import VALID

Write = Callable[[str], Path]
PUMP = "[pump]\ncount = 3\n"


def shot(**keys: object) -> str:
    written = (f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}" for key, value in keys.items())
    return "[[camera]]\n" + "\n".join(written) + "\n"


def refused(write: Write, text: str) -> dict[str, str]:
    with pytest.raises(SceneFileError) as caught:
        load(write(text))
    return {problem.key: problem.message for problem in caught.value.problems}


def test_shots_are_read_as_written_and_a_file_without_them_has_none(write: Write) -> None:
    assert load(write(VALID)).camera == ()
    told = VALID + PUMP + shot(at_ns=0) + shot(at_ns=5, at="door:Na", zoom=4) + shot(at_ns=9, at="pump", pace=20)
    assert load(write(told)).camera == (Shot(0, "box", 1.0), Shot(5, "door:Na", 4.0), Shot(9, "pump", 1.0, 20.0))


@pytest.mark.parametrize(
    ("entry", "key", "says"),
    [
        (shot(at_ns=0, at="roof"), "camera[0].at", 'expected "box", "door", "door:K" (or another kind), "pump"'),
        (shot(at_ns=0, at="box:K"), "camera[0].at", 'got "box:K"'),
        (shot(at_ns=0, at="pump"), "camera[0].at", "no pump to be shown; expected [pump]"),
        (shot(at_ns=0) + shot(at_ns=9, at="door:Xy"), "camera[1].at", "no door is of kind 'Xy' or lets it pass"),
        (shot(at_ns=0, at="door:Cl"), "camera[0].at", 'expected "door:K", "door:leak"'),
        (shot(at_ns=0, at="ion"), "camera[0].at", "expected follow = true at the top"),
        (shot(at_ns=9) + shot(at_ns=5), "camera[1].at_ns", "expected times in order, got 5 after 9"),
        (shot(at_ns=0, zoom=13), "camera[0].zoom", "12"),
        (shot(at_ns=0, zoom=0.5), "camera[0].zoom", "1"),
        (shot(at_ns=0, pace=0), "camera[0].pace", "0"),
        (shot(at_ns=-1), "camera[0].at_ns", "0"),
        (shot(at="box"), "camera[0].at_ns", "missing"),
        (shot(at_ns=0, wide=3), "camera[0].wide", "unknown key"),
    ],
)
def test_a_shot_of_nothing_is_refused(write: Write, entry: str, key: str, says: str) -> None:
    found = refused(write, VALID + entry)
    assert list(found) == [key] and says in found[key]


def test_a_scene_without_doors_shows_none(write: Write) -> None:
    sealed = 'title = "Sealed"\n[inside]\nK = 140\n[outside]\nK = 140\n'
    assert "there is no door" in refused(write, sealed + shot(at_ns=0, at="door"))["camera[0].at"]


def test_every_mistake_of_the_file_is_told_at_once(write: Write) -> None:
    found = refused(write, VALID.replace("K = 140", "K = -140") + shot(at_ns=0, at="pump") + shot(zoom=99, at_ns=2))
    assert {"inside.K", "camera[1].zoom"} <= set(found)


def test_the_middle_door_of_a_kind_or_species_is_the_one_shown() -> None:
    scene = load("spike").scene
    middle = scene.box.width_nm / 2
    for at in ("door", "door:Na_v", "door:K_v", "door:K", "pump"):
        place = Shot(0.0, at).place_nm(scene)
        assert place is not None and abs(place - middle) < 0.3 * middle, at
    assert Shot(0.0, "box").place_nm(scene) is None is Shot(0.0, "ion").place_nm(scene)
    assert Shot(0.0, "door:K").place_nm(scene) != Shot(0.0, "door:K_v").place_nm(scene)


def test_the_keys_are_listed() -> None:
    block = key_table().split("[[camera]]")[1].split("\n[[")[0]
    assert all(f" {key} " in block for key in ("at_ns", "at", "zoom", "pace"))


def test_a_shot_lasts_until_the_next_and_cases_are_seen_whole(write: Write) -> None:
    text = VALID + '[[cases]]\nlabel = "one"\n' + shot(at_ns=50, at="door", zoom=3) + shot(at_ns=100)
    story = Story(load(write(text)))
    assert [story.shot(ns) for ns in (0, 49.9)] == [None, None]
    assert [story.shot(ns).at for ns in (50, 99, 100, 1e6)] == ["door", "door", "box", "box"]  # type: ignore[union-attr]
    assert story.shot(60, comparing=True) == Shot(0.0)
    late = shot(at_ns=story.told_ns, at="door", zoom=2)
    assert Story(load(write(text + late))).shot(0, comparing=True).zoom == 2  # type: ignore[union-attr]
    assert Story(load(write(VALID))).shot(0, comparing=True) is None, "a file without a camera leaves it alone"


@pytest.mark.parametrize("name", [name for name in library() if load(name).camera])
def test_in_the_library_shots_leave_time_to_see_them_and_come_back(name: str) -> None:
    """Long enough to get there and look, none after the story has been told."""
    file = load(name)
    story = Story(file)
    times = [shot.at_ns for shot in file.camera]
    assert times[-1] < story.end_ns
    for now, following in zip(file.camera, file.camera[1:], strict=False):
        assert (following.at_ns - now.at_ns) / (now.pace_ns_per_s or file.pace_ns_per_s) >= 4.0, now
