"""The bar of a start shows the share of time that is over, on a fast machine and on a slow one."""

import itertools

import pytest

from render.playback.preparation import FIRST, LATER, Preparation


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.mark.parametrize("slower", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("steps", [FIRST, LATER])
def test_the_share_is_that_of_the_time(steps: dict[str, float], slower: float) -> None:
    clock = Clock()
    preparation = Preparation(steps, clock)
    begun, whole = 0.0, slower * sum(steps.values())
    for step, expected in steps.items():
        preparation.enter(step)
        for tenth in range(1, 10):
            clock.now_s = begun + tenth / 10 * slower * expected
            if step != "import" and step != "scene":  # before these nothing is known of the machine
                assert preparation.share() == pytest.approx(clock.now_s / whole, abs=0.02)
        begun += slower * expected
        clock.now_s = begun


def test_a_step_that_takes_longer_than_thought_neither_stands_nor_ends() -> None:
    clock = Clock()
    preparation = Preparation({"scene": 1.0, "walk": 1.0}, clock)
    clock.now_s = 1.0
    preparation.enter("walk")
    shares = []
    for seconds in (1.8, 2.0, 2.2, 2.5, 3.0, 4.0):
        clock.now_s = seconds
        shares.append(preparation.share())
    assert all(a < b < 1 for a, b in itertools.pairwise(shares))


def test_steps_go_on_and_never_back() -> None:
    preparation = Preparation(FIRST, Clock())
    preparation.enter("place")
    assert (preparation.done, preparation.step) == (2, "place")
    preparation.enter("scene")
    assert preparation.step == "place"
    with pytest.raises(ValueError, match="not in"):
        preparation.enter("tea")
