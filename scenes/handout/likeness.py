"""What is simplified in a scene, and where its laws are from: for the foot of the page."""

from collections.abc import Iterator

from scenes.facts import capacitance_factor, times_round_a_neuron
from scenes.languages import text
from scenes.scene_file import SceneFile
from sim.scene import SIDES

LAWS = {  # the start of claim.predicts -> who found it
    "nernst": ("Nernst 1889, Z Phys Chem 4:129",),
    "ghk": ("Goldman 1943, J Gen Physiol 27:37", "Hodgkin & Katz 1949, J Physiol 108:37"),
    "mullins_noda": ("Mullins & Noda 1963, J Gen Physiol 47:117",),
    "donnan": ("Donnan 1911, Z Elektrochem 17:572",),
    "stall": ("De Weer, Gadsby & Rakowski 1988, Annu Rev Physiol 50:225",),
}
GATES = "Hodgkin & Huxley 1952, J Physiol 117:500"
LAYERS = ("Gouy 1910, J Phys Theor Appl 9:457", "Chapman 1913, Phil Mag 25:475")


def facts(scene_file: SceneFile, language: str) -> list[str]:
    """What is not as in a cell; the first ones in the words that the screen has for them."""
    return list(_facts(scene_file, language))


def _facts(scene_file: SceneFile, language: str) -> Iterator[str]:
    def said(key: str, **values: object) -> str:
        return text(f"handout.fact.{key}", language, **values)

    scene = scene_file.scene
    yield text("ui.facts.pace", language, pace=f"{round(scene_file.pace_ns_per_s):,}")
    key = "ui.facts.capacitance" if scene.field.kind == "capacitor" else "ui.facts.slab"
    yield text(key, language, factor=f"{capacitance_factor(scene):.3g}")
    if scene_file.claim.published_mV is None:  # a real cell of another size than a neuron
        times = f"{times_round_a_neuron(scene):,}"
        yield text("ui.facts.scale", language, width=f"{scene.box.width_nm:g}", times=times)
    if any(channel.count for channel in scene.channels):
        yield said("flat")
        yield said("leaks")
    if any(channel.gating and channel.count for channel in scene.channels):
        yield said("gates", ns=f"{scene.gating.ns_per_ms:,.0f}")
    if scene.pump is not None and scene.pump.count:
        yield said("pump")
    fresh = [side for side in SIDES if getattr(scene, f"bath_{side}") == "perfused"]
    if fresh:
        sides = text("handout.list", language).join(text(f"side.{side}", language) for side in fresh)
        yield said("fresh", sides=sides)
    yield said("water")


def sources(scene_file: SceneFile) -> list[str]:
    """Of the scene's numbers, of the law that it claims, of its gates and layers."""
    laws = LAWS.get(scene_file.claim.predicts.partition(":")[0], ())
    gated = any(channel.gating and channel.count for channel in scene_file.scene.channels)
    layered = scene_file.chart == "profile"
    found = [scene_file.source, *laws, *([GATES] if gated else []), *(LAYERS if layered else ())]
    return list(dict.fromkeys(source for source in found if source))
