"""How wide the vectors are changes the speed, and now and then a last digit."""

import os
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest
from numba.core.codegen import get_host_cpu_features
from numpy.typing import NDArray

from tests.rooms import ROOT

MOVE = """
import sys
import numpy as np
from sim import Channel, Scene, Simulation
from sim.scene import Field
places = []
for kind in ("capacitor", "layered"):
    scene = Scene(
        inside={"K": 140.0, "Na": 10.0}, outside={"K": 5.0, "Na": 145.0}, channels=(Channel("K", {"K": 1.0}, count=8),),
        ions=6000, field=Field(kind),
    )
    simulation = Simulation(scene, seed=4, threads=1)
    simulation.advance(30)
    places += [simulation.ions.x, simulation.ions.y]
np.save(sys.argv[1], np.concatenate(places))
"""


def moved(file: Path, **environment: str) -> NDArray[np.float32]:
    run = [sys.executable, "-c", MOVE, str(file)]
    subprocess.run(run, cwd=ROOT, env={**os.environ, **environment}, check=True, timeout=300)
    places: NDArray[np.float32] = np.load(file)
    return places


@pytest.mark.slow  # two compilations
@pytest.mark.parametrize("width", [256, 128])
def test_ions_go_the_same_way_with_vectors_of_any_width(width: int, tmp_path: Path) -> None:
    """A last digit may differ, and some step be refused for it: one in ten million, not one in a thousand."""
    host = get_host_cpu_features()
    widest = moved(tmp_path / "widest.npy")
    other = moved(tmp_path / "other.npy", NUMBA_CPU_FEATURES=f"{host},+prefer-{width}-bit")
    assert len(widest) == len(other) > 10_000
    assert np.mean(np.abs(widest - other) > 1e-3) < 1e-3


def test_the_widest_are_asked_for_unless_the_environment_says_otherwise() -> None:
    ask = "import sim.kernels.cache, numba; print(numba.config.CPU_FEATURES)"
    free = {name: value for name, value in os.environ.items() if name != "NUMBA_CPU_FEATURES"}

    def asked(**environment: str) -> str:
        run = [sys.executable, "-c", ask]
        return subprocess.run(
            run, cwd=ROOT, env={**free, **environment}, capture_output=True, text=True, check=True, timeout=60
        ).stdout.strip()

    assert asked().endswith(",-prefer-256-bit")
    assert asked(NUMBA_CPU_FEATURES="+sse2") == "+sse2"
    assert numba.config.CPU_FEATURES
