"""Gates: what is shut lets nothing by, what flickers does so at its rates, and gating does no work on the ions."""

from dataclasses import replace

import numpy as np
import pytest

from sim import Channel, Scene, SceneError, Simulation
from sim.commands.doors import SetGate, SetPermeability
from sim.measure.statistics import estimate
from sim.problems import problems
from tests.helpers.cells import QUICK_BOX, QUICK_MEMBRANE, SIGMAS, potassium_only, ratio_voltage


def crossings(simulation: Simulation, symbol: str = "K") -> int:
    crossed = simulation.observe().crossings[symbol]
    return crossed["in"] + crossed["out"]


@pytest.mark.parametrize("state", ["closed", pytest.param("blocked", marks=pytest.mark.slow)])
def test_shut_channels_pass_nothing(state: str) -> None:
    channels = (Channel("K", {"K": 1.0}, 12, state=state),)  # type: ignore[arg-type]
    simulation = Simulation(potassium_only(channels=channels), seed=1, threads=1)
    simulation.advance(300)
    assert crossings(simulation) == 0
    assert simulation.permeability()["K"] == 0
    simulation.apply(SetGate("K", "open"))
    simulation.advance(300)
    assert crossings(simulation) > 50


def test_only_its_own_ions_pass_a_selective_channel() -> None:
    simulation = Simulation(potassium_only(clamp_mV=0.0), seed=1, threads=1)
    simulation.advance(500)
    assert crossings(simulation, "K") > 50
    assert crossings(simulation, "Na") == crossings(simulation, "Cl") == 0
    simulation.apply(SetPermeability("K", "Na", 1.0))
    simulation.advance(500)
    assert crossings(simulation, "Na") > 50


def test_fractions_and_single_channels() -> None:
    simulation = Simulation(potassium_only(), seed=1, threads=1)
    simulation.apply(SetGate("K", "blocked", 0.5))
    assert simulation.channels.state.count("blocked") == 6
    assert simulation.permeability()["K"] == 6
    simulation.apply(SetGate(0, "closed"))
    assert simulation.channels.state[0] == "closed"


def test_flicker_has_the_shares_and_times_of_its_rates() -> None:
    """Open probability a / (a + b); correlation exp(-(a + b) t)."""
    opens, closes = 30.0, 10.0
    channels = (Channel("K", {"K": 1.0}, 30, opens_per_us=opens, closes_per_us=closes),)
    simulation = Simulation(potassium_only(channels=channels), seed=1, threads=1)
    steps, rows = 8.0, 6000
    is_open = np.empty((rows, 30))
    for row in is_open:
        simulation.channels.flicker(steps, simulation.generator)
        row[:] = simulation.channels.is_open
    share = opens / (opens + closes)
    found = estimate(is_open[20:].mean(axis=1))
    assert abs(found.mean - share) < SIGMAS * found.standard_error
    assert found.standard_error < 0.01
    deviation = is_open[20:] - share
    correlations = (deviation[1:] * deviation[:-1]).mean(axis=0) / (share * (1 - share))
    expected = np.exp(-(opens + closes) * 1e-3 * steps)
    error = correlations.std(ddof=1) / np.sqrt(len(correlations))
    assert abs(correlations.mean() - expected) < SIGMAS * error


@pytest.mark.parametrize(
    ("opens", "closes", "macro_step_ns"), [(50, 50, 1.0), (10, 90, 1.0), (200, 200, 0.25), (30, 20, 1.0)]
)
@pytest.mark.slow
def test_doors_stay_open_and_shut_as_long_as_their_rates_say(opens: float, closes: float, macro_step_ns: float) -> None:
    """Dwell times 1 / rate, up to the fastest flicker that is allowed, as the ions meet it from step to step."""
    scene = potassium_only(
        channels=(Channel("K", {"K": 1.0}, 40, opens_per_us=opens, closes_per_us=closes),),
        macro_step_ns=macro_step_ns,
        ions=100,
    )
    simulation = Simulation(scene, seed=1, threads=1)
    is_open = np.empty((6000, 40), bool)
    for row in is_open:
        simulation.advance(macro_step_ns)
        row[:] = simulation.channels.is_open
    for state, rate in ((is_open, closes), (~is_open, opens)):
        ends = np.count_nonzero(state[:-1] & ~state[1:])
        dwell_ns = np.count_nonzero(state[:-1]) / ends * macro_step_ns
        assert ends > 400
        assert abs(dwell_ns * rate * 1e-3 - 1) < 0.051 + SIGMAS / np.sqrt(ends)


