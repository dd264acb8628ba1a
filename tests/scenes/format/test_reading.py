"""What a scene file says arrives, and what is written from it reads the same."""

import math
from collections.abc import Callable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pytest

from scenes import SceneFile, library, load
from scenes.format.keys import all_keys, key_table
from sim.commands import COMMANDS
from sim.commands.doors import SetGate
from sim.commands.electrode import VoltageClamp
from sim.commands.solutions import SetConcentration
from sim.commands.start import Reset
from sim.scene import Scene

VALID = (Path(__file__).parents[2] / "example_scene.toml").read_text(encoding="utf-8")


def test_a_small_file_is_enough(write: Callable[[str], Path]) -> None:
    loaded = load(str(write('title = "Mine"\n[inside]\nK = 140\n[outside]\nK = 5\n[[channels]]\nkind = "K"')))
    assert loaded.name == "mine" and loaded.title == {"en": "Mine"} and loaded.title.in_("zh") == "Mine"
    assert loaded.scene == Scene(name="mine", inside={"K": 140}, outside={"K": 5}, channels=loaded.scene.channels), (
        "what the file leaves out has the defaults of sim.Scene"
    )
    (channel,) = loaded.scene.channels
    assert (channel.kind, channel.count, channel.permeability) == ("K", 1, {"K": 1.0})
    assert loaded.claim.predicts == "ghk" and loaded.captions == () and loaded.note is None


def test_a_wall_without_channels_claims_zero(write: Callable[[str], Path]) -> None:
    assert load(str(write('title = "Wall"\n[inside]\nK = 1'))).claim.predicts == "zero"


def test_all_of_a_full_file_arrives(write: Callable[[str], Path]) -> None:
    loaded = load(str(write(VALID)))
    leak = loaded.scene.channels[1]
    assert (leak.count, leak.at_nm, leak.permeability) == (1, (30.0,), {"K": 0.5, "Na": 0.1})
    assert loaded.scene.extra_species[0].symbol == "Mg"
    assert [timed.at_ns for timed in loaded.timeline] == [100, 200]
    assert [timed.command for timed in loaded.timeline] == [
        SetGate("K", "blocked", 0.5),
        SetConcentration("K", "outside", 20),
    ]


def test_every_command_of_the_simulation_can_stand_in_a_timeline(write: Callable[[str], Path]) -> None:
    entries = {
        "set_concentration": 'species = "K"\nside = "outside"\nmM = 9',
        "set_gate": 'channel = 2\nstate = "closed"',
        "set_permeability": 'channel = "leak"\nspecies = "Na"\npermeability = 1',
        "set_bath": 'side = "inside"\nmode = "perfused"',
        "set_temperature": "celsius = 20",
        "voltage_clamp": 'mV = "off"',
        "set_pump": "running = false",
        "set_stoichiometry": "sodium = 2\npotassium = 2",
        "set_drug": 'drug = "DNP"\npresent = true',
        "stimulate": "ions_per_ns = 5\nduration_ns = 200",
        "set_gating": "responding = false",
        "add_channel": 'channel = "Ca"\npermeability = { Na = 0.5 }\nat_nm = 90',
        "remove_channel": "channel = 0",
        "move_channel": "channel = 0\nat_nm = 70",
        "add_pump": "",
        "remove_pump": "pump = 1",
        "move_pump": "pump = 0\nat_nm = 60",
        "reset": "",
    }
    assert list(entries) == list(COMMANDS)
    timeline = "".join(f'[[timeline]]\nat_ns = 300\ndo = "{do}"\n{rest}\n' for do, rest in entries.items())
    gated = '[[channels]]\nkind = "Na"\ngating = "HH_Na"\nat_nm = [80.0]\n'
    commands = [timed.command for timed in load(str(write(VALID + gated + "[pump]\n" + timeline))).timeline[2:]]
    assert [type(command) for command in commands] == list(COMMANDS.values())
    assert VoltageClamp("off") in commands and commands[-1] == Reset()


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "notepad.toml"
    path.write_bytes(b"\xef\xbb\xbf" + VALID.encode())
    assert load(str(path)).name == "notepad"


def as_toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {as_toml(entry)}' for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(as_toml(entry) for entry in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, str):
        escaped = "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in value)
        return f'"{escaped}"'
    return repr(value)


