"""What is said to a visitor who acts: cause and effect in this state, from the table in replies.toml.

A row answers a command (`do`, and `given`, fields that it must have) on the ion whose doors it moves (`ion`), if all of
`when` is counted: conditions of the moment (`scenes.conditions`), and of what has changed since the action:

    V_rose, V_fell      by at least so many mV
    V_still             changed by at most so many mV, once it has been watched for a while
    more                whether what the action sets was made more (true) or less
    ion_open            whether any door that was moved, or one for the same ion, is open

The first row that holds is said. Rows with do = "stands" describe a state, for when the story's own words do not.
In texts: {ion}, {change} and {V} (mV), {mM}, {C}, {n}.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from scenes.conditions import Conditions, holds
from scenes.scene_file import Text
from sim.commands import Command
from sim.measure.observables import Observation

FILE = Path(__file__).parent / "replies.toml"
STANDS = "stands"
OF_ACT = ("more", "ion_open")
EFFECTS = ("V_rose", "V_fell", "V_still")


@dataclass(frozen=True)
class Act:
    """What a visitor has done. number: grows with each; ion: whose doors it moved, "" for none; before_mV: voltage at
    the time, a mean over the last moments; at_ns: when, and watched_ns: until when it is too early to say that nothing
    has changed, both simulated; more: whether the command sets more of something than there was, None if that cannot
    be said."""

    number: int
    command: Command
    ion: str
    before_mV: float
    at_ns: float = 0.0
    watched_ns: float = 0.0
    more: bool | None = None


@dataclass(frozen=True)
class Reply:
    """A row of the table; see the top of this file."""

    do: str
    text: Text
    given: Mapping[str, object]
    ion: str
    when: Conditions

    def fits(self, act: Act) -> bool:
        """Whether it is about this action."""
        of_command = {f.name: getattr(act.command, f.name) for f in fields(act.command)}
        same = all(of_command.get(name) == value for name, value in self.given.items())
        return self.do == act.command.do and same and self.ion in ("", act.ion)

    def true(self, seen: Observation, voltage_mV: float, act: Act | None = None, spike_ns: float = -math.inf) -> bool:
        """Whether all that it supposes is counted. spike_ns: when the last spike began."""
        effects = {name: float(self.when[name]) for name in EFFECTS if name in self.when}
        state = {name: wanted for name, wanted in self.when.items() if name not in (*EFFECTS, *OF_ACT)}
        if act is not None and "ion_open" in self.when:
            state[f"{act.ion}_open"] = self.when["ion_open"]
        if act is not None and self.when.get("more", act.more) is not act.more:
            return False
        change = voltage_mV - act.before_mV if act else 0.0
        counted = {"V_rose": change, "V_fell": -change}
        if "V_still" in effects and (act is None or seen.time_ns < act.watched_ns):
            return False
        still = abs(change) <= effects.pop("V_still", abs(change))
        spiked = act is not None and spike_ns >= act.at_ns
        return (
            still
            and all(counted[name] >= mV for name, mV in effects.items())
            and holds(state, seen, voltage_mV, spiked, spiked)
        )


@cache
def table() -> tuple[Reply, ...]:
    """All rows, in the order of the file."""
    with FILE.open("rb") as file:
        rows = tomllib.load(file)["replies"]
    own = ("do", "given", "ion", "when")
    return tuple(
        Reply(
            do=row["do"],
            text=Text({code: words for code, words in row.items() if code not in own}),
            given=row.get("given", {}),
            ion=row.get("ion", ""),
            when=row.get("when", {}),
        )
        for row in rows
    )


def reply(act: Act, seen: Observation, voltage_mV: float, spike_ns: float = -math.inf) -> Reply | None:
    """What is said of an action now; None for one that nothing is said of."""
    return next((row for row in table() if row.fits(act) and row.true(seen, voltage_mV, act, spike_ns)), None)


def standing(seen: Observation, voltage_mV: float) -> Reply | None:
    """What describes the state, for when no caption does."""
    return next((row for row in table() if row.do == STANDS and row.true(seen, voltage_mV)), None)
