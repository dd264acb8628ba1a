"""A bath renews the strip along the wall and nothing else."""

import numpy as np

from sim import Simulation
from sim.agents.bath import Bath
from tests.helpers.cells import resting


def test_a_bath_that_makes_a_species_outgrow_its_memory_takes_the_others_from_the_strip_all_the_same() -> None:
    """K+ comes first in memory: when its room is used up, all that follow move."""
    simulation = Simulation(resting(ions=60_000), seed=1, threads=1)
    ions, solutions = simulation.ions, simulation.solutions
    sodium = ions.index["Na"]
    strip = solutions.in_strip("outside", sodium)
    beyond = set(ions.ident[ions.block(sodium)]) - set(ions.ident[strip])
    first = ions.start.copy()
    Bath("outside", {"K": 600.0, "Cl": 600.0}).exchange(solutions)
    assert not np.array_equal(ions.start, first), "the case that is meant"
    assert len(strip) > 1000 and len(solutions.in_strip("outside", sodium)) == 0
    assert beyond <= set(ions.ident[ions.block(sodium)]), "no ion from beyond the strip was taken"
