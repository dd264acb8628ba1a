"""Who bears the ring where a scene follows an ion: first a K+ that is at a door by chance, then one that went through.

Few of those at a door ever go through it while somebody looks, so the ring is handed on, once, to one of those that do.
Both are real ions where they really are; nothing is steered.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from render.playback.snapshot import Snapshot

REACH_NM = 6.0  # from the inner mouth: so near is "at the door" for a crisp ion; beyond, any ion of the kind is nearer
CLEAR = 0.5  # opacity of an ion that can be told apart
AT_DOOR_S = 3.0  # the first one bears the ring so long, if it does not go through itself


def most_permeant(snapshot: Snapshot) -> str:
    """The species that passes the membrane best, K+ or Na+ of equals."""
    passing = snapshot.observation.permeability
    return max(snapshot.symbols, key=lambda s: (passing.get(s, 0.0), s in ("K", "Na")))


def crosser(
    snapshot: Snapshot, events: Sequence[NDArray[np.void]], symbol: str, door: int | None
) -> tuple[int, int] | None:
    """Ident and door of the last ion of a species that has just left the cell and is still there; door: the one it must
    have taken, None for any. None if there is none."""
    k = snapshot.symbols.index(symbol)
    there = snapshot.ident[snapshot.start[k] : snapshot.start[k] + snapshot.count[k]]
    for event in reversed(np.concatenate(events) if events else []):
        if event["outward"] and event["ident"] in there and door in (None, event["channel"]):
            return int(event["ident"]), int(event["channel"])
    return None


def middle_door(snapshot: Snapshot, symbol: str) -> int | None:
    """Number of the door nearest to the middle of those that pass a species; None if none does."""
    passing = {c.kind for c in snapshot.scene.channels if c.permeability.get(symbol, 0.0) > 0}
    doors = [n for n, kind in enumerate(snapshot.kind) if kind in passing]
    middle = snapshot.scene.box.width_nm / 2
    return min(doors, key=lambda n: abs(float(snapshot.centre_nm[n]) - middle), default=None)


def at_door(snapshot: Snapshot, shown: NDArray[np.void], symbol: str, door: int) -> int | None:
    """Ident of the ion of a species that is nearest to a door's inner mouth: of the crisp ones, `shown`, if one is
    within REACH_NM, else of all."""
    kind = snapshot.symbols.index(symbol)
    x, face = float(snapshot.centre_nm[door]), snapshot.scene.membrane.thickness_nm / 2
    crisp = shown[(shown["kind"] == kind) & (shown["alpha"] > CLEAR) & (shown["y"] < -face)]
    away = np.hypot(crisp["x"] - x, crisp["y"] + face)
    if len(crisp) and away.min() < REACH_NM:
        return int(crisp["ident"][away.argmin()])
    these = slice(snapshot.start[kind], snapshot.start[kind] + snapshot.count[kind])
    xs, ys = snapshot.x[these], snapshot.y[these]
    inside = np.flatnonzero(ys < -face)
    if not len(inside):
        return None
    nearest = inside[np.hypot(xs[inside] - x, ys[inside] + face).argmin()]
    return int(snapshot.ident[these][nearest])


class Ring:
    """Hands the ring on. bearer: ident of the first one while it may still be handed on, None before and after."""

    def __init__(self) -> None:
        self.bearer: int | None = None
        self._since_s = 0.0

    def given(self, ident: int) -> None:
        """An ion at a door bears the ring."""
        self.bearer, self._since_s = ident, 0.0

    def update(self, borne: int | None, crossed: bool, elapsed_s: float, hand_on: Callable[[], bool]) -> None:
        """borne: ident of the ion that is followed; crossed: whether it has gone through a door; hand_on: gives the
        ring to one that has just gone out through the door, and says whether there was one."""
        if self.bearer is None:
            return
        self._since_s += elapsed_s
        theirs = borne is not None and borne != self.bearer  # a visitor has chosen another
        if theirs or crossed or (self._since_s >= AT_DOOR_S and hand_on()):
            self.bearer = None
