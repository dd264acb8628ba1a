"""The panels around the box of ions: figures, charts, captions and buttons, each painted a few times a second."""

from collections.abc import Callable, Collection

import pygame

from render import controls
from render.controls import Button
from render.panels.buttons import Look, draw_button, header_text_room, keys_fit, place_buttons, place_options
from render.panels.charts.chart import Chart
from render.panels.charts.comparison import draw_comparison
from render.panels.charts.lanes import Lanes
from render.panels.charts.layers import draw_layers
from render.panels.charts.profile import ProfileChart
from render.panels.focus import SLIDER
from render.panels.gauge import Gauge, draw_large_voltage
from render.panels.hand.row import draw_row, place_switches, row_state
from render.panels.hand.sliders import HAND, Sliders
from render.panels.notebook.button import RecordButton, level_of
from render.panels.notebook.sheet import Sheet
from render.panels.play.mission_mark import draw_mark, level
from render.panels.pump import draw_pump
from render.panels.readout import draw_facts, draw_voltage
from render.panels.telling import draw_caption, draw_title, told_now
from render.panels.tray.offers import BUILD
from render.panels.tray.tray import Tray
from render.panels.veil import veiled
from render.panels.visitor_bar import GLOW_LEVELS, FirstTries
from render.playback.caption import Answering
from render.playback.play.missions import Missions
from render.playback.reading import has_pump, switch_of
from render.playback.snapshot import Snapshot
from render.style import theme
from render.style.layout import LARGE_TEXT, Layout, lay_out
from render.style.marks import panel
from render.style.text import Typesetter
from render.style.visitor_layout import lay_out_visitor
from render.style.words import Words, count
from render.timing.turns import EVERY_S, Turns

ABOUT = ("voltage", "chart", "table", "pump", "facts", "strip", "lanes", "profile", "gauge")  # panels with a tooltip


