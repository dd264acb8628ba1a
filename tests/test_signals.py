"""Every command ends cleanly when it is told to: a non-zero exit, one word, no part of a file, no process left."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sim import Simulation
from tests.helpers.commands import invoke
from tests.rooms import ROOT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
SIGNALS = [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]
LONG_S = 30.0


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """In a folder of its own, for temporary files too, and with signals heeded even where the tests run under nohup."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    usual = {n: signal.default_int_handler if n == signal.SIGINT else signal.SIG_DFL for n in SIGNALS}
    before = {n: signal.signal(n, handler) for n, handler in usual.items()}
    yield
    for n, handler in before.items():
        signal.signal(n, handler)


@contextmanager
def told(number: int, once: Callable[[], object]) -> Iterator[None]:
    """Signals this very process as soon as something is so; only while it heeds that."""

    def wait() -> None:
        end = time.monotonic() + LONG_S
        while not (once() and callable(signal.getsignal(number))) and time.monotonic() < end:
            time.sleep(0.01)
        if time.monotonic() < end:
            os.kill(os.getpid(), number)

    before = {n: signal.getsignal(n) for n in SIGNALS}
    thread = threading.Thread(target=wait)
    thread.start()
    try:
        yield
    finally:
        thread.join()
        assert before == {n: signal.getsignal(n) for n in SIGNALS}


def parts() -> list[str]:
    return [name for name in os.listdir() if ".part" in name]


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize(
    ("arguments", "files"),
    [
        (("run", "resting", "--ions", "1000", "--ns", "1e6", "--json", "a", "--csv", "b"), 2),
        (("record", "sealed", "--ions", "1000", "--size", "480x320", "--out", "a.mp4"), 1),
        (("record", "sealed", "--ions", "1000", "--size", "480x320", "--out", "a.gif"), 2),
    ],
)
def test_a_command_ends_and_leaves_nothing(arguments: tuple[str, ...], files: int, number: signal.Signals) -> None:
    with told(number, lambda: len(parts()) == files):
        code, out, err = invoke(*arguments)
    assert (code, out, err) == (128 + number, "", "Aborted!\n")
    assert not os.listdir()


class Deaf:
    """Whatever is raised while it is deleted is lost, as in what C code calls back."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __del__(self) -> None:
        os.kill(os.getpid(), self.number)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    "arguments", [("run", "resting", "--ns", "1e6", "--json", "a"), ("record", "sealed", "--out", "a.gif")]
)
def test_a_signal_that_is_lost_where_it_came_is_heeded_all_the_same(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    advance, calls = Simulation.advance, []

    def deaf_once(simulation: Simulation, ns: float) -> object:
        calls.append(ns)
        if len(calls) == 5:
            Deaf(signal.SIGTERM)
        return advance(simulation, ns)

    monkeypatch.setattr(Simulation, "advance", deaf_once)
    code, out, err = invoke(*arguments, "--ions", "1000")
    assert (code, out) == (128 + signal.SIGTERM, "") and err.endswith("Aborted!\n")
    assert 5 <= len(calls) < 30 and not os.listdir()


def test_a_window_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = threading.Event()
    monkeypatch.setattr("render.app.App.before_frame", lambda app, elapsed_s: shown.set())
    with told(signal.SIGTERM, shown.is_set):
        assert invoke("play", "sealed", "--ions", "1000", "--size", "480x320")[0] == 128 + signal.SIGTERM
    assert not [thread for thread in threading.enumerate() if "imulation" in type(thread).__name__]


def test_what_was_to_be_ignored_stays_ignored() -> None:
    """As nohup and a shell's background want it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with told(signal.SIGTERM, lambda: parts() and not os.kill(os.getpid(), signal.SIGHUP)):
            code, *_ = invoke("run", "resting", "--ions", "1000", "--ns", "1e6", "--json", "a")
    finally:
        signal.signal(signal.SIGHUP, before)
    assert code == 128 + signal.SIGTERM


def group(leader: int) -> list[str]:
    """Processes that still run in a group, by their commands."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            state, _, of_group = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
            if folder.name.isdigit() and int(of_group) == leader and state != "Z":
                found.append((folder / "cmdline").read_text())
        except (OSError, ValueError):
            continue
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_workers_end_with_a_validation() -> None:
    """Told to end, interrupted as from a keyboard (all of them are told), and ended without a chance to put away."""
    command = [sys.executable, "main.py", "validate", "resting", "--quick", "--processes", "2", "--out"]
    running = {}
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL):
        folder = Path(number.name).resolve()
        running[number] = subprocess.Popen(
            [*command, str(folder)], cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
    end = time.monotonic() + LONG_S
    while any(sum("spawn_main" in c for c in group(p.pid)) < 2 for p in running.values()) and time.monotonic() < end:
        time.sleep(0.1)
    for number, process in running.items():
        (os.killpg if number == signal.SIGINT else os.kill)(process.pid, number)
    for number, process in running.items():
        err = process.communicate(timeout=LONG_S)[1]
        if number != signal.SIGKILL:
            assert (process.returncode, err) == (128 + number, "Aborted!\n")
    while any(group(process.pid) for process in running.values()) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(group(process.pid) for process in running.values())
    assert not Path("SIGTERM").exists() and not Path("SIGINT").exists()
