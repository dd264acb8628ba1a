"""How wide the vectors are changes the speed and nothing else."""

import os
import subprocess
import sys

import numba
import pytest
from numba.core.codegen import get_host_cpu_features

from tests.rooms import ROOT

MOVE = """
import hashlib
from sim import Channel, Scene, Simulation
from sim.scene import Field
for kind in ("capacitor", "layered"):
    scene = Scene(
        inside={"K": 140.0, "Na": 10.0}, outside={"K": 5.0, "Na": 145.0}, channels=(Channel("K", {"K": 1.0}, count=8),),
        ions=6000, field=Field(kind),
    )
    simulation = Simulation(scene, seed=4, threads=1)
    simulation.advance(30)
    ions = simulation.ions
    print(hashlib.sha256(ions.x.tobytes() + ions.y.tobytes()).hexdigest(), simulation.observe().crossings)
"""


def moved(**environment: str) -> str:
    run = [sys.executable, "-c", MOVE]
    return subprocess.run(
        run, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=True, timeout=300
    ).stdout


@pytest.mark.slow  # two compilations
def test_ions_go_the_same_way_to_the_bit_with_vectors_of_any_width() -> None:
    host = get_host_cpu_features()
    widest = moved()
    assert len(widest.splitlines()) == 2
    assert moved(NUMBA_CPU_FEATURES=f"{host},+prefer-256-bit") == widest
    assert moved(NUMBA_CPU_FEATURES=f"{host},+prefer-128-bit") == widest


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
