"""The engine is compiled ahead, beside the picture."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from render.playback import warm


@pytest.mark.slow
def test_a_cold_engine_is_compiled_beside_the_picture(tmp_path: Path) -> None:
    """In a fresh cache a process of its own compiles the walk that a scene needs; with a warm one nothing is to do."""
    program = (
        "from render.playback import warm\n"
        "from sim import kernels\n"
        "from sim.kernels.cache import in_cache\n"
        "engine = warm.Path(kernels.__file__).parent, 'advance.advance_parallel'\n"
        "process = warm.begin_engine(2)\n"
        "assert process is not None and not in_cache(*engine)\n"
        "warm.await_engine(process)\n"
        "assert process.returncode == 0 and in_cache(*engine)\n"
        "assert warm.begin_engine(2) is None\n"
        "from numba.core import event\n"
        "with event.install_recorder('numba:compile') as compiled:\n"
        "    warm.compile_engine(2)\n"
        "assert not compiled.buffer\n"
    )
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    if (os.cpu_count() or 1) < 2:
        pytest.skip("one processor")
    finished = subprocess.run(
        [sys.executable, "-c", program], cwd=warm.ROOT, env=environment, capture_output=True, text=True
    )
    assert finished.returncode == 0, finished.stderr
