"""Processes that share the work and end with the one that started them, whichever way that ends.

Each worker reads from a pipe that nothing is written to: its end, on any system and after any signal, ends the worker.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from scenes.cluster.pool import Cluster, ClusterError, ClusterWorkers, on_cluster

MOST = 60  # Windows cannot wait for more than 61 processes
LEFT_TO_PARENT = [getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)]

T = TypeVar("T")
Place = int | Cluster | None  # where work is shared: so many processes, the workers of a cluster, or all processors


class WorkerLostError(RuntimeError):
    """A worker was ended from outside, by a system without memory, say."""


class Workers:
    """submit(function, ...) has it called in one of the processes."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def submit(self, function: Callable[..., T], *arguments: Any) -> "Future[T]":
        """The call's future. May start a process, which leaves Ctrl-C to this one from its very beginning."""
        if not hasattr(signal, "pthread_sigmask"):
            return self._pool.submit(function, *arguments)
        before = signal.pthread_sigmask(signal.SIG_BLOCK, LEFT_TO_PARENT)
        try:
            return self._pool.submit(function, *arguments)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def place_of(processes: int | None, cluster: str | None) -> Place:
    """The place that two options name. Raises ClusterError where both do."""
    if cluster is not None and processes is not None:
        raise ClusterError("--cluster and --processes: expected one of them; a cluster has the workers that it has")
    return processes if cluster is None else Cluster(cluster)


@contextmanager
def workers(place: Place = None) -> Iterator[Workers | ClusterWorkers]:
    """What takes jobs at a place. An exception ends local processes at once, in the middle of their work.

    Raises WorkerLostError if one of these is ended from outside, ClusterError if a cluster cannot be used.
    """
    if isinstance(place, Cluster):
        with on_cluster(place) as there:
            yield there
        return
    context = multiprocessing.get_context("spawn")  # forking a program with threads is not safe
    theirs, ours = context.Pipe(duplex=False)
    count = min(place or os.cpu_count() or 1, MOST)
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=_follow, initargs=(theirs,))
    try:
        yield Workers(pool)
    except BaseException as error:
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        if isinstance(error, BrokenProcessPool):
            message = "a process that shared the work was ended from outside; is there enough memory?"
            raise WorkerLostError(message) from None
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        ours.close()
        theirs.close()


def _follow(pipe: Connection) -> None:
    for number in LEFT_TO_PARENT:
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(pipe,), daemon=True).start()


def _end_with(pipe: Connection) -> None:
    with suppress(EOFError, OSError):
        pipe.recv_bytes()
    os._exit(1)
