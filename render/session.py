"""What actions change: one session, from the simulation's thread to the words on screen. It reads no events."""

import os
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pygame

from render.box.warm import compile_picture
from render.device.sound import Sound
from render.device.window import Window
from render.panels.entrance.entrance import Entrance
from render.panels.focus import Focus
from render.panels.notebook.desk import Desk
from render.panels.story_card import StoryCard
from render.playback.messages import Apply, LoadScene, Message, Notice, Pause, SetByHand, StepOnce
from render.playback.play.missions import Missions
from render.playback.tour import OPENING_S, Tour
from render.playback.worker import SimulationThread
from render.settings import Settings
from render.style import theme
from render.style.text import Typesetter
from render.style.words import Words, signed
from render.timing.profile import Profile

if TYPE_CHECKING:
    from render.playback.snapshot import Snapshot
    from render.stage import Stage
    from scenes import SceneFile
    from sim.commands import Command

MESSAGE_S = 4.0


class Session:
    """What is played, what is shown and how it is set.

    stage: None until all that is slow has been imported; snapshot: the newest that was shown; loading: what is on
    screen is how far a scene has been prepared; opening_s: how long its question stands; playing: name of the scene;
    scene_names: the list that the arrow keys go through; entrance: the menu, and the chapter that they go through then;
    files: where a scene of the list is a file elsewhere; asked:
    the last scenes that were to be played, of which one may be refused yet; help: whether the help lies over the
    picture; pointer: where it is, in pixels of the canvas; message: what is said for a moment;
    missions: how far a visitor has come with one; stopped: why the
    simulation has; desk: the notebook; keeps_notebook: whether it outlives the program; running: False ends the window;
    allowed: whether an action may be carried out; keep_depth: told when
    somebody has chosen another depth.
    """

    def __init__(
        self,
        scene: "str | os.PathLike[str] | SceneFile",
        seed: int | None = None,
        threads: int | None = None,
        language: str = "en",
        size: tuple[int, int] = (1280, 720),
        fullscreen: bool = False,
        ions: int | None = None,
        changes: Sequence[str] = (),
        depth: str = "laboratory",
    ) -> None:
        self.worker = SimulationThread(scene, seed, threads, ions, changes, compile_picture)
        self.worker.released = 0  # a scene stands still until its question has been read
        self.words = Words(language)
        self.window = Window(size, fullscreen)
        self.stage: Stage | None = None
        self.opening_s = OPENING_S
        self.tour = Tour(())
        self.missions = Missions()
        self.focus = Focus()
        self.sound = Sound()
        self.card = StoryCard(self.words)
        self.entrance = Entrance()
        self.desk = Desk()
        self.keeps_notebook = False
        self.card.ends = lambda: self.entrance.leads(self.playing, 1) == ""
        self.profile = Profile()
        self.snapshot: Snapshot | None = None
        self.playing = scene if isinstance(scene, str) else str(getattr(scene, "name", ""))
        self.scene_names: list[str] = []
        self.files: dict[str, str] = {}
        self.asked: deque[str] = deque(maxlen=4)
        self.pointer: tuple[int, int] | None = None
        self.running, self.loading, self.help = True, True, False
        self.stopped: str | None = None
        self.allowed: Callable[[str], bool] = lambda name: True
        self.keep_depth: Callable[[str], None] = lambda depth: None
        self._settings = Settings(language, depth=depth)
        self._message = ("", 0.0)

    def prepare(self, type_: Typesetter) -> bool:
        """Once the thread has imported what is slow, take the catalogues and the drawing kernels into use; whether this
        call did."""
        if not self.worker.ready or self.stage is not None:
            return False
        from render.stage import Stage
        from scenes import library

        self.words.open()
        self.stage = Stage(type_, self.words)
        self.stage.lap = self.profile.lap
        self.stage.panels.allowed = self.card.allowed = self.allowed
        self.stage.panels.on = self.is_on
        self.stage.panels.missions = self.missions
        self.stage.panels.sliders.post = self.post
        self.stage.panels.sheet.desk = self.desk
        self._open_notebook()
        self.scene_names = library()
        self.tour = Tour(self.scene_names, self.opening_s)
        self.restore(replace(self._settings, language=self.words.language))
        return True

    def close(self) -> None:
        self.worker.stop()
        self.sound.close()

    # -- the simulation ------------------------------------------------------------------------------------------

    def post(self, message: Message) -> None:
        """Hand a message to the simulation's thread. Who acts has done with the question, and means the scene that is
        seen: another may be on its way."""
        if isinstance(message, Apply | SetByHand | StepOnce):
            self.tour.skip_opening()
        if isinstance(message, Apply | SetByHand) and self.snapshot is not None:
            message = replace(message, scene=self.snapshot.scene_file.name)
        self.end_replay()
        self.worker.post(message)

    def end_replay(self) -> None:
        """Back to now; ions that stood still only for that move on."""
        reel = self.stage.reel if self.stage is not None else None
        resumes = reel is not None and reel.resumes
        if reel is not None:
            reel.end()
        if resumes:
            self.worker.post(Pause())

    def order(self, commands: "Sequence[Command]", missing: str = "") -> None:
        """Post commands; say what is missing where there are none."""
        if not commands and missing:
            self.say(missing)
        for command in commands:
            self.post(Apply(command))

    def load(self, name: str, part: "SceneFile | None" = None) -> None:
        """Play a scene of the list, or a part of it."""
        self.playing = name
        self.asked.append(name)
        self.say("")
        self.post(LoadScene(part or self.files.get(name, name)))

    def begin_mission(self) -> bool:
        """Play the mission that follows, whose scene begins anew; whether the scene has any."""
        mission = self.missions.next()
        if mission is not None:
            self.tour.stop()
            self.say("")
            self.post(LoadScene(mission))
        return mission is not None

    def leave_mission(self) -> None:
        """Back to the scene that it was taken from."""
        if self.missions.scene is not None:
            self.say("")
            self.post(LoadScene(self.missions.scene))

    def show(self, snapshot: "Snapshot") -> bool:
        """Take a snapshot as the present one; whether it is the first of a scene or case, or of a rebuilt membrane."""
        anew = self.snapshot is None or snapshot.generation != self.snapshot.generation
        rebuilt = self.snapshot is None or snapshot.pieces != self.snapshot.pieces
        if anew:
            self.playing = snapshot.scene_file.name
            self.stopped = None
            self._say_access(snapshot)
        self.snapshot = snapshot
        self._look_at_notes(snapshot)
        return rebuilt

    # -- the notebook --------------------------------------------------------------------------------------------

    def _open_notebook(self) -> None:
        """Read what was kept, where anything is; a file that is damaged, or cannot be used, is told once."""
        from scenes.notebook.places import notebook

        book = self.desk.book = notebook(self.keeps_notebook)
        book.open()
        if book.damage is not None:
            self.say(self.words("ui.notebook.damaged", count=book.damage.lines, file=str(book.damage.kept)))
        self.tell_trouble()

    def _look_at_notes(self, snapshot: "Snapshot") -> None:
        """What there is to say of a measurement; what is done is in the notebook then."""
        was_open, said = self.desk.open, self.desk.see(snapshot)
        if was_open and not self.desk.open and self.stage is not None:
            self.stage.refit()
        if said == "recorded":
            last = self.desk.book.records[-1]
            number, voltage = len(self.desk.records), signed(last.voltage_mV, 2)
            self.say(self.words("ui.notebook.recorded", number=number, voltage=voltage, half=f"{last.half_mV:.2f}"))
            self.tell_trouble()
        elif said:
            self.say(self.words(f"ui.notebook.{said}"))

    def tell_trouble(self) -> None:
        """Why the notebook cannot be kept, if it cannot."""
        if self.desk.book.trouble:
            self.say(self.words("ui.notebook.not_kept", reason=self.desk.book.trouble))

    def _say_access(self, snapshot: "Snapshot") -> None:
        """Where the way to the pores moves the voltage off plain GHK by more than a bar, the first picture says so."""
        from sim.measure.access import TOLD_FROM_MV, access_correction_mV

        off = access_correction_mV(snapshot.scene)
        if abs(off) > TOLD_FROM_MV:
            self.say(self.words("message.access", mV=signed(off)))

    @property
    def place_in_list(self) -> str:
        """Where the scene stands in the chapter that was chosen, else in the list: "3 / 9"."""
        in_chapter = self.entrance.place(self.playing, self.words.language)
        if in_chapter:
            return in_chapter
        if self.playing not in self.scene_names:
            return ""
        place = f"{self.scene_names.index(self.playing) + 1} / {len(self.scene_names)}"
        if not self.missions.playing:
            return place
        number, of = self.missions.place
        return f"{place} · {self.words('ui.mission.place', number=number, of=of)}"

    # -- what is said --------------------------------------------------------------------------------------------

    def say(self, text: str) -> None:
        """Show a short message; an empty one takes it away."""
        self._message = text, MESSAGE_S if text else 0.0

    def tell(self, notice: Notice) -> None:
        """Take notice of what the simulation's thread has to tell."""
        self.entrance.chosen = ""  # what was chosen may have been refused
        if notice.kind == "stopped":
            self.stopped = notice.text
        else:
            self.say(notice.text)

    def wait(self, elapsed_s: float) -> None:
        """Time passes for the message."""
        self._message = self._message[0], self._message[1] - elapsed_s

    @property
    def message(self) -> str:
        """What is said at the moment, "" for nothing."""
        return self._message[0] if self._message[1] > 0 else ""

    # -- settings ------------------------------------------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        return replace(self._settings, language=self.words.language)

    def restore(self, settings: Settings) -> None:
        """Apply all settings; an unknown language stays what it is."""
        self._settings = settings
        if not self.words.available or settings.language in self.words.available:
            self.words.language = settings.language
        theme.use_contrast(settings.high_contrast)
        self.tour.questions = settings.questions
        self.sound.on = settings.sound
        if self.stage is None:
            return
        pygame.display.set_caption(self.words("app.title"))
        self.stage.panels.text_scale = settings.text_scale
        self.stage.panels.depth, self.stage.panels.calm = settings.depth, settings.reduced_motion
        self.stage.box.calm = settings.reduced_motion
        self.stage.refit()

    def is_on(self, name: str) -> bool | None:
        """Whether what an action switches is on; None for one that switches nothing."""
        stage, settings = self.stage, self._settings
        states: dict[str, bool] = {
            "sound": settings.sound,
            "contrast": settings.high_contrast,
            "motion": settings.reduced_motion,
            "skip_question": settings.questions,
            "tour": self.tour.active,
            "missions": self.missions.playing and not self.missions.won,
            "profile": self.profile.on,
        }
        if stage is not None:
            drawer = stage.panels.drawer
            states |= {"excess": stage.box.marks.on, "field": stage.box.field.on}
            states |= {"forces": bool(stage.box.forces.mode)}
            states |= {"replay": stage.reel.begun, "notebook": self.desk.open}
            states |= {"follow": stage.box.followed is not None}
            states |= {name: drawer == name for name in ("sliders", "options", "facts", "build")}
        if self.snapshot is not None:
            states["twin"] = self.snapshot.twin is not None
        if self.snapshot is not None and self.snapshot.observation.gating is not None:
            states["gating"] = self.snapshot.observation.gating.responding
        return states.get(name)
