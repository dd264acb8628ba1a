"""The directed camera glides and never cuts, a hand takes the view over and gives it back, the ring is handed on."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from render.box import channel, lipid, pump
from render.box.follow import Followed
from render.box.membrane import MembranePicture
from render.box.shots import ahead
from render.box.shots.chase import Chase
from render.box.shots.director import HANDS_OFF_S
from render.box.shots.glide import Glide, Seen, eased
from render.box.shots.ring import AT_DOOR_S, Ring
from scenes import library, load
from scenes.scene_file import Shot
from tests.helpers.shown import FRAME_S, Shown

PUMP = Shot(100.0, "pump", 6.0)
DOOR = Shot(300.0, "door:Na", 4.0)
PLACES = (Seen(10, 0, 80), Seen(50, 0, 12), Seen(52, 3, 12), Seen(90, -10, 30), Seen(10, 0, 20))


def directed(*shots: Shot, scene: str = "pump") -> Shown:
    shown = Shown(scene)
    shown.snapshot.scene_file = replace(shown.snapshot.scene_file, camera=shots)
    return shown


def at(shown: Shown, time_ns: float, seconds: float = 4.0) -> None:
    """Show frames for so long on screen at a simulated time."""
    shown.snapshot.time_ns = time_ns
    for _ in range(round(seconds / FRAME_S)):
        shown.frames(1)


def middle(shown: Shown) -> tuple[float, float, float]:
    """Middle of the view in nm, and the magnification."""
    return (*shown.box.view.centre_nm, shown.box.view.magnification)


# -- the way ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "goal"), list(itertools.permutations(PLACES, 2)))
def test_a_glide_goes_from_one_view_to_the_other_without_a_jolt_or_haste(start: Seen, goal: Seen) -> None:
    glide = Glide(start, goal)
    assert glide.at(glide.lasts) == goal and glide.at(math.inf) == goal
    seconds = np.linspace(0, glide.lasts, 400)
    seen = [glide.at(float(s)) for s in seconds]
    assert math.dist((seen[0].x, seen[0].y, seen[0].wide), (start.x, start.y, start.wide)) < 1e-6 * start.wide
    # as it looks: shift in widths of the view, and change of scale; no more than a picture's width and a half a second
    step = seconds[1] - seconds[0]
    moved = np.array(
        [
            math.hypot(math.dist((a.x, a.y), (b.x, b.y)) / a.wide, math.log(b.wide / a.wide)) / step
            for a, b in itertools.pairwise(seen)
        ]
    )
    assert moved.max() < 2.0
    assert moved[0] < 0.05 * moved.max() + 1e-9 and moved[-1] < 0.05 * moved.max() + 1e-9
    assert np.abs(np.diff(moved)).max() < 0.1, "speed changes gently"


def test_a_way_there_and_back_is_the_same_way() -> None:
    for start, goal in itertools.combinations(PLACES, 2):
        there, back = Glide(start, goal), Glide(goal, start)
        assert there.lasts == pytest.approx(back.lasts)
        for share in (0.2, 0.5, 0.7):
            a, b = there.at(share * there.lasts), back.at((1 - share) * back.lasts)
            assert (a.x, a.y, a.wide) == pytest.approx((b.x, b.y, b.wide), rel=1e-6, abs=1e-6)


def test_eased_is_odd_about_its_middle_and_flat_at_its_ends() -> None:
    for share in np.linspace(0, 1, 21):
        assert eased(float(share)) + eased(float(1 - share)) == pytest.approx(1)
    assert eased(0.01) < 2e-5 and eased(-1) == 0 and eased(2) == 1


# -- the director -------------------------------------------------------------------------------------------------


def test_the_view_goes_to_the_pump_in_time_and_never_cuts() -> None:
    shown = directed(PUMP, Shot(5000.0))
    at(shown, 0.0, 0.5)
    assert not shown.box.view.zoomed, "before the first shot nothing moves"
    shown.snapshot.time_ns = PUMP.at_ns
    before, steps = middle(shown), []
    for _ in range(round(4 / FRAME_S)):
        shown.frames(1)
        now = middle(shown)
        wide = shown.box.rect.width / shown.box.camera.px_per_nm
        steps.append(max(abs(now[0] - before[0]) / wide, abs(math.log(now[2] / before[2]))))
        before = now
    assert 0 < max(steps) < 2.0 * FRAME_S, "a share of the view a frame, no cut"
    place = PUMP.place_nm(shown.snapshot.scene)
    assert middle(shown) == pytest.approx((place, 0.0, 6.0), abs=0.05)
    at(shown, 5000.0)
    assert not shown.box.view.zoomed and not shown.box.director.gliding


def test_reduced_motion_steps_instead_of_gliding() -> None:
    shown = directed(PUMP)
    shown.box.calm = True
    shown.snapshot.time_ns = PUMP.at_ns
    shown.frames(1)
    assert shown.box.view.magnification == pytest.approx(6.0) and not shown.box.director.gliding


@pytest.mark.parametrize("hand", ["zoom", "pan"])
def test_a_hand_takes_over_at_once_and_gives_back_with_a_later_shot(hand: str) -> None:
    shown = directed(PUMP, DOOR, Shot(600.0), Shot(900.0, "pump", 3.0))
    at(shown, PUMP.at_ns, 0.8)
    assert shown.box.director.gliding
    if hand == "zoom":
        shown.box.zoom(shown.rect.center, 1.5)
    else:
        shown.box.pan(30, 0)
    taken = middle(shown)
    at(shown, PUMP.at_ns + 50, 2.0)
    assert middle(shown) == taken, "a glide stops under the hand"
    at(shown, DOOR.at_ns, 3.0)
    assert middle(shown) == taken, "a shot that begins soon after does not tear the view away"
    at(shown, DOOR.at_ns + 1, HANDS_OFF_S)
    assert middle(shown) == taken, "nor does one that has long begun"
    at(shown, 600.0)
    assert not shown.box.view.zoomed, "the next one leads again"
    shown.box.zoom(shown.rect.center, 2.0)
    shown.box.reset_view()
    at(shown, 900.0)
    assert shown.box.view.magnification == pytest.approx(3.0), "and at once where the whole box was asked for"


def test_under_a_question_nothing_moves() -> None:
    shown = directed(replace(PUMP, at_ns=0.0))
    shown.box.director.waiting = True
    at(shown, 0.0, 3.0)
    assert not shown.box.view.zoomed
    shown.box.director.waiting = False
    at(shown, 0.0, 4.0)
    assert shown.box.view.magnification == pytest.approx(6.0)


def test_told_anew_the_scene_leads_again() -> None:
    shown = directed(replace(PUMP, at_ns=0.0))
    at(shown, 0.0)
    shown.box.zoom(shown.rect.center, 0.5)
    shown.snapshot.telling += 1
    at(shown, 0.0)
    assert shown.box.view.magnification == pytest.approx(6.0)


def test_what_a_glide_will_show_is_painted_before_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    caches = (lipid._paint, channel._paint, pump._protein)
    at_once: list[int] = []

    def painted() -> int:
        return sum(cache.cache_info().misses for cache in caches)

    def counted(self: MembranePicture, *arguments: object) -> None:
        before = painted()
        aim(self, *arguments)
        at_once.append(painted() - before)

    def glide() -> tuple[list[int], list[np.ndarray]]:
        for module in (lipid, channel, pump):
            module.forget()
        at_once.clear()
        shown, frames = directed(PUMP), []
        at(shown, 50, 0.5)
        shown.snapshot.time_ns = PUMP.at_ns
        for _ in range(round(3 / FRAME_S)):
            shown.frames(1)
            frames.append(shown.pixels())
        assert not shown.box.director.gliding
        return at_once[2:], frames[::9]  # the first leaves the picture of the whole box, which has no levels

    aim = MembranePicture.aim
    monkeypatch.setattr(MembranePicture, "aim", counted)
    monkeypatch.setattr(ahead, "SHARE_S", math.inf)
    prepared, pictures = glide()
    monkeypatch.setattr(ahead, "SHARE_S", -math.inf)
    unprepared, same = glide()
    assert sum(prepared) == 0 and max(unprepared) >= 2 * lipid.LIPIDS
    assert all((a == b).all() for a, b in zip(pictures, same, strict=True))


def test_a_scene_without_shots_leaves_the_view_to_its_visitor() -> None:
    shown = directed()
    shown.box.zoom(shown.rect.center, 3.0)
    taken = middle(shown)
    shown.snapshot.telling += 1
    at(shown, 2000.0, 3.0)
    assert middle(shown) == taken and not shown.box.director.leads


def test_an_ion_in_the_very_middle_is_kept_there() -> None:
    """It may have come there by itself while the view was on its way to it."""
    shown, chase, ion = directed(), Chase(), Followed(1, "K", 1)
    shown.box.zoom(shown.rect.center, 4.0)
    x, y = shown.box.view.centre_nm
    wide = shown.rect.width / shown.box.camera.px_per_nm
    chase.keep_in_sight(shown.box.view, ion, (x + 0.4 * wide, y), FRAME_S, False)
    before = middle(shown)
    chase.keep_in_sight(shown.box.view, ion, shown.box.view.centre_nm, FRAME_S, False)
    assert middle(shown) == pytest.approx(before)


# -- the ring -----------------------------------------------------------------------------------------------------


def test_the_ring_is_handed_on_once_after_a_while_or_not_at_all_where_its_bearer_goes_through() -> None:
    ring, handed = Ring(), []

    def hand_on() -> bool:
        handed.append(True)
        return True

    ring.given(7)
    ring.update(7, False, AT_DOOR_S / 2, hand_on)
    assert not handed and ring.bearer == 7
    ring.update(7, False, AT_DOOR_S, hand_on)
    assert len(handed) == 1 and ring.bearer is None
    ring.update(9, False, 10 * AT_DOOR_S, hand_on)
    assert len(handed) == 1, "once"
    for borne, crossed in ((7, True), (8, False)):  # it goes through itself; a visitor has chosen another
        ring.given(7)
        ring.update(borne, crossed, AT_DOOR_S / 2, hand_on)
        ring.update(borne, crossed, 2 * AT_DOOR_S, hand_on)
        assert len(handed) == 1


def test_the_ring_waits_for_one_that_goes_through() -> None:
    ring = Ring()
    ring.given(7)
    for _ in range(5):
        ring.update(7, False, AT_DOOR_S, lambda: False)
        assert ring.bearer == 7


def test_follow_one_ion_begins_with_a_k_at_a_door_and_goes_on_with_one_that_left() -> None:
    """Both are real: one near the inner mouth of the middle door, then one of the events of that door."""
    shown = Shown("follow-one-ion")
    assert shown.box.follow_at_door(shown.snapshot)
    first = shown.box.followed
    assert first is not None and first.symbol == "K"
    x, y = shown.place_of(first.ident)
    doors = np.asarray(shown.snapshot.centre_nm)
    assert y < 0 and np.hypot(doors - x, y + 2).min() < 8


LONG = dict.fromkeys(("excitability", "spike"), pytest.mark.long)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=LONG.get(name, ())) for name in library() if load(name).camera]
)
def test_every_shot_of_the_library_arrives_before_the_next(name: str) -> None:
    """So that what it is for is seen, at the shot's own pace."""
    shown = Shown(name)
    file = shown.snapshot.scene_file
    for shot, following in itertools.zip_longest(file.camera, file.camera[1:]):
        at(shown, shot.at_ns, 0.1)
        if shown.box.director._glide is not None and following is not None:
            time_s = (following.at_ns - shot.at_ns) / (shot.pace_ns_per_s or file.pace_ns_per_s)
            assert shown.box.director._glide.lasts < time_s - 1.5, (name, shot)
        at(shown, shot.at_ns, 4.0)
