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


def test_no_theory_reaches_the_dynamics() -> None:
    """Follow the imports from the simulation: neither theory nor what reads it may be among them."""
    waiting, seen = ["sim.simulation"], set()
    while waiting:
        module = waiting.pop()
        file = ROOT / Path(*module.split("."))
        file = file.with_suffix(".py") if file.with_suffix(".py").exists() else file / "__init__.py"
        if module in seen or not file.exists():
            continue
        seen.add(module)
        waiting += [name for name in imports(file) if name.startswith("sim.")]
    assert "sim.kernels.walk" in seen
    assert not seen & {"sim.theory", "sim.measure.predictions", "sim.measure.measurement", "sim.measure.statistics"}


def test_headless_needs_no_pygame() -> None:
    program = "import sys, scenes.study.headless, main; sys.exit('pygame' in sys.modules or 'render' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT).returncode == 0
