"""Imports point one way: main -> render -> scenes -> sim, and theory is out of the dynamics' reach."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FORBIDDEN = {
    "sim": {"pygame", "render", "scenes", "main", "click", "rich", "pydantic"},
    "scenes": {"pygame", "render", "main"},
    "render": {"main"},
}
SIM_FROM_TOP = (
    "simulation",
    "launch commands",
    "cell",
    "agents",
    "solution",
    "measure",
    "theory",
    "placement membrane",
    "field ions",
    "problems",
    "scene",
    "geometry",
    "species units",
    "kernels",
)  # each room of sim may import those on lower lines only


def imports(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("package", FORBIDDEN)
def test_imports_point_one_way(package: str) -> None:
    for file in (ROOT / package).rglob("*.py"):
        wrong = {name for name in imports(file) if name.split(".")[0] in FORBIDDEN[package]}
        assert not wrong, f"{file.relative_to(ROOT)} imports {sorted(wrong)}"


@pytest.mark.parametrize("file", sorted((ROOT / "sim").rglob("*.py")), ids=lambda file: str(file.relative_to(ROOT)))
def test_rooms_of_sim_import_only_those_below(file: Path) -> None:
    tier = {room: n for n, rooms in enumerate(SIM_FROM_TOP) for room in rooms.split()}
    room = file.relative_to(ROOT / "sim").with_suffix("").parts[0]
    if room == "__init__":  # hands out the names of all
        return
    for name in imports(file):
        package, _, inner = name.partition(".")
        other = inner.partition(".")[0]
        if package == "sim" and other not in ("", room):
            assert tier[other] > tier[room], f"{room} is not above {other}: {name}"


def reached_from(module: str) -> set[str]:
    """All modules that an import of this one could load, imports for type checkers and within functions included."""
    waiting, seen = [module], set()
    while waiting:
        module = waiting.pop()
        path = ROOT / Path(*module.split("."))
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if module in seen or not file.exists():
            continue
        seen.add(module)
        found = imports(file)
        if "pkgutil" in found:  # a package that looks for its modules itself
            found |= {f"{module}.{inner.stem}" for inner in path.glob("*.py")}
        parents = {name.rpartition(".")[0] for name in found}
        waiting += [name for name in found | parents if name.split(".")[0] == "sim"]
    return seen


def test_no_theory_reaches_the_dynamics() -> None:
    """Follow the imports from the simulation: neither theory nor what reads it may be among them."""
    seen = reached_from("sim.simulation")
    assert {"sim.kernels.walk", "sim.cell", "sim.commands.doors", "sim.measure", "sim.measure.ammeter"} <= seen
    assert not {name for name in seen if name.split(".")[:2] == ["sim", "theory"]}
    assert {name for name in seen if name.startswith("sim.measure.")} == {
        "sim.measure.ammeter",
        "sim.measure.observables",
    }
    assert not imports(ROOT / "sim" / "measure" / "__init__.py")


def test_no_theory_is_loaded_with_the_dynamics() -> None:
    """The same of what is loaded in fact."""
    program = "import sys, sim.simulation; print(*[name for name in sys.modules if name.startswith('sim.')])"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(loaded.stdout.split()) <= reached_from("sim.simulation")


def test_headless_needs_no_pygame() -> None:
    program = "import sys, scenes.study.headless, main; sys.exit('pygame' in sys.modules or 'render' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT).returncode == 0
