"""What moves in the box: gates, glows, ions that come and go; gently, and hardly at all where motion is reduced."""

import numpy as np
import pytest

from render.box.picture import NO_EVENT
from tests.helpers.shown import FRAME_S, Shown


@pytest.fixture
def shown() -> Shown:
    return Shown()


def test_ions_that_come_and_go_fade(shown: Shown) -> None:
    shown.frames(30)
    steady = {int(p["ident"]) for p in shown.box.ions.shown if p["alpha"] == 1}
    kept = shown.snapshot.count.copy()
    shown.snapshot.count[:] = kept // 2
    shown.frames(1)
    leaving = [p for p in shown.box.ions.shown if 0.8 < p["alpha"] < 1 and int(p["ident"]) in steady]
    assert len(leaving) > 50
    shown.frames(40)
    gone = steady - {int(p["ident"]) for p in shown.box.ions.shown}
    assert len(gone) > 50
    shown.snapshot.count[:] = kept
    shown.frames(1)
    coming = [p for p in shown.box.ions.shown if int(p["ident"]) in gone]
    assert coming and all(p["alpha"] < 0.3 for p in coming)


def test_a_gate_moves_in_a_fifth_of_a_second_and_at_once_where_motion_is_reduced(shown: Shown) -> None:
    door = shown.box.membrane.doors[0]
    shown.snapshot.gate[0] = 1
    shown.frames(6)
    assert 0.3 < door.gate < 0.8
    shown.frames(9)
    assert door.gate == 0
    shown.frames(6)
    shown.box.calm = True
    shown.snapshot.gate[0] = 0
    shown.frames(1)
    assert door.gate == 1


@pytest.mark.parametrize("calm", [False, True])
def test_a_gate_that_flickers_is_not_seen_to_flash_more_than_twice_a_second(shown: Shown, calm: bool) -> None:
    shown.box.calm = calm
    door = shown.box.membrane.doors[0]
    opened, opening = [], False
    for frame in range(300):
        before = door.gate
        shown.snapshot.passing[0] = frame // 3 % 2 == 0
        shown.frames(1)
        if door.gate > before and not opening:
            opened.append(frame * FRAME_S)
        opening = door.gate > before or (opening and door.gate == before)
    assert len(opened) > 4 and np.diff(opened).min() >= 0.5


def test_no_channel_glows_more_than_twice_a_second(shown: Shown) -> None:
    random = np.random.default_rng(2)
    ions = shown.box.ions
    begun: dict[int, list[float]] = {}
    was: dict[int, float] = {}
    for frame in range(240):
        gone = random.choice(int(shown.snapshot.count[0]), 60, replace=False)
        events = np.zeros(60, NO_EVENT)
        events["ident"] = shown.snapshot.ident[gone]
        events["outward"], events["channel"] = shown.snapshot.y[gone] < 0, random.integers(0, 6, 60)
        shown.snapshot.y[gone] *= -1
        shown.frames(1, events=events)
        for p in ions.shown:
            ident = int(p["ident"])
            if p["glow"] > was.get(ident, 0.0) == 0.0:
                begun.setdefault(round(float(p["x"])), []).append(frame * FRAME_S)
            was[ident] = float(p["glow"])
    assert len(begun) >= 4
    for times in begun.values():
        assert len(times) > 2 and min(np.diff(times)) >= 0.5


def test_with_reduced_motion_nothing_glows_and_pumps_turn_at_once() -> None:
    shown = Shown("pump")
    shown.box.calm = True
    shown.box.follow_any(shown.snapshot)
    shown.frames(20, 8.0)
    for pump in shown.box.membrane.pumps.shown:
        assert pump.turned == 1.0
    events = np.zeros(40, NO_EVENT)
    events["ident"], events["outward"] = shown.snapshot.ident[:40], True
    bright = []
    for calm in (True, False):
        shown.box.calm = calm
        shown.box.ions.restart()
        shown.frames(1)
        shown.frames(12, events=events)
        bright.append(int(shown.pixels().sum()))
    assert bright[0] < bright[1]
