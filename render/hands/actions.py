"""What each action does. Keys, buttons, controllers and kiosks all name one; render.controls has the visible ones."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pygame

from render import controls
from render.hands import switches
from render.playback.worker import ChangePace, Pause, Restart, StepOnce
from render.settings import next_scale
from render.style.theme import species_style

if TYPE_CHECKING:
    from render.app import App

ZOOM_STEP = 1.4
MUCH = 5  # steps of a slider for page up and page down


class Actions:
    """The actions of one app, by name."""

    def __init__(self, app: "App") -> None:
        self.app = app
        self._by_name: dict[str, Callable[[], None]] = {
            "pause": lambda: app.post(Pause()),
            "step": lambda: app.post(StepOnce()),
            "slower": lambda: app.post(ChangePace(-1)),
            "faster": lambda: app.post(ChangePace(1)),
            "reset": self._reset,
            "previous_scene": lambda: self._go(-1),
            "next_scene": lambda: self._go(1),
            "tour": self._tour,
            **{name: partial(self._switch_pump, name) for name in controls.PUMP},
            **{name: partial(self._gating, name) for name in controls.GATING},
            "excess": self._excess,
            "follow": self._follow,
            "zoom_in": lambda: self._zoom(ZOOM_STEP),
            "zoom_out": lambda: self._zoom(1 / ZOOM_STEP),
            "reset_view": lambda: app.stage.reset_view() if app.stage else None,
            "sliders": partial(self._drawer, "sliders"),
            "options": partial(self._drawer, "options"),
            "scrub_back": partial(self._scrub, -1),
            "scrub_on": partial(self._scrub, 1),
            "sound": self._sound,
            "contrast": self._contrast,
            "motion": self._motion,
            "text_size": self._text_size,
            "profile": self._profile,
            "help": self._help,
            "language": self._language,
            "fullscreen": self._fullscreen,
            "screenshot": self._screenshot,
            "back": self._back,
            "quit": self._quit,
            "quit_now": self._end,
            "focus_next": lambda: app.focus.move(1),
            "focus_previous": lambda: app.focus.move(-1),
            "focus_down": lambda: app.focus.move(1),
            "focus_up": lambda: app.focus.move(-1),
            "focus_right": partial(self._sideways, 1),
            "focus_left": partial(self._sideways, -1),
            "activate": self._activate,
            **{name: partial(self._slide, steps) for name, steps in _SLIDES.items()},
        }

    def __call__(self, name: str) -> None:
        """Carry one out. Raises KeyError for a name that is none."""
        kind, _, detail = name.partition(":")
        if kind == "toggle":
            self._toggle(detail)
        elif kind == "scene":
            self._load(int(detail) - 1)
        else:
            self._by_name[name]()

    @property
    def names(self) -> tuple[str, ...]:
        """All but those with a detail (toggle:K, scene:1)."""
        return tuple(self._by_name)

    # -- the simulation ------------------------------------------------------------------------------------------

    def _reset(self) -> None:
        self.app.say("")
        self.app.post(Restart())

    def _go(self, way: int) -> None:
        app = self.app
        at = app.scene_names.index(app.playing) if app.playing in app.scene_names else (-1 if way > 0 else 0)
        if app.scene_names:
            self._load((at + way) % len(app.scene_names))

    def _load(self, number: int) -> None:
        """Play a scene of the library; the list wraps round only with the arrow keys."""
        if number < len(self.app.scene_names):
            self.app.load(self.app.scene_names[number])

    def _tour(self) -> None:
        """Start the guided tour, or end it where it stands."""
        app = self.app
        if app.tour.active:
            app.tour.stop()
            app.say(app.words("ui.tour.ended"))
        else:
            app.tour.begin()

    def _toggle(self, symbol: str) -> None:
        """Open or close all channels of a species."""
        app = self.app
        if app.snapshot is not None:
            missing = app.words("ui.message.no_channels", ion=species_style(symbol).label)
            app.order(switches.of_channels(app.snapshot, symbol), missing)

    def _switch_pump(self, action: str) -> None:
        app = self.app
        if app.snapshot is not None:
            app.order(switches.of_pump(app.snapshot, action), app.words("ui.pump.none"))

    def _gating(self, action: str) -> None:
        app = self.app
        if app.snapshot is not None:
            app.order(switches.of_gating(app.snapshot, action), app.words("ui.gating.none"))

    # -- the view ------------------------------------------------------------------------------------------------

    def _excess(self) -> None:
        stage = self.app.stage
        if stage is not None:
            stage.excess = not stage.excess
            stage.invalidate()
            self.app.say(self.app.words("ui.view.excess_on" if stage.excess else "ui.view.excess_off"))

    def _follow(self) -> None:
        stage = self.app.stage
        if stage is not None:
            if stage.followed is None:
                stage.follow_any()
            else:
                stage.stop_following()

    def _zoom(self, factor: float) -> None:
        stage = self.app.stage
        if stage is not None:
            stage.zoom(stage.layout.box.center, factor)

    def _drawer(self, name: str) -> None:
        """Open a drawer of controls, or close it."""
        stage = self.app.stage
        if stage is not None:
            stage.panels.drawer = "" if stage.panels.drawer == name else name
            stage.refit()

    def _scrub(self, way: int) -> None:
        app = self.app
        if app.stage is None or app.snapshot is None:
            return
        if not app.snapshot.paused:
            app.say(app.words("ui.chart.pause_first"))
            return
        app.stage.panels.chart.scrub(way, app.snapshot.trace)

    # -- settings ------------------------------------------------------------------------------------------------

    def _say_switched(self, word: str, on: bool) -> None:
        words = self.app.words
        self.app.say(f"{words(f'control.{word}')}: {words('ui.on' if on else 'ui.off')}")

    def _contrast(self) -> None:
        on = not self.app.settings.high_contrast
        self.app.restore(replace(self.app.settings, high_contrast=on))
        self._say_switched("high_contrast", on)

    def _motion(self) -> None:
        on = not self.app.settings.reduced_motion
        self.app.restore(replace(self.app.settings, reduced_motion=on))
        self._say_switched("reduced_motion", on)

    def _sound(self) -> None:
        on = not self.app.settings.sound
        self.app.restore(replace(self.app.settings, sound=on))
        self._say_switched("sound", on)
        if on and not self.app.sound.works:
            self.app.say(self.app.words("ui.message.no_sound"))

    def _text_size(self) -> None:
        app = self.app
        scale = next_scale(app.settings.text_scale)
        app.restore(replace(app.settings, text_scale=scale))
        app.say(f"{app.words('control.text_size')}: {100 * scale:.0f} %")

    def _profile(self) -> None:
        """Show or hide the histogram of frame times."""
        self.app.profile.on = not self.app.profile.on

    def _language(self) -> None:
        app = self.app
        app.words.switch()
        app.restore(app.settings)

    # -- the window ----------------------------------------------------------------------------------------------

    def _help(self) -> None:
        self.app.help = not self.app.help

    def _fullscreen(self) -> None:
        self.app.window.toggle_fullscreen()
        if self.app.stage is not None:
            self.app.stage.invalidate()

    def _screenshot(self) -> None:
        """Save the window as it is."""
        app = self.app
        time_ns = app.snapshot.time_ns if app.snapshot is not None else 0.0
        try:
            file = app.window.save(f"ions-{Path(app.playing).stem or 'scene'}-{time_ns:.0f}ns")
        except (OSError, pygame.error) as error:
            app.say(app.words("ui.message.not_saved", reason=str(error)))
        else:
            app.say(app.words("message.screenshot_saved", file=file))

    def _back(self) -> None:
        """Close what is open, one thing at a time; with nothing open, quit."""
        app = self.app
        if app.help:
            app.help = False
        elif app.focus.name is not None:
            app.focus.drop()
        elif app.stage is not None and app.stage.panels.drawer:
            self._drawer(app.stage.panels.drawer)
        else:
            app.act("quit")

    def _quit(self) -> None:
        """The first press closes the help, if that is open."""
        if self.app.help:
            self.app.help = False
        else:
            self._end()

    def _end(self) -> None:
        self.app.running = False

    # -- the focused control -------------------------------------------------------------------------------------

    def _activate(self) -> None:
        """Act on the focused button; without a focus, as a controller's A may be pressed, pause."""
        app = self.app
        if app.focus.name is None:
            app.act("pause")
        elif app.focus.slider is None:
            app.act(app.focus.name)

    def _sideways(self, way: int) -> None:
        if self.app.focus.slider is not None:
            self._slide(way)
        else:
            self.app.focus.move(way)

    def _slide(self, steps: int) -> None:
        app = self.app
        if app.focus.slider is not None and app.stage is not None and app.snapshot is not None:
            app.stage.panels.sliders.step(app.focus.slider, steps, app.snapshot)


_SLIDES = {"less": -1, "more": 1, "much_less": -MUCH, "much_more": MUCH, "least": -1000, "most": 1000}