@pytest.mark.parametrize("name", library())
def test_a_file_written_from_what_was_read_reads_the_same(name: str, tmp_path: Path) -> None:
    scene_file = load(name)
    scene, claim = scene_file.scene, scene_file.claim
    plain: dict[str, Any] = {
        "title": dict(scene_file.title),
        "question": dict(scene_file.question),
        "seen": dict(scene_file.seen),
        "try": {"actions": list(scene_file.first_try.actions), **scene_file.first_try.text},
        "source": scene_file.source,
        "pace_ns_per_s": scene_file.pace_ns_per_s,
        "follow": scene_file.follow,
        "chart": scene_file.chart,
        "zoom": scene_file.zoom,
        "field": asdict(scene.field),
        "macro_step_ns": scene.macro_step_ns,
        **{
            name: getattr(scene, name)
            for name in ("temperature_C", "diffusion_C", "ions", "initial_mV", "balance", "near_step_nm")
        },
        "inside": dict(scene.inside),
        "outside": dict(scene.outside),
        "bath": {"inside": scene.bath_inside, "outside": scene.bath_outside},
        "membrane": {field.name: getattr(scene.membrane, field.name) for field in fields(scene.membrane)},
        "box": {field.name: getattr(scene.box, field.name) for field in fields(scene.box)},
        "channels": [
            {f.name: v for f in fields(c) if (v := getattr(c, f.name)) is not None}
            | {"at_nm": list(c.at_nm), "permeability": dict(c.permeability)}
            for c in scene.channels
        ],
        "claim": {f.name: v for f in fields(claim) if (v := getattr(claim, f.name)) is not None},
        "captions": [{"at_ns": c.at_ns, "while": dict(c.while_), **c.text} for c in scene_file.captions],
        "answers": [{"right": answer.right, "cell": answer.cell, **answer.text} for answer in scene_file.answers],
        "timeline": [
            {"at_ns": timed.at_ns, **asdict(timed.command)} | ({} if timed.mark is None else {"mark": dict(timed.mark)})
            for timed in scene_file.timeline
        ],
        "camera": [
            {"at_ns": shot.at_ns, "at": shot.at, "zoom": shot.zoom}
            | ({} if shot.pace_ns_per_s is None else {"pace": shot.pace_ns_per_s})
            for shot in scene_file.camera
        ],
    }
    if scene_file.missions:  # others in their place, for the visitor's bar asks for some
        plain["missions"] = [{"en": "Up", "goal": {"V_above": 400}, "hint": "Up."}]
    if scene_file.handout is not None:
        plain["handout"] = asdict(scene_file.handout) | {"aims": [dict(aim) for aim in scene_file.handout.aims]}
    if scene_file.note is not None:
        plain["note"] = dict(scene_file.note)
    if scene.clamp_mV is not None:
        plain["clamp_mV"] = scene.clamp_mV
    if scene.pump is not None:
        plain["pump"] = asdict(scene.pump) | {"at_nm": list(scene.pump.at_nm)}
    if any(channel.gating for channel in scene.channels):
        plain["gating"] = asdict(scene.gating)
    if scene_file.compare is not None:
        compared = {key: value for key, value in asdict(scene_file.compare).items() if value is not None}
        plain["compare"] = {key: value for key, value in compared.items() if value != {}}
    if scene_file.notebook is not None:
        plain["notebook"] = {key: v for key, v in asdict(scene_file.notebook).items() if v is not None}
    if scene_file.hands is not None:  # what is asked for first may be to set cases by hand
        plain["cases"] = [{"label": "cold", "set": ["temperature_C=20"]}, {"label": "as it is"}]
    path = tmp_path / f"{scene_file.name}.toml"
    path.write_text("\n".join(f"{key} = {as_toml(value)}" for key, value in plain.items()), encoding="utf-8")
    again = load(str(path))
    for field in fields(SceneFile):
        # cases, with what sets them by hand, and missions are kept as whole scenes, not as what made them
        if field.name not in ("path", "cases", "hands", "missions"):
            assert getattr(again, field.name) == getattr(scene_file, field.name), field.name


def test_the_table_of_keys_explains_every_key() -> None:
    printed = key_table()
    for key in all_keys():
        assert key.type and "typing" not in key.type and "<" not in key.type
        assert key.name in printed
        assert key.description or "timeline" in key.section, key
    assert "set_gate" in printed and "[species.X]" in printed and "100000" in printed
