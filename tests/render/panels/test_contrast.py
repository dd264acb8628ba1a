"""Every text and every ion stands out from what is behind it."""

from dataclasses import replace

import pygame
import pytest

from render.style import theme
from render.style.theme import contrast
from scenes import library
from tests.helpers.layouts import painted_panels
from tests.helpers.windows import snapshot_of

SWITCHES = ("tour", "excess", "field", "follow", "sliders", "options", "gating", "sound", "contrast", "motion")


@pytest.mark.parametrize("high", [False, True])
@pytest.mark.parametrize("drawer", ["", "sliders", "options"])
def test_every_text_stands_out_from_what_is_behind_it(high: bool, drawer: str) -> None:
    """WCAG 1.4.3: 4.5 to 1, and 7 to 1 (1.4.6) in high contrast; FAINT is for what cannot be used, which is exempt."""
    least = 7.0 if high else 4.5
    theme.use_contrast(high)
    try:
        for name in library():
            snapshot = snapshot_of(name)
            if snapshot.observation.pump is not None:
                poisoned = replace(snapshot.observation.pump, dnp=True, running=False)
                snapshot = replace(snapshot, observation=replace(snapshot.observation, pump=poisoned))
            panels = painted_panels(snapshot, (1280, 720), "en", drawer=drawer)
            panels.type.grounds.clear()
            panels.on = lambda button: button in SWITCHES
            screen = pygame.Surface((1280, 720), 0, 32)
            for hovered in (None, "toggle:K", "toggle:Na", "toggle:Cl", "pump", "dnp", "tour"):
                panels.hovered = hovered
                panels.show(screen, snapshot, 10.0)
            for text, colour, behind in panels.type.grounds:
                ratio = contrast(colour, behind)
                assert colour == theme.FAINT or ratio >= least, f"{name}: {text!r} {colour} on {behind}: {ratio:.1f}"
    finally:
        theme.use_contrast(False)


@pytest.mark.parametrize("high", [False, True])
def test_species_stand_out_from_every_panel(high: bool) -> None:
    theme.use_contrast(high)
    try:
        for symbol in ("K", "Na", "Cl", "Ca", "A", "M", "Mg", "Rb"):
            colour = theme.species_style(symbol).colour
            assert contrast(colour, theme.PANEL) >= (7.0 if high else 4.5), symbol
    finally:
        theme.use_contrast(False)
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
