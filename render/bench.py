"""How fast it is here: the simulation alone, the window, and the start of the program, cold and warm.

Timings on a busy machine are noisy: compare figures of one run with each other.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from scenes import load
from sim import Simulation

PACE = 300  # ns a second while the window is timed
WARM_UP = 30  # frames that are left out
ROOT = Path(__file__).parent.parent

# Run in a fresh process: plays for some seconds and prints what it saw.
PLAY = """
import json, sys, time
began = time.perf_counter()
from render.app import play
options = json.loads(sys.argv[1])
report = play(began=began, **options)
json.dump(vars(report), sys.stdout)
"""


def report(
    scene: str,
    changes: Sequence[str],
    *,
    size: tuple[int, int],
    threads: int | None,
    seconds: float,
    startup: bool,
    figures: dict[str, Any] | None = None,
) -> Iterator[str]:
    """Lines of the report, each as soon as it is known. changes: to the scene, as KEY=VALUE; figures: gets what the
    lines tell, by names with their units."""
    figures = {} if figures is None else figures
    simulation = _simulation(scene, changes, threads)
    figures |= {
        "scene": Path(scene).stem,
        "ions": simulation.ions.total,
        "field": simulation.scene.field.kind,
        "processors": os.cpu_count(),
        "headless": [],
    }
    yield f"{simulation.ions.total} ions, scene '{Path(scene).stem}', {os.cpu_count()} processors"
    for count in sorted({1, simulation.threads}):
        chosen = simulation if count == simulation.threads else _simulation(scene, changes, count)
        figures["headless"].append(_headless(chosen, seconds))
        yield _headless_line(**figures["headless"][-1])
    tick_ms = _times(simulation, seconds)
    figures["frame_without_drawing_ms"] = _quantiles(tick_ms)
    yield f"frame without drawing ({PACE / 60:g} ns and a census): {_spread(tick_ms)}"
    changes = [*changes, f"pace_ns_per_s={PACE}"]
    options = {"scene": str(Path(scene).resolve()) if scene.endswith(".toml") else scene,
               "changes": changes, "size": size, "threads": threads, "opening": False}  # fmt: skip
    with tempfile.TemporaryDirectory() as cold:
        if startup:
            first = _play({**options, "seconds": 60.0, "until_moving": True}, {"NUMBA_CACHE_DIR": cold})
            figures["start_s"] = {"cold": _start(first)}
            yield _start_line("cold compile cache", first)
            warm = _play({**options, "seconds": 30.0, "until_moving": True}, {"NUMBA_CACHE_DIR": cold})
            figures["start_s"]["warm"] = _start(warm)
            yield _start_line("warm compile cache", warm)
        played = _play({**options, "seconds": 3.0 + seconds}, {"NUMBA_CACHE_DIR": cold} if startup else {})
    yield from _window_lines(played, size, figures)


def as_json(figures: dict[str, Any]) -> str:
    """The figures of `report`."""
    return json.dumps(figures, indent=2) + "\n"


def _window_lines(played: dict[str, Any], size: tuple[int, int], figures: dict[str, Any]) -> Iterator[str]:
    """Drawing alone, then what a visitor sees: from one picture on screen to the next, with all waiting."""
    if not played["frames"]:
        yield f"window, {size[0]}x{size[1]}: no ion has moved in that time; ask for more --seconds"
        return
    work, seen = (np.array(played[name]) for name in ("frame_ms", "interval_ms"))
    drop = min(WARM_UP, len(seen) // 4)
    shown_s = played["shown_s"]
    figures["window"] = {
        "size_px": list(size),
        "frame_with_drawing_ms": _quantiles(work[drop:]),
        "frame_to_frame_ms": {**_quantiles(seen[drop:]), "longest": float(seen[drop:].max())},
        "frames_per_s": played["frames"] / shown_s,
        "ns_per_s": played["simulated_ns"] / shown_s,
        "asked_for_ns_per_s": PACE,
    }
    yield f"frame with drawing, {size[0]}x{size[1]}: {_spread(work[drop:])}"
    yield f"frame to frame on screen: {_spread(seen[drop:])}, longest {seen[drop:].max():.1f} ms"
    yield (
        f"window: {played['frames'] / shown_s:.0f} frames a second while "
        f"{played['simulated_ns'] / shown_s:.0f} ns pass each second (asked for {PACE})"
    )


def _simulation(scene: str, changes: Sequence[str], threads: int | None) -> Simulation:
    simulation = Simulation(load(scene, changes).scene, seed=1, threads=threads)
    simulation.advance(16)
    return simulation


def _headless(simulation: Simulation, seconds: float) -> dict[str, Any]:
    steps, ns = simulation.substeps, simulation.time_ns
    began = time.perf_counter()
    while (spent := time.perf_counter() - began) < seconds:
        simulation.advance(16)
    passed = simulation.time_ns - ns
    return {
        "threads": simulation.threads,
        "ns_per_s": passed / spent,
        "substeps_per_ion_ns": (simulation.substeps - steps) / passed / simulation.ions.total,
        "wall_ns_per_ion_ns": spent / passed / simulation.ions.total * 1e9,
    }


def _headless_line(threads: int, ns_per_s: float, substeps_per_ion_ns: float, wall_ns_per_ion_ns: float) -> str:
    return (
        f"headless, {threads} thread{'s' if threads > 1 else ''}: {ns_per_s:.0f} ns a second, "
        f"{substeps_per_ion_ns:.2f} sub-steps an ion and ns, {wall_ns_per_ion_ns:.2f} ns of wall time an ion and ns"
    )


def _times(simulation: Simulation, seconds: float) -> Any:
    times = []
    end = time.perf_counter() + seconds
    while (began := time.perf_counter()) < end:
        simulation.advance(PACE / 60)
        simulation.observe()
        times.append(1e3 * (time.perf_counter() - began))
    return np.array(times)


def _quantiles(times_ms: Any) -> dict[str, float]:
    return {"median": float(np.median(times_ms)), "p99": float(np.percentile(times_ms, 99))}


def _start(played: dict[str, Any]) -> dict[str, float]:
    return {"window": played["first_window_s"], "ions_move": played["first_moving_s"]}


def _spread(times_ms: Any) -> str:
    return f"median {np.median(times_ms):.1f} ms, 99th percentile {np.percentile(times_ms, 99):.1f} ms"


def _start_line(name: str, played: dict[str, Any]) -> str:
    return f"start, {name}: window in {played['first_window_s']:.2f} s, ions move in {played['first_moving_s']:.1f} s"


def _play(options: dict[str, Any], environment: dict[str, str]) -> dict[str, Any]:
    """Play in a fresh process; on the dummy driver where there is no display."""
    variables = {**os.environ, **environment, "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
    if not any(name in variables for name in ("DISPLAY", "WAYLAND_DISPLAY")) and sys.platform.startswith("linux"):
        variables.setdefault("SDL_VIDEODRIVER", "dummy")
    finished = subprocess.run(
        [sys.executable, "-c", PLAY, json.dumps(options)], cwd=ROOT, env=variables, capture_output=True, text=True
    )
    if finished.returncode:
        raise RuntimeError(f"the window could not be timed: {finished.stderr.strip().splitlines()[-1:]}")
    result: dict[str, Any] = json.loads(finished.stdout)
    return result
