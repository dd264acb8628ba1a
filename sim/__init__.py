"""Ions that make a voltage: the physics, usable from a notebook without any window.

from sim import Channel, Scene, Simulation

leaky = Channel("K", {"K": 1.0}, count=12)
scene = Scene(inside={"K": 140, "Cl": 140}, outside={"K": 5, "Cl": 5}, channels=(leaky,))
simulation = Simulation(scene, seed=1)
table = simulation.run(2000, every=20)  # nanoseconds; sim.table says what the columns are
table["voltage_mV"][-1], simulation.observe().voltage_mV

`scenes.load("resting").scene` gives a scene of the library; docs/notebook.ipynb shows more.
"""

from sim.measure.observables import Observation
from sim.problems import Problem, SceneError
from sim.scene import Box, Channel, Membrane, Pump, Scene
from sim.simulation import Simulation
from sim.species import Species
from sim.table import Table

__all__ = [
    "Box",
    "Channel",
    "Membrane",
    "Observation",
    "Problem",
    "Pump",
    "Scene",
    "SceneError",
    "Simulation",
    "Species",
    "Table",
]
