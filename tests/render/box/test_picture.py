"""The box as shown: a followed ion is the ion it claims to be, the excess is the counted charge, a zoomed view fits."""

import gc
import math
import tracemalloc
from dataclasses import replace

import numpy as np
import pygame
import pytest

from render.box.excess import excess_charge
from render.box.follow import told
from render.box.picture import NO_EVENT
from render.playback.reading import thermal_noise_mV
from scenes import library
from scenes.languages import languages
from sim.units import thermal_voltage_mV
from tests.helpers.shown import SIZE, Shown

WORDY = ("pump", "spike", "resting")  # whose words stand closest

EVENT = np.dtype([*NO_EVENT.descr, ("time_ns", np.float64)])


@pytest.fixture
def shown() -> Shown:
    return Shown()


# -- following ---------------------------------------------------------------------------------------------------


def test_a_click_on_an_ion_follows_that_ion_and_one_on_nothing_does_not(shown: Shown) -> None:
    shown.snapshot.paused = True
    shown.frames(60)
    free = next(p for p in shown.box.ions.shown if p["alpha"] > 0.9)
    camera = shown.box.camera
    px = round(20 + camera.x(float(free["x"]))), round(30 + camera.y(float(free["y"])))
    assert shown.box.follow_at(px, shown.snapshot)
    near = shown.box.ions.record_of(shown.box.followed.ident)
    assert math.dist((camera.x(near["x"]) + 20, camera.y(near["y"]) + 30), px) < 6
    assert not shown.box.follow_at((2, 2), shown.snapshot)
    shown.box.stop_following()
    places = np.array([(camera.x(p["x"]), camera.y(p["y"])) for p in shown.box.ions.shown])
    spots = [(x, y) for x in range(30, SIZE[0] - 30, 10) for y in range(30, SIZE[1] - 30, 10)]
    empty = max(spots, key=lambda spot: np.hypot(*(places - spot).T).min())
    if np.hypot(*(places - empty).T).min() > 24:
        assert not shown.box.follow_at((empty[0] + 20, empty[1] + 30), shown.snapshot)


def test_the_followed_ion_is_drawn_where_it_is_and_stays_the_same_when_it_moves_in_memory(shown: Shown) -> None:
    shown.snapshot.pace = 5.0
    assert shown.box.follow_any(shown.snapshot)
    ident = shown.box.followed.ident
    random = np.random.default_rng(5)
    for _ in range(20):
        shown.frames(2, 1.0)
        for a, n in zip(shown.snapshot.start, shown.snapshot.count, strict=True):  # as if blocks had been sorted
            order = a + random.permutation(int(n))
            for values in (shown.snapshot.x, shown.snapshot.y, shown.snapshot.ident):
                values[a : a + n] = values[order]
        shown.frames(1)
        assert shown.box.followed.ident == ident and shown.box.followed.state == "free"
    shown.snapshot.paused = True
    shown.frames(60)
    assert math.dist(shown.box.follower.place_nm, shown.place_of(ident)) < 0.8
    record = shown.box.ions.record_of(ident)
    assert shown.box.follower.place_nm == (float(record["x"]), float(record["y"]))
    x, y = (round(v) for v in (shown.box.camera.x(record["x"]), shown.box.camera.y(record["y"])))
    radius = round(shown.box.ions.radius_px * 1.9)
    ring = [shown.pixels()[x + dx, y + dy] for dx, dy in ((radius, 0), (-radius, 0), (0, radius), (0, -radius))]
    assert sum(colour.min() > 150 for colour in ring) >= 3


def test_the_ion_that_a_scene_follows_is_seen_to_cross() -> None:
    shown = Shown("follow-one-ion")
    assert not shown.box.follow_crosser(shown.snapshot, []), "none has crossed"
    for _ in range(400):
        shown.simulation.advance(1.0)
        events = shown.simulation.crossing_events()
        shown.snapshot.copy_ions(shown.simulation)
        shown.snapshot.observation = shown.simulation.observe()
        if shown.box.follow_crosser(shown.snapshot, [events] if len(events) else []):
            break
    shown.frames(1, events=events)
    ion = shown.box.followed
    assert ion is not None and ion.symbol == "K" and ion.crossings == (1, 0), "the crossing it is picked for is counted"
    assert ion.ident in events["ident"][events["outward"]]
    shown.frames(90)
    assert ion.state == "free" and shown.box.follower.place_nm is not None and shown.box.follower.place_nm[1] > 0


