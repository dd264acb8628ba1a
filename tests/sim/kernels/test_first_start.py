"""What has just been compiled and what comes from the disk take the same steps, to the bit."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rooms import ROOT

WALK = """
import hashlib, sys
from scenes import load
from sim import Simulation
simulation = Simulation(load("resting", [f"field.kind={sys.argv[1]}", "ions=3000"]).scene, seed=3, threads=1)
trace, ions = simulation.advance(20), simulation.ions
arrays = [trace, *(axis[ions.block(k)] for k in range(len(ions.symbols)) for axis in (ions.x, ions.y))]
print(hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest())
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["capacitor", pytest.param("mesh", marks=pytest.mark.long)])
def test_a_first_start_and_a_later_one_agree_to_the_bit(kind: str, tmp_path: Path) -> None:
    """A function that is called, not inlined, is there twice in a process that compiles: alone and with its caller.
    They may round differently, and the first one loaded is taken for both; from the disk comes the other."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    first, later = (
        subprocess.run(
            [sys.executable, "-c", WALK, kind], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    )
    assert len(first) == 65 and first == later
