"""Processes that share work: how they end is in tests/test_signals.py; here, that the loss of one is told."""

import os
import signal

import pytest

from scenes.study.workers import WorkerLostError, workers


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals of POSIX")
def test_a_worker_leaves_signals_to_its_parent_and_its_loss_is_told() -> None:
    def lose_one() -> None:
        with workers(1) as pool:
            assert pool.submit(signal.getsignal, signal.SIGINT).result() == signal.SIG_IGN
            pool.submit(os._exit, 3).result()

    with pytest.raises(WorkerLostError, match="ended from outside"):
        lose_one()
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
