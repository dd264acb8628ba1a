"""What theory says of a membrane whose doors flicker: by their mean permeability, whatever is open at the moment."""

from dataclasses import replace

import numpy as np
import pytest

from sim import Box, Channel, Membrane, Simulation
from sim.commands.doors import SetGate
from sim.measure.access import expected_currents
from sim.measure.predictions import predict
from tests.helpers.cells import SIGMAS, measure, resting

LEAKS = (Channel("Na", {"Na": 0.4}, 1), Channel("Cl", {"Cl": 1.0}, 2))


def flickering(opens: float, closes: float) -> tuple[Channel, ...]:
    return (Channel("K", {"K": 1.0}, 12, opens_per_us=opens, closes_per_us=closes), *LEAKS)


def test_prediction_is_that_of_the_mean_permeability() -> None:
    scene = resting(ions=4000, channels=flickering(30.0, 60.0))
    simulation = Simulation(scene, seed=1, threads=1)
    steady = (Channel("K", {"K": 1 / 3}, 12), *LEAKS)
    open_doors = set()
    for _ in range(12):
        simulation.advance(16)
        observation = simulation.observe()
        open_doors.add(int(simulation.channels.is_open.sum()))
        mean = replace(observation, permeability={"K": 4.0, "Na": 0.4, "Cl": 2.0, "A": 0.0, "M": 0.0})
        assert predict(observation).ghk == pytest.approx(predict(mean).ghk, abs=1e-9)
        assert predict(observation).mullins_noda == pytest.approx(predict(mean).mullins_noda, abs=1e-9)
        through_doors = expected_currents(observation, scene)["K"]
        assert through_doors == pytest.approx(expected_currents(mean, replace(scene, channels=steady))["K"], rel=1e-9)
    assert len(open_doors) > 3, "the case that is meant: the doors at the moment differ"


def test_donnan_counts_doors_that_are_shut_for_a_moment() -> None:
    channels = (Channel("K", {"K": 1.0}, 1, opens_per_us=1.0, closes_per_us=90.0), Channel("Cl", {"Cl": 1.0}, 1))
    scene = resting(ions=4000, channels=channels, bath_inside="closed", bath_outside="closed", initial_mV=0.0)
    simulation = Simulation(scene, seed=1, threads=1)
    while simulation.channels.is_open.all():
        simulation.advance(1)
    observation = simulation.observe()
    both = replace(observation, permeability={**observation.permeability, "K": 1.0, "Cl": 1.0})
    assert predict(observation).donnan == predict(both).donnan


def test_a_flickering_door_that_is_shut_for_good_counts_for_nothing() -> None:
    simulation = Simulation(resting(ions=4000, channels=flickering(30.0, 60.0)), seed=1, threads=1)
    for state in ("closed", "blocked"):
        simulation.apply(SetGate("K", state))  # type: ignore[arg-type]
        assert simulation.permeability()["K"] == 0
    simulation.apply(SetGate("K", "blocked", 0.5))
    assert simulation.permeability()["K"] == pytest.approx(2.0)


def test_a_door_that_only_closes_counts_while_it_is_open() -> None:
    simulation = Simulation(resting(ions=4000, channels=flickering(0.0, 60.0)), seed=1, threads=1)
    assert simulation.permeability()["K"] == 12
    simulation.advance(400)
    assert simulation.permeability()["K"] == 0


@pytest.mark.slow
def test_a_flickering_membrane_rests_where_the_mean_permeability_has_it() -> None:
    """Spells of 1000 ns, long against the 10 ns in which a pore fills and empties: doors that are faster let more pass
    than their share of the time, for what shuts is the mouth, not the way through the pore (K+ driven out against
    -70 mV 13 +- 2 % more with spells of 200 ns, 3 +- 2 % with these; 0 +- 2 % through doors that stay open)."""
    shallow = {"box": Box(120.0, 14.0), "membrane": Membrane(pore_entry=0.2), "near_step_nm": 0.5}
    doors = (Channel("K", {"K": 0.5}, 24, opens_per_us=1.0, closes_per_us=1.0), *LEAKS)
    scene = resting(ions=15_000, channels=doors, **shallow)
    residuals = [measure(scene, seed, 400, 12400).residual["ghk"].mean for seed in range(6)]
    error = float(np.std(residuals, ddof=1) / np.sqrt(len(residuals)))
    assert error < 0.8, "too blunt to mean anything"
    assert abs(np.mean(residuals)) < SIGMAS * error + 0.5  # doors that never shut would make it 9 mV
