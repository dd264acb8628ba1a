"""Push against pull at the doors, and the count of gates: drawn as counted."""

from dataclasses import replace

import numpy as np
import pygame
import pytest

from render.app import App
from render.box.doors.forces import ALL, Forces, arrows_of
from render.box.doors.gates import count_gates
from render.playback.snapshot import CLOSED, Snapshot
from render.session import Session
from tests.helpers.windows import snapshot_of, start


def with_E(snapshot: Snapshot, mV: float, **nernst: float) -> Snapshot:
    prediction = replace(snapshot.prediction, nernst={**snapshot.prediction.nernst, **nernst})
    return replace(snapshot, voltage_mV=mV, prediction=prediction)


@pytest.mark.parametrize(("symbol", "E"), [("K", -89.0), ("Na", 70.0), ("Cl", -64.0)])
def test_the_arrows_are_equal_and_opposite_in_balance(symbol: str, E: float) -> None:
    balanced = arrows_of(with_E(snapshot_of("resting"), E, **{symbol: E}), symbol)
    assert balanced is not None and balanced.crowding == -balanced.voltage != 0
    off = arrows_of(with_E(snapshot_of("resting"), E / 2, **{symbol: E}), symbol)
    assert off is not None and abs(off.voltage) == abs(off.crowding) / 2


def test_directions() -> None:
    """At rest: K+ is crowded inside and pulled in, Na+ pushed and pulled in, Cl- pushed in and driven out."""
    rest = with_E(snapshot_of("resting"), -70.0)
    K, Na, Cl = (arrows_of(rest, symbol) for symbol in ("K", "Na", "Cl"))
    assert K is not None and Na is not None and Cl is not None
    assert K.crowding > 0 > K.voltage and Na.crowding < 0 and Na.voltage < 0 and Cl.crowding < 0 < Cl.voltage
    mirrored = with_E(snapshot_of("resting"), 70.0, **{s: -rest.prediction.nernst[s] for s in ("K", "Na", "Cl")})
    for symbol, before in (("K", K), ("Na", Na), ("Cl", Cl)):
        after = arrows_of(mirrored, symbol)
        assert after is not None and (after.crowding, after.voltage) == (-before.crowding, -before.voltage)


def crossed(snapshot: Snapshot, time_ns: float, out: int, in_: int) -> Snapshot:
    crossings = {s: {"out": out, "in": in_} for s in snapshot.symbols}
    return replace(snapshot, time_ns=time_ns, observation=replace(snapshot.observation, crossings=crossings))


@pytest.mark.parametrize(("out", "in_", "shown"), [(60, 20, 1), (20, 60, -1), (30, 28, 0), (0, 0, 0)])
def test_a_net_flow_is_drawn_beyond_its_noise(out: int, in_: int, shown: int) -> None:
    forces, rest = Forces(), snapshot_of("resting")
    forces.next_mode(rest)
    for n in range(2):
        forces.update(crossed(rest, 10.0 * n, n * out, n * in_), 1.0, calm=True)
    assert np.sign(forces._shown["K"].flow) == shown
    forces.restart()
    assert not forces._shown


def test_modes_go_round() -> None:
    forces, rest = Forces(), snapshot_of("resting")
    assert [forces.next_mode(rest) for _ in range(5)] == ["K", "Na", "Cl", ALL, ""]
    alone = snapshot_of("potassium-only")
    assert [forces.next_mode(alone) for _ in range(2)] == ["K", ""]


def test_off_draws_nothing_and_lengths_glide() -> None:
    app = start(App(Session("resting", ions=2000, size=(960, 540))))
    try:
        box, rest = app.session.stage.box, snapshot_of("resting")  # type: ignore[union-attr]
        assert app.session.is_on("forces") is False
        app.actions("forces")
        assert app.session.is_on("forces") is True and box.forces.mode == "K"
        canvas = pygame.Surface((960, 540), 0, 32)
        before = pygame.image.tobytes(canvas, "RGB")
        box.forces.update(rest, 0.016, calm=False)
        box.forces.draw(canvas, box.rect, box.camera, rest, app.type, app.session.words)
        assert pygame.image.tobytes(canvas, "RGB") != before
        shown, now = box.forces._shown["K"], arrows_of(rest, "K")
        assert now is not None and abs(shown.voltage) < abs(now.voltage), "it grows"
        box.forces.mode = ""
        canvas.fill((0, 0, 0))
        box.forces.draw(canvas, box.rect, box.camera, rest, app.type, app.session.words)
        assert pygame.image.tobytes(canvas, "RGB") == before
    finally:
        app.close()


def test_every_door_with_a_ball_is_counted_once() -> None:
    snapshot = snapshot_of("spike")
    found = count_gates(snapshot)
    assert found is not None
    assert found.ready + found.open + found.plugged == int(snapshot.ball.sum()) > 0
    assert found.plugged == int(snapshot.inactive.sum())
    shut = replace(snapshot, gate=np.where(snapshot.ball, CLOSED, snapshot.gate))
    assert count_gates(shut) is None and count_gates(snapshot_of("resting")) is None


def test_gate_and_ball_are_told_apart() -> None:
    """A door passes where its gate stands open and no ball is in it."""
    snapshot = snapshot_of("spike")
    with_ball = snapshot.ball
    assert np.array_equal(snapshot.passing[with_ball], (snapshot.activated & ~snapshot.inactive)[with_ball])
