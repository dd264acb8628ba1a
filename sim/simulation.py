"""The simulation: owns all state, takes commands, advances in macro-steps, can be observed.

Order of a macro-step: the voltage is counted; every ion moves with that voltage held; what they carried across is
added up. Agents (gates, baths) act every AGENT_STEPS macro-steps, commands between two calls of `advance`. No value
from `sim.theory` is used here or in anything imported here.
"""

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

import numba
import numpy as np
from numpy.typing import NDArray

from sim.agents.bath import STRIP_NM, Bath
from sim.agents.channels import Channels
from sim.agents.electrode import Electrode
from sim.agents.pump import Pumps
from sim.commands import (
    Command,
    Reset,
    SetBath,
    SetConcentration,
    SetDrug,
    SetGate,
    SetGating,
    SetPermeability,
    SetPump,
    SetStoichiometry,
    SetTemperature,
    Stimulate,
    VoltageClamp,
    command_problems,
)
from sim.field import Capacitor
from sim.ions import Ions
from sim.kernels.census import count_charge, count_sides
from sim.kernels.field import CHARGE_ONE
from sim.launch import Launch
from sim.measure.ammeter import Ammeter
from sim.measure.observables import Observation
from sim.membrane import Membrane
from sim.placement import place
from sim.problems import SceneError, problems
from sim.scene import SIDES, Scene, Side, neutral
from sim.species import BALANCING
from sim.units import kelvin, thermal_voltage_mV

AGENT_STEPS = 8
PARALLEL_FROM = 30_000  # with fewer ions a second thread costs more than it gives


