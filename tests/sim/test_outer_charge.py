"""The charge outside is that of the membrane's outer plate, -n0 V / V_T, counted: as a closed circuit requires."""

import pytest

from sim import Pump, Scene, Simulation
from sim.commands.electrode import Stimulate, VoltageClamp
from sim.commands.solutions import SetBath, SetConcentration, SetTemperature
from sim.kernels.field import CHARGE_ONE
from sim.measure.statistics import estimate
from sim.scene import BathMode
from tests.helpers.cells import INSIDE, OUTSIDE, SIGMAS, potassium_only, resting


def outside(simulation: Simulation) -> float:
    """Charge outside, elementary charges, ions in pores with the share of them that counts there."""
    observation = simulation.observe()
    of_all = sum(observation.valence[s] * sum(n.values()) for s, n in observation.counts.items())
    return of_all - simulation.counted_charge() / CHARGE_ONE


def on_membrane(simulation: Simulation) -> float:
    observation = simulation.observe()
    return observation.thermal_charge * observation.voltage_mV / simulation.thermal_voltage_mV


COMMANDS = (
    (Stimulate(20.0, 30.0), 104),
    (Stimulate(-10.0, 30.0, "Na"), 104),
    (SetConcentration("K", "outside", 60.0), 104),
    (VoltageClamp(50.0), 200),
    (VoltageClamp(-80.0), 200),
    (VoltageClamp("off"), 200),
    (SetTemperature(20.0), 104),
    (SetConcentration("Na", "inside", 40.0), 104),
)


@pytest.mark.parametrize("bath_inside", ["closed", "perfused"])
@pytest.mark.parametrize(
    "salt",
    [
        OUTSIDE,
        *(
            pytest.param(s, marks=pytest.mark.slow)
            for s in ({"Ca": 100.0, "Cl": 200.0}, {"K": 5.0, "Ca": 80.0, "A": 165.0})
        ),
    ],
)
def test_what_is_outside_balances_the_membrane(salt: dict[str, float], bath_inside: BathMode) -> None:
    pump = Pump(count=3, turn_out_per_us=200.0, turn_in_per_us=200.0)
    scene = resting(outside=salt, bath_inside=bath_inside, pump=pump, ions=20_000)
    simulation = Simulation(scene, seed=3, threads=1)
    # a whole charge at most for the rounding, one for an odd charge of a divalent salt; under a clamp the electrode
    # follows what is in the pores at once, the bath a macro-step before each look
    simulation.advance(201)
    assert abs(outside(simulation) + on_membrane(simulation)) <= 2
    largest = 0.0
    for command, ns in COMMANDS:
        simulation.apply(command)
        simulation.advance(ns)
        lag = 8 if simulation.clamp_mV is not None else 2
        assert abs(outside(simulation) + on_membrane(simulation)) <= lag, command
        if simulation.clamp_mV is not None and bath_inside == "perfused":
            assert abs(simulation.observe().clamp_charge) <= lag, "a pipette holds the voltage with ions"
        largest = max(largest, abs(on_membrane(simulation)))
    assert largest > 100, "the case that is meant"


@pytest.mark.slow
def test_a_chamber_that_is_connected_late_makes_up_for_what_was_missing() -> None:
    scene = potassium_only(bath_outside="closed")
    simulation = Simulation(scene, seed=3, threads=1)
    simulation.apply(VoltageClamp(60.0))
    simulation.advance(101)
    simulation.apply(VoltageClamp("off"))
    left = simulation.observe().clamp_charge
    assert abs(outside(simulation) + on_membrane(simulation) - left) < 2, "a closed box has no way for it"
    simulation.apply(SetBath("outside", "perfused"))
    simulation.advance(101)
    assert abs(outside(simulation) + on_membrane(simulation)) <= 2


def test_the_chamber_keeps_its_composition() -> None:
    """All but the charge on the membrane, less than a per cent of the main salt."""
    solutions = {"K": 20.0, "Na": 130.0, "Cl": 140.0, "Ca": 5.0, "A": 20.0}
    simulation = Simulation(Scene(inside=INSIDE, outside=solutions, ions=20_000), seed=3, threads=1)
    looks = []
    for _ in range(80):
        simulation.advance(40)
        looks.append(simulation.observe().concentration_mM["outside"])
    for symbol in simulation.ions.symbols:
        found = estimate([look[symbol] for look in looks])
        wanted = solutions.get(symbol, 0.0)
        assert abs(found.mean - wanted) < SIGMAS * found.standard_error + simulation.geometry.concentration(1), symbol
