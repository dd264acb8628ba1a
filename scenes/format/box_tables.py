"""The keys of the box, its membrane, its field and its baths."""

from pydantic import BaseModel, ConfigDict, Field

from sim.scene import BathMode, Box, FieldKind, Membrane, Scene
from sim.scene import Field as SceneField


class Table(BaseModel):
    """A TOML table with known keys only, exact types (no text for a number) and finite numbers."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True, hide_input_in_errors=True)


class BoxTable(Table):
    """The box."""

    width_nm: float = Field(default=Box.width_nm, description="length of membrane, nm")
    half_height_nm: float = Field(
        default=Box.half_height_nm, description="from each membrane face to the outer wall, nm"
    )


class MembraneTable(Table):
    """The membrane."""

    thickness_nm: float = Field(default=Membrane.thickness_nm, description="nm")
    capacitance_uF_cm2: float = Field(
        default=Membrane.capacitance_uF_cm2,
        description="a real cell has about 1; more makes the voltage less noisy",
    )
    pore_width_nm: float = Field(default=Membrane.pore_width_nm, description="the same for all channels, nm")
    pore_entry: float = Field(
        default=Membrane.pore_entry, description="chance that a step into a pore of permeability 1 is taken"
    )


class FieldTable(Table):
    """What turns charge into potential. It is solved, or the voltage counted, once in each macro_step_ns."""

    kind: FieldKind = Field(
        default=SceneField.kind,
        description="capacitor (as given), layered (Poisson's equation along y) or mesh (in x and y)",
    )
    cell_nm: float = Field(default=SceneField.cell_nm, description="size of a cell of layered and mesh, nm")
    permittivity: float = Field(
        default=SceneField.permittivity,
        description="of the membrane, relative to vacuum; 0: as membrane.capacitance_uF_cm2 has it",
    )
    damped: bool = Field(default=SceneField.damped, description="answer fluctuations shorter than a macro-step at once")


class BathTable(Table):
    """perfused: the outer edge touches a reservoir of fixed composition; closed: a wall."""

    inside: BathMode = Field(default=Scene.bath_inside, description="perfused, as by a patch pipette, or closed")
    outside: BathMode = Field(default=Scene.bath_outside, description="perfused, as in a recording chamber, or closed")
