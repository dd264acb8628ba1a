"""What the ions need to know of a scene: cell, bath, membrane, channels. Plain data; sim.problems says what is wrong.

A `Scene` says nothing about stories, captions or claims: those belong to the scene files (package `scenes`).
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sim.geometry import Geometry
from sim.species import BALANCING, D_REFERENCE, REFERENCE_C, TABLE, Species, diffusion_ratio
from sim.units import IONS_PER_MM_NM3, slab_permittivity

Side = Literal["inside", "outside"]
GateState = Literal["open", "closed", "blocked"]
BathMode = Literal["perfused", "closed"]
GatingScheme = Literal["HH_Na", "HH_K"]
FieldKind = Literal["capacitor", "layered", "mesh"]

SIDES: tuple[Side, Side] = ("inside", "outside")
MAX_MM = 5000.0  # of one species on one side


@dataclass(frozen=True)
class Box:
    """width_nm: along the membrane; half_height_nm: from each membrane face to its outer wall."""

    width_nm: float = 100.0
    half_height_nm: float = 25.0


@dataclass(frozen=True)
class Membrane:
    """thickness_nm: L; capacitance_uF_cm2: C per area (a real cell has about 1; more makes the noise smaller);
    pore_width_nm: w, the same for every channel; pore_entry: chance that an ion with D = D_REFERENCE which steps
    into a pore of permeability 1 is let in."""

    thickness_nm: float = 6.0
    capacitance_uF_cm2: float = 12.0
    pore_width_nm: float = 1.2
    pore_entry: float = 0.075


@dataclass(frozen=True)
class Field:
    """What turns charge into potential.

    kind: capacitor (the bulk has no field, the capacitance is given), layered (Poisson's equation along y, the charge
    averaged along the membrane) or mesh (in x and y). cell_nm: size of a cell; permittivity: of the membrane, relative
    to vacuum's, 0 for the one that makes the membrane's capacitance_uF_cm2; damped: whether fluctuations that live
    shorter than a macro-step are answered at once (sim.kernels.poisson).
    """

    kind: FieldKind = "capacitor"
    cell_nm: float = 0.5
    permittivity: float = 0.0
    damped: bool = True


@dataclass(frozen=True)
class Channel:
    """A kind of channel and how many there are.

    permeability: relative permeability P for each species that passes; count: how many doors;
    at_nm: centres along the membrane (nm), empty for an even spread; state: gate at the start;
    opens_per_us, closes_per_us: rates of the two-state flicker (1/us), both zero for a gate that stays, together at
    most 0.1 per macro-step (sim.problems.MOST_TURNS);
    gating: None, or the scheme by which the voltage opens and shuts the gate (sim.agents.hodgkin_huxley).
    """

    kind: str
    permeability: Mapping[str, float]
    count: int = 1
    at_nm: tuple[float, ...] = ()
    state: GateState = "open"
    opens_per_us: float = 0.0
    closes_per_us: float = 0.0
    gating: GatingScheme | None = None

    @property
    def passes_best(self) -> str:
        """The species of the highest permeability; "" where none passes."""
        return max(self.permeability, key=lambda symbol: self.permeability[symbol], default="")


@dataclass(frozen=True)
class Gating:
    """How the rate constants of voltage-gated channels (1/ms, from an axon) become those of the model (1/ns).

    ns_per_ms: model time for a millisecond of the cell; q10: factor of the rates for ten degrees; reference_C:
    temperature at which the constants hold as they stand; shift_mV: added to the voltages of the rate constants.
    """

    ns_per_ms: float = 1000.0
    q10: float = 3.0
    reference_C: float = 6.3
    shift_mV: float = 0.0


@dataclass(frozen=True)
class Pump:
    """Na+/K+-ATPases and their ATP.

    count: how many, each a row of one for every 100 nm of depth; sodium, potassium: ions that a cycle moves out and in;
    at_nm: centres along the membrane (nm), empty for an even spread; atp: molecules at the start, and the most that
    the cell stores; atp_per_us: made by the cell (1/us), both for 100 nm of depth; atp_kJ_per_mol: free energy that an
    ATP gives while the store is full (kJ/mol). Rates (1/us), net of the steps back at rest: bind_sodium,
    bind_potassium for each ion within capture_nm of the mouth; turn_out, turn_in for a pump that has all it needs;
    ouabain for the drug to bind and leave. q10: factor of the cycle's rates for ten degrees; they hold at 37 C.
    """

    count: int = 1
    sodium: int = 3
    potassium: int = 2
    at_nm: tuple[float, ...] = ()
    atp: float = 1000.0
    atp_per_us: float = 1000.0
    capture_nm: float = 2.0
    bind_sodium_per_us: float = 20.0
    bind_potassium_per_us: float = 40.0
    turn_out_per_us: float = 50.0
    turn_in_per_us: float = 50.0
    ouabain_per_us: float = 20.0
    atp_kJ_per_mol: float = 55.0
    q10: float = 2.5


@dataclass(frozen=True)
class Scene:
    """All that the physics needs. Concentrations in mM, voltages in mV inside against outside.

    ions: how many ions in all; the depth of the box follows from it, so that counts and mM agree.
    initial_mV: voltage at the start, made by moving the most abundant cation across (a bath has exchanged what came
    to it for its own); clamp_mV: None or the voltage that an electrode holds. balance: complete a side that is not
    neutral by A- or M+ (else refuse it). diffusion_C: temperature at which the species' diffusion coefficients hold as
    they stand; at temperature_C they are as much faster as water is thinner and warmer. near_step_nm: step length of
    the walk in and near pores; macro_step_ns: how long the voltage is held between two countings.
    """

    name: str = "scene"
    inside: Mapping[str, float] = dataclasses.field(default_factory=dict)
    outside: Mapping[str, float] = dataclasses.field(default_factory=dict)
    channels: tuple[Channel, ...] = ()
    pump: Pump | None = None
    gating: Gating = dataclasses.field(default_factory=Gating)
    temperature_C: float = 37.0
    diffusion_C: float = REFERENCE_C
    ions: int = 100_000
    bath_inside: BathMode = "closed"
    bath_outside: BathMode = "perfused"
    initial_mV: float = 0.0
    clamp_mV: float | None = None
    balance: bool = True
    box: Box = dataclasses.field(default_factory=Box)
    membrane: Membrane = dataclasses.field(default_factory=Membrane)
    field: Field = dataclasses.field(default_factory=Field)
    extra_species: tuple[Species, ...] = ()
    near_step_nm: float = 0.3
    macro_step_ns: float = 1.0

    def concentrations(self, side: Side) -> Mapping[str, float]:
        """Concentrations as the scene's author gave them, mM."""
        return self.inside if side == "inside" else self.outside

    def bath(self, side: Side) -> BathMode:
        return self.bath_inside if side == "inside" else self.bath_outside

    @property
    def species(self) -> dict[str, Species]:
        """Every species the scene uses, in table order, the balancing ions always among them."""
        table = TABLE | {s.symbol: s for s in self.extra_species}
        used = set(self.inside) | set(self.outside) | set(BALANCING.values())
        for channel in self.channels:
            used |= set(channel.permeability)
        if self.pump is not None:
            used |= {"Na", "K"}
        return {symbol: s for symbol, s in table.items() if symbol in used}

    @property
    def diffusion_ratio(self) -> float:
        """How many times as fast the ions are at the scene's temperature as at diffusion_C."""
        return diffusion_ratio(self.temperature_C, self.diffusion_C)

    @property
    def diffusion(self) -> dict[str, float]:
        """Diffusion coefficient of every species at the scene's temperature, nm2/ns."""
        ratio = self.diffusion_ratio
        return {symbol: s.diffusion * ratio for symbol, s in self.species.items()}

    def balanced(self, side: Side) -> dict[str, float]:
        """Concentrations of one side completed to electroneutrality, mM."""
        return neutral(self.concentrations(side), self.species)

    @property
    def permittivity(self) -> float:
        """Relative permittivity of the membrane, vacuum's being 1."""
        if self.field.permittivity:
            return self.field.permittivity
        return slab_permittivity(self.membrane.capacitance_uF_cm2, self.membrane.thickness_nm)

    @property
    def geometry(self) -> Geometry:
        """The box that holds `ions` ions at the scene's concentrations."""
        total = sum(sum(self.balanced(side).values()) for side in SIDES)
        depth = self.ions / (total * IONS_PER_MM_NM3 * self.box.width_nm * self.box.half_height_nm)
        return Geometry(self.box.width_nm, self.box.half_height_nm, self.membrane.thickness_nm / 2, depth)


