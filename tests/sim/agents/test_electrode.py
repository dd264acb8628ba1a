"""The stimulating electrode and the ammeter: every ion is booked, the charge arrives, what flows is what is read."""

from dataclasses import replace

import pytest

from sim import Simulation
from sim.agents.electrode import Electrode
from sim.commands.electrode import Stimulate
from tests.helpers.cells import potassium_only


def test_a_pulse_delivers_its_charge_whatever_its_timing() -> None:
    for rate, duration, step in ((0.3, 100.0, 8.0), (-2.7, 37.0, 8.0), (0.01, 250.0, 3.0), (40.0, 1.0, 8.0)):
        electrode = Electrode(depth_nm=150.0)
        electrode.start("K", rate, duration)
        assert electrode.ions_per_ns == {"K": pytest.approx(1.5 * rate)}
        delivered = sum(electrode.due(step).get("K", 0) for _ in range(100))
        assert abs(delivered - 1.5 * rate * duration) <= 0.5
        assert electrode.ions_per_ns == {}


def test_pulses_add_up() -> None:
    electrode = Electrode(depth_nm=100.0)
    electrode.start("K", 2.0, 16.0)
    electrode.start("K", 3.0, 8.0)
    electrode.start("Cl", -1.0, 8.0)
    assert electrode.ions_per_ns == {"K": 5.0, "Cl": -1.0}
    assert [electrode.due(8.0) for _ in range(3)] == [{"K": 40, "Cl": -8}, {"K": 16}, {}]


@pytest.mark.parametrize(("species", "sign"), [("K", 1), ("K", -1), ("Cl", 1), ("A", -1)])
def test_a_pulse_charges_the_membrane_ion_by_ion(species: str, sign: int) -> None:
    """With every channel shut the voltage moves by charge / n0, to the last ion, and the ions are booked."""
    scene = potassium_only(channels=(), bath_outside="closed", ions=4000)
    simulation = Simulation(scene, seed=1, threads=1)
    before, voltage = simulation.observe(), simulation.voltage_mV
    depth = simulation.geometry.depth / 100
    simulation.apply(Stimulate(sign * 2.0 / depth, 20.0, species))
    assert simulation.observe().stimulus == pytest.approx(sign * 2.0 * before.valence[species])
    simulation.advance(40)
    after = simulation.observe()
    moved = after.counts[species]["inside"] - before.counts[species]["inside"]
    assert moved == sign * 40 == after.exchanged[species] - before.exchanged[species]
    change = moved * before.valence[species] / before.thermal_charge * simulation.thermal_voltage_mV
    assert simulation.voltage_mV - voltage == pytest.approx(change, abs=1e-6)
    assert after.stimulus == 0


def test_an_empty_cell_gives_no_more_than_it_has() -> None:
    scene = replace(potassium_only(channels=(), bath_outside="closed", ions=1000), outside={"Na": 10.0, "Cl": 10.0})
    simulation = Simulation(scene, seed=1, threads=1)
    before = simulation.observe()
    simulation.apply(Stimulate(-1000.0, 100.0, "Na"))
    simulation.advance(200)
    after = simulation.observe()
    taken = before.counts["Na"]["inside"] - after.counts["Na"]["inside"]
    assert taken == before.exchanged["Na"] - after.exchanged["Na"]
    assert 0.2 < taken / before.counts["Na"]["inside"] <= 1
    assert simulation.charge == simulation.counted_charge()


def test_the_ammeter_reads_what_crosses() -> None:
    simulation = Simulation(potassium_only(clamp_mV=0.0, ions=20_000), seed=1, threads=1)
    simulation.advance(400)
    total, read = simulation.observe().crossings["K"], []
    for _ in range(100):
        simulation.advance(8)
        read.append(simulation.observe().current["K"])
    after = simulation.observe().crossings["K"]
    net = (after["out"] - total["out"] - after["in"] + total["in"]) / 800
    assert net > 0
    # a running mean over 50 ns differs from the mean over 800 ns by what it still holds of the time before and after
    assert sum(read) / len(read) == pytest.approx(net, rel=0.15)
    assert simulation.observe().current["Na"] == 0
