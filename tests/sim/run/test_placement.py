"""Where ions start: the concentrations that the scene asks for, and the charge of its voltage on top."""

from dataclasses import replace

import pytest

from sim import Channel, Scene, Simulation

SCENE = Scene(
    inside={"K": 140.0, "Na": 10.0, "Cl": 10.0},
    outside={"K": 5.0, "Na": 145.0, "Cl": 110.0},
    channels=(Channel("K", {"K": 1.0}, count=4),),
    ions=60_000,
)


def counts(scene: Scene) -> dict[str, dict[str, int]]:
    return {s: dict(c) for s, c in Simulation(scene, seed=1, threads=1).observe().counts.items()}


@pytest.mark.parametrize("mV", [-80.0, 40.0])
def test_the_charge_of_a_voltage_lies_in_what_a_bath_has_most_of(mV: float) -> None:
    """A bath of 5 mM K+ stays one when K+ has gone out to it, or come from it; a closed side does not."""
    neutral, charged = counts(replace(SCENE, initial_mV=0.0)), counts(replace(SCENE, initial_mV=mV))
    closed = counts(replace(SCENE, initial_mV=mV, bath_outside="closed"))
    moved = charged["K"]["inside"] - neutral["K"]["inside"]
    assert moved * mV > 0 and abs(moved) > 50
    assert charged["K"]["outside"] == neutral["K"]["outside"]
    assert charged["Na"]["outside"] == neutral["Na"]["outside"] - moved
    assert charged["Na"]["inside"] == neutral["Na"]["inside"]
    assert closed["K"]["inside"] == charged["K"]["inside"]
    assert closed["K"]["outside"] == neutral["K"]["outside"] - moved
    assert closed["Na"] == neutral["Na"]
    for symbol in ("Cl", "A"):
        assert charged[symbol] == neutral[symbol] == closed[symbol]


@pytest.mark.parametrize("kind", ["capacitor", "layered"])
def test_the_voltage_is_there_from_the_first_moment(kind: str) -> None:
    scene = replace(SCENE, initial_mV=-70.0, field=replace(SCENE.field, kind=kind))
    assert Simulation(scene, seed=1, threads=1).observe().voltage_mV == pytest.approx(-70.0, abs=0.5)
