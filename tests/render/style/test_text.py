"""How text is set: where lines break, labels that keep apart, signs and units, and a font that has every character."""

import itertools

import pygame

from render.panels.charts.curves import spread
from render.style.text import Typesetter
from render.style.words import count, signed, typeset
from scenes.languages import codes


def test_lines_break_where_each_script_allows() -> None:
    type_ = Typesetter(1.0)
    for text in (
        "Only potassium can pass through these doors today",
        "只有钾离子可以通过这些门，电压因此为负。K+ 很多。",
    ):
        lines = type_.wrap(text, 20, 150)
        assert len(lines) > 1
        assert all(type_.width(line, 20) <= 150 for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert not any(line[0] in "，。、" for line in lines)


def test_no_word_stands_alone_on_the_last_line() -> None:
    type_ = Typesetter(1.0)
    for text in (
        "How many K+ doors can be blocked before the cell notices?",
        "外面 K+ 多会去极化。神经元会更爱放电，还是放不出来？",
    ):
        whole = type_.width(text, 20)
        for width in range(whole // 2, whole + 40, 7):
            lines = type_.wrap(text, 20, width)
            assert "".join(lines).replace(" ", "") == text.replace(" ", "")
            assert all(type_.width(line, 20) <= width for line in lines)
            assert len(lines) == 1 or " " in lines[-1] or type_.width(lines[-1], 20) > width / 6


def test_labels_are_moved_apart_within_their_room() -> None:
    places = spread([50.0, 51.0, 52.0, 90.0], 10.0, 0.0, 100.0)
    assert places[0] < places[1] < places[2] < places[3]
    assert min(b - a for a, b in itertools.pairwise(places)) >= 10 - 1e-9
    assert spread([95.0, 96.0], 10.0, 0.0, 100.0) == [90.0, 100.0]
    assert spread([30.0, 10.0], 5.0, 0.0, 100.0) == [30.0, 10.0]


def test_numbers_are_written_with_true_signs() -> None:
    assert signed(-68.24) == "−68.2" and signed(3.04) == "+3.0" and signed(-0.04) == "0.0"
    assert count(12345.6) == "12,346"
    assert typeset("K+ at -89 mV, Ca2+ and Cl- too") == "K^{+} at −89\u00a0mV, Ca^{2+} and Cl^{−} too"
    assert typeset("E_K, P_K/P_Na, I_Cl; the E_key") == "E_{K}, P_{K}/P_{Na}, I_{Cl}; the E_key"
    assert typeset("a well-known two-way gate, 3-2") == "a well-known two-way gate, 3-2"
    assert typeset("30 uF/cm2 at 37 C, 8.3 us.") == "30\u00a0µF/cm^{2} at 37 °C, 8.3\u00a0µs."
    assert typeset("按 37 C 原样") == "按 37 °C 原样"
    assert typeset("C / G, uF, 5 Cl-, 2 uncles") == "C / G, uF, 5 Cl^{−}, 2 uncles"


def test_the_font_has_every_character_of_the_catalogues() -> None:
    """A missing character is drawn as the same box as one that no font has."""
    from scenes.languages import catalogue

    type_ = Typesetter(1.0)

    def drawn(character: str) -> bytes:
        return pygame.image.tobytes(type_.face.render(character, (255, 255, 255), size=24)[0], "RGBA")

    box = drawn("\uffff")
    characters = {c for code in codes() for text in catalogue(code).values() for c in text if not c.isspace()}
    assert not [c for c in sorted(characters) if drawn(c) == box]


def test_no_letter_is_cut() -> None:
    """A letter may be wider than the way to the next one: the key Y stood without its right arm."""
    type_ = Typesetter(1.0)
    for letter, px in itertools.product("AFJKTVWYfjy70", range(9, 48)):
        ink = type_.render(letter, px, (255, 255, 255)).get_bounding_rect()
        alone, _ = type_.face.render(letter, (255, 255, 255), size=px)
        assert ink.width == alone.get_bounding_rect().width, (letter, px)
