"""The engine is compiled ahead, beside the picture."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from render.playback import warm


@pytest.mark.slow
@pytest.mark.parametrize("in_field", [False, True])
def test_a_cold_engine_is_compiled_beside_the_picture(in_field: bool, tmp_path: Path) -> None:
    """In a fresh cache processes of their own compile what a scene needs, and no more of it is compiled in this one;
    with a warm one nothing is to do."""
    suffix = "_in_field" if in_field else ""
    program = (
        "from render.playback import warm\n"
        "from sim import kernels\n"
        "from sim.kernels.cache import in_cache\n"
        "folder = warm.Path(kernels.__file__).parent\n"
        f"engine = [(folder, 'advance{suffix}.' + name) for name in ('advance_parallel{suffix}', 'step_chunk')]\n"
        f"processes = warm.begin_engine(2, None, {in_field})\n"
        "assert len(processes) == 2 and not any(in_cache(*part) for part in engine)\n"
        "warm.await_engine(processes)\n"
        "assert [process.returncode for process in processes] == [0, 0]\n"
        "assert all(in_cache(*part) for part in engine)\n"
        f"assert warm.begin_engine(2, None, {in_field}) == []\n"
        "from numba.core import event\n"
        "with event.install_recorder('numba:compile') as compiled:\n"
        f"    warm.compile_engine(2, {in_field})\n"
        "assert not compiled.buffer\n"
    )
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    if (os.cpu_count() or 1) < 2:
        pytest.skip("one processor")
    finished = subprocess.run(
        [sys.executable, "-c", program], cwd=warm.ROOT, env=environment, capture_output=True, text=True
    )
    assert finished.returncode == 0, finished.stderr
