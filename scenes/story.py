"""A scene's story as it plays: which commands are due, which caption is up, what the voltage should be."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from typing import Protocol

from scenes import conditions
from scenes.scene_file import SceneFile, Shot, TimedCommand
from scenes.spiking import Spikes
from sim.commands import Command
from sim.measure.observables import Observation
from sim.measure.predictions import predict

READING_S = 6.0  # a caption of fifteen words
WHOLE = 1e-6  # of a macro-step: a time that near to where one begins is meant to be there


class Predictions(Protocol):
    """Predicted voltages: those of one moment, or averaged over a window."""

    def named(self) -> Mapping[str, float]: ...


def step_of(at_ns: float, step_ns: float) -> int:
    """The macro-step that a time falls into: what is due then is done before it, whoever plays and in bites of any
    size."""
    return math.floor(at_ns / step_ns + WHOLE)


class Story:
    """Reads a scene file along simulated time; keeps no state, so it can be rewound."""

    def __init__(self, scene_file: SceneFile) -> None:
        self.scene_file = scene_file
        self._step_ns = scene_file.scene.macro_step_ns
        self._steps = [step_of(timed.at_ns, self._step_ns) for timed in scene_file.timeline]

    def at_step(self, step: int) -> list[Command]:
        """Commands to be carried out before a macro-step, in order."""
        first, end = bisect_left(self._steps, step), bisect_right(self._steps, step)
        return [timed.command for timed in self.scene_file.timeline[first:end]]

    def step_after(self, step: int) -> float:
        """The next macro-step that has commands; infinite where none has."""
        following = bisect_right(self._steps, step)
        return self._steps[following] if following < len(self._steps) else math.inf

    def from_ns(self, time_ns: float) -> tuple[TimedCommand, ...]:
        """What is not done yet when the macro-step of a time is about to begin."""
        return self.scene_file.timeline[bisect_left(self._steps, step_of(time_ns, self._step_ns)) :]

    def due(self, from_ns: float, to_ns: float) -> list[Command]:
        """Commands of from_ns <= time < to_ns, in order: consecutive spans give each command once."""
        return [timed.command for timed in self.scene_file.timeline if from_ns <= timed.at_ns < to_ns]

    def next_ns(self, from_ns: float) -> float | None:
        """When the next command is due, from from_ns on; None if there is none left."""
        return next((timed.at_ns for timed in self.scene_file.timeline if timed.at_ns >= from_ns), None)

    @property
    def told_ns(self) -> float:
        """When the story is told: every command, and every caption long enough to be read."""
        reading_ns = READING_S * self.scene_file.pace_ns_per_s
        captions = [caption.at_ns + reading_ns for caption in self.scene_file.captions]
        return max([*captions, *(timed.at_ns for timed in self.scene_file.timeline)], default=0.0)

    @property
    def end_ns(self) -> float:
        """When all has been shown: the claimed run, and the story told."""
        return max(self.scene_file.claim.run_ns, self.told_ns)

    def caption(
        self,
        now_ns: float,
        language: str,
        seen: Observation | None = None,
        voltage_mV: float = 0.0,
        spikes: Spikes = conditions.NO_SPIKES,
    ) -> str:
        """The caption that is up; empty where none is, or where none that has begun is true of what is seen.

        An earlier one comes back where it says itself when it is true. spikes: what has been seen of them.
        """
        begun = [caption for caption in self.scene_file.captions if caption.at_ns <= now_ns]
        before = [begun[0], *begun] if begun else []
        for caption, previous in reversed([*zip(begun, before, strict=False)]):
            spiked, lately = spikes.began_ns >= caption.at_ns, spikes.began_ns >= previous.at_ns
            true = seen is None or conditions.holds(caption.while_, seen, voltage_mV, spiked, lately, spikes)
            if true and (caption is begun[-1] or caption.while_):
                return caption.text.in_(language)
        return ""

    def shot(self, now_ns: float, comparing: bool = False) -> Shot | None:
        """What the picture is to show, None before the first shot. comparing: cases run, of which each begins at 0: the
        whole box, or what a shot shows that the story does not come to."""
        shots = self.scene_file.camera
        if comparing and shots:
            return next((shot for shot in shots if shot.at_ns >= self.told_ns), Shot(0.0))
        return next((shot for shot in reversed(shots) if shot.at_ns <= now_ns), None)

    def prediction(self, of: Observation | Predictions) -> float:
        """The voltage that the scene claims, mV, from an observation or from predictions already made."""
        predicted: Predictions = predict(of) if isinstance(of, Observation) else of
        return predicted.named().get(self.scene_file.claim.predicts, math.nan)
