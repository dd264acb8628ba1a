"""What a cell has been through since it began: all that it takes to have it again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scenes.scene_file import TimedCommand
from scenes.story import Story
from sim.scene import Scene


@dataclass(frozen=True)
class Course:
    """scene, seed: with which the cell began; time_ns: by now; begun: commands carried out, oldest first, each at the
    macro-step that it came before, of which the first `count` are meant: the list may have grown since; story: what
    goes on, None where nothing does."""

    scene: Scene
    seed: int
    time_ns: float
    begun: Sequence[TimedCommand]
    count: int
    story: Story | None

    @property
    def timeline(self) -> tuple[TimedCommand, ...]:
        """All that was done and all that is still to come."""
        done = tuple(self.begun[: self.count])
        ahead = self.story.from_ns(self.time_ns) if self.story is not None else ()
        return done + tuple(replace(timed, at_ns=max(timed.at_ns, self.time_ns)) for timed in ahead)
