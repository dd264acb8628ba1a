"""Compiled inner loops: they take arrays and scalars, hold no policy and allocate nothing."""
