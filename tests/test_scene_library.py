"""The scenes that come with the project: complete in every language, quickly read, true to their sources."""

import re
import tomllib
from itertools import pairwise

import pytest

from scenes import SceneFile, Text, library, load
from scenes.languages import codes
from scenes.reading import LIBRARY, PLAYLIST
from sim.scene import Scene, problems
from sim.species import D_REFERENCE
from sim.theory import ghk_voltage, nernst
from sim.units import kelvin

MAX_WORDS, MAX_HAN = 15, 26  # what is read in six seconds
MIN_SECONDS = 6.0


@pytest.fixture(scope="module", params=library())
def scene_file(request: pytest.FixtureRequest) -> SceneFile:
    return load(request.param)


def texts(scene_file: SceneFile) -> list[Text]:
    story = [scene_file.title, scene_file.question, scene_file.seen, *(c.text for c in scene_file.captions)]
    return story + ([scene_file.note] if scene_file.note else [])


def test_the_playlist_names_every_scene() -> None:
    listed = tomllib.loads(PLAYLIST.read_text(encoding="utf-8"))["scenes"]
    assert sorted(listed) == sorted(path.stem for path in LIBRARY.glob("*.toml"))
    assert library() == listed
    assert library()[:3] == ["sealed", "potassium-only", "resting"]


def test_a_library_scene_is_sound_and_speaks_every_language(scene_file: SceneFile) -> None:
    assert problems(scene_file.scene) == []
    assert scene_file.scene.name == scene_file.name
    assert scene_file.captions
    for words in texts(scene_file):
        assert set(words) == set(codes()) and all(words.values())


def test_captions_can_be_read_in_their_time(scene_file: SceneFile) -> None:
    for caption in scene_file.captions:
        assert len(caption.text["en"].split()) <= MAX_WORDS, caption.text["en"]
        # a Latin word or number reads like two characters
        chinese = caption.text["zh"]
        length = len(re.findall(r"[\u4e00-\u9fff]", chinese)) + 2 * len(re.findall(r"[\w+-]+", chinese, re.A))
        assert length <= MAX_HAN, chinese
    times = [caption.at_ns for caption in scene_file.captions]
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert times[0] == 0
    assert all(pause >= MIN_SECONDS * scene_file.pace_ns_per_s for pause in pauses)


def predicted(scene: Scene, what: str) -> float:
    """The voltage that theory gives for a scene as it starts, mV."""
    inside, outside = scene.balanced("inside"), scene.balanced("outside")
    valence = {symbol: species.charge for symbol, species in scene.species.items()}
    kind, _, symbol = what.partition(":")
    if kind == "zero":
        return 0.0
    if kind == "nernst":
        return nernst(valence[symbol], inside[symbol], outside[symbol], kelvin(scene.temperature_C))
    return ghk_voltage(permeability(scene), inside, outside, kelvin(scene.temperature_C), valence)


def permeability(scene: Scene) -> dict[str, float]:
    total: dict[str, float] = {}
    for channel in scene.channels:
        for symbol, p in channel.permeability.items():
            total[symbol] = total.get(symbol, 0.0) + channel.count * p
    return total


@pytest.mark.parametrize(
    ("name", "voltage_mV"),
    [("sealed", 0), ("potassium-only", -89), ("resting", -70), ("mammalian-neuron", -67)],
)
def test_theory_gives_the_voltage_that_the_captions_speak_of(name: str, voltage_mV: float) -> None:
    scene_file = load(name)
    assert predicted(scene_file.scene, scene_file.claim.predicts) == pytest.approx(voltage_mV, abs=0.5)


def test_numbers_in_captions_are_equilibrium_voltages_or_the_published_one(scene_file: SceneFile) -> None:
    scene = scene_file.scene
    known = {round(predicted(scene, f"nernst:{s}")) for s in ("K", "Na", "Cl")} | {scene_file.claim.published_mV}
    known |= {round(predicted(scene, "ghk"))} if scene.channels else set()
    for words in texts(scene_file):
        for translation in words.values():
            for number in re.findall(r"(?<![\w.])[+-]\d+", translation):
                assert int(number) in known, translation


def test_resting_takes_its_permeability_ratio_from_the_number_of_doors() -> None:
    scene = load("resting").scene
    assert len({p for channel in scene.channels for p in channel.permeability.values()}) == 1
    doors = {channel.kind: channel.count for channel in scene.channels}
    assert doors == {"K": 30, "Na": 1, "Cl": 5}
    assert 25 <= doors["K"] / doors["Na"] <= 100


def test_the_bulk_mixes_fast_against_the_membrane(scene_file: SceneFile) -> None:
    """Bi = P H / D << 1, or GHK of the counted concentrations says nothing about those at the mouths."""
    scene = scene_file.scene
    for symbol, p in permeability(scene).items():
        species = scene.species[symbol]
        share = p * scene.membrane.pore_width_nm / scene.box.width_nm
        entry = scene.membrane.pore_entry * D_REFERENCE / species.diffusion
        bi = share * entry * scene.box.half_height_nm / scene.membrane.thickness_nm
        assert bi < 0.15, symbol


CELLS = {
    "squid-giant-axon": (20, (400, 50, 40), (20, 440, 560), (1, 0.04, 0.45), -62),
    "frog-sartorius-muscle": (20, (124, 10.4, 1.5), (2.25, 109, 77.5), (1, 0.01, 0), -93),
    "mammalian-skeletal-muscle": (37, (155, 12, 4.2), (4, 145, 123), (1, 0.01, 2), -90),
    "mammalian-neuron": (37, (140, 10, 10), (5, 145, 110), (1, 0.04, 0.45), -67),
    "astrocyte": (37, (130, 15, 35), (4, 145, 120), (1, 0.005, 0), -85),
    "human-red-cell": (37, (140, 11, 80), (4.5, 145, 112), (1, 0.3, 100), -9),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_real_cell_has_the_published_numbers(name: str) -> None:
    temperature, inside, outside, ratio, rest = CELLS[name]
    scene_file = load(name)
    scene = scene_file.scene
    assert scene.temperature_C == temperature
    assert tuple(scene.inside[s] for s in ("K", "Na", "Cl")) == inside
    assert tuple(scene.outside[s] for s in ("K", "Na", "Cl")) == outside
    total = permeability(scene)
    assert [total.get(s, 0) / total["K"] for s in ("K", "Na", "Cl")] == pytest.approx(ratio)
    assert scene_file.claim.published_mV == scene.initial_mV == rest
    assert scene_file.claim.predicts == "ghk" and scene_file.claim.tolerance_mV == 1.5
    assert scene_file.source
