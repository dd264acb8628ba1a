"""Doors look like what they do now and what they let pass now."""

import numpy as np
import pygame

from tests.helpers.shown import Shown


def door_pixels(shown: Shown, number: int) -> np.ndarray:
    rect = shown.box.door_rect(number).clip(shown.rect)
    place = rect.move(-shown.rect.left, -shown.rect.top)
    return pygame.surfarray.array3d(shown.box.membrane.surface.subsurface(place)).astype(int)


def test_an_inactivated_door_looks_unlike_one_that_only_rests() -> None:
    shown = Shown("spike")
    kinds, snapshot = shown.snapshot.kind, shown.snapshot
    sodium = (n for n, kind in enumerate(kinds) if snapshot.gated[n] and kind.startswith("Na"))
    door = next(n for n in sodium if shown.rect.contains(shown.box.door_rect(n)))
    snapshot.passing[door] = snapshot.inactive[door] = False
    shown.frames(60)
    resting = door_pixels(shown, door)
    snapshot.inactive[door] = True
    shown.frames(60)
    inactivated = door_pixels(shown, door)
    changed = np.abs(resting - inactivated).max(axis=-1) > 40
    assert changed.sum() > 20
    assert changed[:, changed.shape[1] // 2 :].sum() == changed.sum(), "the ball sits in the inner mouth"
    name, _ = shown.box.about(shown.box.door_rect(door).center, snapshot)
    assert name.endswith(shown.words("channel.inactivated"))
    snapshot.inactive[door] = False
    shown.frames(60)
    assert np.array_equal(door_pixels(shown, door), resting)


def test_doors_that_have_lost_their_selectivity_take_the_look_and_the_name_of_both_ions() -> None:
    shown = Shown("lost-selectivity")
    door = shown.snapshot.kind.index("K")
    before = door_pixels(shown, door)
    assert shown.box.membrane.doors[door].look.filters == (("K", 1),)
    (timed,) = shown.file.timeline
    shown.simulation.apply(timed.command)
    shown.frames(30, 0.5)
    assert {symbol for symbol, _ in shown.box.membrane.doors[door].look.filters} == {"K", "Na"}
    assert np.abs(door_pixels(shown, door) - before).max() > 60
    label = shown.box.door_label(door, shown.snapshot)
    assert "Na" in label and label in {name.text for name in shown.box.labels.placed}
