"""Charge and potential as colours: where they are, in their sign, mirrored where the scene is; and what is said of them
where they are found and where they are not."""

from dataclasses import replace
from functools import cache

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from render.box.field.means import FieldMeans
from render.box.field.potential import HIGH, LOW, arrows
from render.box.field.view import EVERY_S
from scenes.languages import codes
from tests.helpers.flashes import ALLOWED, luminance, most_flashes
from tests.helpers.shown import FRAME_S, SIZE, Shown

KINDS = ("layered", "mesh", "capacitor")
SETTLED_NS = 600.0
MIRRORED = (
    *(f"inside.{s}={mM}" for s, mM in (("K", 5), ("Na", 145), ("Cl", 110))),
    *(f"outside.{s}={mM}" for s, mM in (("K", 140), ("Na", 10), ("Cl", 10))),
)  # plus flows in, not out


@cache
def settled(kind: str, mirrored: bool = False) -> Shown:
    """K+ has left for a while; treat it as read-only but for its views."""
    changes = [f"field.kind={kind}", *(MIRRORED if mirrored else ())]
    shown = Shown("potassium-only", 12_000, changes=changes)
    shown.frames(30, SETTLED_NS / 30)
    shown.snapshot.voltage_mV = shown.snapshot.observation.voltage_mV
    return shown


def look(shown: Shown, view: str) -> NDArray[np.int64]:
    """How much of red, green and blue a view adds to each row of the ground, int[rows, 3]."""
    box = shown.box
    box.marks.on, box.field.on = view == "excess", view == "field"
    box.field.look(box.camera)
    shown.frames(60)
    seen = box.field.ground(box.membrane.surface, False, shown.snapshot)
    before, after = (pygame.surfarray.array3d(surface).astype(int) for surface in (box.membrane.surface, seen))
    return (after - before).mean(axis=0)


def rows(shown: Shown, low_nm: float, high_nm: float) -> NDArray[np.bool_]:
    """Which rows of the picture lie between two heights."""
    camera = shown.box.camera
    y = (camera.middle - np.arange(SIZE[1]) - 0.5) / camera.px_per_nm
    return (y > low_nm) & (y < high_nm)


@pytest.mark.parametrize("kind", ["layered", "mesh"])
@pytest.mark.parametrize("mirrored", [False, True])
def test_charge_is_seen_in_its_sign_at_the_face_where_it_is(kind: str, mirrored: bool) -> None:
    shown = settled(kind, mirrored)
    assert (shown.snapshot.observation.voltage_mV > 20) == mirrored
    added, face = look(shown, "excess"), shown.box.camera.face_nm
    redder = added[:, 0] - added[:, 2]
    outside, inside = rows(shown, face, face + 1), rows(shown, -face - 1, -face)
    sign = -1 if mirrored else 1
    assert sign * redder[outside].mean() > 30, "plus outside is red"
    assert sign * redder[inside].mean() < -30, "minus inside is blue"
    for far in (rows(shown, face + 8, face + 20), rows(shown, -face - 20, -face - 8)):
        assert abs(redder[far]).max() < 12, "no charge stays in the bulk"
    assert abs(added[rows(shown, 0.6 - face, face - 0.6)]).max() < 8, "nor is any spread into the membrane"
    marks = shown.box.marks
    figures = [marks.figure(side) for side in (1, -1)]
    assert [f[0] for f in figures] == (["−", "+"] if mirrored else ["+", "−"])
    counted = abs(shown.snapshot.observation.counted_charge)
    for figure in figures:
        assert int(figure.strip("+−e ").replace(",", "")) == pytest.approx(counted, rel=0.25)


def test_the_marks_of_the_capacitor_are_not_drawn_where_the_place_is_known() -> None:
    shown = settled("layered")
    look(shown, "excess")
    before = shown.screen.copy()
    shown.box.marks.draw(before, shown.rect)
    assert pygame.image.tobytes(before, "RGB") == pygame.image.tobytes(shown.screen, "RGB")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mirrored", [False, True])
def test_the_potential_has_the_colour_of_its_sign_inside_and_none_outside(kind: str, mirrored: bool) -> None:
    shown = settled(kind, mirrored)
    added, face = look(shown, "field"), shown.box.camera.face_nm
    inside, outside = rows(shown, -face - 20, -face - 8), rows(shown, face + 8, face + 20)
    warm = added[:, 0] - added[:, 2]
    assert (warm[inside].mean() > 20) if mirrored else (warm[inside].mean() < -20)
    assert np.sign(warm[inside].mean()) == np.sign((HIGH if mirrored else LOW)[0] - (HIGH if mirrored else LOW)[2])
    assert abs(added[outside]).mean() < 4


@pytest.mark.parametrize("kind", KINDS)
def test_arrows_are_the_force_on_a_plus(kind: str) -> None:
    """Into a negative cell, out of a positive one, strongest in the membrane; the capacitor has none elsewhere."""
    for mirrored in (False, True):
        shown = settled(kind, mirrored)
        look(shown, "field")
        camera, means = shown.box.camera, shown.box.field.means
        found = np.array(arrows(means, camera, shown.screen.get_rect()))
        height = np.abs(camera.middle - found[:, 1]) / camera.px_per_nm
        in_membrane = height < camera.face_nm - 0.5
        assert in_membrane.sum() > 20
        assert (np.sign(found[in_membrane, 3]) == (-1 if mirrored else 1)).all(), "down is inward"
        length = np.hypot(found[:, 2], found[:, 3])
        assert length[in_membrane].min() > 1.2 * length[height > camera.face_nm + 1].max(initial=0)
        if kind == "capacitor":
            assert height.max() < camera.face_nm + 1


