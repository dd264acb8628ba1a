"""The table of replies: complete, in both languages, and nothing in it that nobody could check."""

import string
from dataclasses import fields

import pytest

from scenes.conditions import problems
from scenes.languages import codes
from scenes.replies import EFFECTS, OF_ACT, STANDS, Act, reply, standing, table
from sim import Simulation
from sim.commands import COMMANDS
from sim.commands.doors import SetGate
from sim.commands.electrode import Stimulate
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


@pytest.mark.parametrize(("peak_mV", "spike"), [(-20.0, False), (20.0, True)])
def test_a_spike_is_one_that_was_counted(peak_mV: float, spike: bool) -> None:
    from scenes import load

    cell = Simulation(load("excitability", ["ions=1500", "field.kind=capacitor"]).scene, seed=1, threads=1)
    act = Act(1, Stimulate(5, 100), "", before_mV=-70, peak_mV=peak_mV)
    assert told(act, cell, -69).startswith("A spike!") is spike


def test_what_stands_is_told_where_no_caption_is_true() -> None:
    cell = at_rest()
    row = standing(cell.observe(), -50)
    assert row is not None and row.do == STANDS and not row.when
    for kind in ("K", "Na", "Cl"):
        cell.apply(SetGate(kind, "closed"))
    row = standing(cell.observe(), -50)
    assert row is not None and row.when == {"all_shut": True}
