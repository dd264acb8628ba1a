"""What the tests of the formulas share: temperatures, valences, and what hypothesis draws."""

from hypothesis import strategies as st

from sim import units

WARM, COLD = units.kelvin(37.0), units.kelvin(20.0)
Z = {"K": 1, "Na": 1, "Cl": -1, "Ca": 2}
ROUNDING = 1e-9  # mV or relative: some 10^4 times the spacing of doubles, for a few dozen operations

concentration = st.floats(0.01, 1000.0)
permeability = st.floats(0.001, 10.0)
temperature = st.floats(270.0, 320.0)
any_valence = st.sampled_from([-3, -2, -1, 1, 2, 3])


def species(valences: st.SearchStrategy[int] = any_valence) -> st.SearchStrategy[list]:
    """Lists of (valence, permeability, c_in, c_out)."""
    ion = st.tuples(valences, permeability, concentration, concentration)
    return st.lists(ion, min_size=1, max_size=4)


def mappings(ions: list) -> tuple[dict, dict, dict, dict]:
    """permeability, inside, outside, valence of ions named a, b, c, d."""
    z, p, c_in, c_out = (dict(zip("abcd", row, strict=False)) for row in zip(*ions, strict=True))
    return p, c_in, c_out, z