@pytest.mark.parametrize(("opens", "closes", "key"), [(200, 0, "opens"), (40, 61, "closes"), (0, 1e9, "closes")])
def test_a_flicker_that_the_gates_cannot_follow_is_refused(opens: float, closes: float, key: str) -> None:
    channels = (Channel("K", {"K": 1.0}, 4), Channel("Na", {"Na": 1.0}, 4, opens_per_us=opens, closes_per_us=closes))
    with pytest.raises(
        SceneError, match=rf"channels\[1\].{key}_per_us: .* 100/us at most, got .*; macro_step_ns = "
    ) as refused:
        Simulation(potassium_only(channels=channels), seed=1, threads=1)
    allowed = float(str(refused.value).split("macro_step_ns = ")[-1].split()[0])
    slower = potassium_only(channels=channels, macro_step_ns=allowed * 0.99)
    assert not [p for p in problems(slower) if "channels" in p.key]


def test_flicker_goes_on_alike_in_small_bites_and_in_large_ones() -> None:
    channels = (Channel("K", {"K": 1.0}, 12, opens_per_us=30.0, closes_per_us=30.0),)
    whole, bitten = (Simulation(potassium_only(channels=channels), seed=7, threads=1) for _ in range(2))
    trace = whole.advance(60)
    assert np.array_equal(trace, np.concatenate([bitten.advance(ns) for ns in (3, 1, 17, 39)]))


@pytest.mark.slow
@pytest.mark.long
def test_gating_does_no_work() -> None:
    """Fast flicker under a clamp: the ions settle at the clamped voltage, not somewhere that the gate pumps them."""
    voltage = -30.0
    scene = Scene(
        inside={"K": 75.0, "Cl": 75.0},
        outside={"K": 25.0, "Cl": 25.0},
        channels=(Channel("K", {"K": 1.0}, 12, opens_per_us=200.0, closes_per_us=200.0),),
        bath_outside="closed",
        clamp_mV=voltage,
        box=QUICK_BOX,
        membrane=QUICK_MEMBRANE,
        ions=8000,
        near_step_nm=0.5,
        macro_step_ns=0.25,
    )
    found = ratio_voltage(scene, "K", seed=1, settle_ns=400, looks=1200)
    assert found.standard_error < 0.4
    assert abs(found.mean - voltage) < SIGMAS * found.standard_error


def test_permeability_is_what_the_author_asked_for() -> None:
    """Whatever their diffusion coefficients, two species with the same P cross equally often at zero voltage."""
    solutions = {"K": 50.0, "Na": 50.0, "Cl": 100.0}
    scene = potassium_only(
        inside=solutions,
        outside=solutions,
        channels=(Channel("K", {"K": 1.0, "Na": 1.0}, 12),),
        clamp_mV=0.0,
        bath_outside="closed",
    )
    # with P small the way through the pore limits, not the way to it
    simulation = Simulation(replace(scene, ions=40_000), seed=1, threads=1)
    simulation.advance(1500)
    potassium, sodium = crossings(simulation, "K"), crossings(simulation, "Na")
    assert sodium > 1000
    access = 0.03  # relative difference of the access resistances, P R / 2 with R from NUMERICS (Pores)
    assert abs(potassium - sodium) < SIGMAS * np.sqrt(potassium + sodium) + access * sodium