def test_crossings_and_dwell_are_counted(shown: Shown) -> None:
    shown.box.follow_any(shown.snapshot)
    ident, start = shown.box.followed.ident, shown.snapshot.time_ns
    assert shown.box.followed.crossings == (0, 0)
    shown.snapshot.time_ns = start + 30
    shown.frames(1)
    assert shown.box.followed.dwell == pytest.approx(30)
    events = np.zeros(4, EVENT)
    events["ident"], events["outward"] = [ident, ident, ident, ident + 1], [True, False, True, True]
    events["time_ns"] = start + 20
    shown.frames(1, events=events)
    assert shown.box.followed.crossings == (2, 1)
    assert shown.box.followed.dwell == pytest.approx(10)


def test_driving_force_is_voltage_less_reversal_potential_and_net_flow_follows_its_sign(shown: Shown) -> None:
    seen, noise = set(), thermal_noise_mV(shown.snapshot)
    shown.snapshot.voltage_mV = shown.snapshot.prediction.nernst["K"] + 3 * noise
    for record in shown.box.ions.shown[::12].copy():
        symbol = shown.snapshot.symbols[int(record["kind"])]
        shown.box.follower.begin(int(record["ident"]), symbol, shown.snapshot.valence[symbol], 0.0)
        shown.box.ions.pin(int(record["ident"]))
        shown.frames(1)
        ion = shown.box.followed
        lines = " ".join(told(ion, shown.words))
        if symbol == "A":
            assert ion.net == "" and math.isnan(ion.driving_force) and "E_" not in lines, "nothing lets it pass"
            seen.add((symbol, ""))
            continue
        expected = shown.snapshot.voltage_mV - shown.snapshot.prediction.nernst[symbol]
        assert ion.driving_force == pytest.approx(expected) and "E_" in lines
        sure = abs(expected) > 2 * noise
        assert ion.net == (("out" if expected * ion.valence > 0 else "in") if sure else "even")
        seen.add((symbol, ion.net))
    assert {("K", "out"), ("Na", "in"), ("A", "")} <= seen


@pytest.mark.parametrize(("noises", "net"), [(0.5, "even"), (-1.9, "even"), (2.1, "out"), (-2.1, "in")])
def test_a_net_flow_is_told_only_beyond_the_noise(shown: Shown, noises: float, net: str) -> None:
    snapshot = shown.snapshot
    snapshot.voltage_mV = snapshot.prediction.nernst["K"] + noises * thermal_noise_mV(snapshot)
    assert shown.box.follow_any(snapshot) and shown.box.followed.symbol == "K"
    shown.frames(1)
    assert shown.box.followed.net == net
    assert shown.words(f"ui.follow.net_{net}", ion="K^{+}") in told(shown.box.followed, shown.words)


def test_an_ion_that_the_bath_takes_is_no_longer_followed(shown: Shown) -> None:
    shown.box.follow_any(shown.snapshot)
    ident = shown.box.followed.ident
    snapshot = shown.snapshot
    k = snapshot.symbols.index(shown.box.followed.symbol)
    at = int(np.flatnonzero(snapshot.ident[snapshot.start[k] : snapshot.start[k] + snapshot.count[k]] == ident)[0])
    last = int(snapshot.start[k] + snapshot.count[k] - 1)
    for values in (snapshot.x, snapshot.y, snapshot.ident):
        values[snapshot.start[k] + at] = values[last]
    snapshot.count[k] -= 1
    shown.frames(2)
    assert shown.box.followed.state == "gone"
    shown.frames(240)
    assert shown.box.followed is None and shown.box.ions.pinned is None


def test_an_ion_that_a_pump_binds_is_waited_for() -> None:
    shown = Shown("pump")
    shown.box.follow_any(shown.snapshot)
    x = shown.box.membrane.pumps.shown[0].centre_nm
    shown.box.follower.place_nm = x, -4.0
    shown.box.ions.pin(2**31)
    shown.box.followed.ident = 2**31  # no ion has this name
    shown.frames(3)
    assert shown.box.followed.state == "bound"


