"""Compiled inner loops of the picture: plain arrays and scalars in, pixels out. Importing these imports numba."""
