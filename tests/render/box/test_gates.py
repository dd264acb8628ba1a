"""Ready, open, plugged, blocked, unselective: told apart in the picture, and counted as drawn."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pygame
import pytest

from render.box.channel import ChannelLook, picture
from render.box.doors.gates import STATES, count_gates
from render.playback.snapshot import BLOCKED, CLOSED, OPEN
from render.style.theme import species_style
from sim.commands.doors import SetGate
from tests.helpers.shown import Shown
from tests.helpers.windows import snapshot_of

NA, K = species_style("Na").colour, species_style("K").colour
SODIUM = ChannelLook(0.8, 0.45, 4.0, NA, NA, (("Na", 1),))
POTASSIUM = ChannelLook(0.8, 0.45, 4.0, K, K, (("K", 1),))
BOTH = replace(POTASSIUM, right=NA, filters=(("K", 1), ("Na", 1)))
# gate, plug, ball
DRAWN = {"ready": (0.0, 0.0, 0.0), "open": (1.0, 0.0, 0.0), "plugged": (1.0, 0.0, 1.0), "blocked": (1.0, 1.0, 0.0)}


def grey(look: ChannelLook, px_per_nm: float, gate: float, plug: float, ball: float) -> np.ndarray:
    """On the dark of the membrane, without its colours: float[x, y], 0 to 255."""
    image = picture(look, px_per_nm, gate, plug, True, ball)
    ground = pygame.Surface(image.get_size(), 0, 32)
    ground.fill((30, 25, 22))
    ground.blit(image, (0, 0))
    return pygame.surfarray.array3d(ground) @ np.array([0.3, 0.59, 0.11])


@pytest.mark.parametrize("px_per_nm", [6.5, 8.0, 12.0, 40.0])
def test_states_differ_without_their_colours(px_per_nm: float) -> None:
    """More than a twentieth of the door differs by 24 grey levels of 255 at the least."""
    shown = {name: grey(SODIUM, px_per_nm, *state) for name, state in DRAWN.items()}
    for one, other in combinations(shown, 2):
        differs = np.abs(shown[one] - shown[other]) > 24
        assert differs.mean() > 0.05, (one, other)


@pytest.mark.parametrize("px_per_nm", [6.5, 40.0])
def test_a_ball_plugs_the_door_whatever_its_gate_does(px_per_nm: float) -> None:
    """With the gate shut or open alike, more than a twentieth of the door differs from one without the ball."""
    for gate in (0.0, 1.0):
        plugged, free = (grey(SODIUM, px_per_nm, gate, 0.0, ball) for ball in (1.0, 0.0))
        assert (np.abs(plugged - free) > 24).mean() > 0.05, gate


@pytest.mark.parametrize("px_per_nm", [6.5, 12.0, 40.0])
@pytest.mark.parametrize("gate", [0.0, 1.0])
def test_a_door_that_is_not_selective_differs_from_one_for_potassium(px_per_nm: float, gate: float) -> None:
    """In its filter, of the outer half, also without colours; and it shows two ions there."""
    one, both = (grey(look, px_per_nm, gate, 0.0, 0.0) for look in (POTASSIUM, BOTH))
    outer = np.s_[:, : one.shape[1] // 2]
    assert (np.abs(one - both)[outer] > 16).mean() > 0.1


def drawn_states(shown: Shown) -> dict[str, int]:
    """Of the doors with a ball, as they stand in the picture."""
    found = dict.fromkeys((*STATES, "blocked"), 0)
    for door, ball in zip(shown.box.membrane.doors, shown.snapshot.ball, strict=True):
        if ball:
            plug = "blocked" if door.plug == 1 else "plugged" if door.ball == 1 else ""
            found[plug or ("open" if door.gate == 1 else "ready")] += 1
    return found


@pytest.mark.parametrize("mV", [-70.0, -20.0, 20.0])
def test_the_numbers_are_those_of_the_drawn_doors(mV: float) -> None:
    shown = Shown("spike", 2000)
    shown.simulation.channels.respond(10_000, 300.0, mV, 37.0)
    shown.snapshot.copy_ions(shown.simulation)
    shown.frames(120)
    found, drawn = shown.box.gates.count, drawn_states(shown)
    assert found is not None and found.ion == species_style("Na").label
    assert {state: getattr(found, state) for state in STATES} | {"blocked": 0} == drawn
    assert sum(drawn.values()) == int(shown.snapshot.ball.sum()) == 84
    up, balls = shown.simulation.channels.gates.up, shown.simulation.channels.gates.with_ball
    assert found.plugged == int((~up[balls, 3]).sum()), "m m m h"


def test_a_drug_corks_only_what_it_blocks_and_that_is_no_longer_counted() -> None:
    shown = Shown("spike", 2000)
    door = int(np.flatnonzero(shown.snapshot.ball)[0])
    shown.simulation.apply(SetGate(door, "blocked"))
    shown.snapshot.copy_ions(shown.simulation)
    shown.frames(120)
    assert [n for n, d in enumerate(shown.box.membrane.doors) if d.plug > 0] == [door]
    assert np.flatnonzero(shown.snapshot.gate == BLOCKED).tolist() == [door]
    found = shown.box.gates.count
    assert found is not None and found.ready + found.open + found.plugged == int(shown.snapshot.ball.sum()) - 1


def test_no_count_where_no_door_has_a_ball() -> None:
    snapshot = snapshot_of("spike")
    shut = replace(snapshot, gate=np.where(snapshot.ball, CLOSED, snapshot.gate))
    assert count_gates(shut) is None and count_gates(snapshot_of("resting")) is None
    potassium = [kind == "K_v" for kind in snapshot.kind]
    assert any(potassium) and not snapshot.ball[potassium].any(), "n n n n: no ball"


def test_gate_and_ball_are_told_apart() -> None:
    """A door passes where its gate stands open and no ball is in it."""
    snapshot = snapshot_of("spike")
    ball = snapshot.ball & (snapshot.gate == OPEN)
    assert np.array_equal(snapshot.passing[ball], (snapshot.activated & ~snapshot.inactive)[ball])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_said_of_a_door_has_the_words_of_the_count(lang: str) -> None:
    shown = Shown("spike", 2000, lang=lang)
    ready, plugged = np.flatnonzero(shown.snapshot.ball)[40:42]
    for door, inactive in ((ready, False), (plugged, True)):
        shown.snapshot.passing[door], shown.snapshot.inactive[door] = False, inactive
    for door, name in ((ready, "ready"), (plugged, "plugged")):
        about = shown.box.about(shown.box.door_rect(int(door)).center, shown.snapshot)
        assert about is not None
        assert shown.words(f"ui.gates.{name}", count="").strip() in about[0]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", [(878, 292), (1060, 350), (300, 200)])
def test_the_count_stays_within_the_picture(lang: str, size: tuple[int, int]) -> None:
    shown = Shown("spike", 2000, size, lang)
    box = shown.box
    look = box.membrane.doors[box.gates.door].look
    taken = box.gates.draw(shown.screen, box.rect, box.camera, look, box.type, box.words)
    assert taken is None or box.rect.contains(taken)
    assert taken is not None or size[0] < 400
