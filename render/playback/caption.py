"""Which words belong to a moment: the story's, a case's, what was seen, or the answer to what a visitor has done."""

import math
from typing import TYPE_CHECKING, Any

from render.playback.snapshot import Snapshot

if TYPE_CHECKING:
    from scenes.replies import Act, Reply
    from sim.commands import Command
    from sim.scene import Scene

ANSWER_S = 8.0  # that the script is suspended after an action
STILL_S = 2.0  # that an unmoved voltage is watched before it is said to stay
LEAST_S = 1.0  # that words stay up: what they suppose may come and go with the noise


def caption_of(
    snapshot: Snapshot, language: str, meddled: str = "", answer: str = "", seen: bool = True
) -> tuple[str, bool]:
    """What the caption says, and whether it is what was seen. While cases are compared it names the case: the story has
    been told by then. meddled: said in place of a case's words once they no longer hold, since it was touched, and
    where a visitor has the scene in hand, until he has found enough and what he has set is counted; answer:
    to what a visitor has just done, before all else; seen: whether what was seen is to be said here, not on a card.
    Where no caption is true of what is counted, the state is told."""
    from scenes.conditions import NO_SPIKES
    from scenes.story import Story

    if answer:
        return answer, False
    file, compared = snapshot.scene_file, snapshot.comparison
    story = Story(file)
    over = compared.over if compared is not None else not file.cases and snapshot.time_ns >= story.end_ns
    if compared is not None and compared.hand is not None and not (over and compared.hand.done and file.seen and seen):
        return meddled, False
    if over and file.seen and seen:  # the last case plays on, so this stays
        return file.seen.in_(language), True
    if compared is None:
        spikes = snapshot.spikes or NO_SPIKES
        told = story.caption(snapshot.time_ns, language, snapshot.observation, shown_mV(snapshot), spikes)
        says = bool(file.captions) or file.mission is not None
        return told or (_state(snapshot, language) if says else ""), False
    case = file.cases[compared.case]
    words = meddled if compared.meddled and meddled else case.caption.in_(language)
    parts = f"{compared.case + 1}/{len(file.cases)}", case.label.in_(language), words
    return " · ".join(part for part in parts if part), False


def _state(snapshot: Snapshot, language: str) -> str:
    from scenes.replies import standing

    row = standing(snapshot.observation, shown_mV(snapshot))
    return "" if row is None else filled(row, snapshot, language)


def act_of(number: int, command: "Command", before: "Scene", voltage_mV: float, now_ns: float, pace: float) -> "Act":
    """What is kept of a command that has been carried out; before: the scene as it was; pace: ns a second on screen."""
    from scenes.replies import Act

    watched_ns = now_ns + STILL_S * pace
    return Act(number, command, ion_of(command, before), voltage_mV, now_ns, watched_ns, _more(command, before))


class Answering:
    """Follows one window's snapshots. `said` is what stands in place of the story's caption, "" for nothing."""

    def __init__(self) -> None:
        self._left_s = 0.0
        self._act = 0
        self._up: tuple[object, str] = (None, "")  # since which act and telling, and what
        self._up_s = 0.0

    def update(self, snapshot: Snapshot, elapsed_s: float) -> None:
        """Take notice of a snapshot; time passes, but not while the picture stands still."""
        act = snapshot.act
        self._up_s += elapsed_s
        if act is None:
            self._left_s = 0.0
        elif act.number != self._act:
            self._left_s, self._act = ANSWER_S, act.number
        elif not snapshot.paused:
            self._left_s -= elapsed_s

    def caption(self, snapshot: Snapshot, language: str, meddled: str, seen: bool = True) -> tuple[str, bool]:
        """What `caption_of` says, with the answer to what a visitor has done, and steady enough to be read."""
        text, over = caption_of(snapshot, language, meddled, self.said(snapshot, language), seen)
        return self.steady(text, snapshot, language), over

    def steady(self, text: str, snapshot: Snapshot, language: str) -> str:
        """The text, or for a moment yet what was up before it: words that change twice a second cannot be read."""
        since = snapshot.generation, snapshot.acts, language
        if text != self._up[1] and (self._up_s >= LEAST_S or since != self._up[0]):
            self._up, self._up_s = (since, text), 0.0
        return self._up[1]

    def said(self, snapshot: Snapshot, language: str) -> str:
        from scenes.replies import reply

        if self._left_s <= 0 or snapshot.act is None:
            return ""
        row = reply(snapshot.act, snapshot.observation, shown_mV(snapshot), snapshot.spike_ns)
        return "" if row is None else filled(row, snapshot, language)


def filled(row: "Reply", snapshot: Snapshot, language: str) -> str:
    """A reply's words with what is counted in them."""
    act, V = snapshot.act, shown_mV(snapshot)
    command: Any = act.command if act is not None else None
    return row.text.in_(language).format(
        V=f"{round(V)}",
        change=f"{round(V - act.before_mV if act is not None else 0.0):+d}",
        ion=_label(act.ion, snapshot) if act is not None and act.ion else "",
        mM=f"{getattr(command, 'mM', 0.0):.3g}",
        C=f"{getattr(command, 'celsius', 0.0):.0f}",
    )


def shown_mV(snapshot: Snapshot) -> float:
    """The voltage as the large figure shows it, or, before there is any, as it is counted now."""
    mV = snapshot.voltage_mV
    return mV if math.isfinite(mV) else snapshot.observation.voltage_mV


def _label(ion: str, snapshot: Snapshot) -> str:
    charge = snapshot.valence[ion]
    return f"{ion}{abs(charge) if abs(charge) > 1 else ''}{'+' if charge > 0 else '-'}"


def ion_of(command: "Command", scene: "Scene") -> str:
    """Whose doors a command moves, or which species it sets; "" for none."""
    from sim.commands.building import AddChannel

    species = str(getattr(command, "species", ""))
    kind: Any = getattr(command, "channel", None)
    if kind is None or species:
        return species
    if isinstance(command, AddChannel):  # of a kind that the scene may not have had
        return max(passes := command.passes(scene), key=lambda symbol: passes[symbol], default="")
    if isinstance(kind, int):
        kind = _kind_of_door(scene, kind)
    passes = next((channel.permeability for channel in scene.channels if channel.kind == kind), {})
    return max(passes, key=lambda symbol: passes[symbol], default="")


def _kind_of_door(scene: "Scene", door: int) -> str:
    from sim.scene import channel_centres

    return scene.channels[channel_centres(scene)[door][0]].kind


def _more(command: "Command", before: "Scene") -> bool | None:
    """Whether a command sets more of something than the scene had."""
    set_: Any = command
    match command.do:
        case "set_concentration":
            amounts = before.inside if set_.side == "inside" else before.outside
            return bool(set_.mM > amounts.get(set_.species, 0.0))
        case "set_permeability":
            passes = next(c.permeability for c in before.channels if c.kind == set_.channel)
            return bool(set_.permeability > passes.get(set_.species, 0.0))
        case "set_temperature":
            return bool(set_.celsius > before.temperature_C)
    return None
