"""The keys of a scene file, their types, defaults and meaning: the one place that knows the format.

Only the shape is checked here (names, types, finite numbers); whether the scene makes physical sense is for
`scenes.format.checks`. A small file is enough:

    title = "Only potassium"
    [inside]
    K = 140
    [outside]
    K = 5
    [[channels]]
    kind = "K"
    count = 12
"""

from typing import Literal

from pydantic import Field, model_validator

from scenes.format.box_tables import BathTable, BoxTable, FieldTable, MembraneTable, Table
from scenes.format.story_tables import (
    AnswerTable,
    CameraTable,
    CaptionTable,
    CaseTable,
    ClaimTable,
    CompareTable,
    HandoutTable,
    LocalText,
    MissionTable,
    NotebookTable,
    TimelineEntry,
    TryTable,
)
from scenes.scene_file import Claim
from sim.scene import MAX_MM, Box, Channel, GateState, Gating, GatingScheme, Membrane, Pump, Scene
from sim.scene import Field as SceneField
from sim.species import Species

PACE_NS_PER_S = 240.0
MAX_IONS = 10_000_000
MAX_DOORS = 1000
MAX_SEED = 2**63 - 1  # the largest whole number that TOML has


# -- pieces ----------------------------------------------------------------------------------------

Concentrations = dict[str, float]


class SpeciesTable(Table):
    """An ion of your own; its name in the header is the symbol to use elsewhere."""

    charge: int = Field(ge=-4, le=4, description="valence in elementary charges, not 0")
    diffusion: float = Field(ge=0.001, le=100, description="diffusion coefficient, nm2/ns")
    name: str = Field(default="", description="for people")


class ChannelTable(Table):
    """A kind of channel. Without at_nm the doors of all kinds share an even row."""

    kind: str = Field(min_length=1, description="name; a species' symbol is the channel for that species")
    count: int | None = Field(
        default=None, ge=0, le=MAX_DOORS, description="how many doors; 1, or as many as at_nm has"
    )
    permeability: dict[str, float] = Field(
        default_factory=dict,
        description="of one door, relative: a number, or one a species; 1 for the species of its name",
    )
    at_nm: list[float] = Field(default=[], max_length=MAX_DOORS, description="places along the membrane, nm")
    state: GateState = Field(default=Channel.state, description="gate at the start")
    opens_per_us: float = Field(default=Channel.opens_per_us, description="rate at which a flickering gate opens, 1/us")
    closes_per_us: float = Field(
        default=Channel.closes_per_us, description="rate at which it closes, 1/us; both at most 0.1 a macro-step"
    )
    gating: GatingScheme | None = Field(
        default=Channel.gating, description="the voltage opens and shuts it: m3h or n4 of Hodgkin & Huxley 1952"
    )

    @model_validator(mode="before")
    @classmethod
    def _spell_out(cls, table: object) -> object:
        """`permeability = 0.4`, or nothing, stands for the species that gives the channel its name."""
        if isinstance(table, dict) and isinstance(table.get("kind"), str):
            given = table.get("permeability", 1.0)
            if not isinstance(given, dict):
                return {**table, "permeability": {table["kind"]: given}}
        return table

    def to_sim(self) -> Channel:
        count = self.count if self.count is not None else len(self.at_nm) or 1
        given = self.model_dump(exclude={"count", "at_nm"})
        return Channel(**given, count=count, at_nm=tuple(self.at_nm))


class GatingTable(Table):
    """How fast the voltage-gated channels are; their rate constants are those of Hodgkin & Huxley."""

    ns_per_ms: float = Field(default=Gating.ns_per_ms, description="model time for a millisecond of the cell, ns")
    q10: float = Field(default=Gating.q10, description="factor of the rates for ten degrees")
    reference_C: float = Field(default=Gating.reference_C, description="temperature at which the constants hold, C")
    shift_mV: float = Field(default=Gating.shift_mV, description="added to the voltages of the constants, mV")


class PumpTable(Table):
    """Na+/K+-ATPases and their ATP."""

    count: int = Field(default=Pump.count, ge=0, le=MAX_DOORS, description="how many")
    sodium: int = Field(default=Pump.sodium, description="Na+ moved out in a cycle")
    potassium: int = Field(default=Pump.potassium, description="K+ moved in in a cycle")
    at_nm: list[float] = Field(default=[], max_length=MAX_DOORS, description="places along the membrane, nm")
    atp: float = Field(default=Pump.atp, description="ATP at the start, and the most that is stored")
    atp_per_us: float = Field(default=Pump.atp_per_us, description="ATP made, 1/us")
    capture_nm: float = Field(default=Pump.capture_nm, description="how near the mouth an ion is bound, nm")
    bind_sodium_per_us: float = Field(default=Pump.bind_sodium_per_us, description="for each Na+ that near, 1/us")
    bind_potassium_per_us: float = Field(default=Pump.bind_potassium_per_us, description="for each K+ that near, 1/us")
    turn_out_per_us: float = Field(default=Pump.turn_out_per_us, description="rate of the outward turn, 1/us")
    turn_in_per_us: float = Field(default=Pump.turn_in_per_us, description="rate of the inward turn, 1/us")
    ouabain_per_us: float = Field(
        default=Pump.ouabain_per_us, description="rate at which ouabain binds and leaves, 1/us"
    )
    atp_kJ_per_mol: float = Field(default=Pump.atp_kJ_per_mol, description="free energy of ATP, store full, kJ/mol")
    q10: float = Field(default=Pump.q10, description="factor of the cycle's rates for ten degrees; they hold at 37 C")

    def to_sim(self) -> Pump:
        return Pump(**{**self.model_dump(), "at_nm": tuple(self.at_nm)})


