"""One pump in a stretch of time: the steps of its cycle, forward and backward, each at its rate.

The ions near its mouths stand still meanwhile, and waiting times are exponential, whatever the rates (Gillespie 1977,
J Phys Chem 81:2340): so a step and its way back keep their ratio.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.agents.nucleotides import Nucleotides
from sim.agents.pump_cycle import Cycle, PumpState
from sim.agents.pump_mouths import Shore

SODIUM, POTASSIUM = "Na", "K"
INSIDE, OUTSIDE = -1, +1

Step = Callable[[], None]


@dataclass
class Agent:
    """One pump: place (nm), state, names (ident) of the ions it holds, in the order in which they were bound, the
    stoichiometry of the cycle it is in, and its turns outward less those taken back."""

    centre_nm: float
    state: PumpState = PumpState.E1
    held: list[int] = field(default_factory=list)
    sodium: int = 3
    potassium: int = 2
    locked: bool = False  # ouabain is bound
    turns: int = 0

    @property
    def faces_inward(self) -> bool:
        return self.state in (PumpState.E1, PumpState.E1P)

    @property
    def species(self) -> str:
        """What it holds or waits for."""
        return SODIUM if self.faces_inward else POTASSIUM

    @property
    def sites(self) -> int:
        return self.sodium if self.faces_inward else self.potassium


@dataclass
class Books:
    """What all pumps share: pools of ATP; cycles completed, less those undone; moved: ions let go on the far side, less
    those brought back."""

    pools: Nucleotides
    cycles: int = 0
    moved: Counter[str] = field(default_factory=lambda: Counter({SODIUM: 0, POTASSIUM: 0}))


@dataclass
class Surroundings:
    """Of the pumps for a stretch of time.

    shores: ions near each face, by species and side; pace: of each pump, against its rates; one_mM: ions within reach
    of a mouth at 1 mM; cycle_of: rates of a stoichiometry; u: V / V_T now, with some elementary charges more carried
    inward; adopt: a pump is empty and may take another stoichiometry.
    """

    shores: Mapping[tuple[str, int], Shore]
    pace: float
    one_mM: float
    cycle_of: Callable[[int, int], Cycle]
    u: Callable[[float], float]
    adopt: Callable[[Agent], None]


class Stretch:
    """One pump's steps; `run` takes those that fall into a time."""

    def __init__(self, agent: Agent, books: Books, around: Surroundings, generator: np.random.Generator) -> None:
        self.agent, self.books, self.around, self.generator = agent, books, around, generator
        self._close: dict[tuple[str, int], list[int]] = {}

    def run(self, time_ns: float) -> None:
        while True:
            steps = self._steps()
            total = sum(rate for rate, _ in steps) * self.around.pace
            if total <= 0:
                return
            time_ns -= self.generator.exponential() / total
            if time_ns < 0:
                return
            pick = self.generator.random() * total / self.around.pace
            for rate, step in steps:
                pick -= rate
                if pick < 0:
                    step()
                    break

    def _steps(self) -> list[tuple[float, Step]]:
        """What can happen next, with its rate, 1/ns."""
        agent, pools = self.agent, self.books.pools
        rates, held = self.around.cycle_of(agent.sodium, agent.potassium), len(agent.held)
        steps: list[tuple[float, Step]] = []
        match agent.state:
            case PumpState.E1:
                if held < agent.sodium:
                    steps.append((rates.bind_sodium * self._mM(SODIUM, INSIDE), lambda: self._bind(SODIUM, INSIDE)))
                else:
                    steps.append((rates.phosphorylate * pools.atp_level, self._phosphorylate))
                if held:
                    steps.append((rates.loosen_sodium, lambda: self._loosen(SODIUM, INSIDE)))
                else:
                    taken = rates.take_potassium * self._mM(POTASSIUM, INSIDE, agent.potassium)
                    steps.append((taken, self._turn_in_back))
            case PumpState.E1P:
                steps.append((rates.turn_out, self._turn_out))
                steps.append((rates.unspend * pools.adp_level, self._unspend))
            case PumpState.E2P:
                if held < agent.potassium:
                    bound = rates.bind_potassium * self._mM(POTASSIUM, OUTSIDE)
                    steps.append((bound, lambda: self._bind(POTASSIUM, OUTSIDE)))
                elif not agent.locked:
                    steps.append((rates.dephosphorylate, self._dephosphorylate))
                if held:
                    steps.append((rates.loosen_potassium, lambda: self._loosen(POTASSIUM, OUTSIDE)))
                elif not agent.locked:
                    near = self._mM(SODIUM, OUTSIDE, agent.sodium)
                    steps.append((rates.take_sodium * near * rates.taken_back(self._u_midway()), self._turn_out_back))
            case PumpState.E2:
                steps.append((rates.turn_in, self._turn_in))
                steps.append((rates.rebind * pools.phosphate_level, self._rebind))
        return steps

    # -- the ions near it --------------------------------------------------------------------------------------

    def _near(self, symbol: str, side: int) -> list[int]:
        key = symbol, side
        if key not in self._close:
            self._close[key] = self.around.shores[key].close(self.agent.centre_nm)
        return self._close[key]

    def _mM(self, symbol: str, side: int, together: int = 1) -> float:
        """Concentration at the mouth, counted; to the power of how many ions come together, each of them another."""
        return math.perm(len(self._near(symbol, side)), together) / self.around.one_mM**together

    def _u_midway(self) -> float:
        """Halfway through the way back of the outward turn: the sites' own charge, and half of what it moves."""
        return self.around.u((self.agent.potassium + self.agent.sodium) / 2)

    def _take(self, symbol: str, side: int, number: int) -> list[int]:
        near, shore = self._near(symbol, side), self.around.shores[symbol, side]
        names = []
        for _ in range(number):
            chosen = int(self.generator.integers(len(near)))
            near[chosen], near[-1] = near[-1], near[chosen]
            names.append(shore.take(near.pop()))
        return names

    def _give(self, symbol: str, side: int, names: list[int]) -> None:
        near, shore = self._near(symbol, side), self.around.shores[symbol, side]
        near += [shore.give(self.agent.centre_nm, name, self.generator) for name in names]

    # -- steps -------------------------------------------------------------------------------------------------

    def _bind(self, symbol: str, side: int) -> None:
        self.agent.held += self._take(symbol, side, 1)

    def _loosen(self, symbol: str, side: int) -> None:
        self._give(symbol, side, [self.agent.held.pop()])
        self.around.adopt(self.agent)

    def _phosphorylate(self) -> None:
        self.books.pools.spend()
        self.agent.state = PumpState.E1P

    def _unspend(self) -> None:
        self.books.pools.make()
        self.agent.state = PumpState.E1

    def _turn_out(self) -> None:
        self._let_go(SODIUM, OUTSIDE)
        self.agent.state = PumpState.E2P
        self.agent.turns += 1

    def _turn_out_back(self) -> None:
        self._bring_back(SODIUM, OUTSIDE, self.agent.sodium)
        self.agent.state = PumpState.E1P
        self.agent.turns -= 1

    def _dephosphorylate(self) -> None:
        self.books.pools.phosphate += 1
        self.agent.state = PumpState.E2

    def _rebind(self) -> None:
        self.books.pools.phosphate -= 1
        self.agent.state = PumpState.E2P

    def _turn_in(self) -> None:
        self._let_go(POTASSIUM, INSIDE)
        self.books.cycles += 1
        self.agent.state = PumpState.E1
        self.around.adopt(self.agent)

    def _turn_in_back(self) -> None:
        self._bring_back(POTASSIUM, INSIDE, self.agent.potassium)
        self.books.cycles -= 1
        self.agent.state = PumpState.E2

    def _let_go(self, symbol: str, side: int) -> None:
        """All ions leave on the far side, under their own names."""
        self._give(symbol, side, self.agent.held)
        self.books.moved[symbol] += len(self.agent.held)
        self.agent.held = []

    def _bring_back(self, symbol: str, side: int, number: int) -> None:
        self.agent.held = self._take(symbol, side, number)
        self.books.moved[symbol] -= number
