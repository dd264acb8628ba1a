"""The whole suite runs without a display and without a loudspeaker."""

import os

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

# what windows remember, and scenes that are kept, are a user's: no test touches these
os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp(prefix="ions-tests-")

ENGINES = (
    *(f"advance.{name}" for name in ("step_chunk", "advance_serial", "advance_parallel")),
    *(f"advance_in_field.{name}_in_field" for name in ("advance_serial", "advance_parallel")),
    "advance_in_field.step_chunk",
)
COMPILE = (
    "from render.playback.warm import compile_engine; compile_engine(2); compile_engine(2, True)",
    "from render.playback.warm import compile_engine; compile_engine(1); compile_engine(1, True)\n"
    "from render.box.warm import compile_picture; compile_picture()",
)


def pytest_configure(config: pytest.Config) -> None:
    """Compile all kernels into the cache that the workers share, before these start: else each compiles for itself."""
    if hasattr(config, "workerinput") or config.option.collectonly or os.environ.get("NUMBA_DISABLE_JIT", "0") != "0":
        return
    from sim import kernels
    from sim.kernels.cache import in_cache

    package = Path(kernels.__file__).parent
    if not all(in_cache(package, function) for function in ENGINES):
        root = Path(__file__).parents[1]
        for process in [subprocess.Popen([sys.executable, "-c", program], cwd=root) for program in COMPILE]:
            process.wait()