def test_following_ends_with_the_simulation(shown: Shown) -> None:
    shown.box.follow_any(shown.snapshot)
    shown.box.restart()
    assert shown.box.followed is None and shown.box.ions.pinned is None


# -- the excess charge -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scene", ["resting", "pump", "sealed"])
def test_the_excess_shown_is_the_charge_counted_from_the_ions(scene: str) -> None:
    """With a capacitor; what a solved field shows is in test_field."""
    shown = Shown(scene, changes=["field.kind=capacitor"])
    shown.box.marks.on = True
    shown.frames(40, 4.0)
    shown.box.marks.restart()
    shown.frames(1)
    simulation = shown.simulation
    face = simulation.geometry.face
    charge = 0.0
    for k, species in enumerate(simulation.ions.species):
        y = simulation.ions.y[simulation.ions.block(k)].astype(float)
        charge += species.charge * float(np.clip((face - y) / (2 * face), 0, 1).sum())
    for agent in simulation.pumps.agents:  # bound ions count as inside while their pump is open to the inside
        charge += len(agent.held) * agent.faces_inward
    assert shown.box.marks.charge == pytest.approx(charge, abs=1.0)
    assert shown.box.marks.marks == round(abs(shown.box.marks.charge))
    figures = [shown.box.marks.figure(side) for side in (1, -1)]
    number = round(abs(charge))
    assert all(abs(int(f.strip("+−e ").replace(",", "")) - number) <= 1 for f in figures)
    if number > 1:
        assert {f[0] for f in figures} == {"+", "−"} and (figures[1][0] == "+") == (charge > 0)


def test_many_charges_share_a_mark(shown: Shown) -> None:
    marks = shown.box.marks
    for charge, at_most in ((3.0, 1), (5e5, 10_000)):
        marks.charge = charge
        assert marks.each <= at_most and abs(marks.marks * marks.each - charge) <= marks.each / 2
    assert marks.each > 1


def test_in_the_excess_view_pairs_fade_and_marks_gather_at_the_membrane() -> None:
    shown = Shown(changes=["field.kind=capacitor"])
    shown.snapshot.voltage_mV = -70.0
    shown.frames(60)
    thermal = thermal_voltage_mV(shown.snapshot.observation.temperature_K)
    observation = replace(shown.snapshot.observation, voltage_mV=-70.0, thermal_charge=300.0)
    shown.snapshot.observation = observation
    assert excess_charge(shown.snapshot) == pytest.approx(-70 / thermal * 300)
    camera = shown.box.camera
    rows = np.abs(np.arange(SIZE[1]) + 0.5 - camera.middle) / camera.px_per_nm
    far = np.ix_(np.arange(20, 250), np.flatnonzero((rows > 12) & (rows < 20)))  # no words there
    still = pygame.surfarray.array3d(shown.box.membrane.surface).astype(int)[far]

    def light() -> float:
        return float(np.abs(shown.pixels()[far] - still).mean())

    before = light()
    shown.box.marks.on = True
    shown.frames(90)
    after = shown.pixels()
    assert light() < 0.35 * before
    upper = after[:, (rows > 3.3) & (rows < 6) & (np.arange(SIZE[1]) < camera.middle)]
    lower = after[:, (rows > 3.3) & (rows < 6) & (np.arange(SIZE[1]) > camera.middle)]
    assert upper[..., 0].mean() > 1.3 * upper[..., 2].mean()  # plus outside: red
    assert lower[..., 2].mean() > 1.3 * lower[..., 0].mean()
    shown.box.marks.on = False
    shown.frames(90)
    assert light() == pytest.approx(before, rel=0.15)


# -- zoom --------------------------------------------------------------------------------------------------------


def test_channels_are_found_where_a_zoomed_view_draws_them(shown: Shown) -> None:
    for door in (0, 17, 35):
        shown.box.view.reset()
        shown.box.view.zoom((shown.box.camera.x(shown.box.membrane.doors[door].centre_nm), SIZE[1] / 2), 6)
        shown.frames(1)
        assert shown.box.door_at(shown.box.door_rect(door).center) == door


