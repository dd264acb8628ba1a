"""Plots of a validation: whatever was found can be drawn."""

import pytest

from scenes.study.excitability_curve import Point
from scenes.study.plots import draw_excitability


def test_none_and_all_of_the_pulses_can_be_drawn() -> None:
    """The bounds of Wilson's interval at 0 and at 1 are off by rounding."""
    pytest.importorskip("matplotlib")
    tried = (10, 20, 37, 40)
    points = [Point(3.0 + n, fired, n) for n in tried for fired in (0, n)]
    assert draw_excitability(points).startswith(b"\x89PNG")
