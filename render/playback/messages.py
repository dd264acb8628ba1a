"""What the window and the simulation's thread tell each other."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenes import SceneFile
    from sim.commands import Command

PACES = (1, 2, 5, 10, 20, 40, 80, 120, 180, 240, 300, 400, 600, 800, 1200, 1600, 2400)


@dataclass(frozen=True)
class Pause:
    on: bool | None = None  # None: the other way


@dataclass(frozen=True)
class StepOnce:
    """Advance by one tick's worth and stay paused."""


@dataclass(frozen=True)
class ChangePace:
    steps: int  # along PACES


@dataclass(frozen=True)
class Restart:
    """Start the present scene again, from the same seed."""


@dataclass(frozen=True)
class LoadScene:
    scene: "str | SceneFile"


@dataclass(frozen=True)
class ToggleTwin:
    """Put a second cell beside the first, which is left alone, or take it away (see Player.toggle_twin)."""


@dataclass(frozen=True)
class Apply:
    """scene: the name of the one that it is meant for; None: whichever plays."""

    command: "Command"
    scene: str | None = None


@dataclass(frozen=True)
class Note:
    """Measure the voltage for the notebook, or give up the measurement that runs."""


@dataclass(frozen=True)
class SetByHand:
    """What the cases of a scene are about: a place of its dial, or a switch, by the number of its case. scene: as in
    Apply."""

    x: float | None = None
    switch: int | None = None
    scene: str | None = None


Message = Pause | StepOnce | ChangePace | Restart | LoadScene | Apply | SetByHand | ToggleTwin | Note


@dataclass(frozen=True)
class Notice:
    """Something to tell: kind "refused" (a command or scene that makes no sense; all goes on) or "stopped"."""

    kind: str
    text: str
