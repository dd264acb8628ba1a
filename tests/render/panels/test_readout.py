"""What is said of the voltage beside its prediction: an alarm only where V holds still and is surely off."""

from dataclasses import replace

import numpy as np
import pygame
import pytest

from render.panels.readout import draw_voltage, verdict
from render.playback.reading import published_mV, thermal_noise_mV
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.text import Typesetter
from render.style.words import Words
from tests.helpers.windows import snapshot_of


def at_rest(scene: str = "resting", voltage_mV: float = -60.0) -> Snapshot:
    """Long after the start, with a voltage that has held still."""
    snapshot = snapshot_of(scene)
    trace = replace(snapshot.trace, running=np.full(400, voltage_mV))
    return replace(snapshot, time_ns=1e6, trace=trace, voltage_mV=voltage_mV)


def said(snapshot: Snapshot) -> list[str]:
    words = Words("en")
    words.open()
    type_ = Typesetter(1.0)
    type_.placed = []
    draw_voltage(pygame.Surface((420, 260)), pygame.Rect(0, 0, 420, 260), snapshot, type_, words)
    return [text for text, _ in type_.placed]


def test_the_verdict_tells_settling_from_steady() -> None:
    snapshot = snapshot_of("resting")
    assert verdict(snapshot, 0.1)[0] == "ui.voltage.settling", "met by chance, on the way"
    settled = replace(snapshot, time_ns=snapshot.scene_file.claim.settle_ns + 1)
    assert verdict(settled, 0.1)[0] == "ui.voltage.agrees"
    assert verdict(settled, 500.0)[0] == "ui.voltage.settling", "too early to say that it is steady"


def test_an_alarm_is_for_a_steady_voltage_that_is_surely_off() -> None:
    late = at_rest()
    noise = thermal_noise_mV(late)
    assert [verdict(late, times * noise) for times in (1.9, 3.0, 4.1)] == [
        ("ui.voltage.agrees", theme.DIM),
        ("ui.voltage.beside", theme.DIM),
        ("ui.voltage.apart", theme.WARNING),
    ]
    drifting = replace(late, trace=replace(late.trace, running=np.linspace(0, -600.0, 400)), voltage_mV=-600.0)
    assert verdict(drifting, 500.0)[0] == "ui.voltage.settling"


@pytest.mark.parametrize("bins", [0, 20, 110])
def test_a_spike_raises_no_alarm_neither_as_it_begins_nor_after_it(bins: int) -> None:
    """bins: how long ago the running mean began to move."""
    late = at_rest("spike")
    running = np.full(400, -60.0)
    if bins:
        running[-bins:] += 80 * np.sin(np.linspace(0, np.pi, bins))
    spiking = replace(late, trace=replace(late.trace, running=running), voltage_mV=20.0 if bins < 110 else -60.0)
    assert verdict(spiking, 61.6) == ("ui.voltage.settling", theme.DIM)


def test_how_far_off_the_voltage_is_is_told_once_it_can_be_off() -> None:
    late = replace(at_rest(), claimed_mV=-121.6)
    assert "off by +61.6 mV" in said(late)
    first = replace(late, time_ns=0.0)
    spiking = replace(late, voltage_mV=20.0)
    assert not [text for snapshot in (first, spiking) for text in said(snapshot) if "off by" in text]


def test_the_gauge_has_a_mark_where_a_real_cell_was_measured() -> None:
    """Of a scene with cases it is that of the running case."""
    assert "cell" in said(snapshot_of("squid-giant-axon"))
    assert "cell" not in said(snapshot_of("resting"))
    compared = snapshot_of("dog-purkinje-fibre")
    assert compared.comparison is not None
    for case, mV in enumerate((-53.8, -84.4, -86.0)):
        assert published_mV(replace(compared, comparison=replace(compared.comparison, case=case))) == mV
    assert published_mV(replace(compared, comparison=None)) == -84.4
