"""A visitor sets what cases are about, and finds his own points. Statistical limits are five standard errors (false
alarm below one in 1.7 million a comparison)."""

import math
from dataclasses import replace

import pytest

from render.playback.caption import caption_of
from render.playback.comparison import NO_CASE
from render.playback.counted.tries import Tries
from render.playback.messages import Apply, SetByHand
from render.playback.player import Player
from render.playback.snapshot import Snapshot
from render.playback.tour import story_over
from render.playback.worker import SimulationThread
from scenes import load
from sim.commands.doors import SetGate
from sim.commands.solutions import SetTemperature

SHORT = ("ions=1500", "compare.screen_ns=300", "claim.settle_ns=90")
SIGMAS, SIGMAS_95 = 5.0, 1.96
HAND = "counted by hand"


def playing(name: str, *changes: str, case: bool = False) -> tuple[Player, Snapshot]:
    """A scene as its story, or its first case, has begun."""
    player, snapshot = Player(1, 1), Snapshot()
    player.open(load(name, [*SHORT, *changes]))
    if case:
        player.start(next_case=True)
    play(player, snapshot, 16.0)
    return player, snapshot


def play(player: Player, snapshot: Snapshot, ns: float) -> None:
    for _ in range(round(ns / 8)):
        player.advance(8.0)
        player.publish(snapshot)


def counted(player: Player, snapshot: Snapshot) -> None:
    """Until the point of what is set is there."""
    assert snapshot.comparison is not None and snapshot.comparison.hand is not None
    while not snapshot.comparison.hand.done:
        assert snapshot.comparison.hand.place is not None
        play(player, snapshot, 16.0)


def test_a_visitor_who_sets_what_the_cases_are_about_has_the_scene_in_hand() -> None:
    player, snapshot = playing("hyperkalaemia")
    assert snapshot.comparison is None and snapshot.place is not None and snapshot.place.x == 5.0
    player.by_hand(x=30.0)
    play(player, snapshot, 8.0)
    compared = snapshot.comparison
    assert compared is not None and compared.hand is not None and compared.case == NO_CASE
    assert compared.hand.place is not None and compared.hand.place.x == 30.0 and compared.hand.settling
    assert snapshot.set_mM["outside"]["K"] == 30.0 and snapshot.set_mM["outside"]["Na"] == pytest.approx(120.0)
    play(player, snapshot, 40_000.0 / 8)
    assert not player.part_over, "no case takes the scene out of the hand"


@pytest.mark.parametrize("case", [False, True])
def test_a_door_that_is_clicked_is_corked_and_is_one_less(case: bool) -> None:
    player, snapshot = playing("channel-block", case=case)
    hands = snapshot.scene_file.hands
    assert hands is not None and hands.state_of("K") == "blocked" and hands.state_of("Na") == "closed"
    for n, door in enumerate([d for d, kind in enumerate(snapshot.kind) if kind == "K"][:3], start=1):
        player.intervene(SetGate(door, "blocked"))
        play(player, snapshot, 8.0)
        assert snapshot.place is not None and snapshot.place.x == pytest.approx(5.0 * n)
    assert snapshot.comparison is not None and snapshot.comparison.hand is not None


def test_points_come_once_each_and_theory_after_three_states() -> None:
    player, snapshot = playing("hyperkalaemia")
    for n, x in enumerate((20.0, 25.0, 60.0), start=1):
        player.by_hand(x=x)
        play(player, snapshot, 8.0)
        assert snapshot.comparison is not None and not snapshot.comparison.with_theory and not story_over(snapshot)
        counted(player, snapshot)
        assert snapshot.comparison.hand is not None
        assert [point.place.x for point in snapshot.comparison.hand.points] == [20.0, 25.0, 60.0][:n]
        play(player, snapshot, 400.0)
        assert len(snapshot.comparison.hand.points) == n, "a state is one point, however long it stands"
    assert snapshot.comparison.with_theory and story_over(snapshot)
    assert caption_of(snapshot, "en", HAND) == (snapshot.scene_file.seen["en"], True)
    assert all(result is None for result in snapshot.comparison.results), "nothing of it is the automatic result"


