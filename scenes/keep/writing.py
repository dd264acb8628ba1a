"""A scene as the text of a scene file that gives the same scene again, to the last digit of every number.

What is as the format has it by default is left out, so that the file shows what is special, and a QR code has room.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

from scenes.format.schema import SceneTable
from scenes.format.story_tables import ClaimTable
from scenes.keep.course import Course
from scenes.languages import text
from scenes.scene_file import Claim, SceneFile, Text, TimedCommand
from sim.scene import Channel, Scene

SUFFIX = "keep.suffix"  # entry of the catalogues: what follows the title of a scene that somebody has kept
ELSEWHERE = ("name", "bath_inside", "bath_outside", "extra_species", "channels", "pump")  # have no key of their own
ALWAYS = ("ions", "temperature_C")  # are told even where they are as usual


def kept(course: Course, scene_file: SceneFile) -> SceneFile:
    """The cell that is shown as a scene of its own: as it began, with all that was done to it; the title says that it
    is somebody's own, and the story's words, cases and missions are left out. What the claim predicts stays."""
    return SceneFile(
        name=scene_file.name,
        path=scene_file.path,
        title=_own(scene_file.title),
        question=Text(),
        answers=(),
        seen=Text(),
        note=None,
        scene=course.scene,
        pace_ns_per_s=scene_file.pace_ns_per_s,
        timeline=course.timeline,
        captions=(),
        claim=scene_file.claim,
        source=scene_file.source,
        follow=scene_file.follow,
        chart=scene_file.chart,
        zoom=scene_file.zoom,
        seed=course.seed,
    )


def _own(title: Text) -> Text:
    suffixes = {code: text(SUFFIX, code) for code in title}
    return Text(
        {code: said if said.endswith(suffixes[code]) else said + suffixes[code] for code, said in title.items()}
    )


def text_of(scene_file: SceneFile, claim: bool = True) -> str:
    """The file, without what `kept` leaves out. claim: whether its claim is in it; without one the format makes one."""
    import tomli_w

    top: dict[str, Any] = {"title": dict(scene_file.title)}
    for key in ("source", "seed", "follow", "chart", "zoom", "pace_ns_per_s"):
        if getattr(scene_file, key) != SceneTable.model_fields[key].default:
            top[key] = getattr(scene_file, key)
    top |= _scene(scene_file.scene)
    if claim:
        top["claim"] = _claim(scene_file.claim)
    if scene_file.timeline:
        top["timeline"] = [_timed(timed) for timed in scene_file.timeline]
    return tomli_w.dumps(_plain(top))


def _scene(scene: Scene) -> dict[str, Any]:
    table = {key: value for key, value in _told(scene, ALWAYS).items() if key not in ELSEWHERE}
    table["inside"], table["outside"] = dict(scene.inside), dict(scene.outside)  # in their order: sums depend on it
    table["field"] = {"kind": scene.field.kind, **_told(scene.field)}
    table["bath"] = {"inside": scene.bath_inside, "outside": scene.bath_outside}
    if scene.channels:
        table["channels"] = [_channel(channel) for channel in scene.channels]
    if scene.pump is not None:
        table["pump"] = _told(scene.pump, ("count",))
    if scene.extra_species:
        table["species"] = {
            species.symbol: {f.name: getattr(species, f.name) for f in fields(species) if f.name != "symbol"}
            for species in scene.extra_species
        }
    return table


def _channel(channel: Channel) -> dict[str, Any]:
    """A permeability for the species that gives the channel its name is a number, and 1 goes without saying."""
    table = _told(channel, ("count",))
    if list(channel.permeability) == [channel.kind]:
        alone = channel.permeability[channel.kind]
        table["permeability"] = alone
        if alone == 1.0:
            del table["permeability"]
    return table


def _claim(claim: Claim) -> dict[str, Any]:
    defaults = {name: field.default for name, field in ClaimTable.model_fields.items()}
    table = {field.name: getattr(claim, field.name) for field in fields(claim)}
    return {name: value for name, value in table.items() if name == "predicts" or value != defaults[name]}


def _timed(timed: TimedCommand) -> dict[str, Any]:
    """Whatever fields a command has: what inherits Command is kept without a line here."""
    named = {} if timed.mark is None else {"mark": timed.mark}
    return {"at_ns": timed.at_ns, "do": timed.command.do, **_told(timed.command), **named}


def _told(data: Any, always: tuple[str, ...] = ()) -> dict[str, Any]:
    """The fields of a dataclass that are not as they are by default. always: and these."""
    values = ((field, getattr(data, field.name)) for field in fields(data))
    return {field.name: value for field, value in values if field.name in always or value != _default(field)}


def _default(field: "Field[Any]") -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


def _plain(value: Any) -> Any:
    """What TOML has: dictionaries, lists, text, true or false, and numbers of Python's own; None is left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(_told(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items() if entry is not None}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, bool | str):
        return value
    if hasattr(value, "item"):  # numpy's, whose text may not be a number
        return _plain(value.item())
    return value