def test_lines_are_drawn_where_the_potential_falls() -> None:
    """Eight between 0 and -85 mV, none in the flat bulk."""
    shown = settled("capacitor")
    shown.snapshot.voltage_mV = -85.0
    added, face = look(shown, "field"), shown.box.camera.face_nm
    light = added.sum(axis=1)[rows(shown, -face, face)]
    peaks = (light[1:-1] > light[:-2]) & (light[1:-1] >= light[2:]) & (light[1:-1] > 150)
    assert peaks.sum() == 8
    assert np.ptp(added[rows(shown, -face - 20, -face - 1)], axis=0).max() < 6


def test_the_means_forget_slowly_and_stand_still_while_paused() -> None:
    shown, means = settled("mesh"), FieldMeans()
    snapshot = shown.snapshot
    means.update(snapshot)
    first = means.charge.copy()
    reading = snapshot.observation.field
    other = replace(snapshot, observation=replace(snapshot.observation, field=replace(reading, charge=-reading.charge)))
    means.update(other)
    assert np.array_equal(means.charge, first), "no time has passed"
    means.update(replace(other, time_ns=snapshot.time_ns + 8))
    assert 0.8 < means.charge.ravel() @ first.ravel() / (first**2).sum() < 1.0
    means.restart()
    means.update(other)
    assert np.array_equal(means.charge, -first), "another simulation owes nothing to the one before"


def test_the_noise_of_ions_just_placed_is_not_shown_as_charge() -> None:
    shown = Shown("potassium-only", 6000, changes=["field.kind=mesh"])
    shown.box.restart()
    for ns, ripe in ((1.0, 0.0), (20.0, 0.0), (100.0, 1.0)):
        shown.frames(1, ns)
        assert shown.box.field.means.ripe == ripe
        if not ripe:
            assert abs(look(shown, "excess")).max() == 0


@pytest.mark.parametrize("kind", ["layered", pytest.param("mesh", marks=pytest.mark.slow)])
@pytest.mark.parametrize("view", ["excess", "field"])
def test_colours_do_not_flash(kind: str, view: str) -> None:
    shown = Shown("potassium-only", 6000, changes=[f"field.kind={kind}"])
    shown.box.marks.on, shown.box.field.on = view == "excess", view == "field"
    seen = []
    for _ in range(120):
        shown.frames(1, 8.0)
        seen.append(luminance(shown.screen))
    assert most_flashes(seen, round(1 / FRAME_S)) <= ALLOWED


def test_the_colours_are_made_anew_some_ten_times_a_second() -> None:
    shown = settled("mesh")
    look(shown, "field")
    field, made = shown.box.field, []
    for _ in range(60):
        before = field._age
        shown.frames(1)
        made.append(field._age < before)
    assert 0.5 / EVERY_S <= sum(made) <= 1.0 / EVERY_S


# -- words -------------------------------------------------------------------------------------------------------


def said(shown: Shown, view: str) -> dict[str, pygame.Rect]:
    look(shown, view)
    shown.box.type.placed = []
    shown.frames(1)
    placed, shown.box.type.placed = dict(shown.box.type.placed), None
    return placed


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("kind", ["capacitor", "layered"])  # a mesh has the words of the layered field
@pytest.mark.parametrize("text", [1.0, 2.0])
@pytest.mark.parametrize("size", [(280, 180), (520, 300), (876, 490), (640, 900)])
def test_words_say_what_is_found_and_what_is_drawn(
    kind: str, language: str, size: tuple[int, int], text: float
) -> None:
    shown = Shown("potassium-only", 2000, size, language, [f"field.kind={kind}"], text)
    shown.snapshot.voltage_mV = -60.0
    for factor in (1, 3):
        shown.box.view.zoom((size[0] / 2, size[1] / 2), factor)
        for view, key in (("excess", "charges.drawn" if kind == "capacitor" else "charges.found"), ("field", "")):
            placed = said(shown, view)
            if key:
                expected = shown.words(f"ui.{key}", ns="120")
                assert expected in placed, "the note"
            else:
                assert {"−100", "+100 mV"} <= placed.keys()
                note = shown.words("ui.field.given" if kind == "capacitor" else "ui.field.found", mV="10")
                joined = "".join(placed).replace(" ", "")
                assert note.replace(" ", "") in joined
            if size[0] < 300:
                continue  # of the smallest window: too little for any words, yet no error
            for n, (one, rect) in enumerate(placed.items()):
                assert shown.rect.contains(rect), f"{one!r} at {rect} leaves the box"
                if size[0] >= 640 and text == 1.0:
                    for other in list(placed)[:n]:
                        assert not rect.colliderect(placed[other]), f"{one!r} and {other!r} overlap"
