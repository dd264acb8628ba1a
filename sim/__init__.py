"""Ions that make a voltage: the physics, usable from a notebook without any window.

    from sim import Scene, Channel, Simulation
    simulation = Simulation(Scene(inside={"K": 140, "Cl": 140}, outside={"K": 5, "Cl": 5},
                                  channels=(Channel("K", {"K": 1}, count=12),)), seed=1)
    simulation.advance(100)         # nanoseconds
    simulation.observe().voltage_mV
"""

from sim.observables import Observation
from sim.scene import Box, Channel, Membrane, Problem, Scene, SceneError
from sim.simulation import Simulation
from sim.species import Species

__all__ = ["Box", "Channel", "Membrane", "Observation", "Problem", "Scene", "SceneError", "Simulation", "Species"]
