"""The sodium pump (Na+/K+-ATPase) as an agent with the Post-Albers cycle (Albers 1967; Post et al. 1972; Laeuger 1991).

    E1    open to the inside, binds Na+ ions that come near its inner mouth, one by one, and lets them go again
    E1P   full: one ATP is spent, the ions are shut in; the protein can turn outward
    E2P   open to the outside: the Na+ ions have left, K+ ions near the outer mouth are bound, one by one
    E2    full: the K+ ions are shut in; the protein can turn inward, let them go there and be E1 again

Every step has its way back (rates: sim.agents.pump_cycle), and nothing tells it how fast or which way to run: more Na+
inside or K+ outside fills its sites sooner, the two turns limit it when they are always full; where the ions cost more
than an ATP gives, it turns backward and makes ATP. A bound ion is out of the diffusing set but in every count: it
counts phi = 1 while the pump faces inward and 0 while it faces outward, so each turn moves charge across the membrane,
and binding moves none.

Like a pore, a pump seen on screen stands for a row of them through the depth of the box, one for each ROW_NM (at
least one, and slower where the box is less deep): pump and leak keep their balance however many ions there are. ATP
is given for that depth, too.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from sim.agents.nucleotides import Nucleotides
from sim.agents.pump_cycle import ROW_NM, Cycle, PumpState, cycle, ions_near
from sim.agents.pump_mouths import Shore, settle
from sim.agents.pump_steps import INSIDE, OUTSIDE, POTASSIUM, SODIUM, Agent, Books, Stretch, Surroundings
from sim.geometry import Geometry
from sim.ions import Ions
from sim.kernels.field import CHARGE_ONE
from sim.measure.observables import PumpReading
from sim.scene import Pump, Scene, pump_centres
from sim.units import GAS_CONSTANT


class Pumps:
    """All pumps and the ATP they share.

    books: pools of ATP, cycles, ions moved; dnp: ATP production is stopped; ouabain: present outside, locks pumps that
    face outward; running: False holds all.
    """

    def __init__(self, scene: Scene, geometry: Geometry) -> None:
        self.rates = scene.pump or Pump(count=0)
        self.geometry = geometry
        self.rows = max(1, round(geometry.depth / ROW_NM))
        self.pace = geometry.depth / (self.rows * ROW_NM)  # of each pump's turns, against the rates given
        self.agents = [agent for x in pump_centres(scene) for agent in self._new(x)]
        share = geometry.depth / ROW_NM
        self.books = Books(Nucleotides(self.rates.atp * share, self.rates.atp_per_us * 1e-3 * share))
        self.one_mM = ions_near(self.rates, geometry.depth)
        self._cycles: dict[tuple[int, int, float], Cycle] = {}
        self.dnp = self.ouabain = False
        self.running = True

    @property
    def cycles(self) -> int:
        """Completed, less those undone."""
        return self.books.cycles

    @property
    def moved(self) -> Counter[str]:
        """Ions let go on the far side, less those brought back."""
        return self.books.moved

    @property
    def atp(self) -> float:
        """Molecules at hand."""
        return self.books.pools.atp

    @property
    def store(self) -> float:
        """Molecules that the cell keeps."""
        return self.books.pools.store

    @property
    def spent(self) -> int:
        """ATP used, less what was made by turning backward."""
        return self.books.pools.spent

    # -- counting ----------------------------------------------------------------------------------------------

    def held(self) -> dict[str, int]:
        """Ions in binding sites, by species."""
        counts = {SODIUM: 0, POTASSIUM: 0}
        for agent in self.agents:
            counts[agent.species] += len(agent.held)
        return counts

    def read(self, kelvin: float) -> PumpReading:
        """What can be seen of the pumps now; kelvin: temperature, K."""
        RT = GAS_CONSTANT * 1e-3 * kelvin  # kJ/mol
        return PumpReading(
            cycles=self.cycles,
            moved=dict(self.moved),
            atp=self.atp,
            atp_store=self.store,
            atp_spent=self.spent,
            atp_kJ_per_mol=self.rates.atp_kJ_per_mol + RT * self.books.pools.surplus_RT,
            running=self.running,
            dnp=self.dnp,
            ouabain=self.ouabain,
            sodium=self.rates.sodium,
            potassium=self.rates.potassium,
            state=tuple(agent.state.name for agent in self.agents[:: self.rows]),
            held=tuple(len(agent.held) for agent in self.agents[:: self.rows]),
            locked=tuple(agent.locked for agent in self.agents[:: self.rows]),
            turns=tuple(agent.turns for agent in self.agents[:: self.rows]),
        )

    def charge(self, ions: Ions) -> int:
        """What the ions in binding sites add to the counted charge, fixed point."""
        inward = (a for a in self.agents if a.faces_inward)
        return sum(len(a.held) * ions.species[ions.index[a.species]].charge for a in inward) * CHARGE_ONE

    def bound(self, ions: Ions) -> list[tuple[float, bool, int]]:
        """Place along the membrane (nm), whether it is on the inner face, and charge of what each pump holds."""
        holding = (a for a in self.agents if a.held)
        return [
            (a.centre_nm, a.faces_inward, len(a.held) * ions.species[ions.index[a.species]].charge) for a in holding
        ]

    # -- building ----------------------------------------------------------------------------------------------

    def rebuild(self, scene: Scene, before: Sequence[int], ions: Ions, generator: np.random.Generator) -> int:
        """Take over pumps of which some are new, gone or elsewhere. before: for each its number before, -1 for a new
        one, which is empty and open to the inside.

        One that is moved takes along what it holds. One that is gone lets go what it held on the side that it faced,
        where these ions were counted, so no charge moves; returns how many that were. Its phosphate is left behind.
        """
        rows, old = self.rows, self.agents
        kept = {n for n in before if n >= 0}
        gone = [agent for n in range(len(old) // rows) if n not in kept for agent in old[n * rows : (n + 1) * rows]]
        self.agents = []
        for at_nm, number in zip(pump_centres(scene), before, strict=True):
            row = old[number * rows : (number + 1) * rows] if number >= 0 else self._new(at_nm)
            for agent in row:
                agent.centre_nm = at_nm
            self.agents += row
        self.rates = replace(self.rates, count=len(before), at_nm=tuple(pump_centres(scene)))
        for agent in gone:
            self._empty(agent, ions, generator)
        return sum(len(agent.held) for agent in gone)

    def _new(self, at_nm: float) -> list[Agent]:
        """A row of pumps."""
        sodium, potassium = self.rates.sodium, self.rates.potassium
        return [Agent(at_nm, sodium=sodium, potassium=potassium) for _ in range(self.rows)]

    def _empty(self, agent: Agent, ions: Ions, generator: np.random.Generator) -> None:
        """Put what a pump holds into the solution that it faces."""
        self.books.pools.phosphate += agent.state in (PumpState.E1P, PumpState.E2P)
        side = INSIDE if agent.faces_inward else OUTSIDE
        shore = Shore(ions, agent.species, side, self.geometry, self.rates.capture_nm)
        for name in agent.held:
            shore.give(agent.centre_nm, name, generator)
        shore.let_go(ions)

    # -- acting ------------------------------------------------------------------------------------------------

    def set_stoichiometry(self, sodium: int, potassium: int) -> None:
        """Ions a cycle, from each pump's next cycle on (at once where it holds nothing)."""
        self.rates = replace(self.rates, sodium=sodium, potassium=potassium)
        for agent in self.agents:
            self.adopt(agent)

    def adopt(self, agent: Agent) -> None:
        if agent.state is PumpState.E1 and not agent.held:
            agent.sodium, agent.potassium = self.rates.sodium, self.rates.potassium

    def act(
        self,
        time_ns: float,
        ions: Ions,
        generator: np.random.Generator,
        u_after: Callable[[float], float],
        temperature_C: float,
    ) -> int:
        """Let time_ns pass: make ATP, then let each pump take the steps of its cycle that fall into that time.

        u_after: V / V_T once so many elementary charges have been carried inward. Returns how many were.
        """
        if not self.dnp:
            self.books.pools.refill(time_ns)
        if not (self.agents and self.running):
            return 0
        before = self._carried(ions)
        self._unlock_or_lock(time_ns, generator)
        shores = {
            (symbol, side): Shore(ions, symbol, side, self.geometry, self.rates.capture_nm)
            for symbol in (SODIUM, POTASSIUM)
            for side in (INSIDE, OUTSIDE)
        }
        around = Surroundings(
            shores=shores,
            pace=self.pace,
            one_mM=self.one_mM,
            cycle_of=lambda sodium, potassium: self._cycle(sodium, potassium, temperature_C),
            u=lambda more: u_after(self._carried(ions) - before + more),
            adopt=self.adopt,
        )
        for agent in self.agents:
            Stretch(agent, self.books, around, generator).run(time_ns)
        settle(shores.values(), ions)
        return self._carried(ions) - before

    def _cycle(self, sodium: int, potassium: int, temperature_C: float) -> Cycle:
        key = sodium, potassium, temperature_C
        if key not in self._cycles:
            self._cycles[key] = cycle(self.rates, *key)
        return self._cycles[key]

    def _carried(self, ions: Ions) -> int:
        """Charge carried inward since the start; binding carries none."""
        charge = {symbol: ions.species[ions.index[symbol]].charge for symbol in (SODIUM, POTASSIUM)}
        return self.moved[POTASSIUM] * charge[POTASSIUM] - self.moved[SODIUM] * charge[SODIUM]

    def _unlock_or_lock(self, time_ns: float, generator: np.random.Generator) -> None:
        chance = -np.expm1(-self.rates.ouabain_per_us * 1e-3 * time_ns)
        for agent in self.agents:
            if agent.locked != self.ouabain and agent.state is PumpState.E2P and generator.random() < chance:
                agent.locked = self.ouabain
