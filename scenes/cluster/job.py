"""What a worker of a cluster does with a job: sees to it that it has the right program, and does one at a time."""

import threading
from collections.abc import Callable
from typing import Any

from scenes.cluster.program import fingerprint

_ONE_AT_A_TIME = threading.Lock()


class OtherProgramError(RuntimeError):
    """The worker has another version of the program, or of what it computes with."""


def guarded(asked: str, function: Callable[..., Any], *arguments: Any) -> Any:
    """The function's result. asked: the fingerprint of who asks; OtherProgramError if the one here differs.

    A worker with several threads would run as many simulations in one process, where numba's threads and caches are
    shared: they wait for each other, so `--nthreads 1` loses nothing.
    """
    if asked != fingerprint():
        raise OtherProgramError
    with _ONE_AT_A_TIME:
        return function(*arguments)
