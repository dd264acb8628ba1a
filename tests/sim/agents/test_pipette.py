"""A pipette holds the inside at its composition, whatever the salt, and brings no ion that is not in it."""

import numpy as np
import pytest

from sim import Channel, Scene, Simulation, Species
from sim.measure.statistics import estimate
from tests.helpers.cells import SIGMAS

SULPHATE = Species("SO4", -2, 1.07, "sulphate")
LANTHANUM = Species("La", +3, 0.62, "lanthanum")
PIPETTES = {
    "calcium chloride": {"Ca": 50.0, "Cl": 100.0},
    "calcium and impermeant anions": {"Ca": 50.0, "A": 100.0},
    "calcium sulphate": {"Ca": 80.0, "SO4": 80.0},
    "lanthanum chloride": {"La": 30.0, "Cl": 90.0},
    "lanthanum sulphate": {"La": 40.0, "SO4": 60.0},
    "a trace of potassium": {"Ca": 50.0, "A": 101.0, "K": 1.0},
    "potassium and calcium": {"K": 100.0, "Ca": 20.0, "Cl": 140.0},
    "the usual one": {"K": 140.0, "Na": 10.0, "Cl": 10.0, "A": 140.0},
    "impermeant cations": {"Cl": 100.0, "M": 100.0},
}


def pipette(name: str, channels: tuple[Channel, ...] = ()) -> Scene:
    return Scene(
        inside=PIPETTES[name],
        outside={"K": 5.0, "Na": 145.0, "Cl": 150.0},
        channels=channels,
        bath_inside="perfused",
        extra_species=(SULPHATE, LANTHANUM),
        ions=8000,
    )


@pytest.mark.parametrize("name", PIPETTES)
def test_sealed_the_inside_is_what_the_pipette_holds(name: str) -> None:
    simulation = Simulation(pipette(name), seed=3, threads=1)
    looks = []
    for _ in range(60):
        charge = simulation.counted_charge()
        simulation.advance(40)
        assert simulation.counted_charge() == charge == 0
        looks.append(simulation.observe().concentration_mM["inside"])
    for symbol in simulation.ions.symbols:
        found = estimate([look[symbol] for look in looks])
        wanted = PIPETTES[name].get(symbol, 0.0)
        if wanted == 0:
            assert found.mean == found.sigma == 0, f"{symbol} came through no door"
        one_ion = simulation.geometry.concentration(1)
        assert abs(found.mean - wanted) < SIGMAS * found.standard_error + one_ion, symbol


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PIPETTES.keys() - {"the usual one"}))
def test_what_leaks_in_is_washed_out(name: str) -> None:
    """Na+ through wide doors: the pipette takes it away and gives its own ions for it, or takes their partners."""
    doors = (Channel("Na", {"Na": 1.0}, 12), Channel("Cl", {"Cl": 1.0}, 12))
    simulation = Simulation(pipette(name, doors), seed=3, threads=1)
    foreign = set(simulation.ions.symbols) - set(PIPETTES[name]) - {"Na", "Cl"}  # no door lets them in
    sodium = []
    for _ in range(40):
        simulation.advance(40)
        counts = simulation.observe().counts
        assert all(counts[symbol]["inside"] == 0 for symbol in foreign)
        sodium.append(simulation.observe().concentration_mM["inside"]["Na"])
    last = simulation.observe()
    entered = last.crossings["Na"]["in"]
    washed = entered - last.counts["Na"]["inside"] - last.crossings["Na"]["out"]
    assert washed > 0.5 * entered > 10
    assert np.mean(sodium[20:]) < 10
