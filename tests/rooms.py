"""Which room imports which: `python -m tests.rooms` prints it and all that breaks the plan; test_rooms.py asserts that
nothing does.

A room is a folder of sim, scenes or render, or a file beside these folders. Every import counts: inside functions, for
types alone (TYPE_CHECKING), and modules that are named in a string.
"""

import ast
import sys
from collections.abc import Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("render", "scenes", "sim")
MOST_LINES, MOST_FILES, MOST_IN_RENDER = 350, 14, 8
UNCOUNTED = ("kernels", "benchmarks")  # many files that are alike

# rooms from the top down: each may import itself and what stands on a later line
PLAN = (
    "main",
    "render.kiosk render.film render.bench render.printed",
    "render.app",
    "render.hands",
    "render.session",
    "render.stage",
    "render.panels render.box render.device",
    "render.panels.charts render.box.kernels",
    "render.panels.own",
    "render.timing",
    "render.playback",
    "render.controls render.settings render.environment render.style",
    "render",
    "scenes.notebook",
    "scenes.handout",
    "scenes.sweep",
    "scenes.progress",
    "scenes.study",
    "scenes.cluster",
    "scenes.keep",
    "scenes.entrance",
    "scenes",
    "scenes.format",
    "scenes.keep.code",
    "scenes.story",
    "scenes.replies",
    "scenes.conditions",
    "scenes.spiking",
    "scenes.languages scenes.actions scenes.facts",
    "scenes.scene_file",
    "scenes.hands",
    "sim",
    "sim.simulation",
    "sim.launch sim.commands sim.table",
    "sim.cell",
    "sim.building",
    "sim.agents",
    "sim.solution",
    "sim.field",
    "sim.measure",
    "sim.theory",
    "sim.placement sim.membrane",
    "sim.ions",
    "sim.problems",
    "sim.scene",
    "sim.geometry",
    "sim.species",
    "sim.units",
    "sim.kernels",
)
LEVEL = {room: n for n, line in enumerate(PLAN) for room in line.split()}


@cache
def modules() -> Mapping[str, Path]:
    """Every module by its dotted name; a package by its folder's."""
    files = [
        ROOT / "main.py",
        *(file for package in ("render", "scenes", "sim") for file in (ROOT / package).rglob("*.py")),
    ]
    names = [file.relative_to(ROOT).with_suffix("").parts for file in files]
    return {".".join(n[:-1] if n[-1] == "__init__" else n): file for n, file in zip(names, files, strict=True)}


def named(file: Path) -> set[str]:
    """Dotted names that a file imports, wherever in it; a package only where more than modules is taken from it."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            taken = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= taken if taken <= modules().keys() else {node.module, *taken}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
            found |= {node.value}
    return found


@cache
def graph() -> Mapping[str, frozenset[str]]:
    """Module -> modules of the packages that it imports."""
    known = modules()
    found = {}
    for name, file in known.items():
        wanted = named(file) & known.keys()
        if "pkgutil" in named(file):  # a package that looks for its modules itself
            wanted |= {other for other in known if other.rpartition(".")[0] == name}
        found[name] = frozenset(wanted - {name})
    return found


def room(module: str) -> str:
    """The room of a module: the longest name of the plan that it begins with."""
    parts = module.split(".")
    names = (".".join(parts[:n]) for n in range(len(parts), 0, -1))
    return next((name for name in names if name in LEVEL), module)


def upward() -> list[str]:
    """Imports that point up, or aside into another room."""
    return [
        f"{module} imports {other}"
        for module, others in graph().items()
        for other in sorted(others)
        if room(module) != room(other) and LEVEL.get(room(module), -1) >= LEVEL.get(room(other), 0)
    ]


def circle() -> list[str]:
    """Modules that import each other in a circle; empty if there are none."""
    try:
        TopologicalSorter(graph()).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def too_large() -> list[str]:
    """Files with too many lines, folders with too many files."""
    found = []
    files = [*modules().values(), *(ROOT / "tests").rglob("*.py")]
    for file in files:
        lines = len(file.read_text(encoding="utf-8").splitlines())
        if lines > MOST_LINES:
            found.append(f"{file.relative_to(ROOT)}: {lines} lines")
    for folder in {file.parent for file in files} - {ROOT}:
        count = sum(1 for file in folder.iterdir() if file.is_file())
        most = MOST_IN_RENDER if folder == ROOT / "render" else MOST_FILES
        if count > most and folder.name not in UNCOUNTED:
            found.append(f"{folder.relative_to(ROOT)}: {count} files")
    return found


def main() -> int:
    rooms: dict[str, set[str]] = {}
    for module, others in graph().items():
        rooms.setdefault(room(module), set()).update(map(room, others))
    for name in sorted(rooms, key=lambda name: LEVEL.get(name, -1)):
        size = sum(room(module) == name for module in modules())
        below = sorted(rooms[name] - {name}, key=lambda other: LEVEL.get(other, 99))
        print(f"{name:<22}{size:>3} file{'s' if size > 1 else ' '}  {'-> ' + ', '.join(below) if below else ''}")
    wrong = [*upward(), *too_large()]
    if circle():
        wrong.append("in a circle: " + " -> ".join(circle()))
    print("\n".join(wrong) or "no circle, no upward import, nothing too large")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
