"""Plain numpy: every ion takes every fixed step, all ions at once.

The side walls of a pore are mirrors. A step from outside that would end in lipid is refused, one into a pore is taken
with the entry probability, and any step with min(1, exp(-dU)), U = z u phi (Metropolis). The voltage is counted once
a ns.
"""

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.box import Plain
from tests.benchmarks.peer import Places


class PlainNumpy:
    """Vectorised over the ions, float32, numpy's Generator."""

    def __init__(self, box: Plain, seed: int) -> None:
        self._box = box
        x, y, self._kind = box.scatter(seed)
        self._x, self._y = x.astype(np.float32), y.astype(np.float32)
        self._charge = box.charge[self._kind].astype(np.float32)
        self._step_nm = box.step_nm[self._kind].astype(np.float32)
        self._noise = np.empty((2, box.total), np.float32)
        self._generator = np.random.default_rng(seed)
        self._steps = 0

    @property
    def ion_steps(self) -> float:
        return self._steps * self._box.total

    def places(self, symbol: str) -> Places:
        chosen = self._kind == self._box.symbols.index(symbol)
        return self._x[chosen], self._y[chosen]

    def voltage(self) -> float:
        """u = V / V_T, counted."""
        return float((self._charge * self._phi(self._y)).sum(dtype=np.float64) / self._box.thermal_charge)

    def advance(self, ns: int) -> None:
        for _ in range(ns):
            u = self.voltage()
            for _ in range(self._box.steps_per_ns):
                self._step(u)

    def _phi(self, y: NDArray[np.float32]) -> NDArray[np.float32]:
        phi: NDArray[np.float32] = np.clip(0.5 - 0.5 * y / self._box.face, 0.0, 1.0)
        return phi

    def _step(self, u: float) -> None:
        box = self._box
        self._generator.standard_normal(out=self._noise, dtype=np.float32)
        new_x = self._x + self._step_nm * self._noise[0]
        new_x = box.width - np.abs(box.width - np.abs(new_x))
        new_y = self._y + self._step_nm * self._noise[1]
        new_y = np.copysign(box.wall - np.abs(box.wall - np.abs(new_y)), new_y)
        meets = np.flatnonzero(np.minimum(np.abs(self._y), np.abs(new_y)) < box.face)
        new_x[meets], accepted = self._judge(meets, new_x[meets], new_y[meets], u)
        refused = meets[~accepted]
        new_x[refused], new_y[refused] = self._x[refused], self._y[refused]
        self._x, self._y = new_x, new_y
        self._steps += 1

    def _judge(
        self, i: NDArray[np.intp], new_x: NDArray[np.float32], new_y: NDArray[np.float32], u: float
    ) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """New x of the ions i, that start or end within the membrane's thickness, and which of them take their step."""
        box, y = self._box, self._y[i]
        was_in, is_in = np.abs(y) < box.face, np.abs(new_y) < box.face
        x_in = np.where(was_in, self._x[i], new_x)
        pore = np.abs(x_in[:, None] - box.centre).argmin(axis=1)
        aside = new_x - box.centre[pore]
        width = 2 * box.half_pore
        mirrored = np.minimum(np.maximum(aside, -width - aside), width - aside)
        aside = np.where(was_in & is_in, mirrored, aside)
        in_lipid = is_in & (np.abs(aside) >= box.half_pore)
        chance = np.exp(-np.maximum(self._charge[i] * u * (self._phi(new_y) - self._phi(y)), 0))
        chance = np.where(is_in & ~was_in, chance * box.entry[self._kind[i], pore], chance)
        return box.centre[pore] + aside, ~in_lipid & (self._generator.random(len(i)) < chance)
