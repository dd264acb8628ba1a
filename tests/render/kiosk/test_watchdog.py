"""The watchdog brings the exhibit back: after a crash, a kill, a hang, a lost thread or display; and lets staff out."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from render.kiosk import service
from render.kiosk.config import ROOT, KioskConfig
from render.kiosk.state import StateFile
from render.kiosk.watchdog import EXIT_DISPLAY, EXIT_REFUSED, EXIT_STAFF, Backoff, Patience, Refused, Watchdog

RECOVERED_S = 10.0
CONFIG = KioskConfig(ions=1000, threads=1, hang_s=2.0, scenes=["sealed"], fullscreen=False)
posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")


class Running:
    """A watchdog on a thread of its own."""

    def __init__(self, command: Sequence[str], folder: Path, patience: Patience) -> None:
        self.refused: Refused | None = None
        self.dog = Watchdog(lambda: command, StateFile(folder / "state.json"), patience, cwd=ROOT)
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        try:
            self.dog.run()
        except Refused as error:
            self.refused = error

    def moving(self, not_pid: int = -1, seconds: float = 60.0) -> int:
        """Wait until ions move in another process than not_pid; returns its id."""
        return self.wait(lambda: self._pid(not_pid), seconds)

    def _pid(self, not_pid: int) -> int:
        visitor, beat = self.dog.visitor, self.dog.beat
        up = visitor is not None and visitor.pid != not_pid and beat is not None and beat.rounds > 0
        return visitor.pid if up and visitor is not None else 0

    def wait(self, reached: Callable[[], int], seconds: float) -> int:
        end = time.monotonic() + seconds
        while not (answer := reached()):
            assert time.monotonic() < end, "it did not happen in time"
            time.sleep(0.02)
        return answer

    def end(self) -> None:
        self.dog.stop()
        self.thread.join(20)
        assert not self.thread.is_alive()


@pytest.fixture
def exhibit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """The real one, small; its process can lose its simulation's thread."""

    command = [sys.executable, str(ROOT / "tests" / "helpers" / "kiosk_victim.py"), CONFIG.model_dump_json()]
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    running = Running(command, tmp_path, service.patience_of(CONFIG))
    yield running
    running.end()


@posix
@pytest.mark.parametrize(
    ("blow", "counted"),
    [
        pytest.param("SIGKILL", "crashes", id="killed process"),
        pytest.param("SIGSTOP", "hangs", id="hang", marks=pytest.mark.slow),
        pytest.param("SIGUSR1", "crashes", id="killed simulation thread"),
    ],
)
def test_the_exhibit_is_back_in_time(exhibit: Running, tmp_path: Path, blow: str, counted: str) -> None:
    pid = exhibit.moving()
    began = time.monotonic()
    os.kill(pid, getattr(signal, blow))
    exhibit.moving(not_pid=pid)
    assert time.monotonic() - began < RECOVERED_S
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    kept = StateFile(tmp_path / "state.json").load()
    assert kept.starts == 2 and getattr(kept, counted) == 1


def small_visitor(program: str) -> Sequence[str]:
    """A visitor that is a few lines of Python; `beat(n)` beats."""
    beat = "import sys, time\ndef beat(n): print(n, n, 0, flush=True)\n"
    return [sys.executable, "-c", beat + program]


QUICK = Patience(hang_s=1.0, startup_s=10.0, backoff_s=0.1, longest_backoff_s=0.4, quiet_s=100.0)


def test_staff_end_it(tmp_path: Path) -> None:
    running = Running(small_visitor(f"sys.exit({EXIT_STAFF})"), tmp_path, QUICK)
    running.thread.join(10)
    assert not running.thread.is_alive() and running.dog.state.starts == 1 and running.dog.state.crashes == 0


