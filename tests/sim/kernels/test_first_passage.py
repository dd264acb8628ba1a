"""The table of steps inside a disc: its probabilities against scipy's Bessel functions, and flights made of such steps
against the exact laws of free diffusion."""

import numpy as np
import pytest
from scipy import integrate, special, stats

from sim import Simulation
from sim.kernels.first_passage import EARLIEST, INSIDE, OUTCOMES, no_farther, outcomes, still_inside
from sim.kernels.flight import MARGIN_STEPS, NEAR_STEPS, fly_toward
from sim.kernels.tables import LANES, LEFT, ROOM, ROWS, STATE_A, STATE_B, WALKS, X, Y
from tests.helpers.cells import potassium_only

ALPHA = 5.7e-7  # five sigma, two-sided
D = np.float32(1.96)
f32 = np.float32


def test_the_series_are_those_of_the_bessel_functions() -> None:
    zeros = special.jn_zeros(0, 200)
    for time in (EARLIEST, 0.02, 0.126, 0.5):
        damped = 2 / (zeros * special.j1(zeros)) * np.exp(-(zeros**2) * time)
        assert float(still_inside(time)) == pytest.approx(damped.sum(), abs=1e-12)
    radius = np.linspace(0, 1, 40)
    terms = 2 * special.j1(np.outer(radius, zeros)) / (zeros * special.j1(zeros) ** 2) * np.exp(-(zeros**2) * 0.126)
    assert no_farther(radius, 0.126) == pytest.approx(radius * terms.sum(axis=1), abs=1e-12)


def test_the_edge_is_reached_after_a_quarter_of_the_diffusion_time_on_average() -> None:
    """R^2 / 4D in two dimensions (Redner 2001, A Guide to First-Passage Processes)."""
    late, _ = integrate.quad(still_inside, EARLIEST, 4.0)
    assert EARLIEST + late == pytest.approx(0.25, abs=1e-7)


def test_the_table_has_each_outcome_as_often_as_the_law_says() -> None:
    table, longest = outcomes()
    inside, edge = table[:INSIDE].astype(float), table[INSIDE:].astype(float)
    assert float(still_inside(longest)) == pytest.approx(INSIDE / OUTCOMES, abs=1e-12)
    assert (np.diff(inside) > 0).all() and inside[-1] < 1
    assert (np.diff(edge) > 0).all() and edge[-1] < longest
    middle = (np.arange(OUTCOMES) + 0.5) / OUTCOMES
    assert no_farther(inside, longest) == pytest.approx(middle[:INSIDE], abs=0.5 / OUTCOMES)
    assert 1 - still_inside(edge) == pytest.approx(middle[: OUTCOMES - INSIDE], abs=0.5 / OUTCOMES)
    square = (inside**2).sum() + len(edge)
    time = longest * INSIDE + edge.sum()
    assert square == pytest.approx(4 * time, rel=1e-6)


class Flight:
    """Ions that fly from one place, in the box of a small scene with one mouth."""

    def __init__(self, count: int, x: float, height: float, time: float, mouth: float | None, seed: int = 1) -> None:
        self.box = Simulation(potassium_only(ions=2000), seed=1, threads=1)._launch.box
        self.count = count
        assert count % LANES == 0
        generator = np.random.default_rng(seed)
        self.floats, self.words = np.zeros(ROWS * ROOM, f32), np.zeros(ROWS * ROOM, np.uint32)
        self.floats[X : X + count], self.floats[Y : Y + count] = x, height + self.box.face
        self.floats[LEFT : LEFT + count] = time
        for row in (STATE_A, STATE_B):
            self.words[row : row + count] = generator.integers(1, 2**32, count)
        self.mouth = np.full(int(self.box.width * self.box.inverse_bin) + 2, 1e6 if mouth is None else mouth, f32)

    def step(self) -> int:
        table, longest = outcomes()
        return int(fly_toward(self.count, self.floats, self.words, self.mouth, table, f32(longest), D, self.box))

    def row(self, of: int, words: bool = False) -> np.ndarray:
        return (self.words if words else self.floats)[of : of + self.count]


def test_free_flights_end_where_diffusion_takes_them() -> None:
    """No mouth: after a time, however many steps it takes, both coordinates are normal with variance 2 D t and
    independent; 8000 ions in each of 10 runs."""
    time, moved = 1.0, []
    for seed in range(10):
        flight = Flight(8000, 50.0, 12.0, time, None, seed)
        while flight.step():
            pass
        assert (flight.row(LEFT) == 0).all()
        moved.append(np.column_stack([flight.row(X) - 50.0, flight.row(Y) - 12.0 - flight.box.face]))
    scaled = np.concatenate(moved) / np.sqrt(2 * D * time)
    for column in scaled.T:
        assert stats.kstest(column, "norm").pvalue > ALPHA
        assert abs((column**2).mean() - 1) < 5 * np.sqrt(2 / len(column))
    assert stats.kstest((scaled**2).sum(axis=1) / 2, "expon").pvalue > ALPHA
    assert abs((scaled[:, 0] * scaled[:, 1]).mean()) < 5 / np.sqrt(len(scaled))


def test_flights_end_short_of_the_mouth_and_walk_when_they_are_near() -> None:
    """From 6 near steps away: on average at the same place (a martingale), never within the margin of the mouth."""
    flight = Flight(8000, 50.0, 0.0, 50.0, 50.0)
    sigma, half_pore = float(flight.box.near_step), float(flight.box.half_pore)
    flight.floats[X : X + flight.count] = 50.0 + half_pore + 6 * sigma
    assert flight.step() == flight.count
    aside = np.maximum(np.abs(flight.row(X) - 50.0) - half_pore, 0)
    distance = np.hypot(aside, flight.row(Y) - flight.box.face)
    assert distance.min() >= (MARGIN_STEPS - 1e-3) * sigma
    along = flight.row(X) - (50.0 + half_pore + 6 * sigma)
    assert abs(along.mean()) < 5 * along.std() / np.sqrt(len(along))
    length = np.hypot(along, flight.row(Y) - flight.box.face)
    assert length.max() == pytest.approx((6 - MARGIN_STEPS) * sigma, rel=1e-4)
    before = flight.row(X).copy()
    flown = flight.step()
    walks = flight.row(WALKS, words=True) == 1
    assert np.array_equal(walks, distance < NEAR_STEPS * sigma) and flown == flight.count - walks.sum()
    assert np.array_equal(flight.row(X)[walks], before[walks]) and (flight.row(X) != before)[~walks].all()
