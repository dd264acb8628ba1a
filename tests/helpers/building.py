"""A busy cell to build on, random buildings, and what must be true of a cell after each."""

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np

from sim import Channel, Pump, Scene, Simulation
from sim.building.places import Piece, count, fault, widest_gap
from sim.commands import Command
from sim.commands.building import AddChannel, AddPump, MoveChannel, MovePump, RemoveChannel, RemovePump
from sim.problems import problems
from sim.scene import Field, FieldKind, channel_centres, pump_centres
from tests.helpers.cells import resting

MOST_PUMPS = 5


class Builder:
    """Random commands that make sense for a scene, the same for the same seed. done: names of those that were given."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.done: set[str] = set()
        self._kinds = 0

    def next(self, scene: Scene) -> Command:
        while True:
            command = self._any(scene)
            if not command.problems(scene):
                self.done.add(type(command).__name__)
                return command

    def _any(self, scene: Scene) -> Command:
        draw = self.random
        doors, pumps = count(scene, "channel"), count(scene, "pump")
        match int(draw.integers(7)):
            case 0:
                kinds = [channel.kind for channel in scene.channels]
                return AddChannel(str(draw.choice(kinds)), self._place(scene, "channel"))
            case 1:
                self._kinds += 1
                passes = {symbol: float(draw.uniform(0, 1)) for symbol in draw.choice(["K", "Na", "Cl"], 2)}
                return AddChannel(f"new {self._kinds}", self._place(scene, "channel"), passes)
            case 2:
                return MoveChannel(int(draw.integers(max(doors, 1))), self._anywhere(scene))
            case 3 | 4:
                return RemoveChannel(int(draw.integers(max(doors, 1))))
            case 5:
                if draw.random() < 0.5 and pumps < MOST_PUMPS:
                    return AddPump(self._place(scene, "pump"))
                return RemovePump(int(draw.integers(max(pumps, 1))))
        return MovePump(int(draw.integers(max(pumps, 1))), self._anywhere(scene))

    def _place(self, scene: Scene, piece: Piece) -> float | None:
        """The widest gap, or anywhere that there is room."""
        if self.random.random() < 0.3 and widest_gap(scene, piece) is not None:
            return None
        places = [self._anywhere(scene) for _ in range(20)]
        return next((x for x in places if not fault(scene, piece, x)), places[0])

    def _anywhere(self, scene: Scene) -> float:
        return float(self.random.uniform(0, scene.box.width_nm))


def check_places(cell: Simulation) -> None:
    """Every ion is in the box, those within the membrane in a pore that is there."""
    ions, geometry, centres = cell.ions, cell.geometry, cell.membrane.centre_nm
    half = cell.scene.membrane.pore_width_nm / 2
    for k in range(len(ions.symbols)):
        x, y = ions.x[ions.block(k)].astype(float), ions.y[ions.block(k)].astype(float)
        assert np.all((x >= 0) & (x <= geometry.width * (1 + 1e-6)))
        assert np.all(np.abs(y) <= (geometry.face + geometry.half_height) * (1 + 1e-6))
        within = np.abs(y) < geometry.face * (1 - 1e-6)
        if within.any():
            assert len(centres), "an ion is in a membrane without a pore"
            away = np.abs(x[within, None] - centres).min(axis=1)
            assert away.max() <= half + 1e-4
        channel = ions.channel[ions.block(k)]
        assert channel.min(initial=-1) >= -1 and channel.max(initial=-1) < len(centres)


FAST_PUMP = Pump(count=2, turn_out_per_us=500.0, turn_in_per_us=500.0, bind_sodium_per_us=100.0, capture_nm=2.5)
GATED = Channel("Na_v", {"Na": 1.0}, 2, gating="HH_Na")
FLICKERS = Channel("K_f", {"K": 0.5}, 1, opens_per_us=2.0, closes_per_us=3.0)


def busy(kind: FieldKind = "capacitor", **changes: Any) -> Scene:
    """All that can be built with: leaks, a gated and a flickering kind, fast pumps."""
    scene = resting(ions=3000, field=Field(kind), pump=FAST_PUMP, bath_inside="closed", bath_outside="closed")
    few = tuple(replace(channel, count=min(channel.count, 4)) for channel in scene.channels)
    return replace(scene, **{"channels": (*few, GATED, FLICKERS), **changes})


def names(cell: Simulation) -> Counter[tuple[str, int]]:
    """All ions by species and name, those that pumps hold among them."""
    found: Counter[tuple[str, int]] = Counter()
    for k, symbol in enumerate(cell.ions.symbols):
        found.update((symbol, int(ident)) for ident in cell.ions.ident[cell.ions.block(k)])
    for agent in cell.pumps.agents:
        found.update((agent.species, ident) for ident in agent.held)
    return found


def check(cell: Simulation) -> None:
    """All that must be true of a cell at any time."""
    assert not problems(cell.scene)
    assert cell.counted_charge() == cell.charge == sum(cell.books.values())
    assert (
        len(cell.channels.state) == len(cell.channels.kind) == len(cell.membrane.kind) == count(cell.scene, "channel")
    )
    assert cell.membrane.centre_nm.tolist() == [x for _, x in channel_centres(cell.scene)]
    assert [agent.centre_nm for agent in cell.pumps.agents[:: cell.pumps.rows]] == pump_centres(cell.scene)
    gated = [n for n, kind in enumerate(cell.channels.kind) if kind == "Na_v"]
    assert cell.channels.gates.number.tolist() == gated and len(set(cell.channels.gates._row)) == len(gated)
    check_places(cell)
