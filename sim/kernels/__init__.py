"""Compiled inner loops: they take arrays and scalars, hold no policy and allocate nothing.
May import each other, nothing else of sim; cache.py says where what is compiled is kept."""
