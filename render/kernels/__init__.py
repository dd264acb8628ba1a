"""Compiled inner loops of the picture: plain arrays and scalars in, pixels out. Importing these imports numba."""

import sim.kernels  # noqa: F401 - chooses the folder of the compile cache
