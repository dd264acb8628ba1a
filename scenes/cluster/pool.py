"""Workers of a Dask scheduler, submitted to as to local processes; whatever happens to them is told in a sentence.

A worker that is lost costs its job only, which the scheduler gives to another. A scheduler that goes away, or one
without any worker for a while, ends the work: without that it would wait for ever.
"""

import logging
import pickle
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from concurrent.futures import InvalidStateError as AlreadyDoneError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from scenes.cluster.job import OtherProgramError, guarded
from scenes.cluster.program import fingerprint

CONNECT_S, LOOK_S, WITHOUT_WORKERS_S = 10.0, 2.0, 60.0
NEEDED = "--cluster: expected Dask; install it with: python -m pip install 'dask[distributed]'"
HOW = "start workers in the program's folder: python -m dask worker ADDRESS --nthreads 1"

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
        self._there: dict[Future[Any], Any] = {}  # what is waited for -> the scheduler's future, kept alive by this
        self._lock = threading.Lock()
        self._over = threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def submit(self, function: Callable[..., T], *arguments: Any) -> "Future[T]":
        """The call's future."""
        job = pickle.dumps((guarded, fingerprint(), function, *arguments))
        here: Future[T] = Future()
        there = self._client.submit(_unpacked(), job, pure=False)
        with self._lock:
            self._there[here] = there
        there.add_done_callback(lambda _: self._settle(here, there))
        return here

    def close(self) -> None:
        """Take back what has not been done: a scheduler forgets the jobs of a client that leaves."""
        self._over.set()
        with suppress(Exception):
            self._client.close(timeout=LOOK_S)

    def _settle(self, here: "Future[Any]", there: Any) -> None:
        """Called when the scheduler's future has ended, or the client is being closed: then nobody may be asked."""
        with suppress(AlreadyDoneError):
            if self._over.is_set() or there.status not in ("finished", "error"):
                here.set_exception(CancelledError())
            else:
                self._take(here, there)
        with self._lock:
            self._there.pop(here, None)

    @staticmethod
    def _take(here: "Future[Any]", there: Any) -> None:
        try:
            result = there.result(timeout=WITHOUT_WORKERS_S)
        except Exception as error:
            here.set_exception(error)
        else:
            here.set_result(result)

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
            waiting = list(self._there)
        for future in waiting:
            with suppress(AlreadyDoneError):
                future.set_exception(error)


def _unpacked() -> Callable[[bytes], Any]:
    """What does a job on a worker. It is sent as it stands, being defined in here, and the job as bytes: so only
    workers need the program, not the scheduler, through which all goes."""

    def unpacked(job: bytes) -> Any:
        import pickle

        call, *arguments = pickle.loads(job)
        return call(*arguments)

    return unpacked


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
