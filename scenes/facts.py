"""How the box of a scene differs from a real cell, in numbers: what the window and the printed page both tell."""

import math

from sim.scene import Scene
from sim.units import FARADAY, slab_capacitance_uF_cm2

REAL_UF_CM2 = 1.0  # capacitance of real membranes, about
SOMA_RADIUS_M = 10e-6  # of the body of a neuron
SOMA_NM = math.tau * SOMA_RADIUS_M * 1e9  # way round it


def soma_share(voltage_mV: float, potassium_mM: float) -> float:
    """Which share of the K+ in the body of a real neuron is the charge behind a voltage: C V / (F c) with the surface
    of a sphere to its volume, 3 / r."""
    coulomb_m3 = REAL_UF_CM2 * 1e-2 * abs(voltage_mV) * 1e-3 * 3 / SOMA_RADIUS_M
    return coulomb_m3 / (FARADAY * max(potassium_mM, 1e-3))


def capacitance_factor(scene: Scene) -> float:
    """How many times a real membrane's capacitance the membrane has, without layers of ions."""
    if scene.field.kind == "capacitor":
        return scene.membrane.capacitance_uF_cm2 / REAL_UF_CM2
    return slab_capacitance_uF_cm2(scene.permittivity, scene.membrane.thickness_nm) / REAL_UF_CM2


def times_round_a_neuron(scene: Scene) -> int:
    """How many times as much membrane surrounds the body of a neuron, to the nearest ten."""
    return round(round(SOMA_NM / scene.box.width_nm, -1))
