"""Puts the parts of the picture onto the window: ions every frame, figures a few times a second."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import pygame
from numpy.typing import NDArray

from render import controls, theme
from render.camera import Camera
from render.chart import Chart
from render.comparison_chart import draw_comparison
from render.controls import Button
from render.ions import IonPainter
from render.layout import Layout, lay_out
from render.membrane import MembranePicture, draw_signs
from render.pump_panel import draw_pump
from render.pump_picture import HALF_NM as PUMP_HALF_NM
from render.pumps import draw_energy
from render.readout import draw_facts, draw_legend, draw_table, draw_voltage, panel
from render.snapshot import Snapshot, gate_name
from render.text import Typesetter
from render.theme import species_style
from render.words import Words, count, typeset

EVERY_S = {
    "voltage": 0.25,
    "chart": 1 / 12,
    "strip": 1 / 12,
    "table": 0.3,
    "pump": 0.2,
    "facts": 0.5,
    "caption": 0.2,
    "bar": 0.25,
    "header": 1.0,
}


class Stage:
    """The whole picture of one window size. `show` paints what is due and says which rectangles have changed."""

    def __init__(self, type_: Typesetter, words: Words) -> None:
        self.type, self.words = type_, words
        self.ions = IonPainter()
        self.membrane = MembranePicture()
        self.chart = Chart()
        self.layout: Layout = lay_out((1280, 720))
        self.buttons: list[Button] = []
        self.hovered: str | None = None
        self.place_in_list = ""
        self._fitted: tuple[tuple[int, int], int, str] = ((0, 0), -1, "")  # window size, generation, language
        self._due: dict[str, float] = {}
        self._clock = 0.0
        self._states: dict[str, object] = {}
        self._light_mV = math.inf

    # -- fitting -----------------------------------------------------------------------------------------------

    def fit(self, size_px: tuple[int, int], snapshot: Snapshot) -> None:
        """Take a window's size and a scene's box."""
        box = snapshot.scene.box
        face = snapshot.scene.membrane.thickness_nm / 2
        self.layout = lay_out(
            size_px,
            box.width_nm / (2 * (box.half_height_nm + face)),
            pump=has_pump(snapshot),
            cases=bool(snapshot.scene_file.compare),
        )
        self.type.resize(self.layout.unit)
        size = self.layout.box.size
        self.camera = Camera.fit(size, box.width_nm, face, box.half_height_nm)
        valence = dict(snapshot.valence)
        self.ions.look(self.camera, size, snapshot.symbols, valence)
        species = snapshot.scene.species
        self.ions.set_diffusion([species[s].diffusion for s in snapshot.symbols])
        self.membrane.look(self.camera, size, snapshot)
        self._label_channels(snapshot)
        self._label_pumps()
        self.buttons, self._pace_room = controls.place_buttons(self.layout, has_pump(snapshot))
        self._light_mV = math.inf
        self.invalidate()

    def invalidate(self) -> None:
        """Paint everything anew at the next frame."""
        self._due.clear()
        self._bare = True

    def button_at(self, px: tuple[int, int]) -> str | None:
        return next((b.name for b in self.buttons if b.rect.collidepoint(px)), None)

    def door_at(self, px: tuple[int, int]) -> int | None:
        box = self.layout.box
        if not box.collidepoint(px):
            return None
        return self.membrane.door_at((px[0] - box.left, px[1] - box.top))

    def door_rect(self, number: int) -> pygame.Rect:
        """Where a channel is on the window."""
        door, camera = self.membrane.doors[number], self.camera
        wide = (door.look.pore_nm + 2 * door.look.wall_nm) * camera.px_per_nm
        high = (2 * camera.face_nm + 2) * camera.px_per_nm
        rect = pygame.Rect(0, 0, round(wide), round(high))
        rect.center = round(camera.x(door.centre_nm)), round(camera.middle)
        return rect.move(self.layout.box.topleft)

    def door_label(self, number: int, snapshot: Snapshot) -> str:
        """The species that a channel passes, most permeant first."""
        kind = snapshot.kind[number]
        channel = next(c for c in snapshot.scene.channels if c.kind == kind)
        passed = [s for s, p in sorted(channel.permeability.items(), key=lambda item: -item[1]) if p > 0][:2]
        return " ".join(species_style(s, snapshot.valence.get(s, 1)).label for s in passed) or kind

    # -- a frame -----------------------------------------------------------------------------------------------

    def show(
        self, screen: pygame.Surface, snapshot: Snapshot, events: Sequence[NDArray[np.void]], elapsed_s: float
    ) -> list[pygame.Rect]:
        """Paint a frame; events: crossings since the last one. Fits itself to a new size or scene."""
        fitting = screen.get_size(), snapshot.generation, self.words.language
        if self._fitted != fitting:
            if snapshot.generation != self._fitted[1]:
                self.ions.restart()
                self.chart.restart()
            self._fitted = fitting
            self.fit(screen.get_size(), snapshot)
        self._clock += elapsed_s
        changed = []
        if self._bare:
            screen.fill(theme.WINDOW)
            changed.append(screen.get_rect())
            self._bare = False
        changed.append(self._show_box(screen, snapshot, events, elapsed_s))
        changed += self._show_panels(screen, snapshot)
        return changed

    def _show_box(
        self, screen: pygame.Surface, snapshot: Snapshot, events: Sequence[NDArray[np.void]], elapsed_s: float
    ) -> pygame.Rect:
        self.membrane.update(snapshot, elapsed_s)
        if math.isfinite(snapshot.voltage_mV) and not abs(snapshot.voltage_mV - self._light_mV) < 1.0:
            self._light_mV = snapshot.voltage_mV
            self._light = self.membrane.charge_light(snapshot.voltage_mV)
            self._signs = self.membrane.signs(snapshot.voltage_mV)
        elif not math.isfinite(self._light_mV):
            self._light, self._signs = np.zeros(self.layout.box.height, np.uint32), []
        happened = np.concatenate(events) if events else np.empty(0, _NO_EVENT)
        self.ions.move(snapshot, happened, elapsed_s)
        self.ions.draw(screen, self.layout.box.topleft, self.membrane.surface, self._light)
        draw_energy(screen, self.layout.box.topleft, self.camera, self.membrane.pumps, self.type)
        draw_signs(screen, self.layout.box.topleft, self.camera, self._signs)
        self._label_box(screen, snapshot)
        return self.layout.box

    def _label_channels(self, snapshot: Snapshot) -> None:
        """Names in the lipid beside the channels, or above them where that is narrow; of many alike only a few."""
        camera, ground = self.camera, self.membrane.surface
        px = min(self.type.px("small"), max(round(1.5 * camera.px_per_nm), theme.MIN_TEXT))
        rare_first = sorted(range(len(snapshot.kind)), key=lambda n: snapshot.kind.count(snapshot.kind[n]))
        taken: list[tuple[float, float, str]] = []  # place, half width, text
        apart = 8 * px  # from one label to the next of the same kind
        for number in rare_first:
            door, label = self.membrane.doors[number], self.door_label(number, snapshot)
            half = self.type.width(label, px) / 2 + 3
            x = camera.x(door.centre_nm)
            crowded = any(abs(x - at) < (apart if same == label else half + wide) for at, wide, same in taken)
            if crowded or x + half > ground.get_width():
                continue
            taken.append((x, half, label))
            room = self.membrane.lipid_right_of(number) * camera.px_per_nm
            if room > 2 * half + 10:
                edge = x + (door.look.pore_nm / 2 + door.look.wall_nm) * camera.px_per_nm
                pill = pygame.Rect(0, 0, round(2 * half + 6), self.type.line_height(px))
                pill.midleft = round(edge + min(8, (room - pill.width) / 2)), round(camera.middle)
                pygame.draw.rect(ground, theme.INK, pill, border_radius=pill.height // 2)
                self.type.draw(ground, label, px, door.look.left, pill.center, "center")
            else:
                above = camera.y(camera.face_nm + 0.75)
                self.type.draw(ground, label, px, door.look.left, (x, above), "midbottom")

    def _label_pumps(self) -> None:
        """The name of one pump above it, in the language of the moment."""
        camera = self.camera
        px = min(self.type.px("small"), max(round(1.5 * camera.px_per_nm), theme.MIN_TEXT))
        text, shown = self.words("ui.pump.label"), self.membrane.pumps.shown
        if shown:
            half = self.type.width(text, px) / 2 + 3
            x = camera.x(shown[len(shown) // 2].centre_nm)
            x = min(max(x, half), self.membrane.surface.get_width() - half)
            place = x, camera.y(camera.face_nm + 1.9)
            self.type.draw(self.membrane.surface, text, px, theme.PUMP, place, "midbottom")

    def pump_at(self, px: tuple[int, int]) -> int | None:
        box = self.layout.box
        if not box.collidepoint(px):
            return None
        return self.membrane.pumps.pump_at((px[0] - box.left, px[1] - box.top), PUMP_HALF_NM)

    def pump_rect(self, number: int) -> pygame.Rect:
        """Where a pump is on the window."""
        camera = self.camera
        rect = pygame.Rect(0, 0, round(2 * PUMP_HALF_NM * camera.px_per_nm), round(8 * camera.px_per_nm))
        rect.center = round(camera.x(self.membrane.pumps.shown[number].centre_nm)), round(camera.middle)
        return rect.move(self.layout.box.topleft)

    def _label_box(self, screen: pygame.Surface, snapshot: Snapshot) -> None:
        """Which side is which, how its bath is kept, and the scale."""
        box, unit, words = pygame.Rect(self.camera.picture).move(self.layout.box.topleft), self.type.unit, self.words
        pad = round(12 * unit)
        scene = snapshot.scene
        for side, bath, y, anchor in (
            ("outside", scene.bath_outside, box.top + pad, "topleft"),
            ("inside", scene.bath_inside, box.bottom - pad, "bottomleft"),
        ):
            self._pill(screen, f"{words(f'side.{side}')} · {words(f'bath.{bath}')}", (box.left + pad, y), anchor)
        length = 10.0
        width = round(length * self.camera.px_per_nm)
        end = box.right - pad - round(10 * unit), box.bottom - pad - round(8 * unit)
        start = end[0] - width, end[1]
        text = f"{length:g} nm"
        self._pill(screen, text, ((start[0] + end[0]) / 2, end[1] - round(6 * unit)), "midbottom")
        pygame.draw.line(screen, theme.TEXT, start, end, max(2, round(3 * unit)))

    def _pill(self, screen: pygame.Surface, text: str, place: tuple[float, float], anchor: str) -> None:
        px = self.type.px("label")
        inner = pygame.Rect(0, 0, self.type.width(text, px), self.type.line_height(px))
        pill = inner.inflate(round(20 * self.type.unit), 0)
        setattr(pill, anchor, (round(place[0]), round(place[1])))
        pygame.draw.rect(screen, theme.INK, pill, border_radius=pill.height // 2)
        self.type.draw(screen, text, px, theme.TEXT, pill.center, "center")

    def _show_panels(self, screen: pygame.Surface, snapshot: Snapshot) -> list[pygame.Rect]:
        """Paint the panels that are due, the chart with priority over none: at most what this moment asks for."""
        parts, changed = self.layout.parts, []
        painters: dict[str, Callable[[pygame.Rect], None]] = {
            "voltage": lambda rect: draw_voltage(screen, rect, snapshot, self.type, self.words),
            "table": lambda rect: draw_table(screen, rect, snapshot, self.type, self.words),
            "facts": lambda rect: draw_facts(screen, rect, snapshot, self.type, self.words),
            "chart": lambda rect: self._show_chart(screen, rect, snapshot),
            "header": lambda rect: self._show_header(screen, rect, snapshot),
            "caption": lambda rect: self._show_caption(screen, rect, snapshot),
            "bar": lambda rect: self._show_bar(screen, rect, snapshot),
            "strip": lambda rect: self._show_strip(screen, rect, snapshot),
            "pump": lambda rect: draw_pump(screen, rect, snapshot, self.type, self.words),
        }
        pump = snapshot.observation.pump
        switches = pump and (pump.running, pump.dnp, pump.ouabain, pump.sodium, pump.potassium)
        bar = self.hovered, snapshot.paused, snapshot.pace, snapshot.gate.tobytes(), switches
        states = {"bar": bar, "header": self.hovered}
        for name, paint in painters.items():
            if name not in parts:
                continue
            state = states.get(name)
            if self._clock < self._due.get(name, 0.0) and state == self._states.get(name):
                continue
            self._due[name] = self._clock + EVERY_S[name]
            self._states[name] = state
            screen.fill(theme.WINDOW, parts[name])
            paint(parts[name])
            changed.append(parts[name])
        return changed

    def _show_chart(self, screen: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot) -> None:
        if snapshot.comparison is None:
            self._show_strip(screen, rect, snapshot)
            return
        panel(screen, rect, self.type.unit)
        draw_comparison(screen, rect, snapshot, self.type, self.words)

    def _show_strip(self, screen: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot) -> None:
        panel(screen, rect, self.type.unit)
        self.chart.draw(screen, rect, snapshot, self.type, self.words)

    def _show_header(self, screen: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot) -> None:
        """Title of the scene small, its question large, and the buttons at the right."""
        room = controls.header_text_room(self.layout, self.buttons)
        language, file = self.words.language, snapshot.scene_file
        title = "  ".join(part for part in (self.place_in_list, typeset(file.title.in_(language))) if part)
        small = self.type.line_height("small")
        self.type.draw(screen, title, "small", theme.DIM, room.topleft, within=room.width)
        question = pygame.Rect(room.left, room.top + small, room.width, room.height - small)
        self.type.block(screen, typeset(file.question.in_(language)), "title", theme.TEXT, question, middle=True)
        for button in self.buttons:
            if button.name in controls.HEADER:
                controls.draw_button(screen, button, self.type, self.words, hovered=self.hovered == button.name)

    def _show_caption(self, screen: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot) -> None:
        """The story's caption; once the story is over, what was seen."""
        from scenes.story import Story

        panel(screen, rect, self.type.unit)
        language, file = self.words.language, snapshot.scene_file
        inner = rect.inflate(-round(36 * self.type.unit), -round(12 * self.type.unit))
        line = round(1.4 * self.type.line_height("label"))
        if inner.height >= 2 * self.type.line_height("caption") + line:
            present = [s for s, n in zip(snapshot.symbols, snapshot.count, strict=True) if n]
            legend = pygame.Rect(inner.left, inner.bottom - line, inner.width, line)
            draw_legend(screen, legend, [(s, snapshot.valence[s]) for s in present], self.type, self.words)
            inner.height -= line
        if file.note is not None and inner.height >= 2 * self.type.line_height("caption") + 2 * line:
            note = pygame.Rect(inner.left, inner.bottom - 2 * line, inner.width, 2 * line)
            self.type.block(screen, typeset(file.note.in_(language)), "label", theme.DIM, note, middle=True)
            inner.height -= 2 * line
        colour = theme.TEXT
        compared = snapshot.comparison
        if compared is not None and not (compared.complete and compared.share < 0.5):
            case = file.cases[compared.case]
            text = ": ".join(t for t in (case.label.in_(language), case.caption.in_(language)) if t)
            text = f"{compared.case + 1}/{len(file.cases)}  {text}"
        elif (compared is not None or snapshot.time_ns >= file.claim.run_ns) and file.seen:
            text, colour = f"{self.words('message.seen')}: {file.seen.in_(language)}", theme.FOCUS
        else:
            text = Story(file).caption(snapshot.time_ns, language)
        if text:
            role = "lead" if inner.height > 2.2 * self.type.line_height("lead") else "caption"
            self.type.block(screen, typeset(text), role, colour, inner, middle=True)

    def _show_bar(self, screen: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot) -> None:
        for button in self.buttons:
            if button.name in controls.HEADER:
                continue
            symbol = controls.SPECIES_KEYS.get(button.name)
            gate = gate_of(snapshot, symbol) if symbol else None
            hovered = self.hovered == button.name
            controls.draw_button(
                screen,
                button,
                self.type,
                self.words,
                paused=snapshot.paused,
                hovered=hovered,
                gate=gate,
                pump=snapshot.observation.pump,
            )
        room = self._pace_room
        text = self.words("message.paused") if snapshot.paused else f"{count(snapshot.pace)} ns/s"
        colour = theme.FOCUS if snapshot.paused else theme.TEXT
        self.type.draw(screen, text, "label", colour, room.center, "center", within=room.width)


_NO_EVENT = np.dtype([("ident", np.uint32), ("channel", np.int16), ("outward", np.bool_)])


def has_pump(snapshot: Snapshot) -> bool:
    return snapshot.observation.pump is not None


def kinds_for(snapshot: Snapshot, symbol: str) -> list[str]:
    """The kinds of channel that pass this species best of all."""
    return [
        c.kind
        for c in snapshot.scene.channels
        if c.permeability and max(c.permeability, key=lambda s: c.permeability[s]) == symbol and c.kind in snapshot.kind
    ]


def gate_of(snapshot: Snapshot, symbol: str) -> str | None:
    """ "open" if any channel for a species is open, else the state of the first; None if there are none."""
    kinds = kinds_for(snapshot, symbol)
    gates = [gate_name(g) for g, kind in zip(snapshot.gate, snapshot.kind, strict=True) if kind in kinds]
    return "open" if "open" in gates else (gates[0] if gates else None)
