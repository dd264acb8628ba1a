"""The table of replies: complete, in both languages, and nothing in it that nobody could check."""

import math
import re
import string
from collections.abc import Iterator
from dataclasses import fields, replace
from itertools import product

import pytest

from scenes import load
from scenes.conditions import problems
from scenes.languages import codes
from scenes.replies import EFFECTS, OF_ACT, STANDS, Act, Reply, reply, standing, table
from sim import Observation, Simulation
from sim.commands import COMMANDS
from sim.commands.doors import SetGate
from sim.commands.electrode import Stimulate, VoltageClamp
from sim.commands.pump_and_drugs import SetPump
from tests.helpers.cells import resting

SILENT = {"reset", "set_fixed"}  # nothing is said of these, where there are such commands
PLACES = {"ion", "change", "V", "mM", "C"}


def test_every_row_can_be_read() -> None:
    for row in table():
        assert set(row.text) == set(codes()), row
        assert row.do == STANDS or row.do in COMMANDS, row.do
        if row.do != STANDS:
            assert row.given.keys() <= {f.name for f in fields(COMMANDS[row.do])}, row
        state = {name: wanted for name, wanted in row.when.items() if name not in (*EFFECTS, *OF_ACT)}
        assert not problems(state, ("K", "Na", "Cl")), row
        for text in row.text.values():
            assert {name for _, name, _, _ in string.Formatter().parse(text) if name} <= PLACES, text


def test_every_command_of_a_visitor_is_answered_whatever_the_state() -> None:
    """The last row that fits asks for nothing."""
    for do in COMMANDS.keys() - SILENT:
        assert any(not row.when and not row.ion for row in table() if row.do == do), do
    assert not [row for row in table() if row.do == STANDS][-1].when


def test_rows_of_the_same_command_differ() -> None:
    said = [text for row in table() for text in row.text.values()]
    assert len(said) == len(set(said))


def at_rest() -> Simulation:
    return Simulation(resting(ions=1500), seed=1, threads=1)


def told(act: Act, simulation: Simulation, mV: float) -> str:
    row = reply(act, simulation.observe(), mV)
    assert row is not None
    return row.text.in_("en")


def test_an_effect_is_said_once_it_is_counted() -> None:
    cell = at_rest()
    cell.apply(SetGate("K", "closed"))
    shut = Act(1, SetGate("K", "closed"), "K", before_mV=-70)
    assert told(shut, cell, -69).startswith("You shut the K+ doors. The others")
    assert "{change} mV so far" in told(shut, cell, -60)
    for kind in ("Na", "Cl"):
        cell.apply(SetGate(kind, "closed"))
    assert "trapped" in told(shut, cell, -69)
    assert "trapped" not in told(shut, cell, -40), "a voltage that has moved did not stay"


def test_that_nothing_moved_is_said_once_it_has_been_watched() -> None:
    cell = gated()
    cell.apply(SetPump(False))
    cell.apply(SetGate("Na", "open"))
    stopped = Act(1, SetPump(False), "", before_mV=-70, watched_ns=100)
    assert "hardly moves" not in told(stopped, cell, -70)
    assert "hardly moves" in told(replace(stopped, watched_ns=0), cell, -70)


@pytest.mark.parametrize(("spike_ns", "spike"), [(99.0, False), (100.0, True)])
def test_a_spike_is_one_that_began_since_the_pulse(spike_ns: float, spike: bool) -> None:
    seen = gated().observe()
    row = reply(Act(1, Stimulate(5, 100), "", before_mV=-70, at_ns=100), seen, -69, spike_ns)
    assert row is not None and row.text["en"].startswith("A spike!") is spike


@pytest.mark.parametrize("symbol", ["K", "Na", "Cl"])
def test_nothing_is_said_to_decide_beside_an_electrode(symbol: str) -> None:
    cell = at_rest()
    cell.apply(VoltageClamp(0))
    cell.apply(SetGate(symbol, "closed"))
    words = told(Act(1, SetGate(symbol, "closed"), symbol, before_mV=0), cell, 0)
    assert not re.search("decide|voltage|hardly", words), words


def gated() -> Simulation:
    return Simulation(load("spike", ["ions=1500", "field.kind=capacitor"]).scene, seed=1, threads=1)


def moments(of: Observation) -> Iterator[Observation]:
    """The same cell in all the states that the table tells apart."""
    pump, gating = of.pump, of.gating
    assert pump is not None and gating is not None
    pumps = [replace(pump, running=on, ouabain=off, atp=atp) for on in (True, False) for off in (True, False)
             for atp in (0.0, pump.atp_store)]  # fmt: skip
    gates = [replace(gating, particle_share={"h": h}) for h in (0.1, 0.8)]
    doors = [dict(zip(("K", "Na", "Cl"), p, strict=True)) for p in product((0.0, 1.0), repeat=3)]
    for permeability, pump_, gating_, clamp_mV in product(doors, pumps, gates, (None, -70.0)):
        yield replace(of, permeability=permeability, pump=pump_, gating=gating_, clamp_mV=clamp_mV)


def reached(row: Reply, states: list[Observation]) -> bool:
    """Whether some action in some state is answered with this row and no other."""
    if row.do == STANDS:
        return any(standing(seen, mV) is row for seen in states for mV in range(-120, 1, 5))
    kind = COMMANDS[row.do]
    command = kind(**{f.name: row.given.get(f.name) for f in fields(kind) if f.name != "do"})
    for ion, mV, more in product((row.ion,) if row.ion else ("Ca", "K"), (-90.0, -70.0, -50.0), (True, False)):
        for spike_ns in (-math.inf, 0.0):
            act = Act(1, command, ion, before_mV=-70, more=more)
            if any(reply(act, seen, mV, spike_ns) is row for seen in states):
                return True
    return False


def test_every_row_is_said_somewhere() -> None:
    states = [*moments(gated().observe())]
    assert [row.text["en"] for row in table() if not reached(row, states)] == []


def test_what_stands_is_told_where_no_caption_is_true() -> None:
    cell = at_rest()
    row = standing(cell.observe(), -50)
    assert row is not None and row.do == STANDS and not row.when
    for kind in ("K", "Na", "Cl"):
        cell.apply(SetGate(kind, "closed"))
    row = standing(cell.observe(), -50)
    assert row is not None and row.when == {"all_shut": True}
