"""How far a scene's preparation has come: as a share of the time that it takes, not of the number of its steps."""

import math
import time
from collections.abc import Callable, Mapping

# seconds of each step with an empty compile cache, on two processors; only their ratios matter
FIRST = {"import": 0.6, "scene": 0.1, "place": 1.4, "picture": 8.0, "walk": 6.5}  # walk: what is left by then
LATER = {"scene": 0.1, "place": 1.0, "walk": 0.4}
ON_TIME = 0.9  # of its length, in a step that takes longer than was thought; the rest is approached


class Preparation:
    """Steps one after another. step: the present one (a key under ui.loading); steps: all, in order; done: how many
    of them are.

    What later steps will take is learned from the earlier ones: a machine half as fast needs twice as long.
    """

    def __init__(self, seconds: Mapping[str, float], clock: Callable[[], float] = time.perf_counter) -> None:
        self.steps = tuple(seconds)
        self._expected = list(seconds.values())
        self._clock = clock
        self._begun = [clock()]  # of each step so far
        self._shown = 0.0

    @property
    def done(self) -> int:
        return len(self._begun) - 1

    @property
    def step(self) -> str:
        return self.steps[self.done]

    def enter(self, step: str) -> None:
        """A step begins; those before it are done. One that is done already stays so. Raises ValueError if unknown."""
        now = self._clock()
        while self.done < self.steps.index(step):
            self._begun.append(now)

    def share(self) -> float:
        """Of the whole time, 0 to 1; never smaller than before."""
        begun, now = list(self._begun), self._clock()
        done = len(begun) - 1
        spent = begun[-1] - begun[0]
        slower = max(spent, 0.05) / sum(self._expected[:done]) if done else 1.0
        part = (now - begun[-1]) / (slower * self._expected[done])
        if part > ON_TIME:
            part = 1 - (1 - ON_TIME) * math.exp((ON_TIME - part) / (1 - ON_TIME) / 4)
        over = (sum(self._expected[:done]) + part * self._expected[done]) / sum(self._expected)
        self._shown = max(self._shown, over)
        return self._shown
