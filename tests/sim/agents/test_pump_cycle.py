"""The reversible pump: detailed balance, stall and reversal at a clamped voltage, ATP, voltage, temperature."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim import Box, Pump, Scene, SceneError, Simulation
from sim.agents.nucleotides import Nucleotides
from sim.agents.pump_cycle import cycle
from sim.commands.pump_and_drugs import SetDrug
from sim.measure.predictions import predict
from sim.theory.pump_energy import stall_mV, work_kJ_per_mol
from sim.units import GAS_CONSTANT, kelvin, thermal_voltage_mV
from tests.helpers.cells import INSIDE, OUTSIDE, SIGMAS

FAST = Pump(
    count=30, atp_per_us=1e5, bind_sodium_per_us=200, bind_potassium_per_us=400, turn_out_per_us=500, turn_in_per_us=500
)


def held_at(mV: float, pump: Pump = FAST, **changes: Any) -> Scene:
    """Pumps alone cross the membrane; both sides and the voltage are held. Shallow: few ions, many pumps."""
    scene = Scene(
        inside=INSIDE, outside=OUTSIDE, pump=pump, clamp_mV=mV, ions=8_000, bath_inside="perfused",
        box=Box(width_nm=100.0, half_height_nm=9.0), macro_step_ns=0.5,
    )  # fmt: skip
    return replace(scene, **changes)


def net_cycles(scene: Scene, seeds: int = 2, blocks: int = 15, block_ns: float = 200) -> tuple[float, float]:
    """Completed less undone cycles in a block of time, and the error of the mean."""
    counts = []
    for seed in range(seeds):
        simulation = Simulation(scene, seed, threads=1)
        simulation.advance(300)
        for _ in range(blocks):
            before = simulation.pumps.cycles
            simulation.advance(block_ns)
            counts.append(simulation.pumps.cycles - before)
    return float(np.mean(counts)), float(np.std(counts, ddof=1) / math.sqrt(len(counts)))


def test_detailed_balance_at_any_condition() -> None:
    """Forward over backward around the cycle is exp(-dG / RT) for ions, voltage, pools and temperature at random."""
    draw = np.random.default_rng(1)
    for _ in range(300):
        n, m = (int(i) for i in draw.integers(0, 5, 2))
        celsius, mV = float(draw.uniform(5, 45)), float(draw.uniform(-300, 200))
        inside, outside = ({s: float(10 ** draw.uniform(-1, 2.5)) for s in ("Na", "K")} for _ in range(2))
        pump = Pump(
            atp_kJ_per_mol=float(draw.uniform(20, 70)), capture_nm=float(draw.uniform(1, 4)),
            bind_sodium_per_us=float(draw.uniform(5, 200)), bind_potassium_per_us=float(draw.uniform(5, 200)),
            turn_out_per_us=float(draw.uniform(5, 500)), turn_in_per_us=float(draw.uniform(5, 500)),
        )  # fmt: skip
        pools = Nucleotides(1000.0, 0.0)
        for _ in range(int(draw.integers(0, 800))):
            pools.spend()
            pools.phosphate += 1
        rates, u = cycle(pump, n, m, celsius), mV / thermal_voltage_mV(kelvin(celsius))
        log_ratio = (
            n * math.log(rates.bind_sodium * inside["Na"] / rates.loosen_sodium)
            + math.log(rates.phosphorylate * pools.atp_level / (rates.unspend * pools.adp_level))
            + math.log(rates.turn_out / (rates.take_sodium * rates.taken_back(u) * outside["Na"] ** n))
            + m * math.log(rates.bind_potassium * outside["K"] / rates.loosen_potassium)
            + math.log(rates.dephosphorylate / (rates.rebind * pools.phosphate_level))
            + math.log(rates.turn_in / (rates.take_potassium * inside["K"] ** m))
        )
        RT = GAS_CONSTANT * kelvin(celsius) / 1000
        mass_action = (pools.atp / 1000) / ((pools.adp / 100) * (pools.phosphate / 1000))
        gives = pump.atp_kJ_per_mol + RT * math.log(mass_action)
        costs = work_kJ_per_mol(n, m, inside, outside, mV, kelvin(celsius))
        assert log_ratio * RT == pytest.approx(gives - costs, abs=1e-8)


def test_a_neurons_pump_stalls_near_minus_180_mV() -> None:
    """The known value at 55 kJ/mol, and the cost at rest: nearly all of what an ATP gives."""
    assert stall_mV(55, 3, 2, INSIDE, OUTSIDE, kelvin(37)) == pytest.approx(-177, abs=1)
    assert work_kJ_per_mol(3, 2, INSIDE, OUTSIDE, -75, kelvin(37)) == pytest.approx(45.1, abs=0.1)
    assert stall_mV(55, 2, 2, INSIDE, OUTSIDE, kelvin(37)) == math.inf


@pytest.mark.slow
@pytest.mark.parametrize("energy", [*(pytest.param(kJ, marks=pytest.mark.long) for kJ in (45.0, 50.0)), 55.0])
def test_it_stalls_and_reverses_where_an_atp_no_longer_pays(energy: float) -> None:
    pump = replace(FAST, atp_kJ_per_mol=energy)
    stall = stall_mV(energy, 3, 2, INSIDE, OUTSIDE, kelvin(37))
    at, error = net_cycles(held_at(stall, pump))
    above, error_above = net_cycles(held_at(stall + 50, pump), seeds=1)
    below, error_below = net_cycles(held_at(stall - 50, pump), seeds=1)
    assert abs(at) < SIGMAS * error
    assert above > SIGMAS * error_above
    assert below < -SIGMAS * error_below
    per_mV = (above - below) / 100
    assert SIGMAS * error / per_mV < 25, "sharp enough: known to better than 25 mV at five sigma"


@pytest.mark.slow
def test_driven_backward_it_makes_atp_and_brings_the_ions_back() -> None:
    pump = replace(FAST, atp_per_us=0, atp=20_000)
    simulation = Simulation(held_at(-350, pump), seed=1, threads=1)
    simulation.advance(4000)
    reading = simulation.observe().pump
    assert reading is not None
    assert reading.cycles < -20 and reading.atp_spent < -20
    assert reading.atp == pytest.approx(reading.atp_store - reading.atp_spent) and reading.atp > reading.atp_store
    assert reading.moved["K"] == 2 * reading.cycles
    states = [agent.state.name for agent in simulation.pumps.agents]
    assert reading.moved["Na"] == 3 * (reading.cycles + sum(state in ("E2P", "E2") for state in states))
    assert reading.atp_spent == reading.cycles + sum(state != "E1" for state in states)
    pools = simulation.pumps.books.pools
    phosphorylated = sum(state in ("E1P", "E2P") for state in states)
    assert pools.atp + pools.adp == pytest.approx(1.1 * pools.store)
    assert pools.atp + pools.phosphate + phosphorylated == pytest.approx(2 * pools.store)


@pytest.mark.slow
@pytest.mark.long
def test_rate_rises_with_voltage_and_levels_off() -> None:
    """As measured (Gadsby & Nakao 1989, J Gen Physiol 94:511): steep below the resting voltage, flat above 0."""
    rates, errors = zip(*(net_cycles(held_at(mV), seeds=1) for mV in (-300, -175, -100, 0, 100)), strict=True)
    for n in range(3):
        assert rates[n + 1] - rates[n] > SIGMAS * math.hypot(errors[n], errors[n + 1])
    assert abs(rates[4] - rates[3]) < 0.15 * rates[3] + SIGMAS * math.hypot(errors[3], errors[4])


def test_ten_degrees_change_the_turns_by_q10() -> None:
    warm, cool = (cycle(replace(FAST, q10=2.5), 3, 2, celsius) for celsius in (37.0, 27.0))
    assert warm.turn_out / cool.turn_out == pytest.approx(2.5)
    assert warm.turn_in / cool.turn_in == pytest.approx(2.5)


@pytest.mark.slow
@pytest.mark.long
def test_a_pump_with_all_it_needs_turns_by_q10_faster_when_it_is_ten_degrees_warmer() -> None:
    """Sites full and nothing to push against, so that the turns alone limit it; slow enough that ions come in time.

    The steady state of its nine states gives 2.499: a little more is taken back when it is warm.
    """
    both = {"K": 50.0, "Na": 100.0}
    slow = Pump(
        count=30, atp_per_us=1e5, bind_sodium_per_us=40, bind_potassium_per_us=80, turn_out_per_us=100,
        turn_in_per_us=100, q10=2.5,
    )  # fmt: skip
    rates, errors = zip(
        *(
            net_cycles(held_at(0, slow, inside=both, outside=both, temperature_C=celsius), blocks=50)
            for celsius in (37.0, 27.0)
        ),
        strict=True,
    )
    ratio = rates[0] / rates[1]
    error = ratio * math.hypot(errors[0] / rates[0], errors[1] / rates[1])
    assert abs(ratio - 2.5) < SIGMAS * error
    assert SIGMAS * error < 0.2, "sharp enough: 2.2 or 2.8 would be seen"


def test_the_stall_follows_what_an_atp_gives_now() -> None:
    """Half the ATP spent: RT ln of ATP / (ADP x phosphate) less, divided by the one charge of a cycle."""
    simulation = Simulation(held_at(0, replace(FAST, atp_per_us=0, atp=10_000)), seed=1, threads=1)
    before = predict(simulation.observe()).stall
    assert before == pytest.approx(-177.5, abs=4)  # as counted: a few dozen K+ outside
    pools = simulation.pumps.books.pools
    while pools.atp > pools.store / 2:
        pools.spend()
        pools.phosphate += 1
    less = math.log(0.5 / (6.0 * 1.5)) * thermal_voltage_mV(kelvin(37))  # ADP is a tenth of the store at first
    assert predict(simulation.observe()).stall - before == pytest.approx(-less, abs=0.1)


@pytest.mark.slow
def test_without_new_atp_its_free_energy_falls_and_the_pump_slows_before_it_stops() -> None:
    simulation = Simulation(held_at(0, replace(FAST, atp=600, atp_per_us=1e5)), seed=1, threads=1)

    def cycles_in(ns: float) -> int:
        before = simulation.pumps.cycles
        simulation.advance(ns)
        return simulation.pumps.cycles - before

    fed = cycles_in(400)
    simulation.apply(SetDrug("DNP", True))
    simulation.advance(600)
    starving = cycles_in(400)
    assert simulation.pumps.atp >= 1, "it has not run out"
    assert 0 < starving < fed - SIGMAS * math.sqrt(fed)


@pytest.mark.parametrize(("key", "value"), [("atp_kJ_per_mol", -1.0), ("atp_kJ_per_mol", math.nan), ("q10", 0.5)])
def test_senseless_energies_are_refused(key: str, value: float) -> None:
    with pytest.raises(SceneError) as refused:
        Simulation(held_at(0, replace(FAST, **{key: value})))
    assert [problem.key for problem in refused.value.problems] == [f"pump.{key}"]
