"""Menu and gallery: everything on them can be read and touched, shows what it says, and is reached by arrows."""

import itertools
from dataclasses import replace

import numpy as np
import pygame
import pytest

from render.panels.entrance.cells import DRAWN, drawing
from render.panels.entrance.entrance import BEGIN, CHAPTERS, Entrance, may
from render.panels.entrance.menu import PICTURES, Menu
from render.panels.focus import Focus
from render.panels.gauge import Gauge, measured_mV
from render.panels.veil import veiled
from render.style import theme
from render.style.layout import lay_out
from render.style.text import Typesetter
from render.style.words import Words
from scenes import library, load
from scenes.entrance.chapters import chapters
from scenes.languages import codes
from tests.helpers.layouts import SIZES, screen, typesetter
from tests.helpers.windows import snapshot_of

PAGES = ("chapters", "cells")


def door(page: str = "chapters", fresh: bool = True) -> Entrance:
    entrance = Entrance()
    entrance.chapters = chapters()
    entrance.show(fresh)
    if page == "cells":
        assert entrance.choose("chapter:6", 0) is None
    return entrance


def shown(entrance: Entrance, size: tuple[int, int], language: str = "en", scale: float = 1.0) -> Typesetter:
    words = Words(language)
    words.open()
    type_ = typesetter(lay_out(size).unit, scale)
    type_.placed = []
    type_.grounds.clear()
    Menu().show(screen(size), type_, words, entrance, None, load("potassium-only").title.in_(language), True)
    return type_


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize(("size", "scale"), [*((size, 1.0) for size in SIZES), ((1280, 720), 2.0), ((480, 320), 1.0)])
@pytest.mark.parametrize("page", PAGES)
def test_everything_can_be_read_and_touched(page: str, size: tuple[int, int], scale: float, language: str) -> None:
    entrance = door(page)
    type_ = shown(entrance, size, language, scale)
    rects = [rect for _, rect in entrance.buttons]
    window = pygame.Rect((0, 0), size)
    assert all(window.contains(rect) and min(rect.size) >= theme.MIN_TOUCH for rect in rects)
    assert not any(one.colliderect(other) for one, other in itertools.combinations(rects, 2))
    placed = type_.placed or []
    assert all(window.contains(rect) for _, rect in placed), [p for p in placed if not window.contains(p[1])]
    overlaps = [(a, b) for (a, one), (b, other) in itertools.combinations(placed, 2) if one.colliderect(other)]
    assert not overlaps
    assert all(theme.contrast(colour, ground) >= 4.5 for _, colour, ground in type_.grounds)
    said = {text for text, _ in placed}
    if page == "chapters":
        assert {chapter.name.in_(language) for chapter in chapters()} <= said and BEGIN in dict(entrance.buttons)
    else:
        assert {BEGIN, CHAPTERS} <= dict(entrance.buttons).keys()
        assert not any("mV" in text for text in said), "what was measured answers the question that a cell asks"


def test_every_chapter_has_its_picture_and_the_tile_shows_it() -> None:
    size = SIZES[1]
    entrance = door()
    shown(entrance, size)
    looks = []
    for n, chapter in enumerate(entrance.chapters, 1):
        if chapter.picture is not None:
            still = pygame.image.load(str(PICTURES / f"{chapter.picture.scene}.png"))
            assert still.get_width() >= 560 and still.get_height() >= 350
        tile = screen(size).subsurface(dict(entrance.buttons)[f"chapter:{n}"])
        looks.append(pygame.image.tobytes(pygame.transform.scale(tile, (40, 24)), "RGB"))
    assert len(set(looks)) == len(looks) == 6
    files = {file.stem for file in PICTURES.glob("*.png")}
    assert files == {chapter.picture.scene for chapter in entrance.chapters if chapter.picture}, "none is left over"


def test_every_real_cell_has_a_drawing_of_its_own() -> None:
    cells = [name for name in library() if load(name).claim.published_mV is not None]
    assert set(cells) == set(DRAWN)
    looks = set()
    for name in cells:
        picture = drawing(name, (320, 200), theme.PANEL)
        assert picture is not None
        drawn = (np.abs(pygame.surfarray.array3d(picture).astype(int) - theme.PANEL) > 4).any(axis=2).mean()
        assert 0.05 < drawn < 0.6, "lines on an empty ground"
        looks.add(pygame.image.tobytes(picture, "RGB"))
    assert len(looks) == len(cells) and drawing("sealed", (320, 200), theme.PANEL) is None


