"""Shared scenes for the tests: small boxes that mix fast, so that equilibria are reached in seconds."""

import os

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

from dataclasses import replace
from typing import Any

from sim import Box, Channel, Membrane, Scene

# A statistical test fails by chance less than once in 1.7 million runs of another seed (two-sided five sigma).
SIGMAS = 5.0

INSIDE = {"K": 140.0, "Na": 10.0, "Cl": 10.0}
OUTSIDE = {"K": 5.0, "Na": 145.0, "Cl": 110.0}


def potassium_only(**changes: Any) -> Scene:
    """Twelve K+ channels and nothing else; K+ outside raised to 25 mM, where V relaxes sooner than at 5."""
    scene = Scene(inside=INSIDE, outside=OUTSIDE | {"K": 25.0}, channels=(Channel("K", {"K": 1.0}, 12),), ions=20_000)
    return replace(scene, **changes)


def resting(**changes: Any) -> Scene:
    """Leaks for K+, Na+ and Cl- in the ratio 30 : 1 : 5; both sides perfused."""
    channels = (Channel("K", {"K": 1.0}, 12), Channel("Na", {"Na": 0.4}, 1), Channel("Cl", {"Cl": 1.0}, 2))
    scene = Scene(inside=INSIDE, outside=OUTSIDE, channels=channels, ions=20_000, bath_inside="perfused")
    return replace(scene, **{"initial_mV": -70.0, **changes})


# The smallest box and the widest doors: ions cross within tens of nanoseconds.
QUICK_BOX = Box(width_nm=27.0, half_height_nm=6.5)
QUICK_MEMBRANE = Membrane(thickness_nm=4.0, pore_entry=0.55)