class Simulation:
    """A box of ions.

    scene: what to simulate; raises SceneError if it is unsound. seed: same seed, same trajectory, on any number of
    threads. threads: None for all processors.
    """

    def __init__(self, scene: Scene, seed: int = 0, threads: int | None = None) -> None:
        found = problems(scene)
        if found:
            raise SceneError(found)
        available = numba.config.NUMBA_NUM_THREADS  # type: ignore[attr-defined]
        self.threads = max(1, min(threads or os.cpu_count() or 1, available))
        self._loaded = scene
        self.start(seed)

    def start(self, seed: int) -> None:
        """Place the ions anew, as the scene was loaded."""
        scene = self._loaded
        self.scene = scene
        self.seed = seed
        sequence = np.random.SeedSequence(seed)
        of_agents, of_gates = sequence.spawn(2)
        self._generator = np.random.Generator(np.random.PCG64(of_agents))
        self.geometry = scene.geometry
        self.kelvin = kelvin(scene.temperature_C)
        self.field = Capacitor(self._thermal_charge())
        self.membrane = Membrane(scene)
        starts_at_mV = scene.initial_mV if scene.clamp_mV is None else scene.clamp_mV
        gate_key = of_gates.generate_state(2, np.uint64).astype(np.uint64)
        self.channels = Channels(scene, self.membrane.kind_index, starts_at_mV, gate_key)
        self.electrode = Electrode(self.geometry.depth)
        self.ions: Ions = place(scene, self.geometry, self.field.thermal_charge, self._generator)
        self.pumps = Pumps(scene, self.geometry)
        self.ammeter = Ammeter(self.ions.species)
        self.steps_done = 0
        self._carry_ns = 0.0
        self.exchanged = dict.fromkeys(self.ions.symbols, 0)
        self.reservoir: dict[Side, dict[str, float]] = {side: scene.balanced(side) for side in SIDES}
        self._make_baths()
        self.charge = self._counted_charge()
        parallel = self.threads > 1 and scene.ions >= PARALLEL_FROM
        self._launch = Launch(scene, self.geometry, sequence, self.threads if parallel else 1)
        if scene.clamp_mV is not None:
            self.field.hold(scene.clamp_mV / self.thermal_voltage_mV)

    # -- reading -----------------------------------------------------------------------------------------------

    @property
    def time_ns(self) -> float:
        return self.steps_done * self.scene.macro_step_ns

    @property
    def thermal_voltage_mV(self) -> float:
        """V_T = RT/F."""
        return thermal_voltage_mV(self.kelvin)

    @property
    def voltage_mV(self) -> float:
        """Voltage inside against outside, counted from the ions (or what the clamp holds)."""
        return self.field.u(self.charge) * self.thermal_voltage_mV

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
        clamp = self.field.clamp
        return Observation(
            time_ns=self.time_ns,
            voltage_mV=self.voltage_mV,
            clamp_mV=None if clamp is None else clamp * self.thermal_voltage_mV,
            clamp_charge=self.field.electrode_charge(self.charge),
            temperature_K=self.kelvin,
            thermal_charge=self.field.thermal_charge,
            counts=counts,
            concentration_mM=concentrations,
            crossings={s: {"in": int(i), "out": int(o)} for s, (o, i) in zip(self.ions.symbols, crossed, strict=True)},
            permeability=self.permeability(),
            valence={s.symbol: s.charge for s in self.ions.species},
            exchanged=dict(self.exchanged),
            side_volume_nm3=self.geometry.side_volume,
            perfused=bool(self._baths),
            pump=self.pumps.read() if self.pumps.agents else None,
            current=self.ammeter.read(),
            gating=self.channels.gates.read() if len(self.channels.gates.number) else None,
            stimulus=sum(
                flow * self.ions.species[self.ions.index[s]].charge for s, flow in self.electrode.ions_per_ns.items()
            ),
        )

    def permeability(self) -> dict[str, float]:
        """Relative permeability of the membrane for each species: the sum over open channels."""
        open_of_kind = [0] * len(self.scene.channels)
        for kind, is_open in zip(self.membrane.kind_index, self.channels.is_open, strict=True):
            open_of_kind[kind] += int(is_open)
        return {
            symbol: sum(
                n * c.permeability.get(symbol, 0.0) for n, c in zip(open_of_kind, self.scene.channels, strict=True)
            )
            for symbol in self.ions.symbols
        }

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
            now = min(steps - done, AGENT_STEPS - self.steps_done % AGENT_STEPS)
            self.charge = self._launch(
                self.ions,
                self.membrane,
                self.channels,
                self.field,
                self.charge,
                self.steps_done,
                trace[done : done + now],
            )
            done += now
            self.steps_done += now
            self.ammeter.add(self._launch.crossed, now * step_ns)
        return trace * self.thermal_voltage_mV

    def _act(self) -> None:
        """The agents' turn."""
        time_ns = AGENT_STEPS * self.scene.macro_step_ns
        self.channels.flicker(time_ns, self._generator)
        self.channels.respond(self.steps_done // AGENT_STEPS, time_ns, self.voltage_mV, self.scene.temperature_C)
        for symbol, count in self.electrode.due(time_ns).items():
            self._inject(self.ions.index[symbol], count)
        if self.pumps.agents:
            self.charge += self.pumps.act(time_ns, self.ions, self._generator) * CHARGE_ONE
        clamped = self.field.clamp is not None
        for bath in self._baths:
            bath.exchange(self.ions, self._generator, self.exchanged, clamped)
            if clamped and bath.side == "inside":
                self.charge = self._counted_charge()

    def _inject(self, k: int, count: int) -> None:
        """The electrode puts ions of species k into the strip along the inner wall, or takes up some that are there."""
        wall = -self.geometry.face - self.geometry.half_height
        strip = min(STRIP_NM, self.geometry.half_height / 3)
        if count > 0:
            x = self._generator.uniform(0, self.geometry.width, count)
            self.ions.add(k, x, self._generator.uniform(wall, wall + strip, count))
        else:
            near = self.ions.between(k, -np.inf, wall + strip)
            count = -min(-count, len(near))
            self.ions.remove(k, self._generator.choice(near, -count, replace=False))
        self.exchanged[self.ions.symbols[k]] += count
        self.charge += count * self.ions.species[k].charge * CHARGE_ONE

    def _counted_charge(self) -> int:
        """The charge counted anew, fixed point; `advance` keeps the same number up to date."""
        face = np.float32(self.geometry.face)
        moving: int = sum(
            s.charge * count_charge(self.ions.y[self.ions.block(k)], face) for k, s in enumerate(self.ions.species)
        )
        return moving + self.pumps.charge(self.ions)

    # -- commands ----------------------------------------------------------------------------------------------

    def apply(self, command: Command) -> None:
        """Carry out a command. Raises SceneError, with nothing changed, if it makes no sense for the scene."""
        found = command_problems(command, self.scene)
        if found:
            raise SceneError(found)
        match command:
            case SetConcentration():
                self._set_concentration(command)
            case SetGate():
                self._set_gate(command)
            case SetPermeability():
                self._set_permeability(command)
            case SetBath():
                now = {"bath_inside": command.mode} if command.side == "inside" else {"bath_outside": command.mode}
                self.scene = replace(self.scene, **now)  # type: ignore[arg-type]
                self._make_baths()
            case SetTemperature():
                self._set_temperature(command.celsius)
            case VoltageClamp():
                if command.mV == "off":
                    self.field.release(self.charge)
                else:
                    self.field.hold(command.mV / self.thermal_voltage_mV)
            case SetPump():
                self.pumps.running = command.running
            case SetStoichiometry():
                self.pumps.set_stoichiometry(command.sodium, command.potassium)
            case SetDrug(drug="DNP"):
                self.pumps.dnp = command.present
            case SetDrug():
                self.pumps.ouabain = command.present
            case Stimulate():
                self.electrode.start(command.species, command.ions_per_ns, command.duration_ns)
            case SetGating():
                self.channels.switch_gating(command.responding)
            case Reset():
                self.start(self.seed if command.seed is None else command.seed)
            case _:
                assert_never(command)

    def _set_concentration(self, command: SetConcentration) -> None:
        k = self.ions.index[command.species]
        wanted = round(self.geometry.ions_at(command.mM))
        added = self._change_side(k, command.side, wanted - len(self._on_side(k, command.side)))
        self._fill(command.side, -added * self.ions.species[k].charge)
        species = {s.symbol: s for s in self.ions.species}
        bare = {s: c for s, c in self.reservoir[command.side].items() if s not in BALANCING.values()}
        bare[command.species] = command.mM
        self.reservoir[command.side] = neutral(bare, species)
        self._make_baths()

    def _fill(self, side: Side, charge: int) -> None:
        """Bring impermeant ions of this charge in all to a side; those of the other sign leave first."""
        sign = 1 if charge > 0 else -1
        opposite, same = self.ions.index[BALANCING[-sign]], self.ions.index[BALANCING[sign]]
        gone = -self._change_side(opposite, side, -min(abs(charge), len(self._on_side(opposite, side))))
        self._change_side(same, side, abs(charge) - gone)

    def _on_side(self, k: int, side: Side) -> NDArray[np.int64]:
        face = self.geometry.face
        return self.ions.between(k, face, np.inf) if side == "outside" else self.ions.between(k, -np.inf, -face)

    def _change_side(self, k: int, side: Side, change: int) -> int:
        """Add or take away ions of species k, anywhere on a side. The charge is counted anew."""
        if change > 0:
            x = self._generator.uniform(0, self.geometry.width, change)
            y = self._generator.uniform(self.geometry.face, self.geometry.face + self.geometry.half_height, change)
            self.ions.add(k, x, y if side == "outside" else -y)
        elif change < 0:
            self.ions.remove(k, self._generator.choice(self._on_side(k, side), -change, replace=False))
        self.exchanged[self.ions.symbols[k]] += change
        self.charge = self._counted_charge()
        return change

    def _set_gate(self, command: SetGate) -> None:
        if isinstance(command.channel, int):
            self.channels.set([command.channel], command.state)
            return
        numbers = [n for n, kind in enumerate(self.channels.kind) if kind == command.channel]
        chosen = round(command.fraction * len(numbers))
        # spread over the row, so that a part of the doors is a part of every stretch of membrane
        order = sorted(range(len(numbers)), key=lambda j: (j * 0.6180339887498949) % 1)
        self.channels.set([numbers[j] for j in order[:chosen]], command.state)
        self.channels.set([numbers[j] for j in order[chosen:]], "open")

    def _set_permeability(self, command: SetPermeability) -> None:
        channels = []
        for channel in self.scene.channels:
            if channel.kind == command.channel:
                permeability: Mapping[str, float] = {**channel.permeability, command.species: command.permeability}
                channel = replace(channel, permeability=permeability)
            channels.append(channel)
        self.scene = replace(self.scene, channels=tuple(channels))
        self.membrane.update(self.scene)

    def _set_temperature(self, celsius: float) -> None:
        clamp = self.field.clamp
        held_mV = None if clamp is None else clamp * self.thermal_voltage_mV
        self.scene = replace(self.scene, temperature_C=celsius)
        self.kelvin = kelvin(celsius)
        self.field.thermal_charge = self._thermal_charge()
        if held_mV is not None:
            self.field.hold(held_mV / self.thermal_voltage_mV)

    def _thermal_charge(self) -> float:
        return self.geometry.thermal_charge(self.scene.membrane.capacitance_uF_cm2, self.kelvin)

    def _make_baths(self) -> None:
        self._baths = [
            Bath(self.geometry, side, self.reservoir[side]) for side in SIDES if self.scene.bath(side) == "perfused"
        ]
