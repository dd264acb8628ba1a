"""The simulation's thread: it keeps its pace, shares nothing, and survives whatever happens."""

import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from render.playback.history import BINS, History
from render.playback.messages import Apply, ChangePace, LoadScene, Pause, Restart, StepOnce
from render.playback.snapshot import Snapshot
from render.playback.worker import SimulationThread
from sim.commands.doors import SetGate

IONS = 2000


@pytest.fixture
def worker() -> Iterator[SimulationThread]:
    thread = SimulationThread("potassium-only", seed=1, threads=1, ions=IONS)
    thread.start()
    yield thread
    thread.stop()
    assert not thread.is_alive()


def wait_for(found: Callable[[], object], seconds: float = 30.0) -> object:
    end = time.perf_counter() + seconds
    while not (answer := found()):
        assert time.perf_counter() < end, "it did not happen in time"
        time.sleep(0.005)
    return answer


def moving(worker: SimulationThread, beyond_ns: float = 0.0) -> Snapshot:
    def found() -> Snapshot | None:
        snapshot = worker.newest()
        return snapshot if snapshot is not None and snapshot.time_ns > beyond_ns else None

    return wait_for(found)  # type: ignore[return-value]


def test_a_snapshot_shares_no_memory_with_the_simulation(worker: SimulationThread) -> None:
    snapshot = moving(worker)
    simulation = worker.player.simulation
    assert simulation is not None
    live = [*vars(simulation.ions).values(), *vars(simulation.channels).values(), *vars(simulation.membrane).values()]
    live = [array for array in live if isinstance(array, np.ndarray)]
    mine = [array for array in vars(snapshot).values() if isinstance(array, np.ndarray)]
    assert len(mine) >= 8
    assert not any(np.shares_memory(a, b) for a in mine for b in live)


def test_a_snapshot_in_hand_does_not_change(worker: SimulationThread) -> None:
    snapshot = moving(worker)
    before, time_ns = snapshot.x.copy(), snapshot.time_ns
    wait_for(lambda: worker.player.serial > snapshot.serial + 5)
    # room beyond the ions is never written, and may hold nan
    assert np.array_equal(before, snapshot.x, equal_nan=True) and snapshot.time_ns == time_ns
    later = worker.newest()
    assert later is not None and later is not snapshot and later.time_ns > time_ns


def test_the_pace_is_kept_and_reported(worker: SimulationThread) -> None:
    first = moving(worker)
    begun_ns, begun = first.time_ns, time.perf_counter()
    time.sleep(1.5)
    last = moving(worker, begun_ns)
    rate = (last.time_ns - begun_ns) / (time.perf_counter() - begun)
    assert rate < 1.15 * last.pace
    assert last.achieved < 1.15 * last.pace


def test_a_slow_machine_drops_pace_instead_of_falling_behind(worker: SimulationThread) -> None:
    moving(worker)
    real, calls = worker._advance, []

    def slow(ns: float) -> float:
        calls.append(ns)
        time.sleep(0.1)
        return real(ns)

    worker._advance = slow  # type: ignore[method-assign]
    wait_for(lambda: len(calls) > 12)
    assert max(calls) <= 240.0 * 4 / 60  # never more than a few ticks at once
    assert max(calls[6:]) <= max(calls[:6]) + 1
    wait_for(lambda: (worker.newest() or Snapshot()).achieved < 200)


def test_pause_step_and_pace(worker: SimulationThread) -> None:
    moving(worker)
    worker.post(Pause(True))
    wait_for(lambda: worker.newest().paused)  # type: ignore[union-attr]
    held = worker.newest().time_ns  # type: ignore[union-attr]
    time.sleep(0.1)
    assert worker.newest().time_ns == held  # type: ignore[union-attr]
    worker.post(StepOnce())
    stepped = moving(worker, held)
    assert stepped.paused and stepped.time_ns <= held + 5
    worker.post(ChangePace(+1))
    wait_for(lambda: worker.newest().pace == 180)  # type: ignore[union-attr]
    worker.post(ChangePace(-100))
    wait_for(lambda: worker.newest().pace == 1)  # type: ignore[union-attr]
    worker.post(Restart())
    wait_for(lambda: not worker.newest().paused and worker.newest().pace == 120)  # type: ignore[union-attr]


def test_commands_reach_the_ions_and_wrong_ones_are_told(worker: SimulationThread) -> None:
    moving(worker)
    worker.post(Apply(SetGate("K", "closed")))
    wait_for(lambda: not worker.newest().passing.any())  # type: ignore[union-attr]
    worker.post(Apply(SetGate("Xx", "closed")))
    notice = wait_for(worker.take_notice)
    assert notice.kind == "refused" and "Xx" in notice.text  # type: ignore[attr-defined]
    moving(worker, worker.newest().time_ns)  # type: ignore[union-attr]


