"""What each action does. Keys, buttons, controllers and kiosks all name one; render.controls has the visible ones."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from render import controls
from render.hands import play, switches
from render.hands.building import Building
from render.hands.doorway import Doorway
from render.hands.notes import actions_of_notes
from render.hands.settings import actions_of_settings
from render.hands.sharing import KINDS, Sharing
from render.hands.time import actions_of_time
from render.panels.entrance.entrance import BEGIN, CHAPTERS, may
from render.playback.messages import Restart, SetByHand
from render.playback.reading import switch_case
from render.session import Session
from render.style.theme import species_style

ZOOM_STEP = 1.4
MUCH = 5  # steps of a slider for page up and page down


class Actions:
    """The actions on one session, by name."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._doorway = Doorway(session, self)
        self._sharing = Sharing(session)
        self.building = Building(session)
        session.focus.also = self.building.action_of_key
        self._by_name: dict[str, Callable[[], None]] = {
            **actions_of_time(session),
            **actions_of_settings(session),
            **self._sharing.actions(),
            **actions_of_notes(session),
            "reset": self._reset,
            "previous_scene": lambda: self._go(-1),
            "next_scene": lambda: self._go(1),
            "tour": self._tour,
            **{name: partial(self._switch_pump, name) for name in controls.PUMP},
            **{name: partial(self._gating, name) for name in controls.GATING},
            controls.SKIP: lambda: session.tour.skip_opening(),
            "excess": partial(self._look_at, "excess"),
            "field": partial(self._look_at, "field"),
            "forces": self._forces,
            "follow": self._follow,
            "zoom_in": lambda: self._zoom(ZOOM_STEP),
            "zoom_out": lambda: self._zoom(1 / ZOOM_STEP),
            "reset_view": lambda: session.stage.box.reset_view() if session.stage else None,
            "sliders": partial(self._drawer, "sliders"),
            "options": partial(self._drawer, "options"),
            "facts": partial(self._drawer, "facts"),
            "build": partial(self._drawer, "build"),
            "missions": partial(play.mission, session),
            "twin": partial(play.twin, session),
            "menu": self._doorway.menu,
            BEGIN: self._doorway.begin,
            CHAPTERS: session.entrance.back,
            "help": self._help,
            "fullscreen": self._fullscreen,
            "screenshot": self._screenshot,
            "back": self._back,
            "quit": self._quit,
            "quit_now": self._end,
            "focus_next": lambda: session.focus.move(1),
            "focus_previous": lambda: session.focus.move(-1),
            "focus_down": lambda: session.focus.step(0, 1),
            "focus_up": lambda: session.focus.step(0, -1),
            "focus_right": partial(self._sideways, 1),
            "focus_left": partial(self._sideways, -1),
            "activate": self._activate,
            **{name: partial(self._slide, steps) for name, steps in _SLIDES.items()},
        }

    def __call__(self, name: str) -> None:
        """Carry one out, if it is allowed: one of controls.ACTIONS or of `names`. Raises KeyError for another."""
        if not self.session.allowed(name) or not may(name, self.session.entrance):
            return
        if self.session.stage is not None:
            self.session.stage.panels.first.note_used(name)
        kind, _, detail = name.partition(":")
        if kind == "toggle":
            self._toggle(detail)
        elif kind == "scene":
            self._load(int(detail) - 1)
        elif kind == "hand":
            self._by_hand(name)
        elif kind == "build" and detail:
            self.building(detail)
        elif kind == "vote":
            self.session.tour.vote(int(detail) - 1)
        elif kind in ("chapter", "cell"):
            self._doorway.choose(name)
        elif kind in KINDS:
            self._sharing.choose(name)
        else:
            self._by_name[name]()

    @property
    def names(self) -> tuple[str, ...]:
        """All but those with a detail (toggle:K, scene:1, vote:1, chapter:1, cell:1, kept:1, discard:1, open:FILE,
        build:remove)."""
        return tuple(self._by_name)

    # -- the simulation ------------------------------------------------------------------------------------------

    def _reset(self) -> None:
        self.session.say("")
        self.session.post(Restart())

    def _go(self, way: int) -> None:
        """On or back: in the chapter that was chosen, else in the whole list."""
        session = self.session
        if self._doorway.go(way) or not session.scene_names:
            return
        names, outside = session.scene_names, -1 if way > 0 else 0
        at = names.index(session.playing) if session.playing in names else outside
        self._load((at + way) % len(names))

    def _load(self, number: int) -> None:
        """Play a scene of the library; the list wraps round only with the arrow keys."""
        if number < len(self.session.scene_names):
            self.session.load(self.session.scene_names[number])

    def _tour(self) -> None:
        """Start the guided tour, or end it where it stands."""
        session = self.session
        if session.tour.active:
            session.tour.stop()
            session.say(session.words("ui.tour.ended"))
        else:
            session.tour.begin()

    def _toggle(self, symbol: str) -> None:
        """Open or close all channels of a species."""
        session = self.session
        if session.snapshot is not None:
            missing = session.words("ui.message.no_channels", ion=species_style(symbol).label)
            commands, case = switches.of_channels(session.snapshot, symbol), None
            if not commands:  # a case may lack doors that the scene has a switch for
                case = switches.case_of_channels(session.snapshot, symbol)
            if case is not None:
                session.post(SetByHand(switch=case))
            else:
                session.order(commands, missing)

    def _by_hand(self, name: str) -> None:
        """Switch one of the cases on or off."""
        session = self.session
        case = switch_case(name, session.snapshot) if session.snapshot is not None else None
        if case is not None:
            session.post(SetByHand(switch=case))

    def _switch_pump(self, action: str) -> None:
        session = self.session
        if session.snapshot is not None:
            session.order(switches.of_pump(session.snapshot, action), session.words("ui.pump.none"))

    def _gating(self, action: str) -> None:
        session = self.session
        if session.snapshot is not None:
            session.order(switches.of_gating(session.snapshot, action), session.words("ui.gating.none"))

    # -- the view ------------------------------------------------------------------------------------------------

    def _look_at(self, name: str) -> None:
        """Show the excess charge or the field, or no longer; one at a time, for both are colours."""
        stage = self.session.stage
        if stage is None:
            return
        on = not self.session.is_on(name)
        stage.box.marks.on, stage.box.field.on = on and name == "excess", on and name == "field"
        stage.invalidate()
        self.session.say(self.session.words(f"ui.view.{name}_{'on' if on else 'off'}"))

    def _forces(self) -> None:
        """Arrows at the doors of one ion, of the next, of all, of none."""
        stage, snapshot, words = self.session.stage, self.session.snapshot, self.session.words
        if stage is None or snapshot is None:
            return
        mode = stage.box.forces.next_mode(snapshot)
        ion = species_style(mode, snapshot.valence[mode]).label if mode in snapshot.valence else ""
        self.session.say(words(f"ui.forces.{'one' if ion else mode or 'off'}", ion=ion))

    def _follow(self) -> None:
        stage, snapshot = self.session.stage, self.session.snapshot
        if stage is None or snapshot is None:
            return
        stage.box.director.touched()
        if stage.box.followed is None:
            stage.box.follow_any(snapshot)
        else:
            stage.box.stop_following()

    def _zoom(self, factor: float) -> None:
        stage = self.session.stage
        if stage is not None:
            stage.box.zoom(stage.layout.box.center, factor)

    def _drawer(self, name: str) -> None:
        """Open a drawer of controls, or close it."""
        stage = self.session.stage
        if stage is not None:
            stage.panels.drawer = "" if stage.panels.drawer == name else name
            stage.refit()

    # -- the window ----------------------------------------------------------------------------------------------

    def _help(self) -> None:
        self.session.help = not self.session.help

    def _fullscreen(self) -> None:
        self.session.window.toggle_fullscreen()
        if self.session.stage is not None:
            self.session.stage.invalidate()

    def _screenshot(self) -> None:
        """Save the window as it is, once there is a picture: what writes files is imported on another thread first."""
        session = self.session
        if session.stage is None:
            return
        time_ns = session.snapshot.time_ns if session.snapshot is not None else 0.0
        try:
            file = session.window.save(f"ions-{Path(session.playing).stem or 'scene'}-{time_ns:.0f}ns")
        except OSError as error:
            session.say(session.words("ui.message.not_saved", reason=str(error)))
        else:
            session.say(session.words("message.screenshot_saved", file=file))

    def _back(self) -> None:
        """Close what is open, one thing at a time; with nothing open, quit."""
        session = self.session
        if session.entrance.open:
            session.entrance.back()
        elif session.help:
            session.help = False
        elif session.focus.name is not None:
            session.focus.drop()
        elif session.tour.offered:
            session.tour.skip_opening()
        elif session.desk.open:
            self(controls.NOTEBOOK)
        elif session.stage is not None and session.stage.reel.moment is not None:
            session.end_replay()
        elif session.stage is not None and session.stage.panels.drawer:
            self._drawer(session.stage.panels.drawer)
        elif session.missions.playing:
            session.leave_mission()
        elif session.allowed("quit"):
            self("quit")
        else:  # an exhibit has no way out, but a way back
            self("menu")

    def _quit(self) -> None:
        """The first press closes the help, if that is open."""
        if self.session.help:
            self.session.help = False
        else:
            self._end()

    def _end(self) -> None:
        self.session.running = False

    # -- the focused control -------------------------------------------------------------------------------------

    def _activate(self) -> None:
        """Act on the focused button; without a focus, as a controller's A may be pressed, pause, or begin to answer."""
        session = self.session
        if session.focus.name is None and (session.tour.offered or session.focus.in_grid):
            session.focus.move(1)
        elif session.focus.name is None:
            self("pause")
        elif session.focus.slider is None:
            self(session.focus.name)

    def _sideways(self, way: int) -> None:
        if self.session.focus.slider is not None:
            self._slide(way)
        else:
            self.session.focus.step(way, 0)

    def _slide(self, steps: int) -> None:
        session = self.session
        if session.focus.slider is not None and session.stage is not None and session.snapshot is not None:
            session.stage.panels.sliders.step(session.focus.slider, steps, session.snapshot)


_SLIDES = {"less": -1, "more": 1, "much_less": -MUCH, "much_more": MUCH, "least": -1000, "most": 1000}
