"""What lies in the tray: a tile for each kind of door that can be put into the membrane, and one for a pump."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from render.playback.snapshot import Snapshot

if TYPE_CHECKING:
    from sim.commands import Command
    from sim.scene import Channel, Scene

BUILD = "build"  # the action that opens the tray; what is done with it is named after it, "build:remove"
PUT = f"{BUILD}:put:"  # and a kind of channel, nothing for a pump
LEAKS = ("K", "Na", "Cl")  # open doors that are there to be had even where a scene has none of them


@dataclass(frozen=True)
class Offer:
    """channel: the kind of door, None for a pump; new: whether the scene has no such kind yet; count: how many sit in
    the membrane."""

    channel: "Channel | None"
    new: bool = False
    count: int = 0

    @property
    def name(self) -> str:
        """Of the action that puts one into the widest gap."""
        return PUT + (self.channel.kind if self.channel is not None else "")

    def order(self, at_nm: float | None) -> "Command":
        """Puts one at a place, into the widest gap where it is None."""
        from sim.commands.building import AddChannel, AddPump

        if self.channel is None:
            return AddPump(at_nm)
        if not self.new:
            return AddChannel(self.channel.kind, at_nm)
        return AddChannel(self.channel.kind, at_nm, dict(self.channel.permeability))


def offers_of(snapshot: Snapshot) -> tuple[Offer, ...]:
    """The scene's own kinds, leaks that it lacks for ions that are there, a pump where there are ions for it."""
    scene = snapshot.scene
    there = {symbol for symbol, counts in snapshot.observation.counts.items() if sum(counts.values())}
    own = [Offer(c, count=c.count) for c in scene.channels if any(c.permeability.values())]
    leaks = {c.passes_best for c in scene.channels if c.gating is None}
    lacking = [Offer(_leak(scene, symbol), new=True) for symbol in LEAKS if symbol in there - leaks]
    pumps = scene.pump.count if scene.pump is not None else 0
    return (*own, *lacking, *([Offer(None, count=pumps)] if {"Na", "K"} <= there else []))


def _leak(scene: "Scene", symbol: str) -> "Channel":
    """An open door for one ion, of permeability 1 or the most that there can be."""
    from sim.scene import Channel, entry_probability

    names = {channel.kind for channel in scene.channels}
    kind = symbol if symbol not in names else f"{symbol} leak"
    return Channel(kind, {symbol: min(1.0, 1.0 / entry_probability(scene, symbol, 1.0))}, count=0)
