"""A scene is told in three phases, and the tour plays all scenes in the order of the playlist."""

from dataclasses import replace

import pytest

from render.playback.snapshot import Snapshot
from render.playback.tour import LOADING_S, Tour, story_over
from scenes import library, load
from scenes.story import Story
from tests.helpers.windows import snapshot_of

STEP_S = 0.1


def at(name: str, telling: int, time_ns: float, **changes: object) -> Snapshot:
    """Of a scene that asks nobody; those that do are in test_vote.py."""
    file = replace(load(name), answers=())
    return replace(snapshot_of("sealed"), scene_file=file, telling=telling, time_ns=time_ns, **changes)  # type: ignore[arg-type]


class Stand:
    """Loads what the tour asks for and lets time pass at the scene's pace."""

    def __init__(self, tour: Tour, name: str = "sealed") -> None:
        self.tour, self.name, self.telling, self.time_ns, self.clock_s = tour, name, 1, 0.0, 0.0
        self.asked: list[tuple[float, str]] = []

    def pass_time(self, seconds: float, pace: float = 240.0, paused: bool = False) -> list[str]:
        phases = []
        for _ in range(round(seconds / STEP_S)):
            self.clock_s += STEP_S
            self.time_ns += 0.0 if paused else pace * STEP_S
            wanted = self.tour.update(at(self.name, self.telling, self.time_ns, paused=paused), STEP_S)
            if wanted is not None:
                self.asked.append((self.clock_s, wanted))
                self.name, self.telling, self.time_ns = wanted, self.telling + 1, 0.0
            phases.append(self.tour.phase)
        return phases


def test_every_scene_opens_runs_and_ends_with_what_was_seen() -> None:
    stand = Stand(Tour(library(), opening_s=4.0, seen_s=5.0))
    end_s = Story(load("sealed")).end_ns / 240
    phases = stand.pass_time(end_s + 30)
    assert list(dict.fromkeys(phases)) == ["opening", "running", "seen"]
    assert phases.count("opening") * STEP_S == pytest.approx(4.0, abs=0.2)
    assert phases.index("seen") * STEP_S == pytest.approx(end_s, abs=0.2)
    assert stand.asked == [] and stand.tour.next is None  # nobody asked for a tour


def test_starting_again_opens_again() -> None:
    stand = Stand(Tour(library()))
    stand.pass_time(6)
    assert stand.tour.phase == "running"
    stand.telling, stand.time_ns = 2, 0.0
    stand.pass_time(STEP_S)
    assert stand.tour.phase == "opening"
    stand.tour.skip_opening()
    assert stand.tour.phase == "running"


def test_a_new_case_does_not_open_again() -> None:
    tour = Tour(library())
    for telling, generation in ((1, 1), (1, 2)):
        tour.update(at("knock-out", telling, 100.0, generation=generation), 3.0)
    assert tour.update(at("knock-out", 1, 50.0, generation=3), 3.0) is None and tour.phase == "running"


def test_story_and_comparison_have_time_of_their_own_on_a_tour() -> None:
    tour = Tour(["knock-out", "sealed"], opening_s=1, seen_s=2, longest_s=5)
    tour.begin()
    compared = snapshot_of("knock-out").comparison
    assert tour.update(at("sealed", 1, 0.0), STEP_S) == "knock-out"
    for _ in range(40):
        tour.update(at("knock-out", 2, 100.0), STEP_S)
    for _ in range(40):
        tour.update(at("knock-out", 2, 100.0, comparison=compared), STEP_S)
        assert tour.phase == "running"
    for _ in range(20):
        tour.update(at("knock-out", 2, 100.0, comparison=compared), STEP_S)
    assert tour.phase == "seen"


@pytest.mark.slow
@pytest.mark.long
def test_the_tour_plays_all_scenes_in_order_and_ends() -> None:
    names = library()
    tour = Tour(names, opening_s=2.0, seen_s=3.0, longest_s=12.0)
    stand = Stand(tour, "resting")
    tour.begin()
    assert tour.active
    stand.pass_time(len(names) * (2 + 12 + 3 + 1))
    assert [name for _, name in stand.asked] == names
    assert not tour.active
    times = [when for when, _ in stand.asked]
    for name, begun, ended in zip(names, times, times[1:], strict=False):
        own_s = min(max(Story(load(name)).end_ns / 240, 2.0), 14.0)  # no case is ever complete here: time alone ends it
        assert ended - begun == pytest.approx(own_s + 3.0, abs=0.5), name


def test_the_order_is_that_of_the_text() -> None:
    """One mechanism after another: wall, K+ doors, all doors, selectivity, pump, its failure."""
    order = library()
    text = ["sealed", "potassium-only", "resting", "knock-out", "lost-selectivity", "channel-block", "pump"]
    text += ["pump-cost", "metabolic-poison", "electroneutral-pump", "hyperkalaemia"]
    assert [name for name in order if name in text] == text
    assert order[-1] == "sandbox"  # then it is the visitor's turn


def test_a_looping_tour_begins_anew() -> None:
    tour = Tour(["sealed", "resting"], opening_s=1, seen_s=1, longest_s=3, loop=True)
    stand = Stand(tour)
    tour.begin()
    stand.pass_time(30)
    assert [name for _, name in stand.asked][:4] == ["sealed", "resting", "sealed", "resting"] and tour.active


def test_a_pause_holds_the_tour() -> None:
    tour = Tour(["sealed", "resting"], opening_s=1, seen_s=4, longest_s=3)
    stand = Stand(tour)
    tour.begin()
    stand.pass_time(5)
    assert tour.phase == "seen" and tour.next == "resting" and 0 < tour.left_s < 4
    stand.pass_time(60, paused=True)
    assert len(stand.asked) == 1
    stand.pass_time(5)
    assert len(stand.asked) == 2


def test_a_scene_that_does_not_come_is_passed_over() -> None:
    tour = Tour(["sealed", "resting"], opening_s=1, seen_s=1, longest_s=3)
    here = at("sandbox", 1, 0.0)
    tour.update(here, STEP_S)
    tour.begin()
    assert tour.update(here, STEP_S) == "sealed"
    asked = [tour.update(here, 1.0) for _ in range(round(LOADING_S) + 2)]
    assert [name for name in asked if name] == ["resting"]


def test_a_visitor_who_picks_a_scene_goes_on_from_there_or_leaves() -> None:
    names = ["sealed", "resting", "pump"]
    tour = Tour(names)
    tour.begin()
    assert tour.update(at("sandbox", 1, 0.0), STEP_S) == "sealed"
    tour.update(at("sealed", 2, 0.0), STEP_S)
    tour.update(at("resting", 3, 0.0), STEP_S)
    assert tour.active and tour.place == (2, 3) and tour.next == "pump"
    tour.update(at("sandbox", 4, 0.0), STEP_S)
    assert not tour.active


def test_no_story_is_over_before_its_last_caption_was_read() -> None:
    for name in library():
        story = Story(load(name))
        pace = story.scene_file.pace_ns_per_s
        assert all(caption.at_ns + 6 * pace <= story.end_ns for caption in story.scene_file.captions), name
    assert not story_over(at("sealed", 1, 0.0))