def test_three_points_of_one_state_show_no_line() -> None:
    player, snapshot = playing("hyperkalaemia")
    for _ in range(3):
        player.by_hand(x=20.0)
        player.intervene(SetTemperature(37.0))  # sets what is set: touched all the same
        play(player, snapshot, 8.0)
        counted(player, snapshot)
    assert snapshot.comparison is not None and snapshot.comparison.hand is not None
    assert len(snapshot.comparison.hand.points) == 3 and not snapshot.comparison.with_theory


def test_a_state_that_is_touched_while_it_is_counted_begins_anew() -> None:
    player, snapshot = playing("voltage-clamp")
    player.by_hand(x=-60.0)
    play(player, snapshot, 280.0)
    assert snapshot.comparison is not None and snapshot.comparison.hand is not None
    assert not snapshot.comparison.hand.settling and snapshot.comparison.hand.share > 0.9
    player.by_hand(x=-50.0)
    play(player, snapshot, 56.0)
    assert snapshot.comparison.hand.settling and snapshot.comparison.hand.points == ()
    counted(player, snapshot)
    (point,) = snapshot.comparison.hand.points
    assert point.place.x == -50.0 and point.result.measured_mV == pytest.approx(-50.0)


def test_nothing_is_counted_while_something_else_is_changed_and_again_once_it_is_put_back() -> None:
    player, snapshot = playing("voltage-clamp")
    player.by_hand(x=-60.0)
    player.intervene(SetGate("Na", "closed"))
    play(player, snapshot, 900.0)
    assert snapshot.comparison is not None and snapshot.comparison.hand is not None
    assert snapshot.comparison.hand.place is None and not snapshot.comparison.hand.points
    player.intervene(SetGate("Na", "open"))
    play(player, snapshot, 8.0)
    counted(player, snapshot)
    assert [point.place.x for point in snapshot.comparison.hand.points] == [-60.0]


def test_a_case_that_lacks_the_doors_gives_way_to_the_scenes_own_cell() -> None:
    player, snapshot = playing("knock-out", case=True)
    assert player.recorder is not None
    while not player.part_over:
        play(player, snapshot, 8.0)
    player.go_on()
    play(player, snapshot, 16.0)
    assert snapshot.comparison is not None and snapshot.comparison.case == 1 and "K" not in snapshot.kind
    kept, generation, before_mV = snapshot.comparison.results, snapshot.generation, snapshot.voltage_mV
    assert kept[0] is not None
    player.by_hand(switch=2)  # Na+ doors away, too: no other doors are needed for that
    play(player, snapshot, 8.0)
    assert snapshot.generation == generation and snapshot.place is not None and snapshot.place.on == {1, 2}
    player.by_hand(switch=1)
    play(player, snapshot, 8.0)
    assert snapshot.generation == generation + 1 and snapshot.kind.count("K") == 24
    assert snapshot.place is not None and snapshot.place.on == {2}
    assert snapshot.comparison.results == kept, "what ran untouched before stays"
    assert abs(snapshot.observation.voltage_mV - before_mV) < 30


def test_switches_act_each_by_itself_or_one_at_a_time() -> None:
    player, snapshot = playing("knock-out")
    for switch, on in ((2, {2}), (3, {2, 3}), (2, {3}), (3, {0})):
        player.by_hand(switch=switch)
        play(player, snapshot, 8.0)
        assert snapshot.place is not None and snapshot.place.on == on
    player, snapshot = playing("electroneutral-pump", "ions=3000")
    for switch, on, sodium in ((1, {1}, 2), (1, {1}, 2), (0, {0}, 3)):
        player.by_hand(switch=switch)
        play(player, snapshot, 8.0)
        assert snapshot.place is not None and snapshot.place.on == on
        assert snapshot.observation.pump is not None and snapshot.observation.pump.sodium == sodium


def test_the_thread_takes_what_is_set_by_hand_and_a_start_forgets_it() -> None:
    thread = SimulationThread(load("voltage-clamp", SHORT), 1, 1)
    thread.player, snapshot = playing("voltage-clamp")
    thread.post(SetByHand(x=-30.0))
    thread.post(Apply(SetGate("X", "closed")))  # refused: touches nothing
    thread._heed()
    play(thread.player, snapshot, 8.0)
    assert snapshot.observation.clamp_mV == pytest.approx(-30.0) and thread.take_notice() is not None
    thread.player.start()
    play(thread.player, snapshot, 8.0)
    assert snapshot.comparison is None and snapshot.place is not None and snapshot.place.x == 0.0


