"""Channels as agents: each has a state (open, closed, blocked) and may flicker between open and closed.

A closed channel is shut at its inner mouth, a blocked one is plugged at its outer mouth, a voltage-gated one that is
not open is shut at both (sim.agents.gating). A shut mouth is a mirror: no ion passes it either way, an ion caught
behind it stays where it is, so gating never does work on the ions.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.agents.gating import Gates
from sim.scene import Channel, GateState, Scene

STATES: tuple[GateState, GateState, GateState] = ("open", "closed", "blocked")


class Channels:
    """Gates of all channels, left to right.

    state: what was asked of each channel; shut: bool[n], whether a flickering gate is shut at the moment;
    gates: the voltage-gated ones; inner_open, outer_open: uint8[n], what the walk sees.
    """

    def __init__(
        self, scene: Scene, kind_index: NDArray[np.int64], voltage_mV: float, gate_key: NDArray[np.uint64]
    ) -> None:
        """voltage_mV: at which voltage-gated channels rest to begin with; gate_key: uint64[2], seeds their gates."""
        kinds = self._take(scene, kind_index)
        self.state: list[GateState] = [channel.state for channel in kinds]
        self.shut = np.zeros(len(kinds), bool)
        self.gates = Gates(kinds, scene.gating, voltage_mV, gate_key)
        self._refresh()

    def rebuild(self, scene: Scene, kind_index: NDArray[np.int64], before: Sequence[int], voltage_mV: float) -> None:
        """Take over doors of which some are new, gone or elsewhere. before: for each its number before, -1 for a new
        one: that is as its kind is at the start of a scene, its gate at rest at the voltage."""
        kinds = self._take(scene, kind_index)
        state, shut = self.state, self.shut
        self.state = [state[old] if old >= 0 else kind.state for old, kind in zip(before, kinds, strict=True)]
        self.shut = np.array([old >= 0 and shut[old] for old in before], bool)
        self.gates.rebuild(kinds, before, voltage_mV)
        self._refresh()

    def _take(self, scene: Scene, kind_index: NDArray[np.int64]) -> list[Channel]:
        """Note of which kinds the doors are, and how these flicker."""
        kinds = [scene.channels[i] for i in kind_index]
        self.kind = [channel.kind for channel in kinds]
        self.opens_per_ns = np.array([channel.opens_per_us * 1e-3 for channel in kinds])
        self.closes_per_ns = np.array([channel.closes_per_us * 1e-3 for channel in kinds])
        self.inner_open = np.ones(len(kinds), np.uint8)
        self.outer_open = np.ones(len(kinds), np.uint8)
        return kinds

    @property
    def is_open(self) -> NDArray[np.bool_]:
        """bool[n]: ions can pass all the way."""
        return (self.inner_open & self.outer_open).astype(bool)

    @property
    def mean_open(self) -> NDArray[np.float64]:
        """float[n]: share of the time that ions can pass, 0 to 1: of a door that flickers to and fro the long run's,
        of any other (or one whose gate is not open) whether it is open now."""
        flickers = (self.opens_per_ns > 0) & (self.closes_per_ns > 0)
        total = np.where(flickers, self.opens_per_ns + self.closes_per_ns, 1.0)
        return np.where(flickers & self._asked_open(), self.opens_per_ns / total, self.is_open)

    @property
    def flickers(self) -> bool:
        return bool(np.any(self.opens_per_ns + self.closes_per_ns > 0))

    def set(self, numbers: list[int], state: GateState) -> None:
        """Give the numbered channels a state; opening one also ends its flicker's shut spell."""
        for n in numbers:
            self.state[n] = state
            self.shut[n] = False
        self._refresh()

    def flicker(self, time_ns: float, generator: np.random.Generator) -> None:
        """Advance the two-state Markov gates by time_ns, exactly (Colquhoun & Hawkes 1995, in Single-Channel
        Recording):
        P(shut at t) = p + (shut now - p) exp(-(a + b) t), p = b / (a + b), a opening and b closing rate.

        Spells that begin and end between two calls are missed, and the others longer by x / (1 - e^-x), x = (a + b) t.
        """
        if not self.flickers:
            return
        total = self.opens_per_ns + self.closes_per_ns
        shut_share = np.divide(self.closes_per_ns, total, out=np.zeros_like(total), where=total > 0)
        chance = shut_share + (self.shut - shut_share) * np.exp(-total * time_ns)
        drawn = generator.random(len(total))
        self.shut = np.where(total > 0, drawn < chance, self.shut)
        self._refresh()

    def respond(self, turn: int, time_ns: float, voltage_mV: float, celsius: float) -> None:
        """Advance the voltage-gated channels by time_ns at a held voltage (see sim.agents.gating.Gates.act)."""
        if len(self.gates.number):
            self.gates.act(turn, time_ns, voltage_mV, celsius)
            self._refresh()

    def switch_gating(self, responding: bool) -> None:
        """Let the voltage-gated channels respond, or shut them all."""
        self.gates.responding = responding
        self._refresh()

    def _gated(self) -> NDArray[np.bool_]:
        gated = np.ones(len(self.state), bool)
        gated[self.gates.number] = self.gates.open
        return gated

    def _asked_open(self) -> NDArray[np.bool_]:
        return np.array([s == "open" for s in self.state], bool) & self._gated()

    def _refresh(self) -> None:
        gated = self._gated()
        self.inner_open[:] = np.array([s != "closed" for s in self.state], bool) & ~self.shut & gated
        self.outer_open[:] = np.array([s != "blocked" for s in self.state], bool) & gated
