"""ATP, ADP and phosphate as pools that the pumps of a cell share."""

import math

ADP_SHARE = 0.1  # ADP with a full store of ATP; phosphate is then as much as the ATP


class Nucleotides:
    """Molecules at hand.

    store: ATP that the cell keeps, and starts with; atp, adp, phosphate: now (ATP and ADP together stay the same);
    spent: ATP used by pumps less what they have made. The free energy of ATP that a scene gives is that of the full
    store; it changes by RT ln of (ATP / store) / (ADP / its start) / (phosphate / its start).
    """

    def __init__(self, store: float, per_ns: float) -> None:
        """per_ns: what the cell makes at most."""
        self.store, self.per_ns = store, per_ns
        self.atp, self.adp, self.phosphate = store, ADP_SHARE * store, store
        self._all = max(store, 1e-9)
        self.spent = 0

    def refill(self, time_ns: float) -> None:
        """The cell makes ATP up to its store; what is above it (pumps can make some) it uses elsewhere."""
        most = self.per_ns * time_ns
        made = max(-most, min(most, self.store - self.atp))
        made = min(made, self.adp)
        self._convert(made)
        self.phosphate = max(self.phosphate - made, 0.0)

    def _convert(self, made: float) -> None:
        self.atp += made
        self.adp -= made

    # -- steps of a pump; relative: amount against the full store ------------------------------------------------

    @property
    def atp_level(self) -> float:
        """ATP against the store; 0 below one molecule."""
        return self.atp / self._all if self.atp >= 1 else 0.0

    @property
    def adp_level(self) -> float:
        """ADP against what there is with a full store; 0 below one molecule."""
        return self.adp / (ADP_SHARE * self._all) if self.adp >= 1 else 0.0

    @property
    def phosphate_level(self) -> float:
        """Phosphate against what there is with a full store; 0 below one molecule."""
        return self.phosphate / self._all if self.phosphate >= 1 else 0.0

    @property
    def surplus_RT(self) -> float:
        """What an ATP gives now more than with a full store, in RT; infinite where one of the three has run out."""
        given, left = self.atp_level, self.adp_level * self.phosphate_level
        if not given:
            return -math.inf
        return math.log(given / left) if left else math.inf

    def spend(self) -> None:
        """A pump takes an ATP and leaves an ADP; the phosphate stays on it."""
        self._convert(-1)
        self.spent += 1

    def make(self) -> None:
        """The way back: a pump's phosphate goes to an ADP."""
        self._convert(+1)
        self.spent -= 1
