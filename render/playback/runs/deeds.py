"""What was done to a cell and when: the commands that it has carried out, as marks on the chart tell of them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenes.spiking import Spikes
    from sim import Simulation
    from sim.commands import Command

MOST = 200  # kept; the oldest go first
LOOKED_AT = 8  # of the last ones: with one of these a command may be one deed
DRAWN_OUT = {
    "set_concentration",
    "set_permeability",
    "set_temperature",
    "voltage_clamp",
    "add_channel",
    "remove_channel",
    "move_channel",
    "add_pump",
    "remove_pump",
    "move_pump",
}  # what a hand does bit by bit
TRACE_MM = 0.5  # below that a concentration counts as none: how many times as much it becomes says nothing there


@dataclass(frozen=True)
class Deed:
    """One or several commands that are one thing to who looks on.

    at_ns, until_ns: when the first and the last of them were carried out, simulated; command: the last, or the one that
    changed most; ion: whose doors or amount it is about, "" for none; doors: how many single doors, 0 for whole kinds;
    changed: what was set, before and after, by species or kind of channel; spiked_ns: when the spike began that
    answered a pulse, infinite where none did; about: deeds that are not about the same are never one.
    """

    at_ns: float
    until_ns: float
    command: "Command"
    ion: str
    about: tuple[object, ...]
    doors: int = 0
    changed: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    spiked_ns: float = math.inf

    @property
    def is_pulse(self) -> bool:
        return self.command.do == "stimulate"

    @property
    def pulse_charges(self) -> float:
        """How many ions a pulse puts in or takes out, for 100 nm of depth; 0 for what is none."""
        pulse: Any = self.command
        return float(abs(pulse.ions_per_ns * pulse.duration_ns)) if self.is_pulse else 0.0

    @property
    def more(self) -> bool:
        """Whether what was set is more than it was, all together."""
        return sum(after - before for before, after in self.changed.values()) > 0

    def answered_by(self, now_ns: float) -> bool:
        """Whether a pulse had been answered by a spike at a time."""
        return math.isfinite(self.spiked_ns) and self.spiked_ns <= now_ns


def deed_of(command: "Command", before: "Simulation", ion: str) -> Deed:
    """The deed of a command that is about to be carried out. ion: whose doors or amount it sets."""
    sets: Any = command
    single = command.do == "set_gate" and isinstance(sets.channel, int)
    told = (getattr(command, name, "") for name in ("side", "state", "drug"))
    about = (command.do, "" if command.do == "set_concentration" else ion, *told, single)
    return Deed(before.time_ns, before.time_ns, command, ion, about, int(single), _changed(command, before))


class Deeds:
    """told: all that are kept, oldest first; another tuple whenever it has changed. together_ns: so far apart commands
    of a hand that goes on may be and still be one deed, simulated ns."""

    def __init__(self, together_ns: float) -> None:
        self.together_ns = together_ns
        self.told: tuple[Deed, ...] = ()
        self._spike_ns = -math.inf

    def keep(self, deed: Deed) -> None:
        """Take one that has been done: by itself, or as part of one that it belongs to."""
        kept = list(self.told[-MOST:])
        for n in reversed(range(max(0, len(kept) - LOOKED_AT), len(kept))):
            apart = deed.at_ns - kept[n].until_ns
            drawn_out = deed.command.do in DRAWN_OUT or deed.doors
            if kept[n].about == deed.about and (apart == 0 or (drawn_out and 0 <= apart <= self.together_ns)):
                kept[n] = _one(kept[n], deed)
                break
        else:
            kept.append(deed)
        self.told = tuple(kept[-MOST:])

    def see(self, spikes: "Spikes") -> None:
        """A spike answers the last pulse that was given not too long before it began."""
        from scenes.spiking import PULSE_NS

        if spikes.began_ns <= self._spike_ns:
            return
        self._spike_ns = began = spikes.began_ns
        for n in reversed(range(len(self.told))):
            deed: Any = self.told[n]
            if deed.is_pulse and deed.at_ns <= began:
                if began <= deed.until_ns + deed.command.duration_ns + PULSE_NS and deed.spiked_ns == math.inf:
                    self.told = (*self.told[:n], replace(deed, spiked_ns=began), *self.told[n + 1 :])
                break


def _changed(command: "Command", before: "Simulation") -> dict[str, tuple[float, float]]:
    """What a command sets, before and after, where that is an amount."""
    sets: Any = command
    if command.do == "set_concentration":
        return {sets.species: (before.reservoir[sets.side].get(sets.species, 0.0), sets.mM)}
    if command.do == "set_permeability":
        kinds = (channel for channel in before.scene.channels if channel.kind == sets.channel)
        return {sets.channel: (sum(kind.permeability.get(sets.species, 0.0) for kind in kinds), sets.permeability)}
    return {}


def _one(first: Deed, then: Deed) -> Deed:
    """Both as one: named for what it has come to, or, of several amounts, for the one that has changed most."""
    changed = dict(first.changed)
    for name, (before, after) in then.changed.items():
        changed[name] = changed.get(name, (before, after))[0], after
    whole = replace(first, until_ns=then.at_ns, command=then.command, doors=first.doors + then.doors, changed=changed)
    if then.command.do != "set_concentration":
        return whole
    most = max(changed, key=lambda species: _times(*changed[species]))
    command: Any = then.command
    return replace(whole, ion=most, command=replace(command, species=most, mM=changed[most][1]))


def _times(before: float, after: float) -> float:
    """How far an amount has gone, either way, on a logarithmic scale."""
    return abs(math.log((after + TRACE_MM) / (before + TRACE_MM)))
