"""The prediction that is shown follows what is switched."""

import math

import pygame
import pytest

from render.panels.readout import draw_voltage, verdict
from render.playback.player import Player
from render.playback.reading import predicts
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.text import Typesetter
from render.style.words import Words
from scenes import load
from sim.commands.doors import SetGate
from sim.commands.pump_and_drugs import SetDrug, SetPump


def seen(player: Player) -> Snapshot:
    """A while later."""
    snapshot = Snapshot()
    for _ in range(12):
        player.advance(10.0)
        player.publish(snapshot)
    return snapshot


def heading(snapshot: Snapshot) -> str:
    words = Words("en")
    words.open()
    type_ = Typesetter(1.0)
    type_.placed = []
    draw_voltage(pygame.Surface((600, 300), 0, 32), pygame.Rect(0, 0, 600, 300), snapshot, type_, words)
    return " ".join(text for text, _ in type_.placed)


def opened(name: str) -> Player:
    player = Player(seed=1, threads=1)
    player.open(load(name, ["ions=2000"]))
    return player


@pytest.mark.parametrize(("off", "on"), [
    (SetPump(running=False), SetPump(running=True)),
    (SetDrug("ouabain", True), SetDrug("ouabain", False)),
])  # fmt: skip
def test_a_pump_that_stands_still_leaves_the_voltage_to_ghk(off: SetPump | SetDrug, on: SetPump | SetDrug) -> None:
    player = opened("pump")
    assert "Mullins" in heading(seen(player))
    player.apply(off)
    for _ in range(40):
        without = seen(player)
        if predicts(without) == "ghk":
            break
    assert "Mullins" not in heading(without) and "Goldman" in heading(without)
    assert math.isclose(without.claimed_mV, without.prediction.ghk, abs_tol=5.0)
    assert verdict(without, 60.0)[1] == theme.DIM  # no alarm about what the scene did not promise
    player.apply(on)
    for _ in range(40):
        again = seen(player)
        if predicts(again) == "mullins_noda":
            break
    assert "Mullins" in heading(again)


def test_the_end_is_predicted_only_while_the_poison_is_there() -> None:
    player = opened("metabolic-poison")
    player.apply(SetDrug("DNP", True))
    poisoned = seen(player)
    assert "in the end" in heading(poisoned) and poisoned.claimed_mV == 0
    player.apply(SetDrug("DNP", False))
    washed = seen(player)
    assert "in the end" not in heading(washed) and washed.claimed_mV != 0


def test_a_scene_without_pumps_keeps_its_own_prediction() -> None:
    for name in ("sealed", "resting", "donnan"):
        snapshot = seen(opened(name))
        assert predicts(snapshot) == snapshot.scene_file.claim.predicts


def test_an_ion_whose_doors_are_shut_predicts_nothing() -> None:
    player, words = opened("potassium-only"), Words("en")
    words.open()
    assert predicts(seen(player)) == "nernst:K"
    player.apply(SetGate("K", "closed"))
    for _ in range(40):
        shut = seen(player)
        if not math.isfinite(shut.claimed_mV):
            break
    assert predicts(shut) == "ghk" and words("prediction.none") in heading(shut)
    player.apply(SetGate("K", "open"))
    for _ in range(40):
        again = seen(player)
        if math.isfinite(again.claimed_mV):
            break
    assert predicts(again) == "nernst:K" and words("prediction.none") not in heading(again)
