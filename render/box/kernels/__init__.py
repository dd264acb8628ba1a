"""Compiled inner loops of the picture: plain arrays and scalars in, pixels out. Importing these imports numba."""

from pathlib import Path

from sim.kernels import use_cache

use_cache(Path(__file__).parent)
