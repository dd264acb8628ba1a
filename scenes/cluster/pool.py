"""Workers of a Dask scheduler, submitted to as to local processes; whatever happens to them is told in a sentence.

A worker that is lost costs its job only, which the scheduler gives to another. A scheduler that goes away, or one
without any worker for a while, ends the work: without that it would wait for ever.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from concurrent.futures import InvalidStateError as AlreadyDoneError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from scenes.cluster.job import OtherProgramError, guarded
from scenes.cluster.program import fingerprint

CONNECT_S, LOOK_S, WITHOUT_WORKERS_S = 10.0, 2.0, 30.0
NEEDED = "--cluster: expected Dask; install it with: python -m pip install 'dask[distributed]'"
HOW = "start them in the program's folder: python -m dask worker ADDRESS --nthreads 1"

T = TypeVar("T")


@dataclass(frozen=True)
class Cluster:
    """address: of a Dask scheduler, such as tcp://127.0.0.1:8786."""

    address: str


class ClusterError(RuntimeError):
    """A cluster that cannot be used, or no longer; str() says why in plain words."""


class ClusterWorkers:
    """submit(function, ...) has it called on one of the cluster's workers."""

    def __init__(self, cluster: Cluster, client: Any) -> None:
        self._cluster, self._client = cluster, client
        self._executor = client.get_executor(pure=False)
        self._waiting: set[Future[Any]] = set()
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()

    def submit(self, function: Callable[..., T], *arguments: Any) -> "Future[T]":
        """The call's future."""
        future: Future[T] = self._executor.submit(guarded, fingerprint(), function, *arguments)
        with self._lock:
            self._waiting.add(future)
        future.add_done_callback(self._forget)
        return future

    def close(self) -> None:
        """Take back what has not been done."""
        self._over.set()
        with self._lock:
            waiting = list(self._waiting)
        for future in waiting:
            future.cancel()
        with suppress(Exception):
            self._client.close(timeout=LOOK_S)

    def _forget(self, future: "Future[Any]") -> None:
        with self._lock:
            self._waiting.discard(future)

    def _look(self) -> None:
        without_s = 0.0
        while not self._over.wait(LOOK_S):
            try:
                without_s = 0.0 if self._client.nthreads() else without_s + LOOK_S
            except Exception:  # what is being asked is gone: its futures are cancelled by the client itself
                without_s += LOOK_S
            if without_s >= WITHOUT_WORKERS_S:
                self._give_up()
                return

    def _give_up(self) -> None:
        error = ClusterError(f"--cluster: {self._cluster.address} has no worker; {HOW}")
        with self._lock:
            waiting = list(self._waiting)
        for future in waiting:
            with suppress(AlreadyDoneError):
                future.set_exception(error)


@contextmanager
def on_cluster(cluster: Cluster) -> Iterator[ClusterWorkers]:
    """The cluster's workers. Raises ClusterError if it cannot be reached, goes away or has another program."""
    pool = ClusterWorkers(cluster, _connected(cluster.address))
    try:
        yield pool
    except Exception as error:
        if told := _told(error, cluster.address):
            raise ClusterError(f"--cluster: {told}") from None
        raise
    finally:
        pool.close()


def _connected(address: str) -> Any:
    try:
        import distributed
    except ImportError:
        raise ClusterError(NEEDED) from None
    for name in [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # what goes wrong is told once, in words
    client: Any = distributed.Client
    comm: Any = distributed.comm
    try:
        comm.resolve_address(address)  # a client that cannot read its address complains when it is deleted
        return client(address, timeout=CONNECT_S, set_as_default=False)
    except Exception:
        message = f"--cluster: no scheduler answers at {address!r}; expected an address such as tcp://127.0.0.1:8786"
        raise ClusterError(message) from None


def _told(error: BaseException, address: str) -> str:
    """What a user is told of an error of the cluster; empty for any other."""
    if isinstance(error, OtherProgramError):
        return f"a worker of {address} has another version of the program, of Python's packages, or another processor"
    if isinstance(error, ModuleNotFoundError) or "deserializ" in str(error):
        return f"the workers of {address} do not find the program; {HOW}"
    if type(error).__name__ == "KilledWorker":
        return f"a job ended several workers of {address} one after the other; have they enough memory?"
    if isinstance(error, CancelledError) or type(error).__module__.partition(".")[0] == "distributed":
        return f"the scheduler at {address} went away"
    return ""
