"""What the simulation's thread does before it begins: it gives way to the window, which is up already, imports and
compiles the physics, and takes what is there for good out of the search for garbage."""

import gc
import importlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[2]
POLITENESS = 10  # niceness of the simulation's threads
SWITCH_S = 0.0005  # a thread keeps the interpreter so long when another wants it
ENGINE_S = 120.0  # a slow machine needs a minute


def import_all() -> None:
    """The slow imports: the physics with numba, the loader of scenes."""
    for module in ("sim", "scenes"):
        importlib.import_module(module)


def give_way() -> None:
    """Let other threads go before the calling one. On Linux each thread has its own priority, and those that this one
    starts for its kernels inherit it.

    The window gives the interpreter away in each kernel and each call that draws, and waited up to 5 ms to have it
    back, dozens of times a frame, while this thread worked out a prediction.
    """
    sys.setswitchinterval(SWITCH_S)
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), POLITENESS)


@contextmanager
def unsearched() -> Iterator[None]:
    """No search for garbage meanwhile: there is little while things are imported and compiled, and looking for it takes
    a twelfth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def keep_for_good() -> None:
    """Take what is there now, all that was imported and compiled, out of the search for garbage: looked through again
    and again, it stopped picture and ions for 30 to 90 ms each time. Once a process: what a window leaves is garbage.
    """
    if not gc.get_freeze_count():
        gc.collect()
        gc.freeze()


def compile_engine(threads: int, in_field: bool = False, part: str = "") -> None:
    """Move a few ions once, so that the kernels of the simulation are compiled (or read from numba's cache); in_field:
    those of a field that is solved, not of the capacitor; part: one of sim.launch.PARTS alone."""
    from sim import Channel, Scene, Simulation
    from sim.scene import Field
    from sim.simulation import PARALLEL_FROM

    ions = PARALLEL_FROM if threads > 1 else 1000
    scene = Scene(inside={"K": 100.0}, outside={"K": 100.0}, channels=(Channel("K", {"K": 1.0}),), ions=ions)
    if in_field:
        scene = replace(scene, field=Field("layered"))
    simulation = Simulation(scene, threads=threads)
    if part:
        simulation.compile(part)
    else:
        simulation.advance(2 * scene.macro_step_ns)
    if part == "loop":
        simulation.ions.between(0, 0.0, 1.0)  # what baths look for


def begin_engine(
    threads: int | None, ions: int | None = None, in_field: bool = False
) -> "list[subprocess.Popen[bytes]]":
    """Compile the simulation's kernels in processes of their own, a part each, beside those that draw, which go first.
    None of them where they are in the cache or nothing can be kept, or there is one processor.

    ions: how many are asked for in every scene, None for what the scene says; few of them stay on one thread; in_field:
    see compile_engine.
    """
    from sim import kernels
    from sim.kernels.cache import in_cache
    from sim.kernels.folders import folders
    from sim.simulation import PARALLEL_FROM

    threads = 1 if ions is not None and ions < PARALLEL_FROM else threads or os.cpu_count() or 1
    suffix = "_in_field" if in_field else ""
    package = Path(kernels.__file__).parent
    if (os.cpu_count() or 1) < 2 or not folders(package):
        return []
    functions = {"step": "step_chunk", "loop": f"{'advance_parallel' if threads > 1 else 'advance_serial'}{suffix}"}
    begun = []
    for part, function in functions.items():
        if not in_cache(package, f"advance{suffix}.{function}"):
            program = f"""from render.playback import warm
warm.give_way()
with warm.unsearched():
    warm.compile_engine({threads}, {in_field}, "{part}")
"""
            command = [sys.executable, "-c", program]
            begun.append(subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL))
    return begun


def await_engine(processes: "Iterable[subprocess.Popen[bytes]]") -> None:
    """Wait until that is done; whatever it could not do is compiled here when it is needed."""
    for process in processes:
        try:
            process.wait(ENGINE_S)
        except subprocess.TimeoutExpired:
            process.kill()
