"""The sodium pump (Na+/K+-ATPase) as an agent with the Post-Albers cycle (Albers 1967; Post et al. 1972; Laeuger 1991).

    E1    open to the inside, binds Na+ ions that come near its inner mouth, one by one
    E1P   full: one ATP is spent, the ions are shut in, the protein turns outward
    E2P   open to the outside: the Na+ ions have left, K+ ions near the outer mouth are bound, one by one
    E2    full: the K+ ions are shut in, the protein turns inward, lets them go there and is E1 again

Nothing tells it how fast to run: more Na+ inside or K+ outside fills its sites sooner, and the two turns limit it when
they are always full. A bound ion is out of the diffusing set but in every count: it counts phi = 1 while the pump
faces inward and 0 while it faces outward, so each turn moves charge across the membrane, and binding moves none.

Like a pore, a pump seen on screen stands for a row of them through the depth of the box, one for each ROW_NM (at
least one, and slower where the box is less deep): pump and leak keep their balance however many ions there are. ATP
is given for that depth, too.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sim.geometry import Geometry
from sim.ions import Ions
from sim.kernels.field import CHARGE_ONE
from sim.measure.observables import PumpReading
from sim.scene import Pump, Scene, pump_centres

SODIUM, POTASSIUM = "Na", "K"
ROW_NM = 100.0
RELEASE_NM = 0.8  # ions leave within this distance of the mouth


class PumpState(IntEnum):
    """Where in its cycle a pump is."""

    E1 = 0
    E1P = 1
    E2P = 2
    E2 = 3


@dataclass
class Agent:
    """One pump: place (nm), state, names (ident) of the ions it holds, and the stoichiometry of the cycle it is in."""

    centre_nm: float
    state: PumpState = PumpState.E1
    held: list[int] = field(default_factory=list)
    sodium: int = 3
    potassium: int = 2
    locked: bool = False  # ouabain is bound

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


class Pumps:
    """All pumps and the ATP they share.

    atp, store: molecules at hand and the most there can be; spent, cycles: ATP used and cycles completed; moved: ions
    let go on the far side; dnp: ATP production is stopped; ouabain: present outside, locks pumps that face outward;
    running: False holds all.
    """

    def __init__(self, scene: Scene, geometry: Geometry) -> None:
        self.rates = scene.pump or Pump(count=0)
        self.geometry = geometry
        self.rows = max(1, round(geometry.depth / ROW_NM))
        self.pace = geometry.depth / (self.rows * ROW_NM)  # of each pump's turns, against the rates given
        self.agents = [
            Agent(x, sodium=self.rates.sodium, potassium=self.rates.potassium)
            for x in pump_centres(scene)
            for _ in range(self.rows)
        ]
        share = geometry.depth / ROW_NM
        self.store, self.atp_per_ns = self.rates.atp * share, self.rates.atp_per_us * 1e-3 * share
        self.atp = self.store
        self.spent = self.cycles = 0
        self.moved: Counter[str] = Counter({SODIUM: 0, POTASSIUM: 0})
        self.dnp = self.ouabain = False
        self.running = True

    # -- counting ----------------------------------------------------------------------------------------------

    def held(self) -> dict[str, int]:
        """Ions in binding sites, by species."""
        counts = {SODIUM: 0, POTASSIUM: 0}
        for agent in self.agents:
            counts[agent.species] += len(agent.held)
        return counts

    def read(self) -> PumpReading:
        """What can be seen of the pumps now."""
        return PumpReading(
            cycles=self.cycles,
            moved=dict(self.moved),
            atp=self.atp,
            atp_store=self.store,
            atp_spent=self.spent,
            running=self.running,
            dnp=self.dnp,
            ouabain=self.ouabain,
            sodium=self.rates.sodium,
            potassium=self.rates.potassium,
            state=tuple(agent.state.name for agent in self.agents[:: self.rows]),
            held=tuple(len(agent.held) for agent in self.agents[:: self.rows]),
            locked=tuple(agent.locked for agent in self.agents[:: self.rows]),
        )

    def charge(self, ions: Ions) -> int:
        """What the ions in binding sites add to the counted charge, fixed point."""
        inward = (a for a in self.agents if a.faces_inward)
        return sum(len(a.held) * ions.species[ions.index[a.species]].charge for a in inward) * CHARGE_ONE

    # -- acting ------------------------------------------------------------------------------------------------

    def set_stoichiometry(self, sodium: int, potassium: int) -> None:
        """Ions a cycle, from each pump's next cycle on (at once where it holds nothing)."""
        self.rates = replace(self.rates, sodium=sodium, potassium=potassium)
        for agent in self.agents:
            self._adopt(agent)

    def _adopt(self, agent: Agent) -> None:
        if agent.state is PumpState.E1 and not agent.held:
            agent.sodium, agent.potassium = self.rates.sodium, self.rates.potassium

    def act(self, time_ns: float, ions: Ions, generator: np.random.Generator) -> int:
        """Let time_ns pass: make ATP, then each pump takes at most one step of its cycle.

        Returns the charge that was carried inward, in elementary charges.
        """
        if not self.dnp:
            self.atp = min(self.atp + self.atp_per_ns * time_ns, max(self.store, self.atp))
        if not (self.agents and self.running):
            return 0
        before = self._carried(ions)
        self._unlock_or_lock(time_ns, generator)
        near = {SODIUM: self._near(ions, SODIUM), POTASSIUM: self._near(ions, POTASSIUM)}
        taken: dict[str, list[int]] = {SODIUM: [], POTASSIUM: []}
        for agent in self.agents:
            if agent.state in (PumpState.E1, PumpState.E2P) and len(agent.held) < agent.sites:
                self._bind(agent, ions, near[agent.species], taken[agent.species], time_ns, generator)
        for symbol, indices in taken.items():
            if indices:
                ions.remove(ions.index[symbol], np.array(indices, np.int64))
        for agent in self.agents:
            self._proceed(agent, time_ns, ions, generator)
        return self._carried(ions) - before

    def _carried(self, ions: Ions) -> int:
        """Charge carried inward since the start; binding carries none."""
        charge = {symbol: ions.species[ions.index[symbol]].charge for symbol in (SODIUM, POTASSIUM)}
        return self.moved[POTASSIUM] * charge[POTASSIUM] - self.moved[SODIUM] * charge[SODIUM]

    def _near(self, ions: Ions, symbol: str) -> NDArray[np.int64]:
        """Ions of a species high enough (low enough) to be near a mouth they can be bound at."""
        face, reach = self.geometry.face, self.rates.capture_nm
        low, high = (-face - reach, -face) if symbol == SODIUM else (face, face + reach)
        return ions.between(ions.index[symbol], low, np.nextafter(np.float32(high), np.float32(np.inf)))

    def _bind(
        self,
        agent: Agent,
        ions: Ions,
        near: NDArray[np.int64],
        taken: list[int],
        time_ns: float,
        generator: np.random.Generator,
    ) -> None:
        """Each ion within reach of the mouth is bound with the chance 1 - exp(-rate t), while sites are free."""
        aside = ions.x[near] - agent.centre_nm
        height = np.abs(ions.y[near]) - self.geometry.face
        close = near[aside * aside + height * height <= self.rates.capture_nm**2]
        rate = self.rates.bind_sodium_per_us if agent.faces_inward else self.rates.bind_potassium_per_us
        bound = close[generator.random(len(close)) < -np.expm1(-rate / self.rows * 1e-3 * time_ns)]
        for ion in generator.permutation(bound):
            if len(agent.held) == agent.sites:
                break
            if ion not in taken:
                taken.append(int(ion))
                agent.held.append(int(ions.ident[ion]))

    def _unlock_or_lock(self, time_ns: float, generator: np.random.Generator) -> None:
        chance = -np.expm1(-self.rates.ouabain_per_us * 1e-3 * time_ns)
        for agent in self.agents:
            if agent.locked != self.ouabain and agent.state is PumpState.E2P and generator.random() < chance:
                agent.locked = self.ouabain

    def _proceed(self, agent: Agent, time_ns: float, ions: Ions, generator: np.random.Generator) -> None:
        """One step of the cycle, if its time has come."""

        def turns(rate_per_us: float) -> bool:
            return bool(generator.random() < -np.expm1(-rate_per_us * self.pace * 1e-3 * time_ns))

        match agent.state:
            case PumpState.E1:
                if len(agent.held) == agent.sites and self.atp >= 1:
                    self.atp -= 1
                    self.spent += 1
                    agent.state = PumpState.E1P
            case PumpState.E1P:
                if turns(self.rates.turn_out_per_us):
                    agent.state = PumpState.E2P
                    self._release(agent, SODIUM, +1, ions, generator)
            case PumpState.E2P:
                if len(agent.held) == agent.sites and not agent.locked:
                    agent.state = PumpState.E2
            case PumpState.E2:
                if turns(self.rates.turn_in_per_us):
                    agent.state = PumpState.E1
                    self._release(agent, POTASSIUM, -1, ions, generator)
                    self.cycles += 1
                    self._adopt(agent)

    def _release(self, agent: Agent, symbol: str, side: int, ions: Ions, generator: np.random.Generator) -> None:
        """Let all held ions go near the mouth on a side (+1 outside), under their own names."""
        n = len(agent.held)
        angle, radius = generator.uniform(0, np.pi, n), RELEASE_NM * np.sqrt(generator.random(n))
        x = np.clip(agent.centre_nm + radius * np.cos(angle), 0, self.geometry.width)
        y = side * (self.geometry.face + radius * np.sin(angle))
        ions.add(ions.index[symbol], x, y, np.array(agent.held, np.uint32))
        self.moved[symbol] += n
        agent.held.clear()
