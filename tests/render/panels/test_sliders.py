"""A slider shows what was set; what is counted stands beside it."""

from dataclasses import replace

import pygame
import pytest

from render.panels.hand.sliders import Sliders, sliders_of
from render.playback.snapshot import Snapshot
from render.style.text import Typesetter
from render.style.words import Words
from scenes import load
from sim import Simulation
from sim.commands.solutions import SetConcentration
from tests.helpers.windows import snapshot_of


def with_outside(potassium_mM: float) -> Snapshot:
    """Of resting, 5 mM K+ outside as set, with another count."""
    snapshot = snapshot_of("resting")
    observed = snapshot.observation
    outside = {**observed.concentration_mM["outside"], "K": potassium_mM}
    amounts = {**observed.concentration_mM, "outside": outside}
    return replace(snapshot, observation=replace(observed, concentration_mM=amounts))


def test_a_knob_that_nobody_touches_stays_where_it_is_while_ions_come_and_go() -> None:
    values = []
    for counted in (5.57, 5.32, 5.12):
        slider = next(s for s in sliders_of(with_outside(counted)) if s.name == "K_out")
        values.append(slider.value)
        assert slider.counted == counted
    assert values == [5.0] * 3


def test_the_knob_goes_where_a_command_has_set_it() -> None:
    simulation = Simulation(load("resting", ["ions=2000"]).scene, seed=1, threads=1)
    snapshot = replace(snapshot_of("resting"))
    simulation.apply(SetConcentration("K", "outside", 20.0))
    simulation.advance(40.0)
    snapshot.copy_ions(simulation)
    assert next(s for s in sliders_of(snapshot) if s.name == "K_out").value == 20.0


@pytest.mark.parametrize(("language", "words_there"), [("en", {"K^{+} out", "5 mM", "now 5.32"}),
                                                       ("zh", {"外 K^{+}", "5 mM", "现 5.32"})])  # fmt: skip
def test_setting_and_count_are_told_in_the_language_chosen(language: str, words_there: set[str]) -> None:
    words = Words(language)
    words.open()
    type_, sliders, snapshot = Typesetter(1.0), Sliders(), with_outside(5.32)
    type_.placed = []
    sliders.place(pygame.Rect(0, 0, 480, 420), snapshot, type_)
    sliders.draw(pygame.Surface((480, 420)), snapshot, type_, words, None)
    assert words_there <= {text for text, _ in type_.placed}