def anything_passes(scene: Scene) -> bool:
    """Whether any channel lets any ion through at the start."""
    doors = (channel for channel in scene.channels if channel.count and channel.state == "open")
    return any(p > 0 for channel in doors for p in channel.permeability.values())


# -- the file --------------------------------------------------------------------------------------


class SceneTable(Table):
    """The whole file. Texts are plain text, or a table with one text for each language."""

    title: LocalText = Field(description="the scene's name on screen")
    question: LocalText = Field(default={}, description="one line above the picture", validate_default=False)
    answers: list[AnswerTable] = Field(default=[])
    seen: LocalText = Field(default={}, description="what was to be seen, shown at the end", validate_default=False)
    first_try: TryTable | None = Field(default=None, alias="try")
    note: LocalText | None = Field(default=None, description="for teachers")
    source: str = Field(default="", description="where the numbers are from")
    follow: bool = Field(default=False, description="follow one ion of the most permeant kind from the start")
    chart: Literal["voltage", "profile"] = Field(
        default="voltage", description="profile: charge and potential across the membrane, too"
    )
    zoom: float = Field(default=1.0, ge=1, le=10, description="how much nearer than the whole box the picture begins")
    temperature_C: float = Field(default=Scene.temperature_C, description="-20 to 100")
    diffusion_C: float = Field(
        default=Scene.diffusion_C, description="temperature at which the species' diffusion coefficients hold, C"
    )
    ions: int = Field(default=Scene.ions, le=MAX_IONS, description="how many in all; the depth of the box follows")
    seed: int | None = Field(
        default=None, ge=0, le=MAX_SEED, description="random seed of its run; --seed goes before it"
    )
    initial_mV: float = Field(default=Scene.initial_mV, description="voltage at the start")
    clamp_mV: float | None = Field(default=Scene.clamp_mV, description="voltage held by an electrode")
    balance: bool = Field(
        default=Scene.balance, description="complete a side with impermeant A- or M+; false: refuse instead"
    )
    pace_ns_per_s: float = Field(default=PACE_NS_PER_S, gt=0, le=1e5, description="simulated ns in a second on screen")
    near_step_nm: float = Field(default=Scene.near_step_nm, ge=0.02, description="step length in and near pores, nm")
    macro_step_ns: float = Field(
        default=Scene.macro_step_ns, ge=0.01, description="how long the voltage or the field is held, ns"
    )
    inside: Concentrations = Field(default={}, description=f"species = mM, 0 to {MAX_MM:g}")
    outside: Concentrations = Field(default={}, description=f"species = mM, 0 to {MAX_MM:g}")
    channels: list[ChannelTable] = Field(default=[])
    pump: PumpTable | None = None
    gating: GatingTable | None = None
    cases: list[CaseTable] = Field(default=[])
    compare: CompareTable | None = None
    bath: BathTable = BathTable()
    membrane: MembraneTable = MembraneTable()
    field: FieldTable = FieldTable()
    box: BoxTable = BoxTable()
    species: dict[str, SpeciesTable] = Field(default={})
    claim: ClaimTable | None = None
    captions: list[CaptionTable] = Field(default=[])
    timeline: list[TimelineEntry] = Field(default=[])
    camera: list[CameraTable] = Field(default=[])
    missions: list[MissionTable] = Field(default=[])
    notebook: NotebookTable | None = None
    handout: HandoutTable | None = None

    def to_sim(self, name: str) -> Scene:
        return Scene(
            name=name,
            inside=dict(self.inside),
            outside=dict(self.outside),
            channels=tuple(channel.to_sim() for channel in self.channels),
            pump=self.pump.to_sim() if self.pump else None,
            gating=Gating(**self.gating.model_dump()) if self.gating else Gating(),
            temperature_C=self.temperature_C,
            diffusion_C=self.diffusion_C,
            ions=self.ions,
            bath_inside=self.bath.inside,
            bath_outside=self.bath.outside,
            initial_mV=self.initial_mV,
            clamp_mV=self.clamp_mV,
            balance=self.balance,
            box=Box(**self.box.model_dump()),
            membrane=Membrane(**self.membrane.model_dump()),
            field=SceneField(**self.field.model_dump()),
            extra_species=tuple(Species(s, **table.model_dump()) for s, table in self.species.items()),
            near_step_nm=self.near_step_nm,
            macro_step_ns=self.macro_step_ns,
        )

    def to_claim(self, scene: Scene) -> Claim:
        """The claim, or, where the file makes none, GHK if anything can pass and zero if not."""
        table = self.claim or ClaimTable(predicts="ghk" if anything_passes(scene) else "zero")
        return table.to_claim()
