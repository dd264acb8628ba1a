"""Push against pull at the doors: what drives each ion through its own, and how many go.

Crowding drives an ion down its gradient as strongly as its equilibrium voltage |E| would, and the other way than that
does; the voltage drives it with |V|. Both have one scale, so that they are equal where the ion is in balance. The net
flow is counted: passages out less those in over the last second on screen, shown where it is beyond counting noise.
"""

import math
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, replace

import pygame

from render.box.camera import Camera
from render.box.doors.arrows import Driven, draw_driven
from render.box.doors.places import BARE, Places, doors_for
from render.playback.snapshot import Snapshot
from render.style.text import Typesetter
from render.style.theme import species_style
from render.style.words import Words

ALL = "all"
GLIDE_S = 0.3  # in which an arrow goes most of the way to its new length
WINDOW_S = 1.0  # of counted passages, at the pace on screen
NOISE = 3.0  # standard deviations of a count beyond which a flow is shown
FIGURES_S = 0.3  # figures change no faster: they are to be read


@dataclass
class Arrows:
    """Of one ion, outward positive. crowding, voltage: mV; flow: passages in the window, 0 within its noise."""

    crowding: float
    voltage: float
    flow: float = 0.0


def arrows_of(snapshot: Snapshot, symbol: str) -> Arrows | None:
    """What drives an ion now; None where it is on one side only."""
    E = snapshot.prediction.nernst.get(symbol, math.nan)
    if not (math.isfinite(E) and math.isfinite(snapshot.voltage_mV)):
        return None
    sign = math.copysign(1.0, snapshot.valence[symbol])
    return Arrows(-sign * E, sign * snapshot.voltage_mV)


class Forces:
    """mode: "" for none, an ion's symbol, or ALL."""

    def __init__(self) -> None:
        self.mode = ""
        self._shown: dict[str, Arrows] = {}
        self._figures: dict[str, Arrows] = {}
        self._counts: deque[tuple[float, dict[str, tuple[int, int]]]] = deque()
        self._places = Places()
        self._age = math.inf
        self._channels: object = None
        self._doors: dict[str, tuple[int, ...]] = {}

    def restart(self) -> None:
        """Another simulation follows, or the arrows were off for a while."""
        self._shown.clear()
        self._figures.clear()
        self._counts.clear()
        self._age = math.inf

    def next_mode(self, snapshot: Snapshot) -> str:
        """From none to the first ion that has doors, to the next, to all, to none."""
        modes = ["", *doors_for(snapshot)]
        modes += [ALL] if len(modes) > 2 else []
        self.mode = modes[(modes.index(self.mode) + 1) % len(modes)] if self.mode in modes else ""
        return self.mode

    def update(self, snapshot: Snapshot, elapsed_s: float, calm: bool) -> None:
        """Let the arrows glide to what is counted."""
        if not self.mode:
            if self._counts:
                self.restart()
            return
        if snapshot.scene.channels is not self._channels:  # another scene, or doors that let others pass than before
            self._channels, self._doors = snapshot.scene.channels, doors_for(snapshot)
        self._count(snapshot)
        share = 1.0 if calm else 1 - math.exp(-elapsed_s / GLIDE_S)
        self._age += elapsed_s
        for symbol in self._doors:
            now = arrows_of(snapshot, symbol)
            if now is None:
                self._shown.pop(symbol, None)
                continue
            now.flow = self._flow(symbol)
            was = self._shown.setdefault(symbol, Arrows(now.crowding, 0.0))
            was.crowding += share * (now.crowding - was.crowding)
            was.voltage += share * (now.voltage - was.voltage)
            was.flow += share * (now.flow - was.flow)
            if self._age >= FIGURES_S or symbol not in self._figures:
                self._figures[symbol] = now
        if self._age >= FIGURES_S:
            self._age = 0.0

    def _count(self, snapshot: Snapshot) -> None:
        """Note the passages so far; forget what is older than the window."""
        counts, now = self._counts, snapshot.time_ns
        if not counts or now > counts[-1][0]:
            counts.append((now, {s: (c["out"], c["in"]) for s, c in snapshot.observation.crossings.items()}))
        while len(counts) > 2 and counts[1][0] <= now - WINDOW_S * snapshot.pace:
            counts.popleft()

    def _flow(self, symbol: str) -> float:
        """Passages out less those in within the window; 0 where that is noise."""
        (out, in_), (before_out, before_in) = self._counts[-1][1][symbol], self._counts[0][1][symbol]
        outward, inward = out - before_out, in_ - before_in
        return float(outward - inward) if abs(outward - inward) > NOISE * math.sqrt(outward + inward) else 0.0

    def draw(
        self,
        target: pygame.Surface,
        rect: pygame.Rect,
        camera: Camera,
        snapshot: Snapshot,
        type_: Typesetter,
        words: Words,
        named: Collection[int] = (),
        taken: pygame.Rect | None = None,
        told: bool = True,
    ) -> None:
        """In the water at both faces of one door of each ion. rect: of the box on the window; named, taken: see
        Places; told: with words, where there is room."""
        chosen = {s: doors for s, doors in self._doors.items() if s in self._shown and self.mode in (s, ALL)}
        if not self.mode or not chosen:
            return
        frame = self._places.find(chosen, snapshot.centre_nm, rect, camera, type_, words, named, taken)
        frame = frame if told or frame is None else replace(frame, beside=BARE)
        if frame is None:
            return
        shown = [self._shown[symbol] for symbol in chosen]
        most_mV = max(max(abs(a.crowding), abs(a.voltage)) for a in shown)
        for symbol, x in frame.x.items():
            now, style = self._shown[symbol], species_style(symbol, snapshot.valence[symbol])
            read = self._figures[symbol]
            figures = round(abs(read.crowding)), round(abs(read.voltage)), round(abs(read.flow))
            ion = Driven(style.colour, now.crowding, now.voltage, now.flow, figures)
            draw_driven(target, x, frame, most_mV, ion, type_, words)
