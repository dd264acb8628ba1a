"""Pages over the window: what is on them can be read and touched at any size, and a camera reads the code."""

import itertools
import os
import random
import string
from pathlib import Path

import pygame
import pytest
import zxingcpp

from render.panels.entrance.entrance import BEGIN, CHAPTERS, EARLIER, LATER, REMOVE, SPARE, Entrance
from render.panels.entrance.menu import Menu
from render.panels.share.code import LARGEST, QUIET, Code, squares_of
from render.panels.share.shelf import Entry, Shelf
from render.style import theme
from render.style.layout import lay_out
from render.style.text import Typesetter
from render.style.words import Words
from scenes import load
from scenes.entrance.chapters import chapters
from scenes.keep.code import encoded
from scenes.keep.course import Course
from scenes.keep.keeping import kept_text
from scenes.languages import codes
from tests.helpers.layouts import SIZES, screen, typesetter

ALL_SIZES = [(480, 320), (480, 800), *SIZES]
LONGEST = "IONS1:" + "".join(random.Random(1).choices(string.digits + string.ascii_uppercase, k=1847))


def door(page: str, entries: list[Entry] | None = None, content: str = "IONS1:ABC") -> Entrance:
    entrance = Entrance()
    entrance.chapters, entrance.keeps = chapters(), True
    entrance.shelf.fill(entries or [])
    squares = squares_of(content)
    assert squares is not None
    entrance.code = Code(squares, {"en": "The resting potential of K+ and Na+ (mine)", "zh": "静息电位（我的）"})
    entrance.turn_to(page)  # type: ignore[arg-type]
    return entrance


def shown(entrance: Entrance, size: tuple[int, int], language: str = "en", scale: float = 1.0) -> Typesetter:
    words = Words(language)
    words.open()
    type_ = typesetter(lay_out(size).unit, scale)
    type_.placed = []
    type_.grounds.clear()
    Menu().show(screen(size), type_, words, entrance, None, "", True)
    return type_


def files(folder: Path, count: int) -> list[Entry]:
    found = []
    for n in range(count):
        file = folder / f"resting-{n}ns.toml"
        file.write_text(f'[title]\nen = "The resting potential, number {n} (mine)"\nzh = "静息电位 {n}（我的）"\n')
        os.utime(file, (1.7e9 + n, 1.7e9 + n))
        found.append(Entry(file, file.stat().st_mtime))
    return found


def read(surface: pygame.Surface) -> list[str]:
    """What an independent reader finds in a picture."""
    pixels = pygame.surfarray.array3d(surface).swapaxes(0, 1).copy()
    return [found.text for found in zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormat.QRCode)]


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize(("size", "scale"), [*((size, 1.0) for size in ALL_SIZES), ((1280, 720), 2.0)])
@pytest.mark.parametrize("state", ["none", "few", "many", "asking", "code"])
def test_everything_can_be_read_and_touched(
    state: str, size: tuple[int, int], scale: float, language: str, tmp_path: Path
) -> None:
    entries = files(tmp_path, {"none": 0, "few": 2}.get(state, 30))
    entrance = door("code" if state == "code" else "mine", entries)
    if state == "asking":
        entrance.shelf.asking = entries[3]
    type_ = shown(entrance, size, language, scale)
    if state == "many":
        entrance.shelf.turn(1)
        type_ = shown(entrance, size, language, scale)
    names, rects = [name for name, _ in entrance.buttons], [rect for _, rect in entrance.buttons]
    window = pygame.Rect((0, 0), size)
    assert all(window.contains(rect) and min(rect.size) >= theme.MIN_TOUCH for rect in rects)
    assert not any(one.colliderect(other) for one, other in itertools.combinations(rects, 2))
    placed = type_.placed or []
    assert all(window.contains(rect) for _, rect in placed), [p for p in placed if not window.contains(p[1])]
    overlaps = [(a, b) for (a, one), (b, other) in itertools.combinations(placed, 2) if one.colliderect(other)]
    assert not overlaps
    assert all(theme.contrast(colour, ground) >= 4.5 for _, colour, ground in type_.grounds)
    assert min(rect.height for _, rect in placed) >= 8
    has = {
        "none": {BEGIN, CHAPTERS},
        "few": {BEGIN, CHAPTERS, "kept:1", "discard:1", "kept:2", "discard:2"},
        "many": {BEGIN, CHAPTERS, EARLIER, LATER, "kept:1", "discard:1"},
        "asking": {SPARE, REMOVE},
        "code": {BEGIN},
    }[state]
    assert has <= {*names}
    if state in ("asking", "code"):
        assert {*names} == has
    if state == "few":
        assert not {EARLIER, LATER} & {*names}
        assert sum(entries[0].date in text for text, _ in placed) >= 1


@pytest.mark.parametrize("size", [*ALL_SIZES, (800, 600), (1920, 480)])
@pytest.mark.parametrize("content", ["IONS1:ABC", LONGEST])
def test_a_camera_reads_the_code_off_the_window(size: tuple[int, int], content: str) -> None:
    shown(door("code", content=content), size)
    if len(content) > 100 and min(size) < 2 * squares_of(content).side:  # type: ignore[union-attr]
        return  # a square would be less than two pixels wide
    assert read(screen(size)) == [content]
    white = (pygame.surfarray.pixels2d(screen(size)) & 0xFFFFFF == 0xFFFFFF).sum()
    assert white > 0.2 * min(size) ** 2, "it is large"


@pytest.mark.parametrize("name", ["resting", "pump", "hyperkalaemia", "squid-giant-axon"])
def test_a_scene_as_it_begins_comes_back_from_the_picture(name: str) -> None:
    file = load(name)
    text = kept_text(Course(file.scene, 7, 0.0, [], 0, None), file)
    entrance = door("code", content=encoded(text))
    shown(entrance, (1280, 720))
    (found,) = read(screen((1280, 720)))
    again = load(found)
    assert again.seed == 7 and again.scene.channels == file.scene.channels and again.scene.inside == file.scene.inside
    assert kept_text(Course(again.scene, 7, 0.0, [], 0, None), again) == text


def test_a_code_is_no_larger_than_a_telephone_can_read() -> None:
    squares = squares_of(LONGEST)
    assert squares is not None and squares.version == LARGEST and squares.side == 117 + 2 * QUIET
    assert squares_of(LONGEST + "A") is None
    assert squares_of("A" * 100_000) is None


def test_the_list_turns_in_parts_and_stays_within() -> None:
    shelf = Shelf()
    shelf.fill([Entry(Path(f"{n}.toml"), 0.0) for n in range(10)])
    shelf.fit(4)
    assert [e.file.stem for e in shelf.seen] == ["0", "1", "2", "3"]
    shelf.turn(-1)
    assert shelf.first == 0
    shelf.turn(1)
    shelf.turn(1)
    shelf.turn(1)
    assert [e.file.stem for e in shelf.seen] == ["8", "9"]
    assert shelf.numbered(2) == shelf.entries[9] and shelf.numbered(3) is None and shelf.numbered(0) is None
    shelf.fill(shelf.entries[:8])
    assert shelf.first == 4 and len(shelf.seen) == 4
    shelf.fit(3)
    assert shelf.first == 3
    shelf.fill([])
    assert shelf.first == 0 and not shelf.seen


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"title = 7", b"[title]\nen = 3", b"not toml", b'title = " "'])
def test_a_file_that_is_wrong_is_listed_by_its_name(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_bytes(content)
    assert Entry(file, file.stat().st_mtime).title("en") == "wrong"
    assert Entry(tmp_path / "gone.toml", 0.0).title("en") == "gone"
