"""The cell in its box: all that is in it, and what commands act on. Time is the simulation's (sim.simulation)."""

import numpy as np

from sim.agents.bath import Bath
from sim.agents.channels import Channels
from sim.agents.electrode import Electrode
from sim.agents.pump import Pumps
from sim.building.places import Rebuilt
from sim.building.pores import carry, numbers_after
from sim.field import field_of
from sim.ions import Ions
from sim.kernels.census import count_charge
from sim.kernels.field import CHARGE_ONE
from sim.membrane import Membrane
from sim.placement import place
from sim.problems import SceneError, problems
from sim.scene import SIDES, Scene, Side
from sim.solution import Solutions
from sim.units import kelvin, thermal_voltage_mV


class Cell:
    """Ions, membrane and agents of a scene, and the voltage that they make.

    scene: as commands have left it; seed; generator: what agents and commands draw from; geometry, ions, membrane,
    channels, pumps, electrode, baths (those of the perfused sides), solutions; reservoir: mM that each side is or would
    be perfused with; field: turns charge into voltage; charge: counted from all ions, fixed point
    (sim.kernels.field.CHARGE_ONE), kept up to date by whoever moves ions; books: how it came about, fixed point: what
    was inside at the "start", and what came in through the "doors", by the "pump", the "bath" and as "stimulus", and,
    once somebody has built on the membrane, by "hand"; built: how often that was, put_back: ions that were put back
    into the solution by it.
    """

    def __init__(self, scene: Scene, seed: int = 0) -> None:
        """Raises SceneError if the scene is unsound."""
        found = problems(scene)
        if found:
            raise SceneError(found)
        self._loaded = scene
        self.start(seed)

    def start(self, seed: int) -> None:
        """Place the ions anew, as the scene was loaded."""
        scene = self._loaded
        self.scene = scene
        self.seed = seed
        of_agents, of_gates = np.random.SeedSequence(seed).spawn(2)
        self.generator = np.random.Generator(np.random.PCG64(of_agents))
        self.geometry = scene.geometry
        self.field = field_of(scene, self.geometry)
        self.membrane = Membrane(scene)
        starts_at_mV = scene.initial_mV if scene.clamp_mV is None else scene.clamp_mV
        gate_key = of_gates.generate_state(2, np.uint64).astype(np.uint64)
        self.channels = Channels(scene, self.membrane.kind_index, starts_at_mV, gate_key)
        self.electrode = Electrode(self.geometry.depth)
        self.ions: Ions = place(scene, self.geometry, self.field.thermal_charge, self.generator)
        self.solutions = Solutions(self.ions, self.geometry, self.generator)
        self.pumps = Pumps(scene, self.geometry)
        self.reservoir: dict[Side, dict[str, float]] = {side: scene.balanced(side) for side in SIDES}
        self.perfuse()
        self.built = self.put_back = 0
        self.charge = self.counted_charge()
        self.field.begin(self.charge)
        self.books = {"start": self.charge, **dict.fromkeys(("doors", "pump", "bath", "stimulus"), 0)}
        if scene.clamp_mV is not None:
            self.hold(scene.clamp_mV)

    # -- reading -----------------------------------------------------------------------------------------------

    @property
    def kelvin(self) -> float:
        """Temperature, K."""
        return kelvin(self.scene.temperature_C)

    @property
    def thermal_voltage_mV(self) -> float:
        """V_T = RT/F."""
        return thermal_voltage_mV(self.kelvin)

    @property
    def voltage_mV(self) -> float:
        """Voltage inside against outside, counted from the ions (or what the clamp holds)."""
        return self.field.u(self.charge) * self.thermal_voltage_mV

    @property
    def clamp_mV(self) -> float | None:
        """The voltage that is held, or None."""
        return None if self.field.clamp is None else self.field.clamp * self.thermal_voltage_mV

    def counted_charge(self) -> int:
        """The charge counted anew, fixed point; where nothing was forgotten it is `charge`, to the last bit."""
        face = np.float32(self.geometry.face)
        moving: int = sum(
            s.charge * count_charge(self.ions.y[self.ions.block(k)], face) for k, s in enumerate(self.ions.species)
        )
        return moving + self.pumps.charge(self.ions)

    def permeability(self) -> dict[str, float]:
        """Relative permeability of the membrane for each species: the sum over open channels, those that flicker with
        the share of time that they are open."""
        open_of_kind = [0.0] * len(self.scene.channels)
        for kind, share in zip(self.membrane.kind_index, self.channels.mean_open, strict=True):
            open_of_kind[kind] += float(share)
        return {
            symbol: sum(
                n * c.permeability.get(symbol, 0.0) for n, c in zip(open_of_kind, self.scene.channels, strict=True)
            )
            for symbol in self.ions.symbols
        }

    def charges(self) -> dict[str, float]:
        """Where the charge inside is from, elementary charges: the books, and what the clamp's electrode has put on the
        membrane ("clamp"). All but the last are ions; with it the sum is n0 V / V_T."""
        counted = {book: charge / CHARGE_ONE for book, charge in self.books.items()}
        return counted | {"clamp": self.field.electrode_charge(self.charge)}

    def unpaired_charge(self) -> int:
        """Charge of all ions, in pumps too, and of the clamp, elementary charges: 0 where the circuit is closed."""
        held = self.pumps.held()
        counts = zip(self.ions.species, self.ions.count, strict=True)
        of_ions = sum(s.charge * (int(n) + held.get(s.symbol, 0)) for s, n in counts)
        return of_ions + round(self.field.electrode_charge(self.charge))

    def enter(self, book: str, charge: int) -> None:
        """Book charge (fixed point) that has come in."""
        self.books[book] = self.books.get(book, 0) + charge
        self.charge += charge

    # -- changing ----------------------------------------------------------------------------------------------

    def hold(self, mV: float) -> None:
        """Clamp the voltage."""
        self.field.hold(mV / self.thermal_voltage_mV)

    def rebuild(self, rebuilt: Rebuilt) -> None:
        """Take over a membrane with one piece more, less or elsewhere, while the ions run.

        Ions in a door that is gone return to the side that they came from, just outside the mouth; those in a door that
        is moved go along. What a pump holds that is gone is let go on the side that it faced; one that is moved keeps
        it. Both are counted in `put_back`, and the charge that comes in with it is booked as "hand".
        """
        geometry, scene = self.geometry, rebuilt.scene
        first_pump = self.scene.pump is None and scene.pump is not None
        self.scene = scene
        old, self.membrane = self.membrane, Membrane(scene)
        after = numbers_after(rebuilt.channels, len(old.kind))
        half_pore = scene.membrane.pore_width_nm / 2
        brought, put_back = carry(self.ions, old, self.membrane, after, geometry, half_pore, scene.near_step_nm)
        self.channels.rebuild(scene, self.membrane.kind_index, rebuilt.channels, self.voltage_mV)
        put_back += self.pumps.rebuild(scene, rebuilt.pumps, self.ions, self.generator)
        self.put_back += put_back
        self.built += 1
        self.enter("hand", brought)
        if first_pump:
            self.field.update(scene)
        self.field.bind(self.pumps.bound(self.ions))

    def perfuse(self) -> None:
        """Let each side that the scene has perfused touch its reservoir, as this is now."""
        self.baths = [Bath(side, self.reservoir[side]) for side in SIDES if self.scene.bath(side) == "perfused"]
