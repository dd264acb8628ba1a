"""The transform along x against its plain sum, and what it is for."""

import numpy as np
import pytest

from sim.kernels.cosine import cosines, from_waves, to_waves, waves_of


@pytest.mark.parametrize("columns", [1, 2, 3, 4, 7, 40, 201])
def test_halves_give_the_plain_sum(columns: int) -> None:
    """Each wave is the sum over all cells of its cosine, whatever is even, odd or filled up."""
    table, rows = cosines(5, columns), np.random.default_rng(1).normal(size=(5, columns))
    found = np.zeros((5, columns))
    to_waves(rows, table, found)
    for place, wave in enumerate(waves_of(columns)):
        norm = np.sqrt((2 if wave else 1) / columns)
        cosine = norm * np.cos(np.pi * wave * (np.arange(columns) + 0.5) / columns)
        assert np.allclose(found[:, place], rows @ cosine, atol=2e-5)


@pytest.mark.parametrize("columns", [1, 2, 3, 4, 7, 40, 201])
def test_there_and_back_is_what_was(columns: int) -> None:
    rows = np.random.default_rng(2).normal(size=(6, columns))
    table, spectrum, back = cosines(6, columns), np.zeros((6, columns)), np.zeros(6 * columns, np.float32)
    to_waves(rows, table, spectrum)
    from_waves(spectrum, table, back)
    assert np.allclose(back.reshape(rows.shape), rows, atol=2e-5)


def test_a_mirrored_row_changes_the_sign_of_the_odd_waves_alone() -> None:
    rows = np.random.default_rng(3).normal(size=(4, 30))
    table, here, mirrored = cosines(4, 30), np.zeros((4, 30)), np.zeros((4, 30))
    to_waves(rows, table, here)
    to_waves(np.ascontiguousarray(rows[:, ::-1]), table, mirrored)
    assert np.array_equal(mirrored, here * np.where(waves_of(30) % 2, -1, 1))


def test_a_row_without_charge_has_no_waves() -> None:
    """And what a row before has left in the room is not in the next answer."""
    table, found = cosines(3, 9), np.ones((3, 9))
    to_waves(np.ones((3, 9)), table, found)
    to_waves(np.zeros((3, 9)), table, found)
    assert not found.any()
