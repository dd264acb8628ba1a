"""What turns charge into voltage: a capacitor that is given, or Poisson's equation for the charge of all ions.
Both have one interface. May import measure of what only counts (observables), scene and kernels."""

import numba

from sim.field.capacitor import Capacitor
from sim.field.poisson import PoissonField
from sim.geometry import Geometry
from sim.scene import Scene

__all__ = ["Capacitor", "Field", "PoissonField", "field_of"]

Field = Capacitor | PoissonField


def field_of(scene: Scene, geometry: Geometry) -> Field:
    """The field that a scene asks for."""
    if scene.field.kind == "capacitor":
        return Capacitor(scene, geometry)
    return PoissonField(scene, geometry, numba.config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]