def test_a_chapter_leads_to_its_first_scene_and_through_its_scenes() -> None:
    entrance = door()
    assert entrance.choose("chapter:3", 7) == "pump" and entrance.chosen == "chapter:3"
    assert entrance.leads("pump", 1) == "pump-cost" and entrance.leads("electroneutral-pump", 1) == ""
    assert entrance.leads("pump", -1) == "" and entrance.leads("sealed", 1) is None
    assert entrance.place("pump-cost", "en") == "The pump  2 / 3" and entrance.place("sealed", "en") == ""
    assert entrance.choose("chapter:9", 7) is None and entrance.choose("cell:1", 7) is None


def test_the_menu_stays_until_the_chosen_scene_is_there() -> None:
    entrance, snapshot = door(), snapshot_of("pump")
    entrance.choose("chapter:3", snapshot.telling)
    entrance.update(snapshot, 0.1)
    assert entrance.open, "that is the scene of before"
    entrance.update(replace(snapshot_of("sealed"), telling=snapshot.telling + 1), 0.1)
    assert entrance.open, "the one that was on its way"
    entrance.update(replace(snapshot, telling=snapshot.telling + 2), 0.1)
    assert not entrance.open


def test_what_the_menu_does_not_have_does_nothing_under_it() -> None:
    entrance = door()
    assert may("chapter:1", entrance) and may("language", entrance) and may("focus_left", entrance)
    assert not any(may(name, entrance) for name in ("pause", "toggle:K", "next_scene", "help", "scene:1", "vote:1"))
    entrance.close()
    assert may("pause", entrance)


def test_arrows_go_through_the_tiles() -> None:
    entrance, focus = door(), Focus()
    shown(entrance, (1920, 1080))
    focus.offer([name for name, _ in entrance.buttons], dict(entrance.buttons))
    way = []
    for x, y in ((1, 0), (1, 0), (0, 1), (1, 0), (1, 0), (0, 1), (0, -1), (0, -1), (0, -1), (0, -1)):
        focus.step(x, y)
        way.append(focus.name)
    assert way[:5] == ["chapter:1", "chapter:2", "chapter:5", "chapter:6", "chapter:6"], "and no further at the edge"
    assert way[5] == BEGIN and way[6] in ("chapter:4", "chapter:5", "chapter:6")
    assert way[9] in ("chapter:2", "chapter:3", "language")
    seen = set()
    for _ in entrance.buttons:
        focus.move(1)
        seen.add(focus.name)
    assert seen == {name for name, _ in entrance.buttons}, "Tab comes to all"


@pytest.mark.parametrize("language", codes())
def test_what_was_measured_is_a_mark_on_the_gauge_once_it_may_be_known(language: str) -> None:
    snapshot = replace(snapshot_of("squid-giant-axon"), voltage_mV=-30.0)
    words = Words(language)
    words.open()

    def texts(seen: object) -> list[str]:
        type_ = typesetter(1.0, 1.0)
        type_.placed = []
        Gauge().draw(screen(SIZES[1]), pygame.Rect(0, 0, 560, 360), seen, type_, words)  # type: ignore[arg-type]
        return [text for text, _ in type_.placed]

    name = words("ui.gauge.measured", voltage="−62")
    assert name in texts(snapshot) and name not in texts(veiled(snapshot))
    assert name not in texts(snapshot_of("resting"))
    assert measured_mV(snapshot) == -62 and measured_mV(veiled(snapshot)) != measured_mV(veiled(snapshot))


def test_a_case_has_what_was_measured_under_its_own_conditions() -> None:
    snapshot = snapshot_of("necturus-glia")
    assert snapshot.comparison is not None
    second = replace(snapshot, comparison=replace(snapshot.comparison, case=1))
    assert measured_mV(snapshot) == -90 and measured_mV(second) == -31
