"""Memory of this process, and whether it grows."""

import os
from collections.abc import Sequence
from pathlib import Path


def resident_mb() -> float:
    """Memory of this process that is in use, MB; nan where the system has no /proc."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return float("nan")
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def ends(samples_mb: Sequence[float]) -> tuple[float, float]:
    """Means of the first fifth of the samples and of the last; nan where there are none."""
    fifth = max(1, len(samples_mb) // 5)
    parts = samples_mb[:fifth], samples_mb[-fifth:]
    first, last = (sum(part) / len(part) if part else float("nan") for part in parts)
    return first, last
