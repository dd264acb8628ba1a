"""The capacitance that is told: mean charge over mean voltage, beside a theory that is seldom asked."""

from dataclasses import replace

import numpy as np
import pygame
import pytest

from render.panels.readout import draw_facts
from render.playback.capacitance import EVERY_NS, MEMORY_NS, CapacitanceMeter
from render.playback.player import Player
from render.playback.snapshot import Snapshot
from render.style.text import Typesetter
from render.style.words import Words
from scenes import load
from scenes.languages import codes
from sim.units import ELEMENTARY_CHARGE

KINDS = ("layered", "mesh", "capacitor")


def played(kind: str, ns: float = 900.0) -> Snapshot:
    player, snapshot = Player(1, 1), Snapshot()
    player.open(load("potassium-only", ["ions=12000", f"field.kind={kind}"]))
    for _ in range(30):
        player.advance(ns / 30)
        player.publish(snapshot)
    return snapshot


def facts(snapshot: Snapshot, language: str) -> str:
    words = Words(language)
    words.open()
    type_ = Typesetter(1.0)
    type_.placed = []
    draw_facts(pygame.Surface((700, 260)), pygame.Rect(0, 0, 700, 260), snapshot, type_, words)
    return " ".join(text for text, _ in type_.placed)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_found_is_told_beside_what_it_should_be(kind: str) -> None:
    snapshot = played(kind)
    found = snapshot.capacitance_uF_cm2
    if kind == "capacitor":
        assert found is None, "there it is an input"
        assert all("12" in facts(snapshot, language) for language in codes())
        return
    assert found is not None
    assert found[0] == pytest.approx(found[1], rel=0.2) and 8 < found[1] < 11
    for language in codes():
        said = facts(snapshot, language)
        assert f"{found[0]:.1f} µF" in said and f"{found[1]:.1f}" in said
        early = facts(replace(snapshot, capacitance_uF_cm2=None), language)
        assert "µF" not in early and "12" in early


def test_the_measured_value_is_that_of_the_means_and_the_theory_is_seldom_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    monkeypatch.setattr(
        "sim.measure.capacitance.expected_uF_cm2", lambda observation, scene, mV: asked.append(mV) or 9.0
    )
    snapshot = played("layered", 8.0)
    asked.clear()
    observation, meter, random = snapshot.observation, CapacitanceMeter(), np.random.default_rng(4)
    observation = replace(observation, membrane_nm2=1000.0, charges={"start": -50.0})
    told = []
    for n in range(1, 800):
        now = replace(observation, time_ns=8.0 * n)
        meter.add(-80 + random.normal(0, 3, 8), now)
        told.append(meter.read(now, snapshot.scene, 100.0))
    before = round(MEMORY_NS / 8) - 1
    assert told[:before] == [None] * before
    measured, expected = told[-1]
    assert measured == pytest.approx(50 * ELEMENTARY_CHARGE / 80e-3 / 1000e-14 * 1e6, rel=0.01) and expected == 9.0
    assert 1 <= len(asked) <= 800 * 8 / EVERY_NS and len(set(asked)) == len(asked), "never twice the same"
    near_zero = CapacitanceMeter()
    for n in range(1, 200):
        now = replace(observation, time_ns=8.0 * n)
        near_zero.add(np.full(8, 2.0), now)
        assert near_zero.read(now, snapshot.scene, 100.0) is None