def neutral(concentrations: Mapping[str, float], species: Mapping[str, Species]) -> dict[str, float]:
    """Concentrations (mM) completed by the impermeant ion of the missing sign, so that they carry no net charge."""
    completed = dict(concentrations)
    net = sum(species[symbol].charge * c for symbol, c in concentrations.items())
    if abs(net) > 1e-9:
        filler = BALANCING[-1 if net > 0 else +1]
        completed[filler] = completed.get(filler, 0.0) + abs(net)
    return completed


def channel_centres(scene: Scene) -> list[tuple[int, float]]:
    """(index into scene.channels, centre in nm) of every channel, from left to right."""
    return [(i, x) for i, x in centres(scene) if i < len(scene.channels)]


def pump_centres(scene: Scene) -> list[float]:
    """Centre of every pump, nm, from left to right."""
    return [x for i, x in centres(scene) if i == len(scene.channels)]


def centres(scene: Scene) -> list[tuple[int, float]]:
    """(kind, centre in nm) of all that sits in the membrane, from left to right; the pumps are the kind after the last.

    Kinds without explicit places share an even grid, each kind spread as evenly over it as its count allows.
    """
    kinds = [(c.count, c.at_nm) for c in scene.channels]
    if scene.pump is not None:
        kinds.append((scene.pump.count, scene.pump.at_nm))
    placed = [(i, x) for i, (_, at_nm) in enumerate(kinds) for x in at_nm]
    spread = [(i, count) for i, (count, at_nm) in enumerate(kinds) if not at_nm]
    total = sum(count for _, count in spread)
    # each door of a kind wants the place (j + 1/2) / count of the row; ties go to the rarer kind
    wishes = sorted(((j + 0.5) / count, count, i) for i, count in spread for j in range(count))
    pitch = scene.box.width_nm / max(total, 1)
    placed += [(i, (n + 0.5) * pitch) for n, (_, _, i) in enumerate(wishes)]
    return sorted(placed, key=lambda place: place[1])


def entry_probability(scene: Scene, symbol: str, permeability: float) -> float:
    """Chance s = P x pore_entry x D_REFERENCE / D that a step into the pore is taken: s D is then P for all species.

    D as the species has it: what a warmer pore lets by more, its ions' D brings about (scene.diffusion)."""
    return permeability * scene.membrane.pore_entry * D_REFERENCE / scene.species[symbol].diffusion
