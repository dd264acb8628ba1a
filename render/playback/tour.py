"""How a scene is told: its question and a vote on it, the scene itself, what was seen; and a tour of all scenes."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from render.playback.snapshot import Snapshot
    from scenes import SceneFile

Phase = Literal["opening", "running", "seen"]

OPENING_S = 4.0  # of the question over the picture, which stands still under it
ASKING_S = 25.0  # the same of one with answers on a tour: somebody may want to think
SEEN_S = 9.0
LONGEST_S = 100.0  # a slow scene is cut short on a tour
LOADING_S = 30.0  # a scene that does not come by then (its file is wrong) is passed over


class Tour:
    """Follows every scene through its phases; once begun, also says which scene to load when one is over.

    names: scenes in the order of the tour; opening_s, seen_s: length of these phases, longest_s: of the phase between
    them on a tour, of a scene with cases of its story and of its comparison each, seconds on screen; loop: begin anew
    after the last scene instead of ending there; asking_s: of the opening off the tour, where there are answers to
    vote for.
    """

    def __init__(
        self,
        names: Sequence[str],
        opening_s: float = OPENING_S,
        seen_s: float = SEEN_S,
        longest_s: float = LONGEST_S,
        loop: bool = False,
        asking_s: float = math.inf,
    ) -> None:
        self.names = list(names)
        self.opening_s, self.seen_s, self.longest_s, self.loop = opening_s, seen_s, longest_s, loop
        self.asking_s = asking_s
        self.active = False
        self.questions = True  # whether answers are offered
        self.voted: int | None = None  # the visitor's answer, from 0; None for none
        self.phase: Phase = "opening"
        self.still = True  # whether time stands still while a scene opens
        self.ready = True  # whether what plays can move: until then it opens
        self._spent_s = 0.0  # in the phase
        self._telling: int | None = None
        self._answers = 0  # that the scene has
        self._comparing = False
        self._at = 0
        self._wanted: str | None = None  # has been asked for and is not there yet
        self._waited_s = 0.0
        self._to_ask: str | None = None

    def begin(self) -> None:
        """Start the tour: the next `update` asks for its first scene."""
        self.active = bool(self.names)
        if self.active:
            self._ask(0)

    def stop(self) -> None:
        """End the tour; the present scene goes on."""
        self.active = False
        self._wanted = self._to_ask = None

    def drop(self, name: str) -> None:
        """Leave out a scene that cannot be played; one that is waited for is passed over."""
        if name not in self.names:
            return
        self._at -= self.names.index(name) <= self._at
        self.names.remove(name)
        if self._wanted == name:
            if self.next is None:
                self.stop()
            else:
                self._ask((self._at + 1) % len(self.names))

    def skip_opening(self) -> None:
        """Go straight to the scene."""
        if self.phase == "opening":
            self._enter("running")

    def vote(self, answer: int) -> None:
        """A visitor's answer, from 0, lets the ions go; one that is not offered does nothing."""
        if 0 <= answer < self.offered:
            self.voted = answer
            self.skip_opening()

    @property
    def offered(self) -> int:
        """How many answers there are to vote for now: none where time does not stand still, so in the attract loop."""
        return self._answers if self.questions and self.holding and self.opening_s > 0 else 0

    @property
    def hides(self) -> bool:
        """Whether predictions are kept back: they would give the answer away, and a vote is on what will be counted."""
        return self.offered > 0 or (self.voted is not None and self.phase != "seen")

    @property
    def holding(self) -> bool:
        """Whether time is to stand still now: what lies under the question would be missed."""
        return self.still and self.phase == "opening"

    @property
    def left_s(self) -> float:
        """Seconds until the phase ends; infinite if time alone does not end it."""
        if self.phase == "opening":
            return max(0.0, self._opens_for_s - self._spent_s)
        if not self.active:
            return float("inf")
        length = self.seen_s if self.phase == "seen" else self.longest_s
        return max(0.0, length - self._spent_s)

    @property
    def _opens_for_s(self) -> float:
        if not self.offered:
            return self.opening_s
        return ASKING_S if self.active else self.asking_s

    @property
    def next(self) -> str | None:
        """The scene that follows on the tour; None off the tour and at its end."""
        if not self.active or not self.names or (self._at + 1 == len(self.names) and not self.loop):
            return None
        return self.names[(self._at + 1) % len(self.names)]

    @property
    def waiting(self) -> bool:
        """Whether a scene has been asked for and is not there yet."""
        return self._wanted is not None

    @property
    def place(self) -> tuple[int, int]:
        """Number of the present scene on the tour, from 1, and of how many."""
        return self._at + 1, len(self.names)

    def over(self, snapshot: "Snapshot") -> bool:
        """Whether the scene has shown all that it is to show."""
        return story_over(snapshot)

    def part_of(self, name: str) -> "SceneFile | None":
        """What is to be played of a scene; None for all of it."""
        return None

    def update(self, snapshot: "Snapshot", elapsed_s: float) -> str | None:
        """Take notice of what plays; returns the scene to load now, once, or None."""
        if self._to_ask is not None:
            asked, self._to_ask = self._to_ask, None
            return asked
        if snapshot.telling != self._telling:
            self._arrived(snapshot)
        elif self._wanted is not None:
            return self._wait(elapsed_s)
        elif not snapshot.paused:
            self._spent_s += elapsed_s
        if self._comparing != (snapshot.comparison is not None):
            self._comparing = not self._comparing
            if self._comparing and self.phase == "running":
                self._enter("running")  # with time of its own
        return self._proceed(snapshot)

    def _arrived(self, snapshot: "Snapshot") -> None:
        """A scene begins: the one asked for, or one that somebody has chosen."""
        self._telling = snapshot.telling
        self._answers, self.voted = len(snapshot.scene_file.answers), None
        name = snapshot.scene_file.name
        if self.active and name in self.names:
            self._at = self.names.index(name)
        else:
            self.stop()
        self._wanted = None
        self._enter("opening")

    def _proceed(self, snapshot: "Snapshot") -> str | None:
        if self.phase == "opening" and self.ready and self._spent_s >= self._opens_for_s:
            self._enter("running")
        if self.phase == "running":
            cut = self.active and self._spent_s >= self.longest_s
            if cut or self.over(snapshot):
                self._enter("seen")
        length = self.seen_s if snapshot.scene_file.seen else 0.0
        if self.phase == "seen" and self.active and self._spent_s >= length:
            return self._hand_over()
        return None

    def _hand_over(self) -> str | None:
        if self.next is None:
            self.stop()
            return None
        self._ask((self._at + 1) % len(self.names))
        asked, self._to_ask = self._to_ask, None
        return asked

    def _ask(self, at: int) -> None:
        self._at = at
        self._to_ask = self._wanted = self.names[at]
        self._waited_s = 0.0

    def _wait(self, elapsed_s: float) -> str | None:
        self._waited_s += elapsed_s
        return self._hand_over() if self._waited_s > LOADING_S else None

    def _enter(self, phase: Phase) -> None:
        self.phase, self._spent_s = phase, 0.0


def story_over(snapshot: "Snapshot") -> bool:
    """Whether a scene has shown all that it promised: every case, or its whole time where there are none."""
    from scenes.story import Story

    if snapshot.scene_file.cases:
        return snapshot.comparison is not None and snapshot.comparison.over
    return snapshot.time_ns >= Story(snapshot.scene_file).end_ns
