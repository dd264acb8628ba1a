"""What can be done, once: every action with its keys; buttons and key presses both end in an action's name."""

from collections.abc import Mapping
from dataclasses import dataclass

import pygame

PUMP = ("pump", "dnp", "ouabain", "stoichiometry")  # where the scene has one
GATING = ("stimulate", "gating")  # where channels are voltage-gated
MISSIONS = "missions"  # where the scene has some
VOTES = tuple(f"vote:{n}" for n in range(1, 5))  # answers to the question, and
SKIP = "skip"  # to go on without one
NOTE, NOTEBOOK = "note", "notebook"  # measure and write down; open what was written
NOTES = (
    *("note_x_back", "note_x", "note_log", "note_scene", "note_row", "note_text", "note_undo", "note_redo"),
    *("note_csv", "note_png", "note_close"),
)  # on the open notebook
HAND_SWITCHES = tuple(f"hand:{n}" for n in range(1, 7))  # of the cases that a scene compares
SPECIES_KEYS = {"toggle:K": "K", "toggle:Na": "Na", "toggle:Cl": "Cl"}


@dataclass(frozen=True)
class Action:
    """name; entry of the catalogue that says it; keys (pygame); characters that mean it anywhere; key as shown."""

    name: str
    words: str
    keys: tuple[int, ...]
    characters: str = ""
    shown: str = ""


ACTIONS: tuple[Action, ...] = (
    Action("pause", "control.pause", (pygame.K_SPACE,), shown="ui.key.space"),
    Action("step", "control.step", (pygame.K_PERIOD, pygame.K_KP_PERIOD), ".", "ui.key.period"),
    Action("slower", "control.slower", (pygame.K_MINUS, pygame.K_KP_MINUS), "-"),
    Action("faster", "control.faster", (pygame.K_PLUS, pygame.K_EQUALS, pygame.K_KP_PLUS), "+"),
    Action("reset", "control.reset", (pygame.K_r,), shown="R"),
    Action("previous_scene", "control.previous_scene", (pygame.K_LEFT,), shown="←"),
    Action("next_scene", "control.next_scene", (pygame.K_RIGHT,), shown="→"),
    *(Action(f"scene:{n}", "ui.help.scene", (pygame.K_0 + n, pygame.K_KP_1 + n - 1)) for n in range(1, 10)),
    Action("toggle:K", "control.toggle", (pygame.K_k,), shown="K"),
    Action("toggle:Na", "control.toggle", (pygame.K_n,), shown="N"),
    Action("toggle:Cl", "control.toggle", (pygame.K_c,), shown="C"),
    Action("pump", "ui.pump.toggle", (pygame.K_p,), shown="P"),
    Action("dnp", "ui.pump.dnp", (pygame.K_d,), shown="D"),
    Action("ouabain", "ui.pump.ouabain", (pygame.K_o,), shown="O"),
    Action("stoichiometry", "ui.pump.stoichiometry", (pygame.K_e,), shown="E"),
    Action("stimulate", "ui.gating.stimulate", (pygame.K_i,), shown="I"),
    Action("gating", "ui.gating.toggle", (pygame.K_v,), shown="V"),
    *(Action(name, "ui.hand.switch", ()) for name in HAND_SWITCHES),
    Action("skip_question", "control.questions", (pygame.K_z,), shown="Z"),
    Action("excess", "control.excess", (pygame.K_x,), shown="X"),
    Action("field", "control.field", (pygame.K_u,), shown="U"),
    Action("forces", "control.forces", (pygame.K_b,), shown="B"),
    Action("follow", "control.follow", (pygame.K_j,), shown="J"),
    Action("zoom_in", "control.zoom_in", (pygame.K_PAGEUP,), shown="ui.key.page_up"),
    Action("zoom_out", "control.zoom_out", (pygame.K_PAGEDOWN,), shown="ui.key.page_down"),
    Action("reset_view", "control.reset_view", (pygame.K_HOME,), shown="ui.key.home"),
    Action("tour", "control.tour", (pygame.K_t,), shown="T"),
    Action("sliders", "control.sliders", (pygame.K_a,), shown="A"),
    Action("options", "control.options", (pygame.K_g,), shown="G"),
    Action("depth", "control.depth", (pygame.K_y,), shown="Y"),
    Action("facts", "control.facts", (pygame.K_F6,), shown="F6"),
    Action("build", "control.build", (pygame.K_F9,), shown="F9"),
    Action("twin", "control.twin", (pygame.K_w,), shown="W"),
    Action("missions", "control.missions", (pygame.K_F7,), shown="F7"),
    Action("menu", "control.menu", (pygame.K_F8,), shown="F8"),
    Action("keep", "control.keep", (), shown="Ctrl+S"),
    Action("mine", "control.mine", (), shown="Ctrl+O"),
    Action("share", "control.share", (), shown="Ctrl+E"),
    Action(NOTE, "control.note", (pygame.K_F10,), shown="F10"),
    Action(NOTEBOOK, "control.notebook", (pygame.K_F12,), shown="F12"),
    *(Action(name, f"control.{name}", ()) for name in NOTES),
    Action("scrub_back", "control.scrub_back", (pygame.K_LEFTBRACKET,), "[", "["),
    Action("scrub_on", "control.scrub_on", (pygame.K_RIGHTBRACKET,), "]", "]"),
    Action("replay", "control.replay", (pygame.K_BACKSPACE,), shown="ui.key.backspace"),
    Action("sound", "control.sound", (pygame.K_m,), shown="M"),
    Action("contrast", "control.high_contrast", (pygame.K_F2,), shown="F2"),
    Action("profile", "control.profile", (pygame.K_F3,), shown="F3"),
    Action("motion", "control.reduced_motion", (pygame.K_F4,), shown="F4"),
    Action("text_size", "control.text_size", (pygame.K_F5,), shown="F5"),
    Action("help", "control.help", (pygame.K_h, pygame.K_QUESTION, pygame.K_F1), "?", shown="H"),
    Action("language", "control.language", (pygame.K_l,), shown="L"),
    Action("fullscreen", "control.fullscreen", (pygame.K_f, pygame.K_F11), shown="F"),
    Action("screenshot", "control.screenshot", (pygame.K_s,), shown="S"),
    Action("back", "control.back", (pygame.K_ESCAPE,), shown="Esc"),
    Action("quit", "control.quit", (pygame.K_q,), shown="Q"),
)
WITH_CTRL: Mapping[int, str] = {pygame.K_s: "keep", pygame.K_o: "mine", pygame.K_e: "share"}
BY_NAME: Mapping[str, Action] = {action.name: action for action in ACTIONS}
_CHANNELS = ("toggle:K", "toggle:Na", "toggle:Cl", "")
_STORY = ("previous_scene", "next_scene", "tour", MISSIONS, "")
_TIME = ("pause", "step", "slower", "pace", "faster", "reset", "")
_VIEW = ("excess", "field", "follow", "", "sliders", "options")
# "" is a gap, "pace" the room for a number
BAR = ((*_CHANNELS, *PUMP, "", *GATING, "", *_STORY, *_TIME, *_VIEW),)
BAR_PORTRAIT = (
    (*_CHANNELS, *PUMP, "", *GATING, "", *_STORY),
    (*_TIME, *_VIEW),
)
DISPENSABLE = ("step", "previous_scene", "next_scene", "stoichiometry", "follow", "reset", "tour", "ouabain",
               "excess", "field", "toggle:Cl")  # fmt: skip  # have keys, where the bar is too narrow
