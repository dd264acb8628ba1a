"""The heart beats into a pipe: no disk, and no watchdog that does not read, can stop a healthy exhibit."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from render.kiosk.config import ROOT
from render.kiosk.heartbeat import EVERY_S, Beat, Heart, parsed


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


@pytest.mark.slow
def test_the_heart_beats_only_while_the_simulation_goes_its_rounds(pipe: tuple[int, int]) -> None:
    heart = Heart(pipe[1])
    os.set_blocking(pipe[0], False)

    def beat(rounds: int, loading: bool = False) -> Beat | None:
        time.sleep(EVERY_S + 0.02)
        heart.frame(rounds, loading, visits=3)
        try:
            return parsed(os.read(pipe[0], 100))
        except BlockingIOError:
            return None

    assert beat(1) == Beat(1, 1, 3) and beat(2) == Beat(2, 2, 3)
    assert beat(2) is None  # the thread hangs
    assert beat(2, loading=True) == Beat(3, 2, 3)  # it compiles
    assert beat(5) == Beat(4, 5, 3)
    heart.frame(6, False, 3)
    with pytest.raises(BlockingIOError):  # too soon
        os.read(pipe[0], 100)


@pytest.mark.parametrize("line", [b"", b"hello\n", b"1 2\n", b"1 2 x\n", b"\xff\xfe", b"1 2 3 4\n"])
def test_other_words_in_the_pipe_are_no_beat(line: bytes) -> None:
    assert parsed(line) is None and parsed(b"1 2 3\n") == Beat(1, 2, 3)


def test_a_watchdog_that_does_not_read_or_is_gone_stops_nothing(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("render.kiosk.heartbeat.EVERY_S", 0.0)
    os.set_blocking(pipe[1], False)
    heart = Heart(pipe[1])
    for rounds in range(20_000):
        heart.frame(rounds, False, 0)
    reader, writer = os.pipe()
    os.close(reader)
    Heart(writer).frame(1, False, 0)
    os.close(writer)


def test_what_libraries_print_does_not_get_into_the_pipe() -> None:
    program = (
        "import os; from render.kiosk.heartbeat import Heart, take_pipe\n"
        "pipe = take_pipe(); print('hello', flush=True); os.system('echo from C')\n"
        "Heart(pipe).frame(7, False, 1)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, timeout=60)
    assert done.stdout == b"1 7 1\n" and done.stderr.split() == [b"hello", b"from", b"C"]
