"""A case counts as what it is named for only if nobody has changed it, in what cases are about or otherwise."""

from render.playback.caption import caption_of
from render.playback.messages import Apply
from render.playback.player import Player
from render.playback.snapshot import Snapshot
from render.playback.worker import SimulationThread
from scenes import load
from sim.commands.doors import SetGate
from sim.commands.solutions import SetTemperature

MEDDLED = "changed by hand"


def playing() -> tuple[Player, Snapshot]:
    player = Player(1, 1)
    player.open(load("knock-out", ["ions=2000"]))
    player.start(next_case=True)  # the story is over
    assert player.recorder is not None
    player.recorder.run_ns, player.recorder.settle_ns = 400.0, 100.0
    return player, Snapshot()


def play(player: Player, into: Snapshot) -> None:
    """A case to its end."""
    while not player.part_over:
        player.advance(8.0)
        player.publish(into)


def test_a_case_that_a_command_has_changed_is_marked_and_not_counted() -> None:
    player, snapshot = playing()
    player.advance(40.0)
    player.intervene(SetTemperature(30.0))
    player.publish(snapshot)
    assert snapshot.comparison is not None and snapshot.comparison.meddled
    assert caption_of(snapshot, "en", MEDDLED) == (f"1/4 · all · {MEDDLED}", False)
    play(player, snapshot)
    assert snapshot.comparison.now is None
    player.go_on()
    player.publish(snapshot)
    assert snapshot.comparison.results == (None,) * 4 and snapshot.comparison.case == 1
    assert snapshot.comparison.touched == (True, False, False, False), "still marked while the next one runs"
    assert MEDDLED not in caption_of(snapshot, "en", MEDDLED)[0]


def test_an_untouched_case_counts_and_a_touched_one_counts_the_next_time() -> None:
    player, snapshot = playing()
    player.intervene(SetTemperature(30.0))
    for _ in range(4):
        play(player, snapshot)
        player.go_on()
    player.publish(snapshot)
    assert [r is not None for r in snapshot.comparison.results] == [False, True, True, True]
    assert not snapshot.comparison.meddled, "begun anew"
    play(player, snapshot)
    player.go_on()
    player.publish(snapshot)
    first = snapshot.comparison.results[0]
    assert first is not None and snapshot.comparison.complete
    results = snapshot.comparison.results
    player.intervene(SetTemperature(30.0))
    for _ in range(100):  # the last case plays on
        player.advance(8.0)
        player.publish(snapshot)
    assert snapshot.comparison.results == results, "a run that was touched leaves the former ones as they are"


def test_what_the_scene_itself_does_touches_nothing() -> None:
    player, snapshot = playing()
    player.apply(SetGate("K", "closed"))
    player.advance(8.0)
    player.publish(snapshot)
    assert not snapshot.comparison.meddled


def test_a_visitors_command_touches_the_case_and_a_refused_one_does_not() -> None:
    thread = SimulationThread(load("knock-out", ["ions=2000"]), 1, 1)
    thread.player, snapshot = playing()
    for command, touched in ((SetGate("X", "closed"), False), (SetTemperature(30.0), True)):
        thread.post(Apply(command))
        thread._heed()
        thread.player.advance(8.0)
        thread.player.publish(snapshot)
        assert snapshot.comparison.meddled == touched
