"""Push against pull at the doors: drawn as counted, where there is room."""

from dataclasses import replace

import numpy as np
import pygame
import pytest

from render.app import App
from render.box.doors.arrows import FULL_MV, LEAST_PX, length_px
from render.box.doors.forces import ALL, Forces, arrows_of
from render.box.doors.places import BARE, WORDS, Places, doors_for
from render.playback.snapshot import Snapshot
from render.session import Session
from tests.helpers.shown import Shown
from tests.helpers.windows import click, press, snapshot_of, start, wait_for


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


def test_the_count_goes_back_a_second_and_no_further() -> None:
    """A pause adds nothing to what is kept; what was counted before the arrows were off is no part of a flow."""
    forces, rest = Forces(), snapshot_of("resting")
    forces.next_mode(rest)
    for n in range(200):
        forces.update(crossed(rest, min(n, 100) * rest.pace / 20, n, 0), 0.05, calm=True)
    assert len(forces._counts) <= 22
    assert forces._shown["K"].flow == pytest.approx(20, abs=1), "a passage every 50 ms"
    forces.mode = ""
    forces.update(crossed(rest, 6 * rest.pace, 500, 0), 0.05, calm=True)
    forces.next_mode(rest)
    forces.update(crossed(rest, 7 * rest.pace, 900, 0), 0.05, calm=True)
    assert forces._shown["K"].flow == 0


def test_flow_of_a_real_run_goes_where_the_greater_push_goes() -> None:
    """K+ doors alone, held at 40 mV: K+ leaves, by more than five sigma of the count."""
    shown = Shown("potassium-only", 20_000, changes=["clamp_mV=40"])
    shown.box.forces.mode = "K"
    for _ in range(20):
        shown.snapshot.time_ns = shown.simulation.time_ns
        shown.frames(1, 12.0)
    counted = shown.snapshot.observation.crossings["K"]
    assert counted["out"] - counted["in"] > 5 * np.sqrt(counted["out"] + counted["in"])
    assert shown.box.forces._shown["K"].flow > 0


def drawn(shown: Shown, mode: str, mV: float, E: float, symbol: str = "K") -> np.ndarray:
    """Where the arrows alone change a black picture, bool[x, y] of the box."""
    snapshot = with_E(shown.snapshot, mV, **{symbol: E})
    box = shown.box
    box.forces.restart()
    box.forces.mode = mode
    box.forces.update(snapshot, 1.0, calm=True)
    canvas = pygame.Surface(shown.screen.get_size(), 0, 32)
    box.forces.draw(canvas, box.rect, box.camera, snapshot, box.type, box.words)
    return pygame.surfarray.array3d(canvas.subsurface(box.rect)).max(axis=-1) > 60


def reach(mask: np.ndarray, camera_middle: float) -> tuple[int, int]:
    """How far from the membrane's middle the picture goes, upwards and downwards, pixels."""
    rows = np.flatnonzero(mask.any(axis=0))
    return round(camera_middle - rows.min()), round(rows.max() - camera_middle)


@pytest.mark.parametrize("size", [(878, 492), (1130, 640), (1060, 540)])
def test_in_balance_the_drawn_arrows_are_equally_long(size: tuple[int, int]) -> None:
    shown = Shown("potassium-only", 2000, size)
    up, down = reach(drawn(shown, "K", -89.0, -89.0), shown.box.camera.middle)
    assert abs(up - down) <= 3
    up, down = reach(drawn(shown, "K", -30.0, -89.0), shown.box.camera.middle)
    weak = drawn(shown, "K", -30.0, -89.0)
    assert weak.sum() < drawn(shown, "K", -89.0, -89.0).sum(), "less voltage, less arrow"


def test_both_lengths_have_one_scale_and_none_is_cut_off() -> None:
    shown = Shown("potassium-only", 2000)
    drawn(shown, "K", -150.0, -150.0)
    frame = shown.box.forces._places._frame
    assert frame is not None
    assert length_px(-150, frame, 150.0) == length_px(150, frame, 150.0) == frame.room
    assert length_px(FULL_MV / 2, frame, 80.0) == round(frame.room / 2)
    assert length_px(1.0, frame, 80.0) < LEAST_PX


