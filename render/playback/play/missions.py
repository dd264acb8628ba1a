"""How far a visitor has come with a mission: told by the count in each snapshot, from when they have first acted on."""

import math
from typing import TYPE_CHECKING

from render.playback.caption import shown_mV
from render.playback.snapshot import Snapshot

if TYPE_CHECKING:
    from scenes import SceneFile
    from scenes.scene_file import Mission

HINT_S = 20.0  # of looking for a way, on screen
LATELY_NS = 1000.0  # that a spike is recent


class Missions:
    """Follows one window's snapshots.

    won: whether the mission that plays has been brought about; held: how much of its time the goal has held by now,
    0 to 1; done: those that have been won, as (scene, number), until the window forgets them.
    """

    def __init__(self) -> None:
        self.won = False
        self.held = 0.0
        self.done: set[tuple[str, int]] = set()
        self._scene_file: SceneFile | None = None  # what the mission is taken from
        self._last = -1  # number of the mission that was played last
        self._telling: int | None = None
        self._generation = 0
        self._mission: Mission | None = None
        self._number = 0
        self._spent_s = 0.0
        self._since_ns = math.nan  # when the goal began to hold
        self._acted_ns = math.inf  # when the visitor first did something: before that nothing is their doing
        self._open = False  # the goal has been seen not to hold: there was something to do

    @property
    def playing(self) -> bool:
        return self._mission is not None

    @property
    def hinted(self) -> bool:
        """Whether the hint is due."""
        return self.playing and not self.won and self._spent_s >= HINT_S

    @property
    def place(self) -> tuple[int, int]:
        """Number of the mission that plays, from 1, and of how many."""
        return self._number + 1, len(self._scene_file.missions) if self._scene_file is not None else 0

    def forget(self) -> None:
        """Another visitor comes."""
        self.done.clear()
        self._last = -1

    def next(self) -> "SceneFile | None":
        """What is to be played for the mission that follows: the first that has not been won, after the one that was
        played last; None where the scene has none."""
        file = self._scene_file
        if file is None or not file.missions:
            return None
        count = len(file.missions)
        order = [(self._last + 1 + n) % count for n in range(count)]
        return file.as_mission(next((n for n in order if (file.name, n) not in self.done), order[0]))

    @property
    def scene(self) -> "SceneFile | None":
        """The scene itself, to go back to."""
        return self._scene_file

    def update(self, snapshot: Snapshot, elapsed_s: float) -> None:
        """Take notice of a snapshot; elapsed_s: on screen, since the last."""
        if snapshot.telling != self._telling:
            self._begin(snapshot)
        elif snapshot.generation != self._generation:  # other ions, perhaps at the start again
            self._since_ns, self._acted_ns, self.held = math.nan, math.inf, self.held if self.won else 0.0
        self._generation = snapshot.generation
        mission = self._mission
        if mission is None or self.won:
            return
        self._spent_s += elapsed_s
        if snapshot.act is not None:
            self._acted_ns = min(self._acted_ns, snapshot.act.at_ns)
        if not self._holds(mission, snapshot):
            self._open, self._since_ns, self.held = True, math.nan, 0.0
            return
        if not self._open or snapshot.time_ns < self._acted_ns:
            return
        if math.isnan(self._since_ns):
            self._since_ns = snapshot.time_ns
        held_ns = snapshot.time_ns - self._since_ns
        self.held = min(held_ns / mission.hold_ns, 1.0) if mission.hold_ns > 0 else 1.0
        if self.held >= 1.0:
            self.won = True
            self.done.add((snapshot.scene_file.name, self._number))

    def line(self, language: str) -> str:
        """What stands in place of the caption: the hint once it is due, then the mission's last word; "" for none."""
        mission = self._mission
        if mission is None:
            return ""
        return mission.won.in_(language) if self.won else mission.hint.in_(language) if self.hinted else ""

    def _begin(self, snapshot: Snapshot) -> None:
        """A scene is told anew: that of a mission, or another."""
        file = snapshot.scene_file
        self._telling = snapshot.telling
        self.won, self.held, self._spent_s, self._since_ns, self._open = False, 0.0, 0.0, math.nan, False
        self._acted_ns = math.inf
        if file.mission is None:
            if self._scene_file is None or self._scene_file.name != file.name:
                self._last = -1
            self._mission, self._scene_file = None, file
            return
        self._mission, self._number, self._last = file.missions[file.mission], file.mission, file.mission

    def _holds(self, mission: "Mission", snapshot: Snapshot) -> bool:
        from scenes.conditions import NO_SPIKES, holds

        spikes = snapshot.spikes or NO_SPIKES
        lately = spikes.began_ns >= snapshot.time_ns - LATELY_NS
        theirs = spikes.began_ns >= self._acted_ns
        return holds(mission.goal, snapshot.observation, shown_mV(snapshot), theirs, lately, spikes)
