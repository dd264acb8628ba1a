"""What numba reads from the environment is checked before numba ends in a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from render.environment import problems

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("NUMBA_NUM_THREADS", "0", "a whole number from 1 to 1024, got '0'"),
        ("NUMBA_NUM_THREADS", "-3", "a whole number"),
        ("NUMBA_NUM_THREADS", "", "a whole number"),
        ("NUMBA_NUM_THREADS", "many", "a whole number"),
        ("NUMBA_NUM_THREADS", "1000000", "a whole number"),  # memory for each is taken: 678 GB
        ("NUMBA_NUM_THREADS", "9" * 5000, "got '9999"),
        ("NUMBA_THREADING_LAYER", "threads", "one of default, safe"),
        ("NUMBA_THREADING_LAYER_PRIORITY", "tbb", "'tbb omp workqueue' in any order"),
        ("NUMBA_OPT", "9", "one of 0, 1"),
    ],
)
def test_each_wrong_variable_is_told(name: str, value: str, expected: str) -> None:
    (line,) = problems({name: value})
    assert line.startswith(f"{name}: expected ") and expected in line and len(line) < 200


def test_what_numba_takes_is_taken() -> None:
    assert not problems({})
    right = {
        "NUM_THREADS": " 2 ",
        "THREADING_LAYER": "OMP",
        "THREADING_LAYER_PRIORITY": "omp tbb workqueue",
        "OPT": "max",
    }
    assert not problems({f"NUMBA_{name}": value for name, value in right.items()})


def test_every_command_tells_all_of_it() -> None:
    wrong = {"NUMBA_NUM_THREADS": "0", "NUMBA_THREADING_LAYER": "nonsense"}
    told = subprocess.run(
        [sys.executable, "main.py", "kiosk", "--show-config"], cwd=ROOT, env={**os.environ, **wrong},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert told.returncode == 2 and "Traceback" not in told.stderr
    assert [line.split(":")[1].strip() for line in told.stderr.splitlines()] == [*wrong]
