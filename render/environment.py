"""The variables that numba reads when it is imported: what is wrong with them is told before it ends in a traceback."""

import os
from collections.abc import Mapping

MOST_THREADS = 1024
LAYERS = ("default", "safe", "forksafe", "threadsafe", "tbb", "omp", "workqueue")
PRIORITY = ("tbb", "omp", "workqueue")
LEVELS = ("0", "1", "2", "3", "max")


def problems(variables: Mapping[str, str] = os.environ) -> list[str]:
    """One line for each variable that numba could not use: its name, what is expected, what it is."""
    found = []

    def check(name: str, expected: str, good: bool) -> None:
        if name in variables and not good:
            value = variables[name]
            found.append(f"{name}: expected {expected}, got '{value if len(value) < 60 else value[:60] + '...'}'")

    threads = variables.get("NUMBA_NUM_THREADS", "1").strip()
    whole = threads.isdecimal() and len(threads) < 10
    check(
        "NUMBA_NUM_THREADS",
        f"a whole number from 1 to {MOST_THREADS}",
        whole and 1 <= int(threads) <= MOST_THREADS,
    )
    layer = variables.get("NUMBA_THREADING_LAYER", "").lower()
    check("NUMBA_THREADING_LAYER", f"one of {', '.join(LAYERS)}", layer in LAYERS)
    order = variables.get("NUMBA_THREADING_LAYER_PRIORITY", "").split()
    check("NUMBA_THREADING_LAYER_PRIORITY", f"'{' '.join(PRIORITY)}' in any order", sorted(order) == sorted(PRIORITY))
    check("NUMBA_OPT", f"one of {', '.join(LEVELS)}", variables.get("NUMBA_OPT") in LEVELS)
    return found