def test_a_zoomed_view_draws_nothing_outside_the_box_and_everything_inside(shown: Shown) -> None:
    magenta = (255, 0, 255)
    for factor in (1.0, 1.7, 4.0, 10.0):
        shown.screen.fill(magenta)
        shown.box.view.zoom((200, 180), factor)
        shown.box.follow_any(shown.snapshot)
        shown.box.marks.on = factor > 2
        shown.frames(30)
        whole = pygame.surfarray.array3d(shown.screen)
        outside = np.ones(whole.shape[:2], bool)
        outside[20:920, 30:590] = False
        assert (whole[outside] == magenta).all()
        assert not (shown.pixels() == magenta).all(axis=-1).any()
        shown.box.view.reset()


def test_a_followed_ion_is_kept_in_sight(shown: Shown) -> None:
    shown.box.follow_any(shown.snapshot)
    place = shown.place_of(shown.box.followed.ident)
    away = (0, 0) if place[0] > 60 else (SIZE[0], 0)
    shown.box.view.zoom(away, 5)
    for _ in range(40):
        shown.frames(3)
    x, y = shown.box.camera.x(shown.box.follower.place_nm[0]), shown.box.camera.y(shown.box.follower.place_nm[1])
    assert 0 <= x <= SIZE[0] and 0 <= y <= SIZE[1]


# -- the rest ----------------------------------------------------------------------------------------------------


def test_no_ions_no_light() -> None:
    shown = Shown(changes=["field.kind=capacitor"])  # a solved field shows its charge
    shown.snapshot.count[:] = 0
    shown.snapshot.voltage_mV = 0.0
    shown.frames(120)
    assert len(shown.box.ions.shown) == 0
    camera = shown.box.camera
    rows = np.abs(np.arange(SIZE[1]) + 0.5 - camera.middle) / camera.px_per_nm
    ground = pygame.surfarray.array3d(shown.box.membrane.surface).astype(int)
    clear = (rows > 7) & (rows < 20)
    assert np.array_equal(shown.pixels()[:, clear], ground[:, clear])


def test_a_frame_takes_no_memory(shown: Shown) -> None:
    shown.box.follow_any(shown.snapshot)
    shown.box.marks.on = True
    shown.frames(120, 1.0)
    gc.collect()
    tracemalloc.start()
    try:
        shown.frames(5)
        kept, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        shown.frames(20)
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    picture = 4 * SIZE[0] * SIZE[1]
    assert peak - kept < 0.1 * picture and after - kept < 20_000


@pytest.mark.parametrize("language", list(languages()))
@pytest.mark.parametrize("scene", [n if n in WORDY else pytest.param(n, marks=pytest.mark.slow) for n in library()])
def test_words_in_the_box_stay_in_it_and_apart(scene: str, language: str) -> None:
    for size in ((876, 490), (1052, 620)):
        shown = Shown(scene, 2000, size, language)
        names = {"ui.charges.outside", "ui.follow.title"}
        assert all(shown.words(name, charge="", ion="") for name in names)
        for factor, follow, excess in ((1, False, False), (1, True, True), (3, True, False), (10, True, True)):
            shown.box.view.reset()
            shown.box.view.zoom((size[0] / 2, size[1] / 2), factor)
            shown.box.marks.on = excess
            shown.box.stop_following()
            if follow:
                shown.box.follow_any(shown.snapshot)
            shown.frames(2)
            shown.box.type.placed = []
            shown.frames(1)
            energy = {"ATP", "P"}  # these move with the pumps, under the words
            placed = [(t, r) for t, r in shown.box.type.placed if t not in energy]
            shown.box.type.placed = None
            for n, (text, rect) in enumerate(placed):
                assert shown.rect.contains(rect), f"{text!r} at {rect} leaves the box"
                for other, place in placed[:n]:
                    assert not rect.colliderect(place), f"{text!r} and {other!r} overlap ({factor}, {excess})"


def test_each_kind_of_channel_in_sight_has_its_name(shown: Shown) -> None:
    named = {name.text for name in shown.box.labels.placed}
    assert named == {shown.box.door_label(n, shown.snapshot) for n in range(len(shown.snapshot.kind))}
