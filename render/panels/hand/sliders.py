"""Sliders: permeabilities, concentrations, temperature, clamp, pace. What is dragged is posted as the commands that
scenes use too."""

import math
import time
from collections.abc import Callable, Mapping, Sequence

import pygame

from render.panels.amounts.ladder import BALANCING, is_amount, ladder, nearest, parts_of, stepped
from render.panels.amounts.table import draw_table, table_places
from render.panels.hand.quantities import (
    CELSIUS,
    CLAMP,
    CLAMP_STEP_MV,
    HAND,
    OFF_MV,
    dial_of,
    find,
    held_mV,
    orders,
    sliders_of,
)
from render.panels.hand.slider import Slider
from render.playback.messages import PACES, Apply, ChangePace, Message, SetByHand
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.layout import button_height
from render.style.marks import draw_focus
from render.style.text import Typesetter
from render.style.theme import species_style
from render.style.words import Words

__all__ = ["CELSIUS", "HAND", "Slider", "Sliders", "orders", "sliders_of"]

POST_EVERY_S = 0.12  # a drag posts no oftener
KEPT_S = 1.2  # how long the knob stays where it was put before it shows what is set
PAD = 14  # inside a row, in units
STEPS = 40  # of a whole slider, for keys
NAMED = ("pace", "K_out", CLAMP)  # whose labels are words
NEAR = 0.012  # part of the dial within which the knob takes a case's own place


