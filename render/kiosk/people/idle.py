"""Is anybody there? After a while without a touch the kiosk asks, counts down, and goes back to its attract loop."""

from typing import Literal

Phase = Literal["attract", "visitor", "asking"]
Change = Literal["came", "asked", "stayed", "left"]


class Idle:
    """idle_s: without a touch, until a visitor is asked; countdown_s: for the answer. Begins with nobody there."""

    def __init__(self, idle_s: float, countdown_s: float) -> None:
        self.idle_s, self.countdown_s = idle_s, countdown_s
        self.phase: Phase = "attract"
        self._still_s = 0.0

    @property
    def left_s(self) -> float:
        """Of the countdown."""
        return max(0.0, self.idle_s + self.countdown_s - self._still_s)

    def tick(self, elapsed_s: float, touched: bool) -> Change | None:
        """Let time pass; what changed: someone came, is asked, stayed after being asked, or has left."""
        before = self.phase
        if touched:
            self._still_s, self.phase = 0.0, "visitor"
            return {"attract": "came", "asking": "stayed", "visitor": None}[before]  # type: ignore[return-value]
        self._still_s += elapsed_s
        if before == "visitor" and self._still_s >= self.idle_s:
            self.phase = "asking"
            return "asked"
        if before == "asking" and self.left_s <= 0:
            self.phase = "attract"
            return "left"
        return None
