"""What sliders set: which ones a scene has, how far each goes, and the commands that bring a quantity to a value."""

from typing import TYPE_CHECKING

from render.panels.amounts.ladder import amounts_of, is_amount, order_of
from render.panels.hand.slider import Slider
from render.playback.messages import PACES
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.theme import species_style

if TYPE_CHECKING:
    from sim.commands import Command

HAND = "hand"  # the dial through the cases that a scene compares; it has a panel of its own
CLAMP = "clamp"
PERMEABLE = ("K", "Na", "Cl")
LEAST_SHARE = 1 / 3000  # of the most permeable that a channel can be
K_OUT_MM = (0.5, 200.0)
CELSIUS = (0.0, 50.0)
CLAMP_MV = (-155.0, 100.0)
CLAMP_STEP_MV = 5.0
OFF_MV = CLAMP_MV[0]  # the left end: no electrode holds the voltage


def sliders_of(snapshot: Snapshot, few: bool = False) -> list[Slider]:
    """Those of the drawer that make sense for a scene. few: for a visitor, without the clamp."""
    found = []
    for symbol in PERMEABLE:
        kinds = passing(snapshot, symbol)
        if kinds:
            most = min(_most(snapshot, symbol), 1e4) * sum(count for _, count, _ in kinds)
            value = sum(count * p for _, count, p in kinds)
            label, colour = f"P_{{{symbol}}}", species_style(symbol).colour
            found.append(Slider(f"P_{symbol}", label, most * LEAST_SHARE, most, True, value, _figure, colour))
    hands = snapshot.scene_file.hands
    if "K" in snapshot.symbols and (hands is None or "outside.K" not in hands.varies):  # the dial is for that
        now = snapshot.observation.concentration_mM["outside"].get("K", 0.0)
        given = snapshot.set_mM["outside"].get("K", 0.0)
        style = species_style("K")
        found.append(
            Slider("K_out", "K^{+}_{out}", *K_OUT_MM, True, given, lambda v: f"{v:.3g} mM", style.colour, counted=now)
        )
    found.append(Slider("temperature", "T", *CELSIUS, False, snapshot.scene.temperature_C, lambda v: f"{v:.0f} °C"))
    if not few and (hands is None or "clamp_mV" not in hands.varies):
        held = snapshot.observation.clamp_mV
        held = OFF_MV if held is None else held
        found.append(Slider(CLAMP, "V", *CLAMP_MV, False, held, lambda v: f"{v:.0f} mV".replace("-", "−")))
    found.append(Slider("pace", "ns/s", PACES[0], PACES[-1], True, snapshot.pace, lambda v: f"{v:.0f} ns/s"))
    return found


def dial_of(snapshot: Snapshot) -> Slider | None:
    """The dial of a scene whose cases lie on one."""
    hands, compare = snapshot.scene_file.hands, snapshot.scene_file.compare
    if hands is None or not hands.xs:
        return None
    low, high = min(hands.xs), max(hands.xs)
    here = snapshot.place.x if snapshot.place is not None else None
    log = compare is not None and compare.log and low > 0
    known = here if here is not None else min(max(snapshot.observation.voltage_mV, low), high)  # no clamp yet
    return Slider(HAND, "", low, high, log, known, lambda v: f"{v:.3g}".replace("-", "−"), theme.HAND)


def find(name: str, snapshot: Snapshot) -> Slider | None:
    """The slider of a name, of the drawer, the table of concentrations or the dial; None where the scene has none."""
    if name == HAND:
        return dial_of(snapshot)
    return next(
        (s for s in (amounts_of(snapshot) if is_amount(name) else sliders_of(snapshot)) if s.name == name), None
    )


def passing(snapshot: Snapshot, symbol: str) -> list[tuple[str, int, float]]:
    """(kind, doors, permeability of one) of the kinds of channel that pass this species best of all."""
    return [
        (c.kind, snapshot.kind.count(c.kind), c.permeability[symbol])
        for c in snapshot.scene.channels
        if c.kind in snapshot.kind and c.permeability.get(symbol, 0.0) > 0 and c.passes_best == symbol
    ]


def _most(snapshot: Snapshot, symbol: str) -> float:
    """Permeability of a door that lets in every ion that comes."""
    from sim.scene import entry_probability

    return 0.999 / entry_probability(snapshot.scene, symbol, 1.0)


def _figure(value: float) -> str:
    return f"{value:.3g}" if value < 1000 else f"{value:.0f}"


def held_mV(value: float) -> float | None:
    """The voltage that a place of the clamp's slider means, in round steps; None for off."""
    mV = CLAMP_STEP_MV * round(value / CLAMP_STEP_MV)
    return None if mV <= OFF_MV else mV


def orders(name: str, value: float, snapshot: Snapshot) -> "list[Command]":
    """The commands that bring a slider's quantity to a value; none for the pace."""
    from sim.commands.doors import SetPermeability
    from sim.commands.electrode import VoltageClamp
    from sim.commands.solutions import SetConcentration, SetTemperature

    if is_amount(name):
        return [order_of(name, value)]
    if name == "K_out":
        return [SetConcentration("K", "outside", round(value, 3))]
    if name == "temperature":
        return [SetTemperature(round(value, 1))]
    if name == CLAMP:
        mV = held_mV(value)
        return [VoltageClamp("off" if mV is None else mV)]
    if name.startswith("P_"):
        symbol = name[2:]
        kinds = passing(snapshot, symbol)
        total = sum(count * p for _, count, p in kinds)
        most = _most(snapshot, symbol)
        return [SetPermeability(kind, symbol, min(p * value / total, most)) for kind, _, p in kinds]
    return []
