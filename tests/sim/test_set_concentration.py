"""A concentration that is asked for is there, in the box and in the reservoir, and its side stays neutral."""

import pytest

from sim import Scene, SceneError, Simulation
from sim.commands.solutions import SetConcentration
from sim.scene import BathMode, Side
from tests.helpers.cells import INSIDE, OUTSIDE, resting

BOTH = pytest.mark.parametrize("bath", ["closed", "perfused"])
SIDE = pytest.mark.parametrize("side", ["inside", "outside"])


def cell(bath: BathMode, **changes: object) -> Simulation:
    scene = resting(channels=(), initial_mV=0.0, bath_inside=bath, bath_outside=bath, **changes)
    return Simulation(scene, seed=1, threads=1)


def net_charge(simulation: Simulation, side: Side) -> int:
    observation = simulation.observe()
    return sum(observation.valence[s] * count[side] for s, count in observation.counts.items())


@BOTH
@SIDE
@pytest.mark.parametrize("symbol", ["A", "M"])
@pytest.mark.parametrize("mM", [0.0, 50.0])
def test_what_completes_a_side_cannot_be_set(symbol: str, side: Side, mM: float, bath: BathMode) -> None:
    simulation = cell(bath)
    before, reservoir = simulation.observe(), {s: dict(c) for s, c in simulation.reservoir.items()}
    with pytest.raises(SceneError, match=f"species: '{symbol}' makes up for the charge of the others"):
        simulation.apply(SetConcentration(symbol, side, mM))
    assert simulation.observe() == before
    assert simulation.reservoir == reservoir


@BOTH
@SIDE
@pytest.mark.parametrize("symbol", ["K", "Na", "Cl", "Ca"])
@pytest.mark.parametrize("mM", [0.0, 3.0, 200.0])
def test_any_other_ion_comes_as_asked(symbol: str, side: Side, mM: float, bath: BathMode) -> None:
    simulation = cell(bath, inside={**INSIDE, "Ca": 1.0}, outside={**OUTSIDE, "Ca": 2.0})
    kept = simulation.observe().counts
    charge = net_charge(simulation, side)
    simulation.apply(SetConcentration(symbol, side, mM))
    after = simulation.observe().counts
    assert after[symbol][side] == round(simulation.geometry.ions_at(mM))
    for other in {"K", "Na", "Cl", "Ca"} - {symbol}:
        assert after[other] == kept[other]
    assert net_charge(simulation, side) == charge
    reservoir = simulation.reservoir[side]
    assert reservoir[symbol] == mM
    assert sum(simulation.scene.species[s].charge * c for s, c in reservoir.items()) == pytest.approx(0, abs=1e-9)


@SIDE
def test_impermeant_ions_of_both_signs_that_an_author_has_put_in_stay(side: Side) -> None:
    mixed = {"K": 100.0, "Cl": 100.0, "A": 60.0, "M": 60.0}
    simulation = Simulation(Scene(inside=mixed, outside=mixed, ions=20_000, bath_inside="perfused"), seed=1, threads=1)
    simulation.apply(SetConcentration("K", side, 120.0))
    assert simulation.reservoir[side] == pytest.approx({"K": 120.0, "Cl": 100.0, "A": 60.0, "M": 40.0})
    for symbol, mM in simulation.reservoir[side].items():
        assert simulation.observe().concentration_mM[side][symbol] == pytest.approx(mM, rel=1e-3)
    simulation.apply(SetConcentration("K", side, 200.0))
    assert simulation.reservoir[side] == pytest.approx({"K": 200.0, "Cl": 100.0, "A": 100.0, "M": 0.0})
    simulation.apply(SetConcentration("K", side, 50.0))
    assert simulation.reservoir[side] == pytest.approx({"K": 50.0, "Cl": 100.0, "A": 0.0, "M": 50.0})
