"""Sliders: permeabilities, K+ outside, temperature, pace. What is dragged is posted as the commands scenes use too."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pygame

from render.playback.messages import PACES, Apply, ChangePace, Message, SetByHand
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.layout import button_height
from render.style.marks import draw_focus
from render.style.text import Typesetter
from render.style.theme import species_style
from render.style.words import Words

if TYPE_CHECKING:
    from sim.commands import Command

POST_EVERY_S = 0.12  # a drag posts no oftener
KEPT_S = 1.2  # how long the knob stays where it was put before it shows what is set
PAD = 14  # inside a row, in units
STEPS = 40  # of a whole slider, for keys
NAMED = ("pace", "K_out")  # whose labels are words
HAND = "hand"  # the dial through the cases that a scene compares; it has a panel of its own
NEAR = 0.012  # part of the dial within which the knob takes a case's own place
PERMEABLE = ("K", "Na", "Cl")
LEAST_SHARE = 1 / 3000  # of the most permeable that a channel can be
K_OUT_MM = (0.5, 200.0)
CELSIUS = (0.0, 50.0)


@dataclass(frozen=True)
class Slider:
    """name; label (see render.style.text); lowest and highest value; log: equal ways are equal factors; value: as it
    is; shown: the value in words; colour of the knob;
    counted: what is there, where that is not what was set."""

    name: str
    label: str
    low: float
    high: float
    log: bool
    value: float
    shown: Callable[[float], str]
    colour: theme.Colour = theme.TEXT
    counted: float | None = None

    def share(self, value: float) -> float:
        """Where a value is on the way from low (0) to high (1)."""
        value = min(max(value, self.low), self.high)
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def at(self, share: float) -> float:
        """The value at a part of the way."""
        share = min(max(share, 0.0), 1.0)
        if self.log:
            return float(self.low * (self.high / self.low) ** share)
        return self.low + share * (self.high - self.low)


def sliders_of(snapshot: Snapshot) -> list[Slider]:
    """Those that make sense for a scene."""
    found = []
    for symbol in PERMEABLE:
        kinds = passing(snapshot, symbol)
        if kinds:
            most = min(_most(snapshot, symbol), 1e4) * sum(count for _, count, _ in kinds)
            value = sum(count * p for _, count, p in kinds)
            label, colour = f"P_{{{symbol}}}", species_style(symbol).colour
            found.append(Slider(f"P_{symbol}", label, most * LEAST_SHARE, most, True, value, _figure, colour))
    hands = snapshot.scene_file.hands
    if "K" in snapshot.symbols and (hands is None or "outside.K" not in hands.varies):  # the dial is for that
        now = snapshot.observation.concentration_mM["outside"].get("K", 0.0)
        given = snapshot.set_mM["outside"].get("K", 0.0)
        style = species_style("K")
        found.append(
            Slider("K_out", "K^{+}_{out}", *K_OUT_MM, True, given, lambda v: f"{v:.3g} mM", style.colour, counted=now)
        )
    found.append(Slider("temperature", "T", *CELSIUS, False, snapshot.scene.temperature_C, lambda v: f"{v:.0f} °C"))
    found.append(Slider("pace", "ns/s", PACES[0], PACES[-1], True, snapshot.pace, lambda v: f"{v:.0f} ns/s"))
    return found


def dial_of(snapshot: Snapshot) -> Slider | None:
    """The dial of a scene whose cases lie on one."""
    hands, compare = snapshot.scene_file.hands, snapshot.scene_file.compare
    if hands is None or not hands.xs:
        return None
    low, high = min(hands.xs), max(hands.xs)
    here = snapshot.place.x if snapshot.place is not None else None
    log = compare is not None and compare.log and low > 0
    known = here if here is not None else min(max(snapshot.observation.voltage_mV, low), high)  # no clamp yet
    return Slider(HAND, "", low, high, log, known, lambda v: f"{v:.3g}".replace("-", "−"), theme.HAND)


def passing(snapshot: Snapshot, symbol: str) -> list[tuple[str, int, float]]:
    """(kind, doors, permeability of one) of the kinds of channel that pass this species best of all."""
    return [
        (c.kind, snapshot.kind.count(c.kind), c.permeability[symbol])
        for c in snapshot.scene.channels
        if c.kind in snapshot.kind and c.permeability.get(symbol, 0.0) > 0 and c.passes_best == symbol
    ]


def _most(snapshot: Snapshot, symbol: str) -> float:
    """Permeability of a door that lets in every ion that comes."""
    from sim.scene import entry_probability

    return 0.999 / entry_probability(snapshot.scene, symbol, 1.0)


def _figure(value: float) -> str:
    return f"{value:.3g}" if value < 1000 else f"{value:.0f}"


def orders(name: str, value: float, snapshot: Snapshot) -> "list[Command]":
    """The commands that bring a slider's quantity to a value; none for the pace."""
    from sim.commands.doors import SetPermeability
    from sim.commands.solutions import SetConcentration, SetTemperature

    if name == "K_out":
        return [SetConcentration("K", "outside", round(value, 3))]
    if name == "temperature":
        return [SetTemperature(round(value, 1))]
    if name.startswith("P_"):
        symbol = name[2:]
        kinds = passing(snapshot, symbol)
        total = sum(count * p for _, count, p in kinds)
        most = _most(snapshot, symbol)
        return [SetPermeability(kind, symbol, min(p * value / total, most)) for kind, _, p in kinds]
    return []


