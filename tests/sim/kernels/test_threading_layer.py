"""A layer of threads that this machine does not have is done without."""

import numba
import pytest

from sim.kernels.threading_layer import start_threads


def test_a_missing_layer_is_replaced_with_a_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing() -> int:
        raise ValueError("No threading layer could be loaded.\nHINT:\nIntel TBB is required")

    monkeypatch.setattr(numba.config, "THREADING_LAYER", "tbb")
    monkeypatch.setattr(numba.config, "THREADING_LAYER_PRIORITY", ["tbb", "omp", "workqueue"])
    start_threads()
    assert numba.config.THREADING_LAYER == "tbb" and not caplog.records
    monkeypatch.setattr(numba, "get_num_threads", missing)
    start_threads()
    assert numba.config.THREADING_LAYER == "default" and len(numba.config.THREADING_LAYER_PRIORITY) == 3
    assert len(caplog.records) == 1 and "'tbb' cannot be had: No threading layer" in caplog.text
