"""What a sweep leaves behind, and how it is gone on with: however it ended, whoever worked, the table is one."""

import io
import json
import multiprocessing
import os
import pickle
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from scenes.study.output import OutputError
from scenes.sweep import written
from scenes.sweep.job import Done, run
from scenes.sweep.journal import Journal
from scenes.sweep.plan import planned
from scenes.sweep.table import Table
from tests.helpers.commands import invoke
from tests.helpers.sweeps import RUNS, arguments, lines, tables
from tests.rooms import ROOT

parquet = pytest.importorskip("pyarrow.parquet")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sweep that nothing happened to, made by one process."""
    folder = tmp_path_factory.mktemp("whole")
    code, out, err = invoke(*arguments(folder, "--processes", "1"))
    assert code == 0, err
    assert out == (folder / "summary.md").read_text(encoding="utf-8")
    return folder


def test_both_tables_say_the_same_with_units_in_the_names(whole: Path) -> None:
    import csv

    rows = list(csv.reader(io.StringIO((whole / "runs.csv").read_text(encoding="utf-8"))))
    table = parquet.read_table(whole / "runs.parquet")
    names = rows.pop(0)
    assert names == table.column_names
    assert names[:3] == ["outside_K_mM", "channels_Na_permeability", "seed"]
    assert {"voltage_mV", "prediction_mV", "residual_mV", "mean_K_outside_mM", "net_K_outward_per_us"} <= {*names}
    assert len(rows) == RUNS
    for n, name in enumerate(names):
        assert [float(row[n]) if row[n] else None for row in rows] == table.column(name).to_pylist()
    place = [names.index(name) for name in ("outside_K_mM", "channels_Na_permeability", "seed")]
    grid = [[K, p, n] for K in (5.0, 20.0) for p in (0.1, 0.4, 0.9) for n in (0, 1, 2)]
    assert [[float(row[n]) for n in place] for row in rows] == grid
    voltage, residual, predicted = (table.column(f"{n}_mV").to_numpy() for n in ("voltage", "residual", "prediction"))
    assert voltage - predicted == pytest.approx(residual)
    assert (whole / "plot.png").read_bytes().startswith(b"\x89PNG")


def test_two_processes_make_the_same_table(whole: Path, tmp_path: Path) -> None:
    assert invoke(*arguments(tmp_path, "--processes", "2"))[0] == 0
    assert tables(tmp_path) == tables(whole)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGKILL, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_a_sweep_that_was_ended_goes_on_where_it_was(number: signal.Signals, whole: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "main.py"), *arguments(tmp_path, "--processes", "1")]
    ended = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    latest = time.monotonic() + 120
    while len(lines(tmp_path)) < 2 and time.monotonic() < latest:
        time.sleep(0.01)
    ended.send_signal(number)
    _, err = ended.communicate(timeout=60)
    before = lines(tmp_path)
    assert 2 <= len(before) < RUNS
    assert not (tmp_path / "runs.csv").exists()
    if number == signal.SIGTERM:
        assert ended.returncode == 128 + number
        assert f"of {RUNS} runs are kept" in err and "Traceback" not in err
    with (tmp_path / "finished-runs.jsonl").open("ab") as journal:
        journal.write(before[0][:40])  # as if it had been killed while it wrote
    code, _, err = invoke(*arguments(tmp_path, "--processes", "1"))
    assert code == 0 and "have been made before" in err
    after = lines(tmp_path)
    assert after[: len(before)] == before
    assert len({(*json.loads(line)["point"], json.loads(line)["seed"]) for line in after}) == len(after) == RUNS
    assert tables(tmp_path) == tables(whole)


def test_a_finished_sweep_is_written_anew_without_a_run(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path / "copy")
    (tmp_path / "copy" / "runs.csv").unlink()
    code, _, err = invoke(*arguments(tmp_path / "copy", "--cluster", "tcp://127.0.0.1:1"))  # nobody is asked for work
    assert code == 0 and "nothing is left to be run" in err
    assert tables(tmp_path / "copy") == tables(whole)


def test_a_folder_of_another_sweep_is_refused_and_left_alone(whole: Path) -> None:
    before = {file.name: file.read_bytes() for file in whole.iterdir()}
    for more, told in (
        (("--seeds", "4"), "the seeds are 3 from 0 on there and 4 from 0 on here"),
        (("--vary", "outside.Cl=100,110"), "--vary outside.Cl is not varied there and 100,110 here"),
        (("--ns", "120"), "--ns is 100.0 there and 120.0 here"),
        (("--set", "temperature_C=20"), "--set is ions=1000 there and temperature_C=20 ions=1000 here"),
    ):
        code, out, err = invoke(*arguments(whole, *more))
        assert (code, out) == (2, "") and "holds another sweep" in err and told in err
    assert before == {file.name: file.read_bytes() for file in whole.iterdir()}


def test_two_sweeps_do_not_share_a_folder(whole: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    with (whole / "finished-runs.jsonl").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        code, _, err = invoke(*arguments(whole))
    assert code == 2 and "a sweep is under way" in err


def test_a_folder_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "there" / "runs.csv").mkdir(parents=True)
    for name, told in (("file", "expected a folder"), ("there", "expected a file, got the folder")):
        code, _, err = invoke(*arguments(tmp_path / name))
        assert code == 2 and told in err and "Traceback" not in err


def test_what_is_not_defined_is_an_empty_cell_and_null(tmp_path: Path) -> None:
    table = Table(["a", "kind"], [[1.5, "x"], [None, "y"]])
    assert table.as_csv() == "a,kind\n1.5,x\n,y\n"
    assert parquet.read_table(io.BytesIO(table.as_parquet())).to_pydict() == {"a": [1.5, None], "kind": ["x", "y"]}


def test_what_is_not_installed_is_told_before_and_made_up_for_later(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(whole, folder)
    for name in ("runs.csv", "runs.parquet", "summary.md", "plot.png"):
        (folder / name).unlink()
    with monkeypatch.context() as patched:
        patched.setattr(written, "find_spec", lambda name: None)
        code, _, err = invoke(*arguments(folder))
        assert code == 0 and "without pyarrow" in err and "without matplotlib" in err
        there = {file.name for file in folder.iterdir()}
        assert there == {"runs.csv", "summary.md", "finished-runs.jsonl", "sweep.json"}
    assert invoke(*arguments(folder))[0] == 0
    assert tables(folder) == tables(whole) and (folder / "plot.png").exists()


def test_a_job_needs_no_file_and_nothing_but_itself(tmp_path: Path) -> None:
    file = tmp_path / "my.own.toml"
    shutil.copy(ROOT / "tests" / "example_scene.toml", file)
    plan = planned(str(file), ["ions=1000,2000"], ns=40)
    file.unlink()
    job = plan.job(("2000",), 3)
    first, second = (run(pickle.loads(pickle.dumps(job))) for _ in range(2))
    assert first.values == second.values and not first.refused
    assert first.values["counted_ions"] == pytest.approx(2000, rel=0.1)
    assert plan.scene_file(()).name == "my.own"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has it")
def test_a_run_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb", buffering=0) as full:
        kept = Journal(tmp_path, full, {})
        with pytest.raises(OutputError, match=r"finished-runs\.jsonl' cannot be written: No space left"):
            kept.add(("5",), 0, Done({"voltage_mV": -70.0}, 1.0))
    assert not kept.done


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_process_that_is_lost_ends_the_sweep_with_a_word_and_what_was_done_is_kept(tmp_path: Path) -> None:
    def lose_one() -> None:
        latest = time.monotonic() + 60
        while len(lines(tmp_path)) < 2 and time.monotonic() < latest:
            time.sleep(0.01)
        multiprocessing.active_children()[0].kill()

    thread = threading.Thread(target=lose_one)
    thread.start()
    code, out, err = invoke(*arguments(tmp_path, "--processes", "1", "--seeds", "20"))
    thread.join()
    assert (code, out) == (2, "") and "ended from outside" in err and "Traceback" not in err
    assert "of 120 runs are kept" in err and 2 <= len(lines(tmp_path)) < 120
