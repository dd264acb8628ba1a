"""Crisp ions: which they are, that their smoothing is fair, and that they never take a way no ion could."""

import numpy as np
import pytest

from render.box.camera import Camera
from render.box.ions import IN_FOCUS, IonPainter
from render.playback.snapshot import Snapshot
from render.style import theme

WIDTH, FACE, HALF = 120.0, 3.0, 25.0
EVENT = np.dtype([("ion", np.int64), ("ident", np.uint32), ("channel", np.int16), ("outward", np.bool_)])
NONE = np.empty(0, EVENT)


class Walkers:
    """Ions that diffuse in the box; some cross through channels, and say so."""

    def __init__(self, count: int, seed: int = 0, crossing: bool = False) -> None:
        self.random = np.random.default_rng(seed)
        self.crossing = crossing
        side = self.random.choice([-1, 1], count)
        self.snapshot = Snapshot(
            x=self.random.uniform(0, WIDTH, count).astype(np.float32),
            y=(side * self.random.uniform(FACE, FACE + HALF, count)).astype(np.float32),
            ident=np.arange(count, dtype=np.uint32),
            start=np.zeros(1, np.int64),
            count=np.array([count], np.int64),
            centre_nm=np.array([10.0, 60.0, 110.0], np.float32),
            pace=240.0,
        )
        self.painter = IonPainter()
        self.painter.look(Camera.fit((600, 280), WIDTH, FACE, HALF), (600, 280), ["K"], {"K": 1})
        self.painter.set_diffusion([1.96])

    def step(self, ns: float = 4.0, seconds: float = 1 / 60) -> np.ndarray:
        now, n = self.snapshot, len(self.snapshot.x)
        x = np.abs(now.x + self.random.normal(0, np.sqrt(2 * 1.96 * ns), n))
        now.x[:] = WIDTH - np.abs(WIDTH - x)
        d = np.abs(np.abs(now.y) - FACE + self.random.normal(0, np.sqrt(2 * 1.96 * ns), n))
        now.y[:] = np.sign(now.y) * (FACE + HALF - np.abs(HALF - d))
        events = NONE
        if self.crossing:
            gone = self.random.choice(n, 40, replace=False)
            events = np.zeros(40, EVENT)
            events["ident"], events["outward"] = now.ident[gone], now.y[gone] < 0
            events["channel"] = self.random.integers(0, 3, 40)
            now.y[gone] *= -1
            now.x[gone] = now.centre_nm[events["channel"]]
        now.time_ns += ns
        now.serial += 1
        self.painter.move(now, events, seconds)
        return self.painter.shown


def test_the_focal_slice_keeps_its_ions() -> None:
    walkers = Walkers(50_000)
    first = set(walkers.step()["ident"].tolist())
    assert abs(len(first) - IN_FOCUS) < 5 * np.sqrt(IN_FOCUS)
    for _ in range(5):
        assert set(walkers.step()["ident"].tolist()) == first


def test_among_very_many_ions_the_guests_displace_no_one() -> None:
    walkers = Walkers(400_000, crossing=True)
    for _ in range(30):
        shown = walkers.step(0.1)
    assert shown["guest"].any()
    assert abs(int((~shown["guest"]).sum()) - IN_FOCUS) < 5 * np.sqrt(IN_FOCUS)


def test_an_ion_keeps_its_record_when_it_moves_in_memory() -> None:
    walkers = Walkers(5000)
    for _ in range(30):
        walkers.step()
    before = {int(p["ident"]): (float(p["x"]), float(p["y"])) for p in walkers.painter.shown}
    order = np.random.default_rng(1).permutation(5000)
    now = walkers.snapshot
    now.x, now.y, now.ident = now.x[order], now.y[order], now.ident[order]
    for p in walkers.step(0.0, 1e-6):
        assert np.hypot(p["x"] - before[int(p["ident"])][0], p["y"] - before[int(p["ident"])][1]) < 0.01


def test_smoothing_leaves_ions_spread_evenly_and_slow_enough_to_follow() -> None:
    walkers = Walkers(20_000)
    depths, steps = [], []
    last = walkers.step().copy()
    for n in range(400):
        shown = walkers.step().copy()
        if n > 100:
            if n % 20 == 0:
                depths.append(np.abs(shown["y"]) - FACE)
            steps.append(np.hypot(shown["x"] - last["x"], shown["y"] - last["y"]).mean())
        last = shown
    counts = np.histogram(np.concatenate(depths), 5, (0, HALF))[0]
    # 15 pictures some 80 ns apart are nearly independent
    assert np.abs(counts / counts.mean() - 1).max() < 5 / np.sqrt(counts.mean())
    assert np.mean(steps) < 1.0  # nm a frame; the ions themselves move 5


def test_paused_ions_settle_on_their_true_places() -> None:
    walkers = Walkers(20_000)
    for _ in range(60):
        walkers.step()
    walkers.snapshot.paused = True
    for _ in range(120):
        walkers.painter.move(walkers.snapshot, NONE, 1 / 60)
    radius = walkers.painter.radius_px / 5
    for p in walkers.painter.shown:
        i = int(p["ident"])
        assert np.hypot(p["x"] - walkers.snapshot.x[i], p["y"] - walkers.snapshot.y[i]) < radius * 1.5


@pytest.mark.parametrize("seconds", [1 / 60, 1 / 15])
def test_no_shown_ion_is_ever_in_lipid_or_outside_the_box(seconds: float) -> None:
    walkers = Walkers(20_000, crossing=True)
    passing = 0
    for _ in range(250):
        shown = walkers.step(seconds=seconds)
        in_membrane = np.abs(shown["y"]) < FACE
        off_axis = np.abs(shown["x"][:, None] - walkers.snapshot.centre_nm[None]).min(axis=1)
        assert (off_axis[in_membrane] < 0.01).all()
        assert (shown["x"] >= 0).all() and (shown["x"] <= WIDTH).all()
        assert (np.abs(shown["y"]) <= FACE + HALF).all()
        passing += int(in_membrane.sum())
    assert passing > 100


def test_a_crossing_glows_and_fades_in_half_a_second() -> None:
    walkers = Walkers(500)
    for _ in range(30):
        walkers.step()
    ion = int(np.flatnonzero(walkers.snapshot.y < 0)[0])
    event = np.zeros(1, EVENT)
    event["ident"], event["channel"], event["outward"] = ion, 1, True
    walkers.snapshot.y[ion] = FACE + 5
    walkers.snapshot.serial += 1
    walkers.painter.move(walkers.snapshot, event, 1 / 60)
    glow, above = [], []
    for _ in range(150):
        walkers.painter.move(walkers.snapshot, NONE, 1 / 60)
        record = walkers.painter.shown[walkers.painter.shown["ident"] == ion][0]
        glow.append(float(record["glow"]))
        above.append(record["y"] > FACE)
    assert max(glow) == 1.0 and glow[-1] == 0.0
    last_bright = max(n for n, g in enumerate(glow) if g == 1.0)
    first_dark = next(n for n, g in enumerate(glow) if n > last_bright and g == 0.0)
    assert abs((first_dark - last_bright) / 60 - theme.FADE_S) < 0.05
    assert above[-1]


def test_guests_are_ions_and_leave_again() -> None:
    walkers = Walkers(20_000, crossing=True)
    guests = 0
    for _ in range(60):
        shown = walkers.step()
        assert set(shown["ident"].tolist()) <= set(walkers.snapshot.ident.tolist())
        guests = max(guests, int(shown["guest"].sum()))
    assert guests > 0
    walkers.crossing = False
    for _ in range(120):
        shown = walkers.step()
    assert not shown["guest"].any()
