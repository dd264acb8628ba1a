"""What a visitor sets by hand: its row, his points on every kind of chart, and the events that reach both."""

from dataclasses import replace

import pygame
import pytest

from render import controls
from render.app import App
from render.panels.charts.bars import bar_rows
from render.panels.hand.sliders import HAND
from render.panels.own.told import together
from render.panels.panels import Panels
from render.playback.counted.counting import CaseResult
from render.playback.counted.tries import Hand, Point
from render.playback.snapshot import CLOSED, OPEN, Snapshot
from render.session import Session
from render.style import theme
from scenes import library, load
from scenes.hands import Hands, Place
from scenes.languages import codes
from tests.helpers.layouts import SIZES, painted_panels, problems_of, screen
from tests.helpers.windows import click, press, snapshot_of, start, wait_for

WITH_HANDS = [name for name in library() if load(name).hands is not None]
BLOCKED = 2


def hands_of(snapshot: Snapshot) -> Hands:
    assert snapshot.scene_file.hands is not None
    return snapshot.scene_file.hands


def places_of(snapshot: Snapshot) -> list[Place]:
    """Three places that a visitor may have set, the last one no case's own where there are such."""
    hands = hands_of(snapshot)
    if hands.xs:
        ends, between = (min(hands.xs), max(hands.xs)), hands.nearest(0.3 * min(hands.xs) + 0.7 * max(hands.xs))
        return [*(Place(x, frozenset({hands.xs.index(x)})) for x in ends), Place(between)]
    one = [Place(None, frozenset({n})) for n in hands.switches]
    return [*one[:2], Place(None, frozenset(hands.switches)) if hands.apart else one[-1]]


def in_hand(snapshot: Snapshot, points: int, done: bool = True) -> Snapshot:
    """The same as a visitor has it who has found so many points, with numbers as wide as they get."""
    assert snapshot.comparison is not None
    wide = dict.fromkeys(snapshot.observation.valence, -188.8)
    result = CaseResult(-88.8, 8.8, -88.8, wide, dict.fromkeys(wide, 18.8), -18.8, 8.8, (0.888, 0.088, 0.888))
    found = tuple(Point(place, result) for place in places_of(snapshot)[:points])
    place = found[-1].place if found else Place(hands_of(snapshot).xs[0] if hands_of(snapshot).xs else None)
    hand = Hand(place, 1.0 if done else 0.5, False, done, points >= 3, found)
    return replace(snapshot, comparison=replace(snapshot.comparison, hand=hand, case=-1, now=None), place=place)


@pytest.mark.parametrize("depth", ["laboratory", "visitor"])
@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("size", SIZES)
def test_own_points_can_be_read_on_every_chart(size: tuple[int, int], language: str, depth: str) -> None:
    for name in WITH_HANDS:
        for points, done in ((0, False), (2, True), (3, True)):
            panels = painted_panels(in_hand(snapshot_of(name), points, done), size, language, depth=depth)
            assert not problems_of(panels, 9), (name, points)
            assert panels.layout.hand is not None and panels.layout.hand.height >= theme.MIN_TOUCH
            switches = [b for b in panels.buttons if b.name in controls.HAND_SWITCHES]
            assert bool(switches) != (HAND in panels.sliders.rows), name
            assert all(panels.layout.hand.contains(b.rect) and min(b.rect.size) >= theme.MIN_TOUCH for b in switches)
            assert len(panels.targets()) == len(set(panels.targets())), "each can be reached by Tab"


def has_colour(panels: Panels, colour: theme.Colour, size: tuple[int, int]) -> bool:
    chart = panels.layout.chart
    assert chart is not None
    pixels = pygame.surfarray.array3d(screen(size).subsurface(chart))
    return bool((pixels == colour).all(axis=2).sum() > 40)


@pytest.mark.parametrize(("name", "theory"), [("hyperkalaemia", theme.GHK), ("pump-cost", theme.MULLINS_NODA)])
def test_theory_is_drawn_after_three_points_of_ones_own(name: str, theory: theme.Colour) -> None:
    size = (1920, 1080)
    for points, drawn in ((2, False), (3, True)):
        snapshot = in_hand(snapshot_of(name), points)
        assert snapshot.comparison is not None and snapshot.comparison.hand is not None
        elsewhere = replace(snapshot.comparison.hand, place=None)  # its name is told in the same yellow
        snapshot = replace(snapshot, comparison=replace(snapshot.comparison, hand=elsewhere))
        panels = painted_panels(snapshot, size, "en")
        words = [text for text, _ in panels.type.placed or [] if text.startswith("› ")]
        assert words == ["› " + panels.words("ui.hand.astray")]
        chart = panels.layout.chart
        assert chart is not None
        line = pygame.surfarray.array3d(screen(size).subsurface(chart.inflate(0, -130)))
        assert ((line == theory).all(axis=2).sum() > 40) == drawn
        assert has_colour(panels, theme.HAND, size)


