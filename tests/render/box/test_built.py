"""The picture of a membrane that is built on: past moments look as they did, nothing keeps a number that is gone."""

import numpy as np
import pytest

from render.box.replay.again import moment_of, show_again
from sim.commands import Command
from sim.commands.building import AddChannel, AddPump, MoveChannel, RemoveChannel, RemovePump
from sim.commands.doors import SetGate
from sim.scene import pump_centres
from tests.helpers.building import Builder
from tests.helpers.shown import FRAME_S, Shown


def act(shown: Shown, command: Command) -> None:
    shown.simulation.apply(command)


def follow(shown: Shown, ns: float = 8.0) -> None:
    """A frame of what the simulation is after so many ns."""
    shown.simulation.advance(ns)
    shown.snapshot.copy_ions(shown.simulation)
    shown.snapshot.observation = shown.simulation.observe()
    shown.snapshot.serial += 1
    shown.box.show(shown.screen, shown.snapshot, [shown.simulation.crossing_events()], FRAME_S)


@pytest.mark.parametrize("scene", ["pump", "spike"])
def test_a_past_moment_looks_as_it_did_with_the_doors_of_then(scene: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Shown(scene)
    monkeypatch.setattr(shown.box.ions, "_wash", lambda *given: None)  # the sea is not kept
    shown.box.ions._sea[:] = 0
    shown.box.ions._fading = True
    kind = shown.snapshot.kind[0]
    acts = {
        12: RemoveChannel(3),
        20: MoveChannel(0, float(shown.snapshot.centre_nm[0]) + 0.2),
        30: AddChannel(kind),
        36: SetGate(kind, "closed"),
        44: RemovePump(0),
        52: AddPump(),
    }
    moments = []
    for n in range(64):
        if n in acts and not (isinstance(acts[n], AddPump | AddChannel) and acts[n].problems(shown.simulation.scene)):
            act(shown, acts[n])
        follow(shown)
        moments.append((moment_of(shown.box, shown.snapshot), shown.pixels()))
    assert shown.snapshot.built >= 4
    for at in (63, 5, 13, 21, 31, 45, 53, 0, 63):
        moment, picture = moments[at]
        show_again(shown.box, shown.screen, moment)
        off = np.abs(shown.pixels() - picture).max(axis=2)
        assert not off.any(), f"moment {at}: {np.count_nonzero(off)} pixels differ"
    shown.frames(1)
    assert shown.box.shows(shown.snapshot) and len(shown.box.membrane.doors) == len(shown.snapshot.gate)


def test_doors_that_nothing_comes_near_keep_their_looks() -> None:
    shown = Shown("potassium-only")
    before = shown.box.membrane.looks
    act(shown, AddChannel("Na"))
    follow(shown)
    after = shown.box.membrane.looks
    new = shown.snapshot.kind.index("Na")
    assert shown.box.door_label(new, shown.snapshot) == "Na^{+}"
    kept = [look for n, look in enumerate(after) if abs(n - new) > 1]
    assert all(look == before[0] for look in kept) and len(kept) == len(after) - 3
    for n in (new - 1, new, new + 1):
        assert after[n].wall_nm < before[0].wall_nm
    for left, right in zip(shown.box.membrane.doors, shown.box.membrane.doors[1:], strict=False):
        halves = sum(door.look.pore_nm / 2 + door.look.wall_nm for door in (left, right))
        assert right.centre_nm - left.centre_nm >= halves, "they are not drawn over each other"


@pytest.mark.parametrize("scene", ["spike", "sandbox"])
def test_random_building_is_always_drawn_as_it_is(scene: str) -> None:
    """Crossings, a followed ion, arrows at the doors and the count of gates among it."""
    shown, builder = Shown(scene, ions=6000), Builder(1)
    shown.box.follow_any(shown.snapshot)
    shown.box.forces.next_mode(shown.snapshot)
    for _ in range(60):
        act(shown, builder.next(shown.simulation.scene))
        follow(shown, 4.0)
        membrane = shown.box.membrane
        assert [door.centre_nm for door in membrane.doors] == pytest.approx(shown.snapshot.centre_nm)
        assert [pump.centre_nm for pump in membrane.pumps.shown] == pump_centres(shown.snapshot.scene)
        assert shown.box.ions.shown["channel"].max(initial=-1) < len(membrane.doors)
        for n in range(len(membrane.doors)):
            if shown.rect.collidepoint(shown.box.door_rect(n).center):
                assert shown.box.door_at(shown.box.door_rect(n).center) == n
    assert len(builder.done) >= 4