class Sliders:
    """The sliders of the present scene: their places, what is wanted of them, and posting it at a bearable rate."""

    def __init__(self) -> None:
        self.post: Callable[[Message], None] = lambda message: None
        self.few = False  # a visitor has fewer
        self.rows: dict[str, pygame.Rect] = {}
        self.tracks: dict[str, pygame.Rect] = {}
        self.cells: dict[str, pygame.Rect] = {}  # of the table of concentrations, each as wide as its way
        self._valence: Mapping[str, int] = {}
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
        self.rows, self.tracks, self.cells, self._valence = {}, {}, {}, snapshot.valence
        if hand is not None and dial_of(snapshot) is not None:
            label, value = round(0.27 * hand.width), round(0.13 * hand.width)
            self.rows[HAND] = hand
            self.tracks[HAND] = pygame.Rect(hand.left + label, hand.top, hand.width - label - value, hand.height)
        if room is None:
            return
        sliders = sliders_of(snapshot, self.few)
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

    def place_cells(self, room: pygame.Rect | None, snapshot: Snapshot, type_: Typesetter, words: Words) -> None:
        """Those of the table of concentrations, whose panel is the room."""
        places = table_places(room, snapshot, type_, words) if room is not None else None
        self.cells = places.cells if places is not None else {}

    @property
    def places(self) -> dict[str, pygame.Rect]:
        """All that can be set, with its room."""
        return self.rows | self.cells

    def at(self, px: tuple[int, int]) -> str | None:
        return next((name for name, rect in self.places.items() if rect.collidepoint(px)), None)

    # -- setting -------------------------------------------------------------------------------------------------

    def grab(self, name: str, px: tuple[int, int], snapshot: Snapshot) -> None:
        """The knob goes where the pointer is."""
        track = self.cells.get(name) or self._groove(name)
        slider = find(name, snapshot)
        if slider is None or track is None:
            return
        value = slider.at((px[0] - track.left) / max(track.width, 1))
        hands = snapshot.scene_file.hands
        if name == HAND and hands is not None:
            case = min(hands.xs, key=lambda x: abs(slider.share(x) - slider.share(value)))
            near = abs(slider.share(case) - slider.share(value)) < NEAR
            value = case if near else hands.nearest(value)
        if is_amount(name):
            value = nearest(ladder(name, snapshot), value)
        self._want(name, value)

    def step(self, name: str, steps: int, snapshot: Snapshot) -> None:
        """Move by parts of the whole."""
        slider = find(name, snapshot)
        if slider is None:
            return
        if is_amount(name):
            self._want(name, stepped(ladder(name, snapshot), self.now(slider), steps))
        elif name == CLAMP:
            mV = snapshot.voltage_mV if math.isfinite(snapshot.voltage_mV) else snapshot.observation.voltage_mV
            self._want(name, _clamp_step(self.now(slider), steps, mV))
        elif name == "pace":
            paces = _paces(snapshot)
            at = min(range(len(paces)), key=lambda n: abs(math.log(paces[n] / self.now(slider))))
            self._want(name, paces[min(max(at + steps, 0), len(paces) - 1)])
        elif name == HAND and snapshot.scene_file.hands is not None:
            now, nearest = self.now(slider), snapshot.scene_file.hands.nearest
            ways = (nearest(slider.at(slider.share(now) + n * steps / STEPS)) for n in range(1, STEPS + 1))
            self._want(name, next((value for value in ways if value != now), now))  # a door may be more than a step
        else:
            self._want(name, slider.at(slider.share(self.now(slider)) + steps / STEPS))

    def _want(self, name: str, value: float) -> None:
        self._wanted[name] = value, time.monotonic()
        self._to_post[name] = value

    def now(self, slider: Slider) -> float:
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
        return tuple((s.name, round(s.share(self.now(s)), 3)) for s in sliders_of(snapshot, self.few))

    def cell_state(self, focused: str | None) -> tuple[object, ...]:
        """The same of the table of concentrations: what is being set, and where the keyboard is."""
        late = time.monotonic() - KEPT_S
        wanted = (name for name, (_, since) in self._wanted.items() if name in self.cells and since > late)
        return focused if focused in self.cells else None, *((name, self._wanted[name][0]) for name in wanted)

    def dial_state(self, snapshot: Snapshot) -> float | None:
        """The same of the dial."""
        slider = dial_of(snapshot) if HAND in self.rows else None
        return None if slider is None else round(slider.share(self.now(slider)), 3)

    def draw(
        self, surface: pygame.Surface, snapshot: Snapshot, type_: Typesetter, words: Words, focused: str | None
    ) -> None:
        unit = type_.unit
        px = min(type_.px("label"), *(round(rect.height / 1.5) for rect in self.rows.values()), 999)
        for slider in sliders_of(snapshot, self.few):
            if slider.name not in self.rows:
                continue
            label = words(f"ui.slider.{slider.name}") if slider.name in NAMED else slider.label
            self._draw_row(surface, slider, label, px, type_, words)
            if focused == slider.name:
                draw_focus(surface, self.rows[slider.name], unit)

    def draw_table(
        self,
        surface: pygame.Surface,
        room: pygame.Rect,
        snapshot: Snapshot,
        type_: Typesetter,
        words: Words,
        focused: str | None,
    ) -> None:
        """The table of concentrations. Its cells follow the rows, which come and go with A- and M+."""
        places = draw_table(surface, room, snapshot, type_, words, self.now, focused)
        self.cells = places.cells if places is not None else {}

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
        rect, value, unit = self.rows[slider.name], self.now(slider), type_.unit
        groove, track, pad = self._groove(slider.name), self.tracks[slider.name], round(PAD * unit)
        assert groove is not None
        room = track.left - rect.left - pad - round(6 * unit)
        type_.draw(surface, label, px, slider.colour, (rect.left + pad, rect.centery), "midleft", within=room)
        room, place = rect.right - track.right - pad - round(6 * unit), (rect.right - pad, rect.centery)
        if slider.counted is None:
            off = slider.name == CLAMP and held_mV(value) is None
            text = words("ui.off") if off else slider.shown(value)
            type_.draw(surface, text, px, theme.TEXT, place, "midright", within=room)
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
        if is_amount(name):
            symbol, side = parts_of(name)
            others = " / ".join(species_style(s).label for s in BALANCING)
            ion = species_style(symbol, self._valence.get(symbol, 1)).label
            return words("ui.slider.amount", ion=ion, side=words(f"side.{side}"), others=others)
        return words("ui.hand.means" if name == HAND else f"ui.slider.{name}_means")


def _paces(snapshot: Snapshot) -> Sequence[float]:
    """The steps that the pace may take, as the simulation's thread has them."""
    return sorted({*map(float, PACES), *map(float, snapshot.scene_file.paces)})


def _clamp_step(now: float, steps: int, voltage_mV: float) -> float:
    """An electrode that is put in begins at the voltage that it finds; the lowest step takes it out."""
    if held_mV(now) is None and steps < 0:
        return OFF_MV
    if held_mV(now) is None:
        low = OFF_MV + CLAMP_STEP_MV
        return max(CLAMP_STEP_MV * round(voltage_mV / CLAMP_STEP_MV), low)
    return max(CLAMP_STEP_MV * round(now / CLAMP_STEP_MV) + steps * CLAMP_STEP_MV, OFF_MV)