def test_states_of_several_switches_have_rows_of_their_own() -> None:
    compared = in_hand(snapshot_of("knock-out"), 3).comparison
    assert compared is not None
    assert bar_rows(compared, 4) == [{0}, {1}, {2}, {3}, {1, 2, 3}]


def test_names_that_are_alike_are_told_together() -> None:
    assert together(["no K+ doors", "no Na+ doors"]) == "no K+, Na+ doors"
    assert together(["2 : 2", "cold"]) == "2 : 2, cold" and together(["all"]) == "all"
    assert (
        together(["cold", "cold"]) == "cold, cold" and together(["no doors", "no K+ doors"]) == "no doors, no K+ doors"
    )


def opened(name: str, ions: int = 2000) -> App:
    return start(App(Session(load(name, [f"ions={ions}"]), seed=1, threads=1)))


def hand_of(app: App) -> Hand | None:
    compared = app.session.snapshot.comparison if app.session.snapshot is not None else None
    return compared.hand if compared is not None else None


def test_the_dial_follows_mouse_and_keys() -> None:
    app = opened("hyperkalaemia")
    stage = app.session.stage
    assert stage is not None and hand_of(app) is None
    track = stage.panels.sliders.tracks[HAND]
    click((track.left + round(0.8 * track.width), track.centery))
    wait_for(app, lambda: hand_of(app) is not None)
    hand = hand_of(app)
    assert hand is not None and hand.place is not None and hand.place.x is not None and 30 < hand.place.x < 55
    before = hand.place.x
    while app.session.focus.name != f"slider:{HAND}":
        press(pygame.K_TAB)
        app.frame(1 / 60)
    press(pygame.K_RIGHT)
    wait_for(app, lambda: (now := hand_of(app)) is not None and now.place is not None and now.place.x != before)
    hand = hand_of(app)
    assert (
        hand is not None
        and hand.place is not None
        and hand.place.x is not None
        and before < hand.place.x < 1.3 * before
    )
    assert app.session.snapshot is not None
    assert app.session.snapshot.set_mM["outside"]["K"] == hand.place.x
    app.close()


def test_a_click_on_a_door_corks_it_and_another_opens_it() -> None:
    app = opened("channel-block")
    stage, snapshot = app.session.stage, app.session.snapshot
    assert stage is not None and snapshot is not None
    box, door = stage.layout.box, 9
    assert snapshot.kind[door] == "K"
    px = next((x, box.centery) for x in range(box.left, box.right) if stage.box.door_at((x, box.centery)) == door)
    click((px[0] + 3, px[1]))
    wait_for(app, lambda: app.session.snapshot is not None and app.session.snapshot.gate[door] == BLOCKED)
    wait_for(app, lambda: (now := hand_of(app)) is not None and now.place is not None and now.place.x == 5.0)
    click((px[0] + 3, px[1]))
    wait_for(app, lambda: (now := hand_of(app)) is not None and now.place is not None and now.place.x == 0.0)
    assert app.session.snapshot is not None and app.session.snapshot.gate[door] == OPEN
    app.close()


def test_switches_take_doors_away_by_button_and_by_key() -> None:
    app = opened("knock-out")
    stage = app.session.stage
    assert stage is not None
    click(next(button.rect.center for button in stage.panels.buttons if button.name == "hand:2"))
    wait_for(app, lambda: (now := hand_of(app)) is not None and now.place is not None and now.place.on == {2})
    press(pygame.K_c, "c")  # the key of the Cl- doors
    wait_for(app, lambda: (now := hand_of(app)) is not None and now.place is not None and now.place.on == {2, 3})
    assert app.session.snapshot is not None
    gates = dict(zip(app.session.snapshot.kind, app.session.snapshot.gate, strict=True))
    assert gates == {"K": OPEN, "Na": CLOSED, "Cl": CLOSED}
    app.close()
