"""The plan of the house: imports go down, nothing goes in a circle, playback needs no pygame, and theory is out of the
dynamics' reach."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import rooms

FOREIGN = {  # what a package or room must not import, wherever in a file
    "sim": {"pygame", "click", "rich", "pydantic"},
    "scenes": {"pygame"},
    "render.playback": {"pygame"},
}


def below(start: str) -> set[str]:
    """All modules that a module reaches by imports, itself among them."""
    waiting, seen = [start], set()
    while waiting:
        module = waiting.pop()
        if module not in seen:
            seen.add(module)
            waiting += rooms.graph()[module]
    return seen


def test_imports_point_down() -> None:
    assert not rooms.upward()


def test_nothing_imports_itself_in_a_circle() -> None:
    assert not rooms.circle()


def test_no_file_and_no_folder_is_too_large() -> None:
    assert not rooms.too_large()


def test_the_plan_names_every_room_once_and_no_other() -> None:
    planned = [room for line in rooms.PLAN for room in line.split()]
    assert len(planned) == len(set(planned))
    assert {rooms.room(module) for module in rooms.modules()} == set(planned)


def test_what_breaks_the_plan_is_found(tmp_path: Path) -> None:
    """Imports in functions, for types alone and by a string count like those at the top of a file."""
    file = tmp_path / "module.py"
    file.write_text(
        "from typing import TYPE_CHECKING\n"
        "import importlib\n"
        "if TYPE_CHECKING:\n    from render.app import App\n"
        "def later():\n    from render import stage\n    importlib.import_module('sim.launch')\n"
    )
    assert {"render.app", "render.stage", "sim.launch"} <= rooms.named(file)
    assert rooms.room("render.panels.charts.lanes") == "render.panels.charts"
    assert rooms.LEVEL["render.app"] < rooms.LEVEL["render.session"] < rooms.LEVEL["render.playback"]


@pytest.mark.parametrize("room", FOREIGN)
def test_what_stays_out(room: str) -> None:
    for module, file in rooms.modules().items():
        if module == room or module.startswith(f"{room}."):
            wrong = {name for name in rooms.named(file) if name.split(".")[0] in FOREIGN[room]}
            assert not wrong, f"{module} imports {sorted(wrong)}"


def test_nothing_that_playback_reaches_draws() -> None:
    reached = set().union(*(below(module) for module in rooms.modules() if rooms.room(module) == "render.playback"))
    assert "sim.simulation" in reached
    assert {rooms.room(module) for module in reached if module.startswith("render")} == {"render.playback"}


def test_no_theory_reaches_the_dynamics() -> None:
    """Follow the imports from the simulation: neither theory nor what reads it may be among them."""
    reached = below("sim.simulation")
    assert {"sim.kernels.walk", "sim.cell", "sim.commands.doors", "sim.agents.pump"} <= reached
    assert not {module for module in reached if rooms.room(module) == "sim.theory"}
    measuring = {module for module in reached if module.startswith("sim.measure.")}
    assert measuring == {"sim.measure.ammeter", "sim.measure.observables"}, "these two only count"
    assert not rooms.named(rooms.modules()["sim.measure"]) & rooms.modules().keys()


def test_no_theory_is_loaded_with_the_dynamics() -> None:
    """The same of what is loaded in fact; a package is loaded with its modules."""
    program = "import sys, sim.simulation; print(*[name for name in sys.modules if name.startswith('sim.')])"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=rooms.ROOT, capture_output=True, text=True, check=True)
    reached = below("sim.simulation")
    packages = {name.rpartition(".")[0] for name in reached} | {"sim.measure"}
    assert set(loaded.stdout.split()) <= reached | packages | below("sim")
    assert not [name for name in loaded.stdout.split() if name.startswith("sim.theory")]


def test_headless_needs_no_pygame() -> None:
    program = "import sys, scenes.study.headless, main; sys.exit('pygame' in sys.modules or 'render' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=rooms.ROOT).returncode == 0
