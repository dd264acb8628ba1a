"""Compiled inner loops: they take arrays and scalars, hold no policy and allocate nothing.
May import each other, nothing else of sim. Importing this package chooses the folder of the compile cache."""

import hashlib
import os
import shutil
from pathlib import Path

from numba import config


def use_cache(package: Path) -> None:
    """Compile what is decorated from now on into the folder that belongs to the present sources of a package: under
    NUMBA_CACHE_DIR, beside the sources, or in the user's cache, whichever can be written.

    numba watches only the file of the function that it compiles, not those of the functions that it inlines, and would
    go on using old code after a change to these. A folder named after all sources of a package of kernels together
    cannot be stale, and edits elsewhere leave it alone.
    """
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(package.glob("*.py")))).hexdigest()[:12]
    kind = f"compiled-{package.parent.name}"
    beside = package / "__pycache__"
    for base in [Path(GIVEN)] if GIVEN else [beside, Path.home() / ".cache" / "ions-that-make-a-voltage"]:
        folder = base / f"{kind}-{digest}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            for old in base.glob(f"{kind}-*"):
                if old != folder:
                    shutil.rmtree(old, ignore_errors=True)
            config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
            return
    config.CACHE_DIR = str(beside)  # type: ignore[attr-defined]  # nothing can be written: compiled at every start


def in_cache(function: str) -> bool:
    """Whether a kernel of this package has been compiled before."""
    return any(Path(ENGINE_CACHE).rglob(f"*.{function}-*.nbi"))


GIVEN = os.environ.get("NUMBA_CACHE_DIR")
use_cache(Path(__file__).parent)
ENGINE_CACHE = config.CACHE_DIR  # type: ignore[attr-defined]

from sim.kernels import advance, census  # noqa: E402, F401 - all kernels are decorated while the folder is theirs
