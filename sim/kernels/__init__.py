"""Compiled inner loops: they take arrays and scalars, hold no policy and allocate nothing.

Importing this package chooses the folder of the compile cache. numba watches only the file of the function that it
compiles, not those of the functions that it inlines, and would go on using old code after a change to these. A
folder named after all kernel sources together cannot be stale, and edits elsewhere leave it alone.
"""

import hashlib
import os
import shutil
from pathlib import Path

from numba import config

ROOT = Path(__file__).parents[2]


def choose_cache() -> Path:
    """The cache folder for the present sources, under NUMBA_CACHE_DIR, beside the sources, or in the user's cache."""
    sources = sorted(ROOT.glob("*/kernels/*.py"))
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in sources)).hexdigest()[:12]
    beside = Path(__file__).parent / "__pycache__"
    given = os.environ.get("NUMBA_CACHE_DIR")
    home = Path.home() / ".cache" / "ions-that-make-a-voltage"
    for base in [Path(given)] if given else [beside, home]:
        folder = base / f"compiled-{digest}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            for old in base.glob("compiled-*"):
                if old != folder:
                    shutil.rmtree(old, ignore_errors=True)
            return folder
    return beside  # nothing can be written: numba compiles at every start


config.CACHE_DIR = str(choose_cache())  # type: ignore[attr-defined]
