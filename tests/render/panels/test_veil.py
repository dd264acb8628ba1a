"""Who has answered sees no prediction until the ions have been counted."""

import math
from dataclasses import replace

import numpy as np
import pytest

from render.panels.veil import veiled
from render.playback.comparison import CaseResult
from render.style.words import Words, prediction_name
from scenes import library
from scenes.languages import codes
from tests.helpers.layouts import painted_panels, problems_of, screen
from tests.helpers.windows import snapshot_of


def shown(name: str, hides: bool, language: str = "en", size: tuple[int, int] = (1280, 720)) -> list[str]:
    """All texts of the panels."""
    panels = painted_panels(snapshot_of(name), size, language)
    panels.hides = hides
    panels.invalidate()
    placed = panels.type.placed = []
    panels.show(screen(size), snapshot_of(name), 1.0)
    return [text for text, _ in placed]


@pytest.mark.parametrize("name", ["resting", "knock-out", "donnan", "pump", "hyperkalaemia"])
def test_the_claimed_prediction_is_not_on_screen(name: str) -> None:
    words = Words("en")
    words.open()
    theory = prediction_name(snapshot_of(name).scene_file.claim.predicts, words)
    figures = [f"{theory} ", f"{theory.split()[0]} −", "GHK −", "GHK +", "MN −"]
    assert any(text.startswith(tuple(figures)) for text in shown(name, False))
    hidden = shown(name, True)
    assert not [text for text in hidden if text.startswith(tuple(figures))]
    assert words("prediction.hidden") in hidden


@pytest.mark.parametrize("language", codes())
@pytest.mark.parametrize("name", library())
def test_every_scene_can_be_drawn_without_its_predictions(name: str, language: str) -> None:
    assert not [text for text in shown(name, True, language) if "nan" in text]


def test_a_comparison_shows_theory_of_what_has_been_counted() -> None:
    snapshot = snapshot_of("hyperkalaemia")
    compared = snapshot.comparison
    assert compared is not None
    found = CaseResult(-89.0, 0.5, -89.7, {}, {})
    results = (found, *[None] * (len(compared.results) - 1))
    expected = tuple(range(-90, -90 + len(results)))
    hidden = veiled(replace(snapshot, comparison=replace(compared, results=results, now=found, expected_mV=expected)))
    assert hidden.comparison is not None and hidden.comparison.predicted_mV(0) == -89.7
    assert all(math.isnan(hidden.comparison.predicted_mV(n)) for n in range(1, len(results)))
    assert hidden.comparison.now is not None and math.isnan(hidden.comparison.now.predicted_mV)
    assert hidden.comparison.now.measured_mV == -89.0 and math.isnan(hidden.claimed_mV)


def test_lines_through_all_cases_wait_for_all_of_them() -> None:
    clamp, pump = snapshot_of("voltage-clamp"), snapshot_of("pump-cost")
    assert clamp.comparison is not None and pump.comparison is not None and clamp.comparison.line_pA
    hidden = veiled(clamp).comparison
    assert hidden is not None and all(np.isnan(line).all() for line in hidden.line_pA.values())
    found = CaseResult(0.0, 0.5, -177.0, {}, {})
    counted = replace(pump.comparison, results=(found, *pump.comparison.results[1:]))
    stall = veiled(replace(pump, comparison=counted)).comparison
    assert stall is not None and math.isnan(stall.predicted_mV(0))


def test_what_is_no_secret_is_shown_from_the_start() -> None:
    """Where the question is of something else, or of the very way of a balance to the voltage."""
    for name, ion in (("chloride", "Cl"), ("saltier-thinner", "K")):
        assert ion in veiled(snapshot_of(name)).prediction.nernst
    for name in ("potassium-only", "follow-one-ion", "where-the-charge-sits"):
        assert "K" not in veiled(snapshot_of(name)).prediction.nernst


def test_hidden_predictions_leave_no_disorder() -> None:
    for name in ("resting", "knock-out", "voltage-clamp", "saltier-thinner"):
        for size in ((1280, 720), (1080, 1920)):
            panels = painted_panels(snapshot_of(name), size, "en")
            panels.hides = True
            panels.invalidate()
            panels.type.placed = []
            panels.show(screen(size), snapshot_of(name), 1.0)
            assert not problems_of(panels, 9), name