def test_a_dial_that_moves_many_doors_begins_one_count(monkeypatch: pytest.MonkeyPatch) -> None:
    player, snapshot = playing("channel-block")
    player.by_hand(x=50.0)
    begun: list[float] = []
    touch = Tries.touch
    monkeypatch.setattr(Tries, "touch", lambda tries, cell: (begun.append(cell.time_ns), touch(tries, cell)))
    player.by_hand(x=0.0)
    assert player.simulation is not None and begun == [player.simulation.time_ns]
    player.by_hand(x=0.0)
    assert len(begun) == 1, "nothing was changed"
    play(player, snapshot, 8.0)
    assert snapshot.place is not None and snapshot.place.x == 0.0


@pytest.mark.parametrize(("before", "now"), [("channel-block", "knock-out"), ("hyperkalaemia", "voltage-clamp")])
def test_what_was_meant_for_the_scene_before_touches_none(before: str, now: str) -> None:
    thread = SimulationThread(load(now, SHORT), 1, 1)
    thread.player, snapshot = playing(now)
    settings = thread.player._settings
    for message in (SetByHand(x=20.0), SetByHand(switch=1), Apply(SetTemperature(5.0)), Apply(SetGate("X", "closed"))):
        thread.post(replace(message, scene=before))
    thread._heed()
    play(thread.player, snapshot, 8.0)
    assert thread.player._settings == settings and snapshot.place is not None and thread.take_notice() is None
    thread.post(Apply(SetTemperature(5.0), now))
    thread._heed()
    assert thread.player.simulation is not None and thread.player.simulation.scene.temperature_C == 5.0


# what is set by hand, the case that it is, ions, and what is compared
BY_HAND = {
    "hyperkalaemia": ([({"x": 20.0}, 3), ({"x": 80.0}, 5), ({"x": 5.0}, 1)], 6000),
    "voltage-clamp": ([({"x": -120.0}, 0), ({"x": 60.0}, 6), ({"x": -30.0}, 3)], 3000),
    "knock-out": ([({"switch": 2}, 2), ({"switch": 2}, 0), ({"switch": 1}, 1)], 6000),
}


LONG = dict.fromkeys(("voltage-clamp", "knock-out"), pytest.mark.long)


@pytest.mark.slow
@pytest.mark.parametrize("name", [pytest.param(name, marks=LONG.get(name, ())) for name in BY_HAND])
def test_what_is_found_by_hand_is_what_the_cases_find(name: str) -> None:
    steps, ions = BY_HAND[name]
    file = load(name, [f"ions={ions}"])
    player, snapshot = Player(11, 1), Snapshot()
    player.open(file)
    player.start(next_case=True)
    while snapshot.comparison is None or not snapshot.comparison.complete:
        play(player, snapshot, 16.0)
        if player.part_over:
            player.go_on()
    automatic = snapshot.comparison.results
    player, snapshot = Player(12, 1), Snapshot()
    player.open(file)
    play(player, snapshot, 16.0)
    for step, _ in steps:
        player.by_hand(**step)  # type: ignore[arg-type]
        play(player, snapshot, 8.0)
        counted(player, snapshot)
    assert snapshot.comparison is not None and snapshot.comparison.hand is not None and snapshot.comparison.with_theory
    for point, (_, case) in zip(snapshot.comparison.hand.points, steps, strict=True):
        other = automatic[case]
        assert other is not None and point.place.on == {case}
        if name == "voltage-clamp":
            for symbol in ("K", "Na"):
                off = point.result.current_pA[symbol] - other.current_pA[symbol]
                error = math.hypot(point.result.current_error_pA[symbol], other.current_error_pA[symbol])
                assert abs(off) < SIGMAS / SIGMAS_95 * max(error, 1.0), (symbol, point, other)
        else:  # an automatic case is as noisy as one by hand
            off = point.result.measured_mV - other.measured_mV
            error = math.hypot(point.result.error_mV, max(other.error_mV, point.result.error_mV))
            assert abs(off) < SIGMAS / SIGMAS_95 * error, (point, other)
            residual = point.result.measured_mV - point.result.predicted_mV
            assert abs(residual) < SIGMAS / SIGMAS_95 * point.result.error_mV + file.claim.tolerance_mV
