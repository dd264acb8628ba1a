"""Smoldyn 2.74 (Andrews 2017, Bioinformatics 33:710): fixed steps, reflecting panels, mouths that pass one species.

It has neither a counted voltage nor a field within a pore; the rest of the box is the same. A panel closes each mouth:
through it the species of the channel gets in with the entry probability and out always, all others are reflected.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import smoldyn  # type: ignore[import-untyped,import-not-found,unused-ignore]
from numpy.typing import NDArray

from tests.benchmarks.box import Plain
from tests.benchmarks.peer import Places

BOX_NM = 5.0  # side of its virtual boxes; 2 to 8 nm are equally fast, the default (4 ions a box) half as fast
QUIET = "q"


class Smoldyn:
    """Ions as Smoldyn molecules in two dimensions."""

    def __init__(self, box: Plain, seed: int) -> None:
        self._box = box
        self._done_ns = 0
        smoldyn._smoldyn.setDebugMode(0)
        self._simulation = smoldyn.Simulation(low=[0.0, -box.wall], high=[box.width, box.wall], log_level=5)
        self._simulation.setFlags(QUIET)
        self._simulation.setRandomSeed(seed)
        self._simulation.setPartitions("boxsize", BOX_NM)
        self._species = [
            self._simulation.addSpecies(symbol, difc=float(d))
            for symbol, d in zip(box.symbols, box.diffusion, strict=True)
        ]
        reflecting = self._simulation.addSurface("lipid", panels=[*self._walls(), *self._lipid()])
        reflecting.setAction("both", self._species, "reflect")
        for k in range(len(box.symbols)):
            if box.entry[k].any():
                self._add_mouths(k)
        self._fill()
        self._simulation.addOutputData("places")
        self._simulation.setSimTimes(0.0, 1e9, box.dt)

    @property
    def ion_steps(self) -> float:
        return self._done_ns * self._box.steps_per_ns * self._box.total

    def advance(self, ns: int) -> None:
        self._done_ns += ns
        # it stops at the first step that reaches the time; half a step less keeps rounding from adding one
        self._simulation.runUntil(self._done_ns - self._box.dt / 2, self._box.dt, display=False)

    def watch(self) -> None:
        """Have the places listed from now on, after each ns. Slow."""
        self._simulation.addCommand("listmols3 all places", "N", step=self._box.steps_per_ns)

    def places(self, symbol: str) -> Places:
        """As at the end of the last `advance`; only after `watch`."""
        listed = np.array(self._simulation.getOutputData("places", False)[-self._box.total :])
        _, kind, _, x, y, _ = listed.T
        chosen = kind == self._simulation.getSpeciesIndex(symbol)
        return x[chosen], y[chosen]

    def count(self, symbol: str) -> int:
        """All ions of a species."""
        return int(self._simulation.getMoleculeCount(symbol, smoldyn._smoldyn.MolecState.all))

    def _walls(self) -> Iterator[smoldyn.Rectangle]:
        width, wall = self._box.width, self._box.wall
        yield smoldyn.Rectangle(corner=[0.0, -wall], dimensions=[width], axis="+y")
        yield smoldyn.Rectangle(corner=[0.0, wall], dimensions=[width], axis="-y")
        yield smoldyn.Rectangle(corner=[0.0, -wall], dimensions=[2 * wall], axis="+x")
        yield smoldyn.Rectangle(corner=[width, -wall], dimensions=[2 * wall], axis="-x")

    def _lipid(self) -> Iterator[smoldyn.Rectangle]:
        """Both faces between the pores, and the side walls of these."""
        box = self._box
        left, right = box.centre - box.half_pore, box.centre + box.half_pore
        for start, end in pairwise(np.concatenate([[0.0], np.sort([*left, *right]), [box.width]]).tolist()):
            if np.abs(box.centre - (start + end) / 2).min() > box.half_pore:
                yield smoldyn.Rectangle(corner=[start, box.face], dimensions=[end - start], axis="+y")
                yield smoldyn.Rectangle(corner=[start, -box.face], dimensions=[end - start], axis="-y")
        for x in left.tolist():
            yield smoldyn.Rectangle(corner=[x, -box.face], dimensions=[2 * box.face], axis="+x")
        for x in right.tolist():
            yield smoldyn.Rectangle(corner=[x, -box.face], dimensions=[2 * box.face], axis="-x")

    def _add_mouths(self, k: int) -> None:
        """Panels over both mouths of the pores that species number k passes, fronts towards the bulk."""
        box, own = self._box, self._species[k]
        pores: NDArray[np.intp] = np.flatnonzero(box.entry[k])
        panels = [
            smoldyn.Rectangle(corner=[x - box.half_pore, side * box.face], dimensions=[2 * box.half_pore], axis=axis)
            for x in box.centre[pores].tolist()
            for side, axis in ((1, "+y"), (-1, "-y"))
        ]
        mouths = self._simulation.addSurface(f"mouths_{box.symbols[k]}", panels=panels)
        mouths.setAction("both", [s for s in self._species if s is not own], "reflect")
        mouths.setRate(own, "soln", "bsoln", float(box.entry[k, pores[0]]), isinternal=True)
        mouths.setRate(own, "bsoln", "soln", 1.0, isinternal=True)

    def _fill(self) -> None:
        box = self._box
        for species, inside, outside in zip(self._species, box.inside, box.outside, strict=True):
            if inside:
                species.addToSolution(inside, lowpos=[0.0, -box.wall], highpos=[box.width, -box.face])
            if outside:
                species.addToSolution(outside, lowpos=[0.0, box.face], highpos=[box.width, box.wall])
