"""Texts that carry scenes: what goes in comes out, what was damaged is refused in plain words, and nothing is read but
the text itself."""

import string
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenes import FileProblem, SceneFileError, load
from scenes.format.reading import MAX_BYTES
from scenes.keep import code
from scenes.keep.code import CodeError, decoded, encoded

SMALL = """title = "Small"
seed = 5
ions = 1000
[inside]
K = 140.0
[outside]
K = 5.0
[[channels]]
kind = "K"
"""


def packed(content: bytes, checksum: int | None = None) -> str:
    """A text as somebody else might make it."""
    press = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zlib.Z_DEFAULT_STRATEGY, code._MOSTLY)
    deflated = press.compress(content) + press.flush()
    fits = zlib.crc32(deflated) if checksum is None else checksum
    return f"IONS1:{code._digits(fits.to_bytes(4, 'big') + deflated)}"


@given(st.text())
def test_any_text_comes_back_to_the_letter(content: str) -> None:
    carried = encoded(content)
    assert set(carried.removeprefix("IONS1:")) <= {*string.digits, *string.ascii_uppercase}
    assert decoded(carried, 10**6) == content.encode()


@given(st.binary(max_size=100))
def test_digits_and_bytes_are_each_others_way_back(payload: bytes) -> None:
    assert code._bytes(code._digits(payload)) == payload


def test_what_was_written_once_can_be_read_for_ever() -> None:
    """A text of version 1, as it was made once: the dictionary and the digits are part of the version."""
    assert decoded(OF_VERSION_1, MAX_BYTES).decode() == SMALL


def test_a_text_is_a_scene_wherever_one_is_named() -> None:
    file = load(encoded(SMALL))
    assert file.title["en"] == "Small" and file.seed == 5 and file.scene.ions == 1000
    assert file.name == load(encoded(SMALL)).name and file.name.startswith("shared-")
    changed = load(encoded(SMALL), ["ions=2000"])
    assert changed.scene.ions == 2000


@settings(max_examples=200)
@given(st.data())
def test_blanks_breaks_and_small_letters_do_no_harm(data: st.DataObject) -> None:
    carried = encoded(SMALL)
    at = data.draw(st.lists(st.integers(7, len(carried)), max_size=5))
    for place in sorted(at, reverse=True):
        carried = carried[:place] + data.draw(st.sampled_from([" ", "\n", "\r\n", "\t"])) + carried[place:]
    carried = data.draw(st.sampled_from([carried, carried.lower(), f"  {carried}\n"]))
    assert decoded(carried, MAX_BYTES).decode() == SMALL


@settings(max_examples=400)
@given(st.data())
def test_a_damaged_text_is_refused(data: st.DataObject) -> None:
    """One sign changed, lost, doubled or exchanged with the next: CRC-32 finds every burst of 32 bits."""
    carried = encoded(SMALL)
    at = data.draw(st.integers(len("IONS1:"), len(carried) - 2))
    other = data.draw(st.sampled_from(string.digits + string.ascii_uppercase))
    broken = data.draw(
        st.sampled_from(
            [
                carried[:at] + other + carried[at + 1 :],
                carried[:at] + carried[at + 1 :],
                carried[:at] + carried[at] + carried[at:],
                carried[:at] + carried[at + 1] + carried[at] + carried[at + 2 :],
                carried[:at],
            ]
        )
    )
    if broken != carried:
        with pytest.raises(CodeError):
            decoded(broken, MAX_BYTES)


@settings(max_examples=300)
@given(st.one_of(st.text(), st.text(alphabet=string.digits + string.ascii_uppercase), st.binary().map(packed)))
def test_whatever_follows_the_prefix_there_is_a_scene_or_one_message(tail: str) -> None:
    carried = tail if tail.startswith("IONS1:") else f"IONS1:{tail}"
    told: list[FileProblem] = []
    try:
        load(carried)
    except SceneFileError as error:
        told = error.problems
    assert all(problem.file.startswith("IONS1:") or problem.file == "the text" for problem in told)


@pytest.mark.parametrize(
    ("carried", "said"),
    [
        ("IONS1:", "damaged or not whole"),
        ("IONS2:ABCD", "is written in version 2; this program reads version 1"),
        ("IONS:ABCD", "is written in version (none)"),
        ("IONS1:AB!CD", "expected letters A to Z and digits after IONS1:, got '!'"),
        ("IONS1:ABC", "is not whole: some of it is missing"),
        ("IONS1:" + "Z" * 14, "not all of it can have been written so"),
        (encoded(SMALL)[:-14], "damaged or not whole"),
        ("IONS1:" + "0" * 300_000, "expected at most 200000 characters"),
        (packed(b"x = "), "not TOML"),
        (packed(b"\xff\xfe"), "expected UTF-8"),
        (packed(b'title = "T"\nwings = 2'), "wings"),
        (packed(SMALL.encode(), checksum=7), "its checksum does not fit"),
        (packed(b"#" * 50_000_000), "expected a scene of at most 1000 kB"),
    ],
)
def test_what_is_wrong_is_told_in_one_message(carried: str, said: str) -> None:
    with pytest.raises(SceneFileError) as refused:
        load(carried)
    lines = str(refused.value).splitlines()
    assert any(said in line for line in lines) and max(map(len, lines)) < 400
    assert all(line.startswith("IONS") for line in lines) and (len(lines) == 1 or said == "wings")


def test_a_bomb_is_not_unpacked() -> None:
    """Fifty million bytes in fifty thousand: no more than asked for is ever made of them."""
    bomb = packed(bytes(50_000_000))
    assert len(bomb) < 200_000
    made: list[int] = []
    real = zlib.decompressobj

    class Counting:
        def __init__(self, *arguments: object) -> None:
            self.of = real(*arguments)  # type: ignore[arg-type]

        def decompress(self, packed: bytes, most: int) -> bytes:
            made.append(len(content := self.of.decompress(packed, most)))
            return content

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(code.zlib, "decompressobj", Counting)
        with pytest.raises(CodeError, match="at most"):
            decoded(bomb, MAX_BYTES)
    assert made == [MAX_BYTES + 1]


OF_VERSION_1 = "IONS1:O2ORRPARNZ63WNC5P75J78FIHEHM3QWN89B1SAE4ZC10Q2O"
