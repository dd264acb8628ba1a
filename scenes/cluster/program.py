"""Which program this is, so that numbers of two versions are never put into one table."""

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[2]
COUNTED = ("sim", "scenes")  # what a run's numbers come from; the window has no say in them


@cache
def fingerprint() -> str:
    """Of the physics, the studies and what they compute with; alike on two machines that give the same numbers."""
    digest = hashlib.sha256(f"{platform.machine()} numpy {version('numpy')} numba {version('numba')}".encode())
    for file in sorted(file for package in COUNTED for file in (ROOT / package).rglob("*.py")):
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
