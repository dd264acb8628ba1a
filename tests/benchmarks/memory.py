"""Peak memory of one competitor in a process of its own: python -m tests.benchmarks.memory NAME IONS SEED.

Two figures: the peak of the whole process (interpreter, numpy, numba, compiled code), and how much of it came after
the imports. After a race the compile cache is warm, else the compiler would need more than the ions.
"""

import importlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
NS = 8


@dataclass(frozen=True)
class Memory:
    """whole_MB: peak of the process; own_MB: the part of it that is not there right after the imports."""

    whole_MB: float
    own_MB: float


def measure(name: str, ions: int, seed: int) -> Memory:
    """Run it in a fresh process. Raises RuntimeError with the last line that it wrote."""
    command = [sys.executable, "-m", "tests.benchmarks.memory", name, str(ions), str(seed)]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if finished.returncode:
        raise RuntimeError(f"{name}, {ions} ions: {(finished.stderr.strip().splitlines() or ['killed'])[-1]}")
    return Memory(**json.loads(finished.stdout.splitlines()[-1]))


def peak_MB() -> float:
    """Most memory that this process has held, MB (10^6 bytes).

    Linux: ru_maxrss begins with what the parent held when it started the process, VmHWM with nothing.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    import resource  # not on Windows

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def main(name: str, ions: int, seed: int) -> None:
    import numba  # noqa: F401

    import sim  # noqa: F401
    from tests.benchmarks.competitors import EVERYBODY

    competitor = EVERYBODY[name]
    importlib.import_module(competitor.needs)
    before = peak_MB()
    competitor.make(ions, seed).advance(NS if name.startswith("engine") else 1)
    print(json.dumps({"whole_MB": peak_MB(), "own_MB": peak_MB() - before}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