VISITOR = ("reset", "next_scene", "depth")  # in the visitor's bar, after what the scene is about
FACTS = "facts"  # has a place of its own there
HEADER = ("language", "help", "fullscreen", "quit")
VISITOR_HEADER = ("menu", *HEADER)
LABORATORY_HEADER = ("depth", NOTEBOOK, *VISITOR_HEADER)  # the first leads back to the visitor's depth
HEADER_DISPENSABLE = ("fullscreen", "quit")  # have keys, where the header is too narrow
SCRUB = ("replay", "scrub_back", "scrub_on")  # on the chart, while paused
OPTIONS = (
    *("build", "twin", "zoom_in", "zoom_out", "reset_view", "forces", "sound", "contrast", "motion", "text_size"),
    *("skip_question", "screenshot", "profile", "keep", "mine", "share"),
)  # in the drawer of options


def vote_of_key(event: pygame.event.Event) -> str | None:
    """What a key means while answers are offered; None where it means what it always does."""
    if getattr(event, "mod", 0) & (pygame.KMOD_CTRL | pygame.KMOD_ALT | pygame.KMOD_META):
        return None
    keys = {key: name for n, name in enumerate(VOTES) for key in (pygame.K_1 + n, pygame.K_KP_1 + n)}
    return (keys | {pygame.K_SPACE: SKIP, pygame.K_ESCAPE: SKIP}).get(event.key)


def action_of_key(event: pygame.event.Event) -> str | None:
    """The action a key press means; what it types counts before where the key is."""
    character = getattr(event, "unicode", "")
    mod = getattr(event, "mod", 0)
    if mod & (pygame.KMOD_CTRL | pygame.KMOD_META) and not mod & (pygame.KMOD_ALT | pygame.KMOD_SHIFT):
        return WITH_CTRL.get(event.key)
    if mod & (pygame.KMOD_CTRL | pygame.KMOD_ALT | pygame.KMOD_META):
        return None
    for action in ACTIONS:
        if character and character in action.characters:
            return action.name
    return next((action.name for action in ACTIONS if event.key in action.keys), None)


@dataclass(frozen=True)
class Button:
    name: str
    rect: pygame.Rect