class Panels:
    """All parts of the layout but the box. `show` paints what is due and says which rectangles have changed.

    drawer: "sliders", "options", "facts", "build" or "" for none; text_scale: 1 to 2; depth: one of settings.DEPTHS;
    calm: the first buttons glow steadily; allowed: whether an action may have a button; on: tells whether the setting
    that a button switches is on; hides: whether predictions are kept back; card_tells: whether a card says what was
    seen; missions: how far one has come."""

    def __init__(self, type_: Typesetter, words: Words) -> None:
        self.type, self.words = type_, words
        self.chart = Chart()
        self.lanes = Lanes()
        self.profile = ProfileChart()
        self.sliders, self.tray = Sliders(), Tray()
        self.sheet = Sheet(type_, words)
        self.recording = RecordButton(type_)
        self.answering = Answering()
        self.gauge = Gauge()
        self.missions = Missions()
        self.layout: Layout = lay_out((1280, 720))
        self.buttons: list[Button] = []
        self.hovered: str | None = None
        self.focused: str | None = None
        self.place_in_list = ""
        self.drawer = ""
        self.text_scale = 1.0
        self.hides = self.card_tells = False
        self.depth, self.calm = "laboratory", False
        self.allowed: Callable[[str], bool] = lambda name: True
        self.on: Callable[[str], bool | None] = lambda name: None
        self.first = FirstTries()
        self._pace_room = pygame.Rect(0, 0, 0, 0)
        self._header: tuple[str, ...] = controls.LABORATORY_HEADER
        self._paused = False
        self._scrubbing: list[Button] = []  # buttons on the chart
        self._with_keys = False  # whether the buttons of the bar show their keys
        self._turns = Turns(EVERY_S)

    def lay_out(self, size_px: tuple[int, int], snapshot: Snapshot) -> Layout:
        """The layout that a window, a scene and the settings ask for."""
        box = snapshot.scene.box
        height_nm = 2 * (box.half_height_nm + snapshot.scene.membrane.thickness_nm / 2)
        aspect, profile = box.width_nm / height_nm, snapshot.layers is not None
        hand = snapshot.scene_file.hands is not None
        if self.few:
            return lay_out_visitor(size_px, aspect, bool(self.drawer), self.text_scale, profile, hand)
        return lay_out(
            size_px,
            aspect,
            pump=has_pump(snapshot),
            cases=snapshot.comparison is not None,
            drawer=bool(self.drawer),
            text=self.text_scale,
            gating=snapshot.observation.gating is not None,
            profile=profile,
            hand=hand,
        )

    @property
    def few(self) -> bool:
        """Whether only what a visitor needs is shown."""
        return self.depth == "visitor"

    def fit(self, layout: Layout, snapshot: Snapshot) -> None:
        """Take a layout and a scene."""
        self.layout = layout
        gating = snapshot.observation.gating is not None
        self.chart.alone = self.few
        self._header = controls.VISITOR_HEADER if self.few else controls.LABORATORY_HEADER
        if self.few:
            self.buttons = self.first.place(layout, snapshot, self.text_scale, self.allowed)
        else:
            missions = bool(snapshot.scene_file.missions)
            self.buttons, self._pace_room = place_buttons(layout, has_pump(snapshot), gating, self.allowed, missions)
        if self.drawer == "options" and layout.drawer is not None:
            elsewhere = {button.name for button in self.buttons}
            self.buttons += place_options(layout, lambda name: self.allowed(name) and name not in elsewhere, self.few)
        if self.drawer == BUILD and layout.drawer is not None:
            self.buttons += self.tray.place(layout.drawer, snapshot, self.type, self.allowed)
        self.buttons += place_switches(layout, snapshot, self.allowed)
        self.buttons += self.sheet.place(layout.box.union(layout.caption), self.allowed)
        self.buttons += self.recording.place(layout.voltage, not self.few and self.allowed(controls.NOTE))
        self.sliders.few = self.few
        self.sliders.place(layout.drawer if self.drawer == "sliders" else None, snapshot, self.type, layout.hand)
        self.sliders.place_cells(layout.table, snapshot, self.type, self.words)
        self._paused, self._scrubbing = False, []

    def restart(self) -> None:
        """Another simulation follows."""
        self.chart.restart()
        self.lanes.restart()
        self.profile.restart()
        self.gauge.restart()
        self.sliders.forget()

    def invalidate(self) -> None:
        """Paint everything anew at the next frame."""
        self._turns.forget()

    @property
    def help_room(self) -> pygame.Rect:
        """The box and its caption; with large text all but the bar."""
        layout = self.layout
        if self.text_scale < LARGE_TEXT:
            return layout.box.union(layout.caption)
        return pygame.Rect(0, 0, layout.size[0], layout.bar.top)

    # -- what is where -------------------------------------------------------------------------------------------

    def button_at(self, px: tuple[int, int]) -> str | None:
        return next((b.name for b in self.buttons if b.rect.collidepoint(px)), None)

    def target_at(self, px: tuple[int, int]) -> str | None:
        """The button or slider at a place, named as the focus does."""
        slider = self.sliders.at(px)
        return self.button_at(px) or (SLIDER + slider if slider is not None else None)

    def targets(self) -> list[str]:
        """All controls, header first, then what is in the drawer, then the bar."""
        names, in_bar = [button.name for button in self.buttons], {button.name for button in self._bar}
        header = [name for name in names if name in self._header]
        elsewhere = {*header, *in_bar}
        options = [n for n in names if (n in controls.OPTIONS or n.startswith(f"{BUILD}:")) and n not in elsewhere]
        bar = [name for name in names if name not in header and name not in options]
        return [*header, *(SLIDER + name for name in self.sliders.places), *options, *bar]

    @property
    def _bar(self) -> list[Button]:
        """The buttons of the bar: in the visitor's depth some of the options may stand there."""
        return [button for button in self.buttons if self.layout.bar.collidepoint(button.rect.center)]

    def rect_of(self, target: str) -> pygame.Rect | None:
        if target.startswith(SLIDER):
            return self.sliders.places.get(target[len(SLIDER) :])
        return next((button.rect for button in self.buttons if button.name == target), None)

    def part_at(self, px: tuple[int, int]) -> str | None:
        """The panel at a place that can be explained."""
        return next((name for name in ABOUT if name in self.layout.parts and self.layout.parts[name].collidepoint(px)),
                    None)  # fmt: skip

    # -- painting ------------------------------------------------------------------------------------------------

    def show(
        self, screen: pygame.Surface, snapshot: Snapshot, elapsed_s: float, past: Snapshot | None = None
    ) -> list[pygame.Rect]:
        """Paint the panels whose turn it is. past: what figures tell instead, while charts go up to now."""
        self._turns.clock_s += elapsed_s
        self.answering.update(snapshot, elapsed_s)
        snapshot = veiled(snapshot) if self.hides else snapshot
        self.first.telling = snapshot.telling
        if snapshot.comparison is not None and snapshot.comparison.hand is not None:
            self.first.taken_in_hand()
        self.sliders.update(snapshot)
        self._show_scrubbing(snapshot)
        charted, snapshot = snapshot, snapshot if past is None else veiled(past) if self.hides else past
        parts, changed, on_slider = self.layout.parts, [], self._focused_slider
        painters: dict[str, Callable[[pygame.Rect], None]] = {
            "voltage": lambda rect: self._show_voltage(screen, rect, snapshot),
            "gauge": lambda rect: self.gauge.draw(screen, rect, snapshot, self.type, self.words),
            "fine_print": lambda rect: self._draw_buttons(screen, (controls.FACTS,), snapshot),
            "table": lambda rect: self.sliders.draw_table(screen, rect, snapshot, self.type, self.words, on_slider),
            "facts": lambda rect: draw_facts(screen, rect, snapshot, self.type, self.words),
            "chart": lambda rect: self._show_chart(screen, rect, charted),
            "header": lambda rect: self._show_header(screen, rect, snapshot),
            "caption": lambda rect: self._show_caption(screen, rect, snapshot),
            "bar": lambda rect: self._show_bar(screen, rect, snapshot),
            "strip": lambda rect: self._show_strip(screen, rect, charted),
            "pump": lambda rect: draw_pump(screen, rect, snapshot, self.type, self.words),
            "lanes": lambda rect: self._show_lanes(screen, rect, charted),
            "profile": lambda rect: self.profile.show(screen, rect, snapshot, self.type, self.words, self.few),
            "drawer": lambda rect: self._show_drawer(screen, rect, snapshot),
            "hand": lambda rect: self._show_hand(screen, rect, snapshot, glow),
        }
        glow = self.first.glow(self._turns.clock_s, self.calm) if self.few else None
        pump = snapshot.observation.pump
        switches = pump and (pump.running, pump.dnp, pump.ouabain, pump.sodium, pump.potassium)
        on = tuple(self.on(button.name) for button in self.buttons)
        pointed = self.hovered, self.focused
        scrub = *pointed, snapshot.paused, self.chart.cursor_ns, self.hides
        together = int(self._turns.clock_s / EVERY_S["voltage"]) if self.few else None  # two figures of V are one
        states = {
            "voltage": (together, self.hides, None if self.few else (*pointed, level_of(self.sheet.desk.measuring))),
            "table": self.sliders.cell_state(on_slider),
            "gauge": (together, self.hides),
            "bar": (*pointed, snapshot.paused, snapshot.pace, snapshot.gate.tobytes(), switches, on, glow),
            "fine_print": (*pointed, self.drawer),
            "header": pointed,
            "caption": (self.hides, self.card_tells, level(self.missions), self.missions.hinted),
            "hand": (*pointed, glow, row_state(snapshot, self.sliders)),
            "drawer": (*pointed, on, self.sliders.state(snapshot), self.tray.state(snapshot)),
            "chart": scrub,
            "strip": scrub,
        }
        for name in self._turns.take((name for name in painters if name in parts), states):
            screen.fill(theme.WINDOW, parts[name])
            painters[name](parts[name])
            changed.append(parts[name])
        return changed

    def strip_room(self, snapshot: Snapshot) -> pygame.Rect | None:
        """The panel of the strip chart; None where a comparison has taken its place."""
        return self.layout.strip or (self.layout.chart if snapshot.comparison is None else None)

    def _show_scrubbing(self, snapshot: Snapshot) -> None:
        """The chart's buttons come with a pause and go with it."""
        room = self.strip_room(snapshot)
        if snapshot.paused == self._paused or room is None:
            return
        self._paused = snapshot.paused
        self.buttons = [button for button in self.buttons if button not in self._scrubbing]
        there = {button.name for button in self.buttons}  # in the visitor's bar, where a scene asks for it
        on_chart = self.chart.buttons(room, self.type) if snapshot.paused else []
        self._scrubbing = [b for b in on_chart if self.allowed(b.name) and b.name not in there]
        self.buttons += self._scrubbing

    def _look(self, name: str, snapshot: Snapshot) -> Look:
        symbol = controls.SPECIES_KEYS.get(name)
        return Look(
            hovered=self.hovered == name,
            focused=self.focused == name,
            keys=self._with_keys,
            paused=snapshot.paused,
            gate=switch_of(snapshot, symbol) if symbol else None,
            on=self.on(name),
            pump=snapshot.observation.pump,
            few=self.few,
        )

    def _draw_buttons(self, screen: pygame.Surface, names: Collection[str], snapshot: Snapshot) -> None:
        for button in self.buttons:
            if button.name in names:
                look = self._look(button.name, snapshot)
                if not (self.few and self.first.draw(screen, button, self.type, self.words, look, self.calm)):
                    draw_button(screen, button, self.type, self.words, look)

    @property
    def _focused_slider(self) -> str | None:
        return (self.focused or "")[len(SLIDER) :] if (self.focused or "").startswith(SLIDER) else None

    def _show_voltage(self, screen: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot) -> None:
        if self.few:
            draw_large_voltage(screen, rect, snapshot, self.type, self.words)
        else:
            draw_voltage(screen, rect, snapshot, self.type, self.words, self.recording.width)
            self.recording.draw(screen, self._look(controls.NOTE, snapshot), self.sheet.desk.measuring)

    def _show_drawer(self, screen: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot) -> None:
        panel(screen, rect, self.type.unit)
        if self.drawer == "sliders":
            self.sliders.draw(screen, snapshot, self.type, self.words, self._focused_slider)
        elif self.drawer == BUILD:
            self.tray.draw(screen, snapshot, self.hovered, self.focused, self.type, self.words)
        elif self.drawer == controls.FACTS:
            draw_facts(screen, rect, snapshot, self.type, self.words)
        else:
            self._draw_buttons(screen, {*controls.OPTIONS} - {*self._header}, snapshot)

    def _show_hand(self, screen: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot, glow: int | None) -> None:
        buttons = [(b, self._look(b.name, snapshot)) for b in self.buttons if b.name in controls.HAND_SWITCHES]
        focused, bright = self.focused == SLIDER + HAND, (glow or 0) / GLOW_LEVELS
        draw_row(screen, rect, snapshot, buttons, self.sliders, self.type, self.words, focused, bright)

    def _show_chart(self, screen: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot) -> None:
        if snapshot.comparison is None:
            self._show_strip(screen, rect, snapshot)
            return
        panel(screen, rect, self.type.unit)
        draw = draw_layers if snapshot.comparison.debye_nm else draw_comparison
        draw(screen, rect, snapshot, self.type, self.words)

    def _show_strip(self, screen: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot) -> None:
        panel(screen, rect, self.type.unit)
        self.chart.draw(screen, rect, snapshot, self.type, self.words)
        if snapshot.paused and rect == self.strip_room(snapshot):
            self._draw_buttons(screen, {button.name for button in self._scrubbing}, snapshot)

    def _show_lanes(self, screen: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot) -> None:
        panel(screen, rect, self.type.unit)
        self.lanes.draw(screen, rect, snapshot, self.type, self.words)

    def _show_header(self, screen: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot) -> None:
        """Title of the scene small, its question large, and the buttons at the right."""
        room = header_text_room(self.layout, self.buttons)
        draw_title(screen, room, snapshot, self.place_in_list, self.text_scale < LARGE_TEXT, self.type, self.words)
        self._draw_buttons(screen, self._header, snapshot)

    def _show_caption(self, screen: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot) -> None:
        panel(screen, rect, self.type.unit)
        told = told_now(snapshot, self.answering, self.missions, self.words, not self.card_tells)
        if self.missions.playing:
            rect = draw_mark(screen, rect, self.missions)
        draw_caption(screen, rect, snapshot, told, not self.few, self.type, self.words)

    def _show_bar(self, screen: pygame.Surface, rect: pygame.Rect, snapshot: Snapshot) -> None:
        bar = self._bar
        self._with_keys = keys_fit(bar, self.type, self.words)
        self._draw_buttons(screen, {button.name for button in bar}, snapshot)
        if self.few:
            self.first.draw_line(screen, snapshot, self.type, self.words)
            return
        room = self._pace_room
        text = self.words("message.paused") if snapshot.paused else f"{count(snapshot.pace)} ns/s"
        colour = theme.FOCUS if snapshot.paused else theme.TEXT
        px = min(self.type.px("label"), round(room.height / 1.5))
        self.type.draw(screen, text, px, colour, room.center, "center", within=room.width)