@pytest.mark.parametrize(("code", "counted"), [(0, "crashes"), (1, "crashes"), (EXIT_DISPLAY, "display_losses")])
def test_it_never_gives_up(tmp_path: Path, code: int, counted: str) -> None:
    """Also an orderly end that staff did not ask for is none, and a display may come back at any time."""
    running = Running(small_visitor(f"sys.exit({code})"), tmp_path, QUICK)
    running.wait(lambda: running.dog.state.starts >= 4, 15)
    running.end()
    assert getattr(running.dog.state, counted) >= 3


def test_a_refused_first_start_is_told_and_a_later_one_is_a_crash(tmp_path: Path) -> None:
    refuse = f"print('scene.toml: title: missing', file=sys.stderr); sys.exit({EXIT_REFUSED})"
    running = Running(small_visitor(refuse), tmp_path, QUICK)
    running.thread.join(10)
    assert running.refused is not None and "scene.toml: title" in str(running.refused)
    running = Running(small_visitor(f"beat(1); time.sleep(.5); sys.exit({EXIT_REFUSED})"), tmp_path / "b", QUICK)
    running.wait(lambda: running.dog.state.starts >= 2, 10)
    running.end()
    assert running.refused is None


@pytest.mark.slow
def test_a_visitor_without_a_heartbeat_is_ended(tmp_path: Path) -> None:
    running = Running(small_visitor("beat(1); time.sleep(1000)"), tmp_path, QUICK)
    running.wait(lambda: running.dog.state.hangs >= 1, 15)
    running.end()


@pytest.mark.slow
def test_a_slow_start_is_no_hang(tmp_path: Path) -> None:
    program = "time.sleep(2.5)\nfor n in range(1, 99): beat(n); time.sleep(.2)"
    running = Running(small_visitor(program), tmp_path, QUICK)
    running.moving(seconds=15)
    time.sleep(0.5)
    running.end()
    assert running.dog.state.hangs == running.dog.state.crashes == 0


@pytest.mark.slow
def test_sleep_of_the_machine_is_no_hang(tmp_path: Path) -> None:
    """The clock jumps by an hour while nobody runs; the heart goes on beating afterwards."""
    jumped = [0.0]
    command = small_visitor("for n in range(1, 999): beat(n); time.sleep(.1)")
    file = StateFile(tmp_path / "state.json")
    dog = Watchdog(lambda: command, file, QUICK, clock=lambda: time.monotonic() + jumped[0])
    thread = threading.Thread(target=dog.run)
    thread.start()
    end = time.monotonic() + 10
    while not dog._ever_well and time.monotonic() < end:
        time.sleep(0.02)
    jumped[0] = 3600.0
    time.sleep(1.5)
    dog.stop()
    thread.join(10)
    assert dog.state.starts == 1 and dog.state.hangs == 0


def test_the_visitor_leaves_when_the_watchdog_is_killed(tmp_path: Path) -> None:
    """Its standard input ends; a window of an earlier kiosk must not stay over the next."""
    running = Running(service.visitor_command(CONFIG), tmp_path, service.patience_of(CONFIG))
    running.moving()
    visitor = running.dog.visitor
    assert visitor is not None and visitor.stdin is not None
    visitor.stdin.close()
    assert visitor.wait(8) is not None
    running.end()


def test_backoff_doubles_up_to_a_limit_and_is_forgiven() -> None:
    backoff = Backoff(first_s=1.0, longest_s=10.0, quiet_s=60.0)
    assert [backoff.after(5.0) for _ in range(7)] == [0.0, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]
    assert backoff.after(61.0) == 0.0 and backoff.after(5.0) == 1.0


@pytest.mark.slow
def test_a_temporary_folder_that_is_full_or_gone_is_no_hang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A healthy heart needs no disk."""
    monkeypatch.setenv("TMPDIR", str(tmp_path / "gone"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    running = Running(small_visitor("for n in range(1, 99): beat(n); time.sleep(.2)"), tmp_path, QUICK)
    running.moving(seconds=15)
    time.sleep(1.5)
    running.end()
    assert running.dog.state.starts == 1 and running.dog.state.hangs == running.dog.state.crashes == 0
