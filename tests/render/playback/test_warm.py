"""What is compiled ahead is all that a frame needs: the first one must not wait for the compiler."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pygame
import pytest

from render.box.kernels import focus, sea
from render.box.kernels import sprites as stamps
from render.box.picture import NO_EVENT, BoxPicture
from render.playback import warm
from render.style.text import Typesetter
from render.style.words import Words
from scenes import load
from tests.helpers.windows import published

KERNELS = (focus.choose, focus.follow, focus.index, focus.tell, sea.compose, sea.splat, stamps.shine, stamps.stamp)


def test_no_frame_compiles_anything() -> None:
    warm.compile_picture()
    ready = [set(kernel.signatures) for kernel in KERNELS]
    assert all(ready)
    snapshot = published(load("pump", ["ions=3000"]))
    words = Words("en")
    words.open()
    box = BoxPicture(Typesetter(1.0), words)
    screen = pygame.Surface((960, 620), 0, 32)
    box.fit(pygame.Rect(10, 10, 900, 560), snapshot)
    event = np.zeros(1, [*NO_EVENT.descr, ("time_ns", np.float64)])
    for n in range(40):
        snapshot.serial += n % 2
        box.show(screen, snapshot, [event] if n % 3 else [], 1 / 60)
        if n == 10:
            box.follow_any(snapshot)
            box.marks.on = True
        elif n == 20:
            box.view.zoom((300.0, 200.0), 3.0)
    assert [set(kernel.signatures) for kernel in KERNELS] == ready


def test_a_cold_engine_is_compiled_beside_the_picture(tmp_path: Path) -> None:
    """In a fresh cache a process of its own compiles the walk that a scene needs; with a warm one nothing is to do."""
    program = (
        "from render.playback import warm\n"
        "from sim import kernels\n"
        "from sim.kernels.cache import in_cache\n"
        "engine = warm.Path(kernels.__file__).parent, 'advance_parallel'\n"
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
