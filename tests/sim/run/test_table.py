"""`Simulation.run`: the table of a run says what an observation says, neither more nor less often than asked."""

import math
from typing import Any

import numpy as np
import pytest

from scenes import load
from sim import Channel, Scene, Simulation
from sim.table import PA_PER_E_NS
from tests.helpers.cells import potassium_only, resting


def small(**changes: Any) -> Simulation:
    return Simulation(resting(ions=2000, **changes), seed=3, threads=1)


def test_a_table_says_what_a_loop_of_observations_says() -> None:
    table, by_hand = small().run(200, every=40), small()
    for row in range(5):
        voltages, seen = by_hand.advance(40), by_hand.observe()
        assert table["time_ns"][row] == seen.time_ns == 40 * (row + 1)
        assert table["voltage_mV"][row] == seen.voltage_mV
        assert table["voltage_mean_mV"][row] == pytest.approx(voltages.mean(), abs=1e-12)
        assert table["K_inside_mM"][row] == seen.concentration_mM["inside"]["K"]
        assert table["Cl_outside_mM"][row] == seen.concentration_mM["outside"]["Cl"]
        assert table["Na_out"][row] == seen.crossings["Na"]["out"] and table["Na_in"][row] == seen.crossings["Na"]["in"]
        assert table["K_permeability"][row] == seen.permeability["K"]
        assert table["charge_inside_e"][row] == seen.counted_charge
    assert {len(column) for column in table.values()} == {5}
    assert all(column.ndim == 1 and column.dtype in (np.float64, np.int64) for column in table.values())


def test_net_crossings_add_up_to_the_current_and_to_all_that_crossed() -> None:
    simulation = small(channels=(Channel("K", {"K": 1.0}, 12), Channel("Cl", {"Cl": 1.0}, 12)))
    simulation.advance(100)
    before = simulation.observe().crossings
    table, after = simulation.run(400, every=50), simulation.observe()
    for symbol, valence in after.valence.items():
        moved = {way: after.crossings[symbol][way] - before[symbol][way] for way in ("in", "out")}
        net = table[f"{symbol}_net_out"]
        assert net.sum() == moved["out"] - moved["in"], "rows before the run are not counted"
        assert table[f"{symbol}_current_pA"] == pytest.approx(valence * net * PA_PER_E_NS / 50)
    assert table["K_net_out"].any() and table["Cl_net_out"].any()
    assert pytest.approx(160.2, abs=0.1) == PA_PER_E_NS, "1e-19 C x 1.6 each nanosecond"


def test_the_last_row_is_the_end_and_a_second_run_goes_on() -> None:
    simulation = small()
    assert simulation.run(100, every=30)["time_ns"].tolist() == [30, 60, 90, 100]
    assert simulation.run(60)["time_ns"].tolist() == [120, 140, 160]
    assert simulation.run(5, every=1000)["time_ns"].tolist() == [165]


def test_rows_lie_on_whole_macro_steps_and_no_time_is_lost() -> None:
    """every = 2.5 macro-steps: a row each 2 or 3; what is left of 7.7 waits for the next call."""
    simulation = small()
    assert simulation.run(7.7, every=2.5)["time_ns"].tolist() == [2, 5, 7]
    assert simulation.run(2.4, every=2.4)["time_ns"].tolist() == [10]
    fine = Simulation(resting(ions=2000, macro_step_ns=0.1), seed=1, threads=1)
    assert fine.run(3, every=0.3)["time_ns"] == pytest.approx(0.3 * np.arange(1, 11))


def test_a_run_in_pieces_is_the_run() -> None:
    whole, parts = small(), small()
    table = whole.run(120, every=30)
    first, second = parts.run(60, every=30), parts.run(60, every=30)
    for name, column in table.items():
        assert np.array_equal(column, np.concatenate([first[name], second[name]])), name


@pytest.mark.parametrize("wrong", [-5, 0, 0.4, math.nan, math.inf])
@pytest.mark.parametrize("name", ["ns", "every"])
def test_a_time_that_makes_no_sense_is_refused_before_anything_moves(name: str, wrong: float) -> None:
    simulation = small()
    with pytest.raises(ValueError, match=rf"^{name}: expected a time of at least one macro-step \(1 ns\), got"):
        simulation.run(**{"ns": 40.0, "every": 20.0} | {name: wrong})
    assert simulation.time_ns == 0


def test_pumps_and_gates_have_columns_where_there_are_any() -> None:
    assert not [name for name in small().run(20) if name.startswith(("pump", "particle"))]
    spike = Simulation(load("spike", ["ions=4000"]).scene, seed=1, threads=1)
    table, seen = spike.run(160, every=80), spike.observe()
    assert seen.gating is not None and seen.pump is not None
    assert table["Na_v_open_share"][-1] == seen.gating.open_share["Na_v"]
    assert table["particle_h_share"][-1] == seen.gating.particle_share["h"]
    assert table["pump_cycles"][-1] == seen.pump.cycles and table["pump_ATP"][-1] == seen.pump.atp


def test_a_species_of_ones_own_has_its_columns() -> None:
    scene = Scene(inside={"Ca": 70}, outside={"Ca": 70}, channels=(Channel("Ca", {"Ca": 1.0}, 3),), ions=1000)
    table = Simulation(scene, seed=1, threads=1).run(60)
    assert table["Ca_current_pA"] == pytest.approx(2 * table["Ca_net_out"] * PA_PER_E_NS / 20)
    assert table["Ca_inside_mM"] == pytest.approx(70, abs=20)


def test_a_clamped_voltage_stays_in_the_table_while_its_current_flows() -> None:
    scene = potassium_only(ions=4000, clamp_mV=40.0)
    table = Simulation(scene, seed=1, threads=1).run(400)
    assert (table["voltage_mV"] == 40).all() and table["K_current_pA"].mean() > 0