@pytest.mark.parametrize("scene", ["resting", "spike", "lost-selectivity", "channel-block"])
@pytest.mark.parametrize("zoom", [1.0, 3.0])
def test_arrows_stand_at_a_door_of_their_ion_and_cover_none(scene: str, zoom: float) -> None:
    shown = Shown(scene, 2000, (1130, 640))
    box = shown.box
    box.zoom(box.rect.center, zoom)
    shown.frames(2)
    mask = drawn(shown, ALL, -70.0, -89.0)
    frame = box.forces._places._frame
    assert frame is not None and set(frame.x) <= set(doors_for(shown.snapshot))
    for symbol, x in frame.x.items():
        centres = [box.rect.left + round(box.camera.x(float(shown.snapshot.centre_nm[n])))
                   for n in doors_for(shown.snapshot)[symbol]]  # fmt: skip
        assert x in centres
    face = round((box.camera.face_nm + 0.45) * box.camera.px_per_nm)
    middle = round(box.camera.middle)
    assert mask.any() and not mask[:, middle - face : middle + face].any()


def test_words_give_way_to_figures_and_these_to_bare_arrows() -> None:
    wide, narrow = Shown("resting", 2000, (1130, 640)), Shown("resting", 2000, (420, 300))
    for shown, beside in ((wide, WORDS), (narrow, BARE)):
        drawn(shown, ALL, -70.0, -89.0)
        frame = shown.box.forces._places._frame
        assert frame is not None and frame.beside == beside
    low = Shown("resting", 2000, (900, 120))
    assert not drawn(low, ALL, -70.0, -89.0).any(), "no room at all"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("scene", "size"), [("resting", (878, 492)), ("spike", (878, 292)), ("spike", (1060, 350))])
def test_words_at_the_arrows_overlap_no_others(scene: str, size: tuple[int, int], lang: str) -> None:
    shown = Shown(scene, 2000, size, lang)
    shown.box.forces.mode = ALL
    for flow, mV in ((400, -70.0), (-400, -70.0), (400, 30.0)):
        shown.box.forces.restart()
        for n in range(2):
            moved = crossed(with_E(shown.snapshot, mV), 10.0 * n, n * max(flow, 0), n * max(-flow, 0))
            shown.box.forces.update(moved, 1.0, calm=True)
        canvas, type_ = pygame.Surface(shown.screen.get_size(), 0, 32), shown.box.type
        type_.placed = []
        shown.box.labels.draw_frame(canvas, shown.snapshot)
        shown.box._draw_doors(canvas, shown.snapshot, None)
        placed, type_.placed = type_.placed, None
        assert sum("mV" in text for text, _ in placed) >= 4
        assert any(shown.words("ui.forces.flow") == text for text, _ in placed)
        for n, (text, rect) in enumerate(placed):
            assert shown.rect.contains(rect), text
            for other, place in placed[:n]:
                assert not rect.colliderect(place), f"{text!r} and {other!r}"


def test_no_text_is_set_anew_in_every_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a second of changing voltage only what is read: a figure for each of three ions, every 0.3 s."""
    shown, set_anew = Shown("resting", 2000), []
    type_, rest = shown.box.type, shown.snapshot
    usual = type_._set
    monkeypatch.setattr(type_, "_set", lambda *args: (set_anew.append(args), usual(*args))[1])
    shown.box.forces.mode = ALL
    for n in range(60):
        moving = replace(rest, voltage_mV=-70.0 + n, time_ns=rest.time_ns + n)
        shown.box.forces.update(moving, 1 / 60, calm=False)
        shown.box._draw_doors(shown.screen, moving, None)
        if n == 0:
            set_anew.clear()
    assert len(set_anew) <= 3 * 4


def test_a_door_stays_chosen_while_the_view_moves_a_little() -> None:
    shown = Shown("resting", 2000, (1130, 640))
    box = shown.box
    box.zoom(box.rect.center, 4.0)
    shown.frames(1)
    drawn_at = []
    places, doors = Places(), {"K": doors_for(shown.snapshot)["K"]}
    for _ in range(6):
        box.view.pan(-20, 0)
        frame = places.find(doors, shown.snapshot.centre_nm, box.rect, box.camera, box.type, box.words, (), None)
        assert frame is not None
        drawn_at.append(places._door["K"])
    assert len(set(drawn_at)) == 1


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


def test_key_and_button_go_round_the_same_modes() -> None:
    app = start(App(Session("resting", ions=2000, size=(1280, 720))))
    try:
        forces = app.session.stage.box.forces  # type: ignore[union-attr]
        modes = []
        for _ in range(5):
            before = forces.mode
            press(pygame.K_b, "b")
            wait_for(app, lambda before=before: forces.mode != before)
            modes.append(forces.mode)
        assert modes == ["K", "Na", "Cl", ALL, ""]
        app.actions("options")
        wait_for(app, lambda: app.session.stage.panels.rect_of("forces"))  # type: ignore[union-attr]
        rect = app.session.stage.panels.rect_of("forces")  # type: ignore[union-attr]
        assert rect is not None
        click(rect.center)
        wait_for(app, lambda: forces.mode == "K")
    finally:
        app.close()