def test_it_survives_an_exception_and_starts_again(worker: SimulationThread) -> None:
    generation = moving(worker).generation

    def broken(ns: float) -> float:
        raise RuntimeError("the ions have gone")

    worker._advance = broken  # type: ignore[method-assign]
    notice = wait_for(worker.take_notice)
    assert notice.kind == "stopped" and notice.text == "the ions have gone"  # type: ignore[attr-defined]
    assert worker.is_alive() and worker.newest() is not None
    del worker._advance
    worker.post(Restart())
    wait_for(lambda: worker.newest().generation > generation and worker.newest().time_ns > 5)  # type: ignore[union-attr]


def test_scenes_follow_each_other_and_a_wrong_one_is_refused(worker: SimulationThread) -> None:
    moving(worker)
    worker.post(LoadScene("sealed"))
    wait_for(lambda: worker.newest().scene_file.name == "sealed")  # type: ignore[union-attr]
    assert abs(int(worker.newest().count.sum()) - IONS) < 0.1 * IONS  # type: ignore[union-attr]
    worker.post(LoadScene("no-such-scene"))
    notice = wait_for(worker.take_notice)
    assert notice.kind == "refused" and "no-such-scene" in notice.text  # type: ignore[attr-defined]
    assert worker.newest().scene_file.name == "sealed"  # type: ignore[union-attr]


def test_a_wrong_first_scene_is_handed_over() -> None:
    from scenes import SceneFileError

    thread = SimulationThread("no-such-scene")
    thread.start()
    wait_for(lambda: thread.refusal)
    assert isinstance(thread.refusal, SceneFileError)
    thread.stop()


def test_crossings_are_handed_over_once(worker: SimulationThread) -> None:
    moving(worker)
    events = wait_for(worker.take_events)
    assert all(batch["channel"].max() < len(worker.newest().kind) for batch in events)  # type: ignore
    worker.post(Pause(True))
    wait_for(lambda: worker.newest().paused)  # type: ignore[union-attr]
    worker.take_events()
    assert worker.take_events() == []


def test_history_is_bounded_and_keeps_the_latest() -> None:
    history = History(7200.0)
    for n in range(1, 5000):
        history.add(np.full(10, float(n)), 10.0 * n, {"ghk": -float(n), "zero": 0.0})
    trace = history.trace()
    assert len(trace.time_ns) == BINS and history._columns.shape[1] == 2 * BINS
    assert trace.mean[-1] == 4999 and trace.lines["ghk"][-1] == -4999
    assert np.allclose(np.diff(trace.time_ns), 10)
    assert history.recent("", 20.0) == pytest.approx(4998)
    assert np.isnan(history.recent("unknown", 20.0))


def test_history_begins_empty_and_tells_low_and_high() -> None:
    history = History(7200.0)
    assert np.isnan(history.recent("", 10.0)) and len(history.trace().time_ns) == 0
    history.add(np.array([1.0, 5.0]), 5.0, {})
    history.add(np.array([3.0]), 12.0, {})
    trace = history.trace()
    assert (trace.low[0], trace.mean[0], trace.high[0]) == (1.0, 3.0, 5.0)


def test_a_scene_stands_still_until_it_is_released(worker: SimulationThread) -> None:
    first = moving(worker)
    telling, step_ns = first.telling, first.scene.macro_step_ns  # kept: a snapshot is filled anew once given back

    def again() -> Snapshot | None:
        snapshot = worker.newest()
        return snapshot if snapshot and snapshot.telling > telling and worker.progress is None else None

    worker.released = telling
    moving(worker, 10.0)
    worker.post(Restart())
    still = wait_for(again)
    assert isinstance(still, Snapshot)
    time.sleep(0.5)
    still = worker.newest() or still
    assert still.time_ns == step_ns and not still.paused
    worker.released = still.telling
    moving(worker, 10.0)


def test_the_whole_past_is_bounded_and_keeps_every_peak() -> None:
    history, seen = History(7200.0), []
    for n in range(1, 40_000):
        mV = -70.0 + 5.0 * np.sin(n / 50) + (100.0 if n % 7919 == 0 else 0.0)
        history.add(np.array([mV]), 10.0 * n, {"ghk": -70.0})
        seen.append(mV)
    whole = history.whole.trace()
    assert BINS / 2 <= len(whole.time_ns) <= BINS and not whole.lines
    assert whole.time_ns[0] < whole.bin_ns and whole.time_ns[-1] > 399_990 - whole.bin_ns
    assert (np.diff(whole.time_ns) > 0).all()
    assert whole.high.max() == pytest.approx(max(seen)) and whole.low.min() == pytest.approx(min(seen))
    assert (whole.high > 0).sum() == 5, "each spike, though much shorter than a bin, and no other"
    assert float(np.average(whole.mean)) == pytest.approx(float(np.mean(seen)), abs=0.5)


def test_the_whole_past_of_a_coarse_look_has_no_holes() -> None:
    history = History(7200.0)
    assert len(history.whole.trace().time_ns) == 0
    for n in range(1, 400):
        history.add(np.array([float(n)]), 70.0 * n, {})
    whole = history.whole.trace()
    assert whole.mean[0] == 1 and whole.high[-1] == 399 and np.isfinite(whole.mean).all()
