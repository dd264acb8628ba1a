"""A sweep on a scheduler and two workers of its own, on this machine alone: one of them is lost halfway."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from scenes.cluster import pool
from scenes.cluster.job import OtherProgramError, guarded
from scenes.cluster.program import fingerprint
from tests.helpers.commands import invoke
from tests.helpers.sweeps import RUNS, arguments, lines, tables
from tests.rooms import ROOT

pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
LONG_S = 120.0
QUIET = {"DASK_DISTRIBUTED__DASHBOARD__LINK": "", "DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "critical"}


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard", "--host", "127.0.0.1"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | QUIET, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def cluster(
    folder: Path, many: int = 2
) -> Iterator[tuple[str, subprocess.Popen[bytes], list[subprocess.Popen[bytes]]]]:
    """Address, the scheduler and its workers; the system gives them free ports."""
    file = folder / "scheduler.json"
    own = ("--scheduler-file", str(file))
    worker = ("worker", *own, "--nthreads", "1", "--no-nanny", "--local-directory", str(folder / "scratch"))
    with ExitStack() as all_of_it:
        scheduler = all_of_it.enter_context(started("scheduler", *own, "--port", "0"))
        workers = [all_of_it.enter_context(started(*worker)) for _ in range(many)]
        latest = time.monotonic() + LONG_S
        while time.monotonic() < latest:
            try:
                yield json.loads(file.read_text())["address"], scheduler, workers
                return
            except (OSError, ValueError):
                time.sleep(0.05)


@contextmanager
def killed(victim: subprocess.Popen[bytes], folder: Path, after: int) -> Iterator[list[int]]:
    """Ends a process as soon as some runs are there; yields how many there were, once it is known."""
    at: list[int] = []

    def kill() -> None:
        latest = time.monotonic() + LONG_S
        while len(lines(folder)) < after and time.monotonic() < latest:
            time.sleep(0.01)
        victim.send_signal(signal.SIGKILL)
        at.append(len(lines(folder)))

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield at
    finally:
        thread.join()


def test_a_cluster_that_loses_a_worker_makes_the_table_of_local_processes(tmp_path: Path) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    with cluster(tmp_path) as (address, _, (victim, _other)), killed(victim, there, after=3) as at:
        code, _, err = invoke(*arguments(there, "--cluster", address))
    assert code == 0, err
    assert at[0] < RUNS
    assert invoke(*arguments(here, "--processes", "1"))[0] == 0
    assert tables(there) == tables(here)
    assert len(lines(there)) == RUNS


def test_a_scheduler_that_goes_away_is_told_and_what_was_done_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "runs"
    with cluster(tmp_path) as (address, scheduler, _), killed(scheduler, folder, after=2):
        code, out, err = invoke(*arguments(folder, "--cluster", address))
    assert (code, out) == (2, "")
    assert f"error: --cluster: the scheduler at {address} went away" in err and "Traceback" not in err
    assert f"of {RUNS} runs are kept" in err and len(lines(folder)) >= 2


def test_workers_with_another_program_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "fingerprint", lambda: "another")
    with cluster(tmp_path, many=1) as (address, _, _workers):
        code, out, err = invoke(*arguments(tmp_path / "runs", "--cluster", address))
    assert (code, out) == (2, "") and f"a worker of {address} has another version" in err and "Traceback" not in err
    assert not lines(tmp_path / "runs")


def test_a_scheduler_without_workers_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "LOOK_S", 0.2)
    monkeypatch.setattr(pool, "WITHOUT_WORKERS_S", 1.0)
    with cluster(tmp_path, many=0) as (address, _, _workers):
        code, out, err = invoke(*arguments(tmp_path / "runs", "--cluster", address))
    assert (code, out) == (2, "") and f"{address} has no worker" in err and "Traceback" not in err


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense//", "tcp://"])
def test_a_wrong_address_is_one_message(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "CONNECT_S", 1.0)
    code, out, err = invoke(*arguments(tmp_path, "--cluster", address))
    assert (code, out) == (2, "") and f"no scheduler answers at '{address}'" in err and "Traceback" not in err


def test_an_address_and_a_number_of_processes_exclude_each_other(tmp_path: Path) -> None:
    code, _, err = invoke("validate", "sealed", "--quick", "--cluster", "tcp://127.0.0.1:1", "--processes", "2")
    assert code == 2 and "expected one of them" in err


def test_a_worker_with_another_program_refuses_the_job() -> None:
    assert guarded(fingerprint(), sum, (1, 2)) == 3
    with pytest.raises(OtherProgramError):
        guarded("another", sum, (1, 2))


def test_jobs_of_one_worker_do_not_run_at_the_same_time() -> None:
    inside, most = [], []

    def job() -> None:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.02)
        inside.pop()

    threads = [threading.Thread(target=guarded, args=(fingerprint(), job)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1, 1, 1, 1]


@pytest.mark.slow
def test_a_validation_on_a_cluster_says_what_local_processes_say(tmp_path: Path) -> None:
    wanted = ("validate", "sealed", "--quick", "--runs", "2")
    with cluster(tmp_path) as (address, _, _workers):
        there = invoke(*wanted, "--cluster", address)
    assert there[0] == 0 and there == invoke(*wanted, "--processes", "1")
