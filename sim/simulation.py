"""The simulation: a cell in time. It takes commands, advances in macro-steps and can be observed.

Order of a macro-step: the voltage is counted; every ion moves with that voltage held; what they carried across is
added up. Flickering gates act before each macro-step, pumps before every PUMP_STEPS of them, other agents (gates that
the voltage opens, baths) before every AGENT_STEPS, commands between two calls of `advance`. No value from `sim.theory`
is used here or in anything imported here.
"""

import copy
import os

import numba
import numpy as np
from numpy.typing import NDArray

from sim.building.places import Rebuilt
from sim.building.pores import numbers_after
from sim.cell import Cell
from sim.commands import Command
from sim.kernels.census import count_sides
from sim.kernels.field import CHARGE_ONE
from sim.launch import Launch
from sim.measure.ammeter import Ammeter
from sim.measure.observables import Observation
from sim.problems import SceneError
from sim.scene import SIDES, Scene
from sim.table import Table, record

AGENT_STEPS = 8
PUMP_STEPS = 2  # a divisor of AGENT_STEPS; the ions near a pump stand still while it acts, and must come again in time
PARALLEL_FROM = 30_000  # with fewer ions a second thread costs more than it gives


class Simulation(Cell):
    """A box of ions.

    scene: what to simulate; raises SceneError if it is unsound. seed: same seed, same trajectory, on any number of
    threads. threads: None for all processors.
    """

    def __init__(self, scene: Scene, seed: int = 0, threads: int | None = None) -> None:
        available = numba.config.NUMBA_NUM_THREADS  # type: ignore[attr-defined]
        self.threads = max(1, min(threads or os.cpu_count() or 1, available))
        super().__init__(scene, seed)

    def start(self, seed: int) -> None:
        """Place the ions anew, as the scene was loaded, at time 0."""
        super().start(seed)
        self.ammeter = Ammeter(self.ions.species)
        self.steps_done = 0
        self._carry_ns = 0.0
        parallel = self.threads > 1 and self.scene.ions >= PARALLEL_FROM
        of_walk = np.random.SeedSequence(seed)
        self._launch = Launch(self.scene, self.geometry, of_walk, self.threads if parallel else 1)

    def fork(self) -> "Simulation":
        """A second one in the very same state, random numbers and all: left alone, it goes on to the bit like this one.
        Neither is touched by what is done to the other."""
        shared = self.scene, self._loaded  # never change
        return copy.deepcopy(self, {id(scene): scene for scene in shared})

    # -- reading -----------------------------------------------------------------------------------------------

    @property
    def time_ns(self) -> float:
        return self.steps_done * self.scene.macro_step_ns

    def observe(self) -> Observation:
        """A census of all ions, now."""
        counts: dict[str, dict[str, int]] = {}
        concentrations: dict[str, dict[str, float]] = {side: {} for side in SIDES}
        held = self.pumps.held()
        for k, symbol in enumerate(self.ions.symbols):
            inside, pore, outside = count_sides(self.ions.y[self.ions.block(k)], np.float32(self.geometry.face))
            counts[symbol] = {"inside": inside, "pore": pore, "outside": outside, "pump": held.get(symbol, 0)}
            for side in SIDES:
                concentrations[side][symbol] = self.geometry.concentration(counts[symbol][side])
        crossed = self._launch.crossed
        return Observation(
            time_ns=self.time_ns,
            voltage_mV=self.voltage_mV,
            clamp_mV=self.clamp_mV,
            charges=self.charges(),
            membrane_nm2=self.geometry.membrane_area,
            field=self.field.read(),
            clamp_charge=self.field.electrode_charge(self.charge),
            temperature_K=self.kelvin,
            thermal_charge=self.field.thermal_charge,
            counts=counts,
            put_back=self.put_back,
            concentration_mM=concentrations,
            crossings={s: {"in": int(i), "out": int(o)} for s, (o, i) in zip(self.ions.symbols, crossed, strict=True)},
            permeability=self.permeability(),
            valence={s.symbol: s.charge for s in self.ions.species},
            exchanged=dict(self.solutions.exchanged),
            side_volume_nm3=self.geometry.side_volume,
            perfused=bool(self.baths),
            pump=self.pumps.read(self.kelvin) if self.pumps.agents else None,
            current=self.ammeter.read(),
            gating=self.channels.gates.read() if len(self.channels.gates.number) else None,
            stimulus=sum(
                flow * self.ions.species[self.ions.index[s]].charge for s, flow in self.electrode.ions_per_ns.items()
            ),
        )

    @property
    def substeps(self) -> float:
        """Random steps taken so far, by all ions together."""
        return self._launch.substeps

    def crossing_events(self) -> NDArray[np.void]:
        """The passages since the last call, oldest first, at most some thousands (see sim.launch.EVENT)."""
        return self._launch.take_events()

    # -- moving ------------------------------------------------------------------------------------------------

    def advance(self, ns: float) -> NDArray[np.float64]:
        """Move on by ns nanoseconds (a remainder shorter than a macro-step is kept for the next call).

        Returns the voltage after each macro-step, mV. Raises ValueError for a negative or infinite time.
        """
        if not (np.isfinite(ns) and ns >= 0):
            raise ValueError(f"expected a time of 0 ns or more, got {ns}")
        step_ns = self.scene.macro_step_ns
        steps = int((ns + self._carry_ns) / step_ns + 1e-9)
        self._carry_ns = max(ns + self._carry_ns - steps * step_ns, 0.0)
        trace = np.empty(steps)
        done = 0
        while done < steps:
            if self.steps_done % AGENT_STEPS == 0:
                self._act()
            if self.pumps.agents and self.steps_done % PUMP_STEPS == 0:
                self._pump()
            every = PUMP_STEPS if self.pumps.agents else AGENT_STEPS
            now = min(steps - done, every - self.steps_done % every)
            if self.channels.flickers:
                now = 1
                self.channels.flicker(step_ns, self.generator)
            charge = self._launch(
                self.ions,
                self.membrane,
                self.channels,
                self.field,
                self.charge,
                self.steps_done,
                trace[done : done + now],
            )
            self.enter("doors", charge - self.charge)
            done += now
            self.steps_done += now
            self.ammeter.add(self._launch.crossed, now * step_ns)
        return trace * self.thermal_voltage_mV

    def compile(self, part: str) -> None:
        """Compile one of sim.launch.PARTS for scenes like this one, and move nothing."""
        self._launch.compile(part, self.ions, self.membrane, self.channels, self.field)

    def run(self, ns: float, every: float = 20.0) -> Table:
        """Move on by ns nanoseconds and return what was counted on the way, a row at the end of each `every` ns.

        The table maps names with units ("time_ns", "voltage_mV", "K_inside_mM", "K_current_pA", ...; sim.table lists
        them) to arrays of one length, float64[rows] or int64[rows]; pandas.DataFrame(table) takes it as it is. A second
        run goes on where the first ended, and has no row for the moment at which it begins.
        Only whole macro-steps are taken. Where `every` is no multiple of scene.macro_step_ns, a row is taken after the
        last macro-step that is over by then, so that rows are a step more or less apart, and time_ns tells the true
        time; where `every` does not divide ns, the last row comes sooner after the one before. A rest shorter than a
        macro-step is kept for the next call, as by `advance`.
        Raises ValueError, with nothing moved, unless ns and every are finite and at least one macro-step long.
        """
        return record(ns, every, self.scene.macro_step_ns, self.advance, self.observe)

    def _pump(self) -> None:
        """The pumps' turn."""
        time_ns = PUMP_STEPS * self.scene.macro_step_ns
        carried = self.pumps.act(time_ns, self.ions, self.generator, self._u_after, self.scene.temperature_C)
        self.enter("pump", carried * CHARGE_ONE)
        self.field.bind(self.pumps.bound(self.ions))

    def _act(self) -> None:
        """The agents' turn."""
        time_ns = AGENT_STEPS * self.scene.macro_step_ns
        self.channels.respond(self.steps_done // AGENT_STEPS, time_ns, self.voltage_mV, self.scene.temperature_C)
        self.enter("stimulus", self.electrode.inject(time_ns, self.solutions) * CHARGE_ONE)
        clamped = self.field.clamp is not None
        for bath in self.baths:
            if bath.side == "outside":
                bath.exchange(self.solutions, -self.unpaired_charge())
            elif clamped:  # what the electrode owes comes as ions
                owed = round(self.field.electrode_charge(self.charge))
                came = bath.exchange(self.solutions, owed)
                self.field.relieve(came)
                self.enter("bath", came * CHARGE_ONE)
            else:
                bath.exchange(self.solutions)

    def _u_after(self, carried: float) -> float:
        """What the pumps work against, kT, with some elementary charges more inside."""
        return self.field.across(self.charge, carried)

    def rebuild(self, rebuilt: Rebuilt) -> None:
        """Take over a membrane with one piece more, less or elsewhere."""
        before = len(self.membrane.kind)
        super().rebuild(rebuilt)
        self._launch.renumber(numbers_after(rebuilt.channels, before))

    # -- commands ----------------------------------------------------------------------------------------------

    def apply(self, command: Command) -> None:
        """Carry out a command. Raises SceneError, with nothing changed, if it makes no sense for the scene."""
        found = command.problems(self.scene)
        if found:
            raise SceneError(found)
        celsius = self.scene.temperature_C
        command.apply(self)
        if self.scene.temperature_C != celsius:
            self._launch.update(self.scene)
