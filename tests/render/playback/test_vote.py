"""A question with answers holds time until somebody votes, or has had long enough; who watches only is not kept."""

from dataclasses import replace

import pytest

from render.playback.snapshot import Snapshot
from render.playback.tour import ASKING_S, OPENING_S, Tour
from scenes import load
from tests.helpers.windows import snapshot_of

STEP_S = 0.1


def asked(telling: int = 1, name: str = "resting", **changes: object) -> Snapshot:
    return replace(snapshot_of("sealed"), scene_file=load(name), telling=telling, **changes)  # type: ignore[arg-type]


def pass_time(tour: Tour, snapshot: Snapshot, seconds: float) -> None:
    for _ in range(round(seconds / STEP_S)):
        tour.update(snapshot, STEP_S)


def test_time_stands_still_until_the_vote_and_goes_on_after() -> None:
    tour, snapshot = Tour(["resting"]), asked(time_ns=0.0)
    pass_time(tour, snapshot, 600)
    assert tour.holding and tour.offered == 3 and tour.hides and tour.voted is None
    tour.vote(3)  # there is no fourth answer
    assert tour.holding and tour.voted is None
    tour.vote(1)
    assert not tour.holding and tour.phase == "running" and tour.voted == 1 and tour.hides and not tour.offered
    tour.vote(0)
    assert tour.voted == 1, "one vote for each question"


def test_starting_again_asks_again() -> None:
    tour = Tour(["resting"])
    tour.update(asked(time_ns=0.0), STEP_S)
    tour.vote(0)
    tour.update(asked(telling=2, time_ns=0.0), STEP_S)
    assert tour.offered == 3 and tour.voted is None


def test_without_a_vote_nothing_is_hidden() -> None:
    tour = Tour(["resting"])
    tour.update(asked(time_ns=0.0), STEP_S)
    tour.skip_opening()
    assert tour.phase == "running" and not tour.hides


@pytest.mark.parametrize(("tour", "opens_s"), [
    (Tour(["resting"], asking_s=ASKING_S), ASKING_S),
    (Tour(["resting"], opening_s=0.0), 0.0),
])  # fmt: skip
def test_a_kiosk_goes_on_after_a_while_and_a_scene_without_opening_at_once(tour: Tour, opens_s: float) -> None:
    snapshot = asked(time_ns=0.0)
    if opens_s:
        pass_time(tour, snapshot, opens_s - 0.5)
        assert tour.phase == "opening"
    pass_time(tour, snapshot, 1.0)
    assert tour.phase == "running"


def test_a_tour_goes_on_after_a_while() -> None:
    tour, snapshot = Tour(["resting", "sealed"]), asked(time_ns=0.0)
    tour.begin()
    tour.update(replace(snapshot, telling=0), STEP_S)
    pass_time(tour, snapshot, ASKING_S - 1)
    assert tour.phase == "opening" and 0 < tour.left_s < 1.5
    pass_time(tour, snapshot, 2)
    assert tour.active and tour.phase == "running"


def test_switched_off_or_where_time_does_not_stand_still_it_is_only_told() -> None:
    for switched in ("questions", "still"):
        tour, snapshot = Tour(["resting"]), asked(time_ns=0.0)
        setattr(tour, switched, False)
        pass_time(tour, snapshot, OPENING_S - 0.5)
        assert tour.phase == "opening" and not tour.offered and not tour.hides
        tour.vote(1)
        assert tour.voted is None
        pass_time(tour, snapshot, 1.0)
        assert tour.phase == "running"


def test_predictions_come_with_what_was_seen() -> None:
    tour = Tour(["sealed"])
    tour.update(asked(name="sealed", time_ns=0.0), STEP_S)
    tour.vote(1)
    tour.update(asked(name="sealed", time_ns=1e6), STEP_S)
    assert tour.phase == "seen" and tour.voted == 1 and not tour.hides
