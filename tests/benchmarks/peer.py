"""What every competitor can do."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Places = tuple[NDArray[np.floating], NDArray[np.floating]]


class Peer(Protocol):
    """A box of ions that moves on. ion_steps: random steps taken so far by all ions together."""

    @property
    def ion_steps(self) -> float: ...

    def advance(self, ns: int) -> None:
        """Move on by ns; a plain peer counts the voltage every nanosecond."""

    def places(self, symbol: str) -> Places:
        """x and y (nm) of all ions of a species."""


def count_inside(peer: Peer, symbol: str, face: float) -> int:
    """Ions of a species in the cytosol; face: half the membrane's thickness, nm."""
    return int((peer.places(symbol)[1] < -face).sum())