class Sliders:
    """The sliders of the present scene: their places, what is wanted of them, and posting it at a bearable rate."""

    def __init__(self) -> None:
        self.post: Callable[[Message], None] = lambda message: None
        self.rows: dict[str, pygame.Rect] = {}
        self.tracks: dict[str, pygame.Rect] = {}
        self._wanted: dict[str, tuple[float, float]] = {}  # name -> value, when (s)
        self._to_post: dict[str, float] = {}
        self._posted_s: dict[str, float] = {}

    def forget(self) -> None:
        """Another simulation follows."""
        self._wanted.clear()
        self._to_post.clear()

    def place(
        self, room: pygame.Rect | None, snapshot: Snapshot, type_: Typesetter, hand: pygame.Rect | None = None
    ) -> None:
        """One column, or two where the room is wide; nothing without room. hand: room of the dial."""
        self.rows, self.tracks = {}, {}
        if hand is not None and dial_of(snapshot) is not None:
            label, value = round(0.27 * hand.width), round(0.13 * hand.width)
            self.rows[HAND] = hand
            self.tracks[HAND] = pygame.Rect(hand.left + label, hand.top, hand.width - label - value, hand.height)
        if room is None:
            return
        sliders = sliders_of(snapshot)
        unit = type_.unit
        inner = room.inflate(-round(24 * unit), -round(12 * unit))
        columns = 1 if len(sliders) * max(theme.MIN_TOUCH, 0.9 * button_height(unit)) <= inner.height else 2
        per_column = -(-len(sliders) // columns)
        height = max(theme.MIN_TOUCH, min(inner.height // per_column, round(1.3 * button_height(unit))))
        gap, pad = round(30 * unit), round(PAD * unit)
        width = (inner.width - gap * (columns - 1)) // columns
        label = max(type_.width(s.label, "label") for s in sliders) + round(14 * unit)
        value = max(type_.width(text, "label") for text in ("2400 ns/s", "0.0333", "188 mM")) + round(14 * unit)
        label, value = min(label, width // 4) + pad, min(value, width // 3) + pad
        for n, slider in enumerate(sliders):
            column, row = divmod(n, per_column)
            rect = pygame.Rect(inner.left + column * (width + gap), inner.top + row * height, width, height)
            self.rows[slider.name] = rect
            self.tracks[slider.name] = pygame.Rect(rect.left + label, rect.top, width - label - value, height)

    def at(self, px: tuple[int, int]) -> str | None:
        return next((name for name, rect in self.rows.items() if rect.collidepoint(px)), None)

    # -- setting -------------------------------------------------------------------------------------------------

    def grab(self, name: str, px: tuple[int, int], snapshot: Snapshot) -> None:
        """The knob goes where the pointer is."""
        track = self._groove(name)
        slider = self._find(name, snapshot)
        if slider is None or track is None:
            return
        value = slider.at((px[0] - track.left) / max(track.width, 1))
        hands = snapshot.scene_file.hands
        if name == HAND and hands is not None:
            case = min(hands.xs, key=lambda x: abs(slider.share(x) - slider.share(value)))
            near = abs(slider.share(case) - slider.share(value)) < NEAR
            value = case if near else hands.nearest(value)
        self._want(name, value)

    def step(self, name: str, steps: int, snapshot: Snapshot) -> None:
        """Move by parts of the whole."""
        slider = self._find(name, snapshot)
        if slider is None:
            return
        if name == "pace":
            paces = _paces(snapshot)
            at = min(range(len(paces)), key=lambda n: abs(math.log(paces[n] / self._now(slider))))
            self._want(name, paces[min(max(at + steps, 0), len(paces) - 1)])
        elif name == HAND and snapshot.scene_file.hands is not None:
            now, nearest = self._now(slider), snapshot.scene_file.hands.nearest
            ways = (nearest(slider.at(slider.share(now) + n * steps / STEPS)) for n in range(1, STEPS + 1))
            self._want(name, next((value for value in ways if value != now), now))  # a door may be more than a step
        else:
            self._want(name, slider.at(slider.share(self._now(slider)) + steps / STEPS))

    def _find(self, name: str, snapshot: Snapshot) -> Slider | None:
        if name == HAND:
            return dial_of(snapshot)
        return next((s for s in sliders_of(snapshot) if s.name == name), None)

    def _want(self, name: str, value: float) -> None:
        self._wanted[name] = value, time.monotonic()
        self._to_post[name] = value

    def _now(self, slider: Slider) -> float:
        """What is wanted of late, else what is."""
        value, since = self._wanted.get(slider.name, (slider.value, -math.inf))
        return value if time.monotonic() - since < KEPT_S else slider.value

    def update(self, snapshot: Snapshot) -> None:
        """Post what is due."""
        now = time.monotonic()
        for name, value in list(self._to_post.items()):
            if now - self._posted_s.get(name, -math.inf) < POST_EVERY_S:
                continue
            self._posted_s[name] = now
            del self._to_post[name]
            if name == "pace":
                paces = _paces(snapshot)
                wanted = min(range(len(paces)), key=lambda n: abs(math.log(paces[n] / value)))
                steps = wanted - paces.index(snapshot.pace) if snapshot.pace in paces else 0
                if steps:
                    self.post(ChangePace(steps))
            if name == HAND:
                self.post(SetByHand(x=value))
            for command in orders(name, value, snapshot):
                self.post(Apply(command))

    # -- drawing -------------------------------------------------------------------------------------------------

    def state(self, snapshot: Snapshot) -> tuple[object, ...]:
        """What a drawing depends on."""
        if not set(self.rows) - {HAND}:
            return ()
        return tuple((s.name, round(s.share(self._now(s)), 3)) for s in sliders_of(snapshot))

    def dial_state(self, snapshot: Snapshot) -> float | None:
        """The same of the dial."""
        slider = dial_of(snapshot) if HAND in self.rows else None
        return None if slider is None else round(slider.share(self._now(slider)), 3)

    def draw(
        self, surface: pygame.Surface, snapshot: Snapshot, type_: Typesetter, words: Words, focused: str | None
    ) -> None:
        unit = type_.unit
        px = min(type_.px("label"), *(round(rect.height / 1.5) for rect in self.rows.values()), 999)
        for slider in sliders_of(snapshot):
            if slider.name not in self.rows:
                continue
            label = words(f"ui.slider.{slider.name}") if slider.name in NAMED else slider.label
            self._draw_row(surface, slider, label, px, type_, words)
            if focused == slider.name:
                draw_focus(surface, self.rows[slider.name], unit)

    def draw_dial(
        self, surface: pygame.Surface, snapshot: Snapshot, label: str, type_: Typesetter, words: Words
    ) -> None:
        """The dial through the cases, with a mark where each is."""
        slider, groove, hands = dial_of(snapshot), self._groove(HAND), snapshot.scene_file.hands
        if slider is None or groove is None or hands is None:
            return
        for x in hands.xs:
            at, long = round(groove.left + slider.share(x) * groove.width), round(16 * type_.unit)
            pygame.draw.line(surface, theme.FAINT, (at, groove.centery - long), (at, groove.centery + long))
        px = min(type_.px("body"), round(self.rows[HAND].height / 1.8))
        self._draw_row(surface, slider, label, px, type_, words)

    def _draw_row(
        self, surface: pygame.Surface, slider: Slider, label: str, px: int, type_: Typesetter, words: Words
    ) -> None:
        """What it is called, the groove with its knob, and the value."""
        rect, value, unit = self.rows[slider.name], self._now(slider), type_.unit
        groove, track, pad = self._groove(slider.name), self.tracks[slider.name], round(PAD * unit)
        assert groove is not None
        room = track.left - rect.left - pad - round(6 * unit)
        type_.draw(surface, label, px, slider.colour, (rect.left + pad, rect.centery), "midleft", within=room)
        room, place = rect.right - track.right - pad - round(6 * unit), (rect.right - pad, rect.centery)
        if slider.counted is None:
            type_.draw(surface, slider.shown(value), px, theme.TEXT, place, "midright", within=room)
        else:  # the setting, and below it what is counted, which fluctuates
            half = min(px, int(rect.height / 2.6))
            type_.draw(surface, slider.shown(value), half, theme.TEXT, place, "bottomright", within=room)
            text = words("ui.slider.counted", mM=f"{slider.counted:.3g}")
            type_.draw(surface, text, half, theme.DIM, place, "topright", within=room)
        pygame.draw.rect(surface, theme.PANEL_EDGE, groove, border_radius=groove.height)
        x = round(groove.left + slider.share(value) * groove.width)
        done = pygame.Rect(groove.left, groove.top, x - groove.left, groove.height)
        pygame.draw.rect(surface, slider.colour, done, border_radius=groove.height)
        radius = min(round(0.3 * rect.height), round(20 * unit))
        pygame.draw.circle(surface, theme.PANEL, (x, rect.centery), radius + max(2, round(3 * unit)))
        pygame.draw.circle(surface, slider.colour, (x, rect.centery), radius)
        pygame.draw.circle(surface, theme.PANEL, (x, rect.centery), max(2, radius // 3))

    def _groove(self, name: str) -> pygame.Rect | None:
        """The line that the knob slides on."""
        track = self.tracks.get(name)
        if track is None:
            return None
        knob, thick = round(0.32 * track.height), max(4, round(0.12 * track.height))
        return pygame.Rect(track.left + knob, track.centery - thick // 2, max(track.width - 2 * knob, 1), thick)

    def words(self, name: str, words: Words) -> str:
        """What a slider does, for its tooltip."""
        if name.startswith("P_"):
            return words("ui.slider.permeability", ion=species_style(name[2:]).label)
        return words("ui.hand.means" if name == HAND else f"ui.slider.{name}_means")


def _paces(snapshot: Snapshot) -> Sequence[float]:
    """The steps that the pace may take, as the simulation's thread has them."""
    return sorted({*map(float, PACES), *map(float, snapshot.scene_file.paces)})
