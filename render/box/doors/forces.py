"""Push against pull at the doors: for an ion, an arrow for crowding, one for the voltage, and one for the net flow.

Crowding drives an ion down its gradient as strongly as its equilibrium voltage |E| would, the other way than that does;
the voltage drives it with |V|. Both arrows have one scale, so that they are equal where the ion is in balance. The net
flow is counted: passages out less those in over the last second on screen, drawn where it is beyond counting noise.
"""

import math
from collections import deque
from dataclasses import dataclass

import pygame

from render.box.camera import Camera
from render.playback.reading import kinds_for
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.text import Typesetter
from render.style.theme import species_style
from render.style.words import Words

ALL = "all"
GLIDE_S = 0.3  # in which an arrow goes most of the way to its new length
WINDOW_S = 1.0  # of counted passages, at the pace on screen
NOISE = 2.0  # standard deviations of a count beyond which a flow is shown
FULL_MV = 100.0  # an arrow of this many mV has
FULL_SHARE = 0.36  # so much of the height of a side
FULL_PASSAGES = 60.0  # a net flow that makes an arrow as long
FLOW: theme.Colour = (240, 240, 240)


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
        self._counts: deque[tuple[float, dict[str, tuple[int, int]]]] = deque()

    def restart(self) -> None:
        """Another simulation follows."""
        self._shown.clear()
        self._counts.clear()

    def next_mode(self, snapshot: Snapshot) -> str:
        """From none to the first ion that has doors, to the next, to all, to none."""
        modes = ["", *_with_doors(snapshot)]
        modes += [ALL] if len(modes) > 2 else []
        self.mode = modes[(modes.index(self.mode) + 1) % len(modes)] if self.mode in modes else ""
        return self.mode

    def update(self, snapshot: Snapshot, elapsed_s: float, calm: bool) -> None:
        """Let the arrows glide to what is counted."""
        if not self.mode:
            return
        crossings = snapshot.observation.crossings
        self._counts.append((snapshot.time_ns, {s: (c["out"], c["in"]) for s, c in crossings.items()}))
        while len(self._counts) > 2 and self._counts[0][0] < snapshot.time_ns - WINDOW_S * snapshot.pace:
            self._counts.popleft()
        share = 1.0 if calm else 1 - math.exp(-elapsed_s / GLIDE_S)
        for symbol in _with_doors(snapshot):
            now = arrows_of(snapshot, symbol)
            if now is None:
                self._shown.pop(symbol, None)
                continue
            now.flow = self._flow(symbol)
            was = self._shown.setdefault(symbol, Arrows(now.crowding, 0.0))
            for name in ("crowding", "voltage", "flow"):
                before = getattr(was, name)
                setattr(was, name, before + share * (getattr(now, name) - before))

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
    ) -> None:
        """In the water inside, below a door of each ion. rect: of the box on the window."""
        chosen = [s for s in _with_doors(snapshot) if s in self._shown and self.mode in (s, ALL)]
        if not self.mode or not chosen:
            return
        face = rect.top + camera.y(-camera.face_nm)
        room = min(rect.bottom, rect.top + pygame.Rect(camera.picture).bottom) - face
        middle = round(face + 0.5 * room)
        if room < 5 * type_.line_height("label") or not rect.top < middle < rect.bottom:
            return
        em = type_.line_height("label")
        apart = min(round(11 * em), rect.width // (len(chosen) + 1))
        x = rect.centerx - apart * (len(chosen) - 1) // 2
        for symbol in chosen:
            self._draw_one(target, symbol, (x, middle), room, type_, words, snapshot)
            x += apart

    def _draw_one(
        self,
        target: pygame.Surface,
        symbol: str,
        at: tuple[int, int],
        room: float,
        type_: Typesetter,
        words: Words,
        snapshot: Snapshot,
    ) -> None:
        shown, style = self._shown[symbol], species_style(symbol, snapshot.valence[symbol])
        em = type_.line_height("label")
        full = min(FULL_SHARE * room, room / 2 - 1.6 * em)
        step, wide = round(3.4 * em), max(8, round(0.55 * em))
        x, y = at
        ground = pygame.Rect(0, 0, 3 * step, round(2 * full + 2.6 * em))
        ground.center = x, y
        veil = pygame.Surface(ground.size, pygame.SRCALPHA, 32)
        pygame.draw.rect(veil, (*theme.INK, 200), veil.get_rect(), border_radius=em // 2)
        target.blit(veil, ground)
        pygame.draw.line(target, theme.DIM, (ground.left + em // 2, y), (ground.right - em // 2, y), 1)
        small = type_.px("small")
        parts = (
            ("crowding", shown.crowding, shown.crowding / FULL_MV, style.colour, True),
            ("voltage", shown.voltage, shown.voltage / FULL_MV, style.colour, False),
            ("flow", shown.flow, shown.flow / FULL_PASSAGES, FLOW, True),
        )
        for n, (name, value, share, colour, filled) in enumerate(parts):
            place = x + (n - 1) * step
            length = max(-1.0, min(1.0, share)) * full
            _arrow(target, (place, y), length, wide, colour, filled)
            figure = f"{abs(value):.0f} mV" if name != "flow" else ""
            type_.draw(
                target, words(f"ui.forces.{name}"), small, theme.TEXT, (place, ground.top), "midtop", within=step
            )
            type_.draw(target, figure, small, colour, (place, ground.bottom), "midbottom", within=step)
        type_.draw(target, style.label, "label", style.colour, (ground.left + em // 3, y), "midleft")


def _with_doors(snapshot: Snapshot) -> list[str]:
    return [symbol for symbol in snapshot.symbols if kinds_for(snapshot, symbol)]


def _arrow(
    target: pygame.Surface, tail: tuple[int, int], length: float, wide: int, colour: theme.Colour, filled: bool
) -> None:
    """From its tail up (length > 0) or down; outlined arrows are hollow."""
    if abs(length) < 3:
        pygame.draw.circle(target, colour, tail, 3)
        return
    x, y = tail
    tip, way = y - round(length), math.copysign(1, length)
    head = min(abs(length) * 0.6, 1.4 * wide)
    neck = tip + round(way * head)
    half, thin = wide, max(2, wide // 2)
    points = [
        (x - thin, y),
        (x - thin, neck),
        (x - half, neck),
        (x, tip),
        (x + half, neck),
        (x + thin, neck),
        (x + thin, y),
    ]
    pygame.draw.polygon(target, colour if filled else theme.INK, points)
    pygame.draw.polygon(target, colour, points, max(2, thin // 2))
