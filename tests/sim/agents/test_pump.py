"""The pump: exact stoichiometry and books, rates that rise and saturate by binding, drugs, and the voltage it makes."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim import Channel, Pump, Scene, SceneError, Simulation
from sim.commands.electrode import VoltageClamp
from sim.commands.pump_and_drugs import SetDrug, SetPump, SetStoichiometry
from sim.commands.solutions import SetConcentration
from sim.commands.start import Reset
from sim.kernels.field import CHARGE_ONE
from tests.helpers.cells import INSIDE, OUTSIDE, SIGMAS, measure


def pumped(**changes: Any) -> Scene:
    """Pumps in a membrane that nothing else crosses, under a clamp: only they move ions."""
    scene = Scene(inside=INSIDE, outside=OUTSIDE, pump=Pump(count=6), clamp_mV=0.0, ions=40_000)
    return replace(scene, **changes)


def check_books(simulation: Simulation, started_with: dict[str, int]) -> None:
    """Ions, ATP and charge, to the ion."""
    observation = simulation.observe()
    pump = observation.pump
    assert pump is not None
    for symbol, count in observation.counts.items():
        assert sum(count.values()) == started_with[symbol] + observation.exchanged[symbol]
    assert simulation.charge == simulation.counted_charge()
    for agent in simulation.pumps.agents:
        assert len(agent.held) <= agent.sites
    held = [ident for agent in simulation.pumps.agents for ident in agent.held]
    free = np.concatenate(
        [simulation.ions.ident[simulation.ions.block(k)] for k in range(len(simulation.ions.symbols))]
    )
    assert len(np.unique(np.concatenate([free, held]))) == len(free) + len(held), "an ion is in two places"


def start_counts(simulation: Simulation) -> dict[str, int]:
    return {s: sum(n.values()) for s, n in simulation.observe().counts.items()}


@pytest.mark.parametrize(("sodium", "potassium"), [(3, 2), (2, 2), (1, 1), (3, 0), (0, 2)])
def test_stoichiometry_and_atp_are_exact(sodium: int, potassium: int) -> None:
    scene = pumped(pump=Pump(count=6, sodium=sodium, potassium=potassium, atp=1e6, atp_per_us=0))
    simulation = Simulation(scene, seed=1, threads=1)
    before = start_counts(simulation)
    simulation.advance(3000)
    check_books(simulation, before)
    pump = simulation.observe().pump
    assert pump is not None
    assert pump.cycles > 50
    states = [agent.state.name for agent in simulation.pumps.agents]
    outward = sum(state in ("E2P", "E2") for state in states)  # these have let their Na+ go in this cycle already
    assert pump.moved["Na"] == sodium * (pump.cycles + outward)
    assert pump.moved["K"] == potassium * pump.cycles
    spent_now = sum(state != "E1" for state in states)
    assert pump.atp_spent == pump.cycles + spent_now
    assert pump.atp == pytest.approx(simulation.pumps.store - pump.atp_spent)


def test_each_turn_moves_its_charge() -> None:
    """With the clamp off and no leak, the counted voltage is what the pumps have carried."""
    simulation = Simulation(pumped(clamp_mV=None, bath_outside="closed"), seed=1, threads=1)
    simulation.advance(1000)
    pump = simulation.observe().pump
    assert pump is not None
    assert simulation.charge == (pump.moved["K"] - pump.moved["Na"]) * CHARGE_ONE
    assert simulation.voltage_mV < 0


def rate(scene: Scene, seed: int = 1, ns: float = 6000) -> float:
    """Cycles of all pumps per us and 100 nm of depth: more solute makes a box of as many ions less deep."""
    simulation = Simulation(scene, seed, threads=1)
    simulation.advance(200)
    before = simulation.pumps.cycles
    simulation.advance(ns)
    return (simulation.pumps.cycles - before) / ns * 1e3 * 100 / simulation.geometry.depth


@pytest.mark.parametrize(
    ("side", "symbol", "low", "middle", "high"),
    [
        pytest.param(*row, marks=pytest.mark.slow)
        for row in (("inside", "Na", 1.5, 6, 120), ("outside", "K", 0.5, 3, 60))
    ],
)
def test_rate_rises_with_binding_and_saturates(side: str, symbol: str, low: float, middle: float, high: float) -> None:
    def at(mM: float) -> float:
        solutions = {"inside": INSIDE, "outside": OUTSIDE}
        solutions[side] = solutions[side] | {symbol: float(mM)}
        return rate(pumped(bath_inside="perfused", **solutions))

    few, some, many, twice = at(low), at(middle), at(high), at(2 * high)
    # cycles are counted; the rates differ by far more than their Poisson noise
    assert few * 1.5 < some < many
    assert many / some < (high / middle) / 2, "not proportional: the sites fill"
    assert abs(twice - many) < 0.3 * many, "saturated: the turns limit it"


def test_ouabain_locks_and_washes_out() -> None:
    simulation = Simulation(pumped(), seed=1, threads=1)
    simulation.advance(400)
    simulation.apply(SetDrug("ouabain", True))
    simulation.advance(1500)
    stopped_at = simulation.pumps.cycles
    assert all(agent.locked for agent in simulation.pumps.agents)
    simulation.advance(1000)
    assert simulation.pumps.cycles == stopped_at
    simulation.apply(SetDrug("ouabain", False))
    simulation.advance(1500)
    assert simulation.pumps.cycles > stopped_at


@pytest.mark.slow
def test_without_new_atp_it_runs_as_long_as_the_store() -> None:
    simulation = Simulation(pumped(pump=Pump(count=6, atp=60, atp_per_us=1000)), seed=1, threads=1)
    store = simulation.pumps.store
    simulation.apply(SetDrug("DNP", True))
    simulation.advance(8000)
    assert simulation.pumps.spent == int(store)
    assert simulation.pumps.atp < 1
    simulation.apply(SetDrug("DNP", False))
    simulation.advance(2000)
    assert simulation.pumps.spent > 45


def test_held_pumps_do_nothing() -> None:
    simulation = Simulation(pumped(), seed=1, threads=1)
    simulation.apply(SetPump(False))
    simulation.advance(500)
    assert simulation.pumps.cycles == 0
    simulation.apply(SetPump(True))
    simulation.advance(500)
    assert simulation.pumps.cycles > 0


commands = st.one_of(
    st.builds(SetPump, running=st.booleans()),
    st.builds(SetStoichiometry, sodium=st.integers(0, 4), potassium=st.integers(0, 4)),
    st.builds(VoltageClamp, mV=st.sampled_from([-450.0, -200.0, 0.0, "off"])),
    st.builds(SetDrug, drug=st.sampled_from(["DNP", "ouabain"]), present=st.booleans()),
    st.builds(
        SetConcentration,
        species=st.sampled_from(["Na", "K"]),
        side=st.sampled_from(["inside", "outside"]),
        mM=st.floats(0, 200),
    ),
)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    script=st.lists(st.tuples(commands, st.integers(1, 120)), min_size=1, max_size=8),
    seed=st.integers(0, 2**31),
    sodium=st.integers(1, 4),
    potassium=st.integers(0, 4),
)
def test_books_under_random_commands(script: list[Any], seed: int, sodium: int, potassium: int) -> None:
    channels = (Channel("K", {"K": 1.0}, 4), Channel("Na", {"Na": 1.0}, 4))
    pump = Pump(
        count=4, sodium=sodium, potassium=potassium, atp=20, atp_per_us=100, turn_in_per_us=100, turn_out_per_us=100
    )
    simulation = Simulation(pumped(channels=channels, pump=pump, clamp_mV=None, ions=4000), seed, threads=1)
    before = start_counts(simulation)
    for command, ns in script:
        try:
            simulation.apply(command)
        except SceneError:
            assert isinstance(command, SetStoichiometry)
        simulation.advance(ns)
        check_books(simulation, before)
    simulation.apply(Reset())
    assert simulation.pumps.cycles == 0
    assert start_counts(simulation) == before


@pytest.mark.parametrize(
    ("pump", "key"),
    [
        (Pump(sodium=0, potassium=0), "pump.sodium"),
        (Pump(atp=0, atp_per_us=0), "pump.atp"),
        (Pump(count=1, at_nm=(25.0,)), "pump"),
        (Pump(count=2, at_nm=(25.0,)), "pump.at_nm"),
        (Pump(count=1, at_nm=(300.0,)), "pump.at_nm"),
        (Pump(count=-1), "pump.count"),
        (Pump(turn_in_per_us=float("nan")), "pump.turn_in_per_us"),
    ],
)
def test_senseless_pumps_are_refused(pump: Pump, key: str) -> None:
    scene = Scene(inside=INSIDE, outside=OUTSIDE, channels=(Channel("K", {"K": 1.0}, 1, at_nm=(25.0,)),), pump=pump)
    with pytest.raises(SceneError) as refused:
        Simulation(scene)
    assert any(problem.key == key for problem in refused.value.problems), refused.value


def settled(sodium: int, potassium: int, predicts: str) -> tuple[float, float]:
    """Mean residual over seeds and its error, mV, with pump and leaks in balance."""
    channels = (Channel("K", {"K": 1.0}, 12), Channel("Na", {"Na": 0.4}, 1))
    scene = Scene(
        inside=INSIDE, outside=OUTSIDE, channels=channels, ions=25_000, initial_mV=-72.0,
        pump=Pump(count=8, sodium=sodium, potassium=potassium),
    )  # fmt: skip
    residuals = [measure(scene, seed, 600, 3000).residual[predicts].mean for seed in range(4)]
    return float(np.mean(residuals)), float(np.std(residuals, ddof=1) / 2)


@pytest.mark.slow
def test_electrogenic_pump_makes_it_more_negative_than_ghk_and_an_electroneutral_one_does_not() -> None:
    electrogenic, error = settled(3, 2, "ghk")
    neutral, neutral_error = settled(2, 2, "ghk")
    assert electrogenic < -SIGMAS * error / 2
    assert abs(neutral) < max(1.0, SIGMAS * neutral_error)
    assert electrogenic < neutral - 1.5
